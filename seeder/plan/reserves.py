"""Find backups: options that could replace an ask of the plan, within budget and rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from seeder.certify import Certificate, usable_options
from seeder.problem import Coverage, Rule, SeedingProblem, Survival, evaluate
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.problem.restriction import Restriction

_MOST_CANDIDATES = 2_000
_MOST_MEETINGS = 100_000_000
_EXCHANGES_AT_ONCE = 4_000_000
_TOLERANCE = 1e-9
"""Sums of decimals may lie this much above a limit; those of weights are whole numbers."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """An option that could take a pick's place."""

    replaces: int
    """The pick's option."""
    option: int
    """The stand-in's option, of an account that the plan does not ask."""
    value: float
    """The plan's value with the one in place of the other."""


class Solved(Protocol):
    """What backups are found from: a search's result, or what a written run says of one."""

    @property
    def selection(self) -> IntArray | None:
        """Positions of the chosen options, rising."""

    @property
    def certificate(self) -> Certificate | None:
        """Whose prices order the candidates where there are many; None for no prices."""


def find_stand_ins(problem: SeedingProblem, result: Solved, *, n_reserves: int) -> tuple[StandIn, ...]:
    """Find the accounts whose exchange for a pick keeps the most value, within budget and rules.

        value(x without p, with o) = value(x) − m_p + m_o + Σ_g w_g b_og b_pg Π_{others of x} (1 − b)

    with m_p what the plan loses without p and m_o what o adds to the whole plan. Each account left out is listed once,
    for the pick that it replaces best, and only where it adds something to the rest; the best of them come first.

    Every exchange of a pick for a candidate is valued so, and every stand-in once more by the definition. Candidates
    are all useful options where there are at most 2,000 of them. Where there are more, half of the 2,000 are those
    that add most to the whole plan, the other half those that would add most if of every person the pick that moves
    them most were gone, both less what they cost by the certificate's prices. Where candidates and picks meet in more
    than 100 million pairs at a cell, the foremost candidates within that number are valued.
    """
    chosen = result.selection
    if chosen is None or not len(chosen) or not n_reserves:
        return ()
    survival = Survival(problem, chosen)
    others = [survival.unmoved_by_others(pick) for pick in chosen.tolist()]
    lost = _lost(problem, chosen, others)
    candidates, added = _candidates(problem, chosen, survival, others, result)
    spent = problem.cost[:, chosen].sum(axis=1)
    allowed = _SwapRules(problem, chosen)
    best: dict[int, tuple[float, int, int]] = {}
    for position, shared in enumerate(_shared(problem, chosen, others, candidates)):
        option = int(candidates[position])
        after = spent[:, None] - problem.cost[:, chosen] + problem.cost[:, [option]]
        fits = (after <= problem.budget[:, None] + 1e-9).all(axis=0) & allowed.by(option)
        fits &= added[position] + shared > 0
        if not fits.any():
            continue
        change = np.where(fits, added[position] + shared - lost, -np.inf)
        pick = int(np.argmax(change))
        gain = float(change[pick])
        account = int(problem.account[option])
        if account not in best or (gain, -option) > (best[account][0], -best[account][1]):
            best[account] = (gain, option, int(chosen[pick]))
    found = []
    for _, option, pick in sorted(best.values(), key=lambda swap: (-swap[0], swap[1])):
        evaluation = evaluate(problem, [*(other for other in chosen.tolist() if other != pick), option])
        if evaluation.is_feasible:
            found.append(StandIn(replaces=pick, option=option, value=evaluation.value))
        if len(found) == n_reserves:
            break
    return tuple(sorted(found, key=lambda stand_in: (-stand_in.value, stand_in.option)))


def _lost(problem: SeedingProblem, chosen: IntArray, others: list[FloatArray]) -> FloatArray:
    """What the plan loses without each pick, shape (n_picks,)."""
    lost: FloatArray = problem.value[chosen]
    if problem.coverage is not None:
        parts = zip(_parts(problem.coverage, chosen), others, strict=True)
        moved = np.array([(unmoved * problem.coverage.chance[part]).sum() for part, unmoved in parts])
        lost = lost + problem.acceptance[chosen] * moved
    return lost


def _candidates(
    problem: SeedingProblem, chosen: IntArray, survival: Survival, others: list[FloatArray], result: Solved
) -> tuple[IntArray, FloatArray]:
    """Options to try, rising, and what each adds to the whole plan."""
    asked = np.zeros(problem.n_accounts, dtype=bool)
    asked[problem.account[chosen]] = True
    usable, _ = usable_options(problem)
    free = np.flatnonzero(usable & ~asked[problem.account])
    added = problem.value[free] + problem.acceptance[free] * survival.all_moved_if_yes(free)
    at_most = added
    coverage = problem.coverage
    n_picks_of = np.zeros(0, dtype=np.int64)
    if coverage is not None:
        without_strongest = survival.unmoved.copy()
        n_picks_of = np.zeros(coverage.n_cells, dtype=np.int64)
        for part, unmoved in zip(_parts(coverage, chosen), others, strict=True):
            cell = coverage.cell[part]
            without_strongest[cell] = np.maximum(without_strongest[cell], unmoved)
            n_picks_of[cell] += 1
        at_most = problem.value[free] + problem.acceptance[free] * coverage.totals(without_strongest, free)
    useful = np.flatnonzero(at_most > 0)
    price = np.zeros(problem.n_options) if result.certificate is None else _prices(problem, result.certificate)
    by_added = useful[np.argsort(-(added - price[free])[useful], kind="stable")]
    kept = by_added[:_MOST_CANDIDATES]
    if coverage is not None:
        by_at_most = useful[np.argsort(-(at_most - price[free])[useful], kind="stable")]
        if len(useful) > _MOST_CANDIDATES:
            half = _MOST_CANDIDATES // 2
            by_turns = np.stack([by_at_most[:half], by_added[:half]], axis=1).reshape(-1)
        else:
            by_turns = by_at_most
        kept = by_turns[np.sort(np.unique(by_turns, return_index=True)[1])]
        meetings = [int(n_picks_of[coverage.cell[part]].sum()) for part in _parts(coverage, free[kept])]
        kept = kept[np.cumsum(meetings) <= _MOST_MEETINGS]
    kept = np.sort(kept)
    return free[kept], added[kept]


def _parts(coverage: Coverage, options: IntArray) -> Iterator[slice]:
    """Entries of each option."""
    for option in options.tolist():
        yield slice(int(coverage.start[option]), int(coverage.start[option + 1]))


def _prices(problem: SeedingProblem, certificate: Certificate) -> FloatArray:
    """λ·c_o + (μ − ν)·a_o: what an option takes from the rest by the certificate, shape (n_options,)."""
    taken: FloatArray = certificate.resource_multiplier @ problem.cost
    prices = certificate.at_most_multiplier - certificate.at_least_multiplier
    for position in np.flatnonzero(prices).tolist():
        rule = problem.rules[position]
        taken[rule.options] += prices[position] * rule.coefficient(problem.cost)
    return taken


def _shared(
    problem: SeedingProblem, chosen: IntArray, others: list[FloatArray], candidates: IntArray
) -> Iterator[FloatArray]:
    """Σ_g w_g b_og b_pg Π_{others of x} (1 − b) over all picks p, shape (n_picks,), for one candidate o after another.

    That is what o gains on the people it shares with p, once p is gone.
    """
    coverage = problem.coverage
    if coverage is None:
        for _ in range(len(candidates)):
            yield np.zeros(len(chosen))
        return
    from scipy.sparse import csr_array

    entries, owner = coverage.entries_of(chosen)
    freed = np.concatenate(others)
    freed *= problem.acceptance[chosen][owner] * coverage.chance[entries]
    of_cells = csr_array(
        (freed, coverage.cell[entries], _starts(coverage, chosen)), shape=(len(chosen), coverage.n_cells)
    ).T.tocsr()
    n_block = max(1, _EXCHANGES_AT_ONCE // len(chosen))
    for first in range(0, len(candidates), n_block):
        block = candidates[first : first + n_block]
        entries, owner = coverage.entries_of(block)
        moved = problem.acceptance[block][owner] * coverage.chance[entries]
        of_candidates = csr_array(
            (moved, coverage.cell[entries], _starts(coverage, block)), shape=(len(block), coverage.n_cells)
        )
        yield from (of_candidates @ of_cells).toarray()


def _starts(coverage: Coverage, options: IntArray) -> IntArray:
    return np.concatenate(([0], np.cumsum(coverage.start[options + 1] - coverage.start[options])))


class _SwapRules:
    """Which picks an option may replace by the rules: each question looks only at the option's own rules.

    A rule holds after a swap where its sum lies between its sides: the sum over the picks, less the coefficient of the
    one that goes, and the coefficient of what comes.
    """

    def __init__(self, problem: SeedingProblem, chosen: IntArray) -> None:
        position = Restriction(problem.n_options, chosen).position
        coefficients = [rule.coefficient(problem.cost) for rule in problem.rules]
        self._sums: list[_RuleSum] = []
        for rule, coefficient in zip(problem.rules, coefficients, strict=True):
            pick = position[rule.options]
            inside = pick >= 0
            self._sums.append(_RuleSum.of(rule, pick[inside], coefficient[inside]))
        # How many rules would be broken by a pick that goes, unless what comes is in them too.
        self._n_broken = np.zeros(len(chosen), dtype=np.int64)
        for each in self._sums:
            self._n_broken[each.pick] += ~each.holds_with(0.0)
        sizes = [len(rule.options) for rule in problem.rules]
        entries = np.concatenate([rule.options for rule in problem.rules]) if sizes else np.empty(0, dtype=np.int64)
        order = np.argsort(entries, kind="stable")
        self._rule = np.repeat(np.arange(len(sizes)), sizes)[order]
        self._coefficient = (np.concatenate(coefficients) if sizes else np.empty(0))[order]
        self._start = np.searchsorted(entries[order], np.arange(problem.n_options + 1))

    def by(self, option: int) -> BoolArray:
        """Which picks, shape (n_picks,), this option may replace."""
        n_broken = self._n_broken.copy()
        own = slice(int(self._start[option]), int(self._start[option + 1]))
        for position, coefficient in zip(self._rule[own].tolist(), self._coefficient[own].tolist(), strict=True):
            each = self._sums[position]
            change = (~each.holds_with(coefficient)).astype(np.int64) - ~each.holds_with(0.0)
            if not each.holds_for_others(coefficient):
                n_broken += 1
                change -= 1
            n_broken[each.pick] += change
        kept: BoolArray = n_broken == 0
        return kept


@dataclass(frozen=True, eq=False)
class _RuleSum:
    """What the picks of a rule come to."""

    pick: IntArray
    coefficient: FloatArray
    """Positions among the picks, and their coefficients."""
    total: float
    """Their sum."""
    lower: float
    upper: float
    """The sides, widened by what sums of decimals may be off."""

    @classmethod
    def of(cls, rule: Rule, pick: IntArray, coefficient: FloatArray) -> _RuleSum:
        """The sum of a rule's coefficients over its picks."""
        lower = -np.inf if rule.lower is None else rule.lower - _TOLERANCE
        upper = np.inf if rule.upper is None else rule.upper + _TOLERANCE
        return cls(pick, coefficient, float(coefficient.sum()), lower, upper)

    def holds_with(self, coefficient: float) -> BoolArray:
        """Whether it holds with another option in place of each of its picks, shape of ``pick``."""
        after = self.total - self.coefficient + coefficient
        return (self.lower <= after) & (after <= self.upper)

    def holds_for_others(self, coefficient: float) -> bool:
        """Whether it holds with another option in place of a pick that it does not count."""
        return self.lower <= self.total + coefficient <= self.upper
