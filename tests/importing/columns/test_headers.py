"""Where the header of a table stands, and what its columns are called."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.importing.columns.header_names import header_text, unique_names
from seeder.importing.columns.headers import HeadedTable, find_header
from seeder.importing.files.delimited_files import read_delimited
from seeder.importing.raw_cells import RawCell, RawTable, Span


def headed(text: str, *, has_header: bool | None = None) -> HeadedTable:
    return find_header(read_delimited("t.csv", text.encode()), has_header=has_header)


def table(rows: list[list[RawCell]], *, spans: tuple[Span, ...] = ()) -> RawTable:
    return RawTable("t.xlsx", "One", rows, range(1, len(rows) + 1), spans=spans)


def header_reason(found: HeadedTable) -> str:
    return next(guess.reason for guess in found.guesses if guess.subject == "header")


def test_a_plain_table() -> None:
    found = headed("name,followers\na,1\nb,2\n")
    assert found.names == ("name", "followers")
    assert found.rows == [["a", "1"], ["b", "2"]]
    assert (found.header_lines, found.lines) == ((1,), [2, 3])
    assert found.column(1) == ["1", "2"]
    guess = found.guesses[-1]
    assert (guess.subject, guess.decision, guess.overrule) == ("header", "line 1", "--header / --no-header")
    assert "2 known column names" in guess.reason


@pytest.mark.parametrize(
    "text",
    [
        "@alice,12000,instagram\n@bob,3400,tiktok\n",
        "alice,12000\nbob,3400\n",
        "https://x.com/a\nhttps://x.com/b\n",
        "@a\n@b\n",
        "1.2M,3.4%\n5k,6%\n",
        "Pedro,Madrid\nJuan,Sevilla\nAna,Madrid\n",
    ],
)
def test_tables_without_a_header(text: str) -> None:
    found = headed(text)
    assert found.header_lines == ()
    assert found.names[0] == "column 1"
    assert len(found.rows) == text.count("\n")
    assert set(found.original_names) == {""}


def test_the_user_decides() -> None:
    text = "name,followers\na,1\n"
    found = headed(text, has_header=False)
    assert (found.names, found.rows[0]) == (("column 1", "column 2"), ["name", "followers"])
    assert header_reason(found) == "you set it"
    assert headed("@a,1\n@b,2\n", has_header=True).names == ("@a", "1")


def test_lines_above_the_header_are_put_aside_and_totals_stay() -> None:
    text = "Influencer report\nExported on,2024-05-01\n\nHandle,Followers,ER\n@a,10,3%\n@b,20,4%\nTotal,30,\n"
    found = headed(text)
    assert found.names == ("Handle", "Followers", "ER")
    assert found.header_lines == (4,)
    assert [(fault.line, fault.row) for fault in found.faults] == [
        (1, ("Influencer report",)),
        (2, ("Exported on", "2024-05-01")),
    ]
    assert found.rows[-1] == ["Total", "30", ""]


def test_headers_on_several_lines_twice_and_blank() -> None:
    text = '"Name\r\n(full)","Followers\u00a0 count",Followers,followers,,X\na,1,2,3,4,5\n'
    found = headed(text)
    assert found.names == ("Name (full)", "Followers count", "Followers", "followers (2)", "column 5", "X")
    assert found.original_names[0] == "Name\r\n(full)"
    assert found.original_names[4] == ""


def test_years_are_a_header_above_counts() -> None:
    assert headed("name,2021,2022\na,100,200\nb,1,2\n").names == ("name", "2021", "2022")


def test_a_header_that_stands_again_and_a_line_of_dashes_are_put_aside() -> None:
    found = headed("| name | n |\n|------|---|\n| a | 1 |\n| name | n |\n| b | 2 |\n")
    assert [row[1] for row in found.rows] == [" a ", " b "]
    assert [fault.line for fault in found.faults] == [2, 4]
    assert all(fault.row for fault in found.faults)


def test_longer_rows_get_columns_and_shorter_ones_blanks() -> None:
    found = headed("name,followers,er\na,1,2,extra,more\nb,2\nc,3,4\nd,5,6\n")
    assert found.names == ("name", "followers", "er", "column 4", "column 5")
    assert found.rows[:2] == [["a", "1", "2", "extra", "more"], ["b", "2", None, None, None]]
    assert [(fault.line, fault.column_index, fault.found) for fault in found.faults] == [(2, 3, "extra")]
    assert {guess.subject for guess in found.guesses} >= {"extra cells", "missing cells"}


def test_headers_of_two_rows_from_merged_cells() -> None:
    rows: list[list[RawCell]] = [
        ["Big title", None, None, None, None],
        ["Name", "Instagram", None, "TikTok", None],
        [None, "Followers", "ER", "Followers", "ER"],
        ["a", 1000.0, 0.03, 10.0, 0.01],
        ["b", 2000.0, 0.04, 20.0, 0.02],
    ]
    spans = (Span(1, 1, 0, 4), Span(2, 3, 0, 0), Span(2, 2, 1, 2), Span(2, 2, 3, 4))
    found = find_header(table(rows, spans=spans))
    assert found.names == ("Name", "Instagram Followers", "Instagram ER", "TikTok Followers", "TikTok ER")
    assert found.header_lines == (2, 3)
    assert found.original_names[1] == "Instagram\nFollowers"
    assert [fault.line for fault in found.faults] == [1]


@pytest.mark.parametrize(
    "text",
    [
        ",Instagram,,TikTok,\nName,Followers,ER,Followers,ER\na,1,2,3,4\nb,1,2,3,4\n",
        "Name,Instagram,,TikTok,\n,Followers,ER,Followers,ER\na,1,2,3,4\nb,1,2,3,4\n",
    ],
)
def test_headers_of_two_rows_in_text(text: str) -> None:
    found = headed(text)
    assert found.names == ("Name", "Instagram Followers", "Instagram ER", "TikTok Followers", "TikTok ER")
    assert len(found.rows) == 2


def test_names_of_parquet_are_no_guess() -> None:
    raw = RawTable("t.parquet", "", [["a", "b"], ["c", 1]], range(2), header_is_given=True)
    found = find_header(raw)
    assert (found.names, found.guesses) == (("a", "b"), ())


def test_one_endless_row_does_not_widen_a_long_table() -> None:
    rows: list[list[RawCell]] = [["name", "followers"]]
    rows += [[f"u{n}", float(n)] for n in range(20_000)]
    rows[500] = [f"c{n}" for n in range(5_000)]
    found = find_header(table(rows))
    assert len(found.names) == 2
    assert [(fault.line, len(fault.row or ())) for fault in found.faults] == [(501, 5_000)]


CELLS: st.SearchStrategy[RawCell] = st.one_of(
    st.none(), st.text(max_size=6), st.floats(allow_nan=False), st.sampled_from(["name", "followers", "@a", "1", "-"])
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8), st.sampled_from([None, True, False]))
def test_nothing_is_lost(rows: list[list[RawCell]], has_header: bool | None) -> None:
    raw = table(rows)
    found = find_header(raw, has_header=has_header)
    width = len(found.names)
    assert len({name.casefold() for name in found.names}) == width == len(found.original_names)
    assert all(len(row) == width for row in found.rows)
    lines = [*found.header_lines, *found.lines, *(fault.line for fault in found.faults if fault.row is not None)]
    assert sorted(lines) == list(raw.lines)
    for line, row in zip(found.lines, found.rows, strict=True):
        kept = [cell for cell in row if cell is not None and str(cell).strip()]
        assert kept == [cell for cell in rows[line - 1] if cell is not None and str(cell).strip()]


@given(st.lists(st.sampled_from(["", "a", "A", "a (2)", "column 1", "column 2", "b" * 300]), max_size=12))
def test_names_are_different_and_a_name_that_stands_once_stays(texts: list[str]) -> None:
    names = unique_names(texts)
    assert len({name.casefold() for name in names}) == len(texts)
    assert all(name and len(name) < 210 for name in names)
    for text, name in zip(texts, names, strict=True):
        if text and sum(other.casefold() == text.casefold() for other in texts) == 1:
            assert name == text[:200]


def test_hidden_characters_are_no_part_of_a_name() -> None:
    assert header_text("\ufeffFol\u00adlow\u200bers\u202e \n\t count") == "Followers count"
    assert header_text(2021.0) == "2021"
    assert header_text(float("nan")) == ""
    assert header_text(True) == "true"


def test_a_long_table_with_quotes_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "bio", "followers"])
        writer.writerows([f"u{n}", f'says "hi",\nline {n}', n] for n in range(2_000))
    found = find_header(read_delimited("t.csv", path.read_bytes()))
    assert len(found.rows) == 2_000
    assert found.lines[-1] == 4_000
    assert found.rows[-1] == ["u1999", 'says "hi",\nline 1999', "1999"]
