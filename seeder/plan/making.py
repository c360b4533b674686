"""From a result to a plan."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from seeder.analysis.conflict import Conflict, find_conflict
from seeder.analysis.leftover import explain_leftover
from seeder.analysis.outcomes import sample_outcome
from seeder.formulation import Formulation, Origin
from seeder.plan import wording
from seeder.plan.asks import ConflictingRule, Handle, Pick, Plan, Reserve
from seeder.plan.links import tracking_link
from seeder.plan.reserves import find_stand_ins
from seeder.problem import SeedingProblem, evaluate, marginal_values
from seeder.problem.arrays import FloatArray, IntArray
from seeder.rates import GIVEN, RateColumn
from seeder.scenario.documents import Objective
from seeder.solvers import SolveResult, TerminationReason, is_feasible

_EFFORT_A_QUESTION = 10.0
"""In CP-SAT's deterministic time, so that the same inputs name the same rules on any machine."""


def make_plan(formulation: Formulation, result: SolveResult, *, is_brief: bool = False) -> Plan:
    """Make the plan of a solved formulation.

    Every number is recomputed from the problem's definition; of the search, only the selection and its bounds are
    taken over.

    Parameters
    ----------
    is_brief
        Leave out what takes time: stand-ins, what is left of the budget, and which rules contradict each other.
    """
    problem, document = formulation.problem, formulation.scenario.document
    selection, bounds = result.selection, result.bounds
    budget = {
        name: float(limit) for name, limit in zip(problem.resources, problem.budget, strict=True) if np.isfinite(limit)
    }
    conflict = None
    if result.termination.reason is TerminationReason.INFEASIBLE and not is_brief:
        conflict = _conflicting_rules(formulation, find_conflict(problem, _may_be_feasible))
    chosen = np.empty(0, dtype=np.int64) if selection is None else selection
    spent = dict(zip(problem.resources, evaluate(problem, chosen).spent, strict=True))
    limit = result.termination.limit
    return Plan(
        name=formulation.scenario.name,
        objective=document.objective.value,
        status=result.termination.reason.value,
        limit=None if limit is None else limit.value,
        estimated=False,
        value=bounds.lower,
        bound=bounds.upper,
        gap=bounds.relative_gap,
        bound_certified=bounds.certified,
        bound_is_proved=_agree(bounds.upper, bounds.certified),
        gross=None if selection is None else float(np.sum(formulation.gross[chosen])),
        outcome=None if selection is None else sample_outcome(problem, chosen, seed=result.seed),
        spent=spent,
        budget=budget,
        basis=document.budget.basis.value,
        picks=_picks(formulation, chosen),
        reserves=() if is_brief else _reserves(formulation, result),
        baselines=result.baselines,
        conflict=conflict,
        seed=result.seed,
        leftover=() if selection is None or is_brief else _leftover(formulation, chosen, spent, budget),
    )


def _may_be_feasible(problem: SeedingProblem) -> bool:
    """Whether a problem is not proved infeasible with some effort: a rule in doubt stays among the conflicting ones."""
    return is_feasible(problem, effort=_EFFORT_A_QUESTION) is not False


def _agree(upper: float | None, certified: float | None) -> bool:
    return upper is not None and certified is not None and abs(certified - upper) <= 1e-9 * abs(upper)


def ask_order(formulation: Formulation, chosen: IntArray) -> IntArray:
    """Order to ask in: most added value per effort given what precedes, ties by account.

    With separate audiences what precedes takes nothing away, so the order is that of added value per effort. An ask
    without effort comes first.
    """
    problem = formulation.problem
    added = marginal_values(problem, chosen)[chosen]
    effort = problem.cost[problem.resources.index("effort"), chosen]
    with np.errstate(divide="ignore", invalid="ignore"):
        merit = np.where(effort > 0, added / effort, np.where(added > 0, np.inf, 0.0))
    names = [formulation.account_name(option) for option in chosen.tolist()]
    order = sorted(range(len(chosen)), key=lambda position: (-merit[position], names[position]))
    return chosen[np.array(order, dtype=np.int64)]


def _picks(formulation: Formulation, chosen: IntArray) -> tuple[Pick, ...]:
    if not len(chosen):
        return ()
    problem, scenario = formulation.problem, formulation.scenario
    document, accounts = scenario.document, scenario.accounts
    added = marginal_values(problem, chosen)
    alone = marginal_values(problem, np.empty(0, dtype=np.int64))
    effort = problem.cost[problem.resources.index("effort")]
    pinned = _pins(formulation)
    sources = _Sources(formulation)
    picks = []
    for rank, option in enumerate(ask_order(formulation, chosen).tolist(), start=1):
        account = int(problem.account[option])
        rows = sorted(accounts.rows_of[account].tolist(), key=lambda row: (-_known(accounts.followers[row]), row))
        name, platform = accounts.account_id[account], accounts.platform[rows[0]]
        link = ""
        if document.plan.link is not None:
            campaign = document.plan.campaign or scenario.name
            link = tracking_link(document.plan.link, account=name, platform=platform, campaign=campaign)
        picks.append(
            Pick(
                rank=rank,
                option=option,
                account=name,
                approach=formulation.approach_name(option),
                tier=accounts.tier[account],
                costs=_costs(formulation, option),
                acceptance=float(problem.acceptance[option]),
                expected=float(alone[option]),
                added=float(added[option]),
                why=wording.reason(
                    objective=document.objective.value,
                    value_if_yes=float(problem.value_if_yes[option]),
                    acceptance=float(problem.acceptance[option]),
                    effort=float(effort[option]),
                    added=float(added[option]),
                    rules=pinned.get(option, ()),
                    is_assumed=int(formulation.acceptance_origin[option]) == Origin.DEFAULT,
                ),
                handles=tuple(
                    Handle(
                        platform=accounts.platform[row],
                        handle=accounts.handle[row],
                        followers=None if np.isnan(accounts.followers[row]) else float(accounts.followers[row]),
                    )
                    for row in rows
                ),
                link=link,
                sources=sources.of(option, rows),
                carried={
                    header: " | ".join(dict.fromkeys(texts[row] for row in rows if texts[row]))
                    for header, texts in accounts.carried.items()
                },
            )
        )
    return tuple(picks)


def _known(followers: FloatArray) -> float:
    return -1.0 if np.isnan(followers) else float(followers)


def _costs(formulation: Formulation, option: int) -> Mapping[str, float]:
    problem = formulation.problem
    return {name: float(problem.cost[resource, option]) for resource, name in enumerate(problem.resources)}


def _pins(formulation: Formulation) -> dict[int, tuple[str, ...]]:
    """Options that rules ask for by name, with the rules' words."""
    found: dict[int, tuple[str, ...]] = {}
    for rule, source in zip(formulation.problem.rules, formulation.rule_sources, strict=True):
        if source.is_pin:
            for option in rule.options.tolist():
                found[option] = (*found.get(option, ()), source.words)
    return found


class _Sources:
    """Where the numbers of a pick come from."""

    def __init__(self, formulation: Formulation) -> None:
        self._formulation = formulation
        rates = formulation.rates
        self._value: dict[str, RateColumn] = {"clicks": rates.clicks}
        if formulation.scenario.document.objective is Objective.REACH:
            self._value = {"view": rates.view}
        elif formulation.scenario.document.objective is Objective.CONVERSIONS:
            self._value["conversion"] = rates.conversion

    def of(self, option: int, rows: list[int]) -> dict[str, str]:
        formulation = self._formulation
        account = int(formulation.problem.account[option])
        found = {}
        for name, origins, column in (
            ("effort", formulation.effort_origin, formulation.rates.effort),
            ("acceptance", formulation.acceptance_origin, formulation.rates.acceptance),
        ):
            origin = Origin(int(origins[option]))
            if origin is Origin.DEFAULT:
                found[name] = self._default(int(column.entry[account]))
            else:
                found[name] = wording.origin_words(origin.name, name)
        parts = []
        for name, column in self._value.items():
            for entry in dict.fromkeys(column.entry[rows].tolist()):
                words = f"given: column {name}" if entry == GIVEN else self._default(entry)
                parts.append(words)
        found["value"] = "; ".join(parts)
        return found

    def _default(self, entry: int) -> str:
        source = self._formulation.rates.source(entry)
        assert source is not None
        return f"default: {source.cite()}"


def _reserves(formulation: Formulation, result: SolveResult) -> tuple[Reserve, ...]:
    wanted = formulation.scenario.document.plan.reserves
    return tuple(
        Reserve(
            replaces=formulation.account_name(stand_in.replaces),
            account=formulation.account_name(stand_in.option),
            approach=formulation.approach_name(stand_in.option),
            costs=_costs(formulation, stand_in.option),
            value=stand_in.value,
        )
        for stand_in in find_stand_ins(formulation.problem, result, n_reserves=wanted)
    )


def _leftover(
    formulation: Formulation, chosen: IntArray, spent: Mapping[str, float], budget: Mapping[str, float]
) -> tuple[str, ...]:
    found = explain_leftover(formulation.problem, chosen)
    resources = formulation.problem.resources
    option = found.option
    return wording.leftover_sentences(
        left={name: left for name, left in zip(resources, found.left, strict=True) if name in budget},
        spent=spent,
        budget=budget,
        option=None if option is None else (formulation.account_name(option), formulation.approach_name(option)),
        costs={} if option is None else _costs(formulation, option),
        shortage={} if option is None else dict(zip(resources, found.shortage, strict=True)),
        rules=[formulation.rule_sources[position].words for position in found.rules],
    )


def _conflicting_rules(formulation: Formulation, conflict: Conflict) -> tuple[ConflictingRule, ...]:
    sources = [formulation.rule_sources[position] for position in conflict.rules]
    sources += [source for position in conflict.resources if (source := formulation.budget_sources[position])]
    return tuple(ConflictingRule(source.words, str(source.place)) for source in sources)
