"""Presolve: drop dominated options and redundant rows without changing the best value."""

from __future__ import annotations

import numpy as np

from seeder.certify import Region, usable_options
from seeder.problem.arrays import BoolArray, FloatArray, mask_of
from seeder.problem.coverage import Coverage
from seeder.problem.restriction import Restriction
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.model.cells import covers, gather_cells
from seeder.solvers.model.model import Model, select_from_row
from seeder.solvers.model.rows import Row, build_rows, largest_use, smallest_use


def build_model(problem: SeedingProblem, *, drop_dominated: bool = True, only_feasibility: bool = False) -> Model:
    """Bring a problem into the form that the searches work on.

    Options that no feasible selection holds go, rows that nothing can break go, pins become a mark of the account.
    With ``drop_dominated``, options also go that are never needed for the best value: one whose value is 0 and that
    helps to keep no rule, and one beside which its account has another of no less value that weighs no more in any row.
    With ``only_feasibility`` all values count as 0, so that what is left are the options that some rule asks for.
    """
    usable, pinned = usable_options(problem)
    contradiction = _find_contradiction(problem, usable, pinned)
    rows = build_rows(problem, usable)
    value = np.zeros(problem.n_options) if only_feasibility else problem.value
    cover = None if only_feasibility else problem.coverage
    kept = usable
    if drop_dominated:
        alone = value
        if cover is not None:
            alone = value + problem.acceptance * cover.totals(cover.weight, np.arange(problem.n_options))
        kept = usable & ~_idle(problem, alone, rows, pinned)
        kept &= ~_dominated(problem, value, rows, kept, cover)
    return _restricted(problem, value, rows, kept, pinned, contradiction, with_cells=cover is not None)


def restrict_to_region(problem: SeedingProblem, region: Region) -> Model:
    """Bring the open options of a region into the same form, leaving out no other; ``must`` are its required accounts.

    ``contradiction`` is not looked for.
    """
    rows = build_rows(problem, region.open)
    return _restricted(
        problem, problem.value, rows, region.open, region.required, None, with_cells=problem.coverage is not None
    )


def _restricted(
    problem: SeedingProblem,
    value: FloatArray,
    rows: list[Row],
    kept: BoolArray,
    pinned: BoolArray,
    contradiction: str | None,
    *,
    with_cells: bool,
) -> Model:
    option = np.flatnonzero(kept)
    account = problem.account[option]
    first = np.flatnonzero(np.diff(account, prepend=-1))
    owner = np.repeat(np.arange(len(first), dtype=np.int64), np.diff(first, append=len(option)))
    restriction = Restriction(problem.n_options, option)
    cells, gained = gather_cells(problem, kept) if with_cells else (None, np.zeros(len(option)))
    return Model(
        restriction=restriction,
        owner=owner,
        first=first,
        must=pinned[account[first]],
        value=value[option] + gained,
        row=tuple(select_from_row(row, restriction) for row in rows),
        contradiction=contradiction,
        cells=cells,
    )


def _find_contradiction(problem: SeedingProblem, usable: BoolArray, pinned: BoolArray) -> str | None:
    has_option = mask_of(problem.account[usable], problem.n_accounts)
    stuck = np.flatnonzero(pinned & ~has_option)
    if len(stuck):
        return f"account {stuck[0]} must be asked and has no option that fits"
    for position, rule in enumerate(problem.rules):
        if rule.resource is not None:
            continue
        if rule.lower is not None and rule.upper is not None and rule.lower > rule.upper:
            return f"rule {position} requires at least {rule.lower} and at most {rule.upper}"
        kept = usable[rule.options]
        option, weight = rule.options[kept], rule.weight[kept]
        largest, smallest = largest_use(problem, option, weight), smallest_use(problem, option, weight)
        if rule.lower is not None and rule.lower > largest:
            return f"rule {position} requires at least {rule.lower}, but at most {largest} can be asked"
        if rule.upper is not None and rule.upper < smallest:
            return f"rule {position} allows at most {rule.upper}, but every selection has at least {smallest}"
    return None


def _idle(problem: SeedingProblem, value: FloatArray, rows: list[Row], pinned: BoolArray) -> BoolArray:
    idle: BoolArray = (value <= 0) & ~pinned[problem.account]
    for row in rows:
        if row.lower is not None:
            idle[row.option[row.whole > 0]] = False
        if row.upper is not None and row.has_negative:
            idle[row.option[row.whole < 0]] = False
    return idle


def _dominated(
    problem: SeedingProblem, value: FloatArray, rows: list[Row], kept: BoolArray, cover: Coverage | None
) -> BoolArray:
    """Options beside which their account has another that is worth no less and weighs no more in any row.

    With cells, worth no less means a value no less and every cell moved at least as surely.

    Of two that are alike the later one is dominated, so that the relation is a strict order and each dominated
    option has an undominated one above it.
    """
    option = np.flatnonzero(kept)
    account, value = problem.account[option], value[option]
    position = Restriction(problem.n_options, option).position
    dominated = np.zeros(len(option), dtype=bool)
    most_options = int(np.bincount(account).max()) if len(option) else 0
    weight = np.zeros(len(option))
    for distance in range(1, most_options):
        together = account[:-distance] == account[distance:]
        left_is_better = together & (value[:-distance] >= value[distance:])
        right_is_better = together & (value[:-distance] <= value[distance:])
        for row in rows:
            place = position[row.option]
            held = place >= 0
            place = place[held]
            weight[place] = row.coefficient[held]
            pair = np.concatenate((place[place < len(together)], place[place >= distance] - distance))
            left, right = weight[pair], weight[pair + distance]
            if row.upper is not None:
                left_is_better[pair[left > right]] = False
                right_is_better[pair[right > left]] = False
            if row.lower is not None:
                left_is_better[pair[left < right]] = False
                right_is_better[pair[right < left]] = False
            weight[place] = 0.0
        if cover is not None:
            for k in np.flatnonzero(left_is_better | right_is_better).tolist():
                earlier, later = int(option[k]), int(option[k + distance])
                left_is_better[k] &= covers(problem, cover, earlier, later)
                right_is_better[k] &= covers(problem, cover, later, earlier)
        dominated[distance:] |= left_is_better
        dominated[:-distance] |= right_is_better & ~left_is_better
    everything = np.zeros(problem.n_options, dtype=bool)
    everything[option] = dominated
    return everything
