"""Looks for the platform of the handles that name none, in the names of the columns around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeder.importing.columns.identifying_texts import handles_in, share_of_same
from seeder.importing.columns.layout import Presence, Used
from seeder.importing.columns.platform_hints import PlatformHint, find_column_hint
from seeder.importing.columns.roles import Role
from seeder.importing.columns.source_columns import SourceColumn

_HALF = 0.5


def column_hint_of(
    columns: Sequence[SourceColumn], used: Mapping[int, Used], presences: Sequence[Presence]
) -> PlatformHint | None:
    """The platform that names of columns hint at; None if none does.

    A column called TikTok with handles or addresses of others says nothing: the handles beside it are elsewhere.
    """
    general = [one.column for presence in presences if not presence.platform for one in presence.handles]
    hinting = [column for column in columns if not _has_others(used.get(column.index), general)]
    return find_column_hint(
        [column.header for column in hinting],
        [one.column.header for presence in presences for one in presence.followers],
        [column.texts for column in columns],
    )


def _has_others(one: Used | None, general: Sequence[SourceColumn]) -> bool:
    """Whether a column names accounts on a platform, and others than the column of handles."""
    if one is None or not one.meaning.platform or one.meaning.role not in (Role.HANDLE, Role.URL) or not general:
        return False
    texts = handles_in(one.column) if one.meaning.role is Role.URL else one.column.texts
    return any(text.strip() for text in texts) and share_of_same(general[0].texts, texts) < _HALF
