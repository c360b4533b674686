"""Bound the value of the best plan that includes one account, as its acceptance, effort and intensity change."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from seeder.analysis.searching import Goal, Searcher, Solved
from seeder.certify import certified_bound
from seeder.formulation import Formulation, costs_if
from seeder.problem import Rule, SeedingProblem, evaluate, value
from seeder.problem.arrays import FloatArray, IntArray
from seeder.responses import respond_of_account
from seeder.scenario.document.documents import Basis, Objective
from seeder.solvers.warm_start import carried_certificate


@dataclass(frozen=True)
class Numbers:
    """The acceptance, effort and intensity of the account at which a problem is looked at.

    Parameters
    ----------
    acceptance
        Probability that it says yes [0–1].
    effort
        Of asking it, without what a yes costs on top [hours].
    intensity
        Clicks per follower and post; the same as today for NaN.
    acceptance_of_costs
        The acceptance at which a yes is reckoned in the costs, if it is not the acceptance; only for bounds.
    """

    acceptance: float
    effort: float
    intensity: float = math.nan
    acceptance_of_costs: float = math.nan

    @property
    def reckoned(self) -> float:
        """The acceptance at which a yes is reckoned in the costs."""
        return self.acceptance if math.isnan(self.acceptance_of_costs) else self.acceptance_of_costs


class Pinned:
    """Problems whose plans all include one option, with the plans and the bounds found for them.

    Every plan and every certificate that is found is kept: a plan is evaluated at other numbers, and a certificate
    bounds the value at other numbers.

    Parameters
    ----------
    formulation, option
        The scenario, and the account by its approach.
    goal
        The best value of the plans without the account.
    """

    def __init__(self, formulation: Formulation, option: int, goal: Goal, searcher: Searcher) -> None:
        self.formulation, self.option, self.goal, self.searcher = formulation, option, goal, searcher
        problem = formulation.problem
        self._base = problem.replace(rules=(*problem.rules, Rule.count([option], at_least=1)))
        self.today = Numbers(float(problem.acceptance[option]), float(formulation.asking[0, option]))
        self.plans: list[IntArray] = []
        self._found: list[tuple[Numbers, Solved]] = []
        self._missed: list[Numbers] = []

    @property
    def account(self) -> int:
        """Position of the account."""
        return int(self.formulation.problem.account[self.option])

    @cached_property
    def acceptance_costs(self) -> bool:
        """Whether a likelier yes also costs more of what is limited: then a higher acceptance can be worse."""
        formulation, option = self.formulation, self.option
        if formulation.scenario.document.budget.basis is not Basis.EXPECTED:
            return False
        at = [costs_if(formulation, option, effort=self.today.effort, acceptance=each) for each in (0.0, 1.0)]
        limited = [np.isfinite(budget) for budget in self._base.budget.tolist()]
        for rule in self._base.rules:
            if rule.resource is not None and option in rule.options:
                limited[rule.resource] = True
        return bool((np.array(limited) & (at[1] > at[0])).any())

    @cached_property
    def intensity_today(self) -> float | None:
        """Clicks per follower and post of all its handles together; None where followers are not known, or of reach."""
        scenario = self.formulation.scenario
        rows = np.flatnonzero(scenario.accounts.row_account == self.account)
        followers = float(scenario.accounts.followers[rows].sum())
        if scenario.document.objective is Objective.REACH or not followers > 0:
            return None
        return float(self.formulation.rates.clicks.value[rows].sum()) / followers

    def problem_at(self, numbers: Numbers) -> SeedingProblem:
        """The problem with the account in every plan, at these numbers."""
        base, option = self._base, self.option
        acceptance, cost = base.acceptance.copy(), base.cost.copy()
        acceptance[option] = numbers.acceptance
        if (numbers.effort, numbers.reckoned) != (self.today.effort, self.today.acceptance):
            cost[:, option] = costs_if(self.formulation, option, effort=numbers.effort, acceptance=numbers.reckoned)
        changes = {"acceptance": acceptance, "cost": cost}
        if math.isnan(numbers.intensity):
            return base.replace(**changes)
        chance, outside = self._responses_at(numbers.intensity)
        if_yes = base.value_if_yes.copy()
        if_yes[option] = outside
        changes["value_if_yes"] = if_yes
        if base.coverage is None:
            return base.replace(**changes)
        chances = base.coverage.chance.copy()
        chances[base.coverage.of_option(option)] = chance
        return base.replace(**changes, coverage=replace(base.coverage, chance=chances))

    def _responses_at(self, intensity: float) -> tuple[FloatArray, float]:
        formulation = self.formulation
        scenario, rates = formulation.scenario, formulation.rates
        rows = np.flatnonzero(scenario.accounts.row_account == self.account)
        today = self.intensity_today
        if today:
            clicks = rates.clicks.value[rows] * (intensity / today)
        else:
            clicks = scenario.accounts.followers[rows] * intensity
        return respond_of_account(
            scenario.document, rates, formulation.audience, scenario.accounts, account=self.account, clicks=clicks
        )

    def keep(self, numbers: Numbers, found: Solved) -> None:
        """Keep what a search found."""
        self._found.append((numbers, found))
        if self.goal.is_missed_by(found):
            self._missed.append(numbers)
        plan = found.selection
        if plan is not None and self.option in plan and not any(np.array_equal(plan, known) for known in self.plans):
            self.plans.append(plan)

    def decide(self, numbers: Numbers, *, is_rough: bool = False) -> Solved:
        """Search until it is known, if it can be, whether the best plan at these numbers reaches the goal."""
        problem = self.problem_at(numbers)
        found = self.searcher.decide(problem, self.goal, after=self._nearest(numbers), is_rough=is_rough)
        self.keep(numbers, found)
        return found

    def _nearest(self, numbers: Numbers) -> Solved | None:
        def distance(at: int) -> tuple[float, float]:
            other = self._found[at][0]
            effort = abs(other.effort - numbers.effort) / (1.0 + abs(numbers.effort))
            return abs(other.acceptance - numbers.acceptance) + effort, -at

        useful = [at for at, (_, found) in enumerate(self._found) if found.result.certificate is not None]
        return self._found[min(useful, key=distance)][1] if useful else None

    def is_missed_at(self, numbers: Numbers, *, n_last: int = 3) -> bool:
        """Whether it follows from what is known that no plan at these numbers reaches the goal.

        It does where it was missed at numbers that are better, and where a certificate proves it.
        """
        if any(self._is_no_better(numbers, known) for known in self._missed):
            return True
        problem = self.problem_at(numbers)
        for _, found in reversed(self._found[-n_last:]):
            carried = carried_certificate(found.problem, found.result, problem)
            if carried is not None and self.goal.is_missed(certified_bound(problem, carried)):
                return True
        return False

    def _is_no_better(self, numbers: Numbers, known: Numbers) -> bool:
        is_same_intensity = numbers.intensity == known.intensity or (
            math.isnan(numbers.intensity) and math.isnan(known.intensity)
        )
        is_as_likely = numbers.acceptance <= known.acceptance and not self.acceptance_costs
        is_same_chance = numbers.acceptance == known.acceptance and known.reckoned <= numbers.reckoned
        is_as_likely = is_as_likely or is_same_chance
        return is_same_intensity and is_as_likely and numbers.effort >= known.effort

    def is_reached_by(self, plan: IntArray, numbers: Numbers) -> bool:
        """Whether a plan is feasible and reaches the goal at these numbers."""
        problem = self.problem_at(numbers)
        if not self.goal.is_reached(value(problem, plan)):
            return False
        return evaluate(problem, plan).is_feasible

    def is_feasible(self, plan: IntArray, numbers: Numbers) -> bool:
        """Whether a plan keeps budgets and rules at these numbers."""
        return evaluate(self.problem_at(numbers), plan).is_feasible

    def acceptance_for(self, plan: IntArray, numbers: Numbers) -> float | None:
        """The least acceptance at which a plan reaches the goal, of which its value is an affine function.

        None where none is enough. Costs must not depend on the acceptance.
        """
        problem = self.problem_at(replace(numbers, acceptance=1.0))
        without, surely = value(problem, plan[plan != self.option]), value(problem, plan)
        if self.goal.is_reached(without):
            return 0.0
        if not self.goal.is_reached(surely):
            return None
        share = (self.goal.upper - without) / (surely - without)
        for acceptance in (share, share * (1 + 1e-12), share * (1 + 1e-9)):
            if acceptance <= 1 and self.is_reached_by(plan, replace(numbers, acceptance=acceptance)):
                return acceptance
        return 1.0 if self.is_reached_by(plan, replace(numbers, acceptance=1.0)) else None
