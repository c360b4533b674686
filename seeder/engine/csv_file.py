"""Read CSV as people save it: quotes, line breaks in cells, CRLF, a byte-order mark; with the line of every row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from seeder.engine.csv_delimiter import find_delimiter
from seeder.engine.plain_csv import read_plain_rows
from seeder.engine.table import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_ROWS,
    Cell,
    Header,
    Report,
    Table,
    is_good_header,
    no_header,
    too_long,
)
from seeder.errors import Issue, Place

LONGEST_ROW = 4_000_000
_ROWS_AT_ONCE = 10_000
_UTF16 = ("\udcff\udcfe", "\udcfe\udcff")
_NUL = "there is a NUL byte, as in UTF-16 or binary files"
UTF8_WAY_OUT = "Save the file as UTF-8 (in a spreadsheet: the format 'CSV UTF-8')"


def decode_text(source: str, raw: bytes, report: Report) -> str | None:
    """Decode UTF-8, with or without byte-order mark; None and an issue with line and column where it is not."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        report(Issue(Place(source, 1, 1), "the file is UTF-16", "Text files must be UTF-8", UTF8_WAY_OUT))
        return None
    body = raw.removeprefix(b"\xef\xbb\xbf")
    zero = body.find(b"\0")
    if zero >= 0:
        report(Issue(_place_of_byte(source, body, zero), _NUL, "Text files must be UTF-8", UTF8_WAY_OUT))
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"the byte 0x{body[error.start]:02x} is not UTF-8"
        report(Issue(_place_of_byte(source, body, error.start), found, "Text files must be UTF-8", UTF8_WAY_OUT))
        return None


def read_csv(
    source: str, raw: bytes, *, report: Report, header_is_good: Header, most_rows: int = MOST_ROWS
) -> Table | None:
    """Read a CSV file from its bytes.

    Blank lines, and rows whose cells are all blank, are passed over. Cells are stripped of surrounding white space. The
    header shows whether commas or semicolons stand between cells.

    ``source`` is the file as the user named it, for messages. The rows are read only where ``header_is_good`` says yes
    to the header and its line. Returns None where the file cannot be read as a table; the reasons were reported.
    """
    text = decode_text(source, raw, report)
    if text is None:
        return None
    if not text or text.isspace():
        report(no_header(source, "the file is empty"))
        return None
    file = io.BytesIO(raw)
    delimiter = find_delimiter(file)
    plain = read_plain_rows(text, delimiter)
    if plain is not None and len(plain.lines) <= min(most_rows, MOST_CELLS // len(plain.header)):
        if not is_good_header(
            source, plain.header, line=plain.header_line, report=report, header_is_good=header_is_good
        ):
            return None
        columns: dict[str, list[Cell]] = dict(zip(plain.header, plain.columns, strict=True))
        return Table(source, columns, plain.lines, plain.header_line, delimiter)
    del text, plain
    rows = CsvRows(source, file, report, delimiter=delimiter)
    first = next(rows, None)
    if first is None:
        if not rows.is_broken:
            report(no_header(source, "the file has no header"))
        return None
    header_line, header = first
    if not is_good_header(source, header, line=header_line, report=report, header_is_good=header_is_good):
        return None
    return _collect(source, header_line, header, rows, report, most_rows)


def _collect(
    source: str, header_line: int, header: list[str], rows: CsvRows, report: Report, most_rows: int
) -> Table | None:
    """Turn rows into columns."""
    width = len(header)
    columns: list[list[Cell]] = [[] for _ in header]
    lines: list[int] = []
    waiting: list[list[str]] = []
    most_read = min(most_rows, MOST_CELLS // width)
    fitted = FittedRows(source, header_line, header, rows, report)
    for line, row in fitted:
        if fitted.n_rows > most_read:
            excess = too_long(source, fitted.n_rows, width, most_rows=most_rows)
            assert excess is not None
            report(excess)
            return None
        lines.append(line)
        waiting.append(row)
        if len(waiting) == _ROWS_AT_ONCE:
            _move(waiting, columns)
    _move(waiting, columns)
    if not fitted.is_sound:
        return None
    named_columns = {name: columns[position] for position, name in enumerate(header) if name}
    return Table(source=source, columns=named_columns, lines=lines, header_line=header_line, delimiter=rows.delimiter)


def _move(rows: list[list[str]], columns: list[list[Cell]]) -> None:
    for column, cells in zip(columns, zip(*rows, strict=True), strict=False):
        column.extend(cells)
    rows.clear()


def _wrong_width(source: str, line: int, row: list[str], header: list[str], delimiter: str) -> Issue:
    """Issue for a row that has more or fewer cells than the header."""
    signs = {",": "commas", ";": "semicolons"}[delimiter]
    is_short = len(row) < len(header)
    cells = f"{len(row)} cell{'' if len(row) == 1 else 's'}"
    return Issue(
        Place(source, line, header[len(row)] if is_short else f"column {len(header) + 1}"),
        f"the row has {cells}, but the header has {len(header)}",
        "Every row needs a cell for every column",
        f"Add {signs} for blank cells" if is_short else f"Put cells that contain {signs} into double quotes",
    )


class CsvRows:
    """Rows that are not blank, each with the line that it starts on; says at the end whether the file is broken.

    Cells are stripped of surrounding white space. Why a file is broken was reported.

    ``source``: the file as the user named it, for messages. ``file``: its bytes, from the first. ``delimiter``: what
    stands between cells.
    """

    def __init__(self, source: str, file: BinaryIO, report: Report, *, delimiter: str = ",") -> None:
        self.is_broken = False
        self.delimiter = delimiter
        self._source = source
        self._report = report
        self._row_length = 0
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
        self._reader = csv.reader(self._lines(), strict=True, delimiter=delimiter)
        self._start = 1

    @property
    def lines_read(self) -> int:
        """Lines of the file that were read so far."""
        return self._reader.line_num

    def _lines(self) -> Iterator[str]:
        # A stray quote makes one row of a whole file: the length of a row is watched while it is put together.
        for number, line in enumerate(self._text, start=1):
            self._row_length += len(line)
            if self._row_length > LONGEST_ROW:
                raise _RowTooLongError
            if number == 1 and line.startswith(_UTF16):
                raise _NotTextError(number, 0, "the file is UTF-16")
            if "\0" in line:
                raise _NotTextError(number, line.index("\0"), _NUL)
            if not line.isascii():
                try:
                    line.encode("utf-8")
                except UnicodeEncodeError as error:
                    # A byte 0xff that is not UTF-8 stands as the half character U+DCFF.
                    found = f"the byte 0x{ord(line[error.start]) & 0xFF:02x} is not UTF-8"
                    raise _NotTextError(number, error.start, found) from error
            yield line

    def __iter__(self) -> CsvRows:
        return self

    def __next__(self) -> tuple[int, list[str]]:
        while not self.is_broken:
            self._row_length = 0
            try:
                row = [cell.strip() for cell in next(self._reader)]
            except (csv.Error, _RowTooLongError, _NotTextError) as error:
                self.is_broken = True
                self._report(_broken_row(self._source, self._start, error))
                break
            line, self._start = self._start, self._reader.line_num + 1
            if any(row):
                return line, row
        raise StopIteration


class FittedRows:
    """Rows with as many cells as the header; ``is_sound`` says at the end whether all could be read and fitted.

    Blank cells beyond the header are left out, and blank headers are allowed over blank cells only. What is wrong was
    reported.
    """

    def __init__(self, source: str, header_line: int, header: list[str], rows: CsvRows, report: Report) -> None:
        self.is_sound = True
        self.n_rows = 0
        self._source = source
        self._header_line = header_line
        self._header = header
        self._rows = rows
        self._report = report

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        width = len(self._header)
        named = max(position for position, name in enumerate(self._header, start=1) if name)
        nameless = [position for position, name in enumerate(self._header) if not name]
        filled: set[int] = set()
        for line, row in self._rows:
            self.n_rows += 1
            if len(row) != width:
                if len(row) < named or any(row[width:]):
                    self.is_sound = False
                    self._report(_wrong_width(self._source, line, row, self._header[:named], self._rows.delimiter))
                    continue
                row = [*row, *[""] * width][:width]
            filled.update(position for position in nameless if row[position])
            yield line, row
        for position in sorted(filled):
            self._report(
                Issue(
                    Place(self._source, self._header_line, f"column {position + 1}"),
                    f"column {position + 1} has cells but no name",
                    "Every column needs its own name",
                    "Write a header above it, or delete the column",
                )
            )
        self.is_sound = self.is_sound and not filled and not self._rows.is_broken


class _RowTooLongError(Exception):
    """A row goes on and on."""


class _NotTextError(Exception):
    """A line is not UTF-8: its number, the position in it, and what was found."""


def _broken_row(source: str, line: int, error: Exception) -> Issue:
    """Issue for a row that cannot be taken apart."""
    if isinstance(error, _NotTextError):
        number, offset, found = error.args
        return Issue(Place(source, number, offset + 1), found, "Text files must be UTF-8", UTF8_WAY_OUT)
    way_out = "Check whether a double quote or the line breaks are missing"
    if isinstance(error, _RowTooLongError):
        return Issue(
            Place(source, line),
            f"the row has over {LONGEST_ROW:,} characters",
            "Rows must be lines of short cells",
            way_out,
        )
    if "field larger" in str(error):
        found = f"a cell has over {min(csv.field_size_limit(), LONGEST_CELL):,} characters"
        return Issue(Place(source, line), found, "Cells must be short texts and numbers", way_out)
    if "end of data" in str(error):
        found = "a double quote opens in this row and is never closed"
    else:
        found = "text follows the closing double quote of a cell"
    return Issue(
        Place(source, line),
        found,
        "A quoted cell must end with a double quote",
        'Write quotes inside the cell twice: "12"" vinyl"',
    )


def _place_of_byte(source: str, raw: bytes, offset: int) -> Place:
    line_start = raw.rfind(b"\n", 0, offset) + 1
    column = len(raw[line_start:offset].decode("utf-8", errors="replace")) + 1
    return Place(source, raw.count(b"\n", 0, offset) + 1, column)
