"""Find accounts of a scenario by key, handle or profile link."""

from __future__ import annotations

from collections import defaultdict

from seeder.errors import Place
from seeder.importing.profiles.handle_rules import key_of
from seeder.importing.profiles.profiles import read_profile
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.account_names import AccountNames
from seeder.scenario.tables.accounts import Accounts


class NamedAccounts:
    """Finds accounts of a scenario by what people call them."""

    def __init__(self, accounts: Accounts) -> None:
        self._keys = AccountNames(accounts)
        self._accounts = accounts
        self._by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
        for key in accounts.account_id:
            self._by_name["", key.casefold()].add(key)
        rows = zip(accounts.platform, accounts.handle, accounts.row_account.tolist(), strict=True)
        for platform, handle, position in rows:
            key = accounts.account_id[position]
            for of_platform in {"", platform}:
                self._by_name[of_platform, key_of(platform, handle.lstrip("@"))].add(key)

    def find(self, text: str) -> set[str] | None:
        """Keys of the accounts that a text names: one, or several with the same handle; None if it names none."""
        name = text.strip()
        for key in (name, name.lstrip("@")):
            if self._keys.position(key) >= 0:
                return {key}
        known = self._by_name.get(("", name.casefold())) or self._by_name.get(("", name.lstrip("@").casefold()))
        if known:
            return known
        profile = read_profile(name)
        return None if profile is None else self._by_name.get((profile.platform, profile.key)) or None

    def is_title(self, text: str) -> bool:
        """Whether a text names no account, and none may have been meant."""
        return self.find(text) is None and self._keys.nearest(text.strip()) is None

    def report_unknown(self, name: str, place: Place, log: IssueLog) -> None:
        """Report a name that is no account's, with what may have been meant."""
        self._keys.report_unknown(name, place, log)

    def nearest(self, name: str) -> str | None:
        """The key that an unknown name may have meant, None if none is near."""
        return self._keys.nearest(name)
