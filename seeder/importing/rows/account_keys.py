"""Joins handles to accounts and names these; only what the table says outright joins handles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from seeder.figures import counted
from seeder.importing.raw_cells import Guess, Guesses
from seeder.importing.rows.entries import Entry
from seeder.importing.written_cells import free_name

_MOST_NAMED = 3


@dataclass(frozen=True, eq=False)
class Keys:
    """Key of each entry's account, in the entries' order."""

    keys: list[str]
    guesses: tuple[Guess, ...]
    told: tuple[str, ...]


def give_keys(
    entries: Sequence[Entry], *, accounts: Sequence[str] | None, emails: Sequence[str] | None, merge_same_handle: bool
) -> Keys:
    """Join entries to accounts and name them.

    Joined are the handles of one row, rows of the same account if a column holds its key, and rows of the same e-mail
    address if they are on different platforms: one address for several handles of a platform is an agency's. Equal
    handles on different platforms are probably one account, and joined only if that is asked for.

    Accounts and e-mails are texts by row of the source, None if there is no such column.
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
            n_joined, shared = _join_by(
                groups,
                entries,
                [emails[entry.row].strip().casefold() if "@" in emails[entry.row] else "" for entry in entries],
            )
            if n_joined:
                told.append(
                    f"{counted(n_joined, 'account')} with several handles, joined because of the same e-mail address"
                )
            if shared:
                told.append(
                    f"{counted(len(shared), 'e-mail')} with several handles on one platform, such as {shared[0]!r}: "
                    "probably an agency, so its handles stay separate accounts"
                )
        _join_same_handles(groups, entries, merge_same_handle, guesses)
    return Keys(_named(groups, entries, accounts), tuple(guesses), tuple(told))


def _join_by(groups: _Groups, entries: Sequence[Entry], texts: Sequence[str]) -> tuple[int, list[str]]:
    """Join entries of the same text on different platforms; return joined accounts, and texts of an agency."""
    members: dict[str, list[int]] = {}
    for position, text in enumerate(texts):
        if text:
            members.setdefault(text, []).append(position)
    n_joined, shared = 0, []
    for text, positions in members.items():
        if len({entries[position].row for position in positions}) < 2:
            continue
        platforms = Counter(entries[position].handle.platform for position in positions)
        if max(platforms.values()) > 1 or "" in platforms:
            shared.append(text)
            continue
        n_joined += 1
        for position in positions[1:]:
            groups.join(positions[0], position)
    return n_joined, shared


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


def _named(groups: _Groups, entries: Sequence[Entry], accounts: Sequence[str] | None) -> list[str]:
    first: dict[int, int] = {}
    for position in range(len(entries)):
        first.setdefault(groups.root(position), position)
    keys: dict[int, str] = {}
    taken: set[str] = set()
    plain = {root: entries[position].handle.text for root, position in first.items()}
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
