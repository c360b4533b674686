"""The tables of segments and memberships: groups of people, and which share of each follows a handle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.engine.table import Table
from seeder.problem.arrays import FloatArray, IntArray
from seeder.scenario.audiences.memberships import Memberships, SegmentRows, read_memberships
from seeder.scenario.document.documents import Objective
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.columns import (
    TABLES,
    note_misspelt_columns,
    read_number_column,
    read_text_column,
    report_blanks,
    report_no_rows,
)
from seeder.scenario.tables.handle_names import HandleNames

_COLUMNS = {column.name: column for column in TABLES["segments"]}


@dataclass(frozen=True, eq=False)
class Segments:
    """Segments and who of them follows whom, as given."""

    segment_id: tuple[str, ...]  # key of each segment, in order of the table, length n_segments
    people: FloatArray  # people in each segment, shape (n_segments,)
    weight: FloatArray  # what one of them is worth, 1 if blank, shape (n_segments,)
    interested: FloatArray  # share that the campaign could move, NaN if blank, shape (n_segments,) (0–1]
    membership_handle: IntArray  # row of the accounts table of each membership, shape (n_memberships,)
    membership_segment: IntArray  # segment of each membership, shape (n_memberships,)
    share: FloatArray  # share of the segment's people who follow the handle, shape (n_memberships,) [0–1]
    fit: FloatArray  # factor on intensity, 1 if blank, shape (n_memberships,)
    outside_is_ignored: bool  # whether followers in no segment are left out


def build_segments(
    segments_table: Table | None,
    memberships_table: Table | None,
    *,
    accounts: Accounts | None,
    names: HandleNames | None,
    objective: Objective,
    outside_is_ignored: bool,
    log: IssueLog,
) -> Segments | None:
    """Check both tables and build segments; None if something is missing or wrong, with the reasons reported.

    A table that cannot be read is None, and the other is checked as far as it goes. Accounts and names are None if they
    are not known because of other issues.
    """
    rows = None if segments_table is None else _read_rows(segments_table, log)
    weight, interested = _values(segments_table, log)
    memberships = None
    if memberships_table is not None and _has_rows(memberships_table, "membership", log):
        note_misspelt_columns(memberships_table, "memberships", log)
        memberships = read_memberships(memberships_table, segments=rows, accounts=accounts, names=names, log=log)
    if segments_table is None or rows is None:
        return None
    if memberships is None or len(rows.position) < segments_table.n_rows or np.isnan(rows.people).any():
        return None
    _note_without_effect(rows, memberships, log)
    if accounts is not None and outside_is_ignored:
        _note_unheard(accounts, memberships, log)
    if objective is Objective.REACH:
        _note_unused_for_reach(segments_table, memberships_table, interested, memberships, log)
    return Segments(
        segment_id=tuple(rows.position),
        people=rows.people,
        weight=np.where(np.isnan(weight), 1.0, weight),
        interested=interested,
        membership_handle=memberships.handle,
        membership_segment=memberships.segment,
        share=memberships.share,
        fit=memberships.fit,
        outside_is_ignored=outside_is_ignored,
    )


def _values(table: Table | None, log: IssueLog) -> tuple[FloatArray, FloatArray]:
    """Weight and interested of each segment, NaN if blank."""
    if table is None:
        return np.empty(0), np.empty(0)
    return read_number_column(table, _COLUMNS["weight"], log), read_number_column(table, _COLUMNS["interested"], log)


def _has_rows(table: Table, kind: str, log: IssueLog) -> bool:
    if not table.n_rows:
        way_out = "Add rows, or remove 'audience' to treat the audiences as separate"
        report_no_rows(table, f"The table needs at least one {kind}", way_out, log)
    return table.n_rows > 0


def _read_rows(table: Table, log: IssueLog) -> SegmentRows | None:
    """Keys and people of the segments; None if memberships have nothing to refer to."""
    if not _has_rows(table, "segment", log):
        return None
    note_misspelt_columns(table, "segments", log)
    people = read_number_column(table, _COLUMNS["people"], log)
    rule = "Every segment needs its number of people"
    report_blanks(table, "people", rule, "Write how many people belong to it", log)
    keys = read_text_column(table, "segment", log)
    if keys is None:
        return None
    position: dict[str, int] = {}
    for row, key in enumerate(keys):
        before = position.setdefault(key, row) if key else row
        if not key:
            rule = "Every row needs the key of its segment"
            way_out = "Write a name for the segment"
            log.report(table.place(row, "segment"), "segment is blank", rule, way_out)
        elif before != row:
            found = f"the segment {key[:60]!r} is already on line {table.lines[before]}"
            way_out = "Remove one of the two rows, or give them different names"
            log.report(table.place(row, "segment"), found, "Each segment may appear only once", way_out)
    return SegmentRows(table=table, position=position, people=people)


def _note_without_effect(rows: SegmentRows, memberships: Memberships, log: IssueLog) -> None:
    """Note segments that change nothing: nobody in them follows anybody, or nobody is in them."""
    keys = tuple(rows.position)
    followed = np.bincount(memberships.segment, minlength=len(keys)) > 0
    for is_idle, found in ((~followed, "has no membership"), ((rows.people == 0) & followed, "has no people")):
        idle = np.flatnonzero(is_idle)
        if len(idle):
            others = f", like {len(idle) - 1:,} more" if len(idle) > 1 else ""
            text = f"the segment {keys[idle[0]][:60]!r} {found}{others}: it has no effect"
            log.note(text, place=rows.table.place(int(idle[0]), "segment"))


def _note_unheard(accounts: Accounts, memberships: Memberships, log: IssueLog) -> None:
    """Note handles that nobody follows who counts."""
    alone = np.flatnonzero(np.bincount(memberships.handle, minlength=accounts.n_rows) == 0)
    if len(alone):
        others = f", like {len(alone) - 1:,} more" if len(alone) > 1 else ""
        text = f"the handle {accounts.handle[alone[0]][:60]!r} has no membership{others}: asking it would bring nothing"
        log.note(
            f"{text}, because followers outside the segments are ignored", place=accounts.table.place(int(alone[0]))
        )


def _note_unused_for_reach(
    segments_table: Table,
    memberships_table: Table | None,
    interested: FloatArray,
    memberships: Memberships,
    log: IssueLog,
) -> None:
    if not np.isnan(interested).all():
        log.note(
            f"{segments_table.source}: 'interested' has no effect with the objective reach, which counts everybody who"
            " sees a post"
        )
    if memberships_table is not None and (memberships.fit != 1.0).any():
        log.note(
            f"{memberships_table.source}: 'fit' has no effect with the objective reach, which counts everybody who"
            " sees a post"
        )
