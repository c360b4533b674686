"""The roles that a column of a table can have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What the cells of a column mean; the value is what ``--map`` calls it."""

    ACCOUNT = "account"
    HANDLE = "handle"
    URL = "url"
    PLATFORM = "platform"
    NAME = "name"
    FOLLOWERS = "followers"
    FOLLOWING = "following"
    POSTS = "posts"
    LIKES = "likes"
    VIEWS = "views"
    COMMENTS = "comments"
    SHARES = "shares"
    REPLIES = "replies"
    MENTIONS = "mentions"
    REACTIONS = "reactions"
    ENGAGEMENT = "engagement"
    CLICKS = "clicks"
    VIEW = "view"
    CONVERSION = "conversion"
    ACCEPTANCE = "acceptance"
    EFFORT = "effort"
    TIER = "tier"
    PRICE = "price"
    EMAIL = "email"
    COUNTRY = "country"
    TOPICS = "topics"
    NOTES = "notes"
    STATUS = "status"
    RANK = "rank"
    DATE = "date"
    ID = "id"
    CARRY = "carry"


class Per(Enum):
    """What a count is a count over."""

    POST = "per post"
    TOTAL = "total"
    UNSTATED = "unstated"


class Base(Enum):
    """What an engagement rate is a share of."""

    FOLLOWERS = "by followers"
    VIEWS = "by views"
    REACH = "by reach"
    UNSTATED = "unstated"


class Factor(Enum):
    """What numbers of a column are counted in."""

    ONE = 1
    THOUSANDS = 1_000
    MILLIONS = 1_000_000
    BILLIONS = 1_000_000_000


COUNTS_OF_POSTS = frozenset(
    (
        Role.LIKES, Role.VIEWS, Role.COMMENTS, Role.SHARES, Role.REPLIES, Role.MENTIONS, Role.REACTIONS, Role.CLICKS,
    )
)  # fmt: skip
"""Roles that are counted per post or in total."""

SHARES_OF_ONE = frozenset((Role.ENGAGEMENT, Role.VIEW, Role.CONVERSION, Role.ACCEPTANCE))
"""Roles whose cells are shares, written 0.034, 3.4% or 3.4."""

NUMBERS = COUNTS_OF_POSTS | SHARES_OF_ONE | {Role.FOLLOWERS, Role.FOLLOWING, Role.POSTS, Role.EFFORT}
"""Roles whose cells are read as numbers."""

MEASURES = NUMBERS - {Role.FOLLOWERS, Role.ACCEPTANCE, Role.EFFORT}
"""Roles of numbers that are a handle's, beside its followers."""

SINGLE = (
    Role.ACCOUNT,
    Role.PLATFORM,
    Role.EMAIL,
    Role.NAME,
    Role.TOPICS,
    Role.DATE,
    Role.STATUS,
    Role.ACCEPTANCE,
    Role.EFFORT,
    Role.TIER,
    Role.PRICE,
)
"""Roles that one column of a table has."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header says."""

    role: Role | None  # what the column is; None if only a platform is named
    platform: str = ""  # the platform that the header names, '' if none
    per: Per = Per.UNSTATED
    base: Base = Base.UNSTATED
    factor: Factor = Factor.ONE
    is_recent: bool = False  # whether the header names a window of time: 60d, recent, new posts
    is_percent: bool = False  # whether the header says that numbers are per cent
    n_extra: int = 0  # words beside those that name the role: fewer is nearer

    @property
    def wording(self) -> str:
        """The meaning as ``--map`` takes it."""
        parts = [self.platform] if self.platform else []
        if self.role is not None:
            parts.append(self.role.value)
        elif self.platform:
            parts.append("handle")
        if self.role in COUNTS_OF_POSTS and self.per is not Per.UNSTATED:
            parts.append(self.per.value)
        if self.role is Role.ENGAGEMENT and self.base is not Base.UNSTATED:
            parts.append(self.base.value)
        if self.factor is not Factor.ONE:
            parts.append(f"in {self.factor.name.lower()}")
        return " ".join(parts)
