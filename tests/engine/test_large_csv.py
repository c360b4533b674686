"""A large CSV file is read like a small one: the same rows, the same issues, whichever reader reads it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from seeder.engine.csv_file import read_csv
from seeder.engine.database import bounded_database
from seeder.engine.large_csv import reads_alike
from seeder.engine.large_table import LargeTable, open_table
from seeder.errors import Issue

Cells = list[tuple[str, ...]]


def _header_is_good(header: Sequence[str], line: int | None) -> bool:
    return set(header) >= {"a", "b"}


def _read_small(raw: bytes) -> tuple[Cells | None, list[str]]:
    issues: list[Issue] = []
    table = read_csv("t.csv", raw, report=issues.append, header_is_good=_header_is_good)
    rows = None if table is None else list(zip(*map(table.columns.get, sorted(table.columns)), strict=True))
    return rows, [str(issue) for issue in issues]


def _read_large(raw: bytes) -> tuple[Cells | None, list[str]]:
    issues: list[Issue] = []
    with TemporaryDirectory() as name, bounded_database() as connection:
        path = Path(name) / "t.csv"
        path.write_bytes(raw)
        # Order is kept by one thread, which is what the other reader is compared in.
        connection.execute("SET threads = 1")
        table = open_table(
            connection,
            LargeTable("t.csv", path),
            "opened",
            keys=("a", "b"),
            numbers=(),
            report=issues.append,
            header_is_good=_header_is_good,
        )
        if table is None:
            return None, [str(issue) for issue in issues]
        names = sorted(table.column)
        select = ", ".join(f"COALESCE({table.key(name)}, '')" for name in names)
        rows = connection.execute(f"SELECT {select} FROM opened").fetchall()
        again = [tuple(row[name] for name in names) for _, row in table.rows()]
    assert again == rows, "the second pass reads other rows than the first"
    return rows, [str(issue) for issue in issues]


_PARTS = ("x", "7", ",", '"', '""', " ", "\t", "\n", "\r\n", "\r", "é", "\u2003", '"x,y"', '"x""y"', '"x\ny"')
_CELLS = st.sampled_from(["", "x", " y ", '"z"', '"x,y"', '"a\nb"', '"q""q"', "\xa0x"]) | st.lists(
    st.sampled_from(_PARTS), max_size=3
).map("".join)


@st.composite
def _files(draw: st.DrawFn) -> str:
    ending = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    header = draw(st.sampled_from(["a,b", "b,a,c", "a,b,", '"a",b', "a,b,a", '"a\nx",a,b', " a , b", "\na,b"]))
    lines = draw(st.lists(st.lists(_CELLS, min_size=1, max_size=4).map(",".join), max_size=4))
    return ending.join([header, *lines]) + draw(st.sampled_from(["", ending]))


@settings(max_examples=60)
@given(_files())
@example('a,b\nx, "y"\n')
@example('a,b\nx,"y" \n')
@example('a,b\n"x"\t,y\n')
@example("a,b\nx,y,\n,,,\n")
@example("a,b\rx,y\r\nz,y\n")
def test_rows_and_issues_are_those_of_a_small_table(text: str) -> None:
    raw = text.encode()
    assert _read_large(raw) == _read_small(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbfa,b\nx,y\n",
        b"a,b\nx,\xff\n",
        b"a,b\nx,\xc3\xa9\xe9\n",
        b"a,b\nx,y\0\n",
        "a,b\nx,y\n".encode("utf-16"),
        "a,b\nx,y\n".encode("utf-16-be"),
        b"",
        b"\xef\xbb\xbf",
        b"a,b\nx," + b"y" * 131_073,
        b'a,b\nx,"' + b"y\n" * 2_100_000,
        ",".join(f"c{i}" for i in range(17_000)).encode(),
    ],
    ids=lambda raw: repr(raw[:16]),
)
def test_bytes_that_are_no_table_are_the_same_issue(raw: bytes) -> None:
    assert _read_large(raw) == _read_small(raw)


def test_quotes_beside_blanks_are_found_across_pieces_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seeder.engine.large_csv._CHUNK", 4)
    path = tmp_path / "t.csv"
    for text, expected in (
        ('a,b,"c","d"', True),
        ('abc "', False),
        ('abcd "', False),
        ('abc" ', False),
        ("abc\0", False),
    ):
        path.write_text(text)
        assert reads_alike(path) is expected, text
