"""Warnings on an imported table: sheets not read, hidden rows, and formulas that lack values or could run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from seeder.figures import counted, listed
from seeder.importing.columns.headers import HeadedTable
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.written_cells import FORMULA_STARTS, is_formula

_MOST_NAMED = 5
_FORMULA = re.compile(r"=\s?(?:.{0,200}?\$?\b[A-Z]{1,3}\$?\d{1,7}\b|[+-]?[A-Z][A-Z.]*\(|a formula\Z)", re.IGNORECASE)
"""Beginning of a formula: it names a cell or a function; a line such as ``=== new ===`` does not."""


def table_warnings(table: HeadedTable, columns: Sequence[SourceColumn]) -> Iterator[str]:
    """Sentences on the table that was read."""
    yield from _on_formulas(columns)
    yield from _on_sheets(table)
    yield from _on_hidden_rows(table)


def formula_warnings(columns: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Say that cells of the accounts table could run as formulas."""
    n_formulas = sum(is_formula(cell) for cells in columns.values() for cell in cells if cell[:1] in FORMULA_STARTS)
    n_formulas += sum(is_formula(name) for name in columns)
    if n_formulas:
        yield (
            f"in accounts.csv, {counted(n_formulas, 'cell starts', 'cells start')} with = + - or @, as in the "
            "source. A spreadsheet could run them as formulas, so open the file there as text. Shortlists are protected"
        )


def _on_formulas(columns: Sequence[SourceColumn]) -> Iterator[str]:
    """Name columns whose formulas came without their values: a program wrote the file, and no spreadsheet did."""
    found: dict[str, list[str]] = {}
    for column in columns:
        formulas = [text for text in column.texts if text[:1] == "=" and _FORMULA.match(text)]
        if formulas:
            found[column.name] = formulas
    if found:
        n_cells = sum(map(len, found.values()))
        have = "has" if len(found) == 1 else "have"
        yield (
            f"{listed([repr(name[:40]) for name in list(found)[:_MOST_NAMED]])} {have} formulas whose values are not "
            f"stored, such as {next(iter(found.values()))[0][:60]} ({counted(n_cells, 'cell')}). These cells are "
            "read as blank. Open the table in a spreadsheet program, save it, and import it again"
        )


def _on_sheets(table: HeadedTable) -> Iterator[str]:
    others, hidden = table.other_sheets, table.hidden_sheets
    if others:
        yield (
            f"{counted(len(others), 'other sheet')} of the workbook {'was' if len(others) == 1 else 'were'} not read: "
            f"{_shown(others)}. To read other sheets: --sheet NAME for each, or --all-sheets"
        )
    if hidden:
        yield (
            f"{counted(len(hidden), 'hidden sheet')} of the workbook {'was' if len(hidden) == 1 else 'were'} not read: "
            f"{_shown(hidden)}. To read one: --sheet NAME"
        )


def _shown(names: Sequence[str]) -> str:
    more = " …" if len(names) > _MOST_NAMED else ""
    return ", ".join(repr(name[:40]) for name in names[:_MOST_NAMED]) + more


def _on_hidden_rows(table: HeadedTable) -> Iterator[str]:
    hidden = table.hidden_lines
    if hidden:
        yield (
            f"{counted(len(hidden), 'row is', 'rows are')} hidden or filtered out in the sheet, the first on line "
            f"{hidden[0]}. Hidden rows are read like all others; to leave them out, delete them in the sheet"
        )
