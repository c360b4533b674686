"""Check what a plan says of rules that contradict each other: the rules are the scenario's, and the changes enough."""

from __future__ import annotations

import numpy as np

from seeder.formulation import Formulation, RuleSource
from seeder.plan_document import PlanDocument, Repair
from seeder.problem import ViolationKind, evaluate, spending
from seeder.problem.arrays import IntArray
from seeder.verification.findings import Claim, Findings, is_close
from seeder.verification.plan_checks import option_of


def check_no_conflict(plan: PlanDocument, findings: Findings) -> None:
    """A plan with a bound has no conflict and needs no repair."""
    claim = Claim("conflict").same("conflict", plan.conflict, None, rule="If a plan has a bound, it is")
    for name in ("conflicts", "repairs"):
        claim.same(name, list(getattr(plan, name)), [], rule="If a plan has a bound, it is")
    findings.add(claim, "none")


def check_conflict(formulation: Formulation, plan: PlanDocument, findings: Findings) -> None:
    """Every rule that is named is one of the scenario, and the asks of each repair keep all others.

    That the rules contradict each other, and that no smaller change is enough, only a solver can know.
    """
    claim = Claim("conflict")
    known = {(source.words, str(source.place)): source for source in _sources(formulation)}
    named = [(f"conflict.{at}", rule.rule, rule.at) for at, rule in enumerate(plan.conflict or ())]
    for place, rules in enumerate(plan.conflicts):
        named += [(f"conflicts.{place}.{at}", rule.rule, rule.at) for at, rule in enumerate(rules)]
    for place, repair in enumerate(plan.repairs):
        named += [(f"repairs.{place}.{at}", change.rule, change.at) for at, change in enumerate(repair.changes)]
    for position, words, place_of_rule in named:
        if (words, place_of_rule) not in known:
            claim.refuse(position, f"{words}, at {place_of_rule}", "The scenario has no such rule at this place")
    if not claim.issues:
        for place, repair in enumerate(plan.repairs):
            _check_repair(formulation, f"repairs.{place}", repair, known, claim)
    told = f"{len(plan.conflict or ())} rules of the scenario; the solver claims that they contradict each other"
    findings.add(claim, told, is_trusted=True)


def _sources(formulation: Formulation) -> list[RuleSource]:
    return [*formulation.rule_sources, *(source for source in formulation.budget_sources if source is not None)]


def _check_repair(
    formulation: Formulation,
    place: str,
    repair: Repair,
    known: dict[tuple[str, str], RuleSource],
    claim: Claim,
) -> None:
    """The asks of a repair break only what it changes, and need exactly the numbers that it changes to."""
    options = [option_of(formulation, ask.account, ask.approach) for ask in repair.asks]
    found = [option for option in options if option is not None]
    if len(found) < len(options) or len(set(found)) < len(found):
        claim.refuse(f"{place}.asks", "an ask is unknown, or listed twice", "They must be asks of the scenario")
        return
    chosen = np.array(sorted(found), dtype=np.int64)
    changed = [known[change.rule, change.at] for change in repair.changes]
    for violation in evaluate(formulation.problem, chosen).violations:
        of_budgets = violation.kind is ViolationKind.BUDGET
        sources = formulation.budget_sources if of_budgets else formulation.rule_sources
        if violation.kind is ViolationKind.ACCOUNT or sources[violation.index] not in changed:
            found_broken = "the asks break a rule or budget that is not changed"
            claim.refuse(f"{place}.asks", found_broken, "After the changes, they must keep everything")
    for position, (change, source) in enumerate(zip(repair.changes, changed, strict=True)):
        if change.to is None:
            continue
        at, told = f"{place}.changes.{position}.to", f"to is {change.to!r}"
        needed = _needed(formulation, source, chosen)
        if not source.has_number:
            claim.refuse(at, told, "This rule has no number that could be changed")
        elif not is_close(change.to, needed):
            claim.refuse(at, told, f"The asks need {needed!r}")


def _needed(formulation: Formulation, source: RuleSource, chosen: IntArray) -> float:
    """What asks spend or ask of what a budget or rule limits."""
    problem = formulation.problem
    if source in formulation.budget_sources:
        return spending(problem, chosen)[formulation.budget_sources.index(source)]
    rule = problem.rules[formulation.rule_sources.index(source)]
    inside = np.intersect1d(chosen, rule.options)
    return float(len(inside)) if rule.resource is None else spending(problem, inside)[rule.resource]
