"""A table in memory: columns of unchanged cells, and the line of every row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from seeder.errors import Issue, Place

Cell = str | int | float | bool | None
"""A cell as it stood: text from CSV, the file's own type from Parquet and frames; None or '' where blank."""

Report = Callable[[Issue], None]
"""Takes an issue; reading goes on behind it."""

Header = Callable[[Sequence[str], int | None], bool]
"""Looks at a header and its line, reports what is wrong with it, and says whether the rows are worth reading."""

MOST_ROWS = 1_000_000
"""Most rows of a table that is read whole."""

MOST_CELLS = 20_000_000
"""Most cells of a table that is read whole; text takes some 60 bytes a cell."""

MOST_COLUMNS = 16_384
"""Most columns of a table, as many as spreadsheets have."""

LONGEST_CELL = 131_072
"""Most characters of a cell."""

_LARGEST_WHOLE_FLOAT = 1e15


@dataclass(frozen=True, eq=False)
class Table:
    """Columns by name, all of one length."""

    source: str  # The file as the user named it.
    columns: dict[str, list[Cell]]  # Header → cells.
    lines: Sequence[int]  # Line of each row in a CSV file, else the row's number from 1.
    header_line: int | None = None  # Line of the header; None where the table is no text.
    delimiter: str = ","  # What stands between cells, where the table is text.
    decimal: str = "."  # Decimal mark of its numbers, where they are text.
    types: Mapping[str, str] = field(default_factory=dict)  # Header → type in pandas, where the source has types.

    @property
    def n_rows(self) -> int:
        """Number of rows below the header."""
        return len(self.lines)

    def place(self, row: int, column: str | None = None) -> Place:
        """Where a cell stands, for messages."""
        return Place(self.source, self.lines[row], column)


def text_of(cell: Cell) -> str:
    """Text of a cell, '' where blank; 7.0 of a typed column is '7'."""
    if isinstance(cell, str):
        return cell
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _LARGEST_WHOLE_FLOAT:
        return str(int(cell))
    return str(cell)


BROKEN_CHARACTER = "there is a broken character, as when a smiley was cut in two"
WHOLE_CHARACTER = "Write the text again, or read its source as UTF-8"
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


def unfit_text(place: Place, text: str) -> Issue | None:
    """Issue for a text that no text file could hold, wherever it comes from."""
    if len(text) > LONGEST_CELL:
        found = f"a cell has over {LONGEST_CELL:,} characters"
        return Issue(place, found, "Cells must be short texts and numbers", "Shorten the text, or remove the column")
    if "\0" in text:
        return Issue(place, "there is a NUL character", "Text may not contain NUL characters", "Remove the character")
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        return Issue(place, BROKEN_CHARACTER, "Text may contain only whole characters", WHOLE_CHARACTER)
    return None


def mend_unfit_texts(source: str, name: str, cells: list[Cell], report: Report) -> None:
    """Report texts of a typed column that no text file could hold, and put readable ones in their place."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    # Most columns have none, and there may be very many cells.
    if max(map(len, texts), default=0) <= LONGEST_CELL and not _UNWRITABLE.search("".join(texts)):
        return
    for row, cell in enumerate(cells):
        if isinstance(cell, str):
            issue = unfit_text(Place(source, row + 1, name), cell)
            if issue is not None:
                report(issue)
                # Not blank: that would be another fault.
                cells[row] = _UNWRITABLE.sub("\ufffd", cell[:LONGEST_CELL])


def no_header(source: str, found: str) -> Issue:
    """Issue for a text file without a first line of names."""
    way_out = "Write the column names into its first line"
    return Issue(Place(source, 1), found, "A table needs a header and rows", way_out)


def is_good_header(
    source: str,
    header: Sequence[str],
    *,
    line: int | None = None,
    excess: Issue | None = None,
    report: Report,
    header_is_good: Header,
) -> bool:
    """Whether the rows are worth reading; else the reasons were reported. A table in excess is looked at no further."""
    excess = too_wide(source, len(header), line=line) or excess
    problems = duplicate_headers(source, header, line=line) if excess is None else [excess]
    for problem in problems:
        report(problem)
    return excess is None and header_is_good([name for name in header if name], line) and not problems


def duplicate_headers(source: str, header: Sequence[str], *, line: int | None) -> list[Issue]:
    """Issues for headers that stand twice; blank ones do not count."""
    seen: dict[str, int] = {}
    issues = []
    for position, name in enumerate(header, start=1):
        if name and name in seen:
            issues.append(
                Issue(
                    Place(source, line, name),
                    f"the header {name!r} appears twice, in columns {seen[name]} and {position}",
                    "Every column needs its own name",
                    "Rename or delete one of the two columns",
                )
            )
        seen.setdefault(name, position)
    return issues


def too_wide(source: str, n_columns: int, *, line: int | None) -> Issue | None:
    """Issue for a header of more columns than a table may have."""
    if n_columns <= MOST_COLUMNS:
        return None
    return Issue(
        Place(source, line),
        f"the header has {n_columns:,} columns",
        f"A table may have at most {MOST_COLUMNS:,} columns",
        "Keep only columns you need; check whether line breaks are missing",
    )


def too_long(source: str, n_rows: int, n_columns: int, *, most_rows: int = MOST_ROWS) -> Issue | None:
    """Issue for a table of more rows or cells than are read."""
    if n_rows <= most_rows and n_rows * n_columns <= MOST_CELLS:
        return None
    return Issue(
        Place(source),
        f"the table has {n_rows:,} rows of {n_columns:,} columns, or more",
        f"A table may have at most {most_rows:,} rows and {MOST_CELLS:,} cells",
        "Remove columns, and accounts that you would never ask",
    )
