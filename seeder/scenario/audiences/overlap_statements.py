"""Read a row of the overlaps table: how many people follow both handles, as a count or as a share.

========================  =================================================  ==========================
form                      people who follow both                             as written
========================  =================================================  ==========================
``shared``                s                                                  1.2k is 1,150 to 1,250;
                                                                             a count written out is exact
``share_of_a``            x · followers of a                                 12% and 0.12 are 11.5 % to
``share_of_b``            x · followers of b                                 12.5 %: half a unit of the
``share_of_smaller``      x · followers of the smaller of both               last decimal, two at least
========================  =================================================  ==========================

Several numbers of a row hold together: what all of them leave open is what the row states.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from seeder.engine.table import Cell, Table, text_of
from seeder.errors import Place
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.numbers import shown_cell
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.columns import TABLES, blank_cells, near_misses, read_number_column
from seeder.scenario.tables.roundings import rounding_of_count, rounding_of_share

FORMS = ("shared", "share_of_a", "share_of_b", "share_of_smaller")
"""Columns that state what a pair shares."""

_COLUMNS = {column.name: column for column in TABLES["overlaps"]}
_SIZE_RULE = "Two handles cannot share more people than the smaller one has followers"
_AGREEMENT_RULE = "All numbers of a row must give the same count of people, except for rounding"
_SWAP = "Swap share_of_a and share_of_b: then the numbers agree"


@dataclass(frozen=True, eq=False)
class Statements:
    """What each row states."""

    # People who follow both by the most precise number of the row, from low to high, shape (n_rows,) [people]
    shared: FloatArray
    # Fewest and most people that all numbers of the row leave open, shape (n_rows,) [people]
    low: FloatArray
    high: FloatArray
    # Which rows state something, and nothing that cannot be, shape (n_rows,); numbers of others mean nothing.
    is_sound: BoolArray


@dataclass(frozen=True, eq=False)
class _Form:
    """The numbers of one column; NaN if there is none or no size."""

    number: FloatArray
    people: FloatArray
    low: FloatArray
    high: FloatArray


def slack(size: FloatArray) -> FloatArray:
    """Return people by which numbers may differ all the same: max(1, 10^−6 · size), shape of size [people]."""
    result: FloatArray = np.maximum(1.0, 1e-6 * size)
    return result


def handle_shown(accounts: Accounts, row: int) -> str:
    """Return a handle for a message, with its platform where it has one."""
    platform = f" on {accounts.platform[row][:60]}" if accounts.platform[row] else ""
    return f"{accounts.handle[row][:60]!r}{platform}"


def people_shown(number: float) -> str:
    """Return people for a message."""
    return f"{number:,.0f}" if number >= 100.0 or number == round(number) else f"{number:,.4g}"


def stating_column(table: Table, row: int) -> str:
    """Return the first column in which a row states a number."""
    given = (name for name in FORMS if name in table.columns and table.columns[name][row] not in (None, ""))
    return next(given, FORMS[0])


def read_statements(
    table: Table, *, a: IntArray, b: IntArray, accounts: Accounts | None, log: IssueLog
) -> Statements | None:
    """Read the numbers of all rows and report what is wrong; None if nothing is stated, or no sizes are known.

    ``a`` and ``b`` are the handles' rows of the accounts table, below 0 if there is none, shape (n_rows,). Accounts are
    None if they are not known because of other issues.
    """
    names = [name for name in FORMS if name in table.columns]
    if not names:
        _report_no_form(table, log)
        return None
    numbers, is_refused = _read_numbers(table, names, log)
    _report_blank_rows(table, names, log)
    if accounts is None:
        return None
    size_a, size_b = _sizes(accounts, a), _sizes(accounts, b)
    smaller = np.minimum(size_a, size_b)
    sizes = {"shared": None, "share_of_a": size_a, "share_of_b": size_b, "share_of_smaller": smaller}
    forms = {name: _form(table.columns[name], table.decimal, numbers[name], sizes[name]) for name in names}
    low = np.fmax.reduce([form.low for form in forms.values()])
    high = np.fmin.reduce([form.high for form in forms.values()])
    width = np.array([np.where(np.isnan(form.low), np.inf, form.high - form.low) for form in forms.values()])
    people = np.array([form.people for form in forms.values()])
    shared = np.take_along_axis(people, width.argmin(axis=0)[None], axis=0)[0]
    rows = _Rows(table, a, b, accounts, size_a, size_b, forms)
    with np.errstate(invalid="ignore"):
        is_over = (low > smaller + slack(smaller)) & ~is_refused
        is_apart = (low - high > slack(smaller)) & ~is_over & ~is_refused
    for row in np.flatnonzero(is_over).tolist():
        rows.report_over(row, log)
    for row in np.flatnonzero(is_apart).tolist():
        rows.report_apart(row, log)
    # Beyond this point the ends cross, or pass the smaller size, by what the slack allows at most.
    low, high = np.minimum(np.minimum(low, high), smaller), np.minimum(np.maximum(low, high), smaller)
    return Statements(
        shared=np.clip(shared, low, high),
        low=low,
        high=high,
        is_sound=~(np.isnan(low) | np.isnan(high) | is_refused | is_over | is_apart),
    )


def _read_numbers(table: Table, names: list[str], log: IssueLog) -> tuple[dict[str, FloatArray], BoolArray]:
    """Numbers by column, NaN if blank or refused, and the rows with a cell that was refused."""
    source = table
    if "shared" in names:
        cells = table.columns["shared"]
        shares = [row for row, cell in enumerate(cells) if isinstance(cell, str) and cell.endswith("%")]
        for row in shares:
            _report_share(table, row, log)
        if shares:
            others = list(cells)
            for row in shares:
                others[row] = None
            source = replace(table, columns={**table.columns, "shared": others})
    numbers = {name: read_number_column(source, _COLUMNS[name], log) for name in names}
    is_refused = np.zeros(table.n_rows, dtype=np.bool_)
    for name, number in numbers.items():
        is_refused |= np.isnan(number) & ~blank_cells(table, name)
    return numbers, is_refused


def _sizes(accounts: Accounts, handle: IntArray) -> FloatArray:
    return np.where(handle < 0, np.nan, accounts.followers[handle])


def _form(cells: list[Cell], decimal: str, number: FloatArray, size: FloatArray | None) -> _Form:
    rounding_of: Callable[[Cell, str], float] = rounding_of_count if size is None else rounding_of_share
    known = ~np.isnan(number)
    rounding = np.array(
        [rounding_of(cell, decimal) if is_known else 0.0 for cell, is_known in zip(cells, known, strict=True)]
    )
    low, high = np.maximum(number - rounding, 0.0), number + rounding
    if size is None:
        return _Form(number, number, low, high)
    return _Form(number, number * size, low * size, np.minimum(high, 1.0) * size)


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows of a table, for messages about what they state."""

    table: Table
    a: IntArray
    b: IntArray
    accounts: Accounts
    size_a: FloatArray
    size_b: FloatArray
    forms: Mapping[str, _Form]

    def report_over(self, row: int, log: IssueLog) -> None:
        """Report a number that makes more people than the smaller audience has."""
        name = max(self._given(row), key=lambda name: self.forms[name].low[row])
        place = self.table.place(row, name)
        log.report_made(place, _SIZE_RULE, lambda: self._over(row, name))

    def report_apart(self, row: int, log: IssueLog) -> None:
        """Report numbers of one row that contradict each other."""
        given = self._given(row)
        most = max(given, key=lambda name: self.forms[name].low[row])
        least = min(given, key=lambda name: self.forms[name].high[row])
        first, second = sorted((most, least), key=FORMS.index)
        place = self.table.place(row, second)
        log.report_made(place, _AGREEMENT_RULE, lambda: self._apart(row, first, second))

    def _given(self, row: int) -> list[str]:
        return [name for name, form in self.forms.items() if not np.isnan(form.low[row])]

    def _over(self, row: int, name: str) -> tuple[str, str]:
        is_a_smaller = self.size_a[row] <= self.size_b[row]
        at_fault = int(self.a[row] if is_a_smaller else self.b[row])
        size = min(self.size_a[row], self.size_b[row])
        accounts = self.accounts
        made = "" if name == "shared" else f", {people_shown(self.forms[name].people[row])} people"
        found = (
            f"{name} is {shown_cell(self.table.columns[name][row])}{made}, but "
            f"{handle_shown(accounts, at_fault)} has {people_shown(size)} followers"
        )
        where = f"the followers on line {accounts.table.lines[at_fault]} of {accounts.table.source}"
        way_out = f"Correct the number, or {where}"
        other = {"share_of_a": "share_of_b", "share_of_b": "share_of_a"}.get(name)
        if other is not None and self._agree_if_swapped(row):
            way_out = _SWAP
        elif other is not None and other not in self._given(row):
            way_out = f"Correct it, or write it as {other} if it is a share of the smaller audience; or correct {where}"
        return found, way_out

    def _apart(self, row: int, first: str, second: str) -> tuple[str, str]:
        found = f"{self._made(row, first)}, and {self._made(row, second)}"
        is_swap = {"share_of_a", "share_of_b"} <= set(self._given(row)) and self._agree_if_swapped(row)
        return found, _SWAP if is_swap else "Correct one of the two, or leave it blank"

    def _made(self, row: int, name: str) -> str:
        people = people_shown(self.forms[name].people[row])
        if name == "shared":
            return f"shared is {people}"
        smaller = min(self.size_a[row], self.size_b[row])
        size = {"share_of_a": self.size_a[row], "share_of_b": self.size_b[row], "share_of_smaller": smaller}[name]
        return f"{name} gives {people} of {people_shown(size)} people"

    def _agree_if_swapped(self, row: int) -> bool:
        """Whether both shares, each taken of the other's followers, agree with all numbers of the row."""
        given = self._given(row)
        if not {"share_of_a", "share_of_b"} <= set(given):
            return False
        smaller = min(self.size_a[row], self.size_b[row])
        factor = {"share_of_a": self.size_b[row] / self.size_a[row], "share_of_b": self.size_a[row] / self.size_b[row]}
        low = max(self.forms[name].low[row] * factor.get(name, 1.0) for name in given)
        high = min(self.forms[name].high[row] * factor.get(name, 1.0) for name in given)
        allowed = max(1.0, 1e-6 * smaller)
        return bool(low - min(high, smaller) <= allowed)


def _report_no_form(table: Table, log: IssueLog) -> None:
    meant = {column: name for name, column in near_misses("overlaps", table.columns).items()}
    close = next((name for name in FORMS if name in meant), None)
    way_out = f"Rename the column {meant[close]!r} to {close!r}" if close else "Add one of these columns"
    found = "there is no column with the overlap of a pair"
    rule = f"A table of overlaps needs a column {', '.join(FORMS[:-1])} or {FORMS[-1]}"
    log.report(Place(table.source, table.header_line, close or FORMS[0]), found, rule, way_out)


def _report_blank_rows(table: Table, names: list[str], log: IssueLog) -> None:
    rule = "Every row needs the number of people who follow both handles, as a count or as a share"
    is_blank = np.logical_and.reduce([blank_cells(table, name) for name in names])
    found = f"{names[0]} is blank" if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]} are blank"
    for row in np.flatnonzero(is_blank).tolist():
        way_out = "Write the number, or delete the row: unknown pairs need no row"
        log.report(table.place(row, names[0]), found, rule, way_out)


def _report_share(table: Table, row: int, log: IssueLog) -> None:
    place, rule = table.place(row, "shared"), "shared is a number of people; shares have their own columns"
    found = f"shared is {shown_cell(text_of(table.columns['shared'][row]))}"
    way_out = "Use the column share_of_a, share_of_b or share_of_smaller, depending on whose followers it is a share of"
    log.report(place, found, rule, way_out)
