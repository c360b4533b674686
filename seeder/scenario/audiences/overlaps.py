"""Reads and checks a table of overlaps: how many people follow both of two handles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from seeder.engine.table import Table
from seeder.errors import Place
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.scenario.audiences.overlap_contradictions import report_impossible_triples
from seeder.scenario.audiences.overlap_pairs import Pairs, pair_up, read_handles
from seeder.scenario.audiences.overlap_statements import handle_shown, people_shown, read_statements, stating_column
from seeder.scenario.audiences.overlap_triples import find_impossible_triples
from seeder.scenario.document.documents import OverlapsAudience
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.columns import note_misspelt_columns, report_no_rows
from seeder.scenario.tables.handle_names import HandleNames


class Unstated(Enum):
    """How many people two handles are taken to share where nothing states it."""

    SEPARATE = "separate"
    SAINSBURY = "sainsbury"
    SIMILAR = "similar"


_ASSUMED = {
    Unstated.SEPARATE: "no followers",
    Unstated.SAINSBURY: "as many followers as they would by chance",
    Unstated.SIMILAR: "followers if their topics or platforms match",
}


@dataclass(frozen=True, eq=False)
class Overlaps:
    """Stated pairs of handles, and how the others are taken.

    A stated pair shares from ``low`` to ``high`` people. A pair that is not stated shares from 0 to the smaller of both
    sizes; where there is a threshold and both handles are listed, at most the threshold.
    """

    table: Table
    # Rows of the accounts table, a < b, shape (n_pairs,); sorted by (a, b), each pair once.
    a: IntArray
    b: IntArray
    row: IntArray  # row of the table that states the pair; the first if it appears in both orders, shape (n_pairs,)
    shared: FloatArray  # people who follow both, as the statement reads, from low to high, shape (n_pairs,) [people]
    # Fewest and most people that the rounding of the statement leaves open, shape (n_pairs,) [people]
    low: FloatArray
    high: FloatArray
    unstated: Unstated  # how pairs that are not stated are taken: an assumption, not a fact
    # People in all; None if it is not stated. [people]
    population: float | None
    # Pairs of listed handles that share fewer people are left out of the table; None if none is. [people]
    threshold: float | None
    outside_is_ignored: bool = False  # always False: every follower of a handle is described

    def listed(self, n_handles: int) -> BoolArray:
        """Which handles occur in a stated pair, shape (n_handles,)."""
        is_listed = np.zeros(n_handles, dtype=np.bool_)
        is_listed[self.a] = True
        is_listed[self.b] = True
        return is_listed


def read_overlaps(
    table: Table,
    audience: OverlapsAudience,
    *,
    threshold: int | None,
    accounts: Accounts | None,
    names: HandleNames | None,
    log: IssueLog,
) -> Overlaps | None:
    """Check the overlaps table; None if something is wrong with it, with the reasons reported.

    The threshold [people] is the document's; None if it has none, or one at fault. Accounts and names are None if they
    are not known because of other issues.
    """
    if not table.n_rows:
        way_out = "Add rows, or remove 'audience' to treat the audiences as separate"
        report_no_rows(table, "The table needs at least one pair", way_out, log)
        return None
    note_misspelt_columns(table, "overlaps", log)
    a, b = read_handles(table, names=names, log=log)
    statements = read_statements(table, a=a, b=b, accounts=None if names is None else accounts, log=log)
    if statements is None or accounts is None:
        return None
    pairs = pair_up(table, statements, a=a, b=b, accounts=accounts, log=log)
    if threshold is not None:
        _check_threshold(table, pairs, threshold, accounts, log)
    # A pair may be missing because its row names a handle that is not known.
    all_are_known = bool((a >= 0).all() and (b >= 0).all())
    most_unstated = np.inf if threshold is None or not all_are_known else float(threshold)
    triples = find_impossible_triples(pairs, followers=accounts.followers, most_unstated=most_unstated)
    report_impossible_triples(triples, pairs, table=table, accounts=accounts, log=log)
    if not (all_are_known and (a != b).all() and statements.is_sound.all() and pairs.is_sound.all()):
        return None
    overlaps = Overlaps(
        table=table,
        a=pairs.a,
        b=pairs.b,
        row=pairs.row,
        shared=pairs.shared,
        low=pairs.low,
        high=pairs.high,
        unstated=Unstated(audience.unstated),
        population=None if audience.population is None else float(audience.population),
        threshold=None if threshold is None else float(threshold),
    )
    _note_orders(table, pairs, log)
    _note_unstated(overlaps, accounts, log)
    return overlaps


def check_population(
    population: int, overlaps: Overlaps | None, *, accounts: Accounts, place: Place, log: IssueLog
) -> None:
    """Check that the population is no smaller than an audience, or than two of which it is known what they share.

    The population is the number of all people, at its place in the document; overlaps are None if they have issues.
    """
    rule = "The population counts everybody, so audiences cannot have more people"
    followers = accounts.followers
    if not np.isnan(followers).all() and np.nanmax(followers) > population:
        most = int(np.nanargmax(followers))
        found = (
            f"population is {population:,}, but {handle_shown(accounts, most)} has {people_shown(followers[most])}"
            " followers"
        )
        where = f"the followers on line {accounts.table.lines[most]} of {accounts.table.source}"
        log.report(place, found, rule, f"Write the number of all people, or correct {where}")
        return
    if overlaps is None or not len(overlaps.a):
        return
    union = followers[overlaps.a] + followers[overlaps.b] - overlaps.high
    most = int(union.argmax())
    if union[most] - population > max(1.0, 1e-6 * population):
        one, other = handle_shown(accounts, int(overlaps.a[most])), handle_shown(accounts, int(overlaps.b[most]))
        found = (
            f"population is {population:,}, but {one} and {other} have {people_shown(union[most])} followers together"
        )
        where = f"line {overlaps.table.lines[int(overlaps.row[most])]} of {overlaps.table.source}"
        log.report(place, found, rule, f"Write the number of all people, or correct the overlap on {where}")


def _check_threshold(table: Table, pairs: Pairs, threshold: int, accounts: Accounts, log: IssueLog) -> None:
    rule = "Every pair in the table must share at least as many people as the threshold"
    below = np.flatnonzero(pairs.is_sound & (pairs.high < threshold * (1.0 - 1e-9)))
    for pair in below[np.argsort(pairs.row[below], kind="stable")].tolist():
        row = int(pairs.row[pair])

        def text(pair: int = pair) -> tuple[str, str]:
            one, other = handle_shown(accounts, int(pairs.a[pair])), handle_shown(accounts, int(pairs.b[pair]))
            found = (
                f"{one} and {other} share {people_shown(pairs.shared[pair])} people, but the threshold is {threshold:,}"
            )
            return found, "Lower or remove the threshold, correct the number, or delete the row"

        log.report_made(table.place(row, stating_column(table, row)), rule, text)


def _note_orders(table: Table, pairs: Pairs, log: IssueLog) -> None:
    n_both = pairs.n_in_both_orders
    if n_both:
        found = (
            "1 pair is listed in both orders with the same number: it is"
            if n_both == 1
            else (f"{n_both:,} pairs are listed in both orders with the same number: each is")
        )
        log.note(f"{found} counted once", place=Place(table.source))


def _note_unstated(overlaps: Overlaps, accounts: Accounts, log: IssueLog) -> None:
    is_listed = overlaps.listed(accounts.n_rows)
    n_alone = int((~is_listed).sum())
    place = Place(overlaps.table.source)
    if n_alone:
        subject = "it is" if n_alone == 1 else "they are"
        text = f"for {n_alone:,} of {accounts.n_rows:,} handles no overlap is given; {subject} assumed to share"
        text = f"{text} {_ASSUMED[overlaps.unstated]} (unstated: {overlaps.unstated.value})"
        log.note(text, place=place)
    if overlaps.unstated is Unstated.SIMILAR and not any(accounts.topics) and not any(accounts.platform):
        text = f"{accounts.table.source} has neither topics nor platforms, so no two handles count as similar"
        log.note(text, place=place)
