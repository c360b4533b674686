"""Guesses the platform of a whole table from the names of its sheet, file and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from seeder.importing.columns.vocabulary import words_of
from seeder.importing.profiles.handle_rules import is_channel_id

_STARTS = (
    ("instagram", "instagram"),
    ("insta", "instagram"),
    ("tiktok", "tiktok"),
    ("youtube", "youtube"),
    ("twitter", "x"),
    ("facebook", "facebook"),
    ("twitch", "twitch"),
    ("linkedin", "linkedin"),
    ("mastodon", "mastodon"),
    ("bluesky", "bluesky"),
    ("pinterest", "pinterest"),
)
_STARTS_OF_FILES = (
    ("telegram", "telegram"),
    ("reddit", "reddit"),
    ("subreddit", "reddit"),
    ("substack", "substack"),
    ("newsletter", "newsletter"),
    ("podcast", "podcast"),
)
"""A file can be called by these; a header says as often what else somebody has."""

_SUBSCRIBER_WORDS = ("subscri", "suscript", "subscrit", "inscrit")


@dataclass(frozen=True, slots=True)
class PlatformHint:
    """A platform, and what hints at it."""

    platform: str
    reason: str


def find_hint(source: str, sheet: str, column_hint: PlatformHint | None) -> PlatformHint | None:
    """Look for a platform in the names of sheet and file, then of columns; None if none or several are named."""
    for text, where in ((sheet, f"the sheet is named {sheet!r}"), (PurePath(source).stem, "the file has this name")):
        words = words_of(text)
        more = {platform for word in words for start, platform in _STARTS_OF_FILES if word.startswith(start)}
        found = platforms_named(text) | more
        if len(found) == 1:
            return PlatformHint(found.pop(), where)
    return column_hint


def find_column_hint(
    headers: Sequence[str], follower_headers: Sequence[str], texts: Sequence[Sequence[str]]
) -> PlatformHint | None:
    """Look for a platform in headers, then for subscribers among the columns of followers, then for ids in cells."""
    found = {name for header in headers for name in platforms_named(header)}
    if len(found) == 1:
        return PlatformHint(found.pop(), "its columns have typical names of this platform")
    words = " ".join(header.casefold() for header in follower_headers)
    if not found and any(word in words for word in _SUBSCRIBER_WORDS):
        return PlatformHint("youtube", "its column of followers is named 'subscribers'")
    if not found and any(_are_channels(column) for column in texts):
        return PlatformHint("youtube", "a column has the ids of channels")
    return None


def _are_channels(texts: Sequence[str]) -> bool:
    """Whether the cells are ids of YouTube channels, or of the lists of their uploads: `UC…`, `UU…`."""
    filled = [text.strip() for text in texts if text.strip()]
    return bool(filled) and all(is_channel_id(f"UC{text[2:]}") and text[:2] in ("UC", "UU") for text in filled)


def platforms_named(text: str) -> set[str]:
    """Platforms that words of a header, or of a file's name, begin with."""
    return {platform for word in words_of(text) for start, platform in _STARTS if word.startswith(start)}
