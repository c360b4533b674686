"""Find selections and upper bounds: arrays in, a result out."""

from seeder.solvers.feasibility import find_feasible, is_feasible
from seeder.solvers.portfolio import Solver, solve
from seeder.solvers.resolving import Resolve
from seeder.solvers.result import Bounds, Limit, ProgressPoint, SolveResult, Termination, TerminationReason
from seeder.solvers.stop import Stop

__all__ = [
    "Bounds",
    "Limit",
    "ProgressPoint",
    "Resolve",
    "SolveResult",
    "Solver",
    "Stop",
    "Termination",
    "TerminationReason",
    "find_feasible",
    "is_feasible",
    "solve",
]
