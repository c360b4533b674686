"""What is known, assumed and odd about who follows two handles. Numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from seeder.analysis.overlap.forced_pairs import ForcedPairs, find_forced_pairs
from seeder.analysis.overlap.misfit import UNMET, Misfit, misfit_of
from seeder.analysis.overlap.oddities import OddData, find_odd_data
from seeder.analysis.overlap.products import MOST_HANDLES, all_pairs, can_pair_all
from seeder.analysis.overlap.shares import MOSTLY, Nesting, SharedPairs, Twins, find_nesting, nearest_twins
from seeder.analysis.records import known_numbers, records
from seeder.argument_kinds import require_kind
from seeder.audience import Audience, build_audience
from seeder.brief_repr import brief_repr
from seeder.errors import UnsupportedError
from seeder.problem.arrays import FloatArray, IntArray
from seeder.scenario import Scenario
from seeder.scenario.audiences.overlap_statements import FORMS
from seeder.scenario.audiences.overlaps import Overlaps
from seeder.scenario.tables.columns import blank_cells


@dataclass(frozen=True, eq=False)
class StatedFacts:
    """What an overlaps table states, and how well the fitted cells reproduce it."""

    overlaps: Overlaps
    by_form: dict[str, int]  # Form → pairs that are stated so; a row with several numbers counts for each.
    n_possible: int  # All pairs of handles.
    # Pairs that are not stated of handles that both are: the table leaves them out for sharing few. 0 without a
    # threshold.
    n_under_threshold: int
    # Population in which the stated pairs would share as many people by chance, as a whole [people]; None where small
    # pairs are left out, so that those stated are the large ones, or where nobody is shared.
    chance_population: float | None
    # Fewest people that there can be in all: those of the largest audience, or of two together [people].
    least_population: float
    # Pairs that are not stated and must share people, by those that are; None where they are too many to look at.
    forced: ForcedPairs | None
    misfit: Misfit  # Fitted against stated.
    odd: OddData

    @property
    def n_stated(self) -> int:
        """Pairs that are stated."""
        return len(self.overlaps.a)

    @property
    def n_unstated(self) -> int:
        """Pairs that are not."""
        return self.n_possible - self.n_stated


@dataclass(frozen=True, eq=False)
class OverlapFacts:
    """Facts about the followers that pairs of handles share.

    Parameters
    ----------
    scenario, audience
        What it was made from.
    pairs
        Of overlaps: the stated pairs. Of segments and follower lists: all pairs of which somebody follows both.
        None of separate audiences.
    twins, nesting
        Nearest twins and who sits inside whom, by these pairs.
    stated
        More on stated pairs; None where the audience is no overlaps table.
    """

    __repr__ = brief_repr

    scenario: Scenario
    audience: Audience
    pairs: SharedPairs
    twins: Twins
    nesting: Nesting
    stated: StatedFacts | None

    @property
    def kind(self) -> str:
        """Kind of audience."""
        return self.scenario.document.audience.kind

    @property
    def n_handles(self) -> int:
        """Number of handles."""
        return self.scenario.accounts.n_rows

    @property
    def listed(self) -> IntArray:
        """Handles that occur in a pair, rising."""
        return np.unique(np.concatenate((self.pairs.a, self.pairs.b)))

    def columns(self) -> dict[str, list[object]]:
        """A row a pair, as plain lists by name; None where a number is not known.

        Columns: a, platform_a, b, platform_b, line (of the overlaps table), stated, low, high and fitted [people],
        misfit [people], relative_misfit, share_of_a, share_of_b and share_of_smaller [0–1], inside (whether fitted lies
        within what the statement leaves open). Shares are of what is stated; where nothing is, of what is fitted.
        """
        accounts, pairs, stated = self.scenario.accounts, self.pairs, self.stated
        a, b = pairs.a.tolist(), pairs.b.tolist()
        unknown: list[object] = [None] * len(a)
        found: dict[str, list[object]] = {
            "a": [accounts.handle[row] for row in a],
            "platform_a": [accounts.platform[row] for row in a],
            "b": [accounts.handle[row] for row in b],
            "platform_b": [accounts.platform[row] for row in b],
        }
        if stated is None:
            found |= dict.fromkeys(("line", "stated", "low", "high"), unknown)
            found["fitted"] = known_numbers(pairs.shared)
            found |= dict.fromkeys(("misfit", "relative_misfit"), unknown)
        else:
            overlaps, misfit = stated.overlaps, stated.misfit
            found["line"] = [overlaps.table.lines[row] for row in overlaps.row.tolist()]
            found["stated"] = known_numbers(overlaps.shared)
            found |= {"low": known_numbers(overlaps.low), "high": known_numbers(overlaps.high)}
            found["fitted"] = known_numbers(misfit.fitted)
            found |= {"misfit": known_numbers(misfit.people), "relative_misfit": known_numbers(misfit.relative)}
        found["share_of_a"] = known_numbers(pairs.share_of(pairs.a))
        found["share_of_b"] = known_numbers(pairs.share_of(pairs.b))
        found["share_of_smaller"] = known_numbers(pairs.share_of_smaller)
        found["inside"] = unknown if stated is None else list(stated.misfit.is_inside.tolist())
        return found

    def to_document(self) -> dict[str, Any]:
        """Return the object that ``seeder overlap --json`` prints, without what it says of the plan.

        Pairs are the stated ones; positions in other lists count from 0 in them.
        """
        twins, nesting, pairs = self.twins, self.nesting, self.pairs
        return {
            "schema_version": 1,
            "name": self.scenario.name,
            "kind": self.kind,
            "handles": self.n_handles,
            "handles_in_pairs": len(self.listed),
            "pairs_that_share": int((pairs.shared > 0).sum()),
            "twins": {
                "median_share_of_smaller": twins.median,
                "handles": records(
                    handle=self._named(twins.handle),
                    twin=self._named(twins.twin),
                    shared=twins.shared,
                    share=twins.share,
                ),
            },
            "inside": {
                "share": MOSTLY,
                "median_smaller_in_larger": nesting.smaller_in_larger,
                "median_larger_in_smaller": nesting.larger_in_smaller,
                "pairs": records(
                    inner=self._named(pairs.smaller[nesting.pair]),
                    outer=self._named(pairs.larger[nesting.pair]),
                    shared=pairs.shared[nesting.pair],
                    share_of_inner=pairs.share_of_smaller[nesting.pair],
                    share_of_outer=pairs.share_of_larger[nesting.pair],
                ),
            },
            "stated": None if self.stated is None else self._stated_document(self.stated),
            "odd": None if self.stated is None else self._odd_document(self.stated),
            "pairs": [] if self.stated is None else records(**self.columns()),
            "notes": [note.to_document() for note in self.scenario.notes],
        }

    def _named(self, handles: IntArray) -> list[dict[str, Any]]:
        return [self.scenario.accounts.handle_document(handle) for handle in handles.tolist()]

    def _stated_document(self, stated: StatedFacts) -> dict[str, Any]:
        overlaps, misfit, forced = stated.overlaps, stated.misfit, stated.forced
        return {
            "pairs": stated.n_stated,
            "of_pairs": stated.n_possible,
            "share_of_pairs": stated.n_stated / stated.n_possible,
            "by_form": stated.by_form,
            "unstated": overlaps.unstated.value,
            "population": overlaps.population,
            "threshold": overlaps.threshold,
            "unstated_pairs": stated.n_unstated,
            "unstated_under_threshold": stated.n_under_threshold,
            "chance_population": stated.chance_population,
            "least_population": stated.least_population,
            "unstated_that_must_share": None
            if forced is None
            else records(a=self._named(forced.a), b=self._named(forced.b), at_least=forced.least),
            "misfit": {
                "median": misfit.median,
                "p90": misfit.ninetieth,
                "outside": misfit.n_outside,
                "share_outside": misfit.n_outside / stated.n_stated,
                "worst_by_relative": misfit.worst_by_relative().tolist(),
                "worst_by_people": misfit.worst_by_people().tolist(),
            },
        }

    def _odd_document(self, stated: StatedFacts) -> dict[str, Any]:
        odd = stated.odd
        away, repeats, doubt = odd.out_of_line, odd.repeats, odd.size_doubt
        return {
            "unmet_beyond": UNMET,
            "unmet_pairs": odd.unmet.tolist(),
            "handles_out_of_line": records(
                handle=self._named(away.handle), pairs=away.n_pairs, ratio=away.ratio, deviations=away.deviations
            ),
            "sizes_in_doubt": None
            if doubt is None
            else {"median_share_of_smaller": doubt.median_share, "median_share_with_twin": doubt.median_twin},
            "handles_in_no_pair": self._named(odd.unlisted),
            "unstated_over_threshold": odd.n_over_threshold,
            "repeated_counts": records(count=repeats.count, pairs=repeats.n_pairs, expected_pairs=repeats.expected),
            "alike_pairs": odd.alike.tolist(),
        }


def overlap_facts(scenario: Scenario, audience: Audience | None = None) -> OverlapFacts:
    """Return the facts about the followers that pairs of handles share.

    Parameters
    ----------
    audience
        Default: as :func:`~seeder.audience.build_audience` builds it.

    Raises
    ------
    UnsupportedError
        Where segments or a follower list have too many handles to look at all pairs.
    """
    require_kind("scenario", scenario, Scenario)
    if audience is not None:
        require_kind("audience", audience, Audience)
    known, accounts = scenario.audience, scenario.accounts
    built = build_audience(scenario) if audience is None else audience
    if isinstance(known, Overlaps):
        pairs = SharedPairs(known.a, known.b, known.shared, accounts.followers)
    else:
        pairs = _pairs_of_cells(built, accounts.followers)
    twins = nearest_twins(pairs)
    stated = _stated_facts(known, scenario, built, pairs, twins) if isinstance(known, Overlaps) else None
    return OverlapFacts(
        scenario=scenario, audience=built, pairs=pairs, twins=twins, nesting=find_nesting(pairs), stated=stated
    )


def _pairs_of_cells(audience: Audience, followers: FloatArray) -> SharedPairs:
    handle = np.arange(audience.n_handles)
    if not can_pair_all(audience, handle):
        raise UnsupportedError(
            f"{audience.n_handles:,} handles have too many pairs: seeder looks at all pairs of at most "
            f"{MOST_HANDLES:,} handles, and of fewer if many people follow many of them"
        )
    blocks = list(all_pairs(audience, handle)) if audience.n_cells else []
    nothing = np.zeros(0, dtype=np.int64)
    return SharedPairs(
        np.concatenate([nothing, *(a for a, _, _ in blocks)]),
        np.concatenate([nothing, *(b for _, b, _ in blocks)]),
        np.concatenate([np.zeros(0), *(shared for _, _, shared in blocks)]),
        followers,
    )


def _stated_facts(
    overlaps: Overlaps, scenario: Scenario, audience: Audience, pairs: SharedPairs, twins: Twins
) -> StatedFacts:
    n_handles, n_stated = scenario.accounts.n_rows, len(overlaps.a)
    n_listed = int(overlaps.listed(n_handles).sum())
    given = {form: ~blank_cells(overlaps.table, form)[overlaps.row] for form in FORMS}
    misfit = misfit_of(overlaps, scenario.accounts, audience)
    return StatedFacts(
        overlaps=overlaps,
        by_form={form: int(is_given.sum()) for form, is_given in given.items() if is_given.any()},
        n_possible=n_handles * (n_handles - 1) // 2,
        n_under_threshold=0 if overlaps.threshold is None else n_listed * (n_listed - 1) // 2 - n_stated,
        chance_population=_chance_population(overlaps, pairs),
        least_population=_least_population(overlaps, pairs),
        forced=find_forced_pairs(overlaps, scenario.accounts.followers),
        misfit=misfit,
        odd=find_odd_data(
            overlaps,
            pairs,
            misfit=misfit,
            twins=twins,
            audience=audience,
            is_count=given["shared"] & (overlaps.low == overlaps.high),
        ),
    )


def _chance_population(overlaps: Overlaps, pairs: SharedPairs) -> float | None:
    """Σ n_a · n_b / Σ shared over stated pairs: of two audiences by chance, n_a · n_b / population follow both."""
    shared = float(pairs.shared.sum())
    if overlaps.threshold is not None or shared <= 0.0:
        return None
    return float(pairs.followers[pairs.a] @ pairs.followers[pairs.b]) / shared


def _least_population(overlaps: Overlaps, pairs: SharedPairs) -> float:
    together = pairs.followers[pairs.a] + pairs.followers[pairs.b] - overlaps.high
    return max(float(pairs.followers.max()), float(together.max()))
