"""Find options of other accounts that could replace an ask within budget and rules, and what each loses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from seeder.certify import Certificate, usable_options
from seeder.certify.bounds import is_pin
from seeder.problem import Coverage, Rule, SeedingProblem, Survival, evaluate
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.problem.restriction import Restriction

MOST_CANDIDATES = 2_000
_MOST_MEETINGS = 100_000_000
_EXCHANGES_AT_ONCE = 4_000_000
TOLERANCE = 1e-9
"""Sums of decimals may lie this much above a limit; those of weights are whole numbers."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """An exchange of a pick for an option of another account."""

    replaces: int
    """The pick's option."""
    option: int
    """The new option, of an account that the plan does not ask."""
    value: float
    """The plan's value after the exchange."""


class Solved(Protocol):
    """What backups are found from: a search's result, or what a written run says of one."""

    @property
    def selection(self) -> IntArray | None:
        """Positions of the chosen options, rising."""

    @property
    def certificate(self) -> Certificate | None:
        """Whose prices order the candidates where there are many; None for no prices."""


def find_exchanges(problem: SeedingProblem, result: Solved, *, n_reserves: int) -> tuple[Exchange, ...]:
    """Find the accounts whose exchange for a pick keeps the most value, within budget and rules.

        value(x without p, with o) = value(x) − m_p + m_o + Σ_g w_g b_og b_pg Π_{others of x} (1 − b)

    with m_p what the plan loses without p and m_o what o adds to the whole plan. Each account left out is listed once,
    for the pick that it replaces best, and only where it adds something to the rest; the best of them come first.

    This formula values every exchange of a pick for a candidate; the exchanges that are returned are evaluated once
    more by the definition. Candidates are all useful options if there are at most 2,000. Otherwise, half of the 2,000
    are those that add most to the whole plan; the other half would add most if each person lost the pick with the
    highest probability of a response. Both are less their cost at the certificate's prices. If candidates and picks
    meet in cells more than 100 million times, only the first candidates within that number are valued.
    """
    chosen = result.selection
    if chosen is None or not len(chosen) or not n_reserves:
        return ()
    exchanges = Exchanges(problem, chosen, result.certificate)
    spent = problem.cost[:, chosen].sum(axis=1)
    allowed = SwapRules(problem, chosen)
    best: dict[int, tuple[float, int, int]] = {}
    candidates = np.sort(exchanges.candidates(most=MOST_CANDIDATES))
    for option, gained in zip(candidates.tolist(), exchanges.gained(candidates), strict=True):
        after = spent[:, None] - problem.cost[:, chosen] + problem.cost[:, [option]]
        fits = (after <= problem.budget[:, None] + TOLERANCE).all(axis=0) & allowed.by(option)
        fits &= gained > 0
        if not fits.any():
            continue
        change = np.where(fits, gained - exchanges.lost, -np.inf)
        pick = int(np.argmax(change))
        gain = float(change[pick])
        account = int(problem.account[option])
        if account not in best or (gain, -option) > (best[account][0], -best[account][1]):
            best[account] = (gain, option, int(chosen[pick]))
    found = []
    for _, option, pick in sorted(best.values(), key=lambda swap: (-swap[0], swap[1])):
        evaluation = evaluate(problem, [*(other for other in chosen.tolist() if other != pick), option])
        if evaluation.is_feasible:
            found.append(Exchange(replaces=pick, option=option, value=evaluation.value))
        if len(found) == n_reserves:
            break
    return tuple(sorted(found, key=lambda exchange: (-exchange.value, exchange.option)))


class Exchanges:
    """What exchanges of a pick for an option of an account that is not asked gain and lose."""

    def __init__(self, problem: SeedingProblem, chosen: IntArray, certificate: Certificate | None) -> None:
        self._problem = problem
        self._chosen = chosen
        self._certificate = certificate
        self._survival = Survival(problem, chosen)
        self._others = [self._survival.unmoved_by_others(pick) for pick in chosen.tolist()]
        self.lost = self._lost()
        """What the plan loses without each pick, shape (n_picks,)."""

    def _lost(self) -> FloatArray:
        problem, chosen = self._problem, self._chosen
        lost: FloatArray = problem.value[chosen]
        if problem.coverage is not None:
            parts = zip(_parts(problem.coverage, chosen), self._others, strict=True)
            moved = np.array([(unmoved * problem.coverage.chance[part]).sum() for part, unmoved in parts])
            lost = lost + problem.acceptance[chosen] * moved
        return lost

    def candidates(self, *, most: int, may: BoolArray | None = None) -> IntArray:
        """Useful options of accounts that are not asked, ``most`` at most, the most promising first.

        ``may``: which options to look at, shape (n_options,); default: all.
        """
        problem, chosen, coverage = self._problem, self._chosen, self._problem.coverage
        asked = np.zeros(problem.n_accounts, dtype=bool)
        asked[problem.account[chosen]] = True
        usable, _ = usable_options(problem)
        free = np.flatnonzero((usable if may is None else usable & may) & ~asked[problem.account])
        added = self._added(free)
        price = np.zeros(problem.n_options) if self._certificate is None else _prices(problem, self._certificate)
        if coverage is None:
            useful = np.flatnonzero(added > 0)
            return free[useful[np.argsort(-(added - price[free])[useful], kind="stable")]][:most]
        without_strongest = self._survival.unmoved.copy()
        n_picks_of = np.zeros(coverage.n_cells, dtype=np.int64)
        for part, unmoved in zip(_parts(coverage, chosen), self._others, strict=True):
            cell = coverage.cell[part]
            without_strongest[cell] = np.maximum(without_strongest[cell], unmoved)
            n_picks_of[cell] += 1
        at_most = problem.value[free] + problem.acceptance[free] * coverage.totals(without_strongest, free)
        useful = np.flatnonzero(at_most > 0)
        by_turns = useful[np.argsort(-(at_most - price[free])[useful], kind="stable")]
        if len(useful) > most:
            by_added = useful[np.argsort(-(added - price[free])[useful], kind="stable")]
            by_turns = np.stack([by_turns[: most // 2], by_added[: most // 2]], axis=1).reshape(-1)
        kept = by_turns[np.sort(np.unique(by_turns, return_index=True)[1])]
        meetings = [int(n_picks_of[coverage.cell[part]].sum()) for part in _parts(coverage, free[kept])]
        return free[kept[np.cumsum(meetings) <= _MOST_MEETINGS]]

    def gained(self, candidates: IntArray) -> Iterator[FloatArray]:
        """What the plan without a pick gains by each candidate, shape (n_picks,), one after another.

        m_o + Σ_g w_g b_og b_pg Π_{others of x} (1 − b): what o adds to the whole plan, and on the people it shares
        with p, once p is gone.
        """
        for block in self.gained_by_blocks(candidates):
            yield from block

    def gained_by_blocks(self, candidates: IntArray, *, at_once: int = _EXCHANGES_AT_ONCE) -> Iterator[FloatArray]:
        """:meth:`gained` of several candidates at once, ``at_once`` at most, shape (n_block, n_picks)."""
        problem, chosen, coverage = self._problem, self._chosen, self._problem.coverage
        n_block = min(at_once, max(1, _EXCHANGES_AT_ONCE // len(chosen)))
        if coverage is None:
            for first in range(0, len(candidates), n_block):
                added = self._added(candidates[first : first + n_block])
                yield np.broadcast_to(added[:, None], (len(added), len(chosen)))
            return
        from scipy.sparse import csr_array

        entries, owner = coverage.entries_of(chosen)
        freed = np.concatenate(self._others)
        freed *= problem.acceptance[chosen][owner] * coverage.chance[entries]
        of_cells = csr_array(
            (freed, coverage.cell[entries], _starts(coverage, chosen)), shape=(len(chosen), coverage.n_cells)
        ).T.tocsr()
        for first in range(0, len(candidates), n_block):
            block = candidates[first : first + n_block]
            entries, owner = coverage.entries_of(block)
            moved = problem.acceptance[block][owner] * coverage.chance[entries]
            of_candidates = csr_array(
                (moved, coverage.cell[entries], _starts(coverage, block)), shape=(len(block), coverage.n_cells)
            )
            yield (of_candidates @ of_cells).toarray() + self._added(block)[:, None]

    def _added(self, options: IntArray) -> FloatArray:
        """What each option adds to the whole plan."""
        problem = self._problem
        added: FloatArray = problem.value[options] + problem.acceptance[options] * self._survival.all_moved_if_yes(
            options
        )
        return added


def _parts(coverage: Coverage, options: IntArray) -> Iterator[slice]:
    """Entries of each option."""
    for option in options.tolist():
        yield slice(int(coverage.start[option]), int(coverage.start[option + 1]))


def _prices(problem: SeedingProblem, certificate: Certificate) -> FloatArray:
    """λ·c_o + (μ − ν)·a_o: what an option takes from the rest by the certificate, shape (n_options,).

    Multipliers of any size may stand in a certificate; a price that is no number is infinite: such options come last.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        taken: FloatArray = certificate.resource_multiplier @ problem.cost
        prices = certificate.at_most_multiplier - certificate.at_least_multiplier
        for position in np.flatnonzero(prices).tolist():
            rule = problem.rules[position]
            taken[rule.options] += prices[position] * rule.coefficient(problem.cost)
    return np.where(np.isnan(taken), np.inf, taken)


def _starts(coverage: Coverage, options: IntArray) -> IntArray:
    return np.concatenate(([0], np.cumsum(coverage.start[options + 1] - coverage.start[options])))


class SwapRules:
    """Which picks an option may replace by the rules: each question looks only at the option's own rules.

    A rule holds after a swap where its sum lies between its sides: the sum over the picks, less the coefficient of the
    one that goes, and the coefficient of what comes.

    ``asking``: what of the costs is spent on a pick that goes, shape (n_resources, n_options), if it goes because it
    was asked and declined; a rule that asks for it by name is then kept. Default: a pick that goes was never asked.
    """

    def __init__(self, problem: SeedingProblem, chosen: IntArray, *, asking: FloatArray | None = None) -> None:
        position = Restriction(problem.n_options, chosen).position
        coefficients = [rule.coefficient(problem.cost) for rule in problem.rules]
        self._sums: list[_RuleSum] = []
        for rule, coefficient in zip(problem.rules, coefficients, strict=True):
            pick = position[rule.options]
            inside = pick >= 0
            goes = coefficient
            if asking is not None:
                if rule.resource is not None:
                    goes = coefficient - rule.coefficient(asking)
                elif is_pin(problem, rule):
                    goes = np.zeros_like(coefficient)
            self._sums.append(_RuleSum.of(rule, pick[inside], coefficient[inside], goes[inside]))
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
        self._number: dict[tuple[bytes, bytes], int] = {}
        self._rows: list[BoolArray] = []
        self._row_of = np.zeros(problem.n_options, dtype=np.int64)

    def of_many(self, options: IntArray) -> BoolArray:
        """Which picks each option may replace, shape (n_options, n_picks); options of the same rules are alike."""
        if not len(self._rule):
            return np.ones((len(options), len(self._n_broken)), dtype=bool)
        for option in options.tolist():
            own = slice(int(self._start[option]), int(self._start[option + 1]))
            key = (self._rule[own].tobytes(), self._coefficient[own].tobytes())
            self._row_of[option] = self._number.setdefault(key, len(self._rows))
            if len(self._number) > len(self._rows):
                self._rows.append(self.by(option))
        rows: BoolArray = np.stack(self._rows)[self._row_of[options]]
        return rows

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
    goes: FloatArray
    """Positions among the picks, and what of the sum goes with each."""
    total: float
    """The sum."""
    lower: float
    upper: float
    """The sides, widened by what sums of decimals may be off."""

    @classmethod
    def of(cls, rule: Rule, pick: IntArray, coefficient: FloatArray, goes: FloatArray) -> _RuleSum:
        """The sum of a rule's coefficients over its picks, and what of it goes with each."""
        lower = -np.inf if rule.lower is None else rule.lower - TOLERANCE
        upper = np.inf if rule.upper is None else rule.upper + TOLERANCE
        return cls(pick, goes, float(coefficient.sum()), lower, upper)

    def holds_with(self, coefficient: float) -> BoolArray:
        """Whether it holds with another option in place of each of its picks, shape of ``pick``."""
        after = self.total - self.goes + coefficient
        return (self.lower <= after) & (after <= self.upper)

    def holds_for_others(self, coefficient: float) -> bool:
        """Whether it holds with another option in place of a pick that it does not count."""
        return self.lower <= self.total + coefficient <= self.upper
