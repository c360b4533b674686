"""Closing the gap by counts, on small problems where everything can be tried, with the size limits lifted."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, event, example, given, settings
from hypothesis import strategies as st
from oracles.enumeration import best_by_enumeration
from oracles.problems import small_problems

from seeder.problem import Rule, SeedingProblem
from seeder.solvers import SolveResult, TerminationReason, solve
from seeder.solvers.deadline import Deadline
from seeder.solvers.programs.cp_sat import WholeProblem, WholeRow, solve_whole_problem
from seeder.solvers.relaxations.cutting_planes import Planes, minimise_by_planes
from seeder.solvers.separate import count_rounds, growing_cores
from seeder.solvers.separate.counting import CountBound, find_classes


@pytest.fixture
def always_counting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts first, whatever the size; the list gets the size of every core that was counted."""
    sizes: list[int] = []
    original = count_rounds.close_by_counts

    def watched(*arguments: object, **keys: object) -> None:
        sizes.append(arguments[2].whole.n)  # type: ignore[attr-defined]
        original(*arguments, **keys)  # type: ignore[arg-type]

    monkeypatch.setattr(growing_cores, "close_by_counts", watched)
    always = dataclasses.replace(growing_cores._PARAMS, fewest_counted=1, rounds_before_counts=1)
    monkeypatch.setattr(growing_cores, "_PARAMS", always)
    return sizes


def check(problem: SeedingProblem, result: SolveResult) -> None:
    best = best_by_enumeration(problem)
    if best is None:
        assert result.termination.reason is TerminationReason.INFEASIBLE
        return
    assert result.termination.reason is TerminationReason.OPTIMAL
    assert result.bounds.lower == pytest.approx(best, rel=1e-6, abs=1e-9)
    assert result.bounds.upper is not None
    assert result.bounds.upper >= best * (1 - 1e-12)


def test_random_problems_equal_enumeration(always_counting: list[int]) -> None:
    @settings(max_examples=120)
    @given(small_problems() | problems_of_few_kinds())
    def run(problem: SeedingProblem) -> None:
        before = len(always_counting)
        check(problem, solve(problem))
        event("counted" if len(always_counting) > before else "closed before")

    run()
    assert len(always_counting) > 20


@st.composite
def problems_of_few_kinds(draw: st.DrawFn) -> SeedingProblem:
    """Up to 7 accounts with 2 options each, three different costs, values that are no short decimals."""
    n_accounts = draw(st.integers(4, 7))
    n = 2 * n_accounts
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    kind = rng.integers(0, 3, n)
    cost = np.array([[0.5, 1.1, 2.0], [3.0, 0.0, 1.0]])[:, kind]
    members = np.flatnonzero(rng.random(n) < 0.4)
    rules = [Rule.count(members, at_most=2)] if rng.random() < 0.5 else []
    if rng.random() < 0.3:
        rules.append(Rule.count(members[: n // 2], at_least=1))
    if rng.random() < 0.4:
        share = Fraction(int(rng.integers(1, 10)), 10)
        is_least = rng.random() < 0.5
        given = {"at_least": share} if is_least else {"at_most": share}
        rules.append(Rule.share(members, of=np.arange(n), **given))
    return SeedingProblem(
        account=np.repeat(np.arange(n_accounts), 2),
        value_if_yes=(0.5 + kind) * rng.lognormal(0, 0.4, n),
        cost=cost,
        budget=cost.sum(axis=1) * rng.uniform(0.2, 0.5, 2),
        rules=rules,
    )


def few_kinds(seed: int, n_accounts: int) -> SeedingProblem:
    """Three ways of asking with costs of their own, values that differ: the gap is one of counts."""
    rng = np.random.default_rng(seed)
    value = rng.lognormal(1.0, 1.0, n_accounts)
    account = np.repeat(np.arange(n_accounts), 3)
    factor = np.tile([0.1, 0.3, 0.8], n_accounts) * rng.uniform(0.8, 1.2, 3 * n_accounts)
    return SeedingProblem(
        account=account,
        value_if_yes=np.repeat(value, 3) * factor,
        cost=np.array([np.tile([0.25, 1.75, 1.25], n_accounts), np.tile([0.0, 5.0, 150.0], n_accounts)]),
        budget=[n_accounts / 20 + 0.1, n_accounts * 2.0 + 37],
        rules=[Rule.count(np.flatnonzero(account % 7 == 0), at_most=max(1, n_accounts // 12))],
    )


@pytest.mark.parametrize("seed", range(4))
def test_counting_and_enumerating_options_agree(
    seed: int, always_counting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = few_kinds(seed, 60)
    counted = solve(problem)
    assert always_counting
    monkeypatch.setattr(growing_cores, "_PARAMS", dataclasses.replace(growing_cores._PARAMS, fewest_counted=10**9))
    searched = solve(problem)
    for result in (counted, searched):
        assert result.termination.reason is TerminationReason.OPTIMAL
    assert counted.bounds.lower == pytest.approx(searched.bounds.lower, rel=2e-6)
    assert counted.bounds.upper is not None
    assert searched.bounds.lower is not None
    assert counted.bounds.upper >= searched.bounds.lower * (1 - 1e-12)


def test_a_large_problem_of_few_kinds_is_closed() -> None:
    """Here a search over single options enumerates near-ties for minutes."""
    result = solve(few_kinds(7, 4_000))
    assert result.termination.reason is TerminationReason.OPTIMAL


@settings(max_examples=150)
@given(st.integers(0, 10**6), st.integers(1, 8), st.integers(1, 3))
@example(348333, 6, 2)
def test_every_cut_and_every_proposal_bounds_the_best(seed: int, n_groups: int, n_kinds: int) -> None:
    """F(n) from trying everything lies below every cut, and the best feasible value below every proposal's bound."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 4, n_groups)
    n = int(sizes.sum())
    kind = rng.integers(0, n_kinds, n)
    weight = rng.integers(0, 6, n_kinds)
    value = rng.uniform(0, 10, n)
    row = WholeRow(np.flatnonzero(weight[kind]), weight[kind][weight[kind] > 0], None, int(rng.integers(0, 12)))
    whole = WholeProblem(
        n=n, first=np.cumsum(sizes) - sizes, must=rng.random(n_groups) < 0.2, rows=(row,), gain=np.zeros(n, dtype=int)
    )
    core = type("Core", (), {"whole": whole})
    classes = find_classes(core)  # type: ignore[arg-type]
    assert classes is not None
    bound = CountBound(value, core, classes, rng.uniform(0, 5, classes.n_classes))  # type: ignore[arg-type]
    for _ in range(3):
        bound.add_cut(rng.uniform(-1, 8, classes.n_classes))
    best_by_counts = by_counts(whole, value, classes.of_option, classes.n_classes)
    assume(best_by_counts)
    for count, best in best_by_counts.items():
        for cut in bound._cuts:
            assert cut.constant + cut.price @ np.array(count) >= best - 1e-9
    allowed = [
        best for count, best in best_by_counts.items() if (classes.column[0] @ np.array(count)) <= (row.upper or 0)
    ]
    assume(allowed)
    proposal = bound.propose(seed=0, deadline=Deadline.start(None))
    assert proposal is not None
    assert proposal.bound >= max(allowed) - 1e-9
    richest = max(best_by_counts, key=lambda key: best_by_counts[key])
    found, _ = bound.determine(
        np.array(richest, dtype=float),
        radius=np.full(classes.n_classes, 3.0),
        enough=-np.inf,
        deadline=Deadline.start(None),
    )
    assert found == pytest.approx(best_by_counts[richest], abs=1e-6)


def by_counts(
    whole: WholeProblem, value: np.ndarray, of_option: np.ndarray, n_classes: int
) -> dict[tuple[int, ...], float]:
    """Best value for all class counts that a selection can have, rows left aside."""
    best_by_counts = {tuple([0] * n_classes): 0.0}
    for first, last, must in zip(whole.first, [*whole.first[1:], whole.n], whole.must, strict=True):
        reached: dict[tuple[int, ...], float] = {} if must else dict(best_by_counts)
        for count, best in best_by_counts.items():
            for option in range(first, last):
                after = list(count)
                after[of_option[option]] += 1
                key = tuple(after)
                reached[key] = max(reached.get(key, -np.inf), best + float(value[option]))
        best_by_counts = reached
    return best_by_counts


def test_planes_find_the_lowest_point() -> None:
    """max(|x − 3|, |y + 1|, x + y) over x, y ≥ 0 is 2.5 at (0.5, … 2): between x + y rising and |x − 3| falling."""

    def evaluate(point: np.ndarray) -> tuple[float, np.ndarray]:
        x, y = point
        faces = [(3 - x, (-1.0, 0.0)), (x - 3, (1.0, 0.0)), (y + 1, (0.0, 1.0)), (x + y, (1.0, 1.0))]
        value, slope = max(faces, key=lambda face: face[0])
        return float(value), np.array(slope)

    start = np.array([10.0, 10.0])
    value, slope = evaluate(start)
    planes = Planes(np.zeros(0), np.zeros((0, 2))).with_plane(value=value, slope=slope, point=start)
    found = minimise_by_planes(
        evaluate, start=start, value=value, radius=np.array([1.0, 1.0]), planes=planes, floor=0.0
    )
    assert found.is_reached
    assert found.value == pytest.approx(1.5)
    assert found.point[0] == pytest.approx(1.5)
    early = minimise_by_planes(
        evaluate, start=start, value=value, radius=np.array([1.0, 1.0]), planes=planes, floor=0.0, enough=12.0
    )
    assert early.value <= 12.0
    assert not early.is_reached


@pytest.mark.slow
def test_a_search_stopped_before_its_first_solution_claims_nothing() -> None:
    """CP-SAT reports 0 as its bound then, and 0 is below the best."""
    rng = np.random.default_rng(0)
    n = 5_000
    gain, weight = rng.integers(1, 10**9, n), rng.integers(1, 10**6, n)
    whole = WholeProblem(
        n=n,
        first=np.arange(n),
        must=np.zeros(n, dtype=bool),
        rows=(WholeRow(np.arange(n), weight, None, int(weight.sum()) // 3),),
        gain=gain,
        at_least=int(gain.sum()) // 3,
    )
    for effort in (0.0, 1e-6, 1e-3):
        found = solve_whole_problem(whole, effort=effort)
        assert found.bound is None or found.bound >= int(gain.max())
