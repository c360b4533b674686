"""The interval of a plan's value: the ends over every set where there are few handles, the truth inside always."""

from __future__ import annotations

import numpy as np
import pytest
from oracles.known_pairs import draw_known_pairs, ends_by_sets

from seeder.analysis.interval import interval as module
from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.interval import LowerMethod, UpperMethod, ValueInterval, value_interval
from seeder.analysis.interval.pair_bounds import PairBounds, StatedPairs, bound_pairs
from seeder.errors import ProblemError


def draw_lists(
    seed: int, *, n_handles: int, known: float, n_people: int = 400
) -> tuple[PlanAudiences, StatedPairs, float]:
    """A plan on lists of skewed sizes, some of its pairs, and its true value."""
    generator = np.random.default_rng(seed)
    keenness = generator.pareto(1.5, n_people)[:, None]
    follows = generator.random((n_people, n_handles)) < 0.05 * keenness * generator.pareto(1.2, n_handles)
    n_accounts = n_handles if generator.random() < 0.5 else max(1, n_handles * 2 // 3)
    owner = np.arange(n_handles) % n_accounts
    audiences = PlanAudiences(
        follows.sum(axis=0),
        owner,
        generator.choice([0.05, 0.35, 0.9, 1.0], n_accounts),
        generator.choice([0.01, 0.1, 1.0]) * generator.random(n_handles),
    )
    silent = np.ones((n_people, n_accounts))
    for handle in range(n_handles):
        silent[:, owner[handle]] *= 1 - follows[:, handle] * audiences.chance[handle]
    truth = float((1 - np.prod(1 - audiences.acceptance * (1 - silent), axis=1)).sum())
    a, b = np.triu_indices(n_handles, 1)
    is_known = generator.random(len(a)) < known
    a, b = a[is_known], b[is_known]
    shared = (follows.T.astype(np.float64) @ follows)[a, b]
    return audiences, StatedPairs(a, b, shared, shared), truth


@pytest.mark.parametrize("seed", range(60))
def test_few_handles_have_the_interval_itself(seed: int) -> None:
    case = draw_known_pairs(seed)
    low, high = ends_by_sets(case.audiences, case.bounds)
    found = value_interval(case.audiences, case.bounds)
    assert found.is_exact
    assert found.lower == pytest.approx(low, abs=1e-7 * max(1, high))
    assert found.upper == pytest.approx(high, abs=1e-7 * max(1, high))
    assert found.lower <= case.truth * (1 + 1e-13)
    assert case.truth <= found.upper * (1 + 1e-13) + 1e-15


@pytest.mark.parametrize("seed", range(30))
def test_methods_for_many_handles_hold_the_interval_of_few(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    case = draw_known_pairs(seed)
    low, high = ends_by_sets(case.audiences, case.bounds)
    monkeypatch.setattr(module, "MOST_HANDLES", 0)
    found = value_interval(case.audiences, case.bounds)
    slack = 1e-9 * max(1, high)
    assert found.lower <= low + slack
    assert high <= found.upper + slack
    if found.is_exact:
        assert found.lower == pytest.approx(low, abs=1e-7 * max(1, high))
        assert found.upper == pytest.approx(high, abs=1e-7 * max(1, high))


@pytest.mark.parametrize("known", [0.0, 0.1, 0.6, 1.0])
@pytest.mark.parametrize("n_handles", [13, 30])
@pytest.mark.parametrize("seed", range(2))
def test_the_truth_lies_inside(seed: int, n_handles: int, known: float) -> None:
    audiences, stated, truth = draw_lists(seed + n_handles, n_handles=n_handles, known=known)
    found = value_interval(audiences, bound_pairs(audiences.people, stated))
    assert found.lower <= truth <= found.upper


@pytest.mark.slow
@pytest.mark.parametrize("known", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_the_truth_lies_inside_of_many(seed: int, known: float) -> None:
    audiences, stated, truth = draw_lists(seed, n_handles=200, known=known, n_people=3000)
    found = value_interval(audiences, bound_pairs(audiences.people, stated))
    assert found.lower <= truth <= found.upper


@pytest.mark.parametrize("seed", range(6))
def test_more_facts_leave_less_open(seed: int) -> None:
    audiences, stated, _ = draw_lists(seed, n_handles=10, known=1.0)
    a, b, shared = np.asarray(stated.a), np.asarray(stated.b), np.asarray(stated.low)
    widths = []
    for n_known in (0, 15, 45):
        facts = StatedPairs(a[:n_known], b[:n_known], shared[:n_known], shared[:n_known])
        found = value_interval(audiences, bound_pairs(audiences.people, facts))
        widths.append(found.upper - found.lower)
    assert widths[0] >= widths[1] - 1e-6 >= widths[2] - 2e-6


def test_two_handles_by_hand() -> None:
    audiences = PlanAudiences(np.array([100.0, 50.0]), np.arange(2), np.array([0.5, 0.2]), np.ones(2))
    bounds = bound_pairs(audiences.people, StatedPairs([0], [1], [10], [20]))
    found = value_interval(audiences, bounds)
    assert (found.lower, found.upper) == pytest.approx((50 + 10 - 20 * 0.1, 50 + 10 - 10 * 0.1))
    assert (found.lower_method, found.upper_method) == (LowerMethod.PROGRAM, UpperMethod.PROGRAM)


def test_one_handle_leaves_nothing_open() -> None:
    audiences = PlanAudiences(np.array([100.0]), np.arange(1), np.array([0.5]), np.array([0.1]))
    found = value_interval(audiences, bound_pairs(audiences.people, StatedPairs([], [], [], [])))
    assert found.lower == pytest.approx(5, rel=1e-10)
    assert found.upper == pytest.approx(5, rel=1e-10)
    assert found.lower <= 5 <= found.upper


@pytest.mark.parametrize("n_handles", [0, 3, 20])
def test_plans_that_move_nobody_are_worth_nothing(n_handles: int) -> None:
    people = np.arange(n_handles, dtype=float)
    audiences = PlanAudiences(people, np.arange(n_handles), np.zeros(n_handles), np.ones(n_handles))
    found = value_interval(audiences, bound_pairs(people, StatedPairs([], [], [], [])))
    assert (found.lower, found.upper, found.is_exact) == (0, 0, True)


def test_sizes_alone_leave_nested_to_separate_open_exactly() -> None:
    people = np.arange(1.0, 41.0)
    audiences = PlanAudiences(people, np.arange(40), np.ones(40), np.ones(40))
    found = value_interval(audiences, bound_pairs(people, StatedPairs([], [], [], [])))
    assert found.is_exact
    assert (found.lower, found.upper) == pytest.approx((40, 820))


def test_handles_that_nobody_follows_or_answers_leave_few() -> None:
    people = np.array([100.0, 50.0] + [0.0] * 10 + [30.0] * 11)
    acceptance = np.array([0.5, 0.2] + [1.0] * 10 + [0.0] * 11)
    audiences = PlanAudiences(people, np.arange(23), acceptance, np.ones(23))
    found = value_interval(audiences, bound_pairs(people, StatedPairs([0], [1], [10], [20])))
    assert (found.lower, found.upper) == pytest.approx((58, 59))
    assert found.lower_method is LowerMethod.PROGRAM
    # Those who follow the handles that move nobody may yet forbid an end.
    assert not found.is_exact
    alone = value_interval(audiences.only(np.arange(12)), bound_pairs(people[:12], StatedPairs([0], [1], [10], [20])))
    assert alone.is_exact


def test_the_same_people_forty_times() -> None:
    people = np.full(40, 100.0)
    a, b = np.triu_indices(40, 1)
    audiences = PlanAudiences(people, np.arange(40), np.ones(40), np.full(40, 0.05))
    found = value_interval(audiences, bound_pairs(people, StatedPairs(a, b, people[a], people[a])))
    assert found.lower == pytest.approx(100 * (1 - 0.95**40))
    assert found.upper == pytest.approx(100 * (1 - 0.95**40))
    assert found.lower_method is LowerMethod.SPREAD
    assert not found.is_exact


def test_facts_that_only_the_ends_refute_are_refused() -> None:
    # Forty handles of 10 people that share nobody, all inside one of 50.
    people = np.array([50.0] + [10.0] * 40)
    a, b = np.triu_indices(41, 1)
    shared = np.where(a == 0, 10.0, 0.0)
    bounds = bound_pairs(people, StatedPairs(a, b, shared, shared))
    audiences = PlanAudiences(people, np.arange(41), np.ones(41), np.ones(41))
    with pytest.raises(ProblemError, match="no arrangement of people"):
        value_interval(audiences, bounds)


def test_the_method_that_found_each_end_is_named() -> None:
    people = np.arange(1.0, 21.0)
    audiences = PlanAudiences(people, np.arange(20), np.ones(20), np.full(20, 0.1))
    free = value_interval(audiences, bound_pairs(people, StatedPairs([], [], [], [])))
    assert (free.lower_method, free.upper_method) == (LowerMethod.NESTED, UpperMethod.ONE_BY_ONE)
    a, b = np.triu_indices(20, 1)
    shared = np.where((a == 18) & (b == 19), 1.0, 0.0)
    apart = value_interval(audiences, bound_pairs(people, StatedPairs(a, b, shared, shared)))
    assert (apart.lower, apart.upper) == pytest.approx((20.99, 20.99))
    assert apart.lower_method is LowerMethod.ONE_BY_ONE


def test_the_same_facts_give_the_same_interval() -> None:
    audiences, stated, _ = draw_lists(0, n_handles=30, known=0.5)
    bounds = bound_pairs(audiences.people, stated)
    assert value_interval(audiences, bounds) == value_interval(audiences, bounds)


def test_what_does_not_belong_together_is_refused() -> None:
    audiences, _, _ = draw_lists(0, n_handles=5, known=0.5)
    with pytest.raises(ProblemError, match="in their order"):
        value_interval(audiences, PairBounds(np.eye(5), np.eye(5)))
    with pytest.raises(ProblemError, match="lower"):
        ValueInterval(2.0, 1.0, LowerMethod.NESTED, UpperMethod.PROGRAM, is_exact=False)
    with pytest.raises(ProblemError, match="lower"):
        ValueInterval(float("nan"), 1.0, LowerMethod.NESTED, UpperMethod.PROGRAM, is_exact=False)
