"""The core problem in whole numbers: the options that reduced-cost fixing leaves open.

At multipliers with bound L, a selection that makes a choice of reduced cost ℓ has at most the value L − ℓ. So for
selections of a value above L − θ, all choices with a reduced cost above θ are fixed: the rest is the core (reduced-cost
fixing).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray, mask_of
from seeder.problem.restriction import Restriction
from seeder.solvers.model.model import Model, select_from_row
from seeder.solvers.model.pricing import Pricing
from seeder.solvers.programs.cp_sat import WholeProblem, WholeRow, whole_row

_MOST_DIGITS = 9
_LARGEST_SUM = 2.0**61
"""CP-SAT sums gains in 64 bits."""


@dataclass(frozen=True, eq=False)
class Scale:
    """How values become whole numbers."""

    factor: float  # Whole gains are value · factor, rounded up where that is not whole.
    is_exact: bool  # Whether they are the values as written, so that an improvement is at least 1 / factor.

    def gains(self, value: FloatArray) -> IntArray:
        """⌈value · factor⌉, or exactly value · factor."""
        scaled = value * self.factor
        whole = np.rint(scaled) if self.is_exact else np.ceil(scaled)
        return whole.astype(np.int64)

    def at_most(self, bound: float) -> float:
        """Round a bound down to what values can be; itself where nothing is known of them."""
        return self.value_of(math.floor(Fraction(bound) * Fraction(self.factor))) if self.is_exact else bound

    def value_of(self, whole: int) -> float:
        """Return a value that no selection of at most this whole gain exceeds.

        Decimals as written differ from their floats, and a sum of floats from its rounding, by half an ulp each.
        """
        value = whole / self.factor
        if self.is_exact:
            return value if self.factor == 1.0 else value * (1.0 + 2.0**-50)
        return value if abs(whole) < 2**53 else math.nextafter(value, math.inf)


def choose_scale(model: Model, bound: float) -> Scale:
    """Exact whole numbers where the values have such a form, else 2^40 to 2^41 for the bound's size.

    2^40 makes the rounding of a selection's options less than 1e-12 of the bound each.
    """
    for digits in range(_MOST_DIGITS + 1):
        factor = 10.0**digits
        whole = np.rint(model.value * factor)
        if float(whole.sum()) >= _LARGEST_SUM or float(whole.max(initial=0.0)) >= 2.0**53:
            break
        if bool((whole / factor == model.value).all()):
            return Scale(factor, True)
    exponent = 41 - math.frexp(bound)[1] if bound > 0 else 0
    return Scale(2.0 ** min(max(exponent, -1000), 1000), False)


@dataclass(frozen=True, eq=False)
class Core:
    """The options that reduced-cost fixing leaves open, as a problem in whole numbers, and those it fixes."""

    restriction: Restriction  # Of the model: what is open, and fixed what every selection of interest holds.
    outside: float  # No selection that leaves the core is worth more: L − θ, rounded up.
    whole: WholeProblem  # The open part in whole numbers, gains without those of the fixed options.
    fixed_gain: int  # Σ whole gains of the fixed options.
    is_relaxed: bool  # Whether a row had to be rounded, so that a selection of ``whole`` may break the problem.


def account_reduced_costs(pricing: Pricing) -> FloatArray:
    """Least reduced cost of any choice of each account other than its best, shape (n_accounts,)."""
    model = pricing.model
    reduced_cost = pricing.reduced_cost
    choice = pricing.choice()
    chosen = choice >= 0
    reduced_cost[choice[chosen]] = np.inf
    others = np.minimum.reduceat(reduced_cost, model.first) if model.n_accounts else np.zeros(0)
    none = np.where(chosen, pricing.reduced_cost_of_none, np.inf)
    return np.minimum(others, none)


def build_core(pricing: Pricing, scale: Scale, *, threshold: float, outside: float, cuts: list[IntArray]) -> Core:
    """Keep what has at most a threshold of reduced cost open and fix the rest.

    ``threshold``: θ, with a margin for rounding in it. ``outside``: what no selection that leaves the core exceeds.
    ``cuts``: sets of options (positions in the model) that are known not to fit together.
    """
    model = pricing.model
    # Values are not negative: an option worth more than the bound is in no feasible selection.
    is_open = (pricing.reduced_cost <= threshold) & (model.value <= pricing.bound + pricing.margin)
    may_be_none = ~model.must & (pricing.reduced_cost_of_none <= threshold)
    count = np.bincount(model.owner[is_open], minlength=model.n_accounts)
    single = (count == 1) & ~may_be_none
    is_fixed = is_open & single[model.owner]
    restriction = Restriction(model.n_options, np.flatnonzero(is_open & ~is_fixed), np.flatnonzero(is_fixed))
    owner = model.owner[restriction.option]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    rows, is_relaxed = _whole_rows(model, restriction)
    for cut in cuts:
        here = restriction.position[cut]
        limit = len(cut) - 1 - int(is_fixed[cut].sum())
        inside = here[here >= 0]
        rows.append(WholeRow(inside, np.ones(len(inside), dtype=np.int64), None, limit))
    return Core(
        restriction=restriction,
        outside=outside,
        whole=WholeProblem(
            n=restriction.n_options,
            first=first,
            must=~may_be_none[owner[first]],
            rows=tuple(rows),
            gain=scale.gains(model.value[restriction.option]),
        ),
        fixed_gain=int(scale.gains(model.value[restriction.fixed]).sum()),
        is_relaxed=is_relaxed,
    )


def _whole_rows(model: Model, restriction: Restriction) -> tuple[list[WholeRow], bool]:
    rows, is_relaxed = [], False
    is_fixed = mask_of(restriction.fixed, model.n_options)
    for row in model.row:
        spent = int(row.whole[is_fixed[row.option]].sum())
        whole, relaxed = whole_row(select_from_row(row, restriction), spent)
        if whole is not None:
            rows.append(whole)
            is_relaxed |= relaxed
    return rows, is_relaxed
