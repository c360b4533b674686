"""Why budget is left: the nearest useful option, what it misses, and the rules against it."""

from __future__ import annotations

import math

from seeder.analysis.leftover import explain_leftover
from seeder.problem import Coverage, Rule, SeedingProblem


def make(**changes: object) -> SeedingProblem:
    fields: dict[str, object] = {
        "account": [0, 1, 2, 3],
        "value_if_yes": [10, 8, 6, 0],
        "cost": [[1, 2.5, 0.7, 0.1], [0, 100, 300, 0]],
        "budget": [1.5, 250],
        "resources": ["effort", "cash"],
    }
    return SeedingProblem(**{**fields, **changes})  # type: ignore[arg-type]


def test_the_option_that_misses_least_is_named_with_what_it_misses() -> None:
    found = explain_leftover(make(), [0])
    assert found.left == (0.5, 250.0)
    assert found.option == 2  # misses 0.2 of 1.5 h and 50 of 250 cash; option 1 misses 2 h of 1.5
    assert found.shortage == (0.2, 50.0)
    assert found.rules == ()


def test_amounts_left_are_decimals() -> None:
    problem = make(cost=[[0.1, 0.2, 0.3, 0], [0] * 4], budget=[0.35, math.inf])
    found = explain_leftover(problem, [0, 1])
    assert found.left == (0.05, math.inf)
    assert found.option == 2
    assert found.shortage == (0.25, 0.0)


def test_a_rule_stands_against_what_would_fit() -> None:
    problem = make(budget=[10, 1000], rules=[Rule.count([0, 1, 2, 3], at_most=1)])
    found = explain_leftover(problem, [0])
    assert (found.option, found.rules) == (2, (0,))
    assert found.shortage == (0.0, 0.0)


def test_a_limit_on_a_group_stands_against_what_would_fit() -> None:
    problem = make(budget=[10, 1000], rules=[Rule.limit([1, 2], resource=1, limit=350)])
    found = explain_leftover(problem, [0, 2])
    assert (found.option, found.rules) == (1, (0,))


def test_what_no_rule_forbids_comes_first() -> None:
    problem = make(budget=[1.5, 1000], rules=[Rule.count([2], at_most=0)])
    assert explain_leftover(problem, [0]).option == 1


def test_nothing_useful_left_out() -> None:
    found = explain_leftover(make(budget=[10, 1000]), [0, 1, 2])
    assert found.option is None
    assert found.shortage == ()


def test_an_excluded_option_is_named_only_where_all_useful_ones_are_excluded() -> None:
    """Option 2 misses least, but is banned; option 1 is held back by a count, which may be lifted."""
    rules = [Rule.count([2], at_most=0), Rule.count([0, 1, 2, 3], at_most=1)]
    found = explain_leftover(make(budget=[1.5, 1000], rules=rules), [0])
    assert (found.option, found.rules, found.is_excluded) == (1, (1,), False)
    banned = explain_leftover(make(budget=[1.5, 1000], rules=[Rule.count([1, 2], at_most=0)]), [0])
    assert (banned.option, banned.rules, banned.is_excluded) == (2, (0,), True)


def test_useful_is_what_adds_to_the_selection() -> None:
    """Option 1 reaches only people whom option 0 reaches for certain; alone it would be worth the most."""
    coverage = Coverage(weight=[100.0, 1.0], start=[0, 1, 2, 3], cell=[0, 0, 1], chance=[1.0, 1.0, 0.5])
    problem = SeedingProblem(
        account=[0, 1, 2], value_if_yes=[0, 0, 0], cost=[[1, 1, 1]], budget=[1.5], coverage=coverage
    )
    assert explain_leftover(problem, [0]).option == 2
    assert explain_leftover(problem, [2]).option in (0, 1)
    assert explain_leftover(problem, [0, 2]).option is None
