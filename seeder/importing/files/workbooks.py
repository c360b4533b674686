"""Reads sheets of workbooks as tables of cells: XLSX, XLSM, XLSB, XLS and ODS, with the values that formulas had."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from seeder.errors import ScenarioError
from seeder.importing.files.delimited_files import LONGEST_CELL
from seeder.importing.files.workbook_guards import WORKBOOK_RULE, check_workbook
from seeder.importing.files.workbook_parts import SheetParts, read_parts
from seeder.importing.raw_cells import (
    CONTROLS,
    Fault,
    Guess,
    RawCell,
    RawTable,
    ShownPerCent,
    Span,
    lost_digits,
    refusal,
    without_controls,
)
from seeder.spelling import did_you_mean

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

OPTION = "--sheet NAME"

_SHOWN = 60


class OpenWorkbook:
    """A workbook, checked and opened once, of which sheets are read one after the other; for a ``with`` statement."""

    def __init__(self, source: str, path: Path) -> None:
        check_workbook(source, path)
        self._source = source
        self._path = path
        self._workbook = _opened(source, path)

    def __enter__(self) -> Self:
        """Return the workbook."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Close the file."""
        self._workbook.close()

    def visible_sheets(self) -> tuple[str, ...]:
        """Names of the visible sheets in their order."""
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        return tuple(
            sheet.name
            for sheet in self._workbook.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
        )

    def read(self, sheet: str | None = None) -> RawTable:
        """Read one sheet: by name without regard to case, by number from 1, or the visible one with most filled cells.

        Dates come as dates, times of day as text, numbers as floats (of XLSX marked where they are
        shown as per cent), error values of XLSX as the text that a
        spreadsheet shows (``#N/A``), and formulas of XLSX without a stored value as they are written (``=B2*1000``);
        of other kinds of workbook both come as blank cells.
        """
        source, workbook = self._source, self._workbook
        names = tuple(workbook.sheet_names)
        guess: Guess | None = None
        if sheet is not None:
            name = _named_sheet(source, names, sheet)
            found, cells = _cells_of(source, workbook, name)
            others = _other_sheets(workbook, name)
        else:
            name, found, cells, guess, others = _largest(source, workbook)
        spans = tuple(
            Span(first[0] + 1, last[0] + 1, first[1], last[1]) for first, last in (found.merged_cell_ranges or ())
        )
        parts = read_parts(self._path, names.index(name))
        table = _as_table(source, name, cells, names=names, guess=guess, spans=spans, parts=parts, others=others)
        hidden = _other_sheets(workbook, name, hidden=True)
        return replace(
            table, other_sheets=tuple(other for other in others if other not in hidden), hidden_sheets=hidden
        )


def _opened(source: str, path: Path) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise refusal(
            source, "the workbook is locked by a password", WORKBOOK_RULE, "Save a copy of it without a password"
        ) from None
    except (CalamineError, OSError, ValueError) as error:
        raise _unreadable(source, error) from None


def _unreadable(source: str, error: Exception) -> ScenarioError:
    reason = " ".join(str(error).split())[:120] or type(error).__name__
    found = f"the workbook cannot be read ({reason})"
    return refusal(source, found, WORKBOOK_RULE, "Open it in a spreadsheet, and save it again as XLSX or CSV")


def _named_sheet(source: str, names: Sequence[str], wanted: str) -> str:
    for name in names:
        if name == wanted:
            return name
    alike = [name for name in names if name.strip().casefold() == wanted.strip().casefold()]
    if len(alike) == 1:
        return alike[0]
    if wanted.strip().isascii() and wanted.strip().isdigit() and 1 <= int(wanted.strip()[:9]) <= len(names):
        return names[int(wanted) - 1]
    nearest = did_you_mean(wanted, names)
    listed = ", ".join(repr(name[:40]) for name in names[:10]) + (" …" if len(names) > 10 else "")
    way_out = f"Did you mean {nearest!r}?" if nearest else f"The sheets are {listed}"
    rule = "Give the name of the sheet, or its number counted from 1"
    raise refusal(source, f"there is no sheet {wanted[:60]!r}", rule, way_out)


def _other_sheets(workbook: CalamineWorkbook, name: str, *, hidden: bool = False) -> tuple[str, ...]:
    """The sheets beside one in which something stands, the visible or the hidden ones."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return tuple(
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet
        and (sheet.visible is not SheetVisibleEnum.Visible) == hidden
        and sheet.name != name
        and workbook.get_sheet_by_name(sheet.name).height > 0
    )


def _cells_of(source: str, workbook: CalamineWorkbook, name: str) -> tuple[CalamineSheet, list[list[Any]]]:
    from python_calamine import CalamineError

    try:
        sheet = workbook.get_sheet_by_name(name)
        return sheet, sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError) as error:
        raise _unreadable(source, error) from None


def _largest(
    source: str, workbook: CalamineWorkbook
) -> tuple[str, CalamineSheet, list[list[Any]], Guess | None, tuple[str, ...]]:
    """The visible sheet with most filled cells, or a hidden one where all visible ones are blank; and the others."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    best: tuple[tuple[bool, int], str, CalamineSheet, list[list[Any]]] | None = None
    n_filled: dict[str, int] = {}
    for sheet in workbook.sheets_metadata:
        if sheet.typ is not SheetTypeEnum.WorkSheet:
            continue
        found, cells = _cells_of(source, workbook, sheet.name)
        n = sum(cell is not None and cell != "" for row in cells for cell in row)
        n_filled[sheet.name] = n
        rank = (sheet.visible is SheetVisibleEnum.Visible and n > 0, n)
        if best is None or rank > best[0]:
            best = (rank, sheet.name, found, cells)
    if best is None:
        raise refusal(
            source, "all sheets of the workbook are empty", WORKBOOK_RULE, "Name a workbook that contains a table"
        )
    _, name, found, cells = best
    if len(n_filled) == 1:
        return name, found, cells, None, ()
    others = ", ".join(f"{other[:40]!r} {n:,}" for other, n in list(n_filled.items())[:8] if other != name)
    reason = f"of {len(n_filled)} sheets it has the most filled cells, {n_filled[name]:,} (the others: {others})"
    left = tuple(other for other, n in n_filled.items() if n and other != name)
    return name, found, cells, Guess("sheet", repr(name), reason, OPTION), left


def _as_table(
    source: str,
    name: str,
    cells: list[list[Any]],
    *,
    names: tuple[str, ...],
    guess: Guess | None,
    spans: tuple[Span, ...],
    parts: SheetParts,
    others: tuple[str, ...],
) -> RawTable:
    for (row_index, column), shown in (*parts.errors.items(), *parts.formulas.items()):
        if row_index < len(cells) and column < len(cells[row_index]) and cells[row_index][column] in (None, ""):
            cells[row_index][column] = shown
    rows: list[list[RawCell]] = []
    lines: list[int] = []
    faults: list[Fault] = []
    guesses = [] if guess is None else [guess]
    n_blank, last_filled = 0, 0
    for line, row in enumerate(cells, start=1):
        taken = [_as_cell(cell) for cell in row]
        if parts.percents:
            taken = [
                ShownPerCent(cell) if type(cell) is float and (line - 1, position) in parts.percents else cell
                for position, cell in enumerate(taken)
            ]
        if not any(cell is not None and (cell is False or cell == 0 or str(cell).strip()) for cell in taken):
            n_blank += 1
            continue
        last_filled = line
        is_short = True
        for position, cell in enumerate(taken):
            if isinstance(cell, str):
                if CONTROLS.search(cell):
                    taken[position], fault = without_controls(cell, line=line, column_index=position)
                    faults.append(fault)
                is_short = is_short and len(cell) <= LONGEST_CELL
            elif isinstance(cell, float) and (lost := lost_digits(cell)):
                faults.append(Fault(line, position, f"{cell:.0f}", lost))
        if not is_short:
            reason = f"a cell has over {LONGEST_CELL:,} characters"
            longest = max((cell for cell in taken if isinstance(cell, str)), key=len)
            faults.append(Fault(line, None, longest[:_SHOWN], reason, tuple(taken)))
            continue
        rows.append(taken)
        lines.append(line)
    n_between = n_blank - (len(cells) - last_filled)
    if n_between:
        guesses.append(Guess("blank rows", f"{n_between:,} ignored", "they are empty"))
    if not rows:
        found = f"the sheet {name[:60]!r} is empty"
        way_out = "Name another with --sheet" if len(names) > 1 else "Fill it, or export the table again"
        raise refusal(source, found, "A table needs a header and rows", way_out)
    return RawTable(
        source=source,
        sheet=name,
        rows=rows,
        lines=lines,
        guesses=tuple(guesses),
        faults=tuple(faults),
        other_sheets=others,
        spans=spans,
        links={(row + 1, column): target for (row, column), target in parts.links.items()},
        hidden_lines=frozenset(row + 1 for row in parts.hidden),
        formulas={(row + 1, column): formula for (row, column), formula in parts.sums.items()},
    )


def _as_cell(cell: Any) -> RawCell:
    if cell is None or cell == "":
        return None
    if isinstance(cell, str | bool | int | float | datetime.date):
        return cell
    if isinstance(cell, datetime.time):
        return cell.isoformat()
    return str(cell)
