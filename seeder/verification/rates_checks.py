"""Check the statements of a plan about its numbers: their sources, and the gain from knowing them."""

from __future__ import annotations

import math

from seeder.analysis.rate_table import INTERVAL
from seeder.analysis.resting import acceptance_provenance, what_it_rests_on
from seeder.formulation import Formulation
from seeder.plan.wording import percent
from seeder.plan_document import MOST_UNKNOWNS, PlanDocument, UnknownNumber
from seeder.problem.arrays import IntArray
from seeder.rates import RateColumn
from seeder.verification.findings import Claim, Findings
from seeder.verification.plan_checks import option_of

_OF_HANDLES = ("clicks", "view", "conversion")
_ACCEPTANCE = "acceptance"


def check_rests_on(formulation: Formulation, plan: PlanDocument, options: IntArray, findings: Findings) -> None:
    """How much of the value rests on what; options are the picks in the plan's order."""
    claim = Claim("rests_on")
    found = what_it_rests_on(formulation, options, options)
    if plan.rests_on is None:
        claim.same("rests_on", None, {"given": found.given}, rule="A plan must have the shares of rests_on:")
    else:
        for name in ("given", "measured", "default"):
            claim.close(f"rests_on.{name}", getattr(plan.rests_on, name), getattr(found, name))
        claim.same("rests_on.default_by_number", list(plan.rests_on.default_by_number), list(found.default_by_number))
        if not claim.issues:
            for name, share in found.default_by_number.items():
                claim.close(f"rests_on.default_by_number.{name}", plan.rests_on.default_by_number[name], share)
    findings.add(claim, f"{percent(found.default)} of the value comes from standard assumptions")


def check_measure_next(formulation: Formulation, plan: PlanDocument, findings: Findings) -> None:
    """The numbers that it would pay to measure: what they are is recomputed, what knowing them brings is a claim."""
    claim = Claim("measure_next")
    if len(plan.measure_next) > MOST_UNKNOWNS:
        found = f"there are {len(plan.measure_next)} numbers"
        claim.refuse("measure_next", found, f"It may have at most {MOST_UNKNOWNS} numbers")
    named: set[tuple[str | None, ...]] = set()
    before = math.inf
    for position, unknown in enumerate(plan.measure_next):
        at = f"measure_next.{position}"
        _look_at(formulation, unknown, at, claim)
        key = (unknown.number, unknown.account, unknown.handle, unknown.platform, unknown.approach)
        if key in named:
            found = f"{unknown.number} of {unknown.account} is listed twice"
            claim.refuse(at, found, "Each number may appear only once")
        if unknown.gain_at_least > before:
            claim.refuse(at, f"its gain is at least {unknown.gain_at_least!r}", "The largest gain must come first")
        named.add(key)
        before = unknown.gain_at_least
    count = len(plan.measure_next)
    numbers = "1 number" if count == 1 else f"{count} numbers"
    detail = f"{numbers}; the gain from knowing them is a claim" if count else "none"
    findings.add(claim, detail, is_trusted=count > 0)


def _look_at(formulation: Formulation, unknown: UnknownNumber, at: str, claim: Claim) -> None:
    if not 0 <= unknown.gain_at_least <= unknown.gain_at_most:
        found = f"the gain is {unknown.gain_at_least!r} to {unknown.gain_at_most!r}"
        claim.refuse(at, found, "The gain is never negative, and its upper end is not below its lower end")
    place = _position(formulation, unknown)
    if place is None:
        found = f"{unknown.number} of {unknown.account} is listed"
        claim.refuse(at, found, "The scenario has no such number")
        return
    column, position, source = place
    claim.same(f"{at}.source", unknown.source, source)
    claim.close(f"{at}.value", unknown.value, float(column.value[position]))
    low, high = column.posterior.interval(INTERVAL)
    claim.close(f"{at}.low", unknown.low, float(low[position]))
    claim.close(f"{at}.high", unknown.high, float(high[position]))


def _position(formulation: Formulation, unknown: UnknownNumber) -> tuple[RateColumn, int, str] | None:
    """Column, position and source of a number; None where there is no such number."""
    accounts, rates = formulation.scenario.accounts, formulation.rates
    if unknown.number == _ACCEPTANCE:
        option = None if unknown.approach is None else option_of(formulation, unknown.account, unknown.approach)
        if option is None or unknown.handle or unknown.platform:
            return None
        column = rates.acceptance[int(formulation.approach[option])]
        return column, int(formulation.problem.account[option]), acceptance_provenance(formulation, option).value
    account = accounts.position.get(unknown.account)
    if unknown.number not in _OF_HANDLES or account is None or unknown.approach is not None:
        return None
    for row in accounts.rows_of[account].tolist():
        if (accounts.handle[row], accounts.platform[row]) == (unknown.handle, unknown.platform):
            column = getattr(rates, unknown.number)
            return column, row, column.provenance(row).value
    return None
