"""Hours of a list are effort, by every word for it, and never two columns of effort."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeder.importing import import_table, write_import
from seeder.scenario import read_scenario


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
