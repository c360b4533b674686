"""The problems whose plans are judged, each made from its name and a seed."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.quality.bar import Bar
from benchmarks.quality.budgeted_coverage import make_budgeted_coverage
from benchmarks.quality.case import Case, FolderWriter
from benchmarks.quality.location import make_location, make_places, write_location
from benchmarks.quality.random_coverage import make_random_coverage
from benchmarks.quality.segments import make_segments
from benchmarks.speed.crowd import make_crowd, write_crowd
from seeder import SeedingProblem

OPTIMAL_GAP = 1e-6


def all_cases() -> tuple[Case, ...]:
    """All cases, the short ones first."""
    return (*_segment_cases(), *_random_coverage_cases(), *_crowd_cases(), *_location_cases(), *_budgeted_cases())


def _segment_cases() -> list[Case]:
    return [
        _in_memory("segments 300 x 40", lambda seed: make_segments(300, 40, seed=seed), Bar(3, gap=1e-4)),
        _in_memory("segments 2,000 x 60", lambda seed: make_segments(2_000, 60, seed=seed), Bar(15, gap=1e-4)),
    ]


def _random_coverage_cases() -> list[Case]:
    def make(n_accounts: int, n_cells: int, density: float, divisor: int) -> Callable[[int], SeedingProblem]:
        return lambda seed: make_random_coverage(
            n_accounts, n_cells, density=density, budget_divisor=divisor, seed=seed
        )

    return [
        _in_memory("random coverage 100 x 1,000, a tenth", make(100, 1_000, 0.05, 10), Bar(5, gap=1e-4)),
        _in_memory("random coverage 100 x 1,000, a fifth", make(100, 1_000, 0.05, 5), Bar(20, gap=1e-4)),
        _in_memory(
            "random coverage 200 x 5,000, a tenth", make(200, 5_000, 0.03, 10), Bar(120, gap=2e-3), is_quick=False
        ),
    ]


def _in_memory(name: str, source: Callable[[int], SeedingProblem], bar: Bar, *, is_quick: bool = True) -> Case:
    assert bar.gap is not None
    return Case(name, source, bar, bar.gap, time_limit=bar.seconds - 0.5, is_quick=is_quick)


def _crowd_cases() -> list[Case]:
    def write(largest_view: float, effort: float) -> FolderWriter:
        return FolderWriter(
            lambda seed, folder: write_crowd(
                make_crowd(2_000, 200_000, 2_000_000, largest_view=largest_view, seed=seed), folder, effort=effort
            )
        )

    return [
        Case(
            f"followers 2,000 x 200,000, views to {view:g}, {effort} h",
            write(view, effort),
            Bar(15, certified_gap=certified),
            relative_gap=5e-4,
            time_limit=8,
            is_quick=False,
        )
        for view, certified in ((0.3, 3e-3), (0.9, 2e-2))
        for effort in (40, 200)
    ]


def _location_cases() -> list[Case]:
    def write(n_customers: int) -> FolderWriter:
        return FolderWriter(
            lambda seed, folder: write_location(
                make_places(100, n_customers, radius=5.5, seed=seed), folder, n_chosen=10
            )
        )

    return [
        Case(
            "location 100 x 1 M, choose 10, in memory",
            lambda seed: make_location(make_places(100, 1_000_000, radius=5.5, seed=seed), n_chosen=10),
            Bar(60, gap=OPTIMAL_GAP),
            OPTIMAL_GAP,
            time_limit=57,
            is_quick=False,
        ),
        Case(
            "location 100 x 1 M, choose 10, from Parquet",
            write(1_000_000),
            Bar(60, gap=OPTIMAL_GAP),
            OPTIMAL_GAP,
            time_limit=50,
            is_quick=False,
        ),
        Case(
            "location 100 x 20 M, choose 10, from Parquet",
            write(20_000_000),
            Bar(600, gap=OPTIMAL_GAP),
            OPTIMAL_GAP,
            time_limit=300,
            is_quick=False,
            is_long=True,
        ),
    ]


def _budgeted_cases() -> list[Case]:
    def make(n_items: int, n_elements: int, density: float, budget: int) -> Callable[[int], SeedingProblem]:
        return lambda seed: make_budgeted_coverage(n_items, n_elements, density=density, budget=budget, seed=seed)

    return [
        Case(
            f"budgeted coverage {n_items} x {n_elements}, {density:g}, {budget:,}",
            make(n_items, n_elements, density, budget),
            # No bound closes these, so the search takes all of its time; the bar leaves room for the process around it.
            Bar(60, mean_above_ratio=0.02),
            OPTIMAL_GAP,
            time_limit=57,
            is_quick=False,
        )
        for n_items, n_elements in ((600, 600), (800, 800), (1_000, 1_000))
        for density, budget in ((0.05, 1_500), (0.05, 2_000), (0.075, 1_500), (0.075, 2_000))
    ]
