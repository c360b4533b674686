"""Splits a table into its header, with one name a column, and the rows below."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from seeder.engine.table import MOST_CELLS
from seeder.errors import Issue, Place
from seeder.figures import counted
from seeder.importing.columns.header_names import combined, header_text, unique_names
from seeder.importing.columns.header_rows import HeaderChoice, choose_header, group_names
from seeder.importing.columns.long_rows import settle_long_rows
from seeder.importing.columns.merged_and_linked import BEHIND, fill_merged, linked_columns
from seeder.importing.columns.unquoted_thousands import joined_at, unquoted_thousands
from seeder.importing.raw_cells import Fault, Guess, RawCell, RawTable, is_blank_cell

OPTION = "--header / --no-header"

_RULE_CELL = re.compile(r"\s{0,20}:?-{3,}:?\s{0,20}")
_SHOWN = 60


@dataclass(frozen=True, eq=False)
class HeadedTable:
    """Rows below a header, all of one width."""

    # The file as the user named it, and the sheet.
    source: str
    sheet: str
    # One name a column, all different: headers on one line, `Followers (2)` for the second of a name, `column 7` where
    # there is none.
    names: tuple[str, ...]
    original_names: tuple[str, ...]  # headers as they stood, '' if there was none
    rows: list[list[RawCell]]  # cells row by row, as many as there are names
    lines: Sequence[int]  # line of the file, or row of the sheet, on which each row starts, from 1
    header_lines: tuple[int, ...] = ()  # lines of the header; empty where there is none
    groups: tuple[str, ...] = ()  # of a header on two rows, what the upper one says of each column
    sheets_of_rows: tuple[str, ...] = ()  # sheet of each row, if several are read as one table
    # Each of several sheets → position of a column → its header in that sheet.
    sheet_headers: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    # Positions of columns that are the addresses behind cells → position of the column with these cells.
    linked: Mapping[int, int] = field(default_factory=dict)
    hidden_lines: tuple[int, ...] = ()  # lines of the rows that are hidden in a workbook
    # Positions of the row and the column of a cell → its formula, if it adds up or averages several rows.
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    guesses: tuple[Guess, ...] = ()
    faults: tuple[Fault, ...] = ()
    # Sheets of the workbook that nobody named and that were not read, though they have content.
    other_sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()  # sheets that the workbook hides and that were not read

    def column(self, index: int) -> list[RawCell]:
        """Cells of one column."""
        return [row[index] for row in self.rows]


def find_header(raw: RawTable, *, has_header: bool | None = None) -> HeadedTable:
    """Find the header of a table, unless the user said whether there is one, and put the rows below it into columns.

    Rows above the header, lines of dashes, and rows that repeat the header are taken out, each as a fault with its
    cells. Cells beyond the header get columns of their own. Rows that are too short are filled with blanks.
    """
    if raw.header_is_given and has_header is None:
        choice = HeaderChoice(0, True, 1, "the file format stores the names")
    else:
        choice = choose_header(raw.rows, spans=raw.spans, lines=raw.lines, has_header=has_header)
    guesses = list(raw.guesses)
    faults = list(raw.faults)
    start = choice.first + choice.n_rows
    header_lines = tuple(raw.lines[choice.first : start])
    if not raw.header_is_given or has_header is not None:
        lines = " and ".join(str(line) for line in header_lines)
        decision = f"line {lines}" if choice.has_header else "none: columns are numbered"
        guesses.append(Guess("header", decision, choice.reason, OPTION))
    for position in range(choice.first):
        row = raw.rows[position]
        found = next((header_text(cell) for cell in row if not is_blank_cell(cell)), "")
        reason = "title row, ignored" if choice.has_header else "row above the table, ignored"
        faults.append(Fault(raw.lines[position], None, found[:_SHOWN], reason, tuple(row)))
    originals, texts, groups = _headers(raw, choice)
    body, lines_of = _body(raw, start, texts if choice.has_header else [], faults)
    n_filled = fill_merged(body, lines_of, raw.spans)
    if n_filled:
        guesses.append(
            Guess(
                "merged cells",
                f"their text was copied into {counted(n_filled, 'cell')} beside or below",
                "a merged cell belongs to every row and column that it spans",
            )
        )
    if choice.has_header and raw.delimiter:
        _settle_long(body, lines_of, texts, raw.delimiter, guesses, faults)
    elif raw.delimiter == ",":
        _join_thousands(body, lines_of, guesses, faults)
    width = _width(body, lines_of, len(texts), guesses, faults, has_header=choice.has_header)
    texts = (texts + [""] * width)[:width]
    originals = (originals + [""] * width)[:width]
    for row in body:
        missing = width - len(row)
        if missing > 0:
            row.extend([None] * missing)
        elif missing < 0:
            del row[width:]
    names = unique_names(texts)
    linked = linked_columns(body, lines_of, raw.links, width)
    if linked:
        shown = ", ".join(repr(names[column]) for column in linked)
        what = f"the addresses behind cells of {shown} are read as columns"
        guesses.append(Guess("links", what, "the cells show another text"))
        names = unique_names([*names, *(f"{names[column]}{BEHIND}" for column in linked)])
        originals += names[width:]
        for position, row in enumerate(body):
            row.extend(cells[position] for cells in linked.values())
    return HeadedTable(
        source=f"{raw.source}, sheet {raw.sheet!r}" if raw.sheet else raw.source,
        sheet=raw.sheet,
        names=names,
        original_names=tuple(originals),
        rows=body,
        lines=lines_of,
        groups=tuple((groups + [""] * len(names))[: len(names)]),
        linked={width + number: column for number, column in enumerate(linked)},
        hidden_lines=tuple(line for line in lines_of if line in raw.hidden_lines),
        formulas=_formulas_below(raw, lines_of, width),
        header_lines=header_lines,
        guesses=tuple(guesses),
        faults=tuple(faults),
        other_sheets=raw.other_sheets,
        hidden_sheets=raw.hidden_sheets,
    )


def _formulas_below(raw: RawTable, lines: Sequence[int], width: int) -> dict[tuple[int, int], str]:
    """Formulas of the rows below the header, by position instead of line."""
    if not raw.formulas:
        return {}
    position_of = {line: position for position, line in enumerate(lines)}
    return {
        (position_of[line], column): formula
        for (line, column), formula in raw.formulas.items()
        if line in position_of and column < width
    }


def _headers(raw: RawTable, choice: HeaderChoice) -> tuple[list[str], list[str], list[str]]:
    """Headers as they stood, on one line, and the groups above them; all empty where there are none."""
    if not choice.has_header:
        return [], [], []
    last = raw.rows[choice.first + choice.n_rows - 1]
    originals = [
        "" if is_blank_cell(cell) else str(cell) if isinstance(cell, str) else header_text(cell) for cell in last
    ]
    texts = [header_text(cell) for cell in last]
    groups: list[str] = []
    if choice.n_rows == 2:
        upper = raw.rows[choice.first]
        groups = group_names(upper, width=len(last), spans=raw.spans, line=raw.lines[choice.first])
        texts = combined(groups, texts)
        originals = [
            original if not header_text(cell) else f"{cell}\n{original}".strip("\n")
            for original, cell in zip(originals, [*upper, *[None] * len(last)], strict=False)
        ]
    while texts and not texts[-1]:
        texts.pop()
        originals.pop()
    return originals, texts, groups


def _body(
    raw: RawTable, start: int, texts: Sequence[str], faults: list[Fault]
) -> tuple[list[list[RawCell]], list[int]]:
    """Rows below the header, without lines of dashes and repeated headers."""
    key = tuple(text.casefold() for text in texts)
    first = next((position for position, text in enumerate(key) if text), None)
    body: list[list[RawCell]] = []
    lines: list[int] = []
    for position in range(start, len(raw.rows)):
        row, line = raw.rows[position], raw.lines[position]
        reason = ""
        if first is not None and first < len(row) and isinstance(row[first], str):
            if header_text(row[first]).casefold() == key[first] and _key_of(row, len(key)) == key:
                reason = "repeated header, ignored"
            elif position == start and all(is_blank_cell(cell) or _RULE_CELL.fullmatch(str(cell)) for cell in row):
                reason = "line of dashes, ignored"
        if reason:
            faults.append(Fault(line, None, header_text(row[first or 0])[:_SHOWN], reason, tuple(row)))
            continue
        body.append(list(row))
        lines.append(line)
    return body, lines


def _key_of(row: Sequence[RawCell], width: int) -> tuple[str, ...]:
    texts = [header_text(cell).casefold() for cell in row]
    texts += [""] * (width - len(texts))
    return tuple(texts[:width]) if not any(texts[width:]) else ()


def _settle_long(
    body: list[list[RawCell]],
    lines: list[int],
    texts: Sequence[str],
    delimiter: str,
    guesses: list[Guess],
    faults: list[Fault],
) -> None:
    """Repair rows of more cells than the header where one way alone fits, and take out the others."""
    widths = [_filled_width(row) for row in body]
    if not any(width > len(texts) for width in widths):
        return
    found = settle_long_rows(body, widths, texts, delimiter)
    names: dict[str, None] = {}
    for position, (cells, columns) in found.repaired.items():
        for index in columns:
            names.setdefault(texts[index] or f"column {index + 1}")
            joined = str(cells[index])
            reason = (
                f"the row has {widths[position]} cells, but the header has {len(texts)}: these cells were joined again"
            )
            faults.append(Fault(lines[position], index, joined[:_SHOWN], reason, became=joined[:_SHOWN]))
        body[position] = cells
    if found.repaired:
        shown = ", ".join(map(repr, names))
        first = lines[next(iter(found.repaired))]
        what = f"{counted(len(found.repaired), 'row')} repaired: cells of {shown} were joined again at {delimiter!r}"
        reason = f"no other reading fits the columns; the first such row is line {first}"
        guesses.append(Guess("rows with too many cells", what, reason, "--delimiter CHARACTER", is_doubtful=True))
    for position in sorted(found.refused, reverse=True):
        reason = (
            f"the row has {widths[position]} cells, but the header has {len(texts)}: a cell contains {delimiter!r} and "
            "has no quotes around it; put double quotes around the cell"
        )
        first_cell = header_text(body[position][0])[:_SHOWN]
        faults.append(Fault(lines[position], None, first_cell, reason, tuple(body[position])))
        del body[position], lines[position]


def no_rows_but_long_ones(table: HeadedTable) -> Issue | None:
    """What to say of a table of which every row was taken out because it has more cells than the header."""
    long = [fault for fault in table.faults if fault.row is not None and len(fault.row) > len(table.names)]
    if table.rows or not long:
        return None
    return Issue(
        Place(table.source, long[0].line),
        f"{long[0].reason} ({counted(len(long), 'row')} like this, and no others)",
        "Rows have as many cells as the header",
        "Put quotes around such cells, or export the list as a workbook",
    )


def _join_thousands(body: list[list[RawCell]], lines: Sequence[int], guesses: list[Guess], faults: list[Fault]) -> None:
    """Join numbers that fell apart at their own commas, where every row shows it."""
    runs = unquoted_thousands(body)
    if not runs:
        return
    first = [run.start - sum(len(before) - 1 for before in runs[:number]) for number, run in enumerate(runs)]
    for position, row in enumerate(body):
        body[position] = joined_at(row, runs, ",")
        for index in first:
            text = str(body[position][index])
            faults.append(Fault(lines[position], index, text, "joined again: no quotes were around it", became=text))
    example = body[0][first[0]]
    what = f"joined again in each row, such as {str(example)!r}"
    reason = "every part after the first has three digits, and some parts begin with 0"
    guesses.append(Guess("numbers split over several cells", what, reason, "--delimiter CHARACTER", is_doubtful=True))


def _width(
    body: list[list[RawCell]],
    lines: list[int],
    n_named: int,
    guesses: list[Guess],
    faults: list[Fault],
    *,
    has_header: bool,
) -> int:
    """Columns of the table: those with a header, and those beyond it with content."""
    filled = [_filled_width(row) for row in body]
    most = max(n_named, MOST_CELLS // max(1, len(body)))
    if any(width > most for width in filled):
        for position in reversed(range(len(body))):
            if filled[position] > most:
                reason = f"the row has {filled[position]:,} cells, too many for a table with so many rows"
                faults.append(
                    Fault(lines[position], None, header_text(body[position][0])[:_SHOWN], reason, tuple(body[position]))
                )
                del body[position], lines[position], filled[position]
    width = max([n_named, *filled])
    if not has_header:
        return width
    longer = [position for position, n in enumerate(filled) if n > n_named]
    if longer:
        for position in longer:
            found = header_text(body[position][n_named])[:_SHOWN]
            reason = (
                f"the row has {filled[position]} cells, but the header has {n_named}; the extra cells get "
                "their own columns"
            )
            faults.append(Fault(lines[position], n_named, found, reason))
        added = f"column {n_named + 1}" + (f" to column {width}" if width > n_named + 1 else "")
        what = f"{added} added for cells beyond the header"
        guesses.append(
            Guess("extra cells", what, f"{len(longer):,} rows have extra cells, the first is line {lines[longer[0]]}")
        )
    shorter = [position for position, row in enumerate(body) if len(row) < n_named]
    if shorter:
        first = lines[shorter[0]]
        what = "treated as blank at the end of the row"
        guesses.append(
            Guess("missing cells", what, f"{len(shorter):,} rows have too few cells, the first is line {first}")
        )
    return width


def _filled_width(row: Sequence[RawCell]) -> int:
    for position in range(len(row), 0, -1):
        if not is_blank_cell(row[position - 1]):
            return position
    return 0
