"""Tells what the cells of a column are, whatever the column is called: platforms, tiers, profiles, yes or no."""

from __future__ import annotations

import re

from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.columns.vocabulary import words_of
from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.profiles.profiles import read_profile
from seeder.scenario.platforms import canonical_platform
from seeder.scenario.tables.assumed_sizes import tier_named

_KNOWN_PLATFORMS = frozenset(
    (
        "x", "instagram", "tiktok", "youtube", "facebook", "twitch", "linkedin",
        "mastodon", "bluesky", "pinterest", "snapchat", "threads", "telegram", "newsletter",
        "podcast", "substack", "blog", "reddit", "discord", "vk", "weibo",
    )
)  # fmt: skip
_YES_OR_NO = frozenset(
    (
        "yes", "no", "y", "n", "x", "✓", "✔", "✗", "true", "false", "active", "inactive", "ja", "nein", "si", "sí",
        "oui", "non", "sim", "não", "nao",
    )
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{4}")
_MOST_TIERS = 20
_TIER_WORDS = frozenset(
    ("nano", "micro", "mikro", "macro", "makro", "mega", "celebrity", "celebrities", "celebrite", "celebridad", "promi")
)


def names_platforms(column: SourceColumn, *, least: float = 0.5) -> bool:
    """Whether a share of the cells are names of platforms."""
    filled = [text.strip() for text in column.texts[:2_000] if text.strip()]
    known = sum(canonical_platform(text) in _KNOWN_PLATFORMS for text in filled)
    return known >= least * len(filled) and known > 0


def are_words(column: SourceColumn) -> bool:
    """Whether most cells have letters in a row, as handles do, and codes and numbers hardly ever."""
    filled = [text for text in column.texts[:500] if text.strip()]
    return sum(_WORD.search(text) is not None for text in filled) > 0.5 * len(filled)


def says_yes_or_no(column: SourceColumn) -> bool:
    """Whether all cells say yes, no or nothing."""
    texts = {text.strip().casefold() for text in column.texts} - {""}
    return bool(texts) and texts <= _YES_OR_NO


def names_tiers(column: SourceColumn) -> bool:
    """Whether cells are tiers, as "Micro (10-50k)" is, and some are no words of other meanings, as "media" is."""
    texts = {text.strip() for text in column.texts[:2_000] if not is_blank_word(text)}
    if not texts or len(texts) > _MOST_TIERS or not all(map(tier_named, texts)):
        return False
    return not _TIER_WORDS.isdisjoint(word for text in texts for word in words_of(text))


def are_profiles(column: SourceColumn) -> bool:
    """Whether most cells lead to a profile."""
    filled = [text for text in column.texts[:500] if text.strip()]
    return sum(read_profile(text) is not None for text in filled) > 0.5 * len(filled)


def n_filled(column: SourceColumn) -> int:
    """Count the cells with a text."""
    return sum(bool(text.strip()) for text in column.texts)
