"""Check a plan against its problem: asks, value and order."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence

import numpy as np

from seeder.analysis.whole_outcome import outcome_of
from seeder.figures import counted
from seeder.formulation import Formulation
from seeder.plan.order import NOISE, Priority, priority
from seeder.plan.pick import Pick
from seeder.plan.picks import make_picks
from seeder.plan.wording import UNITS, amount, number
from seeder.plan_document import PlanDocument
from seeder.problem import Evaluation, Survival, ViolationKind, evaluate, value
from seeder.problem.arrays import IntArray
from seeder.run_folder.files import MANIFEST_FILE
from seeder.run_folder.manifest import ManifestDocument
from seeder.verification.findings import CLOSE, Claim, Findings


def check_scenario(
    formulation: Formulation, plan: PlanDocument, manifest: ManifestDocument, findings: Findings
) -> None:
    """What the plan repeats of the scenario and of the command."""
    document, problem = formulation.scenario.document, formulation.problem
    claim = Claim("scenario")
    claim.same("name", plan.name, formulation.scenario.name)
    claim.same("objective", plan.objective, document.objective.value)
    claim.same("basis", plan.basis, document.budget.basis.value)
    claim.same("estimated", plan.estimated, formulation.is_estimated)
    budget = {
        name: float(limit) for name, limit in zip(problem.resources, problem.budget, strict=True) if np.isfinite(limit)
    }
    claim.same("budget", dict(plan.budget), budget)
    currency = formulation.scenario.currencies
    claim.same("currency", dict(plan.currency), currency)
    if plan.seed != manifest.seed:
        found = f"seed is {plan.seed} here and {manifest.seed} in {MANIFEST_FILE}"
        claim.refuse("seed", found, "Both files must have the same seed")
    limits = ", ".join(amount(limit, name, currency) for name, limit in budget.items()) or "without limit"
    findings.add(claim, f"{plan.name}: {plan.objective}, {limits}")


def find_options(formulation: Formulation, plan: PlanDocument, findings: Findings) -> IntArray | None:
    """Find the picks among the options, in the plan's order, and whether they may be made; None where they may not."""
    claim = Claim("selection")
    options: dict[int, None] = {}
    for position, pick in enumerate(plan.picks):
        option = option_of(formulation, pick.account, pick.approach)
        if option is None:
            found = f"{pick.account} by {pick.approach} is in the plan"
            claim.refuse(f"picks.{position}", found, "The scenario has no such account and approach")
        elif option in options:
            found = f"{pick.account} is in the plan twice"
            claim.refuse(f"picks.{position}", found, "An account can be asked only once")
        else:
            options[option] = None
    if not claim.issues and plan.value is not None:
        _check_rules(formulation, evaluate(formulation.problem, list(options)), claim)
    count = len(plan.picks)
    detail = f"{count} ask{'s' if count != 1 else ''}, within all budgets and rules"
    if not findings.add(claim, "none" if plan.value is None else detail):
        return None
    return np.array(list(options), dtype=np.int64)


def option_of(formulation: Formulation, account: str, approach: str) -> int | None:
    """Position of an account by an approach; None where there is no such option."""
    position = formulation.scenario.accounts.position.get(account)
    if position is None or approach not in formulation.scenario.approaches:
        return None
    wanted = formulation.scenario.approaches.index(approach)
    first, last = np.searchsorted(formulation.problem.account, [position, position + 1]).tolist()
    found = first + np.flatnonzero(formulation.approach[first:last] == wanted)
    return int(found[0]) if len(found) else None


def _check_rules(formulation: Formulation, evaluation: Evaluation, claim: Claim) -> None:
    problem = formulation.problem
    for violation in evaluation.violations:
        if violation.kind is ViolationKind.ACCOUNT:
            account = formulation.scenario.accounts.account_id[violation.index]
            claim.refuse("picks", f"{account} is asked by two approaches", "An account can be asked only once")
        elif violation.kind is ViolationKind.BUDGET:
            name, limit = problem.resources[violation.index], float(problem.budget[violation.index])
            currency = formulation.scenario.currencies
            found = f"the asks spend {amount(evaluation.spent[violation.index], name, currency)}"
            claim.refuse("picks", found, f"The budget is {amount(limit, name, currency)}")
    broken = [violation.index for violation in evaluation.violations if violation.kind is ViolationKind.RULE]
    for source in dict.fromkeys(formulation.rule_sources[position] for position in broken):
        claim.refuse("picks", f"the asks break a rule: {source.words}", f"The rule is at {source.place}")


def check_value(
    formulation: Formulation,
    plan: PlanDocument,
    options: IntArray,
    findings: Findings,
    *,
    manifest: ManifestDocument,
) -> float:
    """Value, spending, responses with repeats, and what the answers may bring; return the value.

    As many results are drawn again as the manifest says; only a time limit makes them fewer than all.
    """
    problem, unit = formulation.problem, UNITS[formulation.scenario.document.objective.value]
    evaluation = evaluate(problem, options)
    findings.add(
        Claim("value").close("value", plan.value, evaluation.value), f"{number(evaluation.value)} {unit} expected"
    )
    check_spent(plan, dict(zip(problem.resources, evaluation.spent, strict=True)), findings)
    gross = float(np.sum(formulation.gross[np.sort(options)]))
    findings.add(Claim("gross").close("gross", plan.gross, gross), f"{number(gross)} with repeats")
    claim = Claim("outcome")
    outcome = outcome_of(formulation, options, seed=plan.seed, most_draws=manifest.draws)
    if manifest.draws is not None and (manifest.stop.time_limit is None or outcome.most_draws is None):
        found = f"{MANIFEST_FILE} says that at most {manifest.draws:,} results were drawn"
        claim.refuse("outcome", found, "Only a time limit can reduce the number of results drawn")
    if plan.outcome is None:
        claim.same("outcome", None, {"p50": outcome.p50}, rule="A plan must have an outcome:")
    else:
        for name in ("p10", "p50", "p90", "nobody", "rates_share"):
            claim.close(f"outcome.{name}", getattr(plan.outcome, name), getattr(outcome, name))
        for name in ("p10", "p50", "p90"):
            stated, found = getattr(plan.outcome.answers_only, name), getattr(outcome.answers_only, name)
            claim.close(f"outcome.answers_only.{name}", stated, found)
        claim.same("outcome.over", list(plan.outcome.over), list(outcome.over))
    findings.add(claim, f"{counted(outcome.n_samples, 'result')} drawn again with seed {plan.seed}")
    return evaluation.value


def check_spent(plan: PlanDocument, spent: dict[str, float], findings: Findings) -> None:
    """What the asks take of every resource."""
    words = ", ".join(amount(used, name, plan.currency) for name, used in spent.items())
    findings.add(Claim("spent").close_amounts("spent", plan.spent, spent), words)


def check_picks(
    formulation: Formulation, plan: PlanDocument, picks: Sequence[Pick], options: IntArray, findings: Findings
) -> None:
    """Every number and word of every ask, beside the asks as they were made again."""
    claim = Claim("picks")
    readings = _readings(formulation, plan, picks, options)
    for position, (stated, pick) in enumerate(zip(plan.picks, picks, strict=True)):
        at = f"picks.{position}"
        claim.same(f"{at}.rank", stated.rank, pick.rank)
        claim.same(f"{at}.tier", stated.tier, pick.tier)
        claim.close_amounts(f"{at}.costs", stated.costs, pick.costs)
        claim.close(f"{at}.acceptance", stated.acceptance, pick.acceptance)
        claim.close(f"{at}.expected", stated.expected, pick.expected)
        claim.close(f"{at}.added", stated.added, pick.added)
        if not _reads_as_one_of(stated.why, [reading[position] for reading in readings]):
            claim.same(f"{at}.why", stated.why, pick.why)
    findings.add(claim, "for each ask: rank, tier, costs, acceptance, expected, added and the reason")


def _readings(
    formulation: Formulation, plan: PlanDocument, picks: Sequence[Pick], options: IntArray
) -> list[list[str]]:
    """The reasons of all picks; where some read otherwise, also as they read with numbers a little more and less."""
    readings = [[pick.why for pick in picks]]
    if [stated.why for stated in plan.picks] != readings[0]:
        for told in (1.0 - CLOSE, 1.0 + CLOSE):
            readings.append([pick.why for pick in make_picks(formulation, options, told=told)])
    return readings


def _reads_as_one_of(why: str, readings: Sequence[str]) -> bool:
    """Whether each part of a reason is as in one of its readings: every number is rounded for itself."""
    parts = [reading.split("; ") for reading in readings]
    stated = why.split("; ")
    return any(len(part) == len(stated) for part in parts) and all(
        any(len(part) == len(stated) and part[place] == own for part in parts) for place, own in enumerate(stated)
    )


def check_order(formulation: Formulation, plan: PlanDocument, options: IntArray, findings: Findings) -> None:
    """The order to ask in."""
    claim = Claim("order")
    broken = _out_of_order(formulation, plan, options)
    if broken is not None:
        rule = "The ask that adds the most per effort must come first; ties are sorted by account"
        claim.refuse(f"picks.{broken[0]}.rank", broken[1], rule)
    findings.add(claim, "the next ask is always the one that adds the most per effort")


def _out_of_order(formulation: Formulation, plan: PlanDocument, options: IntArray) -> tuple[int, str] | None:
    """The first pick that another should precede, and why; None where all are in order.

    Each pick must add at least as much per effort, given those before it, as every later one would in its place.
    What an option adds only falls as others precede it, so what was once computed for a later pick is a bound on what
    it adds now, and is computed anew only where that bound leads. Merits that agree to 1e-9 may be in any order,
    but equal ones of separate audiences go by account. What may be noise or not is read in the plan's favour.
    """
    problem = formulation.problem
    effort: list[float] = problem.cost[problem.resources.index("effort"), options].tolist()
    asked = Survival(problem, np.empty(0, dtype=np.int64))
    is_separate = problem.coverage is None

    noise = NOISE * value(problem, options)

    def found(position: int, noise: float) -> Priority:
        option = int(options[position])
        added = float(problem.value[option])
        if not is_separate:
            added += float(problem.acceptance[option]) * asked.moved_if_yes(option)
        return priority(added, effort[position], noise=noise)

    def entry(position: int) -> tuple[float, float, str, int]:
        most = found(position, noise if is_separate else 2.0 * noise)
        return -most.per_effort, -most.if_free, plan.picks[position].account, position

    later = [entry(position) for position in range(len(options))]
    heapq.heapify(later)
    for place in range(len(options)):
        own, name = found(place, noise if is_separate else 0.5 * noise), plan.picks[place].account
        better = None
        while later and better is None:
            most, account, position = Priority(-later[0][0], -later[0][1]), later[0][2], later[0][3]
            if position <= place:
                heapq.heappop(later)
            elif is_separate and most == own and account < name:
                better = f"{name} comes before {account}, but both add the same per effort"
            elif not _leads(most, own):
                break
            elif _leads(found(position, 2.0 * noise), own):
                better = f"{name} comes before {account}, but {account} adds more per effort at that place"
            else:
                heapq.heapreplace(later, entry(position))
        if better is not None:
            return place, better
        asked.add(int(options[place]))
    return None


def _leads(one: Priority, other: Priority) -> bool:
    """Whether a priority is above another by more than rounding."""
    if one.per_effort == other.per_effort == math.inf:
        return one.if_free > other.if_free * (1.0 + CLOSE)
    return one.per_effort > other.per_effort * (1.0 + CLOSE)
