"""Checks the rows of a follower list and of its table of people, and reports issues with their lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from seeder.engine.follower_cells import BLANK, ONE, FollowerRow, NumberColumn, PersonRow
from seeder.engine.large_table import ColumnKind, OpenTable
from seeder.engine.table import Cell
from seeder.errors import Place
from seeder.problem.arrays import FloatArray, IntArray
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.numbers import LARGEST_NUMBER, number_of, number_rule, shown_cell, way_out_of
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.handle_names import HandleNames

_TIE_RULE = "A person who is listed several times for a handle must have the same tie each time"
_ONCE_RULE = "Each person may appear only once in the table of people"
_LISTED_RULE = "The list may not name more people for a handle than it has followers"
_STANDARD_DEVIATIONS = 5.0


@dataclass(frozen=True, eq=False)
class Values:
    """The values of a column, numbered by what they mean: 1, 1.0 and 100% have one number.

    The order is that of the numbers, so that it does not depend on how they are written; a tie or weight of 1 has the
    number ``ONE``, and an interested that is not stated the number ``BLANK``.
    """

    # The good cells as written, and their numbers, shape (n_good,).
    cells: list[Cell]
    number: IntArray
    value: FloatArray  # number → its value; NaN for `BLANK`
    are_all_good: bool


def read_values(column: NumberColumn, cells: Iterable[Cell], decimal: str) -> Values:
    """Read the different cells of a column, with the decimal mark of its table."""
    good: list[Cell] = []
    found: list[float] = []
    are_all_good = True
    for cell in cells:
        number = number_of(cell, decimal)
        if number is None or _is_outside(column, number):
            are_all_good = False
        else:
            good.append(cell)
            found.append(number)
    first = [np.nan] if column is NumberColumn.INTERESTED else [np.nan, 1.0]
    assert len(first) == (BLANK if column is NumberColumn.INTERESTED else ONE) + 1
    numbers = np.array(found, dtype=np.float64)
    others = np.unique(numbers[numbers != 1.0]) if len(first) > ONE else np.unique(numbers)
    position = np.searchsorted(others, numbers) + len(first)
    if len(first) > ONE:
        position[numbers == 1.0] = ONE
    return Values(good, position.astype(np.int64), np.concatenate([first, others]), are_all_good)


def has_text_keys(table: OpenTable, names: Iterable[str], log: IssueLog) -> bool:
    """Whether the keys of a typed table are texts or whole numbers; a column of decimals is an issue."""
    decimal = [name for name in names if table.kind.get(name) is ColumnKind.DECIMAL]
    for name in decimal:
        log.report(
            Place(table.source, None, name),
            f"{name} is a column of decimal numbers",
            f"{name} is text",
            "Write the column as text, so that keys such as 007 stay whole",
        )
    return not decimal


def check_follower_rows(
    rows: Iterator[FollowerRow], source: str, *, decimal: str, names: HandleNames, log: IssueLog
) -> None:
    """Report what is wrong in each row."""
    first: dict[tuple[int, str], FollowerRow] = {}
    for row in rows:
        handle_row = names.row(row.handle, row.platform)
        if handle_row < 0:
            names.report(row.handle, row.platform, Place(source, row.line, "handle"), log)
        if not row.person:
            _report_blank_person(Place(source, row.line, "person"), log)
        _check_number(NumberColumn.TIE, row.tie, decimal, Place(source, row.line, "tie"), log)
        if row.is_contradicted:
            _check_tie(row, first.setdefault((handle_row, row.person), row), source, decimal, log)


def check_person_rows(rows: Iterator[PersonRow], source: str, *, decimal: str, log: IssueLog) -> None:
    """Report what is wrong in each row."""
    first: dict[str, int] = {}
    for row in rows:
        if not row.person:
            _report_blank_person(Place(source, row.line, "person"), log)
        _check_number(NumberColumn.WEIGHT, row.weight, decimal, Place(source, row.line, "weight"), log)
        _check_number(NumberColumn.INTERESTED, row.interested, decimal, Place(source, row.line, "interested"), log)
        before = first.setdefault(row.person, row.line) if row.is_repeated else row.line
        if before != row.line:
            place = Place(source, row.line, "person")
            found = f"the person {row.person[:60]!r} is already on line {before}"
            log.report(place, found, _ONCE_RULE, "Remove one of the two rows")


def check_listed(listed: IntArray, accounts: Accounts, source: str, *, sample: float, log: IssueLog) -> None:
    """Report handles that more people follow in the list than anywhere.

    In a complete list that is an excess over max(1, 10^−6 · followers). Of a sample, count / sample estimates the
    people, with a standard deviation of at most √count / sample: an excess over five of them is one too, a smaller one
    is chance.
    """
    with np.errstate(invalid="ignore"):
        people = listed / sample
        allowed = np.maximum(1.0, 1e-6 * accounts.followers)
        if sample < 1.0:
            allowed = np.maximum(allowed, _STANDARD_DEVIATIONS * np.sqrt(listed) / sample)
        excess = people - accounts.followers > allowed
    for row in np.flatnonzero(excess).tolist():
        where = repr(accounts.handle[row][:60]) + (
            f" on {accounts.platform[row][:60]}" if accounts.platform[row] else ""
        )
        of_sample = "" if sample == 1.0 else f" ({listed[row]:,} in a sample of {sample:g})"
        log.report(
            accounts.table.place(row, "followers"),
            f"followers of {where} is {accounts.followers[row]:,.12g}, but {source} lists"
            f" {people[row]:,.0f} people who follow it{of_sample}",
            _LISTED_RULE,
            "Correct the followers, or the list" + ("" if sample == 1.0 else ", or the share that was sampled"),
        )


def _report_blank_person(place: Place, log: IssueLog) -> None:
    rule, way_out = "Every row needs the key of a person", "Write a key for the person, or delete the row"
    log.report(place, "person is blank", rule, way_out)


def _check_tie(row: FollowerRow, before: FollowerRow, source: str, decimal: str, log: IssueLog) -> None:
    """Compare the tie with that of the first row of this person and handle."""
    tie, other = (1.0 if of.tie is None else number_of(of.tie, decimal) for of in (row, before))
    if tie is None or other is None or tie == other:
        return
    place = Place(source, row.line, "tie")
    found = (
        f"the tie of {row.person[:60]!r} with {row.handle[:60]!r} is {tie:.12g} here and {other:.12g} on line"
        f" {before.line}"
    )
    log.report(place, found, _TIE_RULE, "Remove one of the two rows")


def _is_outside(column: NumberColumn, number: float) -> bool:
    if column is NumberColumn.INTERESTED:
        return not 0.0 < number <= 1.0
    return not 0.0 <= number <= LARGEST_NUMBER


def _check_number(column: NumberColumn, cell: Cell, decimal: str, place: Place, log: IssueLog) -> None:
    if cell is None:
        return
    name = column.value[0]
    number = number_of(cell, decimal)
    if number is None:
        log.report(place, f"{name} is {shown_cell(cell)}", number_rule(decimal), way_out_of(cell, decimal))
    elif _is_outside(column, number):
        if column is NumberColumn.INTERESTED:
            rule = "interested must be above 0 and at most 1"
            way_out = (
                "Write 5 per cent as 0.05 or 5%"
                if number
                else "If nobody here could be interested, write a weight of 0 instead"
            )
        else:
            rule, way_out = f"{name} must be between 0 and {LARGEST_NUMBER:,.0f}", "Correct the number"
        log.report(place, f"{name} is {shown_cell(cell)}", rule, way_out)
