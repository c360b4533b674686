"""Random small problems: decimals, several resources, every kind of rule, feasible and not.

Hard numbers are always among them: acceptances of 1 and one rounding below, chances within 1e-15 of 0 and 1 and
quotients that are cut off at 1, and costs that are all alike beside budgets that are no multiple of them.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from seeder.problem import Coverage, Rule, SeedingProblem

COSTS = st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.1, 2.0, 2.5, 1 / 3, 0.1 + 0.2])
VALUES = st.one_of(
    # Nothing between 0 and a billionth: beside other values, a float's rounding is larger than such a one.
    st.integers(0, 12).map(float),
    st.sampled_from([0.1, 0.25, 1.7, 3.3]),
    st.floats(1e-9, 20.0),
)
BUDGETS = st.sampled_from([0.0, 0.3, 0.6, 1.0, 1.5, 2.1, 3.0, 6.0])
UNIT_COSTS = st.sampled_from([1.0, 0.3, 0.25, 0.7, 1.1])
ALMOST_ONE = math.nextafter(1.0, 0.0)
CAPPED = st.builds(
    # As a scenario's: clicks / followers · fit / interested, which counts as 1 where it is more.
    lambda followers, rate, fit, interested: min(1.0, round(followers * rate) / followers * fit / interested),
    st.sampled_from([800, 3800, 700, 41000]),
    st.sampled_from([0.02, 0.014, 0.1, 0.005]),
    st.sampled_from([1.0, 0.7, 0.3, 1.7]),
    st.sampled_from([0.014, 0.02, 0.05, 0.1]),
)
_ACCEPTANCES = st.sampled_from([0.05, 0.35, 0.5, 1.0, ALMOST_ONE])
_CHANCES = st.sampled_from([0.0, 0.01, 0.3, 0.9, 1.0, 1e-15, 1e-16, 1.0 - 1e-15, ALMOST_ONE]) | CAPPED


@st.composite
def small_problems(draw: st.DrawFn, *, with_coverage: bool = False, most_accounts: int = 5) -> SeedingProblem:
    """Draw a problem of up to 5 accounts with up to 3 options each."""
    n_accounts = draw(st.integers(0, most_accounts))
    n_options_of = [draw(st.integers(0, 3)) for _ in range(n_accounts)]
    account = np.repeat(np.arange(n_accounts), n_options_of)
    n_options = len(account)
    n_resources = draw(st.integers(0, 2))
    exact = draw(st.booleans())
    values = st.integers(0, 12).map(float) if exact else VALUES
    budgets = [draw(BUDGETS) for _ in range(n_resources)]
    if n_resources == 2 and draw(st.booleans()):
        budgets[draw(st.integers(0, 1))] = np.inf
    return SeedingProblem(
        account=account,
        value_if_yes=[draw(values) for _ in range(n_options)],
        acceptance=None if exact else [draw(_ACCEPTANCES) for _ in range(n_options)],
        cost=np.array([_costs(draw, n_options) for _ in range(n_resources)]).reshape(n_resources, n_options),
        budget=budgets,
        rules=draw(st.lists(_rules(n_options, n_resources, account), max_size=4)),
        coverage=draw(_coverages(n_options)) if with_coverage else None,
        n_accounts=n_accounts,
        followers=draw(
            st.none() | st.lists(st.sampled_from([-1.0, 10.0, 500.0, 7e6]), min_size=n_accounts, max_size=n_accounts)
        ),
    )


def _costs(draw: st.DrawFn, n_options: int) -> list[float]:
    """Costs of one resource, of all options alike or not."""
    unit = draw(st.none() | UNIT_COSTS)
    return [draw(COSTS) if unit is None else unit for _ in range(n_options)]


@st.composite
def _rules(draw: st.DrawFn, n_options: int, n_resources: int, account: np.ndarray) -> Rule:
    positions = st.integers(0, n_options - 1) if n_options else st.nothing()
    options = draw(st.lists(positions, max_size=n_options)) if n_options else []
    if n_options and draw(st.booleans()):
        options = np.flatnonzero(np.isin(account, account[options])).tolist()
    kind = draw(st.sampled_from(["pin", "ban", "conflict", "count", "least", "limit", "share", "together"]))
    if kind == "limit" and n_resources:
        return Rule.limit(options, resource=draw(st.integers(0, n_resources - 1)), limit=draw(BUDGETS))
    if kind == "share":
        return _share(draw, options, n_options)
    if kind == "together":
        first, second = (draw(st.integers(0, max(0, int(account.max(initial=0))))) for _ in range(2))
        if first != second:
            return Rule.together(np.flatnonzero(account == first), np.flatnonzero(account == second))
    if kind == "pin" and options:
        own = np.flatnonzero(account == account[options[0]]).tolist()
        return Rule.count(own if draw(st.booleans()) else own[:1], at_least=1)
    if kind == "ban":
        return Rule.count(options[:2], at_most=0)
    if kind == "conflict":
        return Rule.count(options, at_most=1)
    if kind == "least":
        return Rule.count(options, at_least=draw(st.integers(0, 2)))
    return Rule.count(options, at_least=draw(st.integers(0, 2)), at_most=draw(st.integers(0, 4)))


SHARES = st.sampled_from([Fraction(0), Fraction(3, 10), Fraction(1, 3), Fraction(1, 2), Fraction(3, 4), Fraction(1)])


def _share(draw: st.DrawFn, options: list[int], n_options: int) -> Rule:
    side, share = draw(st.sampled_from(["at_least", "at_most"])), draw(SHARES)
    return Rule.share(options, of=np.arange(n_options), **{side: share})


@st.composite
def _coverages(draw: st.DrawFn, n_options: int) -> Coverage:
    n_cells = draw(st.integers(0, 4))
    start, cell, chance = [0], [], []
    for _ in range(n_options):
        cells = sorted(draw(st.sets(st.integers(0, n_cells - 1)))) if n_cells else []
        cell += cells
        chance += [draw(_CHANCES) for _ in cells]
        start.append(len(cell))
    weight = [draw(st.sampled_from([0.0, 1.0, 10.0, 2.5])) for _ in range(n_cells)]
    return Coverage(weight=weight, start=start, cell=cell, chance=chance)
