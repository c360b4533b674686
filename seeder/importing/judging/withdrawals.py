"""Explains why a column lost its role, and how to use the column all the same."""

from __future__ import annotations

from seeder.importing.columns.layout import Used
from seeder.importing.raw_cells import Guess

Withdrawal = tuple[Used, Guess]
"""A column in the role that it loses, and what to tell of it."""


def withdraw(used: Used, why: str, *, is_doubtful: bool = True) -> Withdrawal:
    """Carry a column along instead of using it, and say how to use it all the same."""
    guess = Guess(
        f"column {used.column.name!r}",
        f"copied but not used as {used.meaning.wording}",
        why,
        f'--map "{used.meaning.wording}={used.column.name}"',
        is_doubtful=is_doubtful,
    )
    return used, guess
