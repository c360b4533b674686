"""The table of past asks: how many of them were accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seeder.engine.table import Table
from seeder.problem.arrays import FloatArray, IntArray
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.account_names import AccountNames
from seeder.scenario.tables.columns import (
    TABLES,
    check_total,
    note_misspelt_columns,
    note_unknown,
    read_number_column,
    read_text_column,
    report_blanks,
)
from seeder.scenario.tables.overrides import read_approaches

_COLUMNS = {column.name: column for column in TABLES["asks"]}


@dataclass(frozen=True, eq=False)
class Asks:
    """Past asks, one element a row of the table."""

    account: IntArray  # position of the account, shape (n_rows,)
    approach: IntArray  # position of the approach, −1 if not stated, shape (n_rows,)
    # How often, shape (n_rows,) [asks]
    asked: FloatArray
    accepted: FloatArray
    source: str
    line: IntArray  # line of each, shape (n_rows,)

    def __len__(self) -> int:
        return len(self.account)


def read_asks(table: Table, *, names: AccountNames | None, approaches: Sequence[str] | None, log: IssueLog) -> Asks:
    """Check the table of asks and build it; asks of accounts that are not listed are left out, with a note.

    Names and approaches are None if they are not known because of other issues.
    """
    note_misspelt_columns(table, "asks", log)
    asked = read_number_column(table, _COLUMNS["asked"], log)
    accepted = read_number_column(table, _COLUMNS["accepted"], log)
    for name in ("asked", "accepted"):
        rule = "Every row needs two numbers: how often the account was asked, and how often it said yes"
        report_blanks(table, name, rule, "Write the number, or 0 if there was none", log)
    check_total(table, "asked", asked, log)
    with np.errstate(invalid="ignore"):
        for row in np.flatnonzero(accepted > asked).tolist():
            log.report(
                table.place(row, "accepted"),
                f"accepted is {accepted[row]:,.12g} but asked is {asked[row]:,.12g}",
                "An account cannot say yes more often than it was asked",
                "Correct one of the two numbers",
            )
    account, approach = _accounts(table, names, log), read_approaches(table, approaches, log, is_needed=False)
    keep = (account >= 0) & ~np.isnan(asked) & ~np.isnan(accepted)
    return Asks(
        account=account[keep],
        approach=approach[keep],
        asked=asked[keep],
        accepted=accepted[keep],
        source=table.source,
        line=np.asarray(table.lines, dtype=np.int64)[keep],
    )


def _accounts(table: Table, names: AccountNames | None, log: IssueLog) -> IntArray:
    keys = read_text_column(table, "account", log)
    if keys is None:
        return np.full(table.n_rows, -1, dtype=np.int64)
    rule = "Every row needs the key of its account"
    report_blanks(table, "account", rule, "Write the account, or delete the row", log)
    if names is None:
        return np.full(table.n_rows, -1, dtype=np.int64)
    found = np.array([names.position(key) for key in keys], dtype=np.int64)
    unknown = [row for row in np.flatnonzero(found < 0).tolist() if keys[row]]
    if unknown:
        note_unknown(table, "account", unknown, "asks of accounts", names.nearest, log)
    return found
