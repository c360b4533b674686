"""CSV files of any length: rows one at a time with their lines, and whether another reader reads them alike."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from seeder.engine.csv_file import LONGEST_ROW, UTF8_WAY_OUT, RowTooLongError, broken_row, wrong_width
from seeder.engine.table import Report, duplicate_headers, too_wide
from seeder.errors import Issue, Place

_CHUNK = 1 << 24
_UTF16 = ("\udcff\udcfe", "\udcfe\udcff")
_READ_DIFFERENTLY = (b"\0", b' "', b'" ', b'\t"', b'"\t')


class CsvRows:
    """Rows of a CSV file that are not blank, as the reader of small tables gives them; a context that closes the file.

    Cells are stripped of surrounding white space. ``is_broken`` says at the end whether the file could be read; the
    reason was reported.
    """

    def __init__(self, source: str, path: Path, report: Report) -> None:
        self.is_broken = False
        self._source = source
        self._report = report
        self._row_length = 0
        self._file = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
        self._reader = csv.reader(self._lines(), strict=True)
        self._start = 1

    def __enter__(self) -> CsvRows:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        while not self.is_broken:
            self._row_length = 0
            try:
                row = [cell.strip() for cell in next(self._reader)]
            except StopIteration:
                return
            except _NotText as error:
                self.is_broken = True
                self._report(error.issue)
                return
            except (csv.Error, RowTooLongError) as error:
                self.is_broken = True
                self._report(broken_row(self._source, self._start, error))
                return
            line, self._start = self._start, self.lines_read + 1
            if any(row):
                yield line, row

    @property
    def lines_read(self) -> int:
        """Lines of the file that were read so far."""
        return self._reader.line_num

    def _lines(self) -> Iterator[str]:
        for number, line in enumerate(self._file, start=1):
            self._row_length += len(line)
            if self._row_length > LONGEST_ROW:
                raise RowTooLongError
            if number == 1 and line.startswith(_UTF16):
                raise self._not_text(1, 0, "the file is UTF-16")
            if "\0" in line:
                found = "there is a NUL byte, as in UTF-16 or binary files"
                raise self._not_text(number, line.index("\0"), found)
            if not line.isascii():
                try:
                    line.encode("utf-8")
                except UnicodeEncodeError as error:
                    # A byte 0xff that is not UTF-8 stands as the half character U+DCFF.
                    found = f"the byte 0x{ord(line[error.start]) & 0xFF:02x} is not UTF-8"
                    raise self._not_text(number, error.start, found) from error
            yield line

    def _not_text(self, line: int, offset: int, found: str) -> _NotText:
        return _NotText(Issue(Place(self._source, line, offset + 1), found, "Text files are UTF-8", UTF8_WAY_OUT))


class _NotText(Exception):
    """The bytes are not UTF-8."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(str(issue))
        self.issue = issue


def read_csv_header(source: str, path: Path, report: Report) -> tuple[int, list[str], int] | None:
    """Read the header.

    Returns
    -------
    tuple or None
        The line that it starts on, its names ('' where blank) and the lines up to its end; None where there is none
        or it is no good, with the reasons reported.
    """
    with CsvRows(source, path, report) as rows:
        first = next(iter(rows), None)
        lines = rows.lines_read
        is_broken = rows.is_broken
    if first is None:
        if not is_broken:
            way_out = "Put the column names into its first line"
            report(Issue(Place(source, 1), "the file is empty", "A table has a header and rows", way_out))
        return None
    line, header = first
    wide = too_wide(source, len(header), line=line)
    problems = duplicate_headers(source, header, line=line) if wide is None else [wide]
    for problem in problems:
        report(problem)
    return None if problems else (line, header, lines)


def reads_alike(path: Path) -> bool:
    """Whether quotes and bytes of a file are such that DuckDB's reader, where it raises no error, reads the same.

    It reads ``a, "b"`` as b without quotes, lets white space follow a closing quote, and takes NUL bytes.
    """
    before = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            joint = before[-1:] + chunk[:1]
            if joint in _READ_DIFFERENTLY or any(pattern in chunk for pattern in _READ_DIFFERENTLY):
                return False
            before = chunk
    return True


def rewrite_csv(source: str, path: Path, header: list[str], target: Path, *, report: Report) -> bool:
    """Write the rows of a CSV file again, without header, each with as many stripped cells as the header has names.

    Returns
    -------
    bool
        Whether every row could be read; otherwise the reasons were reported.
    """
    width = len(header)
    named = max(position for position, name in enumerate(header, start=1) if name)
    nameless = [position for position, name in enumerate(header) if not name]
    filled: set[int] = set()
    is_sound = True
    header_line: int | None = None
    with CsvRows(source, path, report) as rows, target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for line, row in rows:
            if header_line is None:
                header_line = line
                continue
            if len(row) != width:
                if len(row) < named or any(row[width:]):
                    is_sound = False
                    report(wrong_width(source, line, row, header[:named]))
                    continue
                row = [*row, *[""] * width][:width]
            filled.update(position for position in nameless if row[position])
            writer.writerow(row)
    for position in sorted(filled):
        report(
            Issue(
                Place(source, header_line, f"column {position + 1}"),
                f"column {position + 1} has cells and no name",
                "Every column has a name of its own",
                "Write a header above it, or delete the column",
            )
        )
    return is_sound and not filled and not rows.is_broken
