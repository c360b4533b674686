"""Read the list of who follows whom, and merge people who are alike.

How it is read, beyond the columns:

* A person is one key, whatever the platforms; two handles of one account are two handles.
* Keys of CSV files are texts: ``00123`` and ``123`` are two people. Whole numbers of a typed table stay numbers, and
  are compared as texts where the other table has texts. White space around keys does not count.
* A person who is listed twice for a handle with the same tie counts once, with a note; with different ties it is an
  issue.
* A blank tie is 1, a blank weight is 1. A person without a row in ``people`` has the weight 1 and no interested; one
  who follows nobody is left out, with a note.
* Of a sample, more people than followers is an issue beyond five standard deviations, and chance below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seeder.engine.database import MEMORY, bounded_database
from seeder.engine.follower_cells import FollowerQuestions, NumberColumn
from seeder.engine.large_table import LargeTable, OpenTable, find_unreadable, open_table
from seeder.errors import Issue, Place
from seeder.problem.arrays import CellArray, FloatArray, IntArray
from seeder.scenario.audiences.follower_checks import (
    Values,
    check_follower_rows,
    check_listed,
    check_person_rows,
    has_text_keys,
    read_values,
)
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.columns import TABLES, Kind, check_header, near_misses
from seeder.scenario.tables.decimal_marks import NumberCells, decide_decimal_mark
from seeder.scenario.tables.handle_names import HandleNames

if TYPE_CHECKING:
    import duckdb


_MOST_NOTES = 20


@dataclass(frozen=True, eq=False)
class FollowerList:
    """People of a follower list, those merged who follow the same handles in the same way and count the same.

    Cells are in an order that depends on the people and the accounts table alone, not on the order of the list.
    """

    n_people: FloatArray  # people of each cell in the list, shape (n_cells,)
    weight: FloatArray  # what one of them is worth, 1 if not stated, shape (n_cells,)
    interested: FloatArray  # share that the campaign could move, NaN if not stated, shape (n_cells,) (0–1]
    start: IntArray  # where the entries of each row of the accounts table begin, shape (n_handles + 1,)
    cell: CellArray  # cell of each entry, strictly rising within a handle, shape (n_entries,)
    tie: FloatArray | None  # strength of each entry's tie, shape (n_entries,); None if all are 1
    followers_listed: FloatArray  # people of the list who follow each handle, shape (n_handles,)
    sample: float  # share of all people that the list holds (0–1]
    outside_is_ignored: bool  # whether followers who are not in the list are left out


def read_follower_list(
    followers: LargeTable,
    people: LargeTable | None,
    *,
    accounts: Accounts,
    names: HandleNames,
    sample: float,
    outside_is_ignored: bool,
    log: IssueLog,
    memory: int = MEMORY,
) -> FollowerList | None:
    """Read a follower list of any length; None if there are issues, all of which are in the log.

    The sample is the share of all people that the list holds (0–1]. Beyond its memory [bytes], the database spills into
    the temporary folder.
    """
    import duckdb

    log.expect(followers.source)
    if people is not None:
        log.expect(people.source)
    with bounded_database(memory) as connection:
        opened: list[OpenTable] = []
        try:
            for name, table in (("followers", followers), ("people", people)):
                one = None if table is None else _open(connection, table, name, log)
                opened += [] if one is None else [one]
            list_ = next((one for one in opened if one.table is followers), None)
            people_ = next((one for one in opened if one.table is people), None)
            n_before = len(log.issues)
            questions = FollowerQuestions(connection, list_, people_)
            persons = None if people_ is None else _check_people(questions, people_, log)
            follows = (
                None if list_ is None else _check_list(questions, list_, accounts, names=names, sample=sample, log=log)
            )
            is_whole = follows is not None and (persons is not None or people is None)
            if follows is None or not is_whole or len(log.issues) > n_before:
                return None
            return _collect(
                questions,
                follows,
                persons,
                people_,
                followers=followers,
                sample=sample,
                outside_is_ignored=outside_is_ignored,
                log=log,
            )
        except duckdb.OutOfMemoryException as error:
            log.add(_out_of_room(followers, memory, error))
        except duckdb.Error as error:
            unreadable = find_unreadable(connection, opened)
            if not unreadable and not isinstance(error, duckdb.IOException):
                raise
            for issue in unreadable or [_out_of_room(followers, memory, error)]:
                log.add(issue)
        return None


@dataclass(frozen=True, eq=False)
class _Follows:
    """A list that has no issue."""

    ties: Values
    listed: IntArray


@dataclass(frozen=True, eq=False)
class _Persons:
    """A table of people that has no issue."""

    weights: Values
    interested: Values
    n_people: int


def _open(connection: duckdb.DuckDBPyConnection, table: LargeTable, name: str, log: IssueLog) -> OpenTable | None:
    """Open a table; None if it is no good, with the reasons in the log."""
    columns = TABLES[name]
    keys = [column.name for column in columns if column.kind is Kind.TEXT]

    def header_is_good(header: Sequence[str], line: int | None) -> bool:
        return check_header(table.source, name, header, log, line=line)

    opened = open_table(
        connection,
        table,
        f"{name}_table",
        keys=keys,
        numbers=[column.name for column in columns if column.kind is Kind.NUMBER],
        report=log.add,
        header_is_good=header_is_good,
    )
    if opened is None:
        return None
    for header_name, meant in list(near_misses(name, opened.column).items())[:_MOST_NOTES]:
        log.note(f"{table.source}: the column {header_name!r} is not read; did you mean {meant!r}?")
    return opened if has_text_keys(opened, keys, log) else None


def _check_list(
    questions: FollowerQuestions,
    table: OpenTable,
    accounts: Accounts,
    *,
    names: HandleNames,
    sample: float,
    log: IssueLog,
) -> _Follows | None:
    row_of: dict[tuple[str, str], int] = {}
    n_rows = n_named = 0
    is_sound = True
    for handle, platform, n_of_handle, n_persons in questions.handles():
        n_rows += n_of_handle
        row = names.row(handle.strip(), platform.strip())
        is_sound = is_sound and row >= 0 and n_persons == n_of_handle
        if row >= 0:
            row_of[handle, platform] = row
            n_named += n_persons
    if not n_rows:
        log.add(_no_rows(table, "The list needs a row for every person who follows a handle", "Add the rows"))
        return None
    questions.learn_handles(row_of, n_handles=accounts.n_rows)
    decimal = _decimal_mark(questions, table, (NumberColumn.TIE,), log)
    if decimal is None:
        return None
    ties = read_values(NumberColumn.TIE, questions.values(NumberColumn.TIE), decimal)
    questions.learn_values(NumberColumn.TIE, ties.cells, ties.number)
    n_follows, is_contradicted = questions.count_follows()
    if not is_sound or not ties.are_all_good or is_contradicted:
        check_follower_rows(questions.bad_followers(), table.source, decimal=decimal, names=names, log=log)
    elif n_named > n_follows:
        found = "1 row repeats" if n_named == n_follows + 1 else f"{n_named - n_follows:,} rows repeat"
        log.note(
            f"{found} a person and a handle from another row; each pair is counted once", place=Place(table.source)
        )
    listed = questions.followers_listed()
    check_listed(listed, accounts, table.source, sample=sample, log=log)
    return _Follows(ties=ties, listed=listed)


def _check_people(questions: FollowerQuestions, table: OpenTable, log: IssueLog) -> _Persons | None:
    n_rows, n_keys, is_repeated = questions.count_people()
    if not n_rows:
        log.add(_no_rows(table, "The table of people needs at least one row", "Leave out the table"))
        return None
    decimal = _decimal_mark(questions, table, (NumberColumn.WEIGHT, NumberColumn.INTERESTED), log)
    if decimal is None:
        return None
    weights = read_values(NumberColumn.WEIGHT, questions.values(NumberColumn.WEIGHT), decimal)
    interested = read_values(NumberColumn.INTERESTED, questions.values(NumberColumn.INTERESTED), decimal)
    questions.learn_values(NumberColumn.WEIGHT, weights.cells, weights.number)
    questions.learn_values(NumberColumn.INTERESTED, interested.cells, interested.number)
    if n_keys < n_rows or is_repeated or not weights.are_all_good or not interested.are_all_good:
        check_person_rows(questions.bad_people(), table.source, decimal=decimal, log=log)
    return _Persons(weights=weights, interested=interested, n_people=n_keys)


def _decimal_mark(
    questions: FollowerQuestions, table: OpenTable, columns: Sequence[NumberColumn], log: IssueLog
) -> str | None:
    """Find the decimal mark of a table; None and an issue at the column if its numbers leave it open."""
    if table.delimiter == ",":
        return "."

    def cells(column: NumberColumn) -> NumberCells:
        name = column.value[0]
        place = Place(table.source, table.header_line, name)
        return NumberCells(name, sorted(map(str, questions.values(column))), lambda _: place)

    return decide_decimal_mark(table.source, map(cells, columns), log)


def _collect(
    questions: FollowerQuestions,
    follows: _Follows,
    persons: _Persons | None,
    people: OpenTable | None,
    *,
    followers: LargeTable,
    sample: float,
    outside_is_ignored: bool,
    log: IssueLog,
) -> FollowerList:
    cells = questions.cells()
    n_cells = len(cells.n_people)
    if persons is not None and people is not None and cells.n_described < persons.n_people:
        n_idle = persons.n_people - cells.n_described
        found, are = ("1 person follows", "is") if n_idle == 1 else (f"{n_idle:,} people follow", "are")
        log.note(f"{found} none of the handles and {are} ignored", place=Place(people.source))
        near, n_near = questions.near_people()
        if near is not None:
            more = f" (and {n_near - 1:,} more such {'pair' if n_near == 2 else 'pairs'})" if n_near > 1 else ""
            log.note(
                f"{people.source} has the person {near[0][:60]!r} and {followers.source} {near[1][:60]!r}{more}: "
                "if both keys were written the same way, they would be one person. Write the keys of a person "
                "alike in both tables."
            )
    return FollowerList(
        n_people=cells.n_people.astype(np.float64),
        weight=np.ones(n_cells) if persons is None else persons.weights.value[cells.weight_number],
        interested=np.full(n_cells, np.nan) if persons is None else persons.interested.value[cells.interested_number],
        start=cells.start,
        cell=cells.cell,
        tie=None if cells.tie_number is None else follows.ties.value[cells.tie_number],
        followers_listed=follows.listed.astype(np.float64),
        sample=sample,
        outside_is_ignored=outside_is_ignored,
    )


def _no_rows(table: OpenTable, rule: str, way_out: str) -> Issue:
    return Issue(Place(table.source, table.header_line), "the table has a header and no rows", rule, way_out)


def _out_of_room(followers: LargeTable, memory: int, error: Exception) -> Issue:
    return Issue(
        Place(followers.source),
        f"the list is too large to count ({str(error).splitlines()[0][:200]})",
        f"seeder counts lists in {memory / 1e9:,.3g} GB of memory, and uses the temporary folder for the rest",
        "Free some disk space, take a sample of the people, or set the environment variable TMPDIR to a folder with "
        "more room",
    )
