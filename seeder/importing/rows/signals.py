"""Computes views and engagement per post from columns of likes, views, comments and rates.

    views       views per post, as given, or views in total / posts
    engagement  (likes + comments + shares per post) / followers, or a rate by followers as given
                rate by views · views per post / followers

A count that the header calls neither an average nor a total is taken as per post where the usual account has at most
one view, or at most 0.2 reactions, a follower: posts are liked by 0.7–5 % of the followers, by tier (vendor), and
totals over hundreds of posts lie far above. A rate that does not say what it is a share of is compared with reactions
per follower and per view; it is read as by followers where that agrees within a factor of 2 for the usual account, or
where there is nothing to compare it with.

References
----------
GRIN, "How are engagement rates calculated?": (likes + comments) / followers; the same in RivalIQ's benchmarks, per
follower and post. The limits of 1, 0.2 and 2 are assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from seeder.importing.columns.layout import Presence, Used
from seeder.importing.columns.roles import COUNTS_OF_POSTS, Base, Per, Role
from seeder.importing.raw_cells import Guesses
from seeder.importing.report import Rule
from seeder.importing.rows.number_columns import NumberColumn, tidy
from seeder.problem.arrays import FloatArray

_MOST_VIEWS, _MOST_REACTIONS, _AGREES = 1.0, 0.2, 2.0
_SOURCE = "GRIN: (likes + comments) / followers; RivalIQ: per follower and post"
_AS_GIVEN = "as given by the source"


@dataclass(frozen=True, eq=False)
class Signal:
    """A column of accounts.csv that follows from columns of the source."""

    numbers: FloatArray  # NaN if nothing is known, shape (n_rows,)
    columns: tuple[Used, ...]  # columns that it follows from
    rule: Rule
    is_direct: bool  # whether numbers are those of one column as they stood


@dataclass(frozen=True, eq=False)
class _Count:
    numbers: FloatArray
    columns: tuple[Used, ...]
    words: str
    is_direct: bool


class SignalRules:
    """Applies the rules to one presence; followers are NaN if not known, shape (n_rows,) [people]."""

    def __init__(self, presence: Presence, followers: FloatArray, read: Callable[[Used], NumberColumn]) -> None:
        self._presence = presence
        self._followers = np.where(followers > 0, followers, np.nan)
        self._read = read
        self.guesses = Guesses()
        self.told: dict[int, list[str]] = {}
        self._counts: dict[Role, _Count | None] = {}

    def signals(self, *, is_own_format: bool) -> dict[str, Signal]:
        """Columns of accounts.csv by name."""
        found: dict[str, Signal] = {}
        for role in (Role.CLICKS, Role.VIEW, Role.CONVERSION, Role.VIEWS):
            self._put(found, role)
        if is_own_format:
            self._put(found, Role.ENGAGEMENT)
        elif (engagement := self._engagement()) is not None:
            found["engagement"] = engagement
        for role in (Role.FOLLOWING, Role.REPLIES, Role.MENTIONS):
            self._put(found, role)
        return found

    def _put(self, found: dict[str, Signal], role: Role) -> None:
        given = self._of(role)[:1]
        count = self._count(role) if role in COUNTS_OF_POSTS else self._direct(given[0]) if given else None
        if count is not None:
            source = _AS_GIVEN if count.is_direct else "total divided by the number of posts"
            rule = Rule(role.value, count.words, source, _known(count.numbers))
            found[role.value] = Signal(count.numbers, count.columns, rule, count.is_direct)

    def _of(self, role: Role) -> list[Used]:
        return [one for one in self._presence.measures if one.meaning.role is role]

    def _direct(self, one: Used) -> _Count:
        return _Count(self._read(one).numbers, (one,), f"{one.column.name!r}", True)

    def _count(self, role: Role) -> _Count | None:
        """A count per post, however the table tells it."""
        if role not in self._counts:
            self._counts[role] = self._count_anew(role)
        return self._counts[role]

    def _count_anew(self, role: Role) -> _Count | None:
        found = self._of(role)
        for one in found:
            if one.meaning.per is Per.POST:
                return self._direct(one)
        posts = self._of(Role.POSTS)
        for one in found:
            if one.meaning.per is Per.UNSTATED and self._is_per_post(one, role):
                return self._direct(one)
        for one in found:
            if posts and (one.meaning.per is Per.TOTAL or role is not Role.CLICKS):
                number = self._read(posts[0]).numbers
                with np.errstate(divide="ignore", invalid="ignore"):
                    per_post = _short(np.where(number > 0, self._read(one).numbers / number, np.nan))
                words = f"{one.column.name!r} / {posts[0].column.name!r}"
                return _Count(per_post, (one, posts[0]), words, False)
        for one in found:
            self._tell(one, f"copied but not used: {role.value} are totals, and no column has the number of posts")
        return None

    def _is_per_post(self, one: Used, role: Role) -> bool:
        """Decide whether a count that does not say so is per post."""
        name = one.column.name
        if role in (Role.REPLIES, Role.MENTIONS):
            return False
        if role is Role.CLICKS:
            self._guess(
                one,
                "read as clicks per post",
                "its name does not say whether it is per post or in total",
                "clicks total",
            )
            return True
        if role in (Role.COMMENTS, Role.SHARES):
            likes = self._count(Role.LIKES)
            if likes is not None:
                is_average = any(used.meaning.per is Per.POST for used in likes.columns) or likes.is_direct
                self._guess(
                    one,
                    f"read as {role.value} {'per post' if is_average else 'in total'}",
                    "the likes are counted the same way",
                    f"{role.value} {'total' if is_average else 'per post'}",
                )
                return is_average
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = self._read(one).numbers / self._followers
        usual = _median(ratio)
        limit = _MOST_VIEWS if role is Role.VIEWS else _MOST_REACTIONS
        if usual is None and role is Role.VIEWS and np.isnan(self._followers).all() and not self._of(Role.POSTS):
            reason = f"{name!r} does not say whether it is per post or in total, and there are no followers or posts"
            self._guess(one, "read as views per post", reason, "views total")
            return True
        if usual is None:
            self._tell(one, f"copied but not used: nothing shows whether {role.value} are per post or in total")
            return False
        is_average = usual <= limit
        self._guess(
            one,
            f"read as {role.value} {'per post' if is_average else 'in total'}",
            f"{name!r} does not say whether it is per post or in total; typically, it is {usual:.3g} per follower"
            f" ({'at most' if is_average else 'more than'} {limit:g}, the limit for numbers per post)",
            f"{role.value} {'total' if is_average else 'per post'}",
        )
        return is_average

    def _engagement(self) -> Signal | None:
        reactions = self._reactions()
        rates = self._of(Role.ENGAGEMENT)
        by_base = {base: [one for one in rates if one.meaning.base is base] for base in Base}
        if by_base[Base.FOLLOWERS]:
            return self._rate(by_base[Base.FOLLOWERS][0], "a rate by followers")
        for one in by_base[Base.UNSTATED]:
            found = self._unstated(one, reactions)
            if found is not None:
                return found
        if reactions is not None:
            numbers = _short(reactions.numbers / self._followers)
            return self._engaged(numbers, reactions.columns, f"{reactions.words} / followers", False)
        views = self._count(Role.VIEWS)
        for one in by_base[Base.VIEWS]:
            if views is not None:
                return self._by_views(one, views, "a rate by views")
            self._tell(one, "copied but not used: the rate is by views, and no column has the views per post")
        for one in by_base[Base.REACH]:
            self._tell(one, "copied but not used: the rate is by reach, and reach is not known")
        return None

    def _unstated(self, one: Used, reactions: _Count | None) -> Signal | None:
        rate = self._read(one).numbers
        name = one.column.name
        if reactions is None:
            self._guess(
                one,
                "read as the share of followers who react to a post",
                f"{name!r} does not say what it is a share of; followers are usually meant ({_SOURCE})",
                "engagement by views",
            )
            return self._rate(one, "read as a rate by followers")
        ratio = _median(rate / (reactions.numbers / self._followers))
        if ratio is not None and 1 / _AGREES <= ratio <= _AGREES:
            self._guess(
                one,
                "read as the share of followers who react to a post",
                _about_the_same(name, ratio, f"{reactions.words} divided by followers"),
                "engagement by views",
            )
            return self._rate(one, "read as a rate by followers, because it agrees with the reactions per follower")
        views = self._count(Role.VIEWS)
        if views is not None:
            with np.errstate(divide="ignore", invalid="ignore"):
                per_view = reactions.numbers / np.where(views.numbers > 0, views.numbers, np.nan)
                ratio_to_views = _median(rate / per_view)
            if ratio_to_views is not None and 1 / _AGREES <= ratio_to_views <= _AGREES:
                self._guess(
                    one,
                    "read as the share of viewers who react",
                    _about_the_same(name, ratio_to_views, f"{reactions.words} divided by views"),
                    "engagement by followers",
                )
                return self._by_views(one, views, "read as a rate by views")
        self._guess(
            one,
            f"copied but not used; engagement is computed from {reactions.words}",
            f"{name!r} does not say what it is a share of, and is like neither reactions per follower nor per view",
            "engagement by followers",
        )
        return None

    def _reactions(self) -> _Count | None:
        """Likes, comments and shares per post, or reactions as counted by the source."""
        likes = self._count(Role.LIKES)
        if likes is None:
            return self._count(Role.REACTIONS)
        numbers, columns, words = likes.numbers, list(likes.columns), [likes.words]
        for role in (Role.COMMENTS, Role.SHARES):
            more = self._count(role)
            if more is not None:
                numbers = numbers + np.nan_to_num(more.numbers)
                columns += more.columns
                words.append(more.words)
        text = " + ".join(words)
        return _Count(numbers, tuple(columns), f"({text})" if len(words) > 1 else text, False)

    def _rate(self, one: Used, words: str) -> Signal:
        return self._engaged(self._read(one).numbers, (one,), f"{one.column.name!r}, {words}", True)

    def _by_views(self, one: Used, views: _Count, words: str) -> Signal:
        with np.errstate(divide="ignore", invalid="ignore"):
            numbers = _short(self._read(one).numbers * views.numbers / self._followers)
        rule = f"{one.column.name!r} ({words}) · views per post / followers"
        return self._engaged(numbers, (one, *views.columns), rule, False, source="rate by views · views = reactions")

    def _engaged(
        self, numbers: FloatArray, columns: Sequence[Used], words: str, is_direct: bool, *, source: str = _SOURCE
    ) -> Signal:
        return Signal(numbers, tuple(columns), Rule("engagement", words, source, _known(numbers)), is_direct)

    def _guess(self, one: Used, decision: str, reason: str, other: str) -> None:
        platform = f"{one.meaning.platform} " if one.meaning.platform else ""
        name = one.column.name
        self.guesses.add(f"column {name!r}", decision, reason, f'--map "{platform}{other}={name}"')

    def _tell(self, one: Used, words: str) -> None:
        told = self.told.setdefault(one.column.index, [])
        if words not in told:
            told.append(words)


def _about_the_same(name: str, ratio: float, words: str) -> str:
    times = "" if round(ratio, 1) == 1.0 else f", typically {ratio:.2g} times as much"
    return f"{name!r} is about the same as {words}{times}; its header does not say what it is a share of"


def _median(numbers: FloatArray) -> float | None:
    known = numbers[np.isfinite(numbers)]
    return float(np.median(known)) if len(known) else None


def _short(numbers: FloatArray) -> FloatArray:
    """Six significant digits: more than any of the counts has."""
    found = np.array([float(f"{number:.6g}") for number in numbers.tolist()], dtype=np.float64)
    return tidy(found)


def _known(numbers: FloatArray) -> int:
    return int(np.isfinite(numbers).sum())
