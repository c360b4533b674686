"""Narrow the bounds on the value of knowing one number, by solving a few problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from seeder.analysis.information.choices import Choice
from seeder.analysis.information.gain_screening import gains_at_most
from seeder.analysis.information.open_numbers import OpenNumber, OpenNumbers
from seeder.analysis.information.option_terms import OptionTerms, Terms
from seeder.analysis.information.refilling import Refilling
from seeder.analysis.inner_search import search
from seeder.certify.bounds import Region, lagrangian
from seeder.formulation import Formulation
from seeder.problem import Coverage, Rule, SeedingProblem, Survival, value
from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers import SolveResult, Stop, TerminationReason

EXACT = 1e-5
"""A gain is known exactly where its ends are no further apart than this share of the plan's value."""

_STOP = {False: Stop(iterations=30), True: Stop(iterations=200)}
"""For each search, without and with cells: rounds and cases are counted, so that no clock decides."""


@dataclass(frozen=True, slots=True)
class GainBounds:
    """Lower and upper bound on the gain from knowing one number."""

    lower: float
    upper: float
    is_stuck: bool = False  # Whether nothing more is done to bring the ends nearer.


class GainSearch:
    """Bounds the gain from knowing each open number, and tightens one at a time.

    The gain of a number θ with points θ_k is

        (1/K) Σ_k max_S V(S; θ_k) − max_S (1/K) Σ_k V(S; θ_k)

    with all other numbers, and all costs, as they are. The selections are divided by what they do with the account of
    θ: leave it out, or hold one of its options, as :class:`Choice` bounds them.

    ``result``: a result with a selection and a certificate. ``n_points``: K, how many equally likely points stand for
    what is known of a number.
    """

    def __init__(self, formulation: Formulation, result: SolveResult, *, n_points: int) -> None:
        assert result.selection is not None
        assert result.certificate is not None
        assert result.bounds.lower is not None
        assert result.bounds.upper is not None
        self._problem = formulation.problem
        self._selection: IntArray = result.selection
        self.value, self._most = result.bounds.lower, result.bounds.upper
        self._certificate = result.certificate
        self.open_numbers = OpenNumbers(formulation, n_points=n_points)
        self.numbers = self.open_numbers.numbers
        self._terms = OptionTerms(formulation)
        self._region = Region.whole(self._problem)
        self._bounds = lagrangian(self._problem, result.certificate.with_tree(None), self._region)
        self._with = self._bounds.bound_with(self._problem)
        self._without = self._bounds.bound_without()
        self._refilling: Refilling | None = None
        self._choices: dict[int, tuple[Choice, ...]] = {}
        self._mended: set[int] = set()
        self._looked_at: set[OpenNumber] = set()
        self.n_solves = 0

    def is_exact(self, gain: GainBounds) -> bool:
        """Whether the ends of a gain lie together."""
        return gain.upper - gain.lower <= EXACT * self.value

    def screen(self) -> list[GainBounds]:
        """Bound every number's gain by one look at the certificate, in the order of ``numbers``."""
        at_most = gains_at_most(
            self._problem,
            self._certificate,
            open_numbers=self.open_numbers,
            selection=self._selection,
            value=self.value,
            most=self._most,
            bound_with=np.where(self._region.open, self._with, -np.inf),
        )
        return [GainBounds(0.0, high) for high in at_most.tolist()]

    def gain(self, number: OpenNumber) -> GainBounds:
        """Bound one number's gain by what is known."""
        terms = self._terms.at(number, self.open_numbers.points(number))
        lows, highs, _ = self._ends(number, terms)
        return self._gain_between(lows, highs)

    def _gain_between(self, lows: FloatArray, highs: FloatArray) -> GainBounds:
        low, high = lows.max(axis=0), highs.max(axis=0)
        gain_low = max(0.0, float(low[:-1].mean() - high[-1]))
        return GainBounds(gain_low, max(gain_low, float(high[:-1].mean() - low[-1])))

    def _ends(self, number: OpenNumber, terms: Mapping[int, Terms]) -> tuple[FloatArray, FloatArray, tuple[Terms, ...]]:
        """Lower and upper bounds of every choice, shape (n_choices, n_rows) each, and the choices' terms."""
        choices = self._choices_of(number.account)
        n_rows = len(next(iter(terms.values())))
        nobody = Terms(np.zeros(n_rows), np.zeros((n_rows, 0)))
        of_choice = tuple(nobody if choice.option is None else terms[choice.option] for choice in choices)
        pairs = list(zip(choices, of_choice, strict=True))
        lows = np.stack([choice.low(own) for choice, own in pairs])
        return lows, np.stack([choice.high(own) for choice, own in pairs]), of_choice

    def tighten(self, number: OpenNumber, gain: GainBounds, *, may_solve: bool) -> GainBounds:
        """Bring the ends of one number's gain nearer: a first look, then mended plans, then one search at a time.

        A search is made where the ends of max_S V(S; θ_k) are furthest apart, of the choice that bounds it from above.
        """
        account = number.account
        if number not in self._looked_at:
            self._looked_at.add(number)
            return self.gain(number)
        if account not in self._mended:
            self._mend(account)
            return self.gain(number)
        if not may_solve:
            return replace(gain, is_stuck=True)
        terms = self._terms.at(number, self.open_numbers.points(number))
        lows, highs, of_choice = self._ends(number, terms)
        gain = self._gain_between(lows, highs)
        choices = self._choices_of(account)
        # The last row, the mean, counts as much as all points together.
        n_points = lows.shape[1] - 1
        weight = np.append(np.ones(n_points), n_points)
        doubt = (highs - lows.max(axis=0)) * weight
        for position in np.argsort(-doubt, axis=None, kind="stable").tolist():
            choice, row = divmod(position, len(weight))
            if not doubt[choice, row] > 0:
                break
            at = of_choice[choice].row(row)
            if choices[choice].is_impossible or choices[choice].is_tried(at):
                continue
            self._solve(account, choices[choice], at)
            return self.gain(number)
        return replace(gain, is_stuck=True)

    def _choices_of(self, account: int) -> tuple[Choice, ...]:
        if account not in self._choices:
            found = [] if self._region.required[account] else [self._choice(None, float(self._without[account]))]
            options = [option for option in self._terms.options_of(account) if self._region.open[option]]
            found += [self._choice(option, float(self._with[option])) for option in options]
            chosen = self._selection[self._problem.account[self._selection] == account]
            option = int(chosen[0]) if len(chosen) else None
            for choice in found:
                if choice.option == option:
                    self._add_plan(choice, self._selection)
            self._choices[account] = tuple(found)
        return self._choices[account]

    def _choice(self, option: int | None, ceiling: float) -> Choice:
        """The choice of an option, or to leave its account out."""
        coverage, certificate = self._problem.coverage, self._certificate
        weight = z = theta = np.zeros(0)
        known = Terms(np.zeros(1), np.zeros((1, 0))) if option is None else self._terms.known(option)
        if option is not None and coverage is not None:
            cell = coverage.cell[coverage.of_option(option)]
            weight, z, theta = coverage.weight[cell], certificate.z[cell], certificate.theta[cell]
        choice = Choice(
            option,
            weight=weight,
            ceiling=ceiling,
            tangent=weight * theta * np.exp(-z),
            cap=1.0 + z,
            modular=weight * (1.0 - theta),
            known=known,
        )
        choice.limit(known, self._most)
        return choice

    def _add_plan(self, choice: Choice, selection: IntArray) -> None:
        """Tell a choice of a selection that makes it, by what the problem as it stands makes of it."""
        total = value(self._problem, selection)
        if choice.option is None:
            choice.add_plan(selection, total, np.zeros(0))
            return
        unmoved = Survival(self._problem, selection).unmoved_by_others(choice.option)
        own = float(choice.known.separate[0] + choice.known.moved[0] @ unmoved)
        choice.add_plan(selection, total - own, unmoved)

    def _mend(self, account: int) -> None:
        """Find a plan for each choice by mending the one in hand."""
        self._mended.add(account)
        if self._refilling is None:
            self._refilling = Refilling(self._problem, self._selection)
        for choice in self._choices_of(account):
            if choice.plans or choice.is_impossible:
                continue
            found = (
                self._refilling.without(account) if choice.option is None else self._refilling.holding(choice.option)
            )
            if found is not None:
                self._add_plan(choice, found)

    def _solve(self, account: int, choice: Choice, at: Terms) -> None:
        """Search for the best selection that makes a choice, at some terms."""
        self.n_solves += 1
        choice.mark_tried(at)
        own = np.array(self._terms.options_of(account), dtype=np.int64)
        if choice.option is None:
            problem = _changed(self._problem, rule=Rule.count(own, at_most=0))
        else:
            problem = _changed(
                self._problem, rule=Rule.count([choice.option], at_least=1), option=choice.option, terms=at
            )
        start = choice.best_plan(at)
        stop = _STOP[problem.coverage is not None]
        result = search(problem, stop=stop, starts=[] if start is None else [start])
        if result.termination.reason is TerminationReason.INFEASIBLE:
            choice.is_impossible = True
            return
        assert result.bounds.upper is not None
        choice.limit(at, result.bounds.upper)
        if result.selection is not None:
            self._add_plan(choice, result.selection)


def _changed(
    problem: SeedingProblem, *, rule: Rule, option: int | None = None, terms: Terms | None = None
) -> SeedingProblem:
    """The problem with one more rule, and other numbers of one option.

    The option's acceptance is written into its chances, b = 1 · b, as only their product counts; costs stay.
    """
    acceptance, separate, coverage = problem.acceptance, problem.value_if_yes, problem.coverage
    if option is not None and terms is not None:
        acceptance, separate = acceptance.copy(), separate.copy()
        acceptance[option], separate[option] = 1.0, terms.separate[0]
        if coverage is not None:
            chance = coverage.chance.copy()
            chance[coverage.of_option(option)] = terms.moved[0]
            coverage = Coverage(weight=coverage.weight, start=coverage.start, cell=coverage.cell, chance=chance)
    return problem.replace(
        value_if_yes=separate, acceptance=acceptance, coverage=coverage, rules=(*problem.rules, rule)
    )
