"""Numbers of numpy's and pandas' count as what they stand for, and what is no number is refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import seeder
from seeder.foreign_numbers import number_array, plain_scalar, shortest_decimals


@given(number=st.floats(width=32, allow_nan=False))
@example(number=999999995904.0)
def test_the_shortest_decimal_reads_back_as_the_same_32_bits(number: float) -> None:
    narrow = np.array([number], dtype=np.float32)
    (wide,) = shortest_decimals(narrow).tolist()
    assert np.float32(wide) == narrow[0]
    assert _n_digits(wide) <= _n_digits(float(narrow[0]))


def _n_digits(number: float) -> int:
    """Significant digits: 999999995904 has twelve, and stands for 1e12, which has one and is longer when written."""
    return len(Decimal(repr(number)).normalize().as_tuple().digits)


@pytest.mark.parametrize(
    "numbers",
    [
        np.array([0.1, 0.3], dtype=np.float32),
        np.array([0.1, 0.3], dtype=np.float16),
        [np.float32(0.1), 0.3],
        [Decimal("0.1"), Fraction(3, 10)],
        pd.Series([0.1, 0.3], dtype="float32"),
        pd.Series([0.1, 0.3], dtype="Float32"),
        np.array([np.float32(0.1), 0.3], dtype=object),
        np.ma.masked_array([0.1, 0.3], mask=[False, False]),
    ],
)
def test_numbers_of_any_type_count_as_what_they_stand_for(numbers: Any) -> None:
    assert number_array(numbers).tolist() == [0.1, 0.3]


_NO_NUMBERS = [
    np.ma.masked_array([1.0, 2.0], mask=[False, True]),
    [1.0, np.ma.masked],
    np.array(["2020-01-01", "2021-01-01"], dtype="datetime64[D]"),
    np.array([1, 2], dtype="timedelta64[D]"),
    [np.timedelta64(1, "D"), np.timedelta64(2, "D")],
    [pd.Timestamp("2020-01-01"), pd.Timestamp("2021-01-01")],
    pd.Series(pd.to_timedelta([1, 2], unit="D")),
    np.array([1 + 2j, 3]),
    ["1", "2"],
    [None, 1.0],
    [10**400, 1],
    np.array([10**400, 1], dtype=object),
]


@pytest.mark.parametrize("numbers", _NO_NUMBERS, ids=lambda numbers: f"{type(numbers).__name__}")
@pytest.mark.parametrize("field", ["value_if_yes", "cost", "acceptance", "account", "followers", "budget"])
def test_a_problem_refuses_what_is_no_number(field: str, numbers: Any) -> None:
    given = {"account": [0, 1], "value_if_yes": [1, 2], "cost": [1, 1], "budget": [1.0], field: numbers}
    with pytest.raises(seeder.ProblemError, match=field):
        seeder.SeedingProblem(**given)


@pytest.mark.parametrize("numbers", _NO_NUMBERS[:6], ids=lambda numbers: f"{type(numbers).__name__}")
def test_cells_rules_selections_and_certificates_refuse_it_too(numbers: Any) -> None:
    problem = seeder.SeedingProblem(account=[0, 1], value_if_yes=[1, 2], cost=[1, 1], budget=[2])
    entering: list[Callable[[], object]] = [
        lambda: seeder.Coverage(weight=numbers, start=[0, 1, 2], cell=[0, 1], chance=[0.5, 0.5]),
        lambda: seeder.Coverage(weight=[1, 1], start=[0, 1, 2], cell=[0, 1], chance=numbers),
        lambda: seeder.Coverage(weight=[1, 1], start=[0, 1, 2], cell=numbers, chance=[0.5, 0.5]),
        lambda: seeder.Rule.count(numbers, at_most=1),
        lambda: seeder.Rule.limit(numbers, resource=0, limit=1),
        lambda: seeder.evaluate(problem, numbers),
        lambda: seeder.solve(problem, starts=[numbers]),
        lambda: seeder.Certificate(digest=problem.digest, resource_multiplier=numbers),
        lambda: seeder.Audience.without_cells(numbers),
    ]
    for enter in entering:
        with pytest.raises(seeder.ProblemError):
            enter()


def test_costs_of_32_bits_fit_the_sum_of_their_decimals() -> None:
    cost = np.array([[0.1, 0.2, 0.3]], dtype=np.float32)
    problem = seeder.SeedingProblem(
        account=[0, 1, 2], value_if_yes=[1, 1, 1], cost=cost, budget=np.array([0.6], np.float32)
    )
    assert seeder.evaluate(problem, [0, 1, 2]).is_feasible
    rule = seeder.Rule.limit([0, 1, 2], resource=0, limit=np.float32(0.6))  # type: ignore[arg-type]
    assert rule.upper == 0.6


@pytest.mark.parametrize("dtype", ["float32", "Float32", "object"])
def test_frames_of_32_bits_count_as_their_decimals(dtype: str) -> None:
    effort = pd.Series([np.float32(number) for number in (0.1, 0.2, 0.3)], dtype=dtype)
    frame = pd.DataFrame({"account": ["a", "b", "c"], "followers": [1000, 1000, 1000], "effort": effort})
    scenario = seeder.Scenario.from_frames(frame, budget={"effort": np.float32(0.6)})
    assert scenario.accounts.effort.tolist() == [0.1, 0.2, 0.3]
    assert scenario.document.budget.amounts == {"effort": 0.6}


def test_masked_cells_of_frames_are_blank_and_dates_are_no_numbers() -> None:
    cells = [0.5, np.ma.masked, 2.0]
    frame = pd.DataFrame({"account": ["a", "b", "c"], "followers": [1000, 1000, 1000]})
    frame["effort"] = pd.Series(cells, dtype=object)
    scenario = seeder.Scenario.from_frames(frame, budget={"effort": 1})
    assert np.isnan(scenario.accounts.effort).tolist() == [False, True, False]
    frame["effort"] = pd.Series([0.5, np.datetime64("2020-01-01", "ns"), np.timedelta64(5, "ns")], dtype=object)
    with pytest.raises(seeder.ScenarioError) as caught:
        seeder.Scenario.from_frames(frame, budget={"effort": 1})
    assert [issue.place.line for issue in caught.value.issues] == [2, 3]
    with pytest.raises(seeder.ScenarioError):
        seeder.Scenario.from_frames(frame[["account", "followers"]], budget={"effort": np.ma.masked})
    with pytest.raises(seeder.ScenarioError):
        seeder.Scenario.from_frames(frame[["account", "followers"]], budget={"effort": np.timedelta64(5, "h")})


@pytest.mark.parametrize("kind", ["complex", "timedelta", "datetime"])
def test_a_list_of_followers_refuses_what_is_no_number(kind: str) -> None:
    accounts = pd.DataFrame({"account": ["a"], "followers": [10]})
    ties = {
        "complex": np.array([1 + 1j]),
        "timedelta": np.array([5], dtype="timedelta64[ns]"),
        "datetime": [np.datetime64("2020-01-01", "ns")],
    }
    followers = pd.DataFrame({"handle": ["a"], "person": ["p"]})
    followers["tie"] = pd.Series(ties[kind], dtype=object if kind == "datetime" else None)
    with pytest.raises(seeder.ScenarioError):
        seeder.Scenario.from_frames(accounts, budget={"effort": 1}, followers=followers, audience={"kind": "followers"})


def test_scalars_become_pythons() -> None:
    assert plain_scalar(np.float32(0.1)) == 0.1
    assert plain_scalar(np.ma.masked) is None
    assert plain_scalar(np.timedelta64("NaT")) is None
    assert plain_scalar(np.int8(3)) == 3
    assert plain_scalar("x") == "x"
