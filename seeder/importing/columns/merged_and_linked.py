"""Fills merged cells of a sheet, and makes columns of the link addresses behind cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeder.importing.raw_cells import RawCell, Span, is_blank_cell

BEHIND = " (link)"
"""How the names of columns end that are the addresses behind cells of another."""

_MAIL = "mailto:"


def fill_merged(rows: Sequence[list[RawCell]], lines: Sequence[int], spans: Sequence[Span]) -> int:
    """Write the text of cells that are merged over several rows into each of these rows; return how many are filled."""
    position_of = {line: position for position, line in enumerate(lines)}
    n_filled = 0
    for span in spans:
        first = position_of.get(span.first_line)
        column = span.first_column
        if first is None or span.last_line == span.first_line or column >= len(rows[first]):
            continue
        text = rows[first][column]
        if is_blank_cell(text):
            continue
        for line in range(span.first_line + 1, span.last_line + 1):
            position = position_of.get(line)
            if position is None:
                continue
            row = rows[position]
            row.extend([None] * (column + 1 - len(row)))
            if is_blank_cell(row[column]):
                row[column] = text
                n_filled += 1
    return n_filled


def linked_columns(
    rows: Sequence[Sequence[RawCell]], lines: Sequence[int], links: Mapping[tuple[int, int], str], width: int
) -> dict[int, list[RawCell]]:
    """Columns of the addresses behind cells: position of the column that has them → a cell for each row.

    A link that says the same as the text before it makes no column.
    """
    position_of = {line: position for position, line in enumerate(lines)}
    found: dict[int, list[RawCell]] = {}
    for (line, column), target in links.items():
        position = position_of.get(line)
        if position is None or column >= width:
            continue
        address = target.removeprefix(_MAIL)
        if not _says_the_same(str(rows[position][column] or ""), address):
            found.setdefault(column, [None] * len(rows))[position] = address
    return dict(sorted(found.items()))


def _says_the_same(text: str, address: str) -> bool:
    plain = address.casefold().rpartition("://")[2].removeprefix("www.").rstrip("/")
    return text.strip().casefold().rpartition("://")[2].removeprefix("www.").rstrip("/") == plain
