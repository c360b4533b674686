"""What a selection is worth, by trying every answer, every following and every response, straight from the format.

Shares nothing with the package. Every person of a follower list, and one person who stands for each segment, is taken
through all that may happen: interested or not, following each handle or not, moved by each post or not.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Tables:
    """A scenario as written: rows of every table, blanks as None or ''; None for a table that is not there."""

    document: dict[str, Any]
    accounts: list[Row]
    overrides: list[Row]
    segments: list[Row] | None = None
    memberships: list[Row] | None = None
    followers: list[Row] | None = None
    people: list[Row] | None = None


@dataclass(frozen=True)
class Exposure:
    """One handle to one person: whether the person follows, and what a post then does if the person is interested."""

    row: int
    follows: float
    moved: float
    responses: float
    is_capped: bool = False


@dataclass(frozen=True)
class Person:
    """A person who stands for ``people`` alike, worth ``weight`` each."""

    people: float
    weight: float
    interested: float
    exposures: tuple[Exposure, ...]

    @cached_property
    def outcomes(self) -> dict[frozenset[int], float]:
        """Chance that exactly these posts would move the person, were all handles to post."""
        found: dict[frozenset[int], float] = {}
        for is_interested in (True, False):
            for story in itertools.product(*(_stories(exposure, is_interested) for exposure in self.exposures)):
                chance = self.interested if is_interested else 1.0 - self.interested
                for step, _ in story:
                    chance *= step
                moving = frozenset(row for _, row in story if row is not None)
                found[moving] = found.get(moving, 0.0) + chance
        return found

    def moved_by(self, posting: frozenset[int]) -> float:
        """Chance that at least one of the posts moves the person."""
        return sum(chance for moving, chance in self.outcomes.items() if moving & posting)


def _stories(exposure: Exposure, is_interested: bool) -> list[tuple[float, int | None]]:
    """What may happen between a person and a handle that posts: its chance, and the handle where it moves."""
    moved = exposure.moved if is_interested else 0.0
    return [
        (1.0 - exposure.follows, None),
        (exposure.follows * (1.0 - moved), None),
        (exposure.follows * moved, exposure.row),
    ]


@dataclass(frozen=True)
class World:
    """All people: those of cells one by one, and by handle those whom no cell holds."""

    rows_of: dict[str, frozenset[int]]
    people: tuple[Person, ...]
    outside: tuple[float, ...]
    """Expected responses among people outside all cells to a post of each row of the accounts table, each once."""
    outside_gross: tuple[float, ...]
    people_of: tuple[float, ...]
    """People of cells who follow each row of the accounts table."""
    n_outside: tuple[float | None, ...]
    """People outside all cells; None where followers are not known."""

    @cached_property
    def _known(self) -> dict[frozenset[int], float]:
        return {}

    def _moved_by(self, posting: frozenset[int]) -> float:
        if posting not in self._known:
            inside = sum(person.people * person.weight * person.moved_by(posting) for person in self.people)
            self._known[posting] = inside + sum(self.outside[row] for row in posting)
        return self._known[posting]

    def value(self, asked: Iterable[tuple[str, float]]) -> float:
        """Expected people moved, each counted once, when these accounts are asked: account and acceptance."""
        return self._over_answers(list(asked), gross=False)

    def gross(self, asked: Iterable[tuple[str, float]]) -> float:
        """Expected responses with repeats: a person counts as often as they respond, clicks not held to one a post."""
        return self._over_answers(list(asked), gross=True)

    def _over_answers(self, asked: list[tuple[str, float]], *, gross: bool) -> float:
        total = 0.0
        for answers in itertools.product((True, False), repeat=len(asked)):
            chance, posting = 1.0, frozenset[int]()
            for (account, acceptance), says_yes in zip(asked, answers, strict=True):
                chance *= acceptance if says_yes else 1.0 - acceptance
                posting |= self.rows_of[account] if says_yes else frozenset()
            total += chance * (self._gross_of(posting) if gross else self._moved_by(posting))
        return total

    def _gross_of(self, posting: frozenset[int]) -> float:
        return sum(self.outside_gross[row] for row in posting) + sum(
            person.people * person.weight * person.interested * exposure.follows * exposure.responses
            for person in self.people
            for exposure in person.exposures
            if exposure.row in posting
        )

    @property
    def n_capped(self) -> int:
        """Pairs of a person and a handle where more than one click a post is expected of who is interested."""
        return sum(exposure.is_capped for person in self.people for exposure in person.exposures)


def world_of(tables: Tables) -> World:
    """Read the tables by the words of the format."""
    rows_of: dict[str, set[int]] = {}
    for row, account in enumerate(tables.accounts):
        rows_of.setdefault(account["account"], set()).add(row)
    people = _people_of_segments(tables) + _people_of_list(tables)
    people_of = [0.0] * len(tables.accounts)
    for person in people:
        for exposure in person.exposures:
            people_of[exposure.row] += person.people * exposure.follows
    audience = tables.document.get("audience") or {}
    is_complete_list = tables.followers is not None and audience.get("sample") is None
    is_ignored = (audience.get("outside") or ("ignore" if is_complete_list else "separate")) == "ignore"
    n_outside: list[float | None] = []
    once, gross = [], []
    for row, account in enumerate(tables.accounts):
        followers = account.get("followers")
        beyond = None if followers is None else 0.0 if is_ignored else max(0.0, followers - people_of[row])
        n_outside.append(beyond)
        if beyond is None:
            once.append(account["clicks"] * _factor(tables, account))
            gross.append(once[-1])
            continue
        moved, responses, _ = _response(tables, row, interested=1.0)
        once.append(beyond * moved)
        gross.append(beyond * responses)
    return World(
        rows_of={account: frozenset(rows) for account, rows in rows_of.items()},
        people=tuple(people),
        outside=tuple(once),
        outside_gross=tuple(gross),
        people_of=tuple(people_of),
        n_outside=tuple(n_outside),
    )


def _people_of_segments(tables: Tables) -> list[Person]:
    found = []
    for segment in tables.segments or ():
        interested = _interested(tables, segment.get("interested"))
        exposures = []
        for membership in tables.memberships or ():
            if membership["segment"] != segment["segment"]:
                continue
            row = handle_row(tables.accounts, membership)
            share = membership.get("share")
            follows = membership["followers"] / segment["people"] if share is None else share
            exposures.append(_exposure(tables, row, follows, interested, fit=_or_one(membership.get("fit"))))
        found.append(Person(segment["people"], _or_one(segment.get("weight")), interested, tuple(exposures)))
    return found


def _people_of_list(tables: Tables) -> list[Person]:
    sample = (tables.document.get("audience") or {}).get("sample")
    about = {person["person"]: person for person in tables.people or ()}
    stands_for = 1.0 if sample is None else 1.0 / sample
    followed: dict[str, dict[int, float]] = {}
    for entry in tables.followers or ():
        own = followed.setdefault(entry["person"], {})
        row, tie = handle_row(tables.accounts, entry), _or_one(entry.get("tie"))
        # A row that says the same again adds nobody.
        assert own.setdefault(row, tie) == tie
    found = []
    for key, ties in followed.items():
        known = about.get(key, {})
        interested = _interested(tables, known.get("interested"))
        exposures = tuple(_exposure(tables, row, 1.0, interested, tie=tie) for row, tie in ties.items())
        found.append(Person(stands_for, _or_one(known.get("weight")), interested, exposures))
    return found


def _interested(tables: Tables, own: float | None) -> float:
    """Everybody for reach; else the cell's, the scenario's, 1."""
    if tables.document["objective"] == "reach":
        return 1.0
    if own is not None:
        return own
    return _or_one(tables.document.get("interested"))


def _exposure(
    tables: Tables, row: int, follows: float, interested: float, *, fit: float = 1.0, tie: float = 1.0
) -> Exposure:
    return Exposure(row, follows, *_response(tables, row, interested=interested, fit=fit, tie=tie))


def _response(
    tables: Tables, row: int, *, interested: float, fit: float = 1.0, tie: float = 1.0
) -> tuple[float, float, bool]:
    """Chance that a post moves an interested follower; responses expected of one; whether the first is held to 1."""
    account = tables.accounts[row]
    if tables.document["objective"] == "reach":
        return account["view"], account["view"], False
    clicks = account["clicks"] / account["followers"] * fit * tie / interested if account["followers"] else 0.0
    factor = _factor(tables, account)
    # A quotient within rounding of 1 is 1.
    return min(1.0, clicks) * factor, clicks * factor, clicks > 1.0 + 1e-15


def _factor(tables: Tables, account: Row) -> float:
    conversion: float = account["conversion"] if tables.document["objective"] == "conversions" else 1.0
    return conversion


def _or_one(number: float | None) -> float:
    return 1.0 if number is None else number


def handle_row(accounts: list[Row], reference: Row) -> int:
    """Row of the accounts table that a reference means: a handle and its platform, or an account with one handle."""
    name, platform = reference["handle"], reference.get("platform") or ""
    by_handle = [
        row
        for row, account in enumerate(accounts)
        if (account.get("handle") or account["account"]) == name
        and (not platform or (account.get("platform") or "") == platform)
    ]
    by_account = [row for row, account in enumerate(accounts) if account["account"] == name]
    (found,) = by_handle or by_account
    return found
