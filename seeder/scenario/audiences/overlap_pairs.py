"""The pairs of an overlaps table: the handles that its rows name, and each pair once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.engine.table import Table
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.scenario.audiences.overlap_statements import Statements, handle_shown, people_shown, slack, stating_column
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.handle_names import HandleNames, read_handle_rows


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of handles, each once."""

    # Rows of the accounts table, a < b, sorted by (a, b), shape (n_pairs,).
    a: IntArray
    b: IntArray
    row: IntArray  # row of the overlaps table; the first if the pair appears twice, shape (n_pairs,)
    # People who follow both, as stated, and what the statements leave open, shape (n_pairs,) [people]
    shared: FloatArray
    low: FloatArray
    high: FloatArray
    is_sound: BoolArray  # which pairs have sound rows that agree, shape (n_pairs,); numbers of others mean nothing
    n_in_both_orders: int  # pairs that appear in both orders


def read_handles(table: Table, *, names: HandleNames | None, log: IssueLog) -> tuple[IntArray, IntArray]:
    """Rows of the accounts table that each row of the overlaps table names, below 0 if there is none.

    Names are None if the handles are not known because of other issues.
    """
    a, b = (
        read_handle_rows(
            table, names, log, column=side, platform_column=f"platform_{side}", blank_rule="Every row needs two handles"
        )
        for side in ("a", "b")
    )
    for row in np.flatnonzero((a == b) & (a >= 0)).tolist():

        def text(row: int = row) -> tuple[str, str]:
            one, other = (str(table.columns[side][row])[:60] for side in ("a", "b"))
            found = f"{one!r} is paired with itself" if one == other else f"{one!r} and {other!r} are the same handle"
            return found, "Delete the row, or correct one of the two handles"

        log.report_made(table.place(row, "b"), "A pair consists of two different handles", text)
    return a, b


def pair_up(
    table: Table, statements: Statements, *, a: IntArray, b: IntArray, accounts: Accounts, log: IssueLog
) -> Pairs:
    """Bring rows of both orders together; a pair that appears twice in one order, or differs, is reported.

    ``a`` and ``b`` are as :func:`read_handles` finds them, shape (n_rows,).
    """
    rows = _Rows(table, a, b, accounts, log)
    known = np.flatnonzero((a >= 0) & (b >= 0) & (a != b))
    key = np.minimum(a, b)[known] * accounts.n_rows + np.maximum(a, b)[known]
    is_turned = (a > b)[known]
    order = np.lexsort((known, is_turned, key))
    known, key, is_turned = known[order], key[order], is_turned[order]
    is_same = np.zeros(len(known), dtype=np.bool_)
    is_same[1:] = (key[1:] == key[:-1]) & (is_turned[1:] == is_turned[:-1])
    first = known[np.maximum.accumulate(np.where(is_same, 0, np.arange(len(known))))] if len(known) else known
    for again, before in sorted(zip(known[is_same].tolist(), first[is_same].tolist(), strict=True)):
        rows.report_again(again, before)
    repeated = np.unique(key[is_same])
    known, key = known[~is_same], key[~is_same]
    # Now a pair appears once, or once in each order.
    is_second = np.zeros(len(known), dtype=np.bool_)
    is_second[1:] = key[1:] == key[:-1]
    row = known[~is_second]
    pair_key = key[~is_second]
    shared, low, high = statements.shared[row], statements.low[row], statements.high[row]
    is_sound = statements.is_sound[row] & ~np.isin(pair_key, repeated)
    both = np.flatnonzero(np.append(is_second[1:], False)[~is_second]) if len(known) else row
    turned = known[is_second]
    merged = _merge_orders(rows, statements, row[both], turned)
    is_sound[both] &= merged.is_sound
    shared[both], low[both], high[both] = merged.shared, merged.low, merged.high
    row = row.copy()
    row[both] = np.minimum(row[both], turned)
    return Pairs(
        a=pair_key // accounts.n_rows,
        b=pair_key % accounts.n_rows,
        row=row,
        shared=shared,
        low=low,
        high=high,
        is_sound=is_sound,
        n_in_both_orders=len(both),
    )


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows of an overlaps table and the handles that they name, for messages about their pairs."""

    table: Table
    a: IntArray
    b: IntArray
    accounts: Accounts
    log: IssueLog

    def report_again(self, row: int, before: int) -> None:
        """Report a pair that appears twice in one order."""

        def text() -> tuple[str, str]:
            found = f"the pair {self._pair(row, ', ')} is already on line {self.table.lines[before]}"
            return found, "Remove one of the two rows"

        rule = "A pair of handles may appear only once in each order"
        self.log.report_made(self.table.place(row, "b"), rule, text)

    def report_orders(self, row: int, before: int, shared: FloatArray) -> None:
        """Report a pair that shares other people, shape (n_rows,), in each order."""

        def text() -> tuple[str, str]:
            pair, here, there = self._pair(row, " and "), people_shown(shared[row]), people_shown(shared[before])
            line = self.table.lines[before]
            found = f"{pair} share {here} people here, but {there} in the other order on line {line}"
            return found, "Correct one of the two rows, or remove it"

        rule = "Both orders of a pair must give the same number, except for rounding"
        self.log.report_made(self.table.place(row, stating_column(self.table, row)), rule, text)

    def _pair(self, row: int, joint: str) -> str:
        return joint.join(handle_shown(self.accounts, int(side[row])) for side in (self.a, self.b))


def _merge_orders(rows: _Rows, statements: Statements, one: IntArray, other: IntArray) -> Statements:
    """What both rows of each pair state together, shape (n_in_both_orders,); those that differ are reported."""
    low = np.maximum(statements.low[one], statements.low[other])
    high = np.minimum(statements.high[one], statements.high[other])
    is_sound = statements.is_sound[one] & statements.is_sound[other]
    with np.errstate(invalid="ignore"):
        followers = rows.accounts.followers
        is_apart = is_sound & (low - high > slack(np.minimum(followers[rows.a[one]], followers[rows.b[one]])))
    for at in np.flatnonzero(is_apart).tolist():
        before, again = sorted((int(one[at]), int(other[at])))
        rows.report_orders(again, before, statements.shared)
    width = statements.high - statements.low
    with np.errstate(invalid="ignore"):
        shared = np.where(width[other] < width[one], statements.shared[other], statements.shared[one])
    low, high = np.minimum(low, high), np.maximum(low, high)
    return Statements(shared=np.clip(shared, low, high), low=low, high=high, is_sound=is_sound & ~is_apart)
