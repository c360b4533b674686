"""Cells fitted to pairs: sizes are exact, stated pairs as close as can be, the others as assumed."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeder.audience import Audience, build_audience, class_misfit, overlap_classes
from seeder.audience.class_misfit import PairTargets
from seeder.audience.overlap_classes import fit_classes
from seeder.audience.overlap_pair_cells import fill_pairs
from seeder.audience.shared_people import shared_people
from seeder.problem.arrays import FloatArray
from seeder.scenario import Scenario

Pair = tuple[int, int, int]


def scenario_of(
    followers: list[int], pairs: list[Pair], *, topics: list[str] | None = None, **audience: Any
) -> Scenario:
    columns: dict[str, Any] = {
        "account": [f"h{row}" for row in range(len(followers))],
        "followers": followers,
        "view": 0.5,
    }
    if topics is not None:
        columns["topics"] = topics
    rows = [(f"h{a}", f"h{b}", shared) for a, b, shared in pairs]
    return Scenario.from_frames(
        pd.DataFrame(columns),
        budget={"effort": 10},
        objective="reach",
        audience={"kind": "overlaps", **audience},
        overlaps=pd.DataFrame(rows, columns=["a", "b", "shared"]),
    )


def audience_of(followers: list[int], pairs: list[Pair], **keys: Any) -> Audience:
    return build_audience(scenario_of(followers, pairs, **keys))


def both(audience: Audience, a: int, b: int) -> float:
    return float(shared_people(audience, np.array([a]), np.array([b]))[0])


def check_cells(audience: Audience, followers: list[int]) -> None:
    assert audience.people_of() == pytest.approx(followers, rel=1e-9)
    assert (audience.outside == 0).all()
    assert ((audience.share > 0) & (audience.share <= 1)).all()
    assert (audience.size > 0).all()
    for handle in range(audience.n_handles):
        own = audience.cell[audience.start[handle] : audience.start[handle + 1]]
        assert (np.diff(own) > 0).all()
    assert len(np.unique(audience.cell)) == audience.n_cells


def reached(audience: Audience, handles: list[int]) -> float:
    """People of cells who follow at least one of the handles."""
    missed = np.ones(audience.n_cells)
    for handle in handles:
        own = slice(audience.start[handle], audience.start[handle + 1])
        missed[audience.cell[own]] *= 1.0 - audience.share[own]
    return float(audience.size @ (1.0 - missed))


@st.composite
def true_lists(draw: st.DrawFn) -> FloatArray:
    """Who follows whom, with zeal and taste; every handle is followed."""
    n_handles = draw(st.integers(2, 8))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    odds = rng.uniform(0.02, 0.7, n_handles) * (rng.gamma(0.7, 1.4, (400, 1)) if draw(st.booleans()) else 1.0)
    follows = (rng.random((400, n_handles)) < odds).astype(np.float64)
    follows[0] = 1.0
    return follows


@settings(deadline=None, max_examples=20)
@given(follows=true_lists())
def test_all_pairs_of_a_true_list_are_met(follows: FloatArray) -> None:
    followers = [int(people) for people in follows.sum(axis=0)]
    shared = follows.T @ follows
    pairs = [(a, b, int(shared[a, b])) for a, b in combinations(range(len(followers)), 2)]
    audience = audience_of(followers, pairs)
    check_cells(audience, followers)
    miss = np.array([abs(both(audience, a, b) - people) for a, b, people in pairs])
    assert miss.max() <= 0.02 * max(people for *_, people in pairs)
    assert np.median(miss / [people for *_, people in pairs]) <= 0.005


@settings(deadline=None, max_examples=40)
@given(
    follows=true_lists(),
    seed=st.integers(0, 1000),
    keys=st.sampled_from([{}, {"unstated": "sainsbury", "population": 900}, {"unstated": "similar"}]),
)
def test_some_pairs_are_met_whatever_is_assumed_of_the_others(
    follows: FloatArray, seed: int, keys: dict[str, Any]
) -> None:
    followers = [int(people) for people in follows.sum(axis=0)]
    shared = follows.T @ follows
    every = list(combinations(range(len(followers)), 2))
    some = [every[place] for place in np.flatnonzero(np.random.default_rng(seed).random(len(every)) < 0.4)] or every[:1]
    audience = audience_of(
        followers, [(a, b, int(shared[a, b])) for a, b in some], topics=["t"] * len(followers), **keys
    )
    check_cells(audience, followers)
    miss = [abs(both(audience, a, b) - shared[a, b]) / shared[a, b] for a, b in some]
    assert np.median(miss) <= 0.02
    assert max(miss) <= 0.08


def test_one_pair_is_met_and_nobody_else_shares_anybody() -> None:
    audience = audience_of([6000, 7000, 500], [(0, 1, 4200)])
    check_cells(audience, [6000, 7000, 500])
    assert both(audience, 0, 1) == pytest.approx(4200, rel=1e-6)
    assert both(audience, 0, 2) == pytest.approx(0, abs=1e-6)
    assert reached(audience, [0, 1, 2]) == pytest.approx(6000 + 7000 - 4200 + 500, rel=1e-6)


def test_pairs_that_leave_followers_alone_are_met_exactly_and_no_other_pair_shares_anybody() -> None:
    followers, pairs = [1000, 900, 800, 700, 600], [(0, 1, 500), (1, 2, 300), (3, 4, 600)]
    audience = audience_of(followers, pairs)
    check_cells(audience, followers)
    for a, b in combinations(range(5), 2):
        stated = {(first, second): shared for first, second, shared in pairs}.get((a, b), 0)
        assert both(audience, a, b) == pytest.approx(stated, rel=1e-12)


def test_of_three_that_share_people_in_pairs_some_follow_all() -> None:
    audience = audience_of([1000, 1000, 1000], [(0, 1, 300), (0, 2, 300), (1, 2, 300)])
    assert 2100 < reached(audience, [0, 1, 2]) < 2400
    few = audience_of([1000, 1000, 1000], [(0, 1, 30), (0, 2, 30), (1, 2, 30)])
    assert reached(few, [0, 1, 2]) == pytest.approx(2910, rel=1e-12)


def test_the_same_audience_three_times_is_one_audience() -> None:
    audience = audience_of([1000, 1000, 1000], [(0, 1, 1000), (0, 2, 1000), (1, 2, 1000)])
    check_cells(audience, [1000, 1000, 1000])
    assert reached(audience, [0, 1, 2]) == pytest.approx(1000, rel=5e-3)


def test_an_audience_inside_another_adds_nobody() -> None:
    audience = audience_of([5000, 300], [(0, 1, 300)])
    assert reached(audience, [0, 1]) == pytest.approx(5000, rel=2e-4)


def test_a_pair_known_to_share_nobody_shares_nobody() -> None:
    audience = audience_of([5000, 3000, 3000], [(0, 1, 0), (0, 2, 1000)], unstated="sainsbury", population=10_000)
    assert both(audience, 0, 1) < 0.01 * 5000 * 3000 / 10_000
    assert both(audience, 0, 2) == pytest.approx(1000, rel=0.01)


def test_by_sainsbury_handles_are_followed_by_chance() -> None:
    followers = [4000, 3000, 2000, 1000, 500]
    audience = audience_of(followers, [(0, 1, 2500)], unstated="sainsbury", population=20_000)
    check_cells(audience, followers)
    assert both(audience, 0, 1) == pytest.approx(2500, rel=1e-3)
    for a, b in ((2, 3), (2, 4), (3, 4)):
        assert both(audience, a, b) == pytest.approx(followers[a] * followers[b] / 20_000, rel=0.15)
    for a, b in ((0, 2), (0, 3), (1, 4)):
        assert both(audience, a, b) == pytest.approx(followers[a] * followers[b] / 20_000, rel=0.25)
    union = 20_000 * (1 - (1 - 0.1) * (1 - 0.05) * (1 - 0.025))
    assert reached(audience, [2, 3, 4]) == pytest.approx(union, rel=0.02)


def test_similar_accounts_share_three_per_cent_of_the_smaller() -> None:
    followers = [9000, 4000, 1000, 700, 50]
    audience = audience_of(
        followers, [(3, 4, 10)], topics=["Tea; Cake", "tea", "tea;soup", "", "soup"], unstated="similar"
    )
    check_cells(audience, followers)
    assert both(audience, 0, 1) == pytest.approx(0.03 * 4000, rel=1e-9)
    assert both(audience, 0, 2) == pytest.approx(0.03 * 1000, rel=1e-9)
    assert both(audience, 1, 2) == pytest.approx(0.03 * 1000, rel=1e-9)
    assert both(audience, 0, 3) == pytest.approx(0, abs=1e-3)
    assert both(audience, 3, 4) == pytest.approx(10, rel=1e-2)


def test_the_platform_is_the_circle_of_who_names_no_topic() -> None:
    accounts = pd.DataFrame(
        {"account": list("abcd"), "followers": [900, 400, 800, 100], "platform": ["x", "X", "youtube", "youtube"]}
    )
    scenario = Scenario.from_frames(
        accounts,
        budget={"effort": 1},
        objective="reach",
        audience={"kind": "overlaps", "unstated": "similar"},
        overlaps=pd.DataFrame({"a": ["c"], "b": ["d"], "share_of_smaller": ["50%"]}),
    )
    audience = build_audience(scenario)
    assert both(audience, 0, 1) == pytest.approx(12, rel=1e-9)
    assert both(audience, 2, 3) == pytest.approx(50, rel=1e-2)
    assert both(audience, 0, 2) == pytest.approx(0, abs=1e-6)


def test_a_list_that_leaves_out_small_overlaps_is_read_as_such() -> None:
    followers = [50_000, 40_000, 30_000, 30_000]
    pairs = [(0, 1, 9000), (2, 3, 2000)]
    free = audience_of(followers, pairs, unstated="sainsbury", population=150_000)
    left_out = audience_of(followers, pairs, unstated="sainsbury", population=150_000, threshold=1000)
    assert both(free, 0, 2) > 5000
    assert both(left_out, 0, 2) <= 1050
    assert both(left_out, 0, 1) == pytest.approx(9000, rel=1e-2)


def test_the_same_facts_make_the_same_cells() -> None:
    pairs = [(0, 1, 40), (1, 2, 30), (0, 3, 15), (2, 3, 10)]
    first, second = (audience_of([100, 90, 80, 70], pairs) for _ in range(2))
    for name in ("size", "start", "cell", "share"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


@pytest.mark.parametrize("keys", [{}, {"unstated": "similar"}, {"unstated": "sainsbury", "population": 900}])
def test_the_order_of_the_accounts_changes_no_cell(keys: dict[str, Any]) -> None:
    """Nor does that of the pairs."""
    pairs = [(0, 1, 40), (1, 2, 30), (0, 3, 15), (2, 3, 10), (1, 4, 20), (0, 2, 25)]
    followers, topics = [100, 90, 80, 70, 60, 50], ["tea;cake", "cake", "tea", "tea", "cake;tea", "soup"]
    rows = pd.DataFrame([(f"h{a}", f"h{b}", shared) for a, b, shared in pairs], columns=["a", "b", "shared"])
    found = []
    for order in ([0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [2, 0, 5, 1, 4, 3]):
        accounts = pd.DataFrame({"account": [f"h{row}" for row in range(6)], "followers": followers, "topics": topics})
        scenario = Scenario.from_frames(
            accounts.iloc[order],
            budget={"effort": 10},
            objective="reach",
            audience={"kind": "overlaps", **keys},
            overlaps=rows.sample(frac=1, random_state=order[0]),
        )
        audience = build_audience(scenario)
        cells = [audience.size.tobytes()]
        for handle in np.argsort(order).tolist():
            own = slice(audience.start[handle], audience.start[handle + 1])
            cells.append(audience.cell[own].tobytes() + audience.share[own].tobytes())
        found.append(cells)
    assert found[0] == found[1] == found[2]


def test_an_account_without_followers_is_in_no_cell() -> None:
    audience = audience_of([100, 0, 80], [(0, 2, 10), (0, 1, 0)])
    assert audience.people_of().tolist() == pytest.approx([100, 0, 80])


@settings(deadline=None, max_examples=100)
@given(seed=st.integers(0, 10**6), n_handles=st.integers(2, 9), share_left=st.floats(0, 1.5))
def test_cells_of_pairs_come_as_close_as_followers_allow(seed: int, n_handles: int, share_left: float) -> None:
    from scipy.optimize import minimize

    rng = np.random.default_rng(seed)
    a, b = (np.array(side) for side in zip(*combinations(range(n_handles), 2), strict=True))
    short = rng.uniform(0.0, 50.0, len(a)) * (rng.random(len(a)) < 0.7)
    left = share_left * rng.uniform(0.0, 100.0, n_handles)
    people = fill_pairs(short, a, b, left)
    used = np.bincount(a, people, n_handles) + np.bincount(b, people, n_handles)
    assert (people >= 0).all()
    assert (people <= short + 1e-9).all()
    assert (used <= left * (1 + 1e-9) + 1e-9).all()
    sure = np.maximum(short, 1e-9)

    def misfit(e: FloatArray) -> float:
        return float(((short - e) ** 2 / sure).sum())

    room = [{"type": "ineq", "fun": lambda e, h=h: left[h] - e[(a == h) | (b == h)].sum()} for h in range(n_handles)]
    best = minimize(misfit, people, bounds=[(0, top) for top in short], constraints=room, method="SLSQP")
    assert misfit(people) <= best.fun * 1.01 + 1e-3


@pytest.mark.parametrize(("share_of_pairs", "is_population"), [(0.2, False), (0.9, False), (0.5, True)])
def test_the_slope_of_the_misfit_is_right_and_both_ways_to_compute_it_agree(
    share_of_pairs: float, is_population: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(3)
    size = rng.uniform(50, 500, 9)
    a, b = np.triu_indices(9, 1)
    stated = rng.random(len(a)) < share_of_pairs
    a, b = a[stated], b[stated]
    shared = rng.uniform(0.01, 0.3, len(a)) * np.minimum(size[a], size[b])
    targets = PairTargets(size, a, b, shared, rng.random(len(a)) < 0.8)
    n_given = 1 if is_population else 2
    given_cells = np.array([900.0, 400.0])[:n_given], rng.random((9, n_given)) * 0.3
    rows = rng.random((4, n_given))
    others = rows.T @ rows
    found = []
    for always_dense in (500, 0):
        monkeypatch.setattr(class_misfit, "_ALWAYS_DENSE", always_dense)
        monkeypatch.setattr(class_misfit, "_DENSE_SHARE", 2.0)
        misfit = class_misfit.ClassMisfit(targets, *given_cells, 6, others=others, is_population=is_population)
        x = misfit.pack(*overlap_classes._start(targets, *given_cells, 6, seed=0))
        x = x + np.random.default_rng(4).normal(0, 0.3, len(x))
        value, slope = misfit(x)
        steps = np.eye(len(x)) * 1e-6
        by_difference = [(misfit(x + step)[0] - misfit(x - step)[0]) / 2e-6 for step in steps]
        assert slope == pytest.approx(by_difference, rel=1e-6, abs=1e-6)
        found.append((misfit.is_dense, value, slope))
    assert [is_dense for is_dense, *_ in found] == [True, False]
    assert found[0][1] == pytest.approx(found[1][1], rel=1e-12)
    assert found[0][2] == pytest.approx(found[1][2], abs=1e-12)


def test_nobody_is_in_a_class_twice_over() -> None:
    size, a, b = np.array([100.0, 100.0, 5000.0]), np.array([0, 0, 1]), np.array([1, 2, 2])
    targets = PairTargets(size, a, b, np.array([100.0, 100.0, 100.0]), np.ones(3, dtype=np.bool_))
    classes = fit_classes(targets, np.zeros(0), np.zeros((3, 0)), others=np.zeros((0, 0)))
    assert (classes.followers.sum(axis=1) <= size * (1 + 1e-12)).all()
    assert (classes.followers <= classes.size * (1 + 1e-12)).all()
