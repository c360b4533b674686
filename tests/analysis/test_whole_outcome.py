"""Outcomes over answers and rates: values by enumeration, percentiles by a plain simulation."""

from __future__ import annotations

import dataclasses
import itertools
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

import seeder
import seeder.analysis.whole_outcome as whole_outcome
from seeder.analysis.drawn_values import DrawnValues
from seeder.analysis.outcomes import sample_outcome
from seeder.analysis.resting import column_of
from seeder.analysis.whole_outcome import outcome_of
from seeder.formulation import Formulation, formulate
from seeder.problem import value
from seeder.rates.drawing import numbers_to_draw

HANDLES = pd.DataFrame(
    [
        {"account": "ann", "handle": "ann", "platform": "x", "followers": 4_000},
        {"account": "ann", "handle": "ann.tok", "platform": "tiktok", "followers": 900},
        {"account": "bob", "handle": "bob", "platform": "x", "followers": 30_000},
        {"account": "cat", "handle": "cat", "platform": "instagram", "followers": 700},
    ]
)
SEGMENTS = pd.DataFrame([{"segment": "tea", "people": 2_000, "interested": 0.02}, {"segment": "art", "people": 900}])
MEMBERSHIPS = pd.DataFrame(
    [
        {"handle": "ann", "segment": "tea", "share": 0.8, "fit": 1.5},
        {"handle": "ann.tok", "segment": "tea", "share": 0.3},
        {"handle": "bob", "segment": "tea", "share": 0.5},
        {"handle": "bob", "segment": "art", "share": 1.0},
        {"handle": "cat", "segment": "art", "share": 0.6},
    ]
)


def formulation_of(*, is_separate: bool = True, accounts: pd.DataFrame = HANDLES, **keys: Any) -> Formulation:
    given: dict[str, Any] = {"budget": {"effort": 100}, **keys}
    if not is_separate:
        given |= {"audience": {"kind": "segments"}, "segments": SEGMENTS, "memberships": MEMBERSHIPS, "interested": 0.3}
    return seeder.formulation_of(seeder.Scenario.from_frames(accounts, **given))


@pytest.mark.parametrize("is_separate", [True, False], ids=["separate", "segments"])
@pytest.mark.parametrize("objective", ["reach", "clicks", "conversions"])
def test_every_answer_at_every_rate_brings_what_the_definition_says(objective: str, is_separate: bool) -> None:
    """Two values for each number, all of them enumerated: value(x) with those rates, and yeses that are certain."""
    formulation = formulation_of(is_separate=is_separate, objective=objective)
    chosen = np.arange(3)
    values = DrawnValues(formulation, chosen)
    columns = [column_of(formulation, kind) for kind in values.kinds]
    for times in itertools.product([0.5, 40.0], repeat=len(columns)):
        drawn = [
            np.minimum(column.value * factor * np.array([1.0, 0.7, 1.3, 2.0]), np.inf if kind == "clicks" else 1.0)
            for column, factor, kind in zip(columns, times, values.kinds, strict=True)
        ]
        kept: dict[str, Any] = {
            kind: dataclasses.replace(column, value=rate)
            for kind, column, rate in zip(values.kinds, columns, drawn, strict=True)
        }
        certain = tuple(
            dataclasses.replace(column, value=np.ones_like(column.value)) for column in formulation.rates.acceptance
        )
        with_yes = formulate(
            formulation.scenario,
            dataclasses.replace(formulation.rates, acceptance=certain, **kept),
            formulation.audience,
        ).problem
        for answers in itertools.product([0.0, 1.0], repeat=3):
            found = values.by(np.array(answers)[:, None], [rate[values.rows, None] for rate in drawn])
            expected = value(with_yes, np.flatnonzero(answers))
            assert found[0] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    taken = [column.value[values.rows, None] for column in columns]
    problem = formulation.problem
    mean = values.by(problem.acceptance[chosen, None], taken)
    assert mean[0] == pytest.approx(value(problem, chosen), rel=1e-9)


def test_percentiles_agree_with_a_plain_simulation() -> None:
    """Default clicks are log-normal with a deviation of 0.93, of which 0.5 is common; acceptance is a beta of ten
    trials, and half of the variance of its normal score is common."""
    from scipy.special import betaincinv

    formulation = formulation_of()
    chosen = np.arange(3)
    found = outcome_of(formulation, chosen, seed=3)
    rng, n = np.random.default_rng(99), 40_000
    clicks, q = formulation.rates.clicks.value, formulation.problem.acceptance
    owner, followers = np.array([0, 0, 1, 2]), HANDLES["followers"].to_numpy()
    level, level_q = rng.standard_normal((2, n))
    results = np.zeros(n)
    answers = np.empty((3, n))
    for option in range(3):
        score = math.sqrt(0.5) * level_q + math.sqrt(0.5) * rng.standard_normal(n)
        chance = betaincinv(10 * q[option], 10 * (1 - q[option]), norm.cdf(score))
        answers[option] = rng.random(n) < chance
    for handle in range(4):
        log = 0.5 * level + math.sqrt(0.93**2 - 0.5**2) * rng.standard_normal(n) - 0.93**2 / 2
        results += answers[owner[handle]] * np.minimum(clicks[handle] * np.exp(log), followers[handle])
    shares = [float((results < end).mean()) for end in (found.p50, found.p90)]
    if found.p50 > 0:
        assert shares[0] == pytest.approx(0.5, abs=0.02)
    assert shares[1] == pytest.approx(0.9, abs=0.02)
    assert found.over == ("answers", "rates")
    assert found.n_samples == 10_000


def test_given_numbers_leave_the_answers_alone() -> None:
    formulation = formulation_of(accounts=HANDLES.assign(clicks=[40, 9, 300, 7], acceptance=0.4))
    found = outcome_of(formulation, np.arange(3), seed=5)
    assert found == sample_outcome(formulation.problem, np.arange(3), seed=5)
    assert (found.over, found.rates_share) == (("answers",), 0.0)


def test_certain_answers_leave_the_rates_alone() -> None:
    formulation = formulation_of(accounts=HANDLES.assign(acceptance=1.0))
    found = outcome_of(formulation, np.arange(3), seed=5)
    assert found.rates_share == pytest.approx(1.0)
    assert found.answers_only.p10 == pytest.approx(found.answers_only.p90)
    assert found.p10 < found.answers_only.p50 < found.p90


def test_many_handles_do_not_make_a_level_certain() -> None:
    """Of 200 accounts that all say yes, own deviations cancel, and the level's of 0.5 stays."""
    frame = pd.DataFrame({"account": [f"a{n}" for n in range(200)], "followers": 5_000, "acceptance": 1.0})
    found = outcome_of(formulation_of(accounts=frame), np.arange(200), seed=1)
    assert math.log(found.p90 / found.p10) / (2 * norm.ppf(0.9)) == pytest.approx(0.5, abs=0.03)


def test_evidence_narrows_what_all_have_in_common() -> None:
    frame = pd.DataFrame({"account": [f"a{n}" for n in range(30)], "followers": 5_000, "acceptance": 0.5})
    rows = np.arange(30)
    column = formulation_of(accounts=frame).rates.clicks
    alone = numbers_to_draw(column, "clicks", rows, value=column.value)
    told = dataclasses.replace(column, weight=np.where(rows < 20, 0.9, 0.0))
    together = numbers_to_draw(told, "clicks", rows, value=column.value)
    assert alone.share_in_common[0] == pytest.approx(0.25 / 0.93**2)
    assert together.share_in_common[0] == pytest.approx(1 / (0.93**2 / 0.25 + 18))


def test_the_same_seed_gives_the_same_draws() -> None:
    formulation = formulation_of(is_separate=False)
    first = outcome_of(formulation, np.arange(3), seed=1)
    assert outcome_of(formulation, np.arange(3), seed=1) == first
    assert outcome_of(formulation, np.arange(3), seed=2) != first


def test_where_time_is_short_there_are_fewer_draws_and_anybody_can_draw_them_again() -> None:
    formulation = formulation_of(is_separate=False)
    chosen = np.arange(3)
    short = outcome_of(formulation, chosen, seed=1, seconds=0.0)
    assert (short.n_samples, short.most_draws) == (100, 100)
    assert short == outcome_of(formulation, chosen, seed=1, most_draws=100)
    assert short != outcome_of(formulation, chosen, seed=1, most_draws=150)
    assert short.over == ("answers", "rates")
    assert short.nobody == outcome_of(formulation, chosen, seed=1).nobody


def test_where_time_is_not_short_all_draws_are_made() -> None:
    formulation = formulation_of(is_separate=False)
    chosen = np.arange(3)
    whole = outcome_of(formulation, chosen, seed=1)
    assert whole.most_draws is None
    assert outcome_of(formulation, chosen, seed=1, seconds=1_000.0) == whole
    assert outcome_of(formulation, chosen, seed=1, most_draws=10_000) == whole
    assert outcome_of(formulation, chosen, seed=1, most_draws=25_000) == whole


def test_draws_are_as_many_as_fit_into_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A draw takes a hundredth of a second: after 50 tried, nine and a half seconds hold 950 more."""
    now = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(whole_outcome, "time", SimpleNamespace(perf_counter=lambda: now.seconds))
    values = DrawnValues.by

    def slow(self: DrawnValues, answers: Any, rates: Any) -> Any:
        now.seconds += answers.shape[1] / 200
        return values(self, answers, rates)

    monkeypatch.setattr(DrawnValues, "by", slow)
    found = outcome_of(formulation_of(is_separate=False), np.arange(3), seed=1, seconds=10.0)
    # 50, then 200 of them are timed, each with its mean over the answers: 0.5 s and 2 s.
    assert found.most_draws == 750
    assert found.n_samples == 750


def test_given_numbers_are_drawn_less_often_too_where_time_is_short() -> None:
    formulation = formulation_of(accounts=HANDLES.assign(clicks=[40, 9, 300, 7], acceptance=0.4))
    short = outcome_of(formulation, np.arange(3), seed=5, seconds=0.0)
    assert (short.over, short.n_samples, short.most_draws) == (("answers",), 100, 100)


def test_nobody_asked_brings_nothing() -> None:
    found = outcome_of(formulation_of(), np.empty(0, dtype=np.int64), seed=1)
    assert (found.p10, found.p90, found.nobody) == (0.0, 0.0, 1.0)


def test_three_hundred_picks_have_ten_thousand_draws() -> None:
    frame = pd.DataFrame({"account": [f"a{n}" for n in range(300)], "followers": np.arange(300) * 50 + 100})
    found = outcome_of(formulation_of(accounts=frame), np.arange(300), seed=0)
    assert found.n_samples == 10_000
    assert found.p10 < found.answers_only.p10
    assert found.p90 > found.answers_only.p90
