"""docs/scenario.md names every key and column, and its examples are sound."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from pydantic import BaseModel

from seeder.scenario import read_scenario
from seeder.scenario.document import documents
from seeder.scenario.numbers import parse_number
from seeder.scenario.tables.columns import TABLES

TEXT = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)
MODELS = [model for model in vars(documents).values() if isinstance(model, type) and issubclass(model, BaseModel)]
KEYS = sorted({key for model in MODELS for key in model.model_fields})
ACCOUNTS = """account,followers,platform,introducer
pew,5,youtube,
alice,6,youtube,zoe
bob,7,,
carol,7,,
dave,6,,
rival,8,,
"""


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_documented(key: str) -> None:
    assert f"`{key}`" in TEXT


@pytest.mark.parametrize(
    "table", ["accounts", "overrides", "segments", "memberships", "followers", "people", "overlaps"]
)
def test_every_column_is_documented_with_its_unit(table: str) -> None:
    section = TEXT.split(f"\n### {table}\n")[1].split("\n### ")[0]
    rows = {}
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 3 and cells[0] != "column":
            rows[cells[0].strip("*")] = (cells[0].startswith("**"), cells[2].replace("–", "-"))
    units = {column.name: (column.is_required, column.unit or rows[column.name][1]) for column in TABLES[table]}
    assert rows == units


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_sound(example: str, tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(example)
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    (tmp_path / "approaches.csv").write_text(
        "account,approach,effort,acceptance,cash,available\nbob,paid,1,5%,20,yes\n"
    )
    (tmp_path / "segments.csv").write_text("segment,people,interested,weight\nstudents,10,20%,\nparents,5,,2\n")
    (tmp_path / "memberships.csv").write_text("handle,segment,share,fit\npew,students,0.5,\nbob,parents,1,2\n")
    (tmp_path / "followers.csv").write_text("handle,person,tie\npew,x,\nbob,x,0.5\n")
    (tmp_path / "overlaps.csv").write_text("a,b,shared\npew,alice,2\n")
    (tmp_path / "people.csv").write_text("person,weight,interested\nx,2,0.5\n")
    duckdb.sql(f"COPY (FROM '{tmp_path / 'followers.csv'}') TO '{tmp_path / 'followers.parquet'}'")
    assert read_scenario(tmp_path).name == "Launch week"


def test_the_numbers_are_read_as_the_page_says() -> None:
    section = TEXT.split("\n## Numbers\n")[1].split("\n## ")[0]
    read = re.findall(r"^\| `([^`]+)` \| ([0-9.,]+) \|$", section, flags=re.MULTILINE)
    assert len(read) == 6
    for written, number in read:
        assert parse_number(written) == float(number.replace(",", ""))
    refused = re.findall(r"`([^`]+)`", next(line for line in section.splitlines() if line.startswith("Anything else")))
    assert len(refused) == 11
    assert all(parse_number(written) is None for written in refused)


def test_a_sentence_a_line() -> None:
    prose = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
    for line in prose.splitlines():
        if line and not line.startswith(("|", "#")):
            assert len(re.findall(r"[.?!](?= [A-Z])", line)) == 0, line
