"""Recognises columns that hold handles and no titles, by a word of the header or by what the cells look like."""

from __future__ import annotations

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


def says_handle(column: SourceColumn) -> bool:
    """Whether a column holds handles for certain, by a word of its header or by the ``@`` before its cells."""
    words = words_of(column.header)
    is_said = not _WORDS.isdisjoint(words) or not _PAIRS.isdisjoint(pairwise(words))
    return is_said or column.content.at_handle >= _MOSTLY


def holds_handles(column: SourceColumn) -> bool:
    """Whether a column holds handles by its header or by its cells: they are written as handles are, and no titles."""
    return says_handle(column) or column.content.username >= _MOSTLY
