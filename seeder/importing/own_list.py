"""Reads a list of the user's own, whom they would ask: the column that names accounts is found by what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from seeder.errors import Place, ScenarioError
from seeder.figures import listed
from seeder.importing.columns.headers import find_header
from seeder.importing.columns.source_columns import SourceColumn, columns_of
from seeder.importing.files.raw_tables import read_raw
from seeder.importing.named_accounts import NamedAccounts
from seeder.importing.raw_cells import RawTable
from seeder.scenario import Scenario
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import Accounts
from seeder.spelling import did_you_mean

_APPROACH = "approach"
_MOST_SHOWN = 3


def read_own_list(path: Path, scenario: Scenario) -> list[str | tuple[str, str]]:
    """Read whom a user would ask: accounts, or pairs of an account and an approach.

    Any table will do: CSV, XLSX or Parquet, with a header or without. The accounts are in the column in which most
    cells name one, by its key, its handle or its profile link. The approaches are in the column of that name, or else
    in one in which every filled cell is an approach. Rows that name nobody are skipped, and repeated rows count once.

    Raises
    ------
    ScenarioError
        Where the file is no table, no column names accounts, or a row names an unknown account or approach.
    """
    raw = read_raw(path)
    names = NamedAccounts(scenario.accounts)
    columns, lines = _columns(raw)
    found = _account_column(columns, names)
    if found is not None and names.find(found.name) is not None:
        # What looks like a header is the first of the accounts.
        columns, lines = _columns(raw, has_header=False)
        found = _account_column(columns, names)
    elif found is not None and not found.header and names.is_title(found.texts[0]):
        columns, lines = _columns(raw, has_header=True)
        found = _account_column(columns, names)
    log = IssueLog()
    if found is None:
        _report_no_accounts(raw, columns, scenario.accounts, log)
        raise ScenarioError(log.issues, log.notes)
    approaches = _approach_column(columns, scenario.approaches, skip=found.index)
    chosen: dict[str, str] = {}
    for row, text in enumerate(found.texts):
        name, by = text.strip(), "" if approaches is None else approaches.texts[row].strip()
        if not name:
            continue
        account = _account(name, names, Place(raw.source, lines[row], found.header or None), log)
        if by and by not in scenario.approaches:
            assert approaches is not None
            guess = did_you_mean(by, scenario.approaches)
            log.report(
                Place(raw.source, lines[row], approaches.header or None),
                f"unknown approach {by[:60]!r}",
                f"The approaches of the scenario are {listed(scenario.approaches)}",
                f"Did you mean {guess!r}?" if guess else "Write one of them, or leave the cell blank",
            )
        if account is None:
            continue
        if by and chosen.get(account, "") not in ("", by):
            log.report(
                Place(raw.source, lines[row], found.header or None),
                f"{account[:60]!r} is listed with two approaches, {chosen[account]!r} and {by[:60]!r}",
                "An account can be asked once",
                "Keep one of the two rows",
            )
        chosen[account] = by or chosen.get(account, "")
    if log:
        raise ScenarioError(log.issues, log.notes)
    return [(account, by) if by else account for account, by in chosen.items()]


def _columns(raw: RawTable, *, has_header: bool | None = None) -> tuple[tuple[SourceColumn, ...], Sequence[int]]:
    table = find_header(raw, has_header=has_header)
    return columns_of(table), table.lines


def _account_column(columns: Sequence[SourceColumn], names: NamedAccounts) -> SourceColumn | None:
    """The column in which most cells name accounts, the first of several; None if no cell does."""
    found, most = None, 0
    for column in columns:
        count = sum(names.find(text) is not None for text in column.texts if text.strip())
        # A list of one account without a header is all header.
        count += names.find(column.name) is not None
        if count > most:
            found, most = column, count
    return found


def _approach_column(columns: Sequence[SourceColumn], approaches: Sequence[str], *, skip: int) -> SourceColumn | None:
    """The column called approach; else the first in which every filled cell is an approach."""
    others = [column for column in columns if column.index != skip]
    named = next((column for column in others if column.header.strip().casefold() == _APPROACH), None)
    if named is not None:
        return named
    for column in others:
        filled = {text.strip() for text in column.texts} - {""}
        if filled and filled <= {*approaches}:
            return column
    return None


def _account(name: str, names: NamedAccounts, place: Place, log: IssueLog) -> str | None:
    """The account that a cell names; reported if there is none, or there are several."""
    found = names.find(name)
    if found is None:
        names.report_unknown(name, place, log)
        return None
    if len(found) > 1:
        log.report(
            place,
            f"{name[:60]!r} may be {listed([repr(key) for key in sorted(found)[:_MOST_SHOWN]])}",
            "Every row must name one account",
            "Write the account as it is in the accounts table",
        )
        return None
    return next(iter(found))


def _report_no_accounts(raw: RawTable, columns: Sequence[SourceColumn], accounts: Accounts, log: IssueLog) -> None:
    cells = [text.strip() for column in columns for text in (column.name, *column.texts) if text.strip()]
    known = listed([repr(key) for key in accounts.account_id[:_MOST_SHOWN]])
    log.report(
        Place(raw.source),
        f"no cell names an account of the scenario; the first cell is {cells[0][:60]!r}"
        if cells
        else "there is no row",
        f"One column must name accounts by key, handle or profile link; the scenario has {known}",
        "Correct the names, or add the accounts to the scenario's table",
    )
