"""Sentences on what a budget leaves open: hours that nothing uses, and costs that nobody knows."""

from __future__ import annotations

from collections.abc import Sequence

from seeder.analysis.unused_hours import HoursUse
from seeder.figures import listed

_MOST_NAMED = 5


def hours_sentence(use: HoursUse) -> str:
    """How the hours that are left can be used."""
    if use is HoursUse.EXPECTED_COSTS:
        return (
            "To use the hours that are left, multiply what a yes costs by the chance of a yes: more asks then fit, but "
            "if many say yes, they cost more than your budget. Add basis: expected to the budget, or "
            "--set budget.basis=expected to the command."
        )
    return (
        "To use the hours that are left, add accounts to your list, or approaches that take longer and get a yes more "
        "often."
    )


def unknown_costs_sentence(accounts: Sequence[str], *, sign: str) -> str:
    """Which asks can cost more than the plan counts; ``sign`` is in place of their costs, '' if none is shown."""
    shown = listed(accounts[:_MOST_NAMED], len(accounts) - _MOST_NAMED)
    told = f"the cost of a yes of {shown} is not known. The plan counts 0, so the yes can cost more."
    return f"{sign}: {told}" if sign else f"{told[:1].upper()}{told[1:]}"
