"""Delimited text as people and tools save it, and files that are no table."""

from __future__ import annotations

import codecs
import csv
import io
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seeder.errors import ScenarioError
from seeder.importing.files.delimited_files import read_delimited
from seeder.importing.files.raw_tables import read_raw
from seeder.importing.raw_cells import RawCell, RawTable


def read_text(text: str, encoding: str = "utf-8", **options: str) -> RawTable:
    return read_delimited("t.csv", text.encode(encoding), **options)


def written(grid: list[list[str]], delimiter: str, *, line_end: str = "\r\n", quotes_all: bool = False) -> str:
    out = io.StringIO()
    if quotes_all:
        csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(grid)
    else:
        csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows(grid)
    return out.getvalue()


CELLS = st.text(
    st.one_of(st.sampled_from("ab,;|\t\"'\r\n é@1.="), st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))),
    max_size=8,
)
# A byte-order mark at the very start of a file is none of its text.
GRIDS = (
    st.integers(1, 4)
    .flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6))
    .filter(lambda grid: not grid[0][0].startswith("\ufeff"))
)


@given(
    GRIDS,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030"]),
    st.sampled_from(["\r\n", "\n", "\r"]),
    st.booleans(),
)
def test_a_grid_that_was_written_as_csv_is_read_back(
    grid: list[list[str]], delimiter: str, encoding: str, line_end: str, quotes_all: bool
) -> None:
    expected = [row for row in grid if any(cell.strip() for cell in row)]
    assume(any(cell.strip(' \t\r\n,;|"\xa0') for row in grid for cell in row))
    # Blanks before a quote are passed over, as people write them; csv.writer quotes a cell for other reasons only.
    assume(quotes_all or not any(cell.lstrip(" ").startswith('"') for row in grid for cell in row))
    # csv.writer leaves a line feed unquoted where lines end otherwise, and the other way round.
    assume(
        quotes_all or not any(mark in cell for row in grid for cell in row for mark in "\r\n" if mark not in line_end)
    )
    text = written(grid, delimiter, line_end=line_end, quotes_all=quotes_all)
    assume(not text.casefold().startswith(("sep=", '"sep=')))
    raw = read_delimited("t.csv", text.encode(encoding), encoding=encoding, delimiter=delimiter)
    swallowed = [fault for fault in raw.faults if "never closed" in fault.reason]
    assert not swallowed
    assert raw.rows == expected


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp1252", "mac_roman"],
)
def test_delimiter_and_encoding_are_found_out(delimiter: str, encoding: str) -> None:
    grid = [["Usuario", "País", "Seguidores", "Notas"]]
    grid += [[f"niño{n}", "España, Córdoba; sí", f"1.{n}00,5", 'dice "olé"\notra línea'] for n in range(10)]
    raw = read_text(written(grid, delimiter), encoding)
    assert raw.rows == grid
    assert raw.delimiter == delimiter
    assert raw.lines[:3] == [1, 2, 4]
    assert any(guess.subject == "delimiter" and "--delimiter" in guess.overrule for guess in raw.guesses)


def test_decimal_commas_do_not_outweigh_semicolons() -> None:
    assert read_text("a;1,5;2,5\nb;3,5;4,5\n").rows == [["a", "1,5", "2,5"], ["b", "3,5", "4,5"]]


def test_a_list_of_handles_has_one_column() -> None:
    raw = read_text("@alice\n@bob\n\n@carol\n")
    assert raw.rows == [["@alice"], ["@bob"], ["@carol"]]
    assert raw.lines == [1, 2, 4]
    assert [guess.decision for guess in raw.guesses if guess.subject == "blank rows"] == ["1 ignored"]


def test_the_first_line_of_spreadsheets_states_the_delimiter() -> None:
    raw = read_text("sep=;\r\nname;rate\r\na;1,5\r\n")
    assert raw.rows == [["name", "rate"], ["a", "1,5"]]
    assert raw.lines == [2, 3]


@pytest.mark.parametrize("text", ["a,b\rc,d\r", "a,b\nc,d\n", "a,b\r\nc,d", "a,b\r\nc,d\r", "a,b\n\n\rc,d"])
def test_line_ends(text: str) -> None:
    assert read_text(text).rows == [["a", "b"], ["c", "d"]]


def test_other_separators_of_lines_are_text() -> None:
    assert read_text("a,b\u2028c\nd,e\x85f\n").rows == [["a", "b\u2028c"], ["d", "e\x85f"]]


def test_quotes_in_the_middle_of_cells_are_text() -> None:
    text = 'name,bio,n\na,"The "best" one, ever",1\nb,6" tall,2\nc, "x, y", 3\n'
    assert read_text(text).rows[1:] == [["a", 'The "best" one, ever', "1"], ["b", '6" tall', "2"], ["c", "x, y", " 3"]]


@pytest.mark.parametrize("bio", ["hello {}", '"hi ""there"", {}"'])
def test_a_quote_that_is_never_closed_does_not_swallow_the_file(bio: str) -> None:
    lines = [f"u{n},{bio.format(n)},{n}" for n in range(50)]
    lines[3] = 'u3,"hello,3'
    raw = read_text("name,bio,followers\n" + "\n".join(lines) + "\n")
    assert len(raw.rows) == 51
    assert raw.rows[4] == ["u3", '"hello', "3"]
    assert raw.rows[50][0] == "u49"
    fault = next(fault for fault in raw.faults if "never closed" in fault.reason)
    assert (fault.line, fault.column_index, fault.row) == (5, 1, None)
    assert any(guess.subject == "quotes" for guess in raw.guesses)


def test_quotes_are_given_up_where_many_never_close() -> None:
    text = "a,b\n" + 'x,"\n' + 'y,""b""\n' * 20_000
    raw = read_text(text)
    assert len(raw.rows) == 20_002
    assert any("read as plain text" in guess.decision for guess in raw.guesses)


def test_control_characters_stay_out_and_are_said() -> None:
    raw = read_text("name,foll\0owers\na\0b,12\n\x07c,4\n")
    assert raw.rows == [["name", "followers"], ["ab", "12"], ["c", "4"]]
    assert [(fault.line, fault.column_index) for fault in raw.faults] == [(1, 1), (2, 0), (3, 0)]
    assert "U+0000" in raw.faults[0].reason
    assert [(fault.found, fault.became) for fault in raw.faults[1:]] == [("a\\x00b", "ab"), ("\\x07c", "c")]


def test_untrusted_text_stays_as_it_stood() -> None:
    row = ["=HYPERLINK(1)", "<script>x</script>", "[red]x[/red]", "\u202eabc", "{{7*7}}"]
    assert read_text(written([["a", "b", "c", "d", "e"], row], ",")).rows[1] == row


def test_a_row_with_an_endless_cell_is_put_aside_whole() -> None:
    raw = read_text("name,bio\na," + "x" * 10_000_000 + "\nb,y\n")
    assert raw.rows == [["name", "bio"], ["b", "y"]]
    fault = raw.faults[0]
    assert fault.line == 2
    assert fault.row is not None
    assert len(str(fault.row[1])) == 10_000_000
    assert len(fault.found) <= 60


def test_ids_that_a_spreadsheet_rounded_are_said() -> None:
    raw = read_text("name,id,views\na,1.23457E+15,2.5E+06\n")
    assert [(fault.line, fault.column_index, fault.found) for fault in raw.faults] == [(2, 1, "1.23457E+15")]


def test_many_columns_are_read_and_more_are_refused() -> None:
    assert len(read_text(",".join(f"c{n}" for n in range(15_000)) + "\n").rows[0]) == 15_000
    with pytest.raises(ScenarioError, match=r"20,000 cells.*at most 16,384 columns"):
        read_text((",".join("x" * 20_000) + "\n") * 2)


def test_utf8_with_a_few_lines_in_another_encoding() -> None:
    raw = read_delimited("t.csv", b"n,c\n" + "Zoë,Köln\n".encode() * 9 + "Zoë,Köln\n".encode("cp1252"))
    assert raw.rows[1:] == [["Zoë", "Köln"]] * 10
    assert [fault.line for fault in raw.faults] == [11]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n \n,,,\n", "the file is empty"),
        (codecs.BOM_UTF8, "the file is empty"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        ("\ufeff<!DOCTYPE html><p>".encode(), "web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML spreadsheet"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b'[{"a": 1}]', "JSON"),
        (bytes(range(256)) * 40, "not text"),
        (b"PK\x03\x04 and no archive", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot be read"),
        (b"PAR1 and no table", "Parquet"),
    ],
)
def test_what_is_no_table_is_refused_with_a_way_out(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(ScenarioError, match=words) as caught:
        read_raw(path)
    assert all(issue.way_out and issue.place.file == str(path) for issue in caught.value.issues)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no such file"):
        read_raw(tmp_path / "x.csv")
    with pytest.raises(ScenarioError, match="folder"):
        read_raw(tmp_path)
    with pytest.raises(ScenarioError, match="not a regular file"):
        read_raw(Path(os.devnull))


def test_options_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("a,é\n".encode("cp1252"))
    for options, words in (
        ({"sheet": "1"}, "Only workbooks have sheets"),
        ({"encoding": "klingon"}, "there is no encoding"),
        ({"encoding": "rot13"}, "there is no encoding"),
        ({"encoding": "utf-8"}, "0xe9 is not utf-8"),
        ({"delimiter": "ab"}, "cannot separate cells"),
        ({"delimiter": '"'}, "cannot separate cells"),
    ):
        with pytest.raises(ScenarioError, match=words):
            read_raw(path, **options)
    assert read_raw(path, encoding="latin-1", delimiter="comma").rows == [["a", "é"]]
    assert read_raw(path, delimiter="none").rows == [["a,é"]]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text('a,;"\n\r\t =', max_size=120).map(str.encode)))
def test_any_bytes_are_a_table_or_an_issue(content: bytes) -> None:
    with suppress(ScenarioError):
        raw = read_delimited("t.csv", content)
        assert len(raw.rows) == len(raw.lines)
        cells: list[RawCell] = [cell for row in raw.rows for cell in row]
        assert not any("\0" in str(cell) for cell in cells)


def test_parquet(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "t.parquet"
    with duckdb.connect() as connection:
        connection.execute("COPY (SELECT 'alice' AS handle, 12 AS followers, 0.5 AS er) TO $1", [str(path)])
    raw = read_raw(path)
    assert raw.header_is_given
    assert raw.rows == [["handle", "followers", "er"], ["alice", 12, 0.5]]
    assert list(raw.lines) == [0, 1]
