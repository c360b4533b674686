"""Two thousand accounts, two hundred thousand cells, a million entries: every part of a plan, and that it is right."""

from __future__ import annotations

import numpy as np
from oracles.results import result_of

from seeder.analysis.leftover import explain_leftover
from seeder.analysis.outcomes import sample_outcome
from seeder.plan.exchanges import find_exchanges
from seeder.plan.order import greedy_order
from seeder.problem import Coverage, SeedingProblem, evaluate, marginal_values, value

N_ACCOUNTS, N_CELLS, N_PICKS = 2_000, 200_000, 250


def large() -> SeedingProblem:
    """Audiences by a power law, people of whom some follow many."""
    rng = np.random.default_rng(0)
    size = rng.pareto(1.2, N_ACCOUNTS) + 0.2
    size = np.minimum((size * 1.3e6 / size.sum()).astype(int) + 1, N_CELLS // 4)
    liked = np.cumsum(rng.pareto(2.0, N_CELLS) + 0.5)
    cells = [np.unique(np.searchsorted(liked, rng.random(n) * liked[-1])) for n in size.tolist()]
    lengths = [len(cell) for cell in cells]
    return SeedingProblem(
        account=np.arange(N_ACCOUNTS),
        value_if_yes=rng.random(N_ACCOUNTS),
        cost=rng.uniform(0.5, 4, N_ACCOUNTS).round(1)[None, :],
        budget=[600.0],
        acceptance=rng.uniform(0.05, 0.5, N_ACCOUNTS),
        coverage=Coverage(
            weight=rng.choice([1.0, 2.0], N_CELLS),
            start=np.concatenate(([0], np.cumsum(lengths))),
            cell=np.concatenate(cells),
            chance=np.repeat(rng.uniform(0.02, 0.3, N_ACCOUNTS), lengths),
        ),
    )


def test_every_part_of_a_plan() -> None:
    problem = large()
    assert problem.coverage is not None
    assert len(problem.coverage.cell) > 900_000
    alone = marginal_values(problem, [])
    chosen = np.sort(np.argsort(-alone / problem.cost[0])[:N_PICKS])
    expected = evaluate(problem, chosen).value
    assert expected < alone[chosen].sum()
    names = [f"{option:04d}" for option in chosen]
    order = chosen[greedy_order(problem, chosen, names=names)]
    merits = [
        (value(problem, order[: rank + 1]) - value(problem, order[:rank])) / problem.cost[0, order[rank]]
        for rank in range(20)
    ]
    assert merits == sorted(merits, reverse=True)
    exchanges = find_exchanges(problem, result_of(problem, chosen.tolist()), n_reserves=5)
    assert len(exchanges) == 5
    for exchange in exchanges:
        swapped = [*(other for other in chosen.tolist() if other != exchange.replaces), exchange.option]
        assert exchange.value == value(problem, swapped)
    outcome = sample_outcome(problem, chosen, seed=0)
    assert outcome.p10 < expected < outcome.p90
    assert outcome.n_samples >= 1_000
    left = explain_leftover(problem, chosen)
    assert left.option is not None
    assert left.option not in chosen
