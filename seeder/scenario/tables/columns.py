"""The columns of every table: what they hold, in which unit, and within which limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from seeder.engine.table import Table, text_of
from seeder.errors import Issue, Place
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.numbers import (
    LARGEST_NUMBER,
    MOST_PEOPLE,
    number_rule,
    numbers_of,
    shown_cell,
    way_out_of,
    whole_where_near,
)
from seeder.scenario.tables.dates import DATE_RULE, read_days
from seeder.scenario.tables.wrong_column import report_wrong_column
from seeder.spelling import KnownNames, did_you_mean

_MOST_NOTES = 20
_MOST_NAMED = 5
_WRONG_COLUMN = 4
"""A column of so many cells, none of which is a number, is wrong as a whole."""
_YES_NO = {"": -1, "no": 0, "yes": 1}

MOST_COUNTED = 1e12
"""Largest sum of a column of counts, over a hundred for everyone alive."""


class Kind(Enum):
    """What the cells of a column are."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes or no"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    kind: Kind
    meaning: str  # one line for people
    unit: str = ""
    is_required: bool = False
    low: float = 0.0
    high: float = LARGEST_NUMBER
    is_whole: bool = False
    is_above_low: bool = False  # whether numbers lie above the lower limit, not on it


def _text(name: str, meaning: str, *, is_required: bool = False) -> Column:
    return Column(name, Kind.TEXT, meaning, is_required=is_required)


def _share(name: str, meaning: str, unit: str, *, is_required: bool = False) -> Column:
    return Column(name, Kind.NUMBER, meaning, unit, is_required=is_required, high=1.0)


def _positive_share(name: str, meaning: str, unit: str) -> Column:
    return Column(name, Kind.NUMBER, meaning, unit, high=1.0, is_above_low=True)


def _count(name: str, meaning: str, unit: str, *, is_required: bool = False) -> Column:
    return Column(name, Kind.NUMBER, meaning, unit, is_required=is_required, is_whole=True)


TABLES: dict[str, tuple[Column, ...]] = {
    "accounts": (
        _text("account", "key of the account; the same on each of its rows", is_required=True),
        Column(
            "followers",
            Kind.NUMBER,
            "followers of the handle; may be blank if audiences are separate and the objective is clicks or "
            "conversions",
            "people",
            is_required=True,
            high=MOST_PEOPLE,
            is_whole=True,
        ),
        _text("handle", "the handle; default: the account's key"),
        _text("platform", "the platform that the handle is on"),
        Column("clicks", Kind.NUMBER, "clicks that one post is expected to bring", "clicks per post"),
        _share("view", "share of the followers who see one post", "0-1"),
        _share("conversion", "conversions per click", "0-1"),
        _share("acceptance", "probability that the account says yes and posts", "0-1"),
        Column("effort", Kind.NUMBER, "effort of asking the account", "hours"),
        Column("fee", Kind.NUMBER, "cash that a yes costs if the approach has 'fee: yes'", "cash"),
        _text("topics", "topics, separated by ';'"),
    ),
    "overrides": (
        _text("account", "key of the account", is_required=True),
        _text("approach", "name of the approach", is_required=True),
        Column("effort", Kind.NUMBER, "effort of asking this account by this approach", "hours"),
        _share("acceptance", "probability of a yes to this approach", "0-1"),
        Column(
            "available",
            Kind.YES_NO,
            "whether this approach can be used for this account, whatever the approach's 'where' says",
        ),
    ),
    "segments": (
        _text("segment", "key of the segment", is_required=True),
        _count("people", "number of people in the segment", "people", is_required=True),
        _positive_share("interested", "share of the segment's people who could be interested at all, above 0", "0-1"),
        Column("weight", Kind.NUMBER, "weight of each of these people in the plan's value", "relative"),
    ),
    "memberships": (
        _text("handle", "the handle (or account, if it has only one handle)", is_required=True),
        _text("platform", "its platform, needed if the handle alone is ambiguous"),
        _text("segment", "key of the segment", is_required=True),
        _share("share", "share of the segment's people who follow the handle; write this or followers", "0-1"),
        _count("followers", "people of the segment who follow the handle; write this or share", "people"),
        Column("fit", Kind.NUMBER, "how well the handle fits the segment; the intensity is multiplied by it", "factor"),
    ),
    "followers": (
        _text("handle", "the handle that is followed", is_required=True),
        _text("platform", "its platform, needed if the handle alone is ambiguous"),
        _text("person", "key of the person who follows", is_required=True),
        Column("tie", Kind.NUMBER, "strength of the tie; the intensity is multiplied by it", "factor"),
    ),
    "people": (
        _text("person", "key of the person", is_required=True),
        Column("weight", Kind.NUMBER, "weight of the person in the plan's value", "relative"),
        _positive_share("interested", "chance that the person could be interested at all, above 0", "0-1"),
    ),
    "overlaps": (
        _text("a", "a handle (or account, if it has only one handle)", is_required=True),
        _text("b", "another handle (or account, if it has only one handle)", is_required=True),
        _text("platform_a", "a's platform, needed if the handle alone is ambiguous"),
        _text("platform_b", "b's platform, needed if the handle alone is ambiguous"),
        _count("shared", "people who follow both; write this or one of the shares", "people"),
        _share("share_of_a", "share of a's followers who follow b: shared / followers of a", "0-1"),
        _share("share_of_b", "share of b's followers who follow a: shared / followers of b", "0-1"),
        _share(
            "share_of_smaller",
            "share of the smaller handle's followers who follow the other handle: shared / followers of the "
            "smaller handle",
            "0-1",
        ),
    ),
    "posts": (
        _text("handle", "the handle that posted", is_required=True),
        _count("clicks", "clicks that the post brought", "clicks", is_required=True),
        _count("impressions", "times the post was seen", "views"),
        _count("conversions", "conversions that the post brought", "conversions"),
        Column("date", Kind.DATE, "day of the post"),
        _text("platform", "the handle's platform, needed if the handle alone is ambiguous"),
        Column("sponsored", Kind.YES_NO, "whether the post was asked or paid for"),
    ),
    "clicks": (
        _text("link", "the link that was clicked, or its utm_content"),
        _count("clicks", "clicks on that day; without this column each row counts as one click", "clicks"),
        _count("conversions", "conversions on that day", "conversions"),
        Column("date", Kind.DATE, "day of the clicks"),
    ),
    "links": (
        _text("link", "a link that was given to one account", is_required=True),
        _text("handle", "the handle that posts it (or account, if it has only one handle)", is_required=True),
        _text("platform", "its platform, needed if the handle alone is ambiguous"),
        Column("date", Kind.DATE, "day of the post; default: of the first click"),
        Column("sponsored", Kind.YES_NO, "whether the post was asked or paid for"),
    ),
    "asks": (
        _text("account", "key of the account", is_required=True),
        _text("approach", "name of the approach"),
        _count("asked", "times asked", "asks", is_required=True),
        _count("accepted", "times the account said yes", "asks", is_required=True),
    ),
}
"""Table → its columns."""

FURTHER_COLUMNS: dict[str, str] = {
    "accounts": "Columns of numbers with a name such as hours, h or time mean effort. Any other column is copied "
    "to the "
    "shortlist; views, engagement, following, replies and mentions are "
    "used to estimate how an audience responds, unless evidence.signals is false.",
    "clicks": "The names that click exports use are understood as well: short link, bitlink, page location, "
    "session manual ad content, total clicks, sessions, day, clicked at …",
    "overrides": "A column named like a resource contains what asking costs of that resource; a column such as "
    "on_yes.cash "
    "contains what a yes costs in addition [the resource's unit]. Columns named hours, h and time mean effort.",
}
"""Table → what its other columns are; elsewhere they are not read."""

SIGNAL_COLUMNS: Mapping[str, str] = {
    "views": "views per post",
    "engagement": "share of followers who react to a post",
    "following": "accounts that the account follows",
    "replies": "replies that the account writes per post",
    "mentions": "other accounts that the account mentions per post",
}
"""Column of the accounts table that says how an audience responds → its unit."""

NUMBER_COLUMNS = frozenset(column.name for column in TABLES["accounts"] if column.kind is Kind.NUMBER)
"""Columns of the accounts table that hold numbers by the format."""


def check_header(source: str, table: str, header: Sequence[str], log: IssueLog, *, line: int | None) -> bool:
    """Whether a header has all required columns; those that are missing are reported, with what may be meant."""
    required = [column.name for column in TABLES[table] if column.is_required]
    missing = [name for name in required if name not in header]
    known = {column.name for column in TABLES[table]}
    others = [name for name in header if name not in known]
    for name in missing:
        log.report(
            Place(source, line, name),
            f"there is no column {name!r}",
            f"A table of {table} needs the columns {' and '.join(required)}",
            _way_out_of_missing(name, header, others),
        )
    return not missing


def is_worth_reading(table: str, header: Iterable[str]) -> bool:
    """Whether a header has any column of the table: then there is something to check below it."""
    return not {column.name for column in TABLES[table]}.isdisjoint(header)


def _way_out_of_missing(name: str, header: Sequence[str], others: Sequence[str]) -> str:
    for delimiter, word in (("\t", "tabs"), ("|", "bars")):
        if len(header) == 1 and delimiter in header[0]:
            return f"The columns seem to be separated by {word}: save the file with commas"
    guess = did_you_mean(name, others)
    return f"Rename the column {guess!r} to {name!r}" if guess else f"Add a column {name!r}"


def near_misses(table: str, header: Iterable[str]) -> dict[str, str]:
    """Headers that no column has, though one is close: header → the column that may be meant."""
    names = list(header)
    all_known = {column.name for column in TABLES[table]}
    missing = KnownNames(all_known - set(names))
    meant = ((name, missing.nearest(name)) for name in names if name not in all_known)
    return {name: guess for name, guess in meant if guess is not None}


def read_number_column(table: Table, column: Column, log: IssueLog) -> FloatArray:
    """Numbers of a column, shape (n_rows,), NaN if blank or not in the table; a cell outside the rule is an issue."""
    cells = table.columns.get(column.name)
    if cells is None:
        return np.full(table.n_rows, np.nan)
    numbers, refused = numbers_of(cells, table.decimal)
    if len(refused) >= _WRONG_COLUMN and np.isnan(numbers).all():
        report_wrong_column(table, column.name, refused, log)
        refused = []
    for row in refused:
        log.report(
            table.place(row, column.name),
            f"{column.name} is {shown_cell(cells[row])}",
            number_rule(table.decimal),
            way_out_of(cells[row], table.decimal),
        )
    with np.errstate(invalid="ignore"):
        if column.is_whole:
            numbers = whole_where_near(numbers)
        too_low = (numbers <= column.low) if column.is_above_low else (numbers < column.low)
        outside = too_low | (numbers > column.high)
        fraction = (numbers != np.floor(numbers)) & ~np.isnan(numbers) if column.is_whole else np.zeros_like(outside)
    for row in np.flatnonzero(outside).tolist():
        log.add(_out_of_range(table, row, column, numbers[row]))
    for row in np.flatnonzero(fraction & ~outside).tolist():
        log.report(
            table.place(row, column.name),
            f"{column.name} is {shown_cell(cells[row])}",
            f"{column.name} is a number of {column.unit} and must be whole",
            "Write a whole number",
        )
    numbers[outside | fraction] = np.nan
    return numbers


def _out_of_range(table: Table, row: int, column: Column, number: float) -> Issue:
    cell = table.columns[column.name][row]
    place, found = table.place(row, column.name), f"{column.name} is {shown_cell(cell)}"
    if column.is_above_low:
        rule = f"{column.name} must be above {column.low:g} and at most {column.high:,.12g}"
        way_out = "If nobody here could be interested, write a weight of 0 instead"
        if number:
            way_out = "Write 5 per cent as 0.05 or 5%"
        return Issue(place, found, rule, way_out)
    if column.high == 1.0:
        rule = f"{column.name} must be between 0 and 1 (or 0% and 100%)"
        return Issue(place, found, rule, "Write 5 per cent as 0.05 or 5%")
    return Issue(place, found, f"{column.name} must be between 0 and {column.high:,.0f}", "Correct the number")


def check_total(table: Table, name: str, numbers: FloatArray, log: IssueLog) -> None:
    """Report a column whose numbers come to more than rates are estimated from, at its largest number."""
    total = float(np.nansum(numbers))
    if total > MOST_COUNTED:
        row = int(np.nanargmax(numbers))
        log.report(
            table.place(row, name),
            f"the numbers of {name} add up to {total:,.0f}; the largest is {numbers[row]:,.0f}",
            f"The numbers of a column of evidence may add up to at most {MOST_COUNTED:,.0f}",
            "Correct the largest number, or the unit of all of them",
        )


def check_cells(table: Table, kind: str, log: IssueLog) -> None:
    """Check by themselves the cells of a table that lacks the column that its rows depend on."""
    for column in TABLES[kind]:
        if column.kind is Kind.NUMBER:
            read_number_column(table, column, log)
        elif column.kind is Kind.TEXT:
            read_text_column(table, column.name, log)


def blank_cells(table: Table, name: str) -> BoolArray:
    """Which cells of a column are blank, all where the table has no such column, shape (n_rows,)."""
    cells = table.columns.get(name)
    if cells is None:
        return np.ones(table.n_rows, dtype=bool)
    return np.array([cell is None or cell == "" for cell in cells], dtype=bool)


def report_blanks(table: Table, name: str, rule: str, way_out: str, log: IssueLog) -> None:
    """Report every blank cell of a column; none where the table has no such column."""
    for row in np.flatnonzero(blank_cells(table, name)).tolist() if name in table.columns else ():
        log.report(table.place(row, name), f"{name} is blank", rule, way_out)


def note_unknown(
    table: Table, column: str, rows: Sequence[int], what: str, nearest: Callable[[str], str | None], log: IssueLog
) -> None:
    """Note rows that are ignored, as what they name is not in the accounts table, with guesses for the first names."""
    names = list(dict.fromkeys(text_of(table.columns[column][row]) for row in rows))
    guesses = {name: nearest(name) for name in names[:_MOST_NAMED]}
    named = ", ".join(
        repr(name[:60]) + (f" (did you mean {guess!r}?)" if guess else "") for name, guess in guesses.items()
    )
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    text = f"{what} that are not in the accounts table are ignored: {named}{more}"
    log.note(text, place=table.place(rows[0], column))


def report_no_rows(table: Table, rule: str, way_out: str, log: IssueLog) -> None:
    """Report a table that has a header and nothing below it."""
    log.report(Place(table.source, table.header_line), "the table has a header and no rows", rule, way_out)


def note_misspelt_columns(table: Table, kind: str, log: IssueLog) -> None:
    """Note columns that are not read though they look like one that is."""
    for name, meant in list(near_misses(kind, table.columns).items())[:_MOST_NOTES]:
        log.note(f"{table.source}: the column {name!r} is not read; did you mean {meant!r}?")


def read_text_column(table: Table, name: str, log: IssueLog) -> list[str] | None:
    """Text of a column, '' if blank; None if the table has no such column.

    Numbers of typed files become their text where they are whole; a decimal as a key is an issue, for 7.0 may stand
    for 7, 007 or 7.0.
    """
    cells = table.columns.get(name)
    if cells is None:
        return None
    if all(type(cell) is str for cell in cells):
        return cells  # type: ignore[return-value]
    for row, cell in enumerate(cells):
        if isinstance(cell, float) and text_of(cell):
            log.report(
                table.place(row, name),
                f"{name} is the decimal number {cell}",
                f"{name} is text",
                "Write the column as text, so that keys such as 007 stay whole",
            )
    return [text_of(cell) for cell in cells]


def read_yes_no_column(table: Table, name: str, log: IssueLog) -> IntArray:
    """1 for yes, 0 for no, −1 if blank, refused, or without such a column, shape (n_rows,)."""
    cells = table.columns.get(name)
    if cells is None:
        return np.full(table.n_rows, -1, dtype=np.int64)
    found = []
    for row, cell in enumerate(cells):
        word = ("yes" if cell else "no") if isinstance(cell, bool) else text_of(cell).lower()
        if word not in _YES_NO:
            rule = f"{name} must be yes, no or blank"
            log.report(table.place(row, name), f"{name} is {shown_cell(cell)}", rule, "Write yes or no")
        found.append(_YES_NO.get(word, -1))
    return np.array(found, dtype=np.int64)


def read_date_column(table: Table, name: str, log: IssueLog) -> FloatArray:
    """Days since 0001-01-01, NaN if blank, refused, or without such a column, shape (n_rows,)."""
    cells = table.columns.get(name)
    if cells is None:
        return np.full(table.n_rows, np.nan)
    days = read_days(cells)
    for row in days.refused:
        way_out = "Write the date as 2026-11-22"
        if days.is_ambiguous:
            way_out = "The column does not show which number is the day and which the month: write dates as 2026-11-22"
        log.report(table.place(row, name), f"{name} is {shown_cell(cells[row])}", DATE_RULE, way_out)
    return days.day
