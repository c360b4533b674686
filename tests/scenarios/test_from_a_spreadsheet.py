"""The scenario that an import made is what the import makes, byte for byte, and shows what it is there for."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path

from scenarios.imported_example import NAME, files_of_import

import seeder

FOLDER = Path(__file__).parents[2] / "scenarios" / NAME
TABLE = FOLDER / "influencers-export.csv"


@cache
def made() -> dict[str, bytes]:
    return files_of_import(FOLDER)


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_the_import_makes_the_shipped_bytes() -> None:
    for name, data in made().items():
        assert (FOLDER / name).read_bytes() == data, f"{name} is not what seeder init --from makes"


def test_the_table_has_the_variety_that_it_is_there_for() -> None:
    data = TABLE.read_bytes()
    text = data.decode("utf-8")
    assert data.startswith(b"\xef\xbb\xbf")
    assert text.count("\r\n") > 140
    header = next(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert header.count("Seguidores") == 2
    assert any("\n" in name for name in header)
    for met in (
        "#VALOR!",
        "N/A'",
        "N/A",
        "1.4M",
        "k,",
        "4.1%",
        "0.0",
        "https://www.instagram.com/",
        ",@",
        "Total",
        '"1,',
    ):
        assert met in text, met


def test_every_row_of_the_table_stands_somewhere() -> None:
    accounts, rejected = rows_of(made()["accounts.csv"]), rows_of(made()["rejected.csv"])
    assert len(accounts) + len(rejected) == 149
    assert {row["reason"].split(",")[0].split(":")[0] for row in rejected} == {
        "duplicate of line 23",
        "the same handle on instagram",
        "repeated header",
        "no handle",
        "followers are '#VALOR!' in 'Seguidores (2)'",
        "it looks like a row of totals",
    }
    joined = [row["account"] for row in accounts]
    assert len(set(joined)) == len(joined) - 1
    assert all(row["followers"].isdigit() for row in accounts)


def test_the_plan_rests_on_the_table() -> None:
    plan = seeder.run_scenario(seeder.read_scenario(FOLDER)).plan
    assert plan.value is not None
    assert len(plan.picks) > 40
