"""Groups handles into accounts where the table says that they belong together, and names the accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from seeder.figures import counted
from seeder.importing.columns.mapping import NOBODY
from seeder.importing.raw_cells import Guess, Guesses
from seeder.importing.rows.entries import Entry
from seeder.importing.rows.handles import is_opaque
from seeder.importing.written_cells import free_name

_MOST_NAMED = 3
_MOST_JOINED = 20
_LEAST_ALIKE = 70.0
"""Per cent of the shorter handle that stands in the longer one."""


@dataclass(frozen=True, eq=False)
class Keys:
    """Key of each entry's account, in the entries' order."""

    keys: list[str]
    guesses: tuple[Guess, ...]
    told: tuple[str, ...]


def give_keys(
    entries: Sequence[Entry],
    *,
    accounts: Sequence[str] | None,
    emails: Sequence[str] | None,
    merge_same_handle: bool,
    names: Sequence[str] | None = None,
) -> Keys:
    """Join entries to accounts and name them.

    Joined are the handles of one row, rows of the same account where a column holds its key, and rows of the same
    e-mail address where they are on different platforms and of one person: of equal names or, where the table has
    none, of similar handles. One address for several people, or for several handles of a platform, is an agency's.
    Equal handles on different platforms are probably one account, and joined only where that is asked for.

    An account is called as its handle or, where that is an id, as its name.

    Accounts, e-mails and names are texts by row of the source, None if there is no such column.
    """
    groups = _Groups(len(entries))
    by_row: dict[int, int] = {}
    for position, entry in enumerate(entries):
        groups.join(by_row.setdefault(entry.row, position), position)
    guesses = Guesses()
    told: list[str] = []
    if accounts is not None:
        by_account: dict[str, int] = {}
        for position, entry in enumerate(entries):
            if accounts[entry.row]:
                groups.join(by_account.setdefault(accounts[entry.row], position), position)
    else:
        if emails is not None:
            mails = [emails[entry.row].strip().casefold() if "@" in emails[entry.row] else "" for entry in entries]
            people = ["" if names is None else " ".join(names[entry.row].casefold().split()) for entry in entries]
            joined, shared = _join_by_mail(groups, entries, mails, people)
            if joined:
                told.append(_told_of_joined(entries, joined))
            if shared:
                told.append(
                    f"{counted(len(shared), 'e-mail address is', 'e-mail addresses are')} shared by several people or "
                    f"by several handles on one platform, such as {shared[0]!r}. Such an address probably belongs to "
                    "an agency, so its handles stay separate accounts"
                )
        _join_same_handles(groups, entries, merge_same_handle, guesses)
    return Keys(_named(groups, entries, accounts, names), tuple(guesses), tuple(told))


def _join_by_mail(
    groups: _Groups, entries: Sequence[Entry], mails: Sequence[str], people: Sequence[str]
) -> tuple[list[list[int]], list[str]]:
    """Join entries of one mail and one person on different platforms; return what was joined, and mails of agencies."""
    members: dict[str, dict[str, list[int]]] = {}
    for position, (mail, person) in enumerate(zip(mails, people, strict=True)):
        if mail:
            members.setdefault(mail, {}).setdefault(person, []).append(position)
    joined, shared = [], []
    for mail, by_person in members.items():
        is_shared = len(by_person) > 1
        for person, positions in by_person.items():
            if len({entries[position].row for position in positions}) < 2:
                continue
            platforms = Counter(entries[position].handle.platform for position in positions)
            are_several = not person and not _are_alike([entries[position].handle.text for position in positions])
            if are_several or max(platforms.values()) > 1 or "" in platforms:
                is_shared = True
                continue
            joined.append(positions)
            for position in positions[1:]:
                groups.join(positions[0], position)
        if is_shared:
            shared.append(mail)
    return joined, shared


def _told_of_joined(entries: Sequence[Entry], joined: Sequence[Sequence[int]]) -> str:
    shown = [" and ".join(repr(entries[one].handle.text) for one in positions) for positions in joined[:_MOST_JOINED]]
    more = f" and {len(joined) - _MOST_JOINED:,} more" if len(joined) > _MOST_JOINED else ""
    return (
        f"{counted(len(joined), 'account')} with several handles, joined because of the same e-mail address: "
        f"{', '.join(shown)}{more}; to keep all handles apart: --map email={NOBODY}"
    )


def _are_alike(handles: Sequence[str]) -> bool:
    """Whether handles look like one person's: all are similar to the first."""
    from rapidfuzz.fuzz import partial_ratio

    first, *others = ["".join(filter(str.isalnum, text.casefold())) for text in handles]
    return all(partial_ratio(first, other) >= _LEAST_ALIKE for other in others)


def _join_same_handles(groups: _Groups, entries: Sequence[Entry], merge_same_handle: bool, guesses: Guesses) -> None:
    by_text: dict[str, list[int]] = {}
    for position, entry in enumerate(entries):
        by_text.setdefault(entry.handle.text.casefold(), []).append(position)
    same = {
        text: positions
        for text, positions in by_text.items()
        if len({groups.root(position) for position in positions}) > 1
    }
    if not same:
        return
    shown = ", ".join(repr(entries[positions[0]].handle.text) for positions in list(same.values())[:_MOST_NAMED])
    if merge_same_handle:
        for positions in same.values():
            for position in positions[1:]:
                groups.join(positions[0], position)
        reason = "you set --merge-same-handle"
        guesses.add("accounts", f"{len(same):,} equal handles on several platforms joined, such as {shown}", reason)
    else:
        guesses.add(
            "accounts",
            f"{len(same):,} equal handles on several platforms kept apart, such as {shown}",
            "they may belong to the same account, but nothing in the table says so",
            "--merge-same-handle",
        )


def _named(
    groups: _Groups, entries: Sequence[Entry], accounts: Sequence[str] | None, names: Sequence[str] | None
) -> list[str]:
    first: dict[int, int] = {}
    for position in range(len(entries)):
        first.setdefault(groups.root(position), position)
    keys: dict[int, str] = {}
    taken: set[str] = set()
    plain = {}
    for root, position in first.items():
        handle, row = entries[position].handle, entries[position].row
        name = names[row] if names is not None and is_opaque(handle.text) else ""
        plain[root] = name or handle.text
    n_called = Counter(plain.values())
    for root, position in first.items():
        entry = entries[position]
        said = accounts[entry.row] if accounts is not None else ""
        if said:
            # Entries of one account's key are one group, so that it is taken once.
            keys[root] = said
            taken.add(said)
    for root, position in first.items():
        if root in keys:
            continue
        entry = entries[position]
        key = plain[root]
        if n_called[key] > 1 and entry.handle.platform:
            key = f"{key}-{entry.handle.platform}"
        keys[root] = free_name(key, "{}-{}", taken.__contains__)
        taken.add(keys[root])
    return [keys[groups.root(position)] for position in range(len(entries))]


class _Groups:
    """Sets that are joined; the first member names a set."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, position: int) -> int:
        parent = self._parent
        while parent[position] != position:
            parent[position] = parent[parent[position]]
            position = parent[position]
        return position

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self._parent[second] = first
