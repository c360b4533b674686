"""Upper bounds recomputed from their definition, rounded so that they stay true.

No selection is looked at and no solver is trusted: whatever the multipliers, the bound holds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seeder.argument_kinds import require_kind
from seeder.certify.certificate import Certificate
from seeder.certify.exact_products import products_up
from seeder.certify.prices import CellPrices, find_entries, surplus
from seeder.errors import ProblemError
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.problem.attainable import Attainable
from seeder.problem.coverage import Coverage
from seeder.problem.decimals import BUDGET_TOLERANCE, as_written
from seeder.problem.rules import Rule
from seeder.problem.seeding import SeedingProblem

_HALF_ULP = 2.0**-53
_LEAST = 2.0**-1060
"""Above all that products lose where they leave the range of normal numbers, a few steps of 2^-1074 times 1 + z̄."""
_TOLERANCE = math.nextafter(float(BUDGET_TOLERANCE), math.inf)


def certified_bound(problem: SeedingProblem, certificate: Certificate) -> float:
    """Recompute the bound that a certificate proves for every feasible selection of a problem.

        UB = Σ_g w_g θ_g (f(z̄_g) − e^−z̄_g z̄_g) + Σ_r λ_r B'_r + Σ_rules (upper μ − lower ν)
             + Σ_i max(0, max_{o of i} (k_o − Σ_r λ_r c_ro − Σ_rules (μ − ν) a_o))
        k_o = v_o + Σ_g w_g (θ_g min(e^−z̄_g a_og, e^−z̄_g (1 + z̄_g)) + (1 − θ_g) b_og)

    with f(z) = 1 − e^−z, a = −ln(1 − b), b_og = q_o r_og, and a_o the option's coefficient in a rule: 1 in a count, its
    cost in a limit, of either sign in a share. The inner maximum runs over the options that some feasible selection may
    hold (:func:`usable_options`) and has no 0 for a pinned account. B' is what can be spent of a budget, and a limit
    counts likewise (:func:`seeder.problem.attainable.attainable_sum`).

    Every product and sum is rounded up or carries its largest possible rounding error, so the float that is returned
    is never below ``value`` of a feasible selection, whole numbers near 2^53 among them: neither below what the formula
    gives in exact arithmetic nor below what :func:`seeder.problem.evaluation.value` makes of it in floats. Where
    neither multipliers nor cells are in play, it is the sum with every product and the sum itself rounded up.

    It takes O(non-zeros) steps and looks at a few million entries at a time.

    Returns
    -------
    float
        The bound; −∞ where a pinned account has no usable option, as no selection is feasible then.

    Raises
    ------
    ProblemError
        Where the certificate was made for another problem: digest, lengths, or a multiplier on a side that the
        problem does not have.

    References
    ----------
    Ahmed & Atamtürk, Math. Prog. 128 (2011), for the concave form; the rest is Lagrangian duality.
    """
    require_kind("problem", problem, SeedingProblem)
    require_kind("certificate", certificate, Certificate)
    return lagrangian(problem, certificate, Region.whole(problem)).bound


@dataclass(frozen=True, eq=False)
class Region:
    """Selections that hold open options only, and one of each account that must be asked."""

    open: BoolArray  # Which options may be chosen, shape (n_options,).
    required: BoolArray  # Which accounts must be asked, shape (n_accounts,).
    attainable: Attainable  # What can be spent at most.

    @classmethod
    def whole(cls, problem: SeedingProblem) -> Region:
        """All that a problem's feasible selections may hold, by :func:`usable_options`."""
        usable, pinned = usable_options(problem)
        return cls(usable, pinned, problem.attainable)


@dataclass(frozen=True, eq=False)
class Lagrangian:
    """The bound that multipliers prove for a region, and what each option and account adds to it."""

    bound: float  # No feasible selection of the region is worth more; −∞ where a required account has no open option.
    # k_o less what the multipliers charge, rounded up, shape (n_options,); −∞ where the option is not open.
    gain: FloatArray
    best: FloatArray  # What each account adds to the bound, shape (n_accounts,).

    def bound_with(self, problem: SeedingProblem) -> FloatArray:
        """Bound of the selections that hold an option, rounded up, for each option, shape (n_options,)."""
        return self._instead(self.best[problem.account], self.gain)

    def bound_without(self) -> FloatArray:
        """Bound of the selections that leave an account out, rounded up, shape (n_accounts,)."""
        return self._instead(self.best, np.zeros(len(self.best)))

    def _instead(self, best: FloatArray, gain: FloatArray) -> FloatArray:
        with np.errstate(invalid="ignore"):
            size = abs(self.bound) + np.abs(best) + np.where(np.isfinite(gain), np.abs(gain), 0.0)
            result: FloatArray = self.bound - best + gain + 8.0 * _HALF_ULP * size
        return result


def lagrangian(
    problem: SeedingProblem, certificate: Certificate, region: Region, prices: CellPrices | None = None
) -> Lagrangian:
    """Evaluate :func:`certified_bound`'s formula over a region, some cells by prices instead of tangents.

    A priced cell adds w_g max_T (f_g(T) − Σ_{o in T} α_og) to the constants and w_g α_og to k_o
    (:class:`seeder.certify.prices.CellPrices`); the certificate's θ must be 0 there.

    Raises ProblemError where multipliers or prices do not fit the problem.
    """
    _check_fit(problem, certificate)
    # Multipliers so large that products leave the range of floats prove nothing: the sum is ∞ or undefined then.
    with np.errstate(over="ignore", invalid="ignore"):
        constants = _constants(problem, certificate, region.attainable)
        gain, error = _adjusted_gain(problem, certificate)
        if problem.coverage is not None:
            entry = np.zeros(0, dtype=np.int64)
            if prices is not None and len(prices.cell):
                entry = find_entries(problem, prices)
                if certificate.theta[prices.cell].any():
                    raise ProblemError("prices: a cell has both prices and a tangent")
                over = surplus(problem, prices, entry, open_=region.open, required=region.required)
                weight = problem.coverage.weight[prices.cell]
                constants += np.nextafter(weight * over, np.inf).tolist()
            share, share_error, cell_constants = _coverage_part(problem, problem.coverage, certificate, prices, entry)
            gain = gain + share
            error = error + share_error + _HALF_ULP * np.abs(gain)
            constants.extend(cell_constants)
        gain = np.where(region.open, gain + error, -np.inf)
        best = _best_of_accounts(problem, gain, error, region.required)
        if (best == -np.inf).any():
            return Lagrangian(-math.inf, gain, best)
        return Lagrangian(_total_up([*constants, *best[best != 0.0].tolist()]), gain, best)


def usable_options(problem: SeedingProblem) -> tuple[BoolArray, BoolArray]:
    """Tell which options a feasible selection may hold as far as a single look shows, and which accounts are pinned.

    An option is not usable where it alone exceeds a budget or the upper side of a rule without negative coefficients,
    a count of at most 0 among them, where it alone stays below the lower side of a rule without positive ones, or
    where its account is pinned to others: a count of at least 1 whose options are all of that account.

    Returns usable, shape (n_options,); pinned, shape (n_accounts,).
    """
    usable = np.ones(problem.n_options, dtype=bool)
    pinned = np.zeros(problem.n_accounts, dtype=bool)
    for resource in range(problem.n_resources):
        if problem.budget[resource] < np.inf:
            usable &= ~_exceeds(problem.cost[resource], float(problem.budget[resource]))
    for rule in problem.rules:
        options = rule.options
        if rule.resource is not None:
            assert rule.upper is not None
            usable[options[_exceeds(problem.cost[rule.resource, options], rule.upper)]] = False
        elif rule.upper is not None and not rule.has_negative:
            usable[options[rule.weight > rule.upper]] = False
        if rule.lower is not None and bool((rule.weight < 0).all()):
            usable[options[rule.weight < rule.lower]] = False
        if is_pin(problem, rule):
            account = int(problem.account[options[0]])
            pinned[account] = True
            first, last = np.searchsorted(problem.account, [account, account + 1])
            kept = usable[options].copy()
            usable[first:last] = False
            usable[options] = kept
    return usable, pinned


def is_pin(problem: SeedingProblem, rule: Rule) -> bool:
    """Whether a rule asks for one of some options of a single account."""
    is_asking = rule.is_count and rule.lower is not None and rule.lower >= 1 and len(rule.options) > 0
    return is_asking and bool(problem.account[rule.options[0]] == problem.account[rule.options[-1]])


def _exceeds(cost: FloatArray, budget: float) -> BoolArray:
    """Whether single costs lie above a budget and its tolerance; doubtful ones are looked at as decimals."""
    above: BoolArray = cost > budget
    for position in np.flatnonzero(above & (cost <= budget * (1 + 1e-12) + 2 * _TOLERANCE)):
        above[position] = as_written(float(cost[position])) > as_written(budget) + BUDGET_TOLERANCE
    return above


def _check_fit(problem: SeedingProblem, certificate: Certificate) -> None:
    if certificate.digest != problem.digest:
        raise ProblemError(
            f"certificate: made for problem {certificate.digest[:12]}, this one is {problem.digest[:12]}; solve again"
        )
    n_cells = 0 if problem.coverage is None else problem.coverage.n_cells
    found = (len(certificate.resource_multiplier), len(certificate.at_least_multiplier), len(certificate.z))
    expected = (problem.n_resources, len(problem.rules), n_cells)
    if found != expected:
        raise ProblemError(f"certificate: numbers for (resources, rules, cells) {found}, expected {expected}")
    unlimited = np.flatnonzero((certificate.resource_multiplier > 0) & np.isinf(problem.budget))
    if len(unlimited):
        raise ProblemError(f"certificate: a multiplier on unlimited resource {unlimited[0]}")
    for position, rule in enumerate(problem.rules):
        if rule.lower is None and certificate.at_least_multiplier[position] > 0:
            raise ProblemError(f"certificate: rule {position} has no lower side")
        if rule.upper is None and certificate.at_most_multiplier[position] > 0:
            raise ProblemError(f"certificate: rule {position} has no upper side")


def _constants(problem: SeedingProblem, certificate: Certificate, attainable: Attainable) -> list[float]:
    """λ · B', μ · upper and −ν · lower, each rounded up."""
    terms: list[float] = []
    for resource in np.flatnonzero(certificate.resource_multiplier):
        multiplier = float(certificate.resource_multiplier[resource])
        terms += _product_up(multiplier, float(attainable.budget[resource]))
    for position in np.flatnonzero(certificate.at_most_multiplier):
        multiplier = float(certificate.at_most_multiplier[position])
        rule = problem.rules[position]
        most = float(rule.upper or 0) if rule.resource is None else float(attainable.limit[position])
        terms += _product_up(multiplier, most)
    for position in np.flatnonzero(certificate.at_least_multiplier):
        rule = problem.rules[position]
        terms += _product_up(-float(certificate.at_least_multiplier[position]), float(rule.lower or 0))
    return terms


def _product_up(left: float, right: float) -> list[float]:
    return [] if right == 0.0 else [math.nextafter(left * right, math.inf)]


def _adjusted_gain(problem: SeedingProblem, certificate: Certificate) -> tuple[FloatArray, FloatArray]:
    """v_o − λ·c_o − (μ − ν)·a_o for each option, and the most that rounding can have taken from it."""
    gain = products_up(problem.acceptance, problem.value_if_yes)
    size = np.zeros(problem.n_options)
    steps = np.zeros(problem.n_options)
    for resource in np.flatnonzero(certificate.resource_multiplier):
        part = certificate.resource_multiplier[resource] * problem.cost[resource]
        gain -= part
        size += part
        steps += part != 0.0
    for position, rule in enumerate(problem.rules):
        upper, lower = certificate.at_most_multiplier[position], certificate.at_least_multiplier[position]
        if upper == 0.0 and lower == 0.0:
            continue
        options = rule.options
        coefficient = rule.coefficient(problem.cost)
        gain[options] += (lower - upper) * coefficient
        size[options] += (lower + upper) * np.abs(coefficient)
        steps[options] += 2
    # Each step rounds a product, a sum and perhaps a difference: three half-ulps of numbers no larger than the sizes
    # added; one step more covers the second-order terms and the rounding of the error itself.
    error = 3.0 * (steps + 1.0) * _HALF_ULP * (problem.value + size) * (1.0 + 1e-9) + steps * _LEAST
    error = np.where(steps > 0, error, 0.0)
    return gain, error


def _best_of_accounts(problem: SeedingProblem, gain: FloatArray, error: FloatArray, pinned: BoolArray) -> FloatArray:
    """max_o of each account's options, not below 0 where the account is not pinned."""
    best = np.where(pinned, -np.inf, 0.0)
    if problem.n_options:
        starts = np.flatnonzero(np.diff(problem.account, prepend=-1))
        named = problem.account[starts]
        best[named] = np.maximum(best[named], np.maximum.reduceat(gain, starts))
    # gain + error was itself rounded where the error is not 0.
    inexact = bool(error.any())
    moved = (best != 0.0) & (best > -np.inf)
    result: FloatArray = np.nextafter(best, np.inf, out=best.copy(), where=moved) if inexact else best
    return result


def _coverage_part(
    problem: SeedingProblem, coverage: Coverage, certificate: Certificate, prices: CellPrices | None, entry: IntArray
) -> tuple[FloatArray, FloatArray, list[float]]:
    """Σ_g of k_o for each option, its possible rounding error, and the constants of the tangents.

    With u half an ulp, and 4 ulps the most that exp, log1p and expm1 are taken to err by:

    * An entry's part of k_o errs by at most 8 u for each of exp and log1p and 6 u for products and the sum, relative
      to itself; summing n of them, none negative, by n u more. (2 · 16 + 2 n) u is above both.
    * A constant errs by 8 u for expm1, 9 u / e for e^−z̄ z̄ ≤ 1 / e, and 4 u, relative to w_g.
    * ``value`` sums the logarithms of up to n_g factors. 1 − e^−z changes by no more than z e^−z ≤ 1 / e and by no
      more than itself per relative change of z, so the value of a cell errs by at most (8 + n_g) u for them, 8 u for
      expm1 and u for the product, relative to w_g. (2 · 16 + 2 n_g) u is above this and the constant's.
    """
    z, theta, weight = certificate.z, certificate.theta, coverage.weight
    slope, cap = np.exp(-z), 1.0 + z
    of_tangent, of_modular = weight * theta * slope, weight * (1.0 - theta)
    constant = weight * theta * (-np.expm1(-z) - slope * z)
    lengths = np.diff(coverage.start)
    share = np.zeros(problem.n_options)
    n_factors = np.zeros(coverage.n_cells, dtype=np.int64)
    order = np.argsort(entry)
    priced = entry[order]
    for block in coverage.blocks_of(np.arange(problem.n_options)):
        first, last = int(block[0]), int(block[-1]) + 1
        entries = slice(int(coverage.start[first]), int(coverage.start[last]))
        cell = coverage.cell[entries]
        chance = np.repeat(problem.acceptance[first:last], lengths[first:last])
        chance *= coverage.chance[entries]
        # −ln(1 − b) is ∞ where b = 1; the cap, which is finite, is right there.
        with np.errstate(divide="ignore"):
            exponent = -np.log1p(-chance)
        part = of_tangent[cell] * np.minimum(exponent, cap[cell])
        part += of_modular[cell] * chance
        if prices is not None and len(priced):
            inside = slice(*np.searchsorted(priced, [entries.start, entries.stop]))
            at = priced[inside] - entries.start
            part[at] = weight[cell[at]] * prices.price[order[inside]]
        held = first + np.flatnonzero(lengths[first:last])
        if len(held):
            share[held] = np.add.reduceat(part, coverage.start[held] - coverage.start[first])
        n_factors += np.bincount(cell, minlength=coverage.n_cells)
    error = share * (2.0 * _HALF_ULP * (16.0 + lengths)) + lengths * _LEAST
    allowance = 2.0 * _HALF_ULP * (16.0 + n_factors) * weight + (1.0 + n_factors) * _LEAST
    # numpy's sum of so few numbers errs by far less than 2^-20 of itself.
    slack = float(allowance.sum()) * (1.0 + 2.0**-20)
    return share, error, [*constant.tolist(), slack]


def _total_up(terms: list[float]) -> float:
    """The least float not below the sum; ∞ where multipliers are so large that it leaves the range of floats."""
    try:
        total = math.fsum(terms)
        is_below = math.isfinite(total) and math.fsum((*terms, -total)) > 0
    except (OverflowError, ValueError):
        return math.inf
    if math.isnan(total):
        return math.inf
    return math.nextafter(total, math.inf) if is_below else total
