"""Solve a problem again after a change, starting from what the last solve found and proved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from seeder.problem.seeding import SeedingProblem
from seeder.solvers.portfolio import Solver, solve
from seeder.solvers.result import ProgressPoint, SolveResult
from seeder.solvers.stop import Stop
from seeder.solvers.warm_start import warm_start


class Resolve:
    """A solved problem that can be solved again with changes.

    The old selection is repaired, the old certificate is evaluated for the new numbers (MATHS: any multipliers prove a
    bound), and the old cuts get the limits that follow now. Only what is still open after that is searched, by branch
    and bound from there and, if that is not enough, as :func:`seeder.solve` does. The result is as good as that of
    ``solve``: the same gap, proved in the same way; ``baselines`` are not computed again.

    Parameters
    ----------
    problem
        What was solved.
    result
        Its result.

    Examples
    --------
    >>> import seeder
    >>> problem = seeder.SeedingProblem(account=[0, 1, 2], value_if_yes=[50, 70, 12500], cost=[1, 2, 60], budget=[2])
    >>> again = seeder.Resolve(problem, seeder.solve(problem))
    >>> again.solve(budget=[3]).selection.tolist()
    [0, 1]
    """

    def __init__(self, problem: SeedingProblem, result: SolveResult) -> None:
        self.problem, self.result = problem, result

    def solve(
        self,
        *,
        stop: Stop | None = None,
        seed: int = 0,
        on_progress: Callable[[ProgressPoint], None] | None = None,
        **changes: Any,
    ) -> SolveResult:
        """Solve the problem with other values of some of its parameters.

        Parameters
        ----------
        stop, seed, on_progress
            As in :func:`seeder.solve`.
        **changes
            Parameters of :class:`seeder.SeedingProblem` and their new values, such as ``budget=[20]``. Where accounts
            or options change, nothing is carried over.

        Raises
        ------
        ProblemError
            Where a value is not what the parameter takes.
        """
        return self.solve_problem(self.problem.replace(**changes), stop=stop, seed=seed, on_progress=on_progress)

    def solve_problem(
        self,
        problem: SeedingProblem,
        *,
        stop: Stop | None = None,
        seed: int = 0,
        on_progress: Callable[[ProgressPoint], None] | None = None,
        most_nodes: int | None = None,
    ) -> SolveResult:
        """Solve another problem that is nearly the solved one: :meth:`solve` with all changes made.

        ``most_nodes``: where branch and bound from the old selection did not close the gap in so many nodes, end there;
        default: go on as :func:`seeder.solve` does.
        """
        warm = replace(warm_start(self.problem, self.result, problem), most_nodes=most_nodes)
        return solve(problem, Solver.PORTFOLIO, stop=stop, seed=seed, on_progress=on_progress, warm=warm)
