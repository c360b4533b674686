"""Runs one solve from scenario to plan, within its time limit."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from seeder.analysis.information.value_of_information import Information, value_of_knowing
from seeder.analysis.own_asks import OwnAsks, evaluate_asks
from seeder.argument_kinds import require_kind
from seeder.formulation import Formulation, formulation_of
from seeder.plan import Plan, make_plan, wording
from seeder.problem.arrays import whole_number
from seeder.scenario import Scenario
from seeder.solvers import Limit, ProgressPoint, Solver, SolveResult, Stop, solve
from seeder.solvers.deadline import Deadline
from seeder.stages import Stage

if TYPE_CHECKING:
    import pandas as pd

_LOG = logging.getLogger(__name__)

_SHARE_AFTER_SEARCH, _MOST_AFTER_SEARCH, _AFTER_INTERRUPT = 0.1, 0.5, 0.25
"""A time limit is that of the whole call. The search leaves this share of it to what follows, or these seconds if that
is less, and what follows may take so much even where nothing is left. After Ctrl-C it may take the last number [s]."""

_LIBRARIES = ("scipy.sparse", "scipy.special")
_LIBRARIES_OF_CELLS = ("scipy.linalg", "scipy.optimize")
_LIBRARIES_OF_PROGRAMS = (
    "ortools.math_opt.callback_pb2",
    "ortools.math_opt.core.python.solver",
    "ortools.math_opt.model_parameters_pb2",
    "ortools.math_opt.model_update_pb2",
    "ortools.math_opt.parameters_pb2",
    "ortools.math_opt.result_pb2",
    "ortools.sat.python.cp_model_helper",
    "ortools.util.python.pybind_solve_interrupter",
)


@dataclass(frozen=True, eq=False)
class Run:
    """The result of solving a scenario: its plan, and what each stage made.

    Parameters
    ----------
    scenario, formulation, result, plan
        What each stage made.
    seconds
        Stage → how long it took [s].
    stop
        When the search was to stop.
    is_interrupted
        Whether Ctrl-C came: the plan is what was known by then, without backups if it came after the search.
    """

    scenario: Scenario
    formulation: Formulation
    result: SolveResult
    plan: Plan
    seconds: Mapping[str, float]
    stop: Stop
    is_interrupted: bool = False

    @property
    def cannot_be_asked(self) -> tuple[str, ...]:
        """Accounts that nobody can ask, as none of the approaches applies to them."""
        return self.formulation.cannot_be_asked

    def __repr__(self) -> str:
        return f"Run of {self.plan!r}"

    def _repr_html_(self) -> str:
        """Return headline and asks for notebooks."""
        return self.plan._repr_html_()

    def to_document(self) -> dict[str, Any]:
        """Return the object that ``seeder solve --json`` prints: the content of ``plan.json``."""
        return self.plan.to_document()

    def evaluate(self, asks: Iterable[str | tuple[str, str]] | pd.DataFrame) -> OwnAsks:
        """Evaluate asks of your own by the numbers of this run, whether or not they fit the budget and the rules.

        Parameters
        ----------
        asks
            Accounts, or pairs of an account and an approach; or a table with a column ``account``, and ``approach`` if
            you like. An account alone is asked as in the plan; if it is not in the plan, by the approach that brings
            the most by itself.

        Raises
        ------
        ArgumentError
            Where an ask is neither an account nor such a pair.
        ProblemError
            Where an account, an approach or such a pair does not exist, or an account is named twice.

        Examples
        --------
        >>> import pandas as pd
        >>> import seeder
        >>> frame = pd.DataFrame({"account": ["ann", "bob"], "followers": [2000, 900], "clicks": [50, 20]})
        >>> run = seeder.solve(frame, budget=1, approaches={"mail": {"effort": 1, "acceptance": 0.5}})
        >>> run.plan.value, run.evaluate(["bob"]).value
        (25.0, 10.0)
        >>> both = run.evaluate(["ann", ("bob", "mail")])
        >>> both.value, both.spent, both.is_feasible
        (35.0, {'effort': 2.0}, False)
        """
        return evaluate_asks(self.formulation, self.result.selection, asks)


def run_stages(
    scenario: Scenario,
    *,
    solver: Solver | None = None,
    stop: Stop | None = None,
    seed: int = 0,
    on_progress: Callable[[ProgressPoint], None] | None = None,
    began: float | None = None,
) -> Run:
    """Run all stages of a scenario: rates, audience, formulation, search, plan.

    Parameters are those of :func:`run_formulation`.
    """
    started = time.perf_counter()
    formulation = formulation_of(scenario)
    seconds = {"formulate": round(time.perf_counter() - started, 3)}
    run = run_formulation(
        formulation,
        solver=solver,
        stop=stop,
        seed=seed,
        on_progress=on_progress,
        began=started if began is None else began,
    )
    return replace(run, seconds={**seconds, **run.seconds})


def run_formulation(
    formulation: Formulation,
    *,
    solver: Solver | None = None,
    stop: Stop | None = None,
    seed: int = 0,
    on_progress: Callable[[ProgressPoint], None] | None = None,
    began: float | None = None,
) -> Run:
    """Solve a formulation: run the search and make the plan.

    Parameters
    ----------
    solver
        Which search; default: chosen by the problem.
    stop
        When to stop; default: at a relative gap of 1e-6.
    seed
        The same seed gives the same plan.
    on_progress
        Called with each improvement and every moment in between.
    began
        When the time limit began, by ``time.perf_counter`` [s]; default: with this call.
    """
    require_kind("formulation", formulation, Formulation)
    seed = whole_number("seed", seed, low=0)
    chosen_stop = Stop() if stop is None else stop
    require_kind("stop", chosen_stop, Stop)
    deadline = Deadline.start(chosen_stop.time_limit)
    deadline = deadline if began is None else replace(deadline, started=began)
    if deadline.seconds_left:
        _load_libraries(deadline, has_cells=formulation.problem.coverage is not None)
    seconds_before = deadline.seconds
    time_for_search = _time_for_search(deadline)
    stage = Stage(_LOG, "search")
    result = solve(
        formulation.problem,
        solver,
        stop=replace(chosen_stop, time_limit=time_for_search),
        seed=seed,
        on_progress=None if on_progress is None else _since(deadline, on_progress),
    )
    search_seconds = stage.end(
        method=result.method,
        value=result.bounds.lower,
        bound=result.bounds.upper,
        ended=result.termination.reason.value,
    )
    stage = Stage(_LOG, "plan")
    is_interrupted = result.is_interrupted
    try:
        seconds_left = _time_after_search(deadline, is_interrupted=is_interrupted)
        plan = make_plan(formulation, result, time_limit=seconds_left)
    except KeyboardInterrupt:
        is_interrupted = True
        plan = make_plan(formulation, result, is_brief=True)
    if time_for_search == 0 and chosen_stop.time_limit is not None and result.termination.limit is Limit.TIME:
        told = wording.caution(wording.no_time_to_search(seconds_before, chosen_stop.time_limit))
        plan = replace(plan, cautions=(*plan.cautions, told))
    plan_seconds = stage.end(asks=len(plan.picks), backups=len(plan.reserves))
    return Run(
        scenario=formulation.scenario,
        formulation=formulation,
        result=result,
        plan=plan,
        seconds={"solve": round(search_seconds, 3), "plan": round(plan_seconds, 3)},
        stop=chosen_stop,
        is_interrupted=is_interrupted,
    )


def _load_libraries(deadline: Deadline, *, has_cells: bool) -> None:
    """Load what the search and the plan need, before the search is given what is left of the time.

    The solvers of programs are left aside if nothing is left by then: a search without time does not use them.
    """
    for name in _LIBRARIES + (_LIBRARIES_OF_CELLS if has_cells else ()):
        import_module(name)
    if _time_for_search(deadline):
        for name in _LIBRARIES_OF_PROGRAMS:
            import_module(name)


def _time_for_search(deadline: Deadline) -> float | None:
    """Seconds for the search: what is left, less what follows it; None without a time limit."""
    if deadline.time_limit is None or deadline.seconds_left is None:
        return None
    return max(0.0, deadline.seconds_left - _share_after_search(deadline.time_limit))


def _time_after_search(deadline: Deadline, *, is_interrupted: bool) -> float | None:
    """Seconds for what follows the search; None without a time limit."""
    if is_interrupted:
        return _AFTER_INTERRUPT
    if deadline.time_limit is None or deadline.seconds_left is None:
        return None
    return max(deadline.seconds_left, _share_after_search(deadline.time_limit))


def _share_after_search(time_limit: float) -> float:
    return min(_SHARE_AFTER_SEARCH * time_limit, _MOST_AFTER_SEARCH)


def _since(deadline: Deadline, on_progress: Callable[[ProgressPoint], None]) -> Callable[[ProgressPoint], None]:
    """Count the seconds of progress from the beginning of the whole call, and those left to its end."""
    before = deadline.seconds

    def show(point: ProgressPoint) -> None:
        seconds = point.seconds + before
        left = None if deadline.time_limit is None else max(0.0, deadline.time_limit - seconds)
        on_progress(replace(point, seconds=seconds, seconds_left=left))

    return show


def worth_of_run(run: Run, *, n_best: int = 5, most_solves: int = 40) -> Information:
    """Find the unknown numbers of a run that are most worth finding out.

    The method is that of :func:`~seeder.analysis.information.value_of_information.value_of_knowing`.

    Parameters
    ----------
    n_best
        How many numbers to return.
    most_solves
        How many searches may be made for that.
    """
    require_kind("run", run, Run)
    n_best, most_solves = whole_number("n_best", n_best, low=1), whole_number("most_solves", most_solves, low=0)
    return value_of_knowing(run.formulation, run.result, n_best=n_best, most_solves=most_solves)
