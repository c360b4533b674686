"""The table of past posts: what each brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seeder.engine.table import Table
from seeder.errors import Issue
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.scenario.evidence_totals import check_total
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.columns import (
    TABLES,
    blank_cells,
    note_misspelt_columns,
    read_date_column,
    read_number_column,
    read_text_column,
    read_yes_no_column,
)
from seeder.scenario.tables.handle_names import AMBIGUOUS, HandleNames

_COLUMNS = {column.name: column for column in TABLES["posts"]}
_MOST_NAMED = 5


@dataclass(frozen=True, eq=False)
class Posts:
    """Past posts, one element each.

    Parameters
    ----------
    handle
        Row of the accounts table, shape (n_posts,).
    clicks, impressions, conversions
        What it brought, NaN where not told, shape (n_posts,) [clicks, views, conversions].
    day
        Days since 0001-01-01, NaN where not told, shape (n_posts,).
    sponsored
        1 asked or paid for, 0 not, −1 not told, shape (n_posts,).
    source
        Tables that they come from.
    table, line
        For each post, its table's position in ``source`` and its line there, shape (n_posts,).
    """

    handle: IntArray
    clicks: FloatArray
    impressions: FloatArray
    conversions: FloatArray
    day: FloatArray
    sponsored: IntArray
    source: tuple[str, ...]
    table: IntArray
    line: IntArray

    def __len__(self) -> int:
        return len(self.handle)

    def kept(self, keep: BoolArray) -> Posts:
        """The posts of a mask, shape (n_posts,)."""
        return Posts(
            handle=self.handle[keep],
            clicks=self.clicks[keep],
            impressions=self.impressions[keep],
            conversions=self.conversions[keep],
            day=self.day[keep],
            sponsored=self.sponsored[keep],
            source=self.source,
            table=self.table[keep],
            line=self.line[keep],
        )


def join_posts(parts: Sequence[Posts]) -> Posts:
    """Posts of several tables as one."""
    if len(parts) == 1:
        return parts[0]
    offsets = np.cumsum([0, *(len(part.source) for part in parts[:-1])])
    return Posts(
        handle=np.concatenate([part.handle for part in parts]),
        clicks=np.concatenate([part.clicks for part in parts]),
        impressions=np.concatenate([part.impressions for part in parts]),
        conversions=np.concatenate([part.conversions for part in parts]),
        day=np.concatenate([part.day for part in parts]),
        sponsored=np.concatenate([part.sponsored for part in parts]),
        source=tuple(name for part in parts for name in part.source),
        table=np.concatenate([part.table + offset for part, offset in zip(parts, offsets, strict=True)]),
        line=np.concatenate([part.line for part in parts]),
    )


def read_posts(table: Table, *, names: HandleNames | None, log: IssueLog) -> Posts:
    """Check the table of posts and build it; posts of handles that nobody asks about are left out, with a note.

    Parameters
    ----------
    names
        The handles that rows may name; None where they are not known because of other issues.
    """
    note_misspelt_columns(table, "posts", log)
    numbers = {
        name: read_number_column(table, _COLUMNS[name], log) for name in ("clicks", "impressions", "conversions")
    }
    for name, found in numbers.items():
        check_total(table, name, found, log)
    day = read_date_column(table, "date", log)
    sponsored = read_yes_no_column(table, "sponsored", log)
    for row in np.flatnonzero(blank_cells(table, "clicks")).tolist() if "clicks" in table.columns else ():
        rule = "Every post needs its clicks, or 0 if there were none"
        log.add(Issue(table.place(row, "clicks"), "clicks is blank", rule, "Write the clicks, or delete the row"))
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
    """Row of the accounts table for each row, below 0 where there is none.

    A blank or ambiguous name is an issue. A name that no account has is noted with its count: archives hold accounts
    that nobody asks any more.
    """
    handles = read_text_column(table, "handle", log)
    platforms = read_text_column(table, "platform", log)
    if handles is None:
        return np.full(table.n_rows, -1, dtype=np.int64)
    for row in np.flatnonzero(blank_cells(table, "handle")).tolist():
        rule = "Every row needs a handle"
        log.add(Issue(table.place(row, "handle"), "handle is blank", rule, "Write the handle, or delete the row"))
    if names is None:
        return np.full(table.n_rows, -1, dtype=np.int64)
    found = names.rows(handles, platforms)
    for row in np.flatnonzero(found == AMBIGUOUS).tolist():
        names.report(handles[row], platforms[row] if platforms else "", table.place(row, "handle"), log)
    unknown = [row for row in np.flatnonzero(found < 0).tolist() if handles[row] and found[row] != AMBIGUOUS]
    if unknown:
        shown = list(dict.fromkeys(handles[row] for row in unknown))
        named = ", ".join(_named(name, names) for name in shown[:_MOST_NAMED])
        more = f" and {len(shown) - _MOST_NAMED:,} more" if len(shown) > _MOST_NAMED else ""
        text = f"{len(unknown):,} {things} of handles that are not in the accounts table are ignored: {named}{more}"
        log.note(text, place=table.place(unknown[0], "handle"))
    return found


def _named(name: str, names: HandleNames) -> str:
    guess = names.nearest(name)
    return repr(name[:60]) + (f" (did you mean {guess!r}?)" if guess else "")


def _note_excess(table: Table, excess: BoolArray, more: str, less: str, log: IssueLog) -> None:
    rows = np.flatnonzero(excess)
    if len(rows):
        where = "1 row has" if len(rows) == 1 else f"{len(rows):,} rows have"
        meaning = f"the surplus {more} are counted as additional {less}"
        log.note(f"{where} more {more} than {less}: {meaning}", place=table.place(int(rows[0]), more))
