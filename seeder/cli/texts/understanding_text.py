"""How a scenario was understood, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeder.cli.texts.terms_text import terms_lines
from seeder.figures import counted, number, percent
from seeder.scenario.document.documents import DEFAULT_APPROACH
from seeder.text import for_terminal

if TYPE_CHECKING:
    from seeder.analysis.understanding import AudienceCount, NumberCount, PairCount, Understanding


def understanding_lines(name: str, understood: Understanding, *, n_to_review: int = 0) -> Iterator[str]:
    """Return lines: what is asked for, then accounts, options, followers, audience, and each kind of number.

    ``n_to_review``: points that the import of the scenario left to review.
    """
    tiers = ", ".join(f"{count:,} {tier or 'of unknown tier'}" for tier, count in understood.tiers.items())
    yield f"{for_terminal(name)}: no issues."
    if n_to_review:
        points = counted(n_to_review, "point")
        yield f'  review     {points} from the import: read "Please check" in import-report.md, if you have not yet'
    yield from terms_lines(understood.terms)
    yield f"  accounts   {understood.n_accounts:,} with {counted(understood.n_handles, 'handle')} ({tiers})"
    yield f"  options    {understood.n_options:,}{_approach_words(understood)}"
    blank = understood.n_without_followers
    unknown = f"; {counted(blank, 'handle')} without a number" if blank else ""
    assumed = "".join(
        f"; {counted(n_handles, 'handle')} assumed from {'their' if n_handles > 1 else 'its'} {basis}"
        for basis, n_handles in understood.followers_assumed.items()
    )
    yield f"  followers  {number(understood.followers)} in all{unknown}{assumed}"
    yield from _audience_lines(understood.audience)
    for count in understood.numbers:
        yield from _number_lines(count)


def _approach_words(understood: Understanding) -> str:
    """How many options there are of each approach: ' (3 by cold, 0 by paid)'; '' if accounts are just asked."""
    if list(understood.approaches) == [DEFAULT_APPROACH]:
        return ""
    by = ", ".join(f"{count:,} by {for_terminal(approach)}" for approach, count in understood.approaches.items())
    return f" ({by})"


def _audience_lines(audience: AudienceCount) -> Iterator[str]:
    if not audience.n_cells:
        told = "nobody follows two accounts" if audience.kind == "separate" else "no cells"
        yield f"  audience   {audience.kind}: {told}"
        return
    cells, entries = counted(audience.n_cells, "cell"), counted(audience.n_entries, "entry", "entries")
    sampled = ", estimated from a sample" if audience.is_estimated else ""
    yield f"  audience   {audience.kind}: {number(audience.people)} people in {cells}, {entries}{sampled}"
    if audience.pairs is not None:
        yield from _pair_lines(audience.pairs)
        return
    if audience.share_in_cells is None:
        return
    rest = ""
    if audience.outside_is_ignored and audience.share_in_cells < 1:
        rest = "; the others are left out"
    elif audience.outside > 0:
        rest = f"; we assume that each of the other {number(audience.outside)} follows only one account"
    yield f"    {percent(audience.share_in_cells)} of followers are in cells{rest}"


def _pair_lines(pairs: PairCount) -> Iterator[str]:
    given = f"{pairs.n_stated:,} of {pairs.n_possible:,} pairs given"
    if pairs.n_stated == pairs.n_possible:
        others = ""
    else:
        others = f", the others assumed {pairs.unstated}"
        if pairs.unstated == "sainsbury" and pairs.population is not None:
            others += f" among {number(pairs.population)} people"
        if pairs.threshold is not None:
            others += f"; pairs that are not in your table share fewer than {number(pairs.threshold)} people"
    yield f"    {given}{others}"
    if pairs.ninetieth_misfit == 0 and not pairs.n_outside:
        yield "    all pairs are reproduced exactly"
        return
    if pairs.median_misfit is not None and pairs.ninetieth_misfit is not None:
        off = f"half within {percent(pairs.median_misfit)}, nine in ten within {percent(pairs.ninetieth_misfit)}"
        yield f"    pairs are reproduced: {off}"
    outside = counted(pairs.n_outside, "pair is", "pairs are")
    yield f"    {outside} not reproduced within the precision of your numbers"


def _number_lines(count: NumberCount) -> Iterator[str]:
    measured = f"{count.n_measured:,} measured, " if count.n_measured else ""
    yield f"  {count.kind:<10} per {count.per}: {count.n_given:,} given, {measured}{count.n_defaults:,} defaults"
    for source, times in count.given.items():
        yield f"    {times:>9,} given: {source}"
    for source, times in count.defaults.items():
        yield f"    {times:>9,} default: {source}"
