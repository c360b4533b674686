"""Finds columns read as handles that repeat the same few texts, and so cannot be handles."""

from __future__ import annotations

from seeder.importing.columns.handle_words import says_handle
from seeder.importing.columns.roles import Role
from seeder.importing.judging.withdrawals import Withdrawal, withdraw
from seeder.importing.rows.draft import Draft

_FEWEST = 3
_LEAST_UNIQUE = 0.3
"""Share of texts that differ, below which others identify the rows; months of one account differ less."""


def repeated_texts(draft: Draft) -> list[Withdrawal]:
    """Columns of handles with few different texts, if the table has names and no address says who it is."""
    name = draft.layout.single.get(Role.NAME)
    if name is None:
        return []
    names = {text.strip().casefold() for text in name.column.texts} - {""}
    found = []
    for reading in draft.readings:
        for used in reading.presence.handles:
            texts = [text.strip().casefold() for text in used.column.texts if text.strip()]
            is_fine = len(texts) < _FEWEST or len(set(texts)) > _LEAST_UNIQUE * len(texts)
            if is_fine or used is name or says_handle(used.column) or len(names) <= len(set(texts)):
                continue
            if any(handle is not None and handle.url_platform for handle in reading.handles):
                continue
            found.append(withdraw(used, f"only {len(set(texts)):,} of its {len(texts):,} cells differ"))
    return found
