"""The memberships table: which share of a segment's people follows a handle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from seeder.engine.table import Table, text_of
from seeder.errors import Place
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.columns import (
    TABLES,
    blank_cells,
    near_misses,
    read_number_column,
    read_text_column,
    report_blanks,
)
from seeder.scenario.tables.handle_names import HandleNames, read_handle_rows
from seeder.scenario.tables.roundings import rounding_of_share
from seeder.spelling import KnownNames

_COLUMNS = {column.name: column for column in TABLES["memberships"]}


@dataclass(frozen=True, eq=False)
class SegmentRows:
    """The segments table as memberships refer to it."""

    table: Table
    position: Mapping[str, int]  # key of a segment → its row; the first if it appears twice
    people: FloatArray  # people in each segment, NaN if not known because of issues, shape (n_segments,)


@dataclass(frozen=True, eq=False)
class Memberships:
    """Rows of the memberships table."""

    handle: IntArray  # row of the accounts table, shape (n_memberships,)
    segment: IntArray  # row of the segments table, shape (n_memberships,)
    share: FloatArray  # share of the segment's people who follow the handle, shape (n_memberships,) [0–1]
    fit: FloatArray  # factor on intensity, 1 if blank, shape (n_memberships,)


def read_memberships(
    table: Table, *, segments: SegmentRows | None, accounts: Accounts | None, names: HandleNames | None, log: IssueLog
) -> Memberships | None:
    """Check the memberships table; None if something is wrong with it, with the reasons reported.

    A share that is not given is followers / people of the segment. If both are given they must agree, and the followers
    count. Segments, accounts and names are None if they are not known because of other issues.
    """
    handle = read_handle_rows(table, names, log)
    segment = _segments(table, segments, log)
    is_first = _is_first_of_pair(table, handle, segment, segments, log)
    share = read_number_column(table, _COLUMNS["share"], log)
    followers = read_number_column(table, _COLUMNS["followers"], log)
    fit = read_number_column(table, _COLUMNS["fit"], log)
    _check_one_is_given(table, log)
    people = np.full(table.n_rows, np.nan)
    if segments is not None:
        known = segment >= 0
        people[known] = segments.people[segment[known]]
    _check_sizes(table, share, followers, people, segments, log)
    people_following = np.where(np.isnan(followers), share * people, followers)
    is_sound = is_first & (handle >= 0) & (people_following <= people)
    if accounts is not None:
        _check_followers(table, accounts, handle[is_sound], people_following[is_sound], np.flatnonzero(is_sound), log)
    if segments is None or names is None or not is_sound.all():
        return None
    share = np.where(np.isnan(followers), share, followers / np.where(people > 0, people, 1.0))
    return Memberships(handle=handle, segment=segment, share=share, fit=np.where(np.isnan(fit), 1.0, fit))


def _segments(table: Table, segments: SegmentRows | None, log: IssueLog) -> IntArray:
    """Row of the segments table of each membership, −1 if there is none."""
    keys = read_text_column(table, "segment", log)
    if keys is None:
        return np.full(table.n_rows, -1)
    rule = "Every row needs the key of its segment"
    report_blanks(table, "segment", rule, "Write the segment, or delete the row", log)
    if segments is None:
        return np.full(table.n_rows, -1)
    position = segments.position
    found = np.array([position.get(key, -1) for key in keys], dtype=np.int64)
    unknown = [row for row in np.flatnonzero(found < 0).tolist() if keys[row]]
    if unknown:
        known = KnownNames(position)
        rule = f"Every segment named here must be in {segments.table.source}"
        for row in unknown:
            log.report_made(table.place(row, "segment"), rule, partial(_unknown, keys[row], known))
    return found


def _is_first_of_pair(
    table: Table, handle: IntArray, segment: IntArray, segments: SegmentRows | None, log: IssueLog
) -> BoolArray:
    """Which rows are known pairs and do not repeat an earlier one; those that do are reported."""
    is_known = (handle >= 0) & (segment >= 0)
    if segments is None or not is_known.any():
        return is_known
    known = np.flatnonzero(is_known)
    _, first, pair = np.unique(
        handle[known] * len(segments.people) + segment[known], return_index=True, return_inverse=True
    )
    first_row = known[first[pair]]
    for row, before in zip(known[known != first_row].tolist(), first_row[known != first_row].tolist(), strict=True):
        rule = "Each pair of handle and segment may appear only once"
        log.report_made(table.place(row, "segment"), rule, partial(_repeated, table, row, before))
    is_first = is_known.copy()
    is_first[known[known != first_row]] = False
    return is_first


def _unknown(key: str, known: KnownNames) -> tuple[str, str]:
    guess = known.nearest(key)
    way_out = f"Did you mean {guess!r}?" if guess else "Correct the name, or add the segment to its table"
    return f"unknown segment {key[:60]!r}", way_out


def _repeated(table: Table, row: int, before: int) -> tuple[str, str]:
    handle, segment = text_of(table.columns["handle"][row]), text_of(table.columns["segment"][row])
    found = f"the pair {handle[:60]!r}, {segment[:60]!r} is already on line {table.lines[before]}"
    return found, "Remove one of the two rows, or add them up"


def _check_one_is_given(table: Table, log: IssueLog) -> None:
    rule = "Every membership needs the share or the number of the segment's people who follow the handle"
    if "share" not in table.columns and "followers" not in table.columns:
        meant = {column: name for name, column in near_misses("memberships", table.columns).items()}
        close = next((name for name in ("share", "followers") if name in meant), None)
        way_out = f"Rename the column {meant[close]!r} to {close!r}" if close else "Add one of the two columns"
        place = Place(table.source, table.header_line, close or "share")
        log.report(place, "there is neither a column 'share' nor a column 'followers'", rule, way_out)
        return
    column = "share" if "share" in table.columns else "followers"
    neither = blank_cells(table, "share") & blank_cells(table, "followers")
    found = f"{column} is blank" if len({"share", "followers"} & set(table.columns)) == 1 else "both are blank"
    for row in np.flatnonzero(neither).tolist():
        log.report(table.place(row, column), found, rule, "Write one of the two, or delete the row")


def _check_sizes(
    table: Table,
    share: FloatArray,
    followers: FloatArray,
    people: FloatArray,
    segments: SegmentRows | None,
    log: IssueLog,
) -> None:
    """Check followers against the people of the segment, and against the share where both are given."""
    if segments is None:
        return
    with np.errstate(invalid="ignore"):
        too_many = followers > people
        apart = (np.abs(followers - share * people) > 1.0) & ~too_many
    for row in np.flatnonzero(too_many).tolist():
        segment = text_of(table.columns["segment"][row])
        line = segments.table.lines[segments.position[segment]]
        log.report(
            table.place(row, "followers"),
            f"followers is {followers[row]:,.0f}, but the segment {segment[:60]!r} has only {people[row]:,.0f} people",
            "A handle cannot have more followers in a segment than the segment has people",
            f"Correct the followers, or the people on line {line} of {segments.table.source}",
        )
    for row in np.flatnonzero(apart).tolist():
        rounding = rounding_of_share(table.columns["share"][row], table.decimal)
        if abs(followers[row] - share[row] * people[row]) <= rounding * people[row] * (1 + 1e-9):
            continue
        log.report(
            table.place(row, "followers"),
            f"followers is {followers[row]:,.0f}, but the share gives {share[row] * people[row]:,.12g} "
            f"of {people[row]:,.0f} people",
            "Share and followers must agree, except for rounding",
            "Correct one of the two, or leave it blank",
        )


def _check_followers(
    table: Table,
    accounts: Accounts,
    handle: IntArray,
    people_following: FloatArray,
    rows: Sequence[int] | IntArray,
    log: IssueLog,
) -> None:
    """Check the people in all segments who follow a handle against its followers.

    ``handle``, ``people_following`` and ``rows`` describe the sound memberships, shape (n,): row of the accounts table,
    people [people], and row of the memberships table.
    """
    total = np.bincount(handle, weights=people_following, minlength=accounts.n_rows)
    with np.errstate(invalid="ignore"):
        over = total - accounts.followers > np.maximum(1.0, 1e-6 * accounts.followers)
    if not over.any():
        return
    order = np.argsort(handle, kind="stable")
    start = np.searchsorted(handle[order], np.arange(accounts.n_rows + 1))
    for at_fault in np.flatnonzero(over).tolist():
        own = order[start[at_fault] : start[at_fault + 1]]
        followers = accounts.followers[at_fault]
        passing = int(np.argmax(np.cumsum(people_following[own]) > followers + max(1.0, 1e-6 * followers)))
        row = int(rows[own[passing]])
        name = accounts.handle[at_fault]
        platform = f" on {accounts.platform[at_fault]}" if accounts.platform[at_fault] else ""
        line = f"line {accounts.table.lines[at_fault]} of {accounts.table.source}"
        log.report(
            table.place(row, "share" if blank_cells(table, "followers")[row] else "followers"),
            f"{total[at_fault]:,.12g} people in segments follow {name[:60]!r}{platform}, "
            f"which has only {followers:,.0f} followers",
            "A handle cannot have more people in segments than followers",
            f"Correct its memberships, or the followers on {line}",
        )
