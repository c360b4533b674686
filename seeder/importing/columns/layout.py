"""The layout of a table: the role of each column, and which columns belong to one handle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from seeder.importing.columns.platform_hints import PlatformHint
from seeder.importing.columns.roles import Meaning, Role
from seeder.importing.columns.source_columns import SourceColumn

OWN_FORMAT = ("account", "handle", "platform", "followers")
"""How the header of an accounts table begins that an import wrote."""

OWN_SIGNALS = ("clicks", "view", "conversion", "views", "engagement", "following", "replies", "mentions")
"""Columns of such a table that say how an audience responds, in its order."""

OWN_COLUMNS = frozenset((*OWN_FORMAT, *OWN_SIGNALS, "acceptance", "effort", "topics", "tier"))


@dataclass(frozen=True, slots=True)
class Used:
    """A column in a role, by the header or by what overruled it."""

    column: SourceColumn
    meaning: Meaning


@dataclass(frozen=True, eq=False)
class Presence:
    """Where a row of the source names one handle."""

    platform: str  # the platform that the columns' names say, '' if they say none
    handles: tuple[Used, ...] = ()  # columns that hold the handle, the better first
    url: Used | None = None  # column that holds the address of the profile
    followers: tuple[Used, ...] = ()  # columns that hold the followers, the better first
    measures: tuple[Used, ...] = ()  # further numbers of the handle: likes, views, engagement, following …
    # Whether the columns of numbers name no platform though rows name several handles: then they are of one of them.
    is_shared: bool = False


@dataclass(frozen=True, eq=False)
class Layout:
    """Columns by role."""

    # One where a row names one handle; several where platforms have columns of their own.
    presences: tuple[Presence, ...]
    # Whether the table is an accounts table as written by an import: its columns are then known by their exact names.
    is_own_format: bool
    # Columns of roles that a table has once: account, platform, email, name, topics, acceptance, effort.
    single: Mapping[Role, Used]
    # Platform that column names hint at, where no cell says any; None if none does.
    column_hint: PlatformHint | None = None
    # Columns that can say when a row was observed: those that are called a date, and those without a role.
    dates: tuple[SourceColumn, ...] = ()
    unused: tuple[SourceColumn, ...] = ()
    # Every column that has a role → the role in the words of `--map`.
    taken: Mapping[int, str] = field(default_factory=dict)


def number_columns_of(layout: Layout) -> list[Used]:
    """Columns whose cells are read as numbers."""
    found = [one for presence in layout.presences for one in (*presence.followers, *presence.measures)]
    found += [layout.single[role] for role in (Role.ACCEPTANCE, Role.EFFORT) if role in layout.single]
    return found
