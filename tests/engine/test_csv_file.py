"""CSV as people save it, and the line of everything in it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.engine.csv_file import decode_text, read_csv
from seeder.engine.table import Table
from seeder.errors import Issue

CELLS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=8).map(str.strip)


def _read(content: str | bytes) -> tuple[Table | None, list[Issue]]:
    issues: list[Issue] = []
    raw = content if isinstance(content, bytes) else content.encode()
    return read_csv("a.csv", raw, report=issues.append, header_is_good=lambda header, line: True), issues


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6), line_end=st.sampled_from(["\n", "\r\n"]))
def test_what_a_writer_wrote_is_read_back(rows: list[tuple[str, str, str]], line_end: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator=line_end).writerows([("a", "b", "c"), *rows])
    table, issues = _read(text.getvalue())
    assert not issues
    assert table is not None
    kept = [row for row in rows if any(row)]
    assert list(zip(*table.columns.values(), strict=True)) == kept


def test_lines_are_those_of_an_editor() -> None:
    table, issues = _read('\n"a","b"\r\n1,"x\ny"\n\n,\n2,z\n')
    assert not issues
    assert table is not None
    assert table.header_line == 2
    assert table.lines == [3, 7]
    assert table.columns == {"a": ["1", "2"], "b": ["x\ny", "z"]}
    assert str(table.place(1, "b")) == "a.csv:7:b"


def test_blank_columns_at_the_end_are_passed_over() -> None:
    table, issues = _read("a,b,,\n1,2,,\n3,4\n5,6,,,\n")
    assert not issues
    assert table is not None
    assert table.columns == {"a": ["1", "3", "5"], "b": ["2", "4", "6"]}


def test_every_row_of_another_width_is_told() -> None:
    table, issues = _read("a,b,c\n1,2\n1,2,3\n1\n1,2,3,4\n")
    assert table is None
    assert [str(issue.place) for issue in issues] == ["a.csv:2:c", "a.csv:4:b", "a.csv:5:column 4"]


def test_rows_are_not_read_where_the_header_is_no_good() -> None:
    issues: list[Issue] = []
    seen: list[tuple[list[str], int | None]] = []

    def refuse(header: object, line: int | None) -> bool:
        seen.append((list(header), line))  # type: ignore[call-overload]
        return False

    assert read_csv("a.csv", b"\na,,b\n1\n", report=issues.append, header_is_good=refuse) is None
    assert seen == [(["a", "b"], 2)]
    assert not issues


def test_the_limit_of_the_csv_module_is_left_alone() -> None:
    before = csv.field_size_limit()
    _read('a\n"' + "x" * 200_000 + '"\n')
    assert csv.field_size_limit() == before


def test_a_stray_quote_names_the_row_that_it_opens_in() -> None:
    table, issues = _read('a,b\n1,2\n3,"4\n5,6\n7,8\n')
    assert table is None
    assert str(issues[0].place) == "a.csv:3"
    assert "never closed" in issues[0].found


def test_blank_headers_above_blank_cells_are_no_issue() -> None:
    table, issues = _read("a,,b\n1,,2\n")
    assert not issues
    assert table is not None
    assert list(table.columns) == ["a", "b"]


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b"a\nb\xff", "a.csv:2:2"),
        ("é\nüé".encode() + b"\xe9x", "a.csv:2:3"),
        (b"\xef\xbb\xbfab\xff", "a.csv:1:3"),
        (b"ab\0", "a.csv:1:3"),
        (b"\xed\xa0\x80", "a.csv:1:1"),
    ],
)
def test_bytes_that_are_no_utf_8_have_their_place(raw: bytes, place: str) -> None:
    issues: list[Issue] = []
    assert decode_text("a.csv", raw, issues.append) is None
    assert str(issues[0].place) == place
