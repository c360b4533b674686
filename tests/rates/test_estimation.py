"""Rates of a scenario: given before measured before default, with every step between, and never 0 or infinite."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import seeder
from seeder.rates import MEASURED, Provenance, RateKind
from seeder.rates.share_slope import sloped_shares
from seeder.scenario.defaults import load_defaults

FOLLOWERS = [1_200_000, 1_500_000, 4_000, 50_000]


def scenario_of(posts: dict[str, Any] | None = None, **keys: Any) -> seeder.Scenario:
    accounts = keys.pop("accounts", {"account": ["a", "b", "c", "d"], "followers": FOLLOWERS, "platform": "x"})
    for name, columns in (("posts", posts), ("asks", keys.pop("asks", None))):
        if columns:
            keys[name] = pd.DataFrame(columns)
    return seeder.Scenario.from_frames(pd.DataFrame(accounts), budget={"effort": 4}, **keys)


def rates_of(posts: dict[str, Any] | None = None, **keys: Any) -> seeder.Rates:
    return seeder.estimate_rates(scenario_of(posts, **keys))


def default(kind: RateKind, followers: list[int], platform: str = "x") -> list[float]:
    found = load_defaults().lookup(kind, followers=followers, platform=[platform] * len(followers))
    return [float(value) for value in found.value]


def test_without_evidence_every_number_is_the_default_itself() -> None:
    rates = rates_of()
    assert rates.clicks.value.tolist() == default(RateKind.CLICKS, FOLLOWERS)
    assert all(rates.clicks.provenance(row) is Provenance.DEFAULT for row in range(4))
    assert rates.clicks.posterior.median == pytest.approx(rates.clicks.value * np.exp(-(0.93**2) / 2))
    drawn = np.mean([rates.conversion.posterior.draw(np.random.default_rng(seed))[0] for seed in range(4000)])
    assert drawn == pytest.approx(0.025, rel=0.05)


def test_nothing_in_millions_one_in_millions_three_in_thousands() -> None:
    """0 sales of 1.2 M followers, 1 of 1.5 M, 3 of 4,000: finite, over 0, and in the right order."""
    rates = rates_of(
        {"handle": ["a", "b", "c"], "clicks": [4110, 4965, 33], "conversions": [0, 1, 3]}, objective="conversions"
    )
    sales = rates.clicks.value * rates.conversion.value / np.array(FOLLOWERS)
    assert (sales > 0).all()
    assert np.isfinite(sales).all()
    assert sales[0] < sales[1] < sales[2]
    # Nothing in 4,110 clicks is far below a conversion in a hundred; three in 33 are drawn to less than 9 %.
    assert rates.conversion.value[0] < 0.001
    assert 0.03 < rates.conversion.value[2] < 3 / 33
    # An account without a post lies between what the others do and the default of its size.
    assert rates.conversion.value[0] < rates.conversion.value[3] < rates.conversion.value[2]


def test_given_numbers_stand_whatever_the_evidence() -> None:
    accounts = {
        "account": ["a", "b"],
        "followers": [1000, 1000],
        "clicks": [7.0, None],
        "view": [0.5, None],
        "conversion": [0.2, None],
        "acceptance": [0.3, None],
    }
    rates = rates_of(
        {"handle": ["a", "b"], "clicks": [100, 100], "impressions": [900, 900], "conversions": [0, 0]},
        accounts=accounts,
        asks={"account": ["a", "b"], "asked": [50, 50], "accepted": [50, 50]},
    )
    for column, number in (
        (rates.clicks, 7.0),
        (rates.view, 0.5),
        (rates.conversion, 0.2),
        (rates.acceptance[0], 0.3),
    ):
        assert column.value[0] == number
        assert column.provenance(0) is Provenance.GIVEN
        assert column.provenance(1) is Provenance.MEASURED
        low, high = column.posterior.interval()
        assert low[0] == high[0] == number
        assert low[1] < column.value[1] < high[1]
    assert rates.view.value[1] > 0.5
    assert rates.acceptance[0].value[1] > 0.5


def test_what_is_counted_is_drawn_to_what_is_expected() -> None:
    rates = rates_of({"handle": ["d"], "clicks": [1]})
    expected = default(RateKind.CLICKS, FOLLOWERS)[3]
    assert 1 < rates.clicks.value[3] < expected
    assert rates.clicks.entry[3] == MEASURED
    assert 0 < rates.clicks.weight[3] < 1
    assert rates.clicks.trials.tolist() == [0.0, 0.0, 0.0, 1.0]
    # One poor post says a little of accounts of its kind, too.
    assert rates.clicks.value[0] < default(RateKind.CLICKS, FOLLOWERS)[0]
    assert rates.clicks.pool is not None
    assert rates.clicks.pool.n_rates == 1


@pytest.mark.parametrize(
    "clicks",
    [[0], [0, 0, 0, 0], [1], [10**9], [0, 0, 0, 10**7], [5, 5, 5, 5, 5, 5]],
    ids=["none", "all none", "one", "a thousand million", "one giant", "all alike"],
)
def test_thin_and_wild_evidence_gives_finite_rates(clicks: list[int]) -> None:
    rates = rates_of({"handle": (["a", "b", "c", "d"] * 2)[: len(clicks)], "clicks": clicks})
    assert np.isfinite(rates.clicks.value).all()
    assert (rates.clicks.value > 0).all()
    low, high = rates.clicks.posterior.interval()
    assert (low < rates.clicks.value).all()
    assert np.isfinite(high).all()


def test_one_giant_leaves_the_others_in_place() -> None:
    handles = [f"h{number}" for number in range(200)]
    accounts = {"account": handles, "followers": [1000 + number for number in range(200)]}
    clicks = [8 + number % 5 for number in range(200)]
    calm = rates_of({"handle": handles, "clicks": clicks}, accounts=accounts).clicks.value
    wild = rates_of({"handle": handles, "clicks": [10**7, *clicks[1:]]}, accounts=accounts).clicks.value
    assert wild[0] > 100 * calm[0]
    assert wild[1:] == pytest.approx(calm[1:], rel=0.5)


def test_more_posts_say_more() -> None:
    weights, values = [], []
    for n_posts in (1, 3, 30):
        rates = rates_of({"handle": ["d"] * n_posts, "clicks": [1000] * n_posts})
        weights.append(float(rates.clicks.weight[3]))
        values.append(float(rates.clicks.value[3]))
    assert weights == sorted(weights)
    assert weights[-1] > 0.95
    assert abs(values[-1] - 1000) < abs(values[0] - 1000)
    assert values[-1] == pytest.approx(1000, rel=0.1)


def test_older_posts_weigh_less() -> None:
    posts = {"handle": ["d"] * 4, "clicks": [1000, 1000, 10, 10], "date": ["2020-01-01"] * 2 + ["2026-01-01"] * 2}
    equal, recent = (rates_of(posts, evidence=evidence).clicks.value[3] for evidence in ({}, {"half_life": 90}))
    assert recent < 0.5 * equal


def test_sponsored_posts_are_told_apart() -> None:
    handles = [f"h{number}" for number in range(40)]
    posts: dict[str, list[Any]] = {
        "handle": handles * 2,
        "clicks": [200] * 40 + [100] * 40,
        "sponsored": ["no"] * 40 + ["yes"] * 40,
    }
    accounts = {"account": handles, "followers": 20_000}
    told = rates_of(posts, accounts=accounts).clicks.value[0]
    untold = rates_of({name: posts[name] for name in ("handle", "clicks")}, accounts=accounts).clicks.value[0]
    assert told == pytest.approx(100, rel=0.2)
    assert untold == pytest.approx(150, rel=0.2)


def test_views_from_impressions_and_from_the_table() -> None:
    accounts = {"account": ["a", "b", "c"], "followers": [1000, 1000, 1000], "views": [None, 600, None]}
    view = rates_of({"handle": ["a"] * 5, "clicks": [1] * 5, "impressions": [700] * 5}, accounts=accounts).view
    assert view.value[0] == pytest.approx(0.7, rel=0.1)
    assert view.provenance(1) is Provenance.MEASURED
    assert 0.25 < view.value[1] < 0.7
    assert view.provenance(2) is Provenance.DEFAULT
    assert rates_of(accounts=accounts).view.value[1] > 0.3
    assert (
        rates_of(accounts=accounts, evidence={"signals": False}).view.value[1] == default(RateKind.VIEW, [1000], "")[0]
    )
    # More views than followers: people who look twice, or who do not follow.
    many = rates_of({"handle": ["a"] * 9, "clicks": [1] * 9, "impressions": [10**7] * 9}, accounts=accounts).view
    assert many.value[0] == 1.0


def test_signs_raise_and_lower_clicks_and_can_be_turned_off() -> None:
    accounts = {"account": ["a", "b"], "followers": [50_000, 50_000], "engagement": [0.11, 0.005]}
    plain = default(RateKind.CLICKS, [50_000], "")[0]
    moved = rates_of(accounts=accounts).clicks
    assert moved.value[1] < plain < moved.value[0]
    assert moved.is_signalled.tolist() == [True, True]
    assert rates_of(accounts=accounts, evidence={"signals": False}).clicks.value.tolist() == [plain, plain]
    with_posts = rates_of({"handle": ["a"], "clicks": [400]}, accounts=accounts).clicks
    assert with_posts.value[1] < plain


def test_acceptance_by_approach_and_tier() -> None:
    names = [f"n{number}" for number in range(30)] + [f"m{number}" for number in range(30)]
    accounts = {"account": names, "followers": [5_000] * 30 + [300_000] * 30}
    asks = {
        "account": names[:20] + names[30:50] + names[:10],
        "approach": ["cold"] * 40 + ["intro"] * 10,
        "asked": [10] * 50,
        "accepted": [2] * 20 + [0] * 20 + [6] * 10,
    }
    rates = rates_of(accounts=accounts, asks=asks, approaches={"cold": {}, "intro": {}})
    cold, intro = (column.value for column in rates.acceptance)
    # A nano and a mid account that nobody has asked yet, by either way.
    assert cold[29] == pytest.approx(0.2, abs=0.05)
    assert cold[59] < 0.02
    assert intro[29] > 2 * cold[29]
    assert intro[59] > cold[59]
    assert rates.acceptance[0].provenance(0) is Provenance.MEASURED
    assert rates.acceptance[0].provenance(29) is Provenance.DEFAULT
    assert rates.acceptance[1].trials[:12].tolist() == [10.0] * 10 + [0.0] * 2


def test_asks_without_an_approach_count_for_all() -> None:
    accounts = {"account": ["a", "b"], "followers": [5_000, 5_000]}
    asks = {"account": ["a"], "asked": [100], "accepted": [60]}
    one = rates_of(accounts=accounts, asks=asks).acceptance[0]
    assert one.provenance(0) is Provenance.MEASURED
    several = rates_of(accounts=accounts, asks=asks, approaches={"cold": {}, "intro": {}}).acceptance
    for column in several:
        assert column.provenance(0) is Provenance.DEFAULT
        assert 0.1 < column.value[1] < 0.6


def test_a_stated_acceptance_stands_and_says_what_to_expect_of_the_others() -> None:
    accounts = {"account": ["a", "b"], "followers": [5_000, 5_000]}
    asks = {"account": ["a"] * 2, "approach": ["cold", "cold"], "asked": [20, 20], "accepted": [2, 2]}
    scenario = scenario_of(accounts=accounts, asks=asks, approaches={"cold": {"acceptance": 0.1}, "intro": {}})
    rates = seeder.estimate_rates(scenario)
    problem = seeder.formulate(scenario, rates, seeder.build_audience(scenario)).problem
    assert problem.acceptance[::2].tolist() == [0.1, 0.1]
    # Four yeses of forty are what was stated: nothing to learn for the other approach.
    assert rates.acceptance[1].value[1] == pytest.approx(0.1, rel=0.15)


def test_nobody_clicks_where_nobody_follows() -> None:
    accounts = {"account": ["a", "b", "c"], "followers": [0, 0, 5000]}
    rates = rates_of({"handle": ["b", "c"], "clicks": [3, 20]}, accounts=accounts)
    assert rates.clicks.value[0] == 0.0
    assert rates.clicks.value[1] > 0.0


def test_unknown_followers_with_posts() -> None:
    accounts = {"account": ["a", "b", "c"], "followers": [None, 10_000, 20_000]}
    rates = rates_of({"handle": ["a", "b"], "clicks": [90, 70]}, accounts=accounts)
    assert rates.clicks.provenance(0) is Provenance.MEASURED
    assert 40 < rates.clicks.value[0] < 120
    assert np.isnan(rates.clicks.default[0]) or rates.clicks.default[0] < 0
    run = seeder.run_scenario(scenario_of({"handle": ["a", "b"], "clicks": [90, 70]}, accounts=accounts))
    assert {pick.account for pick in run.plan.picks} >= {"a", "b"}


def test_the_plan_says_where_its_numbers_come_from() -> None:
    run = seeder.run_scenario(scenario_of({"handle": ["c", "c"], "clicks": [30, 40]}))
    sources = {pick.account: pick.sources["value"] for pick in run.plan.picks}
    assert sources["c"].startswith("measured: 70 clicks in 2 posts, weight ")
    assert "QW Consulting 2011" in sources["c"]
    assert sources["d"].startswith("default: 0.03 × followers^0.845")
    assert "pulled toward the 70 clicks in 2 posts of another" in sources["d"]


def test_rates_do_not_depend_on_the_order_of_rows() -> None:
    posts: dict[str, list[Any]] = {
        "handle": ["a", "b", "c", "c", "d"],
        "clicks": [100, 2, 30, 40, 9],
        "conversions": [1, 0, 2, 0, 1],
    }
    turned = {name: values[::-1] for name, values in posts.items()}
    one, other = rates_of(posts), rates_of(turned)
    assert one.clicks.value == pytest.approx(other.clicks.value, rel=1e-6)
    assert one.conversion.value == pytest.approx(other.conversion.value, rel=1e-6)


def test_same_evidence_same_bits() -> None:
    posts = {"handle": ["a", "b", "c", "c", "d"], "clicks": [100, 2, 30, 40, 9]}
    assert rates_of(posts).clicks.value.tolist() == rates_of(posts).clicks.value.tolist()


def test_rates_can_be_drawn_anew() -> None:
    accounts = {"account": ["a", "b", "c", "d"], "followers": FOLLOWERS, "view": [0.2, None, None, None]}
    rates = rates_of({"handle": ["a"], "clicks": [300], "conversions": [9]}, accounts=accounts)
    generator = np.random.default_rng(1)
    draws = [rates.draw(generator) for _ in range(3000)]
    for name in ("clicks", "conversion", "view"):
        values = np.array([getattr(drawn, name).value for drawn in draws])
        assert values.mean(axis=0) == pytest.approx(getattr(rates, name).value, rel=0.12), name
    assert {float(drawn.view.value[0]) for drawn in draws} == {0.2}
    acceptance = np.array([drawn.acceptance[0].value for drawn in draws])
    assert ((acceptance >= 0) & (acceptance <= 1)).all()
    assert acceptance.mean(axis=0) == pytest.approx(rates.acceptance[0].value, rel=0.2)
    assert draws[0].clicks.provenance(0) is Provenance.MEASURED
    again = rates.draw(np.random.default_rng(1))
    assert again.clicks.value.tolist() == draws[0].clicks.value.tolist()


def test_shares_fall_with_followers_where_the_evidence_says_so() -> None:
    followers = np.array([1e3, 1e3, 1e6, 1e6, np.nan, 1e3])
    trials = np.array([100.0, 100.0, 5000.0, 5000.0, 0.0, 0.0])
    default_share = np.full(6, 0.025)
    found = sloped_shares(trials * 0.0, trials * 0.0, default=default_share, followers=followers)
    assert found.tolist() == default_share.tolist()
    found = sloped_shares(np.array([10.0, 8.0, 5.0, 2.0, 0.0, 0.0]), trials, default=default_share, followers=followers)
    assert found[5] == found[0] > 2 * found[2]
    assert found[2] < found[4] < found[0]


@settings(max_examples=30)
@given(
    numbers=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=6),
    followers=st.lists(st.one_of(st.floats(0, 1e9), st.just(np.nan)), min_size=6, max_size=6),
)
def test_sloped_shares_stay_shares(numbers: list[tuple[int, int]], followers: list[float]) -> None:
    trials = np.array([max(pair) for pair in numbers], dtype=np.float64)
    successes = np.array([min(pair) for pair in numbers], dtype=np.float64)
    found = sloped_shares(
        successes, trials, default=np.full(len(numbers), 0.025), followers=np.array(followers[: len(numbers)])
    )
    assert ((found > 0) & (found < 1)).all()
