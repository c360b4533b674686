"""Small drawn scenarios in which some numbers are left out, so that they rest on defaults and are not sure."""

from __future__ import annotations

import dataclasses

from hypothesis import strategies as st
from oracles.audience_enumeration import Tables
from oracles.audience_scenarios import scenarios

KINDS = ("clicks", "view", "conversion", "acceptance")


@st.composite
def unsure_scenarios(draw: st.DrawFn) -> Tables:
    """Scenarios of every audience kind; a rate is left out where followers are known and no default needs more."""
    tables = draw(scenarios())
    blank = draw(st.sets(st.sampled_from(KINDS), min_size=1))
    accounts = [dict(account) for account in tables.accounts]
    for account in accounts:
        if account["followers"]:
            account |= dict.fromkeys(sorted(blank - {"acceptance"}))
        if "acceptance" in blank:
            account["acceptance"] = None
    return dataclasses.replace(tables, accounts=accounts)
