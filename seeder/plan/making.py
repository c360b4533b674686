"""Make the plan of a solved problem: asks in order, backups, and the sources of its numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from seeder.analysis.information.value_of_information import searches_beside_a_plan, value_of_knowing
from seeder.analysis.interval.of_plan import interval_of_plan
from seeder.analysis.leftover import Leftover, explain_leftover
from seeder.analysis.outcomes import Outcome
from seeder.analysis.resting import what_it_rests_on
from seeder.analysis.unaskable import shares_for_nobody, unaskable_notes
from seeder.analysis.unused_hours import use_of_hours
from seeder.analysis.whole_outcome import outcome_of
from seeder.argument_kinds import require_kind
from seeder.errors import ProblemError
from seeder.formulation import Formulation
from seeder.plan import wording
from seeder.plan.budget_hints import hours_sentence
from seeder.plan.contradictions import contradictions_of, rules_that_leave_nobody
from seeder.plan.order import ask_order
from seeder.plan.picks import costs_of, make_picks
from seeder.plan.plan import Plan
from seeder.plan.reserves import reserves_of
from seeder.plan_document import MOST_UNKNOWNS, Baselines, Interval, UnknownNumber
from seeder.problem import SeedingProblem, spending
from seeder.problem.arrays import IntArray, real_number
from seeder.scenario.audiences.follower_list import FollowerList
from seeder.scenario.audiences.segments import Segments
from seeder.scenario.document.documents import Basis
from seeder.solvers import SolveResult, TerminationReason
from seeder.solvers.deadline import Deadline

_PART_FOR_DRAWS, _LEAST_FOR_DRAWS = 0.6, 0.1
"""Share of a time limit that drawing results may take, and what it may take in any case [s]."""


def make_plan(
    formulation: Formulation, result: SolveResult, *, time_limit: float | None = None, is_brief: bool = False
) -> Plan:
    """Make the plan of a solved formulation.

    Every number is recomputed from the problem's definition; of the search, only the selection and its bounds are
    taken over.

    Parameters
    ----------
    time_limit
        Seconds for the whole of it; default: no limit. What can be cut short then is: fewer results are drawn, and the
        numbers most worth finding out are not looked for. A plan made of fewer draws says so.
    is_brief
        Leave out what takes time: backups, what is left of the budget, and which rules contradict each other.
    """
    require_kind("formulation", formulation, Formulation)
    require_kind("result", result, SolveResult)
    require_kind("is_brief", is_brief, bool)
    deadline = Deadline.start(None if time_limit is None else real_number("time_limit", time_limit))
    accounts = formulation.scenario.accounts
    problem, document, audience = formulation.problem, formulation.scenario.document, formulation.scenario.audience
    selection, bounds, notes = result.selection, result.bounds, formulation.scenario.notes
    upper, certified = bounds.upper, bounds.certified
    budget = {
        name: float(limit) for name, limit in zip(problem.resources, problem.budget, strict=True) if np.isfinite(limit)
    }
    contradictions = None
    if result.termination.reason is TerminationReason.INFEASIBLE and not is_brief:
        contradictions = contradictions_of(formulation)
    chosen = np.empty(0, dtype=np.int64) if selection is None else selection
    spent = dict(zip(problem.resources, spending(problem, chosen), strict=True))
    limit = result.termination.limit
    ordered = ask_order(formulation, chosen)
    left = None if selection is None or is_brief else explain_leftover(problem, chosen)
    is_open = left is not None and not (left.option is None and _has_no_choice(problem, chosen))
    outcome = None
    if selection is not None:
        outcome = outcome_of(formulation, chosen, seed=result.seed, seconds=_for_draws(deadline))
    picks, reserves = make_picks(formulation, ordered), () if is_brief else reserves_of(formulation, result, ordered)
    rests_on = None if selection is None else what_it_rests_on(formulation, chosen, ordered)
    interval = None if selection is None or is_brief else _interval(formulation, chosen)
    unknowns: tuple[UnknownNumber, ...] = ()
    most_elsewhere = 0.0
    if is_open and not deadline.has_passed:
        # Last, as it takes what time is left.
        unknowns, most_elsewhere = measure_next(formulation, result, time_limit=deadline.seconds_left)
    return Plan(
        name=formulation.scenario.name,
        objective=document.objective.value,
        status=result.termination.reason.value,
        limit=None if limit is None else limit.value,
        estimated=formulation.is_estimated,
        value=bounds.lower,
        bound=upper,
        gap=bounds.relative_gap,
        bound_certified=certified,
        bound_is_proved=upper is not None and certified is not None and abs(certified - upper) <= 1e-9 * abs(upper),
        gross=None if selection is None else float(np.sum(formulation.gross[chosen])),
        outcome=outcome,
        spent=spent,
        budget=budget,
        basis=document.budget.basis.value,
        picks=picks,
        reserves=reserves,
        n_reserves_shown=document.plan.reserves,
        baselines={name: result.baselines.get(name) for name in Baselines.model_fields},
        conflict=None if contradictions is None else contradictions.first,
        conflicts=() if contradictions is None else contradictions.all_,
        repairs=() if contradictions is None else contradictions.repairs,
        rests_on=rests_on,
        measure_next=unknowns,
        most_elsewhere=most_elsewhere,
        seed=result.seed,
        leftover=() if left is None else _leftover(formulation, left, spent, budget, chosen),
        averaged=_averaged(formulation, chosen),
        interval=interval,
        currency=formulation.scenario.currencies,
        cautions=(
            *(wording.caution(str(note)) for note in notes),
            *_cautions(formulation, outcome, is_empty=selection is not None and not len(chosen) and not is_brief),
        ),
        n_notes=len(notes),
        conflict_reason="" if contradictions is None else contradictions.reason,
        carried_types={name: dtype for name, dtype in accounts.table.types.items() if name in accounts.carried},
        is_weighted=isinstance(audience, Segments | FollowerList) and bool((audience.weight != 1.0).any()),
    )


def _for_draws(deadline: Deadline) -> float | None:
    """Seconds for drawing results; None without a limit."""
    left = deadline.seconds_left
    return None if left is None else max(_LEAST_FOR_DRAWS, _PART_FOR_DRAWS * left)


def measure_next(
    formulation: Formulation, result: SolveResult, *, time_limit: float | None = None
) -> tuple[tuple[UnknownNumber, ...], float]:
    """Find the unknown numbers that are most worth finding out, with a few searches.

    Return them by what their gain is at least, and what no number but the first would bring more than; none where
    ``time_limit`` [s] was over before every number was looked at. A number whose gain is 0 is left out.
    """
    searches = searches_beside_a_plan(formulation.problem, result)
    if searches is None:
        return (), 0.0
    found = value_of_knowing(formulation, result, n_best=MOST_UNKNOWNS, most_solves=searches, time_limit=time_limit)
    told = [unknown for unknown in found.unknowns if (unknown.gain_low if unknown.is_exact else unknown.gain_high) > 0]
    elsewhere = max([found.others_at_most, *(unknown.gain_high for unknown in told[1:])])
    if not all(map(math.isfinite, (elsewhere, *(unknown.gain_high for unknown in told)))):
        return (), 0.0
    return tuple(unknown.as_number() for unknown in told), elsewhere


def _interval(formulation: Formulation, chosen: IntArray) -> Interval | None:
    try:
        found = interval_of_plan(formulation, chosen)
    except ProblemError:
        # The audience was fitted all the same, as closely as can be.
        return Interval(low=None, high=None)
    return None if found is None else Interval(low=found.lower, high=found.upper)


def _has_no_choice(problem: SeedingProblem, chosen: IntArray) -> bool:
    """Whether every account that is asked has one option only.

    If nothing useful is left out besides, the plan is the best whatever its numbers are.
    """
    return int(np.isin(problem.account, problem.account[chosen]).sum()) == len(chosen)


def _leftover(
    formulation: Formulation,
    found: Leftover,
    spent: Mapping[str, float],
    budget: Mapping[str, float],
    chosen: IntArray,
) -> tuple[str, ...]:
    use = use_of_hours(formulation, found, chosen)
    hint = () if use is None else (hours_sentence(use),)
    resources = formulation.problem.resources
    option = found.option
    sentences = wording.leftover_sentences(
        left={name: left for name, left in zip(resources, found.left, strict=True) if name in budget},
        spent=spent,
        budget=budget,
        option=None if option is None else (formulation.account_name(option), formulation.approach_name(option)),
        costs={} if option is None else costs_of(formulation, option),
        shortage={} if option is None else dict(zip(resources, found.shortage, strict=True)),
        rules=list(dict.fromkeys(formulation.rule_sources[position].words for position in found.rules)),
        is_excluded=found.is_excluded,
        currency=formulation.scenario.currencies,
    )
    return (*sentences, *hint)


def _averaged(formulation: Formulation, chosen: IntArray) -> tuple[str, ...]:
    """Resources of which some asks count what a yes costs times the chance of a yes."""
    problem = formulation.problem
    if formulation.scenario.document.budget.basis is not Basis.EXPECTED:
        return ()
    has_on_yes = (problem.cost[:, chosen] != formulation.asking[:, chosen]).any(axis=1)
    return tuple(name for name, has in zip(problem.resources, has_on_yes.tolist(), strict=True) if has)


def _cautions(formulation: Formulation, outcome: Outcome | None, *, is_empty: bool) -> tuple[str, ...]:
    """Sentences on accounts that cannot be asked, rules that leave nobody to ask, and what the time limit left out."""
    told = [wording.caution(note.text) for note in unaskable_notes(formulation)]
    if is_empty and not any(True for _ in shares_for_nobody(formulation)):
        rules = rules_that_leave_nobody(formulation)
        if rules:
            told.append(wording.caution(wording.nobody_sentence([(one.rule, one.at) for one in rules])))
    if outcome is not None and outcome.most_draws is not None:
        told.append(wording.caution(wording.few_draws(outcome.n_samples)))
    return tuple(told)
