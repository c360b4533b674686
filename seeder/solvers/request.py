"""Check the arguments of a solve before it begins."""

from __future__ import annotations

from enum import Enum

from seeder.errors import ProblemError
from seeder.problem.arrays import whole_number
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.stop import Stop


def check_request(problem: object, solver: object, solvers: type[Enum], *, stop: object, seed: object) -> int:
    """Refuse what is no problem, none of the solvers or no stop; return the seed as an int.

    Raises ProblemError, which names the argument, what was found, and what is expected.
    """
    if not isinstance(problem, SeedingProblem):
        raise ProblemError(f"problem: expected a SeedingProblem, found {type(problem).__name__}")
    if not isinstance(solver, solvers):
        names = ", ".join(str(each) for each in solvers)
        raise ProblemError(f"solver: expected one of {names}; found {solver!r:.60}")
    if not isinstance(stop, Stop):
        raise ProblemError(f"stop: expected a Stop, such as Stop(time_limit=10); found {stop!r:.60}")
    return whole_number("seed", seed, low=0)
