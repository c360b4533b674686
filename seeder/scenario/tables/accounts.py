"""Checks the accounts table and builds the accounts: one row per handle, one or more handles per account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from seeder.engine.table import Table, text_of
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.scenario.document.documents import Objective, TiersDocument
from seeder.scenario.document.effort_words import EFFORT
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.assumed_sizes import SizeBasis, Sizes, assume_sizes
from seeder.scenario.tables.columns import (
    TABLES,
    Column,
    Kind,
    blank_cells,
    check_cells,
    read_number_column,
    read_text_column,
    report_no_rows,
)
from seeder.scenario.tables.effort_columns import effort_header

_COLUMNS = {column.name: column for column in TABLES["accounts"]}
FEE = "fee"
"""Column of what an account is paid."""

_OR_ESTIMATE = (
    "; or, to have the followers estimated, write the number of people who see a post into a column 'views', or nano,"
    " micro, mid, macro or celebrity into a column 'tier'"
)
_ACCOUNT_LEVEL_RULE = "If several rows of an account give a value of the whole account, they must give the same value"


@dataclass(frozen=True, eq=False)
class Accounts:
    """Accounts and their handles as given; of what is missing, only followers are assumed, and only if needed."""

    table: Table
    account_id: tuple[str, ...]  # key of each account, in order of first appearance, length n_accounts
    row_account: IntArray  # account of each row, shape (n_rows,)
    # Of each row; platform '' if not given.
    handle: tuple[str, ...]
    platform: tuple[str, ...]
    # Of each row, NaN if blank (followers: and not assumed), shape (n_rows,) [people, clicks per post, 0–1, 0–1]
    followers: FloatArray
    clicks: FloatArray
    view: FloatArray
    conversion: FloatArray
    # Of each account, NaN if blank, shape (n_accounts,) [0–1, hours, cash]; no fee if no approach pays it
    acceptance: FloatArray
    effort: FloatArray
    fee: FloatArray
    topics: tuple[str, ...]  # of each account as written, separated by ';'
    tier: tuple[str, ...]  # of each account, '' if its followers are not all known
    carried: dict[str, tuple[str, ...]]  # other columns, header → text of each row
    size_basis: tuple[SizeBasis | None, ...] = ()  # what followers of each row are assumed from; () if all are given
    effort_header: str = EFFORT  # of the column of effort, such as hours

    @property
    def n_accounts(self) -> int:
        """Number of accounts."""
        return len(self.account_id)

    def handle_document(self, row: int) -> dict[str, str]:
        """Return whose handle a row is and where, as plain data."""
        account = self.account_id[int(self.row_account[row])]
        return {"account": account, "handle": self.handle[row], "platform": self.platform[row]}

    def basis_of(self, row: int) -> SizeBasis | None:
        """What the followers of a row are assumed from; None if they are given, or not known."""
        return self.size_basis[row] if self.size_basis else None

    @property
    def n_rows(self) -> int:
        """Number of rows: handles."""
        return len(self.row_account)

    @cached_property
    def position(self) -> dict[str, int]:
        """Key of an account → its position."""
        return {account_id: position for position, account_id in enumerate(self.account_id)}

    @cached_property
    def rows_of(self) -> tuple[IntArray, ...]:
        """Rows of each account."""
        order = np.argsort(self.row_account, kind="stable")
        ends = np.cumsum(np.bincount(self.row_account, minlength=self.n_accounts)).tolist()
        return tuple(order[first:last] for first, last in zip([0, *ends[:-1]], ends, strict=True)) if ends else ()

    @cached_property
    def account_followers(self) -> FloatArray:
        """Followers of all handles of each account, NaN if one is blank, shape (n_accounts,) [people]."""
        return _sums(self.row_account, self.followers, self.n_accounts)


def build_accounts(
    table: Table,
    *,
    tiers: TiersDocument,
    objective: Objective,
    has_cells: bool = False,
    has_posts: bool = False,
    pays_fees: bool = False,
    log: IssueLog,
) -> Accounts | None:
    """Check the accounts table and build it; None if it has no rows or no accounts.

    If the log has issues, so has the table; what is built then serves to look at the rest of the scenario. With cells,
    it is known who follows whom, and every handle needs its followers; with posts, these may say what followers and
    clicks do not: see :func:`check_responses`. If no approach pays fees, their column is carried like any other.
    """
    if not table.n_rows:
        report_no_rows(
            table, "The table needs at least one account", "Add a row for every account that could be asked", log
        )
        return None
    if "account" not in table.columns:
        check_cells(table, "accounts", log)
        return None
    has_followers = "followers" in table.columns
    if not has_followers:
        table = replace(table, columns={**table.columns, "followers": [None] * table.n_rows})
    effort = effort_header(table, log)
    columns = {**_COLUMNS, EFFORT: replace(_COLUMNS[EFFORT], name=effort)}
    keys = read_text_column(table, "account", log) or []
    for row in [row for row, key in enumerate(keys) if not key]:
        log.report(
            table.place(row, "account"),
            "account is blank",
            "Every row needs the key of its account",
            "Write a name for the account",
        )
    known = set(columns) - (set() if pays_fees else {FEE})
    numbers = {
        name: read_number_column(table, column, log)
        for name, column in columns.items()
        if column.kind is Kind.NUMBER and name in known
    }
    platforms = read_text_column(table, "platform", log) or [""] * table.n_rows
    sizes = _sizes(table, numbers, platforms, tiers=tiers, objective=objective, has_cells=has_cells)
    if has_followers:
        is_assumed = np.array([basis is not None for basis in sizes.basis], dtype=bool)
        _check_followers(table, is_assumed, objective, has_cells, has_posts, log)
    _check_clicks(table, numbers, has_cells, log)
    position: dict[str, int] = {}
    row_account = np.array([position.setdefault(key, len(position)) for key in keys], dtype=np.int64)
    handles = read_text_column(table, "handle", log) or [""] * table.n_rows
    handles = [handle or key for handle, key in zip(handles, keys, strict=True)]
    _check_handles(table, keys, handles, platforms, log)
    account_level = {
        name: _account_level(table, numbers[name], row_account, len(position), columns[name], log)
        for name in ("acceptance", EFFORT, FEE)
        if name in known
    }
    topics = _account_text(table, "topics", row_account, len(position), log)
    followers = _sums(row_account, sizes.followers, len(position))
    return Accounts(
        table=table,
        account_id=tuple(position),
        row_account=row_account,
        handle=tuple(handles),
        platform=tuple(platforms),
        followers=sizes.followers,
        clicks=numbers["clicks"],
        view=numbers["view"],
        conversion=numbers["conversion"],
        acceptance=account_level["acceptance"],
        effort=account_level[EFFORT],
        fee=account_level.get(FEE, np.full(len(position), np.nan)),
        topics=topics,
        tier=tiers_of(followers, tiers),
        carried={
            name: tuple(text_of(cell) for cell in cells)
            for name, cells in table.columns.items()
            if name not in {*known, effort}
        },
        size_basis=sizes.basis,
        effort_header=effort,
    )


def _sizes(
    table: Table,
    numbers: Mapping[str, FloatArray],
    platform: Sequence[str],
    *,
    tiers: TiersDocument,
    objective: Objective,
    has_cells: bool,
) -> Sizes:
    """Followers as given, and assumed where they are blank and needed.

    With cells none are assumed: an estimate could contradict what the tables of people say of a handle.
    """
    wanted = np.isnan(numbers["followers"]) & blank_cells(table, "followers") & (not has_cells)
    if objective is not Objective.REACH:
        wanted &= blank_cells(table, "clicks")
    return assume_sizes(
        table, followers=numbers["followers"], view=numbers["view"], platform=platform, wanted=wanted, tiers=tiers
    )


def tiers_of(followers: FloatArray, tiers: TiersDocument) -> tuple[str, ...]:
    """Tier of each number of followers, '' if it is NaN."""
    names = np.array(["nano", *(name for name, _ in tiers.cut_offs), ""], dtype=object)
    cut_offs = np.array([cut_off for _, cut_off in tiers.cut_offs], dtype=np.float64)
    position = np.where(np.isnan(followers), len(names) - 1, np.searchsorted(cut_offs, followers, side="right"))
    return tuple(names[position].tolist())


def _check_followers(
    table: Table, is_assumed: BoolArray, objective: Objective, has_cells: bool, has_posts: bool, log: IssueLog
) -> None:
    """Whether followers may be blank depends on the objective and on what is known of who follows whom."""
    blank = blank_cells(table, "followers") & ~is_assumed
    if objective is Objective.REACH and not has_cells:
        found = "followers is blank"
        rule = "Reach counts the followers who see a post, so every handle needs its followers"
        way_out = f"Write the followers, or set the objective to clicks{_OR_ESTIMATE}"
    elif has_cells:
        found = "followers is blank"
        rule = (
            "With segments, a follower list or overlaps, everything is computed from followers, so every handle needs"
            " its number of followers: it is not estimated from views or a tier"
        )
        way_out = "Write the followers, or remove 'audience' to treat the audiences as separate"
    elif has_posts:
        return
    else:
        blank = blank & blank_cells(table, "clicks")
        found = "followers and clicks are both blank"
        rule = "Clicks are either given or computed from the followers"
        way_out = f"Write the followers or the clicks of one post{_OR_ESTIMATE}"
    for row in np.flatnonzero(blank).tolist():
        log.report(table.place(row, "followers"), found, rule, way_out)


def check_responses(accounts: Accounts, posts: IntArray, log: IssueLog) -> None:
    """Check that each handle without followers and clicks has posts, which are rows of the accounts table."""
    silent = np.isnan(accounts.followers) & np.isnan(accounts.clicks)
    silent[posts] = False
    for row in np.flatnonzero(silent).tolist():
        log.report(
            accounts.table.place(row, "followers"),
            "followers and clicks are both blank, and there are no past posts of the handle",
            "Clicks are given, measured by past posts, or computed from the followers",
            f"Write the followers or the clicks of one post{_OR_ESTIMATE}",
        )


def _check_clicks(table: Table, numbers: dict[str, FloatArray], has_cells: bool, log: IssueLog) -> None:
    blank = "" if has_cells else "leave them blank if they are not known, "
    with np.errstate(invalid="ignore"):
        nobody = (numbers["followers"] == 0) & (numbers["clicks"] > 0)
    for row in np.flatnonzero(nobody).tolist():
        log.report(
            table.place(row, "clicks"),
            f"clicks is {numbers['clicks'][row]:,.12g} but followers is 0",
            "A handle without followers cannot bring clicks",
            f"Write the followers, {blank}or remove the clicks",
        )


def _check_handles(table: Table, keys: list[str], handles: list[str], platforms: list[str], log: IssueLog) -> None:
    first: dict[tuple[str, str], int] = {}
    for row, handle_key in enumerate(zip(platforms, handles, strict=True)):
        before = first.setdefault(handle_key, row)
        if before == row or not handle_key[1]:
            continue
        platform, handle = handle_key
        where = f"the handle {handle!r} on {platform}" if platform else f"the handle {handle!r}"
        same = "the same account" if keys[row] == keys[before] else f"account {keys[before]!r}"
        log.report(
            table.place(row, "handle" if "handle" in table.columns else "account"),
            f"{where} is already on line {table.lines[before]} ({same})",
            "Each handle may appear only once per platform",
            "Remove one of the two rows, or correct the handle or platform",
        )


def _account_level(
    table: Table, numbers: FloatArray, row_account: IntArray, n_accounts: int, column: Column, log: IssueLog
) -> FloatArray:
    """One number per account from any of its rows, NaN if all are blank; differing rows are issues."""
    given = np.flatnonzero(~np.isnan(numbers))
    result = np.full(n_accounts, np.nan)
    first_row = np.full(n_accounts, -1, dtype=np.int64)
    backwards = given[::-1]
    result[row_account[backwards]] = numbers[backwards]
    first_row[row_account[backwards]] = backwards
    for row in given[numbers[given] != result[row_account[given]]].tolist():
        before = int(first_row[row_account[row]])
        log.report(
            table.place(row, column.name),
            f"{column.name} is {numbers[row]:.12g} here and {numbers[before]:.12g} on line {table.lines[before]}",
            _ACCOUNT_LEVEL_RULE,
            "Write the same number, or leave all but one blank",
        )
    return result


def _account_text(table: Table, name: str, row_account: IntArray, n_accounts: int, log: IssueLog) -> tuple[str, ...]:
    texts = read_text_column(table, name, log)
    found = [""] * n_accounts
    first_row = [-1] * n_accounts
    for row, text in enumerate(texts or ()):
        account = int(row_account[row])
        if not text:
            continue
        if not found[account]:
            found[account], first_row[account] = text, row
        elif found[account] != text:
            log.report(
                table.place(row, name),
                f"{name} differs from line {table.lines[first_row[account]]}",
                _ACCOUNT_LEVEL_RULE,
                "Write the same text, or leave all but one blank",
            )
    return tuple(found)


def _sums(position: IntArray, numbers: FloatArray, size: int) -> FloatArray:
    return np.asarray(np.bincount(position, weights=numbers, minlength=size), dtype=np.float64)


def accounts_matching(mask: BoolArray, accounts: Accounts) -> BoolArray:
    """Accounts of which at least one row matches, shape (n_accounts,)."""
    return np.bincount(accounts.row_account, weights=mask, minlength=accounts.n_accounts) > 0
