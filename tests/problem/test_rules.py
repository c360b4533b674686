"""Rules as rows: each held against what it says in words, by every selection of a small problem."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from oracles.enumeration import all_selections

from seeder.errors import ProblemError
from seeder.problem import Rule, SeedingProblem, evaluate

ACCOUNT = [0, 0, 1, 2, 2, 3, 4]


def feasible(rule: Rule) -> set[tuple[int, ...]]:
    problem = SeedingProblem(
        account=ACCOUNT, value_if_yes=[1.0] * 7, cost=np.zeros((0, 7)), budget=[], rules=[rule], n_accounts=5
    )
    return {chosen for chosen in all_selections(problem) if evaluate(problem, list(chosen)).is_feasible}


def meeting(says: Callable[[set[int]], bool]) -> set[tuple[int, ...]]:
    problem = SeedingProblem(account=ACCOUNT, value_if_yes=[1.0] * 7, cost=np.zeros((0, 7)), budget=[], n_accounts=5)
    return {chosen for chosen in all_selections(problem) if says(set(chosen))}


SETS = st.sets(st.integers(0, 6))


@given(whole=SETS, data=st.data(), share=st.fractions(0, 1, max_denominator=12))
def test_a_share_is_of_those_chosen(whole: set[int], data: st.DataObject, share: Fraction) -> None:
    part = data.draw(st.sets(st.sampled_from(sorted(whole)))) if whole else set()
    at_least = Rule.share(sorted(part), of=sorted(whole), at_least=share)
    assert feasible(at_least) == meeting(lambda chosen: len(chosen & part) >= share * len(chosen & whole))
    at_most = Rule.share(sorted(part), of=sorted(whole), at_most=share)
    assert feasible(at_most) == meeting(lambda chosen: len(chosen & part) <= share * len(chosen & whole))


@given(first=SETS, second=SETS)
def test_together_is_both_or_neither(first: set[int], second: set[int]) -> None:
    assume(not first & second)
    rule = Rule.together(sorted(first), sorted(second))
    assert feasible(rule) == meeting(lambda chosen: len(chosen & first) == len(chosen & second))


@given(
    options=st.lists(st.integers(0, 6), unique=True),
    data=st.data(),
    lower=st.none() | st.integers(-5, 5),
    upper=st.none() | st.integers(-5, 5),
)
def test_any_row_of_whole_numbers(
    options: list[int], data: st.DataObject, lower: int | None, upper: int | None
) -> None:
    weight = [data.draw(st.integers(-4, 4)) for _ in options]
    of = dict(zip(options, weight, strict=True))

    def says(chosen: set[int]) -> bool:
        total = sum(of.get(option, 0) for option in chosen)
        return (lower is None or lower <= total) and (upper is None or total <= upper)

    assert feasible(Rule(options, weight=weight, lower=lower, upper=upper)) == meeting(says)


def test_shares_by_hand() -> None:
    everyone = list(range(10))
    three = Rule.share([0, 1, 2, 3], of=everyone, at_least=0.3)
    assert (three.weight.tolist(), three.lower, three.upper) == ([7] * 4 + [-3] * 6, 0, None)
    # 0.1 + 0.1 + 0.1 is not 0.3 in floats: 3 of 10 are.
    problem = SeedingProblem(
        account=everyone, value_if_yes=np.ones(10), cost=np.zeros((0, 10)), budget=[], rules=[three]
    )
    assert evaluate(problem, [0, 1, 2, 4, 5, 6, 7, 8, 9]).is_feasible
    assert evaluate(problem, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).is_feasible
    assert not evaluate(problem, [0, 1, 4, 5, 6, 7, 8]).is_feasible
    assert evaluate(problem, []).is_feasible
    assert Rule.share([0], of=[0, 1], at_most=1.0).weight.tolist() == [-1]
    assert Rule.share([0], of=[0, 1], at_least=0.125).weight.tolist() == [7, -1]


@pytest.mark.parametrize(
    ("build", "arguments"),
    [
        (Rule.share, {"options": [0], "of": [0, 1]}),
        (Rule.share, {"options": [0], "of": [0, 1], "at_least": 0.2, "at_most": 0.5}),
        (Rule.share, {"options": [0], "of": [0, 1], "at_least": 1.3}),
        (Rule.share, {"options": [0], "of": [0, 1], "at_least": -0.3}),
        (Rule.share, {"options": [0], "of": [0, 1], "at_least": float("nan")}),
        (Rule.share, {"options": [2], "of": [0, 1], "at_least": 0.5}),
        (Rule.share, {"options": [0], "of": [0, 1], "at_least": 1e-16}),
        (Rule.together, {"first": [0], "second": [0, 1]}),
        (Rule, {"options": [0, 1], "weight": [1]}),
        (Rule, {"options": [0, 1], "weight": [0.5, 1.0]}),
        (Rule, {"options": [0, 0], "weight": [1, 2]}),
        (Rule, {"options": [0, 1], "weight": [2**51, 2**51]}),
        (Rule, {"options": [0], "upper": 0.5}),
        (Rule, {"options": [0], "lower": 1, "resource": 0, "upper": 2.0}),
        (Rule, {"options": [0], "weight": [2], "resource": 0, "upper": 2.0}),
    ],
)
def test_what_is_no_row_is_refused(build: Callable[..., Rule], arguments: dict[str, Any]) -> None:
    with pytest.raises(ProblemError, match="rule"):
        build(**arguments)
