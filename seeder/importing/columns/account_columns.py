"""Tells a column of accounts from one of handles, where a table has both: accounts group rows, handles name them.

Alone, a column called account is one of handles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from seeder.importing.columns.handle_words import says_handle
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.columns.vocabulary import words_of

_WORDS = frozenset(
    (
        ("account",), ("accounts",), ("account", "name"), ("konto",), ("kontoname",), ("cuenta",), ("nombre", "cuenta"),
        ("conta",), ("nome", "conta"), ("compte",), ("nom", "compte"), ("nome", "account"),
    )
)  # fmt: skip
_BESIDE = frozenset(("de", "da", "do", "du", "la", "el", "le", "of", "the"))
_USERS = frozenset(("utilisateur", "utente"))
"""Words of headers of handles as ``user`` is one."""
_MOST_HANDLES = 10
"""Handles that one account may have; a text of more rows is an agency or a list."""


def account_column(handles: Sequence[SourceColumn], mapped: Collection[int]) -> SourceColumn | None:
    """The column that says which handles are of one account, of columns that all could be handles; None if none does.

    Parameters
    ----------
    handles
        Columns that could be handles, none of them of a single platform.
    mapped
        Positions of columns of which the user says what they are.
    """
    found = [column for column in handles if _says_account(column) and column.index not in mapped]
    others = [column for column in handles if column not in found and _says_handle(column)]
    if len(found) != 1 or not others:
        return None
    pairs = {
        (text, name)
        for text, name in zip(found[0].texts, others[0].texts, strict=True)
        if text.strip() and name.strip()
    }
    n_handles = Counter(text for text, _ in pairs)
    return found[0] if n_handles and max(n_handles.values()) <= _MOST_HANDLES else None


def _says_account(column: SourceColumn) -> bool:
    return tuple(word for word in words_of(column.header) if word not in _BESIDE) in _WORDS


def _says_handle(column: SourceColumn) -> bool:
    return says_handle(column) or not _USERS.isdisjoint(words_of(column.header))
