"""CP-SAT against every assignment: it once proved wrong optima (google/or-tools #5293)."""

from __future__ import annotations

import numpy as np
import pytest

from seeder.solvers.programs.cp_sat import (
    WholeProblem,
    WholeProgram,
    WholeRow,
    WholeStatus,
    solve_whole_problem,
    solve_whole_program,
)


def best_by_enumeration(problem: WholeProblem) -> int | None:
    """Largest gain of interest over all assignments."""
    assert problem.gain is not None
    x = (np.arange(2**problem.n)[:, None] >> np.arange(problem.n)) & 1
    held = np.ones(len(x), dtype=bool)
    for first, last, must in zip(problem.first, [*problem.first[1:], problem.n], problem.must, strict=True):
        chosen = x[:, first:last].sum(axis=1)
        held &= (chosen == 1) if must else (chosen <= 1)
    for row in problem.rows:
        used = x[:, row.option] @ row.coefficient
        held &= used >= (used if row.lower is None else row.lower)
        held &= used <= (used if row.upper is None else row.upper)
    gain = x @ problem.gain
    if problem.at_least is not None:
        held &= gain >= problem.at_least
    return int(gain[held].max()) if held.any() else None


def random_whole_problem(rng: np.random.Generator, *, is_mixed: bool = False) -> WholeProblem:
    """Costs and counts; with ``is_mixed`` also shares and options that belong together."""
    sizes = rng.integers(1, 3, rng.integers(3, 8))
    n = int(sizes.sum())
    rows = []
    for _ in range(rng.integers(1, 3)):
        cost = rng.integers(1, rng.choice([20, 10**6, 10**15]), n)
        rows.append(WholeRow(np.arange(n), cost, None, int(cost.sum() * rng.uniform(0.2, 0.7))))
    for _ in range(rng.integers(0, 5)):
        option = np.sort(rng.choice(n, rng.integers(2, n + 1), replace=False))
        high = [1, int(rng.integers(1, 4)), None][rng.integers(0, 3)]
        low = int(rng.integers(1, 3)) if high is None else None
        rows.append(WholeRow(option, np.ones(len(option), dtype=np.int64), low, high))
    for _ in range(rng.integers(1, 4) if is_mixed else 0):
        unit = int(rng.choice([2, 10, 1000]))
        part = int(rng.integers(0, unit + 1))
        share = np.where(rng.random(n) < 0.5, unit - part, -part)
        pair = np.sort(rng.choice(n, 2, replace=False))
        rows.append(
            [
                WholeRow(np.flatnonzero(share), share[share != 0], 0, None),
                WholeRow(np.flatnonzero(share), share[share != 0], None, 0),
                WholeRow(pair, np.array([1, -1]), 0, 0),
            ][rng.integers(0, 3)]
        )
    gain = rng.integers(1, rng.choice([10, 10**10]), n)
    return WholeProblem(
        n=n,
        first=np.cumsum(sizes) - sizes,
        must=rng.random(len(sizes)) < 0.3,
        rows=tuple(rows),
        gain=gain,
        at_least=int(gain.sum() * rng.uniform(0.2, 0.6)) if rng.random() < 0.5 else None,
    )


@pytest.mark.parametrize("is_mixed", [False, True])
def test_best_is_that_of_enumeration(is_mixed: bool) -> None:
    rng = np.random.default_rng(0)
    for _ in range(600):
        problem = random_whole_problem(rng, is_mixed=is_mixed)
        best = best_by_enumeration(problem)
        found = solve_whole_problem(problem)
        assert (found.status is WholeStatus.INFEASIBLE) == (best is None)
        if best is not None:
            assert found.status is WholeStatus.OPTIMAL
            assert found.bound == best
            assert found.chosen is not None
            assert problem.gain is not None
            assert int(problem.gain[found.chosen].sum()) == best


def wrongly_infeasible() -> WholeProblem:
    """A problem that CP-SAT 9.15 calls infeasible by default; [1, 2, 4, 5, 6, 7] is a selection of interest."""
    cost = [
        641741071428571, 27901785714285, 209263392857142, 404575892857142, 753348214285714, 55803571428571,
        669642857142857, 279017857142857, 27901785714285,
    ]  # fmt: skip
    gain = [
        15505060361, 7292395387, 30282261180, 42285930769, 47024656505, 29367885678, 8497841677, 55232138654,
        78101583016,
    ]  # fmt: skip
    one = np.ones(5, dtype=np.int64)
    return WholeProblem(
        n=9,
        first=np.array([0, 2, 3, 5, 6, 7, 8]),
        must=np.array([True, False, True, False, False, False, False]),
        rows=(
            WholeRow(np.arange(9), np.array(cost), None, 2112583705454799),
            WholeRow(np.array([7, 8]), one[:2], None, 1),
            WholeRow(np.array([2, 3, 4, 5, 8]), one, None, 3),
        ),
        gain=np.array(gain),
        at_least=177412002362,
    )


def test_a_wrong_proof_is_not_repeated() -> None:
    found = solve_whole_problem(wrongly_infeasible())
    assert found.chosen is not None
    assert found.chosen.tolist() == [1, 2, 4, 5, 6, 7]
    assert found.bound == best_by_enumeration(wrongly_infeasible()) == 177697179081


def test_programs_of_a_few_columns_equal_enumeration() -> None:
    """With presolve CP-SAT proves a few of these wrong."""
    rng = np.random.default_rng(1)
    for _ in range(1500):
        n_columns, n_cuts = rng.integers(1, 4), rng.integers(1, 7)
        top = rng.integers(1, 7, n_columns)
        price = np.ceil(rng.uniform(-2, 8, (n_cuts, n_columns)) * 2.0**40).astype(np.int64)
        constant = np.ceil(rng.uniform(10, 50, n_cuts) * 2.0**40).astype(np.int64)
        row, high = rng.integers(0, 6, n_columns), int(rng.integers(0, 15))
        low: list[int | None] = [None for _ in range(n_cuts + 1)]
        program = WholeProgram(
            gain=[0] * n_columns + [1],
            top=[*top.tolist(), 2**47],
            matrix=[*([*(-cut).tolist(), 1] for cut in price), [*row.tolist(), 0]],
            lower=low,
            upper=[*constant.tolist(), high],
        )
        counts = np.stack(np.meshgrid(*(np.arange(n + 1) for n in top), indexing="ij")).reshape(n_columns, -1)
        reached = (constant[:, None] + price @ counts).min(axis=0)[(row @ counts <= high)]
        best = int(reached[reached >= 0].max(initial=-1))
        found = solve_whole_program(program)
        assert (best if found is not None else -1) == best
        if found is not None:
            assert found[1] == best == found[0][-1]


def test_enough_ends_the_search() -> None:
    n, rng = 200, np.random.default_rng(1)
    cost = rng.integers(10, 100, (4, n))
    problem = WholeProblem(
        n=n,
        first=np.arange(n),
        must=np.zeros(n, dtype=bool),
        rows=tuple(WholeRow(np.arange(n), part, None, int(part.sum() // 4)) for part in cost),
        gain=rng.integers(10, 10**6, n),
    )
    assert problem.gain is not None
    met: list[np.ndarray] = []
    found = solve_whole_problem(problem, enough=1, on_selection=met.append)
    assert len(met) == 1
    assert found.status is WholeStatus.STOPPED
    assert found.bound is not None
    assert found.bound > int(problem.gain[met[0]].sum())


@pytest.mark.parametrize("low", [3, 100])
def test_any_selection_will_do_without_gains(low: int) -> None:
    problem = WholeProblem(
        n=4,
        first=np.array([0, 2, 3]),
        must=np.zeros(3, dtype=bool),
        rows=(WholeRow(np.arange(4), np.ones(4, dtype=np.int64), low, None),),
    )
    found = solve_whole_problem(problem)
    assert (found.chosen is not None) == (low == 3)
    assert (found.status is WholeStatus.INFEASIBLE) == (low == 100)
