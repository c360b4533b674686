"""What expected.json records of a plan: compared with a plan, and written from one."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

import seeder


def check_expected(plan: seeder.Plan, expected: dict[str, Any]) -> None:
    """Hold a plan against the record of its document."""
    assert plan.status == expected["status"]
    if plan.conflict is not None:
        assert [{"rule": rule.rule, "at": rule.at} for rule in plan.conflict] == expected["conflict"]
        return
    assert plan.value == pytest.approx(expected["value"], rel=1e-6)
    assert plan.bound == pytest.approx(expected["value"], rel=2e-6)
    assert plan.bound_certified is not None
    # A bound nearer to the value is no fault.
    assert expected["value"] * (1 - 1e-6) <= plan.bound_certified <= expected["bound_certified"] * (1 + 1e-6)
    assert plan.gross == pytest.approx(expected.get("gross", expected["value"]), rel=1e-6)
    assert len(plan.picks) == expected["n_picks"]
    assert dict(plan.spent) == pytest.approx(expected["spent"])
    assert Counter(pick.approach for pick in plan.picks) == expected["approaches"]
    asked = {pick.account for pick in plan.picks}
    assert asked >= set(expected["asked"])
    assert not asked & set(expected["not_asked"])


def expect(plan: seeder.Plan, before: dict[str, Any]) -> dict[str, Any]:
    """Make the record of a plan.

    If the record before listed all asked accounts, this one does; otherwise it says which of the same are asked.
    """
    if plan.conflict is not None:
        return {"status": plan.status, "conflict": [{"rule": rule.rule, "at": rule.at} for rule in plan.conflict]}
    asked = [pick.account for pick in plan.picks]
    is_complete = len(before.get("asked", ())) == before.get("n_picks")
    watched = {*before.get("asked", ()), *before.get("not_asked", ())}
    made: dict[str, Any] = {"status": plan.status, "value": plan.value, "bound_certified": plan.bound_certified}
    if plan.gross != plan.value:
        made["gross"] = plan.gross
    return made | {
        "n_picks": len(asked),
        "spent": dict(plan.spent),
        "approaches": dict(Counter(pick.approach for pick in plan.picks)),
        "asked": sorted(asked if is_complete else watched.intersection(asked)),
        "not_asked": sorted((set(before.get("not_asked", ())) if is_complete else watched).difference(asked)),
    }
