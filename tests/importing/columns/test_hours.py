"""Hours of a list are effort, by every word for it, and never two columns of effort."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from seeder.importing import import_table, write_import
from seeder.scenario import Scenario, read_scenario
from seeder.scenario.document.effort_words import EFFORT_PATTERN, resource_of


def imported(folder: Path, text: str) -> list[str]:
    (folder / "list.csv").write_text(text, "utf-8")
    write_import(import_table(folder / "list.csv"), folder / "made")
    read_scenario(folder / "made")
    return (folder / "made" / "accounts.csv").read_text("utf-8").splitlines()


@pytest.mark.parametrize("word", ["hours", "h", "time", "Stunden", "Zeit", "horas", "tiempo", "heures", "tempo", "ore"])
def test_every_word_is_effort(tmp_path: Path, word: str) -> None:
    found = imported(tmp_path, f"handle,followers,{word}\nann,5000,3\nbob,6000,2\n")
    assert found[:2] == ["account,handle,platform,followers,effort", "ann,ann,,5000,3"]


def test_a_second_column_is_copied_by_a_name_that_means_nothing(tmp_path: Path) -> None:
    found = imported(tmp_path, "handle,followers,effort,time\nann,5000,3,5\nbob,6000,2,6\n")
    assert found[0] == "account,handle,platform,followers,effort,time (source)"


@pytest.mark.parametrize("cells", [("9:00", "10:30"), ("1700000000", "1700000500")])
def test_times_of_day_and_dates_are_copied(tmp_path: Path, cells: tuple[str, str]) -> None:
    found = imported(tmp_path, "handle,followers,time\nann,5000,{}\nbob,6000,{}\n".format(*cells))
    assert found[:2] == ["account,handle,platform,followers,time", f"ann,ann,,5000,{cells[0]}"]


@pytest.mark.parametrize(
    "header",
    [
        "Tiempo (h)", "Tiempo (horas)", "Tiempo", "Temps (h)", "Std. Aufwand", "Arbeitszeit", "Horas estimadas",
        "Heures estimées", "Est. hours", "Estimated hours", "Temps passé", "Stunden pro Kontakt", "Horas/contacto",
        "Nombre d'heures", "Hours needed", "Hours per influencer", "Time per ask (h)", "Zeit (Std.)", "Tempo (ore)",
        "Ore stimate", "Horas de trabajo", "Aufwand [h]", "geschätzter Aufwand", "Zeit pro Anfrage",
        "hours_per_contact",
        "Tempo de trabalho (h)", "Work hours", "Working time (h)", "Tempo por contato",
    ],
)  # fmt: skip
def test_headers_of_working_hours_are_effort(tmp_path: Path, header: str) -> None:
    found = imported(tmp_path, f"handle,followers,{header}\nann.a,1000,1.5\nbob.b,2000,0.5\n")
    assert found == ["account,handle,platform,followers,effort", "ann.a,ann.a,,1000,1.5", "bob.b,bob.b,,2000,0.5"]


@pytest.mark.parametrize(
    "header",
    [
        "Watch time (hours)", "Response time (h)", "Screen time", "Posting time", "Hours per week", "Views (24 h)",
        "Time zone", "Avg view time", "Tempo de resposta", "Antwortzeit (h)", "Time (min)", "Opening hours",
    ],
)  # fmt: skip
def test_other_times_are_no_effort(tmp_path: Path, header: str) -> None:
    found = imported(tmp_path, f"handle,followers,{header}\nann.a,1000,1.5\nbob.b,2000,0.5\n")
    assert "effort" not in found[0].split(",")


@pytest.mark.parametrize(
    "word",
    ["working hours", "Working_hours", "work-hours", "Arbeitsstunden", "arbeitszeit", "horas de trabajo",
     "ore di lavoro"],
)  # fmt: skip
def test_words_for_working_hours_name_the_budget_of_effort(word: str) -> None:
    frame = pd.DataFrame({"account": ["ann", "bob"], "followers": [1000, 2000]})
    assert dict(Scenario.from_frames(frame, budget={word: 6}).document.budget.amounts) == {"effort": 6.0}
    changed = Scenario.from_frames(frame, budget=6).with_(budget={word: 3})
    assert dict(changed.document.budget.amounts) == {"effort": 3.0}
    assert re.fullmatch(EFFORT_PATTERN, word) is not None
    assert resource_of("agency hours") == "agency hours"
