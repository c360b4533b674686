"""Accounts that said no or must not be asked are left out by a rule that stands in scenario.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing.test_import_table import load, written

import seeder
from seeder.importing.columns.status_words import kind_of_status, read_statuses


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Declined", "refused"),
        ("declined, no time", "refused"),
        ("Do not contact!", "refused"),
        ("DO-NOT-CONTACT", "refused"),
        ("Don't contact", "refused"),
        ("DNC", "refused"),
        ("Abgelehnt", "refused"),
        ("Kein Interesse (Mai)", "refused"),
        ("No contactar", "refused"),
        ("Não contatar", "refused"),
        ("Refusé", "refused"),
        ("SENT", "asked"),
        ("Contacted", "asked"),
        ("replied 3 May", "asked"),
        ("Angeschrieben", "asked"),
        ("Zugesagt", "agreed"),
        ("En attente", "asked"),
        ("not contacted", "new"),
        ("No contactado", "new"),
        ("noch nicht kontaktiert", "new"),
        ("New", "new"),
        ("Berlin", ""),
        ("", ""),
    ],
)
def test_words_of_five_languages(text: str, kind: str) -> None:
    assert kind_of_status(text) == kind


def test_the_state_of_an_address_is_no_status() -> None:
    assert read_statuses(["Texas", "Ohio", "New", ""]) is None


def test_who_must_not_be_asked_is_left_out_by_a_written_rule(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "handle,followers,Outreach status\nada.reads,2874,Contacted\nbo.bakes,13800,Declined\n"
        "cy_climbs,51000,Don't contact\ndee_d,900,New\n",
    )
    folder = written(found, tmp_path)
    rule = "{where: \"`Outreach status` in ('Declined', 'Don''t contact')\", at_most: 0}"
    assert rule in (folder / "scenario.yaml").read_text("utf-8")
    warnings = "".join(found.report.warnings)
    assert "1 account asked already" in warnings
    assert "{where: \"`Outreach status` in ('Contacted')\", at_most: 0}" in warnings
    assert "2 accounts that said no or must not be asked" in warnings
    run = seeder.run_scenario(seeder.read_scenario(folder))
    assert sorted(pick.account for pick in run.plan.picks) == ["ada.reads", "dee_d"]


def test_a_table_without_refusals_gets_no_rule(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,Status\na,2874,Sent\nb,13800,New\nc,900,Zugesagt\n")
    assert "groups" not in found.scenario
    assert "1 account asked already" in found.report.warnings[0]
    assert "1 account that agreed already" in found.report.warnings[1]
    assert found.report.warnings[0].endswith("{where: Status in ('Sent'), at_most: 0}")
    assert len(found.report.warnings) == 2


@pytest.mark.parametrize("header", ["Stand", "Bemerkung", "xyz"])
def test_a_column_of_statuses_is_known_by_its_cells(tmp_path: Path, header: str) -> None:
    found = load(tmp_path, f"Handle;Follower;{header}\na;2.874;abgelehnt\nb;13.800;zugesagt\nc;51.000;neu\n")
    assert f"{header} in ('abgelehnt')" in found.scenario
    assert "1 account that agreed already" in "".join(found.report.warnings)


def test_a_row_of_totals_is_kept_by_no_name(tmp_path: Path) -> None:
    found = load(tmp_path, "Name,Profile URL,Followers\nAda Lee,https://instagram.com/ada,10\nTotal,,10\n")
    assert found.columns["handle"] == ("ada",)
    assert "kept by the name" not in "".join(found.report.warnings)
