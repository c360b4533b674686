"""The table of past asks: how many of them were accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seeder.engine.table import Table
from seeder.errors import Issue
from seeder.problem.arrays import FloatArray, IntArray
from seeder.scenario.evidence_totals import check_total
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.account_names import AccountNames
from seeder.scenario.tables.columns import (
    TABLES,
    blank_cells,
    note_misspelt_columns,
    read_number_column,
    read_text_column,
)
from seeder.spelling import KnownNames

_COLUMNS = {column.name: column for column in TABLES["asks"]}
_MOST_NAMED = 5


@dataclass(frozen=True, eq=False)
class Asks:
    """Past asks, one element a row of the table.

    Parameters
    ----------
    account
        Position of the account, shape (n_rows,).
    approach
        Position of the approach, −1 where not told, shape (n_rows,).
    asked, accepted
        How often, shape (n_rows,) [asks].
    source
        The table.
    line
        Line of each, shape (n_rows,).
    """

    account: IntArray
    approach: IntArray
    asked: FloatArray
    accepted: FloatArray
    source: str
    line: IntArray

    def __len__(self) -> int:
        return len(self.account)


def read_asks(table: Table, *, names: AccountNames | None, approaches: Sequence[str] | None, log: IssueLog) -> Asks:
    """Check the table of asks and build it; asks of accounts that nobody asks about are left out, with a note.

    Parameters
    ----------
    names, approaches
        What the rows may name; None where that is not known because of other issues.
    """
    note_misspelt_columns(table, "asks", log)
    asked = read_number_column(table, _COLUMNS["asked"], log)
    accepted = read_number_column(table, _COLUMNS["accepted"], log)
    for name in ("asked", "accepted"):
        for row in np.flatnonzero(blank_cells(table, name)).tolist() if name in table.columns else ():
            rule = "Every row needs two numbers: how often the account was asked, and how often it said yes"
            log.add(Issue(table.place(row, name), f"{name} is blank", rule, "Write the number, or 0 if there was none"))
    check_total(table, "asked", asked, log)
    with np.errstate(invalid="ignore"):
        for row in np.flatnonzero(accepted > asked).tolist():
            log.add(
                Issue(
                    table.place(row, "accepted"),
                    f"accepted is {accepted[row]:,.12g} but asked is {asked[row]:,.12g}",
                    "An account cannot say yes more often than it was asked",
                    "Correct one of the two numbers",
                )
            )
    account, approach = _accounts(table, names, log), _approaches(table, approaches, log)
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
    for row in np.flatnonzero(blank_cells(table, "account")).tolist():
        rule = "Every row needs the key of its account"
        log.add(Issue(table.place(row, "account"), "account is blank", rule, "Write the account, or delete the row"))
    if names is None:
        return np.full(table.n_rows, -1, dtype=np.int64)
    found = np.array([names.position(key) for key in keys], dtype=np.int64)
    unknown = [row for row in np.flatnonzero(found < 0).tolist() if keys[row]]
    if unknown:
        shown = list(dict.fromkeys(keys[row] for row in unknown))
        guesses = {name: names.nearest(name) for name in shown[:_MOST_NAMED]}
        named = ", ".join(
            repr(name[:60]) + (f" (did you mean {guess!r}?)" if guess else "") for name, guess in guesses.items()
        )
        more = f" and {len(shown) - _MOST_NAMED:,} more" if len(shown) > _MOST_NAMED else ""
        text = f"asks of accounts that are not in the accounts table are ignored: {named}{more}"
        log.note(text, place=table.place(unknown[0], "account"))
    return found


def _approaches(table: Table, approaches: Sequence[str] | None, log: IssueLog) -> IntArray:
    given = read_text_column(table, "approach", log)
    if given is None:
        return np.full(table.n_rows, -1, dtype=np.int64)
    position = {name: position for position, name in enumerate(approaches or ())}
    if approaches is not None:
        known, rule = KnownNames(approaches), f"The approaches are {', '.join(approaches)}"
        for row, name in enumerate(given):
            if name and name not in position:
                guess = known.nearest(name)
                way_out = (
                    f"Did you mean {guess!r}?" if guess else "Correct the name, add the approach, or leave it blank"
                )
                log.add(Issue(table.place(row, "approach"), f"unknown approach {name[:60]!r}", rule, way_out))
    return np.array([position.get(name, -1) for name in given], dtype=np.int64)
