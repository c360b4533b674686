"""Finds columns whose assumed role contradicts the rest of the table, and takes that role back."""

from __future__ import annotations

from seeder.importing.judging.disputed_addresses import disputed_addresses
from seeder.importing.judging.link_texts import link_texts
from seeder.importing.judging.platform_numbers import not_followers
from seeder.importing.judging.repeated_texts import repeated_texts
from seeder.importing.judging.totals import totals_of_parts
from seeder.importing.judging.unexplained_followers import unexplained_followers
from seeder.importing.raw_cells import Guess
from seeder.importing.rows.draft import Draft

JUDGES = (link_texts, repeated_texts, disputed_addresses, not_followers, totals_of_parts, unexplained_followers)
"""In this order: what a later one looks at must hold for the earlier."""


def judge(draft: Draft) -> dict[int, Guess]:
    """Return the columns whose role is taken back, by position, with what to tell of each.

    Only the first judge that finds something speaks: what the others would find can rest on the roles taken back.
    """
    if draft.layout.is_own_format:
        return {}
    for one in JUDGES:
        found = one(draft)
        if found:
            return {used.column.index: guess for used, guess in found}
    return {}
