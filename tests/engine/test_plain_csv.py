"""Files without quotes are read at once, and give what the row reader gives."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from seeder.engine import csv_file
from seeder.engine.csv_file import read_csv
from seeder.engine.plain_csv import read_plain_rows
from seeder.engine.table import Table
from seeder.errors import Issue

CELLS = st.sampled_from(["a", "7", "", " b ", "\u00a0", "x y", "1.5", "é", "\u2028", "\x0b"])


def read(text: str, *, at_once: bool) -> tuple[Table | None, list[Issue]]:
    """A table by one of the two ways, and what was reported."""
    issues: list[Issue] = []
    with pytest.MonkeyPatch.context() as patch:
        if not at_once:
            patch.setattr(csv_file, "read_plain_rows", lambda text, delimiter: None)
        table = read_csv("t.csv", text.encode(), report=issues.append, header_is_good=lambda header, line: True)
    return table, issues


@settings(max_examples=300)
@given(
    header=st.lists(st.sampled_from(["a", "b", " c", "d "]), min_size=1, max_size=4, unique=True),
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6),
    fitted=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
    delimiter=st.sampled_from([",", ";"]),
    last=st.booleans(),
    first=st.sampled_from(["", "\ufeff", "\n", " \n"]),
)
@example(header=["a"], rows=[], fitted=True, end="\n", delimiter=",", last=False, first="")
def test_both_ways_give_the_same(
    header: list[str], rows: list[list[str]], fitted: bool, end: str, delimiter: str, last: bool, first: str
) -> None:
    lines = [header, *([(row * 4)[: len(header)] for row in rows] if fitted else rows)]
    text = first + end.join(delimiter.join(line) for line in lines) + (end if last else "")
    (plain, told), (slow, also_told) = read(text, at_once=True), read(text, at_once=False)
    assert told == also_told
    assert (plain is None) == (slow is None)
    if plain is not None and slow is not None:
        assert plain.columns == slow.columns
        assert (list(plain.lines), plain.header_line, plain.delimiter) == (
            list(slow.lines),
            slow.header_line,
            slow.delimiter,
        )


def test_most_files_are_read_at_once() -> None:
    found = read_plain_rows("account,followers\nann,5\n\n bob , 7 \n", ",")
    assert found is not None
    assert (found.header_line, found.header, found.lines) == (1, ["account", "followers"], [2, 4])
    assert found.columns == [["ann", "bob"], ["5", "7"]]


@pytest.mark.parametrize(
    "text",
    ['a,b\n"x",1\n', "a,b\nx\n", "a,b\nx,1,\n", "a,\nx,1\n", "a,b\rx,1\r", "a,b\nx,1\0\n", "a\n" + "x" * 200_000],
)
def test_what_needs_a_closer_look_is_left_to_the_rows(text: str) -> None:
    assert read_plain_rows(text, ",") is None
