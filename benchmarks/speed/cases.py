"""The problems that are timed, each made from its name alone."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seeder.problem import Rule, SeedingProblem

KNAPSACKS = "SEEDER_KNAPSACKS"
"""Environment variable that names a folder of ``*.in`` knapsacks with ``optima.csv``."""


@dataclass(frozen=True, slots=True)
class Case:
    """A problem to time.

    Parameters
    ----------
    name
        As shown in the table.
    build
        Makes the problem.
    relative_gap
        What is asked for.
    time_limit
        For every solver [s].
    optimum
        The proven best value where it is known.
    is_quick
        Whether ``--quick`` runs it.
    """

    name: str
    build: Callable[[], SeedingProblem]
    relative_gap: float = 1e-6
    time_limit: float = 60.0
    optimum: float | None = None
    is_quick: bool = True


def find_cases(knapsacks: Path | None) -> list[Case]:
    """All cases: the generated ones, and the knapsacks where their folder is given."""
    cases = [
        Case("250 accounts", lambda: make_market(250, n_approaches=1, n_resources=1, effort=40.0)),
        Case("250 x 3 x 2", lambda: make_market(250, effort=40.0)),
        Case("2,000 x 3 x 2, rules", lambda: make_market(2_000, effort=100.0, n_rules=300)),
        Case("100,000 x 3 x 2", lambda: make_market(100_000, effort=3_000.0), is_quick=False),
        Case(
            "100,000 x 3 x 2, few kinds", lambda: make_market(100_000, effort=3_000.0, few_kinds=True), is_quick=False
        ),
    ]
    return cases + ([] if knapsacks is None else _knapsack_cases(knapsacks))


def knapsack_folder(given: str | None) -> Path | None:
    """The folder named by argument or environment, None where neither names one."""
    name = given or os.environ.get(KNAPSACKS)
    return None if not name else Path(name)


def make_market(
    n_accounts: int,
    *,
    effort: float,
    n_approaches: int = 3,
    n_resources: int = 2,
    n_rules: int = 0,
    few_kinds: bool = False,
    seed: int = 0,
) -> SeedingProblem:
    """Make accounts as they are met: followers by a power law, clicks by a log-log fit (QW Consulting 2011).

    Clicks a post are 0.03 · followers^0.845 · lognormal(0, 0.8). Acceptance falls with size and differs by approach
    (cold, introduced, paid); effort is a decimal by approach; the paid approach costs cash by size.

    Parameters
    ----------
    effort
        Budget of effort [h]; the budget of cash is 15 an hour.
    n_rules
        Number of conflicts; with them come eight groups with counts, three pins, twenty bans and a limit.
    few_kinds
        Whether effort and cash depend on the approach alone, as where a plan names them once an approach.
    """
    rng = np.random.default_rng(seed)
    followers = np.minimum(np.floor(1_000 * (1 - rng.random(n_accounts)) ** (-1 / 1.1)), 5e7)
    clicks = 0.03 * followers**0.845 * rng.lognormal(0, 0.8, n_accounts)
    decades = np.log10(followers) - 3
    acceptance = np.stack([0.3 * 10 ** (-0.25 * decades), 0.7 * 10 ** (-0.15 * decades), np.full(n_accounts, 0.9)], 1)
    acceptance = np.round(np.clip(acceptance * rng.uniform(0.7, 1.2, acceptance.shape), 0, 0.95), 4)
    hours = np.round(np.array([0.5, 2.0, 1.0]) * rng.uniform(0.7, 1.5, acceptance.shape), 2)
    cash = np.zeros(acceptance.shape)
    cash[:, 2] = np.round(20 + 0.01 * followers * rng.lognormal(0, 0.3, n_accounts))
    if few_kinds:
        hours[:] = [0.25, 1.75, 1.25]
        cash[:] = [0.0, 5.0, 150.0]
    kept = slice(0, n_approaches)
    account = np.repeat(np.arange(n_accounts), n_approaches)
    return SeedingProblem(
        account=account,
        value_if_yes=np.repeat(clicks, n_approaches),
        acceptance=acceptance[:, kept].ravel(),
        cost=np.stack([hours[:, kept].ravel(), cash[:, kept].ravel()])[:n_resources],
        budget=np.array([effort, 15 * effort])[:n_resources],
        resources=("effort", "cash")[:n_resources],
        rules=_make_rules(account, n_accounts, n_rules, rng) if n_rules else (),
        followers=followers,
    )


def _make_rules(account: np.ndarray, n_accounts: int, n_conflicts: int, rng: np.random.Generator) -> list[Rule]:
    group = rng.integers(0, 8, n_accounts)[account]
    rules: list[Rule] = [Rule.count(np.flatnonzero(group == number), at_least=5, at_most=12) for number in range(8)]
    rules.append(Rule.limit(np.flatnonzero(group == 2), resource=1, limit=300.0))
    picked = rng.permutation(n_accounts)
    pairs = rng.integers(0, n_accounts, (n_conflicts, 2))
    rules += [Rule.count(np.flatnonzero(np.isin(account, pair)), at_most=1) for pair in pairs]
    rules += [Rule.count(np.flatnonzero(account == pinned), at_least=1) for pinned in picked[:3]]
    rules += [Rule.count(np.flatnonzero(account == banned), at_most=0) for banned in picked[3:23]]
    return rules


def read_knapsack(path: Path) -> SeedingProblem:
    """Read ``n``, then ``id profit weight`` of each, then the capacity."""
    numbers = np.array(path.read_text().split(), dtype=np.int64)
    n = int(numbers[0])
    item = numbers[1 : 1 + 3 * n].reshape(n, 3)
    return SeedingProblem(
        account=np.arange(n), value_if_yes=item[:, 1], cost=[item[:, 2]], budget=[int(numbers[1 + 3 * n])]
    )


def _knapsack_cases(folder: Path) -> list[Case]:
    with (folder / "optima.csv").open(newline="") as lines:
        optima = [(row["name"], float(row["optimum"])) for row in csv.DictReader(lines)]
    return [
        Case(
            f"knapsack {name}",
            lambda name=name: read_knapsack(folder / f"{name}.in"),  # type: ignore[misc]
            relative_gap=0.0,
            time_limit=10.0,
            optimum=optimum,
            is_quick=position < 3,
        )
        for position, (name, optimum) in enumerate(optima)
    ]
