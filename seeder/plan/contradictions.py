"""Say which of the user's rules contradict each other, and which least changes would make a plan possible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.analysis.asks import asks_of
from seeder.analysis.conflict import Conflict, find_conflict, find_conflict_with_asking, only, parts_of
from seeder.analysis.repairs import Loosened, find_conflicts, loosened_budget, loosened_count, loosened_limit
from seeder.analysis.unaskable import pin_that_cannot_be_asked
from seeder.formulation import Formulation, RuleSource
from seeder.plan_document import ConflictingRule, NamedAsk, Repair, RuleChange
from seeder.problem import SeedingProblem
from seeder.problem.arrays import IntArray
from seeder.solvers import find_feasible, is_feasible

_EFFORT_A_QUESTION = 10.0
"""In CP-SAT's deterministic time, so that the same inputs name the same rules on any machine."""


@dataclass(frozen=True)
class Contradictions:
    """What contradicts each other in a scenario without a feasible plan.

    Parameters
    ----------
    first
        A smallest conflict that was found.
    all_
        All conflicts that were found, the first one among them.
    repairs
        Changes of which one is enough.
    reason
        Why the one rule of the first conflict cannot be kept, if it includes an account that nobody can ask.
    """

    first: tuple[ConflictingRule, ...]
    all_: tuple[tuple[ConflictingRule, ...], ...]
    repairs: tuple[Repair, ...]
    reason: str = ""


def contradictions_of(formulation: Formulation) -> Contradictions:
    """Find the conflicts of a formulation without a feasible selection, and the least changes that end them all."""
    pin, problem = pin_that_cannot_be_asked(formulation), formulation.problem
    reason = ""
    if pin is not None:
        first, reason = Conflict(rules=pin[:1], resources=()), pin[1]
    else:
        first = find_conflict(problem, _may_be_feasible)
    found = find_conflicts(problem, first, _may_be_feasible)
    repairs = [_repair(formulation, correction) for correction in found.corrections]
    return Contradictions(
        first=rules_of(formulation, first),
        all_=tuple(dict.fromkeys(rules_of(formulation, conflict) for conflict in found.conflicts)),
        repairs=tuple(dict.fromkeys(repair for repair in repairs if repair is not None)),
        reason=reason,
    )


def rules_that_leave_nobody(formulation: Formulation) -> tuple[ConflictingRule, ...]:
    """Return the rules and budgets that together leave nobody to ask; none where a budget alone does, or none do."""
    found = find_conflict_with_asking(formulation.problem, _may_be_feasible)
    return () if found is None or not found.rules else rules_of(formulation, found)


def rules_of(formulation: Formulation, conflict: Conflict) -> tuple[ConflictingRule, ...]:
    """Return the rules and budgets of a conflict in the user's words."""
    sources = _sources(formulation, conflict)
    return tuple(ConflictingRule(rule=source.words, at=str(source.place)) for source in sources)


def _sources(formulation: Formulation, conflict: Conflict) -> list[RuleSource]:
    sources = list(dict.fromkeys(formulation.rule_sources[position] for position in conflict.rules))
    return sources + [source for position in conflict.resources if (source := formulation.budget_sources[position])]


def _repair(formulation: Formulation, correction: Conflict) -> Repair | None:
    """The least change of what has to be changed; None if it is not sure that it is enough."""
    problem = formulation.problem
    gone = {("budget", position) for position in correction.resources}
    # A list of accounts together is several rows of one rule.
    sources = {formulation.rule_sources[position] for position in correction.rules}
    gone |= {("rule", at) for at, source in enumerate(formulation.rule_sources) if source in sources}
    selection = _selection(only(problem, [part for part in parts_of(problem) if part not in gone]))
    if selection is None:
        return None
    limit = _loosened(formulation, correction) if len(gone) == 1 else None
    to = None
    if limit is not None and limit.to > 0:
        to, selection = limit.to, limit.selection
    return Repair(
        changes=tuple(
            RuleChange(rule=source.words, at=str(source.place), to=to) for source in _sources(formulation, correction)
        ),
        asks=tuple(NamedAsk(account=ask.account, approach=ask.approach) for ask in asks_of(formulation, selection)),
    )


def _loosened(formulation: Formulation, correction: Conflict) -> Loosened | None:
    """The least change of one budget, limit or number; None where it can only be removed, or that is not known."""
    problem = formulation.problem
    free = problem.replace(value_if_yes=np.zeros(problem.n_options), coverage=None)
    if correction.resources:
        return loosened_budget(free, correction.resources[0], _selection)
    position = correction.rules[0]
    if not formulation.rule_sources[position].has_number:
        return None
    if problem.rules[position].is_count:
        return loosened_count(free, position, _selection)
    return loosened_limit(free, position, _selection)


def _selection(problem: SeedingProblem) -> IntArray | None:
    """A feasible selection; None where there is none, or some effort finds none."""
    return find_feasible(problem, effort=_EFFORT_A_QUESTION).selection


def _may_be_feasible(problem: SeedingProblem) -> bool:
    """Whether a problem is not proved infeasible with some effort: a rule in doubt stays among the conflicting ones."""
    return is_feasible(problem, effort=_EFFORT_A_QUESTION) is not False
