"""What is known of pairs of handles, as one JSON object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seeder.analysis.overlap.misfit import UNMET
from seeder.analysis.overlap.shares import MOSTLY

if TYPE_CHECKING:
    from seeder.analysis.overlap.facts import OverlapFacts, StatedFacts


def facts_document(facts: OverlapFacts) -> dict[str, Any]:
    """Everything as plain data; pairs are the stated ones, positions in other lists count from 0 in them."""
    columns = facts.columns() if facts.stated is not None else {}
    twins, nesting, pairs = facts.twins, facts.nesting, facts.pairs
    document: dict[str, Any] = {
        "schema_version": 1,
        "name": facts.scenario.name,
        "kind": facts.kind,
        "handles": facts.n_handles,
        "handles_in_pairs": len(facts.listed),
        "pairs_that_share": int((pairs.shared > 0).sum()),
        "twins": {
            "median_share_of_smaller": twins.median,
            "handles": [
                {"handle": _handle(facts, handle), "twin": _handle(facts, twin), "shared": shared, "share": share}
                for handle, twin, shared, share in zip(
                    twins.handle.tolist(), twins.twin.tolist(), twins.shared.tolist(), twins.share.tolist(), strict=True
                )
            ],
        },
        "inside": {
            "share": MOSTLY,
            "median_smaller_in_larger": nesting.smaller_in_larger,
            "median_larger_in_smaller": nesting.larger_in_smaller,
            "pairs": [
                {
                    "inner": _handle(facts, int(pairs.smaller[pair])),
                    "outer": _handle(facts, int(pairs.larger[pair])),
                    "shared": float(pairs.shared[pair]),
                    "share_of_inner": float(pairs.share_of_smaller[pair]),
                    "share_of_outer": float(pairs.share_of_larger[pair]),
                }
                for pair in nesting.pair.tolist()
            ],
        },
        "stated": None if facts.stated is None else _stated(facts, facts.stated),
        "odd": None if facts.stated is None else _odd(facts, facts.stated),
        "pairs": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)],
    }
    return document


def _handle(facts: OverlapFacts, row: int) -> dict[str, str]:
    accounts = facts.scenario.accounts
    account = accounts.account_id[int(accounts.row_account[row])]
    return {"account": account, "handle": accounts.handle[row], "platform": accounts.platform[row]}


def _stated(facts: OverlapFacts, stated: StatedFacts) -> dict[str, Any]:
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
        else [
            {"a": _handle(facts, a), "b": _handle(facts, b), "at_least": least}
            for a, b, least in zip(forced.a.tolist(), forced.b.tolist(), forced.least.tolist(), strict=True)
        ],
        "misfit": {
            "median": misfit.median,
            "p90": misfit.ninetieth,
            "outside": misfit.n_outside,
            "share_outside": misfit.n_outside / stated.n_stated,
            "worst_by_relative": misfit.worst_by_relative().tolist(),
            "worst_by_people": misfit.worst_by_people().tolist(),
        },
    }


def _odd(facts: OverlapFacts, stated: StatedFacts) -> dict[str, Any]:
    odd = stated.odd
    away, repeats, doubt = odd.out_of_line, odd.repeats, odd.size_doubt
    return {
        "unmet_beyond": UNMET,
        "unmet_pairs": odd.unmet.tolist(),
        "handles_out_of_line": [
            {"handle": _handle(facts, handle), "pairs": n_pairs, "ratio": ratio, "deviations": deviations}
            for handle, n_pairs, ratio, deviations in zip(
                away.handle.tolist(), away.n_pairs.tolist(), away.ratio.tolist(), away.deviations.tolist(), strict=True
            )
        ],
        "sizes_in_doubt": None
        if doubt is None
        else {"median_share_of_smaller": doubt.median_share, "median_share_with_twin": doubt.median_twin},
        "handles_in_no_pair": [_handle(facts, row) for row in odd.unlisted.tolist()],
        "unstated_over_threshold": odd.n_over_threshold,
        "repeated_counts": [
            {"count": count, "pairs": n_pairs, "expected_pairs": expected}
            for count, n_pairs, expected in zip(
                repeats.count.tolist(), repeats.n_pairs.tolist(), repeats.expected.tolist(), strict=True
            )
        ],
        "alike_pairs": odd.alike.tolist(),
    }
