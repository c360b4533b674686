"""Signs of how an audience responds, from optional columns of the accounts table.

Such columns stood in tables before they meant anything here, so a cell that is no number is no issue: the column is
then not taken, and a note says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import FloatArray
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.numbers import numbers_of, shown_cell
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.columns import SIGNAL_COLUMNS


@dataclass(frozen=True, eq=False)
class Signals:
    """Numbers of the columns that were taken, NaN if blank, shape (n_handles,) each; NaN throughout elsewhere."""

    views: FloatArray
    engagement: FloatArray
    following: FloatArray
    replies: FloatArray
    mentions: FloatArray

    @property
    def is_any(self) -> bool:
        """Whether any number is given."""
        return any(not np.isnan(getattr(self, name)).all() for name in SIGNAL_COLUMNS)


def read_signals(accounts: Accounts, log: IssueLog) -> Signals:
    """Take the columns whose cells are all numbers of 0 or more."""
    return Signals(**{name: _column(accounts, name, log) for name in SIGNAL_COLUMNS})


def _column(accounts: Accounts, name: str, log: IssueLog) -> FloatArray:
    table = accounts.table
    nothing = np.full(accounts.n_rows, np.nan)
    if name not in table.columns:
        return nothing
    cells = table.columns[name]
    numbers, refused = numbers_of(cells, table.decimal)
    wrong = sorted({*refused, *np.flatnonzero(numbers < 0).tolist()})
    if not wrong:
        return numbers
    found = f"{name} is {shown_cell(cells[wrong[0]])}"
    text = f"{found}: the column {name!r} is copied to the shortlist but not used as {SIGNAL_COLUMNS[name]}"
    log.note(text, place=table.place(wrong[0], name))
    return nothing
