"""Takes back the role of a column of followers that is only a total of the columns of single platforms."""

from __future__ import annotations

from seeder.importing.judging.withdrawals import Withdrawal, withdraw
from seeder.importing.rows.draft import Draft


def totals_of_parts(draft: Draft) -> list[Withdrawal]:
    """The column of followers that names no platform, where it is no account of its own in any row."""
    again = draft.counted_again
    return [] if again is None or again.is_rest else [withdraw(again.used, again.why)]
