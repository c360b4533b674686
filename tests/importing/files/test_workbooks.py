"""Workbooks: sheets, types, error values, merged cells, and what would not fit into memory."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from seeder.errors import ScenarioError
from seeder.importing.files import workbook_guards, workbooks
from seeder.importing.files.raw_tables import read_raw, read_sheets
from seeder.importing.raw_cells import RawTable, Span

Cell = str | float | bool | None


def write(path: Path, sheets: dict[str, list[list[Cell]]]) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def rewrite(path: Path, part: str, change: Any) -> Path:
    """Change one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def shape(raw: RawTable) -> list[list[Cell]]:
    return [list(row) for row in raw.rows]  # type: ignore[arg-type]


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(-1e14, 1e14).filter(lambda value: value == float(f"{value:.15g}")),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=8).filter(
        lambda text: text == text.strip() and "_x" not in text and text not in "\ufffe\uffff"
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_grid_that_was_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, grid: list[list[Cell]]) -> None:
    path = write(tmp_path_factory.mktemp("books") / "b.xlsx", {"One": [["a", "b", "c"], *grid]})
    expected = [["a", "b", "c"], *(row for row in grid if any(cell is not None for cell in row))]
    assert shape(read_raw(path)) == expected


def test_types_errors_and_formulas(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("One")
        sheet.write_row(0, 0, ["a", "b", "c", "d"])
        sheet.write_datetime(1, 0, datetime.datetime(2024, 1, 2), workbook.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 2, "=A1&1", None, "a1")
        sheet.write_string(1, 3, "=cmd|' /C calc'!A0")
        sheet.write_number(3, 0, 1234567890123456789)
        sheet.write_formula(3, 3, "=NA()", None, "#N/A")
    raw = read_raw(path)
    assert raw.rows[1] == [datetime.date(2024, 1, 2), "#DIV/0!", "a1", "=cmd|' /C calc'!A0"]
    assert raw.rows[2][3] == "#N/A"
    assert raw.lines == [1, 2, 4]
    assert [(fault.line, fault.column_index) for fault in raw.faults] == [(4, 0)]
    assert "last digits" in raw.faults[0].reason


def test_sheets_are_named_numbered_or_the_largest(tmp_path: Path) -> None:
    notes: list[list[Cell]] = [["remarks"]]
    data: list[list[Cell]] = [["handle", "followers"], ["a", 1.0], ["b", 2.0]]
    path = write(tmp_path / "b.xlsx", {"Notes": notes, "Data": data})
    raw = read_raw(path)
    assert (raw.sheet, raw.rows[1]) == ("Data", ["a", 1.0])
    assert "most filled cells" in raw.guesses[0].reason
    assert raw.guesses[0].overrule == "--sheet NAME"
    for name in ("Notes", "notes", "1"):
        assert read_raw(path, sheet=name).rows == [["remarks"]]
    with pytest.raises(ScenarioError, match="Did you mean 'Notes'"):
        read_raw(path, sheet="Nots")
    with pytest.raises(ScenarioError, match="only for text files"):
        read_raw(path, encoding="utf-8")


def test_merged_cells_are_told(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.merge_range(0, 1, 0, 2, "Instagram")
        sheet.write_row(1, 0, ["Name", "Followers", "ER"])
    assert read_raw(path).spans == (Span(1, 1, 1, 2),)


def test_a_blank_sheet_and_control_characters(tmp_path: Path) -> None:
    path = write(tmp_path / "b.xlsx", {"One": [["a\x00b", "c"]], "Two": []})
    raw = read_raw(path)
    assert raw.rows == [["ab", "c"]]
    assert "U+0000" in raw.faults[0].reason
    with pytest.raises(ScenarioError, match="the sheet 'Two' is empty"):
        read_raw(path, sheet="Two")


def test_a_cell_at_the_far_corner_is_refused_before_it_takes_memory(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")
    with pytest.raises(ScenarioError, match=r"spans 17,179,869,184 cells.*save the table as CSV"):
        read_raw(path)


def test_a_far_cell_is_found_by_its_own_reference_too(tmp_path: Path) -> None:
    path = write(tmp_path / "b.xlsx", {"One": [["a", "b"], ["c", "d"]]})
    rewrite(path, "xl/worksheets/sheet1.xml", lambda data: data.replace(b'r="B2"', b'r="ZZ99999"'))
    with pytest.raises(ScenarioError, match=r"99,999 rows of 702 columns"):
        read_raw(path)


def test_cells_without_references_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guards, "MOST_CELLS", 500)
    path = write(tmp_path / "b.xlsx", {"One": [["a", "b"]]})
    rewrite(
        path, "xl/worksheets/sheet1.xml", lambda data: data.replace(b"</row>", b"<c><v>1</v></c>" * 600 + b"</row>")
    )
    with pytest.raises(ScenarioError, match=r"spans 602 cells"):
        read_raw(path)


def test_a_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = write(tmp_path / "b.xlsx", {"One": [["a"]]})
    rewrite(path, "xl/worksheets/sheet1.xml", lambda data: data + b" " * 80_000_000)
    with pytest.raises(ScenarioError, match=r"unpacks to .* times its size"):
        read_raw(path)


def test_a_part_that_is_longer_than_its_directory_says_is_found_out(tmp_path: Path) -> None:
    path = write(tmp_path / "b.xlsx", {"One": [["a", "b"]] * 100})
    data = bytearray(path.read_bytes())
    entry = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(ScenarioError, match="broken"):
        read_raw(path)


def test_a_long_text_in_many_cells_is_counted_before_it_takes_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_guards, "MOST_TEXT", 1_000_000)
    path = write(tmp_path / "b.xlsx", {"One": [["x" * 30_000] for _ in range(40)]})
    with pytest.raises(ScenarioError, match=r"1,2\d\d,\d\d\d characters in total"):
        read_raw(path)
    small = write(tmp_path / "c.xlsx", {"One": [["x" * 30_000] for _ in range(20)]})
    assert len(read_raw(small).rows) == 20


@pytest.mark.parametrize("limit", ["MOST_ENTRIES", "LARGEST_UNPACKED"])
def test_limits_of_the_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    path = write(tmp_path / "b.xlsx", {"One": [["a"]]})
    monkeypatch.setattr(workbook_guards, limit, 5)
    with pytest.raises(ScenarioError, match="at most 5"):
        read_raw(path)


def test_entities_of_xml_are_not_expanded(tmp_path: Path) -> None:
    path = write(tmp_path / "b.xlsx", {"One": [["a", "b"], ["c", "d"]]})
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %s "%s">' % (bytes([98 + n]), b"&%s;" % bytes([97 + n]) * 10) for n in range(12)
    )

    def with_bomb(data: bytes) -> bytes:
        head, _, rest = data.partition(b"?>")
        return head + b"?>" + bomb + b"]>" + rest.replace(b"<sheets>", b"<!-- &m; --><sheets>").replace(b"One", b"&m;")

    rewrite(path, "xl/workbook.xml", with_bomb)
    # Whether it is read or refused: it comes back at once, with no text of the entities.
    try:
        assert len(str(read_raw(path).rows)) < 100
    except ScenarioError:
        return


def test_other_archives_and_locked_workbooks_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("table.csv", "a,b")
    with pytest.raises(ScenarioError, match="without a workbook"):
        read_raw(path)
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)
    with pytest.raises(ScenarioError, match="locked by a password"):
        read_raw(path)


def test_a_part_with_a_password_and_a_broken_workbook_have_different_ways_out(tmp_path: Path) -> None:
    path = write(tmp_path / "b.xlsx", {"One": [["a", "b"]] * 100})
    whole = path.read_bytes()
    locked = bytearray(whole)
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        entry = -1
        while (entry := locked.find(mark, entry + 1)) >= 0:
            locked[entry + at] |= 1
    path.write_bytes(locked)
    with pytest.raises(ScenarioError, match=r"locked by a password.*without a password"):
        read_raw(path)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ScenarioError, match=r"it is broken: .*Get the file again") as caught:
        read_raw(path)
    assert "password" not in caught.value.issues[0].way_out


ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
 <office:body><office:spreadsheet><table:table table:name="One">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""
ODS_CELL = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'


def write_ods(path: Path, rows: str) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows=rows))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    path.write_bytes(out.getvalue())
    return path


def test_documents_with_blank_rows_to_the_end_are_read_and_bombs_refused(tmp_path: Path) -> None:
    row = "<table:table-row{}>{}</table:table-row>"
    cells = ODS_CELL.format("", "a") + ODS_CELL.format("", "b")
    blank = '<table:table-cell table:number-columns-repeated="16382"/>'
    rows = row.format("", cells + blank) + row.format(' table:number-rows-repeated="1048575"', blank)
    assert read_raw(write_ods(tmp_path / "b.ods", rows)).rows == [["a", "b"]]
    many = ' table:number-columns-repeated="16000"'
    rows = row.format(' table:number-rows-repeated="1000000"', ODS_CELL.format(many, "x"))
    with pytest.raises(ScenarioError, match=r"spans .* cells"):
        read_raw(write_ods(tmp_path / "c.ods", rows))


@pytest.mark.parametrize("n_columns", [1, 2, 4])
def test_a_narrow_sheet_counts_by_its_own_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_columns: int
) -> None:
    """Every sheet counted as 26 columns at least, so that 800,000 rows of two were refused."""
    monkeypatch.setattr(workbook_guards, "MOST_CELLS", 500)
    monkeypatch.setattr(workbook_guards, "_AT_ONCE", 300)
    path = write(tmp_path / "b.xlsx", {"One": [["a"] * n_columns] * 125})
    assert len(read_raw(path).rows) == 125
    path = write(tmp_path / "c.xlsx", {"One": [["a"] * 5] * 125})
    with pytest.raises(ScenarioError, match=r"spans 625 cells \(125 rows of 5 columns\)"):
        read_raw(path)


def test_several_sheets_are_read_from_one_opened_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name in ("One", "Two", "Empty"):
            sheet = workbook.add_worksheet(name)
            if name != "Empty":
                sheet.write_row(0, 0, ["handle", "followers"])
                sheet.write_row(1, 0, [name, 900])
    opened: list[str] = []

    def counted_check(source: str, place: Path) -> None:
        opened.append(source)
        workbook_guards.check_workbook(source, place)

    monkeypatch.setattr(workbooks, "check_workbook", counted_check)
    assert [raw.sheet for raw in read_sheets(path, all_sheets=True)] == ["One", "Two"]
    assert [raw.sheet for raw in read_sheets(path, sheets=["Two", "One"])] == ["Two", "One"]
    assert [raw.sheet for raw in read_sheets(path)] == ["One"]
    assert len(opened) == 3
    with pytest.raises(ScenarioError, match="is empty"):
        read_sheets(path, sheets=["One", "Empty"])
    with pytest.raises(ScenarioError, match="--encoding"):
        read_sheets(path, all_sheets=True, encoding="utf-8")
