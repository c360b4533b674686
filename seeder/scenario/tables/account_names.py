"""Finds accounts by name, and what an unknown name may have meant."""

from __future__ import annotations

from functools import cached_property

from seeder.errors import Place
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import Accounts
from seeder.spelling import KnownNames


class AccountNames:
    """Finds accounts by key; indexed for guesses once, and only when a name is unknown."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def position(self, name: str) -> int:
        """Position of the account with this key, −1 if there is none."""
        return self._accounts.position.get(name, -1)

    def nearest(self, name: str) -> str | None:
        """The key that an unknown name may have meant, None if none is near."""
        return self._known.nearest(name)

    def report_unknown(self, name: str, place: Place, log: IssueLog) -> None:
        """Report a name that is no account's, with what may have been meant."""
        rule = f"Every account named here must be a key in {self._accounts.table.source}"
        log.report_made(place, rule, lambda: (f"unknown account {name[:60]!r}", self._way_out(name)))

    def _way_out(self, name: str) -> str:
        key = self._key_of_handle.get(name) or self._key_of_handle.get(name.lstrip("@"))
        if key is not None and self._known.nearest(name, limit=1.0) is None:
            return f"That is a handle: write its account, {key!r}"
        guess = self._known.nearest(name)
        return f"Did you mean {guess!r}?" if guess else "Correct the name, or add the account to the table"

    @cached_property
    def _known(self) -> KnownNames:
        return KnownNames(self._accounts.account_id)

    @cached_property
    def _key_of_handle(self) -> dict[str, str]:
        accounts = self._accounts
        keys = [accounts.account_id[position] for position in accounts.row_account.tolist()]
        return {handle.lstrip("@"): key for handle, key in zip(accounts.handle, keys, strict=True) if handle != key}
