"""Followers with a fraction: the header says the unit, or the offer names the likelier one first."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing.test_import_table import load

from seeder.errors import ScenarioError


@pytest.mark.parametrize(
    "header",
    [
        "Followers (M)",
        "Followers (MM)",
        "Followers in millions",
        "followers_mm",
        "followers_m",
        "followers mn",
        "Follower (Mio.)",
        "Seguidores (millones)",
        "Abonnés (en millions)",
    ],
)
def test_the_header_says_millions(tmp_path: Path, header: str) -> None:
    found = load(tmp_path, f"handle,{header}\nann,20.2\nbo,3.45\ncy,11\n")
    assert found.columns["followers"] == ("20200000", "3450000", "11000000")


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        (("20.2", "3.45", "11"), "millions"),
        (("20.2", "19", "11"), "thousands"),
        (("20.234", "3.4", "11"), "thousands"),
        (("1250.5", "3.4", "11"), "thousands"),
        (("0.0203", "3.4", "11"), "millions"),
    ],
)
def test_without_a_unit_the_likelier_one_is_offered_first(tmp_path: Path, cells: tuple[str, ...], unit: str) -> None:
    table = "handle,followers\n" + "".join(f"a{number},{cell}\n" for number, cell in enumerate(cells))
    (told,) = load(tmp_path, table).report.warnings
    other = {"millions": "thousands", "thousands": "millions"}[unit]
    assert told.endswith(
        f'if the column counts in {unit}, write --map "followers in {unit}=followers"; the same works with {other}'
    )
    mapped = load(tmp_path, table, mapping={f"followers in {unit}": "followers"})
    assert mapped.columns["followers"][2] == {"millions": "11000000", "thousands": "11000"}[unit]
    assert mapped.report.rejections == ()


def test_a_column_of_fractions_alone_names_the_unit_too(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="if the column counts in millions, write --map"):
        load(tmp_path, "handle,followers\nann,20.2\nbo,3.4\n")
