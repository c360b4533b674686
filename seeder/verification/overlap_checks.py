"""Between which numbers a plan says that its value lies, whatever is not known of overlap."""

from __future__ import annotations

from seeder.analysis.interval.audience_building import plan_audiences
from seeder.formulation import Formulation
from seeder.plan_document import PlanDocument
from seeder.problem.arrays import IntArray
from seeder.run_folder.files import PLAN_FILE
from seeder.scenario.audiences.overlaps import Overlaps
from seeder.verification.findings import Claim, Findings

_SLACK = 1e-9


def check_interval(formulation: Formulation, plan: PlanDocument, options: IntArray, findings: Findings) -> None:
    """Check that the interval lies inside what sizes alone allow; how much narrower it is, is a claim.

    Sizes alone allow anything from the largest audience's responses to those of audiences that share nobody.
    """
    claim = Claim("interval", PLAN_FILE)
    if not isinstance(formulation.scenario.audience, Overlaps):
        claim.same("interval", plan.interval, None, rule="Where audiences are not known by pairs it is")
        findings.add(claim, "none, as audiences are not known by pairs")
        return
    if plan.interval is None:
        # A plan that was cut short has none.
        findings.add(claim, "none", is_trusted=True)
        return
    low, high = plan.interval.low, plan.interval.high
    if low is None or high is None:
        claim.same("interval", (low, high), (None, None), rule="With one end missing the other is")
        findings.add(claim, "none: it says that the pairs cannot all be true", is_trusted=True)
        return
    audiences, _, interested = plan_audiences(formulation, options)
    responses = interested * audiences.people * audiences.moved
    least, most = float(responses.max(initial=0.0)), float(responses.sum())
    if not 0 <= low <= high:
        claim.refuse("interval", f"the interval is {low!r} to {high!r}", "Its ends rise from 0")
    elif low > most * (1 + _SLACK) or high < least * (1 - _SLACK):
        found = f"the interval is {low!r} to {high!r}, and sizes alone leave {least:.12g} to {most:.12g}"
        claim.refuse("interval", found, "It meets what sizes alone allow")
    elif high > most * (1 + 1e-6):
        found = f"the interval ends at {high!r}, and audiences that share nobody bring {most:.12g}"
        claim.refuse("interval.high", found, "Nothing brings more than audiences that share nobody")
    findings.add(claim, f"{low:,.6g} to {high:,.6g}: within what sizes allow; the rest is a claim", is_trusted=True)
