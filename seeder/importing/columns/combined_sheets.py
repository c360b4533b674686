"""Combines several sheets of a workbook into one table, with the sheet's name in each row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from seeder.figures import listed
from seeder.importing.columns.column_roles import ColumnRoles
from seeder.importing.columns.header_names import unique_names
from seeder.importing.columns.headers import HeadedTable
from seeder.importing.columns.price_headers import paid_for
from seeder.importing.columns.roles import Meaning, Role
from seeder.importing.columns.source_columns import SourceColumn, columns_of
from seeder.importing.numbers.currency_names import currencies_in
from seeder.importing.raw_cells import Fault, Guess, RawCell

SHEET = "sheet"
"""Column that says from which sheet a row is."""

_LEAST_SHARED = 0.5
_MOST_NAMED = 3
_OF_SEVERAL = (Role.ID, Role.NOTES, Role.CARRY, Role.PRICE, Role.RANK)
_BY_CELLS = (Role.HANDLE, Role.URL, Role.NAME, Role.EMAIL, Role.PLATFORM)
_IDENTIFYING = (Role.HANDLE, Role.URL, Role.ACCOUNT, Role.NAME, Role.FOLLOWERS)


_POST = "post"
"""What prices are paid for whose header says nothing else."""
_MOST_LOOKED_AT = 2_000
_Sort = Meaning | tuple[str, str]
"""What a column is: its meaning, or what its prices are paid for and in which currency."""


def combine(tables: Sequence[HeadedTable], source: str) -> HeadedTable:
    """Put sheets below each other; columns of the same name, without regard to case, or of the same role are one.

    Parameters
    ----------
    source
        The workbook as the user named it.
    """
    names: list[str] = []
    originals: list[str] = []
    groups: list[str] = []
    linked: dict[int, int] = {}
    position_of: dict[str, int] = {}
    position_in_role: dict[_Sort, int | None] = {}
    places_of: list[list[int]] = []
    n_joined: dict[tuple[str, str], None] = {}
    for table in tables:
        meanings = _sorts_of(table)
        taken = {position_of[name.casefold()] for name in table.names if name.casefold() in position_of}
        places = []
        for index, name in enumerate(table.names):
            meaning = meanings[index]
            place = position_of.get(name.casefold())
            if place is None and meaning is not None and meanings.count(meaning) == 1:
                place = position_in_role.get(meaning)
                place = None if place in taken else place
                if place is not None:
                    n_joined.setdefault((names[place], name))
            if place is None:
                place = len(names)
                names.append(name)
                originals.append(table.original_names[index])
                groups.append(table.groups[index] if table.groups else "")
            position_of.setdefault(name.casefold(), place)
            taken.add(place)
            places.append(place)
            if index in table.linked:
                linked[place] = places[table.linked[index]]
        for meaning, place in zip(meanings, places, strict=True):
            if meaning is not None:
                # Of several columns of one role no one is the same as a single one elsewhere.
                position_in_role[meaning] = place if position_in_role.get(meaning, place) == place else None
        places_of.append(places)
    rows: list[list[RawCell]] = []
    formulas: dict[tuple[int, int], str] = {}
    for table, places in zip(tables, places_of, strict=True):
        formulas |= {(len(rows) + row, places[column]): text for (row, column), text in table.formulas.items()}
        for cells in table.rows:
            row: list[RawCell] = [None] * len(names)
            for place, cell in zip(places, cells, strict=True):
                row[place] = cell
            rows.append([*row, table.sheet])
    several = unique_names([*names, SHEET])
    return replace(
        tables[0],
        source=source,
        sheet=", ".join(table.sheet for table in tables),
        names=several,
        original_names=(*originals, SHEET),
        groups=(*groups, ""),
        rows=rows,
        lines=[line for table in tables for line in table.lines],
        hidden_lines=tuple(line for table in tables for line in table.hidden_lines),
        linked=linked,
        sheet_headers={
            table.sheet: dict(zip(places, table.original_names, strict=True))
            for table, places in zip(tables, places_of, strict=True)
        },
        guesses=(*_guesses_of_sheets(tables), *_guesses_of_columns(n_joined)),
        formulas=formulas,
        faults=tuple(
            _fault_of_sheet(fault, table, places)
            for table, places in zip(tables, places_of, strict=True)
            for fault in table.faults
        ),
        other_sheets=tuple(name for name in tables[0].other_sheets if name not in [table.sheet for table in tables]),
        hidden_sheets=tuple(name for name in tables[0].hidden_sheets if name not in [table.sheet for table in tables]),
        sheets_of_rows=tuple(table.sheet for table in tables for _ in table.rows),
    )


def _sorts_of(table: HeadedTable) -> list[_Sort | None]:
    """What makes each column the same as one of another sheet: its name, or its cells where they say who a row is."""
    columns = columns_of(table)
    roles = ColumnRoles(columns, {}, (), has_header=bool(table.header_lines)).find()
    found: list[_Sort | None] = []
    for column in columns:
        by_cells = roles[column.index].meaning if column.index in roles else None
        # A creator beside a handle is a name, and a name beside a channel's id too.
        is_name = by_cells is not None and by_cells.role is Role.NAME
        is_better = by_cells is not None and by_cells.role in _BY_CELLS and (column.meaning is None or is_name)
        found.append(replace(by_cells, n_extra=0) if by_cells is not None and is_better else _sort_of(column))
    return found


def _sort_of(column: SourceColumn) -> _Sort | None:
    """What makes columns of two sheets the same; None for roles of which a list has several columns."""
    meaning = column.meaning
    if meaning is None or meaning.role is Role.PRICE:
        paid = paid_for(column.header)
        currencies = currencies_in([column.header, *column.texts[:_MOST_LOOKED_AT]])
        # Prices of the same in several currencies cannot be one column.
        return (
            (paid or _POST, currencies[0] if currencies else "") if paid is not None and len(currencies) < 2 else None
        )
    return None if meaning.role in _OF_SEVERAL else replace(meaning, n_extra=0)


def _guesses_of_columns(joined: Iterable[tuple[str, str]]) -> tuple[Guess, ...]:
    """Which columns of different names were put below each other."""
    of_name: dict[str, list[str]] = {}
    for name, other in joined:
        of_name.setdefault(name, []).append(other)
    return tuple(
        Guess(f"column {name!r}", f"joined with {_names(others)} of other sheets", "they mean the same")
        for name, others in of_name.items()
    )


def alike(tables: Sequence[HeadedTable]) -> list[HeadedTable]:
    """The sheets that are lists of accounts like the largest: they share half of the columns that say who it is."""
    largest = max(tables, key=lambda table: len(table.rows) * len(table.names))
    wanted = _identifying(largest)
    least = max(1, _LEAST_SHARED * len(wanted))
    return [table for table in tables if table is largest or len(wanted & _identifying(table)) >= least]


def _identifying(table: HeadedTable) -> set[tuple[Role, str]]:
    meanings = (column.meaning for column in columns_of(table))
    return {(one.role, one.platform) for one in meanings if one is not None and one.role in _IDENTIFYING}


def _guesses_of_sheets(tables: Sequence[HeadedTable]) -> tuple[Guess, ...]:
    """What was guessed of each sheet; what was guessed of several alike is told once."""
    sheets: dict[Guess, list[str]] = {}
    for table in tables:
        for guess in dict.fromkeys(table.guesses):
            sheets.setdefault(guess, []).append(table.sheet)
    return tuple(
        replace(guess, subject=f"{guess.subject} of {'sheet' if len(names) == 1 else 'sheets'} {_names(names)}")
        for guess, names in sheets.items()
    )


def _names(names: Sequence[str]) -> str:
    shown = [repr(name) for name in names[:_MOST_NAMED]]
    more = len(names) - len(shown)
    return listed([*shown, *([f"{more:,} more"] if more else [])])


def _fault_of_sheet(fault: Fault, table: HeadedTable, places: Sequence[int]) -> Fault:
    index = fault.column_index
    if index is not None and index < len(places):
        index = places[index]
    return replace(fault, column_index=index, reason=f"{fault.reason} (sheet {table.sheet!r})")
