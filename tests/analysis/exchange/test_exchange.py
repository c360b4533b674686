"""One account against many: hand-computed break-evens, default choices, time limits and mistakes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import seeder
from seeder.errors import ArgumentError

ONE_OR_250 = "scenarios/one-celebrity-or-250"
ACCOUNTS = pd.DataFrame(
    {
        "account": ["ann", "bob", "cat", "the.star"],
        "followers": [2000, 900, 1500, 2_000_000],
        "clicks": [50, 20, 34, 900],
        "effort": [1.0, 0.5, 1.25, 4.0],
    }
)
APPROACHES = {"mail": {"acceptance": 0.5, "where": "followers < 10000"}, "agent": {"acceptance": 0.1, "effort": 4}}


def exchanged(**keys: Any) -> seeder.Exchange:
    return seeder.exchange(ACCOUNTS, **{"budget": 4, "approaches": APPROACHES, **keys})


def holds(bracket: tuple[float, float] | None, number: float) -> bool:
    assert bracket is not None
    low, high = bracket
    return low <= number * (1 + 1e-9) and number <= high * (1 + 1e-9) and high - low <= 5.1e-3 * high


def test_the_line_of_one_celebrity_or_250_is_the_one_by_hand() -> None:
    """Of 40 hours, she leaves 40 − e for ⌊(40 − e) / 0.5⌋ bloggers of 5 clicks each; without her, 80 bring 400.

    So 12,500 · q + 5 · ⌊(40 − e) / 0.5⌋ ≥ 400.
    """
    found = seeder.exchange(ONE_OR_250)
    assert [point.effort for point in found.line] == [0, 7.5, 15, 22.5, 30, 37.5, 45, 52.5, 60]
    for point in found.line:
        if point.effort > 40:
            assert (point.acceptance, point.turn) == (None, seeder.Turn.NEVER)
        else:
            assert holds(point.acceptance, (400 - 5 * int((40 - point.effort) / 0.5)) / 12500)
    turns = found.break_even
    assert holds(turns.acceptance.enters_at, 0.024)
    # At 1 %, she brings 125 clicks, as many as 25 bloggers, who take 12.5 hours.
    assert holds(turns.effort.enters_at, 12.5)
    # 300 clicks of 60 bloggers less are 2.4 times what she brings.
    assert holds(turns.intensity.enters_at, 2.4 * 12500 / 7185000)
    assert (turns.acceptance.today, turns.effort.today) == (0.01, 30.0)
    assert found.verdict is seeder.Verdict.OUT


def test_at_the_break_even_it_makes_no_difference() -> None:
    found = seeder.exchange(ONE_OR_250, set={"approaches.agent.acceptance": 0.024})
    assert found.verdict is seeder.Verdict.TIE
    assert found.summary() == "It makes no difference: with and without the.star, the best plan brings 400 clicks."


def test_above_it_she_is_in() -> None:
    found = seeder.exchange(f"{ONE_OR_250}/celebrity-at-the-edge.yaml")
    assert found.verdict is seeder.Verdict.IN
    assert found.summary().startswith("Ask the.star: the best plan with it brings 412 clicks")
    assert (found.with_account.value, found.without.value) == (412.5, 400)


def test_the_approach_is_the_one_of_the_best_plan() -> None:
    # By agent for 4 hours, ann leaves no time for anybody else.
    assert exchanged(account="ann").approach == "mail"
    assert exchanged(account="ann", approach="agent").approach == "agent"


def test_a_required_account_is_in_and_an_excluded_one_is_out() -> None:
    required = exchanged(rules={"include": ["the.star"]})
    assert required.verdict is seeder.Verdict.IN
    assert (required.without.value, required.without.bound) == (None, None)
    assert required.summary() == "Ask the.star: no plan that keeps your rules was found without it."
    excluded = exchanged(rules={"exclude": ["the.star"]}, account="the.star")
    assert excluded.verdict is seeder.Verdict.OUT
    assert excluded.break_even.acceptance.turn is seeder.Turn.NEVER
    assert exchanged(rules={"exclude": ["the.star"]}).account == "ann"


def test_no_plan_at_all_is_said() -> None:
    found = exchanged(rules={"accounts": {"at_least": 4}})
    assert found.verdict is seeder.Verdict.OPEN
    assert found.summary() == "No plan that keeps your rules was found, with or without this account."


def test_budgets_and_rules_do_not_limit_the_others() -> None:
    found = exchanged(budget=0.5, rules={"accounts": {"at_most": 1}}, account="ann", against="followers < 10000")
    assert found.equals.if_all_say_yes is not None
    assert [pick.account for pick in found.equals.if_all_say_yes.picks] == ["bob", "cat"]


def test_objects_for_notebooks_and_programs() -> None:
    found = exchanged()
    assert "<table" in found._repr_html_()
    assert len(repr(found).splitlines()) <= 20
    assert list(found.to_frame()) == ["effort", "acceptance_from", "acceptance_to", "turn"]
    assert len(found.to_frame()) == len(found.line)


def test_a_time_limit_that_is_over_leaves_bounds_that_hold() -> None:
    known = seeder.exchange(ONE_OR_250, time_limit=0)
    without = known.without
    assert without.bound is None or without.bound >= 400 * (1 - 1e-12)
    assert without.value is None or without.value <= 400 * (1 + 1e-12)
    for threshold, number in ((known.break_even.acceptance, 0.024), (known.break_even.effort, 12.5)):
        bracket = threshold.enters_at
        assert threshold.turn is not seeder.Turn.NEVER
        assert bracket is None or bracket[0] <= number * (1 + 1e-9) <= bracket[1] * (1 + 2e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"account": 3}, "account: expected the name of an account, found int"),
        ({"account": "nobody.here"}, "there is no account 'nobody.here'"),
        ({"approach": "carrier.pigeon"}, "approach: expected 'mail' or 'agent', found 'carrier.pigeon'"),
        ({"against": 3}, "against: expected a condition on accounts, found int"),
    ],
)
def test_wrong_arguments_are_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        exchanged(**arguments)
