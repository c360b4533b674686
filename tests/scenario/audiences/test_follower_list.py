"""A follower list becomes cells of people who are alike: against plain dicts, in every format, with every bad input."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeder.engine.large_table import LargeTable
from seeder.engine.table import Table
from seeder.errors import Issue
from seeder.scenario.audiences.follower_list import FollowerList, read_follower_list
from seeder.scenario.document.documents import Objective, TiersDocument
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import Accounts, build_accounts
from seeder.scenario.tables.handle_names import HandleNames

_HANDLES = (("ann", "x"), ("ann", "y"), ("bob", "x"), ("cat", ""), ("dan", "x"))
"""Handle and platform of each row of the accounts table; ann is one account with two handles."""

Row = Mapping[str, object]


@dataclass(frozen=True)
class Reading:
    """What came of a list."""

    followers: FollowerList | None
    issues: tuple[Issue, ...]
    notes: tuple[str, ...]

    @property
    def only_issue(self) -> str:
        assert self.followers is None
        (issue,) = self.issues
        return str(issue)


@dataclass
class World:
    """Who may be followed, and how many do; None where that is not known."""

    followers: Sequence[object] = ("1k", "1k", "1k", "1k", "1k")
    sample: float = 1.0
    memory: int = 500_000_000
    people: LargeTable | None = field(default=None)

    def accounts(self) -> Accounts:
        columns = {
            "account": [handle for handle, _ in _HANDLES],
            "platform": [platform for _, platform in _HANDLES],
            "followers": list(self.followers),
        }
        log = IssueLog()
        table = Table("accounts.csv", columns, range(2, len(_HANDLES) + 2), 1)  # type: ignore[arg-type]
        accounts = build_accounts(table, tiers=TiersDocument(), objective=Objective.CLICKS, log=log)
        assert accounts is not None
        return accounts

    def read(self, followers: LargeTable, people: LargeTable | None = None) -> Reading:
        log = IssueLog()
        accounts = self.accounts()
        found = read_follower_list(
            followers,
            people,
            accounts=accounts,
            names=HandleNames(accounts),
            sample=self.sample,
            outside_is_ignored=True,
            log=log,
            memory=self.memory,
        )
        assert (found is None) == bool(log)
        return Reading(found, log.issues, tuple(map(str, log.notes)))


def _csv(path: Path, text: str | bytes) -> LargeTable:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return LargeTable(path.name, path)


def _parquet(path: Path, select: str) -> LargeTable:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return LargeTable(path.name, path)


def _read(tmp_path: Path, text: str | bytes, people: str | None = None, *, world: World | None = None) -> Reading:
    of_people = None if people is None else _csv(tmp_path / "people.csv", people)
    return (world or World()).read(_csv(tmp_path / "followers.csv", text), of_people)


def _same(one: FollowerList | None, other: FollowerList | None) -> bool:
    assert one is not None
    assert other is not None
    for name in ("n_people", "weight", "interested", "start", "cell", "tie", "followers_listed"):
        of_one, of_other = getattr(one, name), getattr(other, name)
        if (of_one is None) != (of_other is None):
            return False
        if of_one is not None and (
            of_one.dtype != of_other.dtype or not np.array_equal(of_one, of_other, equal_nan=True)
        ):
            return False
    return True


Described = tuple[frozenset[tuple[int, float]], float, float]
"""What matters of a person: rows followed with ties, weight, interested (0 where not stated)."""


def _cells_of(found: FollowerList) -> Counter[Described]:
    """Cells as they were found, without their order; entries must rise within a handle."""
    follows: list[list[tuple[int, float]]] = [[] for _ in found.n_people]
    for row in range(len(found.start) - 1):
        own = found.cell[found.start[row] : found.start[row + 1]]
        assert (np.diff(own) > 0).all()
        ties = np.ones(len(own)) if found.tie is None else found.tie[found.start[row] : found.start[row + 1]]
        for cell, tie in zip(own.tolist(), ties.tolist(), strict=True):
            follows[cell].append((row, tie))
    interested = np.nan_to_num(found.interested, nan=0.0)
    counted: Counter[Described] = Counter()
    for cell, count in enumerate(found.n_people.tolist()):
        key = (frozenset(follows[cell]), float(found.weight[cell]), float(interested[cell]))
        assert key not in counted, "two cells are alike"
        counted[key] = int(count)
    return counted


def _cells_by_definition(rows: Sequence[Row], people: Sequence[Row]) -> Counter[Described]:
    """Group people by what they follow, how, and what is known of them."""
    follows: dict[object, set[tuple[int, float]]] = {}
    for row in rows:
        at = _HANDLES.index((str(row["handle"]), str(row["platform"])))
        follows.setdefault(row["person"], set()).add((at, _number(row["tie"], 1.0)))
    known = {row["person"]: (_number(row["weight"], 1.0), _number(row["interested"], 0.0)) for row in people}
    return Counter((frozenset(set_), *known.get(person, (1.0, 0.0))) for person, set_ in follows.items())


def _number(cell: object, default: float) -> float:
    return default if cell is None else float(str(cell))


@st.composite
def _lists(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """Rows of a list, some of them twice, and of a table of people."""
    persons = draw(st.lists(st.integers(0, 40), unique=True, min_size=1, max_size=14))
    ties = st.sampled_from([None, 1, 0.5, 0, 2])
    rows: list[Row] = []
    for person in persons:
        for at in draw(st.sets(st.integers(0, len(_HANDLES) - 1), max_size=4)):
            handle, platform = _HANDLES[at]
            row = {"handle": handle, "platform": platform, "person": person, "tie": draw(ties)}
            rows += [row] * draw(st.sampled_from([1, 1, 1, 2]))
    if not rows:
        rows.append({"handle": "cat", "platform": "", "person": 99, "tie": None})
    described = draw(st.lists(st.sampled_from([*persons, 77]), unique=True, min_size=1))
    weights, shares = st.sampled_from([None, 1, 0, 2.5]), st.sampled_from([None, 0.25, 1])
    people: list[Row] = [{"person": key, "weight": draw(weights), "interested": draw(shares)} for key in described]
    return draw(st.permutations(rows)), people


def _write(rows: Sequence[Row], path: Path) -> LargeTable:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return LargeTable(path.name, path)


def _frame(rows: Sequence[Row], *, text: bool) -> LargeTable:
    frame = pd.DataFrame(rows)
    if text:
        frame["person"] = frame["person"].astype(str)
    return LargeTable("frame", frame)


@settings(max_examples=6)
@given(_lists(), st.randoms(use_true_random=False))
def test_every_format_and_order_gives_the_cells_of_the_definition(
    drawn: tuple[list[Row], list[Row]], random: np.random.Generator
) -> None:
    rows, people = drawn
    with TemporaryDirectory() as name:
        folder = Path(name)
        reading = World().read(_write(rows, folder / "followers.csv"), _write(people, folder / "people.csv"))
        found = reading.followers
        assert found is not None
        assert _cells_of(found) == _cells_by_definition(rows, people)
        distinct = {(row["handle"], row["platform"], row["person"]) for row in rows}
        assert found.followers_listed.tolist() == [
            sum(pair == handle for *pair_, _ in distinct for pair in [tuple(pair_)]) for handle in _HANDLES
        ]
        assert any("counted once" in note for note in reading.notes) == (len(rows) > len(distinct))
        assert any("ignored" in note for note in reading.notes) == (
            not {row["person"] for row in people} <= {row["person"] for row in rows}
        )
        mixed = list(rows)
        random.shuffle(mixed)
        shuffled = World().read(_write(mixed, folder / "mixed.csv"), _write(people[::-1], folder / "people.csv"))
        assert _same(found, shuffled.followers)
        for text in (False, True):
            frames = World().read(_frame(rows, text=text), _frame(people, text=False))
            assert _same(found, frames.followers)
        with duckdb.connect() as connection:
            for table, of in (("f", rows), ("p", people)):
                connection.register(table, pd.DataFrame(of))
                connection.execute(f"COPY {table} TO '{folder}/{table}.parquet' (FORMAT parquet)")
        parquet = World().read(LargeTable("f", folder / "f.parquet"), LargeTable("p", folder / "p.parquet"))
        assert _same(found, parquet.followers)


def test_a_list_counted_by_hand(tmp_path: Path) -> None:
    text = "handle,platform,person\nann,x,1\nann,y,1\nbob,x,2\nann,x,3\nbob,x,4\nann,y,3\n"
    found = _read(tmp_path, text).followers
    assert found is not None
    # People 1 and 3 follow both handles of ann, 2 and 4 follow bob.
    assert found.n_people.tolist() == [2.0, 2.0]
    assert found.start.tolist() == [0, 1, 2, 3, 3, 3]
    assert found.cell.tolist() == [0, 0, 1]
    assert found.cell.dtype == np.int32
    assert found.tie is None
    assert found.followers_listed.tolist() == [2, 2, 2, 0, 0]
    assert found.weight.tolist() == [1.0, 1.0]
    assert np.isnan(found.interested).all()
    assert found.outside_is_ignored


def test_keys_of_a_csv_file_are_texts_and_numbers_have_many_forms(tmp_path: Path) -> None:
    text = 'handle,person,tie\ncat,00123,1\ncat,123, 100% \n" cat ",\u2003a b\u2003,"1,000.0"\ncat,d,.5k\n'
    people = "person,weight,interested\n00123,1.5,20%\n123,150%,0.2\na b,,\n"
    found = _read(tmp_path, text, people).followers
    assert found is not None
    assert _cells_of(found) == {
        (frozenset({(3, 1.0)}), 1.5, 0.2): 2,
        (frozenset({(3, 1000.0)}), 1.0, 0.0): 1,
        (frozenset({(3, 500.0)}), 1.0, 0.0): 1,
    }


def test_whole_numbers_meet_texts_as_texts_only_where_types_differ(tmp_path: Path) -> None:
    followers = _parquet(tmp_path / "f.parquet", "SELECT 'cat' AS handle, unnest([7, 8])::INTEGER AS person")
    for key in ("'7'", "7::BIGINT", "7::UBIGINT"):
        people = _parquet(tmp_path / "p.parquet", f"SELECT {key} AS person, 3 AS weight")
        found = World().read(followers, people).followers
        assert found is not None
        assert sorted(found.weight.tolist()) == [1.0, 3.0], key
    texts = _parquet(tmp_path / "t.parquet", "SELECT 'cat' AS handle, '07' AS person")
    people = _parquet(tmp_path / "p.parquet", "SELECT 7 AS person, 3 AS weight")
    reading = World().read(texts, people)
    assert reading.followers is not None
    assert reading.followers.weight.tolist() == [1.0]
    assert reading.notes == (
        "p.parquet: 1 person follows none of the handles and is ignored",
        "p.parquet has the person '7' and t.parquet '07': if both keys were written the same way, they would be one "
        "person. Write the keys of a person alike in both tables.",
    )


def test_blank_lines_and_cells_beyond_the_table_are_passed_over(tmp_path: Path) -> None:
    plain = _read(tmp_path, "handle,person\ncat,1\ncat,2\n").followers
    texts = (
        "\ufeffhandle,person\r\ncat,1\r\n\r\n , \r\ncat,2\r\n\r\n",
        "\n\nhandle,person,\ncat,1,\n,,\n\ncat,2\n",
        '"handle","person"\n"cat","1"\n" cat "," 2 "',
        "handle,person\rcat,1\rcat,2\r",
        '"handle","per\nson",person\ncat,,1\ncat,,2\n',
        "person, handle ,other\n1,cat,\n2,cat,é\n",
    )
    for text in texts:
        assert _same(plain, _read(tmp_path, text).followers), text


def test_a_quote_after_a_blank_is_a_letter_as_in_small_tables(tmp_path: Path) -> None:
    people = 'person,weight\n"""a""",2\n'
    found = _read(tmp_path, 'handle,person\ncat, "a"\n', people).followers
    assert found is not None
    assert found.weight.tolist() == [2.0]


def test_a_platform_may_be_named_where_it_is_not_needed(tmp_path: Path) -> None:
    reading = _read(tmp_path, "handle,platform,person\nbob,x,1\nbob,,1\n")
    assert reading.followers is not None
    assert reading.followers.followers_listed.tolist() == [0, 0, 1, 0, 0]
    assert reading.notes == (
        "followers.csv: 1 row repeats a person and a handle from another row; each pair is counted once",
    )


@pytest.mark.parametrize(
    ("listed", "described", "pair"),
    [("3.0", "3", "'3' and followers.csv '3.0'"), ("3", "003", "'003' and followers.csv '3'"), ("Ann", "ann", "'ann'")],
)
def test_people_whose_keys_are_nearly_those_of_the_list_are_noted(
    listed: str, described: str, pair: str, tmp_path: Path
) -> None:
    people = f"person,weight\n{described},3\nzoe,2\nabe,1\n"
    reading = _read(tmp_path, f"handle,person\ncat,{listed}\ncat,abe\n", people)
    ignored, near = reading.notes
    assert ignored == "people.csv: 2 people follow none of the handles and are ignored"
    assert near.startswith(f"people.csv has the person {pair}")
    assert near.endswith("they would be one person. Write the keys of a person alike in both tables.")


def test_several_people_with_near_keys_are_counted(tmp_path: Path) -> None:
    reading = _read(tmp_path, "handle,person\ncat,1.0\ncat,2.0\ncat,3.0\n", "person,weight\n1,3\n2,2\n3,1\n")
    assert " (and 2 more such pairs): if both keys were written the same way" in reading.notes[1]


def test_columns_that_look_like_others_are_noted(tmp_path: Path) -> None:
    reading = _read(tmp_path, "handle,person,ties\ncat,1,5\n", "person,wieght\n1,3\n")
    assert reading.notes == (
        "followers.csv: the column 'ties' is not read; did you mean 'tie'?",
        "people.csv: the column 'wieght' is not read; did you mean 'weight'?",
    )


_BAD_LISTS: dict[str, tuple[str | bytes, str]] = {
    "unknown handle": ("handle,person\ncat,1\ncta,1\n", "followers.csv:3:handle: unknown handle 'cta'"),
    "ambiguous handle": ("handle,person\nann,1\n", "followers.csv:2:handle: the handle 'ann' is on 2 platforms"),
    "wrong platform": ("handle,platform,person\nbob,y,1\n", "followers.csv:2:platform: 'bob' is not on 'y'"),
    "blank handle": ("handle,person\n\n ,1\n", "followers.csv:3:handle: handle is blank"),
    "blank person": ('handle,person\ncat,1\ncat,""\n', "followers.csv:3:person: person is blank"),
    "negative tie": ("handle,person,tie\ncat,1,-1\n", "followers.csv:2:tie: tie is '-1'. tie must be between 0"),
    "tie no number": ("handle,person,tie\ncat,1,\ncat,2,strong\n", "followers.csv:3:tie: tie is 'strong'. Numbers"),
    "huge tie": ("handle,person,tie\ncat,1,1e500\n", "tie is '1e500'. Numbers"),
    "infinite tie": ("handle,person,tie\ncat,1,inf\n", "The number is too large"),
    "two ties": (
        'handle,person,tie,note\ncat,1,0.5,"a\nb"\ncat,1,.5,\nann,2,1,\ncat,1,2,\n',
        "followers.csv:6:tie: the tie of '1' with 'cat' is 2 here and 0.5 on line 2",
    ),
    "no rows": ("handle,person\n\n", "followers.csv:1: the table has a header and no rows"),
    "blank rows": ("handle,person\n , \n", "followers.csv:1: the table has a header and no rows"),
    "no column": ("handle,persona\ncat,1\n", "followers.csv:1:person: there is no column 'person'"),
    "header twice": ("handle,person,person\ncat,1,1\n", "the header 'person' appears twice"),
    "empty": ("", "followers.csv:1: the file is empty"),
    "only blank lines": ("\n \n", "followers.csv:1: the file is empty"),
    "open quote": ('handle,person\ncat,1\ncat,"2\ncat,3\n', "followers.csv:3: a double quote opens in this row"),
    "text after quote": ('handle,person\ncat,"2"x\n', "followers.csv:2: text follows the closing double quote"),
    "blank after quote": ('handle,person\ncat,"2" \n', "followers.csv:2: text follows the closing double quote"),
    "too few cells": (
        "handle,person\ncat,1\ncat\n",
        "followers.csv:3:person: the row has 1 cell, but the header has 2",
    ),
    "too many cells": (
        "handle,person\ncat,1,2\n",
        "followers.csv:2:column 3: the row has 3 cells, but the header has 2",
    ),
    "cells without a name": ("handle,person,\ncat,1,2\n", "followers.csv:1:column 3: column 3 has cells but no name"),
    "not UTF-8": (b"handle,person\ncat,1\ncat,M\xfcller\n", "followers.csv:3:6: the byte 0xfc is not UTF-8"),
    "not UTF-8 elsewhere": (b"handle,person,x\ncat,1,\xff\n", "followers.csv:2:7: the byte 0xff is not UTF-8"),
    "UTF-16": ("handle,person\ncat,1\n".encode("utf-16"), "followers.csv:1:1: the file is UTF-16"),
    "NUL": (b"handle,person\ncat,1\0\n", "followers.csv:2:6: there is a NUL byte"),
    "long cell": ("handle,person\ncat," + "1" * 140_000 + "\n", "followers.csv:2: a cell has over 131,072 characters"),
}


@pytest.mark.parametrize("name", _BAD_LISTS)
def test_a_bad_list_is_an_issue_with_its_line(name: str, tmp_path: Path) -> None:
    text, found = _BAD_LISTS[name]
    if name == "two ties":
        text = str(text).replace("ann", "bob")
    assert found in _read(tmp_path, text).only_issue


_BAD_PEOPLE: dict[str, tuple[str, str]] = {
    "twice": (
        "person,weight\n1,1\n2,1\n1,1\n",
        "people.csv:4:person: the person '1' is already on line 2",
    ),
    "blank": ("person,weight\n1,1\n,2\n", "people.csv:3:person: person is blank"),
    "negative weight": ("person,weight\n1,-2\n", "people.csv:2:weight: weight is '-2'. weight must be between 0"),
    "weight no number": ("person,weight\n1,n/a\n", "people.csv:2:weight: weight is 'n/a'"),
    "interested 0": (
        "person,interested\n1,0\n",
        "people.csv:2:interested: interested is '0'. interested must be above 0",
    ),
    "interested over 1": ("person,interested\n1,1\n2,120%\n", "people.csv:3:interested: interested is '120%'"),
    "no rows": ("person,weight\n", "people.csv:1: the table has a header and no rows"),
    "no column": ("name,weight\n1,1\n", "people.csv:1:person: there is no column 'person'"),
    "broken": ('person,weight\n1,"1\n', "people.csv:2: a double quote opens"),
}


@pytest.mark.parametrize("name", _BAD_PEOPLE)
def test_a_bad_table_of_people_is_an_issue_with_its_line(name: str, tmp_path: Path) -> None:
    text, found = _BAD_PEOPLE[name]
    assert found in _read(tmp_path, "handle,person\ncat,1\n", text).only_issue


def test_all_issues_of_both_tables_come_at_once(tmp_path: Path) -> None:
    text = "handle,person,tie\nnobody,1,x\ncat,,-1\ncat,2,1\ncat,2,3\ncat,3,\n"
    people = "person,weight,interested\n1,x,0\n1,1,2\n"
    reading = _read(tmp_path, text, people, world=World(followers=("1k", "1k", "1k", "0", "1k")))
    assert sorted(str(issue.place) for issue in reading.issues) == [
        "accounts.csv:5:followers",
        "followers.csv:2:handle",
        "followers.csv:2:tie",
        "followers.csv:3:person",
        "followers.csv:3:tie",
        "followers.csv:5:tie",
        "people.csv:2:interested",
        "people.csv:2:weight",
        "people.csv:3:interested",
        "people.csv:3:person",
    ]


def test_many_bad_rows_are_twenty_issues_and_a_count(tmp_path: Path) -> None:
    text = "handle,person\n" + "".join(f"nobody{i},1\n" for i in range(50))
    reading = _read(tmp_path, text)
    assert len(reading.issues) == 21
    assert "the same mistake here and in 29 more places, the last on line 51" in str(reading.issues[-1])


def test_bad_rows_of_typed_tables_have_their_numbers(tmp_path: Path) -> None:
    select = (
        "SELECT unnest(['cat', 'nobody', NULL, 'cat', 'cat', 'cat', 'cat']) AS handle,"
        " unnest([1, 1, 1, NULL, 5, 5, 6]) AS person, unnest([1, 1, 1, 1, 1, 2, 'nan'::DOUBLE]) AS tie"
    )
    people = _parquet(
        tmp_path / "p.parquet",
        "SELECT unnest([1, 1, NULL, 2]) AS person, unnest([1, 1, 1, -1]) AS weight,"
        " unnest([1, NULL, 1, 1.5])::DOUBLE AS interested",
    )
    parquet = _parquet(tmp_path / "f.parquet", select)
    with duckdb.connect() as connection:
        frame = LargeTable("f.parquet", connection.execute(select).df())
    expected = [
        "f.parquet:2:handle", "f.parquet:3:handle", "f.parquet:4:person", "f.parquet:6:tie", "p.parquet:2:person",
        "p.parquet:3:person", "p.parquet:4:weight", "p.parquet:4:interested",
    ]  # fmt: skip
    # NaN is a blank of a frame, and no number in a file.
    for table, more in ((parquet, ["f.parquet:7:tie"]), (frame, [])):
        reading = World().read(table, people)
        assert sorted(str(issue.place) for issue in reading.issues) == sorted(expected + more)


def test_keys_that_are_decimals_are_an_issue(tmp_path: Path) -> None:
    for select in ("SELECT 'cat' AS handle, 7.0::DOUBLE AS person", "SELECT 7.5 AS handle, 1 AS person"):
        issue = World().read(_parquet(tmp_path / "f.parquet", select)).only_issue
        assert "is a column of decimal numbers" in issue
    mixed = pd.DataFrame({"handle": ["cat", "cat"], "person": ["7", 7.0]}, dtype=object)
    assert "frame:2:person: person is the decimal number 7.0" in World().read(LargeTable("frame", mixed)).only_issue


def test_a_frame_may_hold_anything_that_is_text() -> None:
    frame = pd.DataFrame(
        {"handle": pd.Categorical(["cat", "cat", "cat"]), "person": [1, "b", None], "tie": ["1", 2, 1e-5]}
    )
    frame.loc[2, "person"] = "c"
    found = World().read(LargeTable("frame", frame.set_index(pd.Index([9, 9, 9])))).followers
    assert found is not None
    assert found.tie is not None
    assert sorted(found.tie.tolist()) == [1e-5, 1.0, 2.0]
    half = pd.DataFrame({"handle": ["cat"], "person": ["\ud800"]}, dtype=object)
    assert "frame:1:person: there is a broken character" in World().read(LargeTable("frame", half)).only_issue


def test_a_file_that_is_no_parquet_or_breaks_off_is_an_issue(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    assert "the file cannot be read as Parquet" in World().read(_csv(path, "handle,person\ncat,1\n")).only_issue
    table = _parquet(path, "SELECT 'cat' AS handle, 'person_' || md5(i::VARCHAR) AS person FROM range(20000) r(i)")
    raw = bytearray(path.read_bytes())
    raw[1000:60000] = bytes(59000)
    path.write_bytes(raw)
    issue = World(followers=("1M",) * 5).read(table).only_issue
    assert "f.parquet: the file cannot be read as Parquet" in issue
    assert str(tmp_path) not in issue


def test_names_of_files_and_keys_are_never_sql(tmp_path: Path) -> None:
    name = "it's $1 [x]*?'; DROP TABLE follows; --"
    for suffix in ("csv", "parquet"):
        path = tmp_path / f"{name}.{suffix}"
        if suffix == "csv":
            path.write_text('handle,person,"\'); DROP"\ncat,\' OR 1=1 --,\ncat,"a\'b",\n')
        else:
            plain = tmp_path / "plain.parquet"
            _parquet(plain, "SELECT 'cat' AS handle, unnest([''' OR 1=1 --', 'a''b']) AS person, 1 AS \"x\"\"); DROP\"")
            plain.rename(path)
        found = World().read(LargeTable("list", path)).followers
        assert found is not None
        assert found.n_people.tolist() == [2.0]


def test_more_people_than_followers_is_an_issue_with_both_numbers(tmp_path: Path) -> None:
    text = "handle,person\n" + "".join(f"cat,{i}\n" for i in range(12))
    assert _read(tmp_path, text, world=World(followers=("1k", "1k", "1k", "11", "1k"))).followers is not None
    issue = _read(tmp_path, text, world=World(followers=("1k", "1k", "1k", "10", "1k"))).only_issue
    assert (
        "accounts.csv:5:followers: followers of 'cat' is 10, but followers.csv lists 12 people who follow it" in issue
    )
    assert _read(tmp_path, text, world=World(followers=("1k", "1k", "1k", "", "1k"))).followers is not None


def test_of_a_sample_an_excess_within_five_standard_deviations_is_chance(tmp_path: Path) -> None:
    text = "handle,person\n" + "".join(f"cat,{i}\n" for i in range(100))
    # 100 in a sample of a tenth stand for 1,000, give or take 5 · 10 / 0.1 = 500.
    within = World(followers=("1k", "1k", "1k", "500", "1k"), sample=0.1)
    found = _read(tmp_path, text, world=within).followers
    assert found is not None
    assert found.sample == 0.1
    assert found.followers_listed[3] == 100
    beyond = World(followers=("1k", "1k", "1k", "499", "1k"), sample=0.1)
    issue = _read(tmp_path, text, world=beyond).only_issue
    assert (
        "followers of 'cat' is 499, but followers.csv lists 1,000 people who follow it (100 in a sample of 0.1)"
        in issue
    )


def test_a_tiny_memory_spills_and_gives_the_same(tmp_path: Path) -> None:
    select = (
        "SELECT unnest(['bob', 'cat', 'dan']) AS handle, 'a person with a long key ' || (i * 7919 % 300007) AS person"
        " FROM range(300000) r(i) WHERE i % 3 < 2 ORDER BY (i * 31) % 1009"
    )
    table = _parquet(tmp_path / "f.parquet", select)
    followers = ("1M",) * 5
    assert _same(
        World(followers=followers).read(table).followers,
        World(followers=followers, memory=100_000_000).read(table).followers,
    )


def test_a_memory_too_small_is_an_issue(tmp_path: Path) -> None:
    select = "SELECT 'cat' AS handle, 'a person with a long key ' || i AS person FROM range(300000) r(i)"
    reading = World(memory=2_000_000).read(_parquet(tmp_path / "f.parquet", select))
    assert "the list is too large to count" in reading.only_issue
    assert "set the environment variable TMPDIR to a folder with more room" in reading.only_issue
