"""Bounds for problems whose options form few classes: only the number taken of each class matters.

Options whose columns in all rows agree form a class. Whether a selection keeps the rows depends on its class counts n
alone, and the best value F(n) of a selection with given counts is concave in n: accounts against classes is a
transportation problem, whose corners are whole. So

    best value = max { F(n) : n whole, rows hold },   F(n) ≤ D(μ) + μ·n for every μ,
    D(μ) = Σ_i max(0, max_{o of i} (v_o − μ_class(o)))

and the right side is an integer program in a handful of variables, however many options there are. Each price vector μ
gives a cut that holds for all counts. The cuts are made where they matter: at the counts that the program proposes.

The search over single options has to close the gap between whole and fractional counts by enumerating near-ties among
options; here they are ties and do not count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.parameters import Parameters
from seeder.solvers.programs.cp_sat import WholeProgram, solve_whole_program
from seeder.solvers.relaxations.cutting_planes import Planes, minimise_by_planes
from seeder.solvers.separate.core import Core


@dataclass(frozen=True, slots=True)
class CountingParams(Parameters):
    """Up to which size counts are worked with."""

    most_classes: int = 48  # Most different columns.
    most_rows: int = 64
    bits: int = 52  # The integer program's largest sum stays below 2 to this power.
    effort: float = 20.0  # Limit of one integer program [CP-SAT's deterministic time].


_PARAMS = CountingParams()


@dataclass(frozen=True, eq=False)
class Classes:
    """Open options grouped into classes of equal columns."""

    of_option: IntArray  # Class of each open option, shape (n,).
    column: IntArray  # Coefficients of each class in the rows, shape (n_rows, n_classes).
    # lower, upper: sides of the rows, length n_rows; None where missing.
    lower: tuple[int | None, ...]
    upper: tuple[int | None, ...]
    most: IntArray  # Accounts that have an option in the class, shape (n_classes,).

    @property
    def n_classes(self) -> int:
        """Number of classes."""
        return len(self.most)


def find_classes(core: Core) -> Classes | None:
    """Group a core's options by their columns; None where there are too many different ones, or too many rows."""
    whole = core.whole
    if len(whole.rows) > _PARAMS.most_rows or not whole.rows:
        return None
    dense = np.zeros((len(whole.rows), whole.n), dtype=np.int64)
    for position, row in enumerate(whole.rows):
        dense[position, row.option] = row.coefficient
    sample = np.unique(dense[:, :: max(1, whole.n // 1000)], axis=1)
    if sample.shape[1] > _PARAMS.most_classes:
        return None
    column, of_option = np.unique(dense, axis=1, return_inverse=True)
    of_option = of_option.reshape(-1).astype(np.int64)
    if column.shape[1] > _PARAMS.most_classes:
        return None
    group = np.repeat(np.arange(len(whole.first)), np.diff(np.append(whole.first, whole.n)))
    pairs = np.unique(np.stack([group, of_option]), axis=1)
    return Classes(
        of_option=of_option,
        column=column,
        lower=tuple(row.lower for row in whole.rows),
        upper=tuple(row.upper for row in whole.rows),
        most=np.bincount(pairs[1], minlength=column.shape[1]).astype(np.int64),
    )


@dataclass(frozen=True, eq=False)
class Cut:
    """F(n) ≤ constant + price · n; the choice at these prices has these counts."""

    constant: float
    price: FloatArray
    count: FloatArray


@dataclass(frozen=True, eq=False)
class Proposal:
    """The counts that are optimal for the integer program, and the bound that it proves."""

    count: FloatArray  # n, shape (n_classes,), whole.
    bound: float  # What no selection of the core is worth more than, fixed options not counted.


class CountBound:
    """An upper bound by the counts of each class: its cuts so far, and the programs over them.

    ``value``: v of each open option, shape (n,). ``core``, ``classes``: what is open. ``price``: prices to begin with,
    shape (n_classes,).
    """

    def __init__(self, value: FloatArray, core: Core, classes: Classes, price: FloatArray) -> None:
        self._value = value
        self._first = core.whole.first
        self._must: BoolArray = core.whole.must
        self._group = np.repeat(np.arange(len(self._first)), np.diff(np.append(self._first, core.whole.n)))
        self._classes = classes
        self._cuts: list[Cut] = []
        self.add_cut(price)

    def add_cut(self, price: FloatArray) -> Cut:
        """Evaluate D at some prices."""
        adjusted = self._value - price[self._classes.of_option]
        best = np.maximum.reduceat(adjusted, self._first)
        taken = self._must | (best > 0)
        reached = np.flatnonzero(adjusted >= best[self._group])
        choice = np.zeros(len(self._first), dtype=np.int64)
        choice[self._group[reached[::-1]]] = reached[::-1]
        count = np.bincount(self._classes.of_option[choice[taken]], minlength=self._classes.n_classes)
        total = float(best[taken].sum())
        margin = 1e-13 * (float(np.abs(best).sum()) + abs(total))
        cut = Cut(total + margin, price, count.astype(np.float64))
        self._cuts.append(cut)
        return cut

    def propose(self, *, seed: int, deadline: Deadline) -> Proposal | None:
        """Maximise min over cuts over whole counts within the rows; None where the program was not solved."""
        classes, cuts = self._classes, self._cuts
        price = np.array([cut.price for cut in cuts])
        constant = np.array([cut.constant for cut in cuts])
        ceiling = max(0.0, float((constant + np.maximum(price, 0.0) @ classes.most).min()))
        largest = ceiling + float((np.abs(constant) + np.abs(price) @ classes.most).max())
        if not 0 < largest < 1e300:
            return None
        factor = 2.0 ** (_PARAMS.bits - math.frexp(largest)[1])
        # Rounded up, every cut stays a cut, as counts are not negative. The last column is the value.
        cut_rows = np.column_stack([-np.ceil(price * factor), np.ones(len(cuts))]).astype(np.int64)
        rows = np.column_stack([classes.column, np.zeros(len(classes.column), dtype=np.int64)])
        program = WholeProgram(
            gain=[0] * classes.n_classes + [1],
            top=[*classes.most.tolist(), math.ceil(ceiling * factor)],
            matrix=[*cut_rows.tolist(), *rows.tolist()],
            lower=[*[None] * len(cuts), *classes.lower],
            upper=[*np.ceil(constant * factor).astype(np.int64).tolist(), *classes.upper],
        )
        found = solve_whole_program(program, seed=seed, seconds=deadline.seconds_left, effort=_PARAMS.effort)
        if found is None:
            return None
        x, bound = found
        return Proposal(x[:-1].astype(np.float64), math.nextafter(bound / factor, math.inf))

    def determine(
        self, count: FloatArray, *, radius: FloatArray, enough: float, deadline: Deadline
    ) -> tuple[float, FloatArray]:
        """Find the prices at which D(μ) + μ·n is smallest, adding a cut for every step.

        ``radius``: half the first box's width, shape (n_classes,) [value per option]. ``enough``: stop as soon as F(n)
        is known to be at most this. Returns F(n) from above, and the prices.
        """

        def evaluate(price: FloatArray) -> tuple[float, FloatArray]:
            cut = self.add_cut(price)
            return cut.constant + float(price @ count), count - cut.count

        upper = [cut.constant + float(cut.price @ count) for cut in self._cuts]
        nearest = self._cuts[int(np.argmin(upper))]
        found = minimise_by_planes(
            evaluate,
            start=nearest.price,
            value=min(upper),
            radius=radius,
            planes=Planes(
                offset=np.array([cut.constant + float(cut.price @ cut.count) for cut in self._cuts]),
                slope=np.array([count - cut.count for cut in self._cuts]),
            ),
            enough=enough,
            deadline=deadline,
        )
        return found.value, found.point
