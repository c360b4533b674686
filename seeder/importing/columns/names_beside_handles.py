"""Tells names from handles where a table has both: headers such as ``Creator`` and ``Channel name`` can mean either."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from seeder.importing.columns.cell_kinds import n_filled
from seeder.importing.columns.handle_words import holds_handles, holds_names
from seeder.importing.columns.layout import Used
from seeder.importing.columns.platform_hints import platforms_named
from seeder.importing.columns.roles import Meaning, Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.profiles.handle_rules import is_channel_id


def name_beside_handles(used: Mapping[int, Used], mapped: Collection[int]) -> tuple[SourceColumn, SourceColumn] | None:
    """The column that is called after accounts and has names, and one that has the handles; None if not both.

    Parameters
    ----------
    used
        Columns in the roles that their headers say, by position.
    mapped
        Positions of columns of which the user says what they are.
    """
    named = [one.column for one in used.values() if one.meaning == Meaning(Role.HANDLE)]
    others = [one.column for one in used.values() if one.meaning.role is Role.HANDLE and one.column not in named]
    others += [one.column for one in used.values() if one.meaning.role is Role.URL and one.meaning.platform]
    others += [column for column in named if column.index in mapped or holds_handles(column)]
    # The name of a youtuber beside a channel on YouTube is of the same account.
    names = [column for column in named if holds_names(column) and not platforms_named(column.header)]
    names = [column for column in names if column.index not in mapped]
    return (names[0], others[0]) if len(names) == 1 and others else None


def titles_of_channels(used: Mapping[int, Used], mapped: Collection[int]) -> list[SourceColumn] | None:
    """The columns that are called handles and have titles; None if others have handles or addresses."""
    found = []
    for one in used.values():
        if one.meaning.role is Role.URL:
            return None
        if one.meaning.role is Role.HANDLE:
            if one.meaning.platform not in ("", "youtube") or one.column.index in mapped or holds_handles(one.column):
                return None
            found.append(one.column)
    return found


def channel_ids(columns: Iterable[SourceColumn], rivals: Iterable[SourceColumn]) -> SourceColumn | None:
    """The first column of ids of YouTube channels, if it has more cells than each column of addresses or handles."""
    most = max(map(n_filled, rivals), default=0)
    for column in columns:
        texts = [text.strip() for text in column.texts if text.strip()]
        if len(texts) > most and all(map(is_channel_id, texts)):
            return column
    return None
