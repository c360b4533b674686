"""Refuses workbooks that would not fit into memory before they are opened: a small file can unpack to any size."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from seeder.engine.table import MOST_CELLS
from seeder.errors import ScenarioError
from seeder.importing.raw_cells import refusal

WORKBOOK_RULE = "A workbook must be XLSX, XLSM, XLSB, XLS or ODS"
MOST_ENTRIES = 10_000
"""Most files inside a workbook."""

LARGEST_UNPACKED = 1_500_000_000
"""Most that a workbook may unpack to [bytes]."""

LARGEST_RATIO = 200
"""Most that a part of over 50 MB may grow when unpacked; tables grow tenfold to fiftyfold."""

LARGEST_OLD = 200_000_000
"""Largest workbook of the old binary kind [bytes]."""

MOST_TEXT = 2_000_000_000
"""Most characters that all cells of a workbook may hold together."""

_LEAST_SUSPECT = 50_000_000
_AT_ONCE = 4_000_000
_OVERLAP = 400
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UNLOCK = "Save a copy of it without a password"
_REPAIR = "Get the file again, or open it in a spreadsheet that repairs it, and save it as XLSX or CSV"
_SAVE = "Open it in a spreadsheet, and save only the table as XLSX or CSV"
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]{0,400}?\br="(\d{1,9})"')
_CELL_ROW = re.compile(rb'\br="[A-Z]{1,3}(\d{1,9})"')
_CELL_STARTS = (b"<c ", b"<c>", b"<c/", b":c ", b":c>", b":c/")
_FAR_COLUMN = re.compile(rb'\br="([A-Z]{2,3})\d{1,9}"')
_NEAR_COLUMNS = [re.compile(rb'\br="([%c-Z])\d{1,9}"' % letter) for letter in b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
"""Cells of the first 26 columns, by the first of them to look for."""
_SHARED = re.compile(rb't="s"[^>]{0,200}>\s{0,20}<(?:\w+:)?v>(\d{1,9})<')
_STRING_END = re.compile(rb"</(?:\w+:)?si>")
_REPEATED_ROWS = re.compile(rb'number-rows-repeated="(\d{1,12})"[^>]{0,400}>')
_REPEATED_CELLS = re.compile(rb'number-columns-repeated="(\d{1,12})"[^>]{0,400}?(/?)>')


def check_workbook(source: str, path: Path) -> None:
    """Refuse a workbook that would not fit into memory, is locked or broken.

    Of a zipped workbook every part is unpacked once, piece by piece, so that sizes that its directory only claims are
    found out; the rows and columns of its sheets and the text of its cells are counted on the way.
    """
    with path.open("rb") as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":
            _check_old(source, path, file)
            return
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(source, archive)
            _check_parts(source, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, ScenarioError):
            raise
        raise _unopened(source, error) from None


def _unopened(source: str, error: Exception) -> ScenarioError:
    """Say why a workbook cannot be opened: each of its parts can be locked on its own."""
    if isinstance(error, RuntimeError) and "encrypt" in str(error):
        return refusal(source, "the workbook is locked by a password", WORKBOOK_RULE, _UNLOCK)
    found = f"the workbook cannot be opened, it is broken: {str(error)[:100]}"
    return refusal(source, found, WORKBOOK_RULE, _REPAIR)


def _check_old(source: str, path: Path, file: IO[bytes]) -> None:
    size = path.stat().st_size
    if size > LARGEST_OLD:
        raise refusal(
            source,
            f"the file has {size:,} bytes",
            f"A workbook of this kind may have at most {LARGEST_OLD:,} bytes",
            _SAVE,
        )
    file.seek(0)
    if _ENCRYPTED in file.read():
        raise refusal(source, "the workbook is locked by a password", WORKBOOK_RULE, _UNLOCK)


def _check_directory(source: str, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        found = f"the workbook contains {len(entries):,} files"
        raise refusal(source, found, f"A workbook may contain at most {MOST_ENTRIES:,} files", _SAVE)
    total = sum(entry.file_size for entry in entries)
    if total > LARGEST_UNPACKED:
        found = f"the workbook unpacks to {total:,} bytes"
        raise refusal(source, found, f"Unpacked, a workbook may have at most {LARGEST_UNPACKED:,} bytes", _SAVE)
    for entry in entries:
        if entry.file_size > _LEAST_SUSPECT and entry.file_size > LARGEST_RATIO * max(1, entry.compress_size):
            found = (
                f"a part of the workbook unpacks to {entry.file_size // max(1, entry.compress_size):,} times its size"
            )
            raise refusal(source, found, f"Unpacked, a part may have at most {LARGEST_RATIO} times its size", _SAVE)
    names = {entry.filename for entry in entries}
    if not any(name.endswith(("workbook.xml", "workbook.bin", "content.xml")) for name in names):
        raise refusal(
            source,
            "the file is a ZIP archive without a workbook",
            WORKBOOK_RULE,
            "Unpack it, and import the table inside",
        )


def _check_parts(source: str, archive: zipfile.ZipFile) -> None:
    lengths = np.zeros(0)
    n_uses = np.zeros(0, dtype=np.int64)
    for entry in archive.infolist():
        name = entry.filename
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            uses = _check_sheet(source, archive, entry)
            n_uses = np.pad(n_uses, (0, max(0, uses.size - n_uses.size)))
            n_uses[: uses.size] += uses
        elif name == "xl/sharedStrings.xml":
            lengths = _string_lengths(archive, entry)
        elif name.startswith("xl/worksheets/") and name.endswith(".bin"):
            _check_binary_sheet(source, archive, entry)
        elif name == "content.xml":
            _check_document(source, archive, entry)
        elif name.endswith((".xml", ".bin", ".rels")):
            for _ in _pieces(archive, entry):
                pass
    n = min(lengths.size, n_uses.size)
    n_characters = int(lengths[:n] @ n_uses[:n])
    if n_characters > MOST_TEXT:
        found = f"the cells contain {n_characters:,} characters in total"
        raise refusal(source, found, f"A workbook may have at most {MOST_TEXT:,} characters", _SAVE)


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """A part in pieces, each with the end of the piece before it, and how long that end is."""
    end = b""
    with archive.open(entry) as part:
        while piece := part.read(_AT_ONCE):
            yield end + piece, len(end)
            end = (end + piece)[-_OVERLAP:]


def _check_sheet(
    source: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Refuse a sheet that spans too many cells; uses of each shared string, shape (n_strings,)."""
    last_row, last_column, n_cells, n_placed = 1, 1, 0, 0
    uses = np.zeros(0, dtype=np.int64)
    for piece, n_old in _pieces(archive, entry):
        last_row = max((last_row, *(int(row) for row in _ROW.findall(piece))))
        placed = _CELL_ROW.findall(piece)
        n_placed += len(placed)
        last_row = max((last_row, *map(int, set(placed))))
        # Cells and rows without a place of their own follow the one before.
        n_cells += sum(piece.count(start, n_old) for start in _CELL_STARTS)
        columns = set(_FAR_COLUMN.findall(piece))
        last_column = max((last_column, *map(_column_number, columns)))
        while last_column < len(_NEAR_COLUMNS) and (near := _NEAR_COLUMNS[last_column].search(piece)):
            last_column = _column_number(near[1])
        # What lies where two pieces meet is counted twice: a bound may be a little high.
        found = np.array(_SHARED.findall(piece), dtype="S9").astype(np.int64)
        if found.size and found.max() < MOST_CELLS:
            counts = np.bincount(found)
            uses = np.pad(uses, (0, max(0, counts.size - uses.size)))
            uses[: counts.size] += counts
    # Nothing says how far cells without a place go: a usual sheet's width is taken.
    _check_span(source, last_row, max(last_column, len(_NEAR_COLUMNS)) if n_cells > n_placed else last_column)
    if n_cells > MOST_CELLS:
        raise _too_many(source, n_cells)
    return uses


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _string_lengths(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Bytes of each shared string with its markup, shape (n_strings,)."""
    ends: list[int] = []
    position = 0
    for piece, n_old in _pieces(archive, entry):
        ends.extend(position - n_old + match.end() for match in _STRING_END.finditer(piece) if match.end() > n_old)
        position += len(piece) - n_old
    return np.diff(np.array([0, *ends], dtype=np.float64))


def _check_binary_sheet(source: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Look at rows and columns of a sheet of records: number and length in 7 bits a byte, then the content."""
    data = archive.read(entry)
    position, n = 0, len(data)
    last_row, last_column = 0, 0
    while position < n:
        kind, position = _varying(data, position, 2)
        size, position = _varying(data, position, 4)
        if kind == 0:
            last_row = max(last_row, int.from_bytes(data[position : position + 4], "little"))
        elif kind <= 11:
            last_column = max(last_column, int.from_bytes(data[position : position + 4], "little"))
        position += size
    _check_span(source, last_row + 1, last_column + 1)


def _varying(data: bytes, position: int, longest: int) -> tuple[int, int]:
    value = 0
    for shift in range(longest):
        if position >= len(data):
            break
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            break
    return value, position


def _check_document(source: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Look at cells that an OpenDocument sheet repeats: blank ones to the sheet's end are usual, others are not."""
    with archive.open(entry) as part:
        data = part.read()
    n_rows, n_cells = data.count(b"<table:table-row"), data.count(b"<table:table-cell")
    repeated = [int(match[1]) for match in _REPEATED_CELLS.finditer(data) if not match[2]]
    n_filled = n_cells + sum(repeated)
    widest = max([1, *repeated])
    for block in _REPEATED_ROWS.finditer(data):
        end = data.find(b"</table:table-row>", block.end())
        inside = data[block.end() : end if end >= 0 else block.end()]
        if b"<text:p" in inside or b"office:value" in inside:
            cells = [int(match[1]) for match in _REPEATED_CELLS.finditer(inside)]
            n_filled += int(block[1]) * max(1, inside.count(b"<table:table-cell") + sum(cells))
            n_rows += int(block[1])
    if n_filled > MOST_CELLS or widest > MOST_CELLS:
        _check_span(source, max(1, n_rows), max(1, n_filled // max(1, n_rows)))
        raise _too_many(source, n_filled)


def _check_span(source: str, n_rows: int, n_columns: int) -> None:
    if n_rows * n_columns > MOST_CELLS:
        raise _too_many(source, n_rows * n_columns, f" ({n_rows:,} rows of {n_columns:,} columns)")


def _too_many(source: str, n_cells: int, shape: str = "") -> ScenarioError:
    found = f"a sheet spans {n_cells:,} cells{shape}"
    way_out = "Delete rows and columns outside the table, including formatted blank ones, or save the table as CSV"
    return refusal(source, found, f"A sheet may span at most {MOST_CELLS:,} cells", way_out)
