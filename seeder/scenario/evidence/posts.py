"""The table of past posts: what each brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from seeder.engine.table import Table
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.columns import (
    TABLES,
    blank_cells,
    check_total,
    note_misspelt_columns,
    note_unknown,
    read_date_column,
    read_number_column,
    read_yes_no_column,
    report_blanks,
)
from seeder.scenario.tables.handle_names import UNKNOWN, HandleNames, read_handle_rows

_COLUMNS = {column.name: column for column in TABLES["posts"]}
_ARRAYS = ("handle", "clicks", "impressions", "conversions", "day", "sponsored", "table", "line")


@dataclass(frozen=True, eq=False)
class Posts:
    """Past posts, one element each."""

    handle: IntArray  # row of the accounts table, shape (n_posts,)
    # What it brought, NaN if not stated, shape (n_posts,) [clicks, views, conversions]
    clicks: FloatArray
    impressions: FloatArray
    conversions: FloatArray
    day: FloatArray  # days since 0001-01-01, NaN if not stated, shape (n_posts,)
    sponsored: IntArray  # 1 asked or paid for, 0 not, −1 not stated, shape (n_posts,)
    source: tuple[str, ...]  # tables that they come from
    # For each post, its table's position in `source` and its line there, shape (n_posts,).
    table: IntArray
    line: IntArray

    def __len__(self) -> int:
        return len(self.handle)

    def kept(self, keep: BoolArray) -> Posts:
        """The posts of a mask, shape (n_posts,)."""
        return replace(self, **{name: getattr(self, name)[keep] for name in _ARRAYS})


def join_posts(parts: Sequence[Posts]) -> Posts:
    """Posts of several tables as one."""
    if len(parts) == 1:
        return parts[0]
    offsets = np.cumsum([0, *(len(part.source) for part in parts[:-1])])
    arrays = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS}
    arrays["table"] = np.concatenate([part.table + offset for part, offset in zip(parts, offsets, strict=True)])
    return Posts(source=tuple(name for part in parts for name in part.source), **arrays)


def read_posts(table: Table, *, names: HandleNames | None, log: IssueLog) -> Posts:
    """Check the table of posts and build it; posts of handles that are not listed are left out, with a note.

    Names are None if the handles are not known because of other issues.
    """
    note_misspelt_columns(table, "posts", log)
    numbers = {
        name: read_number_column(table, _COLUMNS[name], log) for name in ("clicks", "impressions", "conversions")
    }
    for name, found in numbers.items():
        check_total(table, name, found, log)
    day = read_date_column(table, "date", log)
    sponsored = read_yes_no_column(table, "sponsored", log)
    rule = "Every post needs its clicks, or 0 if there were none"
    report_blanks(table, "clicks", rule, "Write the clicks, or delete the row", log)
    handle = find_handles(table, names, "posts", log)
    with np.errstate(invalid="ignore"):
        _note_excess(table, numbers["clicks"] > numbers["impressions"], "clicks", "impressions", log)
        _note_excess(table, numbers["conversions"] > numbers["clicks"], "conversions", "clicks", log)
    posts = Posts(
        handle=handle,
        clicks=numbers["clicks"],
        impressions=numbers["impressions"],
        conversions=numbers["conversions"],
        day=day,
        sponsored=sponsored,
        source=(table.source,),
        table=np.zeros(table.n_rows, dtype=np.int64),
        line=np.asarray(table.lines, dtype=np.int64),
    )
    return posts.kept(handle >= 0)


def find_handles(table: Table, names: HandleNames | None, things: str, log: IssueLog) -> IntArray:
    """Row of the accounts table for each row, below 0 if there is none.

    A blank or ambiguous name is an issue. A name that no account has is noted with its count: archives hold accounts
    that nobody asks any more.
    """
    found = read_handle_rows(table, names, log, may_be_unknown=True)
    if names is not None and "handle" in table.columns:
        is_unknown = (found == UNKNOWN) & ~blank_cells(table, "handle")
        unknown = np.flatnonzero(is_unknown).tolist()
        if unknown:
            note_unknown(table, "handle", unknown, f"{len(unknown):,} {things} of handles", names.nearest, log)
    return found


def _note_excess(table: Table, excess: BoolArray, more: str, less: str, log: IssueLog) -> None:
    rows = np.flatnonzero(excess)
    if len(rows):
        where = "1 row has" if len(rows) == 1 else f"{len(rows):,} rows have"
        meaning = f"the surplus {more} are counted as additional {less}"
        log.note(f"{where} more {more} than {less}: {meaning}", place=table.place(int(rows[0]), more))
