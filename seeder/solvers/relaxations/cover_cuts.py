"""Cover cuts: of options that together exceed a row, at least one must be left out.

A row Σ w_o x_o ≤ B with w ≥ 0 and a cover C with Σ_C w > B give Σ_C x_o ≤ |C| − 1. Every other option is then lifted:
one account after the other, its options get the largest weights with which the cut still holds. So options that use as
much of the row as several of the cover count as several.

References
----------
Balas, Facets of the knapsack polytope, Math. Prog. 8, 1975. Gu, Nemhauser & Savelsbergh, Lifted cover inequalities for
0–1 integer programs, INFORMS J. Computing 10, 1998.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from seeder.certify import CombinedRows, Cut, LeastWeights
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.parameters import Parameters, Share


@dataclass(frozen=True, slots=True)
class CoverParams(Parameters):
    """Which covers are looked for."""

    largest: int = 400  # Most options of a cover.
    fraction: Share = 1e-6  # Options with a share above this may be in a cover.
    # A cut is taken if the point breaks it by so much, measured as the distance from the cut's plane.
    least_depth: Share = 1e-4
    most_kinds: int = 3_000  # Most kinds of accounts that are lifted; the others keep the weight 0.


_PARAMS = CoverParams()


@dataclass(frozen=True, eq=False)
class Kind:
    """Accounts whose options have the same weights in a row."""

    weight: tuple[int, ...]  # Of the options of each of them.
    account: IntArray  # The accounts.
    first: IntArray  # Their first options.

    @property
    def heaviest(self) -> int:
        """Largest weight."""
        return max(self.weight)


@dataclass(frozen=True, eq=False)
class BaseRow:
    """A row with weights of 0 or more that covers are looked for in: a budget, a limit, or such a one less a count."""

    # resource_multiplier, at_least_multiplier, at_most_multiplier: of the problem's rows that it combines.
    resource_multiplier: FloatArray
    at_least_multiplier: FloatArray
    at_most_multiplier: FloatArray
    weight: IntArray  # Of each option of the problem, 0 or more, 0 where it is not usable, shape (n_options,).
    side: int
    kinds: tuple[Kind, ...]  # The accounts with a weight above 0.


class CoverCuts:
    """Looks for cuts that a fractional selection breaks."""

    def __init__(self, problem: SeedingProblem) -> None:
        self._problem = problem
        self._rows = CombinedRows(problem)
        self._usable: BoolArray = self._rows.usable[0]
        self._base = list(self._base_rows())

    @property
    def has_rows(self) -> bool:
        """Whether any row can have a cover that says more than the row."""
        return bool(self._base)

    def broken_by(self, x: FloatArray) -> list[tuple[float, Cut]]:
        """Cuts that a fractional selection breaks, deepest first, each with its depth; x has shape (n_options,)."""
        found: dict[tuple[int, bytes], tuple[float, Cut]] = {}
        for row in self._base:
            for cover in self._covers(row, x):
                limit = len(cover) - 1
                alpha = self._lifted(row, cover, x)
                depth = float(alpha @ x - limit) / float(np.sqrt(np.square(alpha).sum()))
                if depth < _PARAMS.least_depth:
                    continue
                option = np.flatnonzero(alpha)
                cut = Cut(
                    resource_multiplier=row.resource_multiplier,
                    at_least_multiplier=row.at_least_multiplier,
                    at_most_multiplier=row.at_most_multiplier,
                    option=option,
                    weight=alpha[option],
                    limit=limit,
                )
                found.setdefault((limit, alpha.tobytes()), (depth, cut))
        return sorted(found.values(), key=lambda one: -one[0])

    def _base_rows(self) -> Iterator[BaseRow]:
        """Budgets and limits, and each less the counts of at least k in which every option has some of its cost.

        Where 25 students must be asked and the cheapest takes a quarter of an hour, 40 hours are 33.75 for what the
        asks take beyond that.
        """
        problem = self._problem
        n_rules = len(problem.rules)
        counts = [
            position
            for position, rule in enumerate(problem.rules)
            if rule.is_count and rule.lower is not None and rule.lower > 1
        ]
        for resource in np.flatnonzero(np.isfinite(problem.budget)).tolist():
            of_resource = np.eye(problem.n_resources)[resource]
            yield from self._less_counts(resource, counts, of_resource, np.zeros(n_rules))
        for position, rule in enumerate(problem.rules):
            if rule.resource is not None:
                inside = [other for other in counts if np.isin(problem.rules[other].options, rule.options).all()]
                at_most = np.eye(n_rules)[position]
                yield from self._less_counts(rule.resource, inside, np.zeros(problem.n_resources), at_most)

    def _less_counts(
        self, resource: int, counts: list[int], of_resource: FloatArray, at_most: FloatArray
    ) -> Iterator[BaseRow]:
        """One budget or limit, the same less each count of at least k, and less those before it too."""
        whole, digits = self._rows.cost(resource)
        nothing = np.zeros(len(at_most))
        yield from self._as_base(of_resource, nothing, at_most)
        left, subtracted = whole.copy(), nothing
        for position in counts:
            options = self._problem.rules[position].options
            options = options[self._usable[options]]
            if not len(options):
                continue
            least = int(whole[options].min())
            if least > 0:
                yield from self._as_base(of_resource, _with(nothing, position, least / 10**digits), at_most)
            least = int(left[options].min())
            if least > 0:
                subtracted_before = subtracted
                left[options] -= least
                subtracted = _with(subtracted, position, least / 10**digits)
                if subtracted_before.any():
                    yield from self._as_base(of_resource, subtracted, at_most)

    def _as_base(self, resource: FloatArray, at_least: FloatArray, at_most: FloatArray) -> Iterator[BaseRow]:
        weight, side = self._rows.combined(resource, at_least, at_most)
        if weight.dtype == object or side < 0:
            return
        weight = np.where(self._usable, weight, 0)
        positive = weight[weight > 0]
        # Where all weights are alike and use the row up, it is a count, and its covers say what it says.
        if len(positive) and weight.min() >= 0 and (positive.min() < positive.max() or side % int(positive.min())):
            yield BaseRow(resource, at_least, at_most, weight, side, self._kinds(weight))

    def _kinds(self, weight: IntArray) -> tuple[Kind, ...]:
        """Accounts by the weights of their options, those without any left out."""
        account = self._problem.account
        first = np.flatnonzero(np.diff(account, prepend=-1))
        last = np.append(first[1:], len(account))
        found: dict[tuple[int, ...], list[int]] = {}
        is_in = np.maximum.reduceat(weight, first) > 0
        for start, end in zip(first[is_in].tolist(), last[is_in].tolist(), strict=True):
            found.setdefault(tuple(weight[start:end].tolist()), []).append(start)
        return tuple(
            Kind(weights, account[np.array(starts)], np.array(starts, dtype=np.int64))
            for weights, starts in found.items()
        )

    def _covers(self, row: BaseRow, x: FloatArray) -> Iterator[IntArray]:
        """Options of different accounts that exceed a row together, and without any of them do not."""
        among = np.flatnonzero((x > _PARAMS.fraction) & (row.weight > 0))
        weight, share = row.weight[among], x[among]
        seen = set()
        for order in (
            np.lexsort((-weight, (1.0 - share) / weight)),
            np.lexsort((-weight, -share)),
            np.lexsort((weight, -share)),
        ):
            chosen = among[order]
            _, first = np.unique(self._problem.account[chosen], return_index=True)
            chosen = chosen[np.sort(first)]
            used = np.cumsum(row.weight[chosen])
            n = int(np.searchsorted(used, row.side, side="right")) + 1
            if not 2 <= n <= min(len(chosen), _PARAMS.largest):
                continue
            cover = chosen[:n]
            over = int(used[n - 1]) - row.side
            kept = np.ones(n, dtype=bool)
            for at in np.lexsort((row.weight[cover], x[cover])).tolist():
                if row.weight[cover[at]] < over:
                    kept[at] = False
                    over -= int(row.weight[cover[at]])
            cover = np.sort(cover[kept])
            if len(cover) >= 2 and cover.tobytes() not in seen:
                seen.add(cover.tobytes())
                yield cover

    def _lifted(self, row: BaseRow, cover: IntArray, x: FloatArray) -> IntArray:
        """Weights α of all options of the problem with which Σ α x ≤ |cover| − 1 follows from the row."""
        problem, limit = self._problem, len(cover) - 1
        alpha = np.zeros(problem.n_options, dtype=np.int64)
        alpha[cover] = 1
        begin = np.searchsorted(problem.account, problem.account[cover])
        end = np.searchsorted(problem.account, problem.account[cover], side="right")
        table = LeastWeights(limit, row.weight, row.side)
        in_cover = np.zeros(problem.n_accounts, dtype=bool)
        in_cover[problem.account[cover]] = True
        own = [np.arange(first, last) for first, last in zip(begin.tolist(), end.tolist(), strict=True)]
        for at, options in enumerate(own):
            others = options[(options != cover[at]) & (row.weight[options] > 0)]
            # What takes at least as much of the row may stand in for the cover's option.
            alpha[others] = row.weight[others] >= row.weight[cover[at]]
            if (x[others] > _PARAMS.fraction).any():
                rest = LeastWeights(limit, row.weight, row.side)
                for other, theirs in enumerate(own):
                    if other != at:
                        rest.add(alpha[theirs].tolist(), row.weight[theirs].tolist())
                alpha[others] = np.maximum(0, limit - rest.reached(row.side - row.weight[others]))
        for options in own:
            table.add(alpha[options].tolist(), row.weight[options].tolist())
        of_account = np.zeros(problem.n_accounts)
        np.maximum.at(of_account, problem.account, x)
        self._lift_others(row, table, alpha, ~in_cover, of_account, limit)
        return alpha

    def _lift_others(
        self,
        row: BaseRow,
        table: LeastWeights,
        alpha: IntArray,
        is_left: BoolArray,
        of_account: FloatArray,
        limit: int,
    ) -> None:
        """Lift the accounts outside of the cover, those with the largest shares first, accounts alike at once."""
        # A table's last sums only get lighter, so what is too light now stays too light.
        least = row.side - int(table.table[limit])
        kinds = [kind for kind in row.kinds if kind.heaviest > least]
        share = [float(np.where(is_left[kind.account], of_account[kind.account], -1.0).max()) for kind in kinds]
        order = sorted(range(len(kinds)), key=lambda at: (-share[at], -kinds[at].heaviest, kinds[at].weight))
        for kind in [kinds[at] for at in order if share[at] >= 0.0][: _PARAMS.most_kinds]:
            weight = np.array(kind.weight, dtype=np.int64)
            starts = kind.first[is_left[kind.account]]
            for position, start in enumerate(starts.tolist()):
                lifted = np.maximum(0, limit - table.reached(row.side - weight))
                lifted[weight == 0] = 0
                if not lifted.any():
                    break
                alpha[start : start + len(weight)] = lifted
                if not table.add(lifted.tolist(), kind.weight):
                    # More of the same change nothing.
                    alpha[starts[position + 1 :, None] + np.arange(len(weight))] = lifted
                    break


def _with(multipliers: FloatArray, position: int, multiplier: float) -> FloatArray:
    changed = multipliers.copy()
    changed[position] = multiplier
    return changed
