"""Check bounds, gap and status of a plan: what the certificate proves, and what is only a solver's claim."""

from __future__ import annotations

from seeder.certify import Certificate, verify
from seeder.errors import Issue, Place, ProblemError
from seeder.formulation import Formulation
from seeder.plan.wording import percent_or_more
from seeder.plan_document import PlanDocument
from seeder.run_folder.files import CERTIFICATE_FILE
from seeder.run_folder.manifest import ManifestDocument
from seeder.verification.findings import CLOSE, WAY_OUT, Claim, Findings, is_close, shown

OPTIMAL_GAP = 1e-6
"""The relative gap up to which the format calls a plan optimal."""

_ROUNDING = 1e-12
"""What a certified bound may lie below the recomputed one: mathematical libraries differ in the last digit."""

_FOLLOWS = "Computed from the other numbers of the plan, it is"

_LIMITS = (None, "time", "iterations", "interrupt")


def check_certified(
    formulation: Formulation, plan: PlanDocument, certificate: Certificate, findings: Findings
) -> float | None:
    """Recompute the bound that the certificate proves; return it, None where it proves none."""
    claim = Claim("bound_certified")
    try:
        bound = verify(formulation.problem, certificate).bound
    except ProblemError as error:
        rule = "The certificate must fit the sizes and rules of the problem"
        claim.issues.append(Issue(Place(CERTIFICATE_FILE), str(error), rule, WAY_OUT))
        findings.add(claim, "")
        return None
    stated = plan.bound_certified
    if stated is None or not is_close(stated, bound):
        rule = f"{CERTIFICATE_FILE} proves {shown(bound)}"
        claim.refuse("bound_certified", f"bound_certified is {shown(stated)}", rule)
    elif stated < bound - _ROUNDING * abs(bound):
        claim.refuse(
            "bound_certified",
            f"bound_certified is {stated!r}",
            f"The certificate proves a bound of {bound!r}, not a smaller one",
        )
    findings.add(claim, f"the best possible is at most {bound:,.7g}: proved by the certificate")
    return bound


def check_bounds(plan: PlanDocument, manifest: ManifestDocument, value: float | None, findings: Findings) -> None:
    """What follows from value, bound and certified bound."""
    claim = Claim("bound")
    bound, certified = plan.bound, plan.bound_certified
    if bound is None or certified is None:
        claim.refuse("bound", f"bound is {shown(bound)}", "Only an infeasible problem has no bound")
        findings.add(claim, "")
        return
    if bound > certified:
        claim.refuse(
            "bound", f"bound is {shown(bound)}", f"The best known bound cannot exceed bound_certified, {certified!r}"
        )
    if plan.value is not None and bound < plan.value:
        claim.refuse("bound", f"bound is {shown(bound)}", f"The bound cannot be below the plan's value, {plan.value!r}")
    elif value is not None and bound < value and not is_close(bound, value):
        claim.refuse(
            "bound", f"bound is {shown(bound)}", f"The bound cannot be below the plan's recomputed value, {value!r}"
        )
    is_proved = abs(certified - bound) <= CLOSE * abs(bound)
    claimed = f"the best possible is at most {bound:,.7g}: claimed by the solver; {certified:,.7g} is proved"
    detail = f"the best possible is at most {bound:,.7g}: proved" if is_proved else claimed
    findings.add(claim, detail, is_trusted=not is_proved)
    claim = Claim("bound_is_proved").same("bound_is_proved", plan.bound_is_proved, is_proved, rule=_FOLLOWS)
    findings.add(claim, "both bounds agree to 1e-9" if is_proved else "no: the bounds differ")
    gap = None if plan.value is None else 0.0 if bound == 0 else (bound - plan.value) / bound
    told = "none, as there is no plan"
    if gap is not None and value is not None:
        proved = 0.0 if certified == 0 else (certified - value) / certified
        told = _gap_words(gap, proved)
    findings.add(Claim("gap").same("gap", plan.gap, gap, rule=_FOLLOWS), told)
    _check_status(plan, manifest, gap, is_proved, findings)


def _gap_words(gap: float, proved: float) -> str:
    """How far the plan is below the best possible, as claimed and as proved."""
    if proved <= OPTIMAL_GAP:
        return "proved best"
    if percent_or_more(gap) == percent_or_more(proved):
        return f"at most {percent_or_more(proved)} below the best possible: proved"
    return f"at most {percent_or_more(gap)} below the best possible: claimed; {percent_or_more(proved)} is proved"


def _check_status(
    plan: PlanDocument, manifest: ManifestDocument, gap: float | None, is_proved: bool, findings: Findings
) -> None:
    claim = Claim("status")
    if gap is None:
        expected = "no_selection_found"
    elif gap <= OPTIMAL_GAP:
        expected = "optimal"
    else:
        expected = "gap_reached" if gap <= manifest.stop.relative_gap else "limit_reached"
    claim.same("status", plan.status, expected, rule=_FOLLOWS)
    has_limit = expected in ("limit_reached", "no_selection_found")
    if (plan.limit is not None) != has_limit or plan.limit not in _LIMITS:
        rule = "A search that ended early names its limit (time, iterations or interrupt); other searches have none"
        claim.refuse("limit", f"limit is {shown(plan.limit)} with status {shown(plan.status)}", rule)
    rests = "" if is_proved or gap is None else ", if bound is right"
    detail = f"{expected}{rests}" + (f"; the limit {plan.limit} is claimed by the solver" if has_limit else "")
    findings.add(claim, detail, is_trusted=has_limit or not is_proved)


def check_baselines(plan: PlanDocument, findings: Findings) -> None:
    """Simple plans that the search says it beat; only that it did can be looked at."""
    claim = Claim("baselines")
    for name, value in plan.baselines:
        if value is not None and (plan.value is None or (value > plan.value and not is_close(value, plan.value))):
            found, rule = f"{name} is {value!r}", "The value of a plan cannot be below the value of a baseline"
            claim.refuse(f"baselines.{name}", found, rule)
        elif value is not None and value < 0:
            claim.refuse(f"baselines.{name}", f"{name} is {value!r}", "The value of a plan cannot be below 0")
    told = ", ".join(
        f"{name} {'breaks a rule' if value is None else format(value, ',.10g')}" for name, value in plan.baselines
    )
    findings.add(claim, f"{told}: claimed by the solver; none exceeds the plan", is_trusted=True)
