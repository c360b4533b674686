"""Check the range of a plan's value over unknown overlaps against what the sizes alone allow."""

from __future__ import annotations

from seeder.analysis.interval.audience_building import plan_audiences
from seeder.formulation import Formulation
from seeder.plan_document import PlanDocument
from seeder.problem.arrays import IntArray
from seeder.scenario.audiences.overlaps import Overlaps
from seeder.verification.findings import Claim, Findings

_SLACK = 1e-9


def check_interval(formulation: Formulation, plan: PlanDocument, options: IntArray, findings: Findings) -> None:
    """Check that the interval lies inside what sizes alone allow; how much narrower it is, is a claim.

    Sizes alone allow anything from the largest audience's responses to those of audiences that share nobody.
    """
    claim = Claim("interval")
    if not isinstance(formulation.scenario.audience, Overlaps):
        claim.same("interval", plan.interval, None, rule="Without a table of overlaps, it is")
        findings.add(claim, "none, because the scenario has no table of overlaps")
        return
    if plan.interval is None:
        # A plan that was cut short has none.
        findings.add(claim, "none", is_trusted=True)
        return
    low, high = plan.interval.low, plan.interval.high
    if low is None or high is None:
        claim.same("interval", (low, high), (None, None), rule="If one end is missing, the interval must be")
        findings.add(claim, "none: the run claims that the pairs contradict each other", is_trusted=True)
        return
    audiences, _, interested = plan_audiences(formulation, options)
    responses = interested * audiences.people * audiences.moved
    least, most = float(responses.max(initial=0.0)), float(responses.sum())
    if not 0 <= low <= high:
        rule = "The interval must start at 0 or more and may not end below its start"
        claim.refuse("interval", f"the interval is {low!r} to {high!r}", rule)
    elif low > most * (1 + _SLACK) or high < least * (1 - _SLACK):
        found = f"the interval is {low!r} to {high!r}, but the audience sizes allow only {least:.12g} to {most:.12g}"
        claim.refuse("interval", found, "The interval must overlap with what the audience sizes allow")
    elif high > most * (1 + 1e-6):
        found = f"the interval ends at {high!r}, but audiences that share nobody bring only {most:.12g}"
        claim.refuse("interval.high", found, "The interval may not end above what separate audiences bring")
    told = f"{low:,.6g} to {high:,.6g}: within what the audience sizes allow; the exact ends are a claim"
    findings.add(claim, told, is_trusted=True)
