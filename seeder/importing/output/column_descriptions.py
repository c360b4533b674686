"""Describes how each column of the source was used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeder.importing.columns.layout import OWN_COLUMNS, Layout
from seeder.importing.columns.roles import Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.report import ColumnStory

_COMPETING = frozenset(("handle", "url", "platform", "topics", "followers", "engagement", "reactions", "views"))
"""Roles of which one column serves, and others of the same name are only carried."""


def tell_columns(
    columns: Sequence[SourceColumn],
    layout: Layout,
    written_to: Mapping[int, Sequence[str]],
    told: Mapping[int, Sequence[str]],
) -> tuple[ColumnStory, ...]:
    """Tell of every column."""
    stories = []
    for column in columns:
        places = tuple(written_to.get(column.index, ()))
        words = [*dict.fromkeys(told.get(column.index, ()))]
        taken = layout.taken.get(column.index, "")
        if not places:
            words.append("no name and no cells")
        elif not _COMPETING.isdisjoint(taken.split()) and OWN_COLUMNS.isdisjoint(places):
            words.append("copied but not used: another column is used instead, or this column contains too little")
        stories.append(ColumnStory(column.name, column.header, taken, places, tuple(words)))
    return tuple(stories)


_USED = (Role.PRICE.value, Role.STATUS.value)
"""Roles of columns that are copied and yet decide something: what is paid, and who is left out."""


COPIED_ROLES = frozenset(
    role.value for role in (Role.NAME, Role.EMAIL, Role.COUNTRY, Role.NOTES, Role.RANK, Role.ID, Role.DATE)
)
"""Roles of columns that are copied under their own name."""


def is_used(story: ColumnStory) -> bool:
    """Whether anything was made of a column, beyond carrying it along."""
    return not OWN_COLUMNS.isdisjoint(story.written_to) or story.taken_as in _USED
