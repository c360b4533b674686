"""Presolve: drop dominated options and redundant rows without changing the best value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from seeder.certify import Region, usable_options
from seeder.problem.arrays import BoolArray, FloatArray, IntArray, mask_of
from seeder.problem.coverage import Coverage
from seeder.problem.restriction import Restriction
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.model.cells import Cells, covers, gather_cells
from seeder.solvers.model.rows import Row, WholeArray, build_rows, largest_use, smallest_use


@dataclass(frozen=True, eq=False)
class Model:
    """A problem in the form that the searches work on.

    Maximise Σ_j value_j x_j + Σ_g w_g (1 − Π_j (1 − b_jg x_j)) with at most one option of each account (exactly one
    where it must be asked) and lower ≤ Σ whole x ≤ upper for every row, coefficients of either sign.
    """

    restriction: Restriction  # The problem's options that are left; none is fixed.
    owner: IntArray  # Account of each, numbered 0 … m − 1 among those left, shape (n,), never falling.
    first: IntArray  # Where each account's options begin, shape (m,).
    must: BoolArray  # Whether the account is pinned, shape (m,).
    value: FloatArray  # v with the value of cells that only the option's account moves, shape (n,).
    row: tuple[Row, ...]  # The rows; their options are positions in this model.
    # Why no selection can be feasible, in words, where a look at single rules shows it; else None.
    contradiction: str | None
    cells: Cells | None = None  # Cells that several accounts move; None where there are none, so that Σ value is all.

    @property
    def option(self) -> IntArray:
        """Position in the problem of each option that is left, shape (n,), rising."""
        return self.restriction.option

    @property
    def n_options(self) -> int:
        """Number of options left."""
        return self.restriction.n_options

    @property
    def n_accounts(self) -> int:
        """Number of accounts left."""
        return len(self.first)

    @cached_property
    def value_alone(self) -> FloatArray:
        """Value of each option if no other is chosen, shape (n,)."""
        cells = self.cells
        alone: FloatArray = self.value if cells is None else self.value + cells.probability_matrix @ cells.weight
        return alone

    @cached_property
    def wide_rows(self) -> tuple[tuple[int, WholeArray], ...]:
        """Rows over an eighth of the options or more: position, and coefficients of all options."""
        wide = []
        for r, row in enumerate(self.row):
            if 8 * len(row.option) >= self.n_options:
                weight = np.zeros(self.n_options, dtype=row.whole.dtype)
                weight[row.option] = row.whole
                wide.append((r, weight))
        return tuple(wide)

    @cached_property
    def narrow_entries(self) -> tuple[list[int], list[int], list[int]]:
        """Entries of all other rows by option: where each option's begin, their rows, their coefficients."""
        wide = {r for r, _ in self.wide_rows}
        narrow = [(r, row) for r, row in enumerate(self.row) if r not in wide]
        if not narrow:
            return [0] * (self.n_options + 1), [], []
        option = np.concatenate([row.option for _, row in narrow])
        order = np.argsort(option, kind="stable")
        position = np.concatenate([np.full(len(row.option), r) for r, row in narrow])[order]
        whole = np.concatenate([row.whole for _, row in narrow])[order]
        start = np.searchsorted(option[order], np.arange(self.n_options + 1))
        return start.tolist(), position.tolist(), whole.tolist()


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


def select_from_row(row: Row, restriction: Restriction) -> Row:
    """Keep a row's options that are open, under their numbers there."""
    moved = restriction.position[row.option]
    kept = moved >= 0
    return replace(row, option=moved[kept], whole=row.whole[kept], coefficient=row.coefficient[kept])


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
