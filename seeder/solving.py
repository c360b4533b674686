"""``seeder.solve``: a plan from any input, such as a path, a table, a scenario or arrays.

A time limit is that of the whole call, and the first call of a process loads the libraries: so this module imports them
inside it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, overload

from seeder.argument_kinds import in_words
from seeder.errors import ArgumentError, ProblemError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from seeder.problem import SeedingProblem
    from seeder.runs import Run
    from seeder.scenario import Scenario
    from seeder.solvers import ProgressPoint, Solver, SolveResult, Stop


class ArrowStream(Protocol):
    """A table that can be read as a stream of Arrow's: frames of polars, tables of pyarrow, relations of DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the stream."""


@overload
def solve(
    subject: Scenario | str | os.PathLike[str] | pd.DataFrame | ArrowStream,
    solver: Solver | None = None,
    *,
    budget: float | Mapping[str, Any] | None = None,
    objective: str | None = None,
    set: Mapping[str, Any] | None = None,
    stop: Stop | None = None,
    time_limit: float | None = None,
    gap: float | None = None,
    seed: int = 0,
    progress: bool | None = None,
    on_progress: Callable[[ProgressPoint], None] | None = None,
    began: float | None = None,
    **keys: Any,
) -> Run: ...


@overload
def solve(
    subject: SeedingProblem,
    solver: Solver | None = None,
    *,
    stop: Stop | None = None,
    time_limit: float | None = None,
    gap: float | None = None,
    seed: int = 0,
    starts: Iterable[npt.ArrayLike] = (),
    progress: bool | None = None,
    on_progress: Callable[[ProgressPoint], None] | None = None,
) -> SolveResult: ...


def solve(
    subject: Any,
    solver: Solver | None = None,
    *,
    budget: float | Mapping[str, Any] | None = None,
    objective: str | None = None,
    set: Mapping[str, Any] | None = None,
    stop: Stop | None = None,
    time_limit: float | None = None,
    gap: float | None = None,
    seed: int = 0,
    starts: Iterable[npt.ArrayLike] = (),
    progress: bool | None = None,
    on_progress: Callable[[ProgressPoint], None] | None = None,
    began: float | None = None,
    **keys: Any,
) -> Run | SolveResult:
    """Find the best accounts to ask, and prove how close the plan is to the best possible one.

    Parameters
    ----------
    subject
        A :class:`Scenario`; the path of its folder, its document or a table of accounts; a table of accounts as a
        pandas frame, or as anything with the Arrow stream protocol; or the arrays of a :class:`SeedingProblem`.
    solver
        What to run; default :attr:`Solver.PORTFOLIO`.
    budget
        Resource → what may be spent of it; a number is hours of effort. Other resources of a scenario keep theirs.
    objective
        What to maximise: ``reach``, ``clicks`` or ``conversions``; default: as the scenario says, or clicks.
    set
        Key → value to change in a scenario, as with the option ``--set``: ``{"rules.accounts.at_most": 20}``.
    stop
        When to stop, instead of ``time_limit`` and ``gap``.
    time_limit
        Longest time of the whole call [s]: from reading to the plan, kept within a tenth or half a second. Reading and
        rates are not cut short; if they take longer, you get a simple plan with a bound. Default: no limit.
    gap
        Relative gap at which the search ends [0–1]; default: 1e-6.
    seed
        The same seed gives the same plan.
    starts
        Selections of a problem to begin with; those that break a rule are left aside.
    progress
        Whether to show the state of the search, after its first second, on a terminal or in a notebook; default:
        where somebody may be watching. Nothing is ever shown in a pipe or a file.
    on_progress
        Called on this thread with each improvement and about five times a second in between. What it raises goes to
        the caller.
    began
        When the time limit began, by ``time.perf_counter`` [s]; default: with this call.
    **keys
        For a table of accounts: further tables, and keys of the scenario document, as in
        :meth:`Scenario.from_frames`.

    Returns
    -------
    Run or SolveResult
        A result for a problem, a run with its plan for everything else. Ctrl-C ends the search and is answered with
        the best so far.

    Raises
    ------
    ArgumentError
        Where an argument is of another kind, or arguments exclude each other.
    ScenarioError
        With all issues of the scenario.
    ProblemError
        Where a number is outside its limits.

    Examples
    --------
    >>> import pandas as pd
    >>> accounts = pd.DataFrame({"account": ["ann", "bob"], "followers": [2000, 900], "clicks": [50, 20]})
    >>> run = solve(accounts, budget=1, approaches={"mail": {"effort": 1, "acceptance": 0.5}}, time_limit=10)
    >>> [pick.account for pick in run.plan.picks], run.plan.value
    (['ann'], 25.0)
    """
    began = time.perf_counter() if began is None else began
    from seeder.problem import SeedingProblem
    from seeder.progress import Progress
    from seeder.solvers import solve as solve_problem
    from seeder.subjects import refuse_arguments, refuse_unknown, scenario_of

    refuse_unknown(keys, solve)
    chosen = stop_of(stop, time_limit=time_limit, gap=gap)
    given = {"budget": budget, "objective": objective, "set": set, **keys}
    given = {name: value for name, value in given.items() if value is not None}
    if not isinstance(progress, bool | None):
        raise ArgumentError(f"progress: expected True, False or None, found {in_words(progress)}")
    # A caller with a display of its own is not given another one, unless it asks for it.
    is_wanted = False if progress is None and on_progress is not None else progress
    with Progress(is_wanted=is_wanted, relative_gap=chosen.relative_gap) as shown:

        def show(point: ProgressPoint) -> None:
            shown.show(point)
            if on_progress is not None:
                on_progress(point)

        if isinstance(subject, SeedingProblem):
            refuse_arguments(given, "a SeedingProblem has its budget and rules already", "Build the problem with them")
            return solve_problem(subject, solver, stop=chosen, seed=seed, starts=starts, on_progress=show)
        if not isinstance(starts, tuple) or starts:
            raise ArgumentError("starts=: only a SeedingProblem can start from given selections. Leave it out")
        from seeder.runs import run_stages

        scenario = scenario_of(subject, given)
        return run_stages(scenario, solver=solver, stop=chosen, seed=seed, on_progress=show, began=began)


run_scenario = solve
"""The older name of :func:`solve`."""


def stop_of(stop: object, *, time_limit: float | None, gap: float | None) -> Stop:
    """When to stop, as the arguments say; messages name the argument that was passed."""
    from seeder.solvers import Stop
    from seeder.solvers.stop import OPTIMAL_GAP, gap_of

    if stop is None:
        return Stop(time_limit=time_limit, relative_gap=OPTIMAL_GAP if gap is None else gap_of("gap", gap))
    if not isinstance(stop, Stop):
        found = in_words(stop)
        raise ProblemError(f"stop: expected a seeder.Stop, found {found}. For a limit in seconds, pass time_limit=")
    if time_limit is not None or gap is not None:
        raise ArgumentError("stop= already says when to stop: pass either stop=, or time_limit= and gap=")
    return stop
