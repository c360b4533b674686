"""Recognises columns that hold handles, by a word of the header or by what the cells look like."""

from __future__ import annotations

import re
from itertools import pairwise

from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.columns.vocabulary import words_of

_WORDS = frozenset(
    (
        "handle", "handles", "username", "usernames", "login", "nick", "screenname", "usuario",
        "benutzername", "nutzername", "identifiant", "pseudo", "arroba", "alias",
    )
)  # fmt: skip
_PAIRS = frozenset((("user", "name"), ("screen", "name"), ("nombre", "usuario"), ("nome", "usuario")))
_MOSTLY = 0.9
_HALF = 0.5
_MOST_LOOKED_AT = 2_000
_SIGNS = re.compile(r"[@＠_]|\w\.\w|\d")
_FIRST_NAME = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)?")


def says_handle(column: SourceColumn) -> bool:
    """Whether a column holds handles for certain, by a word of its header or by the ``@`` before its cells."""
    words = words_of(column.header)
    is_said = not _WORDS.isdisjoint(words) or not _PAIRS.isdisjoint(pairwise(words))
    return is_said or column.content.at_handle >= _MOSTLY


def holds_handles(column: SourceColumn) -> bool:
    """Whether a column holds handles by its header or by its cells: they are written as handles are, and no titles."""
    return says_handle(column) or column.content.username >= _MOSTLY


def surely_holds_handles(column: SourceColumn) -> bool:
    """Whether a column holds handles by its header, or its cells have what only handles have, as ``ada.reads``."""
    return says_handle(column) or (column.content.username >= _MOSTLY and has_signs_of_handles(column))


def has_signs_of_handles(column: SourceColumn) -> bool:
    """Whether most cells have what names have not: ``@``, a digit, a point or ``_`` within a word."""
    texts = [text.strip() for text in column.texts[:_MOST_LOOKED_AT] if text.strip()]
    return 2 * sum(_SIGNS.search(text) is not None for text in texts) > len(texts)


def holds_names(column: SourceColumn) -> bool:
    """Whether most cells are names of people: of several words, or one that begins with a capital letter."""
    is_written = column.content.bare_handle < _HALF or holds_first_names(column)
    return is_written and not holds_handles(column) and max(column.content.url, column.content.number) < _HALF


def holds_first_names(column: SourceColumn) -> bool:
    """Whether most cells are one word of letters that begins with a capital one, as first names are."""
    texts = [text.strip() for text in column.texts[:_MOST_LOOKED_AT] if text.strip()]
    return 2 * sum(_FIRST_NAME.fullmatch(text) is not None and not text[0].islower() for text in texts) > len(texts)
