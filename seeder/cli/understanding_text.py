"""What was understood of a scenario, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeder.plan.wording import number
from seeder.text import for_terminal

if TYPE_CHECKING:
    from seeder.analysis.understanding import NumberCount, Understanding


def understanding_lines(name: str, understood: Understanding) -> Iterator[str]:
    """Return lines: accounts, options, followers, then each kind of number with its sources."""
    tiers = ", ".join(f"{count:,} {tier or 'of unknown tier'}" for tier, count in understood.tiers.items())
    yield f"{for_terminal(name)}: no issues."
    yield f"  accounts   {understood.n_accounts:,} with {understood.n_handles:,} handles ({tiers})"
    by = ", ".join(f"{count:,} by {for_terminal(approach)}" for approach, count in understood.approaches.items())
    yield f"  options    {understood.n_options:,} ({by})"
    blank = understood.n_without_followers
    unknown = f"; {blank:,} handle{'s' if blank != 1 else ''} without" if blank else ""
    yield f"  followers  {number(understood.followers)} in all{unknown}"
    yield f"  rules      {understood.n_rules:,}"
    for count in understood.numbers:
        yield from _number_lines(count)


def _number_lines(count: NumberCount) -> Iterator[str]:
    yield f"  {count.kind:<10} per {count.per}: {count.n_given:,} given, {count.n_defaults:,} defaults"
    for source, times in count.given.items():
        yield f"    {times:>9,} given: {source}"
    for source, times in count.defaults.items():
        yield f"    {times:>9,} default: {source}"
