"""The columns of the accounts table that a ``where`` can use: those of the table, and the tier."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seeder.engine.table import Cell, text_of
from seeder.problem.arrays import FloatArray
from seeder.scenario.document.effort_words import EFFORT
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.numbers import number_rule, numbers_of, shown_cell, way_out_of
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.columns import NUMBER_COLUMNS


class AccountRows:
    """Cells of the accounts table by column; account-level columns hold for all rows of an account."""

    def __init__(self, accounts: Accounts, log: IssueLog) -> None:
        self._accounts = accounts
        self._log = log
        self._account_level = {"acceptance", EFFORT, "fee"} - set(accounts.carried)
        self._numbers: dict[str, FloatArray] = {}
        self.n_rows = accounts.n_rows
        computed = ["tier", *([EFFORT] if accounts.effort_header in accounts.table.columns else [])]
        names = accounts.table.columns
        self.column_names = (*names, *(name for name in computed if name not in names))
        self.number_columns = (NUMBER_COLUMNS | {accounts.effort_header}) - set(accounts.carried)

    def text(self, column: str) -> list[str]:
        """Text of a column's cells, '' if blank."""
        accounts = self._accounts
        column = self._as_known(column)
        if column == "tier":
            return [accounts.tier[account] for account in accounts.row_account.tolist()]
        if column == "topics":
            return [accounts.topics[account] for account in accounts.row_account.tolist()]
        if column in self._account_level:
            return ["" if np.isnan(number) else repr(float(number)) for number in self.number(column)]
        if column == "handle":
            return list(accounts.handle)
        return [text_of(cell) for cell in accounts.table.columns[column]]

    def number(self, column: str) -> FloatArray:
        """Numbers of a column, NaN if blank; a cell that is no number is an issue."""
        accounts = self._accounts
        column = self._as_known(column)
        if column in self._account_level:
            of_accounts: FloatArray = getattr(accounts, column)[accounts.row_account]
            return of_accounts
        if column in ("followers", "clicks", "view", "conversion"):
            of_rows: FloatArray = getattr(accounts, column)
            return of_rows
        if column not in self._numbers:
            cells: Sequence[Cell] = (
                accounts.table.columns[column] if column in accounts.table.columns else self.text(column)
            )
            self._numbers[column], refused = numbers_of(cells, accounts.table.decimal)
            for row in refused:
                self._log.report(
                    accounts.table.place(row, column),
                    f"{column} is {shown_cell(cells[row])}, but a 'where' compares it with a number",
                    number_rule(accounts.table.decimal),
                    way_out_of(cells[row], accounts.table.decimal),
                )
        return self._numbers[column]

    def _as_known(self, column: str) -> str:
        return EFFORT if column == self._accounts.effort_header else column
