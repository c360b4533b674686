"""Prices in any currency become the column fee, and a cost where the user says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing.test_import_table import load

from seeder.errors import ScenarioError
from seeder.importing.rows.fees import currencies_in


@pytest.mark.parametrize(
    ("cell", "fee"),
    [
        ("€150", "150"),
        ("150 EUR/post", "150"),
        ("$150 per post", "150"),
        ("CHF 200.-", "200"),
        ("200,- €", "200"),
        ("US$ 300", "300"),
        ("R$ 300", "300"),
        ("£1k", "1000"),
        ("free", "0"),
        ("gratis", "0"),
        ("on request", ""),
        ("", ""),
    ],
)
def test_prices_in_any_currency(tmp_path: Path, cell: str, fee: str) -> None:
    other = next(iter(currencies_in([cell])), "EUR")
    found = load(tmp_path, f'handle,followers,Price\na,2874,"{cell}"\nb,13800,100 {other}\n')
    assert found.columns["fee"] == (fee, "100")


def test_a_german_list_reads_fees_by_its_own_marks(tmp_path: Path) -> None:
    found = load(tmp_path, "Handle;Follower;Honorar\na;2.874;150 €\nb;13.800;1.200,50 €/Post\n")
    assert found.columns["fee"] == ("150", "1200.5")
    assert found.columns["Honorar"] == ("150 €", "1.200,50 €/Post")


def test_prices_are_written_as_a_comment_that_can_be_used(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,Fee\na,2874,150 €\nb,13800,300 €\n")
    assert "# The column 'Fee' has the prices of 2 rows, 150 to 300 EUR." in found.scenario
    assert "# approaches:\n#   ask: {fee: yes}\n# budget: {effort: 40, cash: 1500 EUR}" in found.scenario


def test_fees_are_paid_where_the_user_says_so(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,Fee\na,2874,150\nb,13800,300\n", fee="per_post")
    assert "\napproaches:\n  ask: {fee: yes}\n" in found.scenario
    with pytest.raises(ScenarioError, match="no column has prices"):
        load(tmp_path, "handle,followers\na,2874\n", fee="per_post")
    with pytest.raises(ValueError, match="expected per_post"):
        load(tmp_path, "handle,followers,Fee\na,2874,150\n", fee="monthly")


def test_prices_of_several_currencies_are_no_fees(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,Fee\na,2874,150 €\nb,13800,$300\n")
    assert "fee" not in found.columns
    assert "prices in EUR and USD" in "".join(found.report.warnings)


def test_fees_of_an_import_come_out_of_the_next_one_unchanged(tmp_path: Path) -> None:
    found = load(tmp_path, "account,handle,platform,followers,fee\na,a,x,10,150\nb,b,x,20,\n")
    assert found.columns["fee"] == ("150", "")
