"""Results refuse to contradict themselves."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from seeder.certify import Certificate
from seeder.errors import ProblemError, SolverError
from seeder.solvers import Bounds, Limit, ProgressPoint, SolveResult, Stop, Termination, TerminationReason

NAN = float("nan")
CERTIFICATE = Certificate(digest="abc", resource_multiplier=[])


@pytest.mark.parametrize(
    "bounds",
    [
        (NAN, 1.0, 1.0),
        (0.0, NAN, 1.0),
        (0.0, 1.0, NAN),
        (1.0 + 1e-12, 1.0, 2.0),
        (0.0, 2.0, 1.0),
        (0.0, None, None),
        (0.0, 1.0, None),
        (None, None, 1.0),
    ],
)
def test_crossed_bounds_are_refused(bounds: tuple[float | None, float | None, float | None]) -> None:
    with pytest.raises(SolverError, match="bound"):
        Bounds(*bounds)


@pytest.mark.parametrize(
    ("bounds", "gap"),
    [
        (Bounds(3.0, 4.0, 5.0), 0.25),
        (Bounds(0.0, 0.0, 0.0), 0.0),
        (Bounds(0.0, 4.0, 4.0), 1.0),
        (Bounds(None, 4.0, 4.0), None),
        (Bounds(None, None, None), None),
    ],
)
def test_relative_gap(bounds: Bounds, gap: float | None) -> None:
    assert bounds.relative_gap == gap


@pytest.mark.parametrize(
    ("reason", "limit"),
    [
        (TerminationReason.OPTIMAL, Limit.TIME),
        (TerminationReason.GAP_REACHED, Limit.ITERATIONS),
        (TerminationReason.INFEASIBLE, Limit.INTERRUPT),
        (TerminationReason.LIMIT_REACHED, None),
        (TerminationReason.NO_SELECTION_FOUND, None),
    ],
)
def test_reason_and_limit_go_together(reason: TerminationReason, limit: Limit | None) -> None:
    with pytest.raises(SolverError, match="termination"):
        Termination(reason, limit)


def result(**changes: Any) -> SolveResult:
    given: dict[str, Any] = {
        "method": "portfolio",
        "termination": Termination(TerminationReason.OPTIMAL),
        "bounds": Bounds(1.0, 1.0, 1.0),
        "selection": [2, 3],
        "certificate": CERTIFICATE,
        "seconds": 0.1,
        "seed": 0,
        "baselines": {"greedy": 1.0},
    }
    return SolveResult(**(given | changes))


INFEASIBLE = Termination(TerminationReason.INFEASIBLE)
NONE_FOUND = Termination(TerminationReason.NO_SELECTION_FOUND, Limit.TIME)
NO_BOUNDS = Bounds(None, None, None)


def test_results_that_hold() -> None:
    assert result().selection is not None
    result(termination=Termination(TerminationReason.LIMIT_REACHED, Limit.TIME), bounds=Bounds(0.5, 1.0, 1.0))
    result(termination=NONE_FOUND, bounds=Bounds(None, 1.0, 1.0), selection=None)
    result(termination=INFEASIBLE, bounds=NO_BOUNDS, selection=None, certificate=None)


@pytest.mark.parametrize(
    "changes",
    [
        {"bounds": Bounds(1.0, 1.0 + 2e-6, 2.0)},
        {"selection": None},
        {"selection": None, "bounds": Bounds(None, 1.0, 1.0)},
        {"certificate": None},
        {"termination": INFEASIBLE},
        {"termination": INFEASIBLE, "bounds": NO_BOUNDS, "certificate": None},
        {"termination": INFEASIBLE, "bounds": NO_BOUNDS, "selection": None},
        {"termination": NONE_FOUND},
        {"termination": NONE_FOUND, "bounds": NO_BOUNDS, "selection": None, "certificate": None},
        {"seconds": -1.0},
        {"seconds": NAN},
    ],
)
def test_results_that_contradict_themselves_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(SolverError, match="result"):
        result(**changes)


def test_a_document_of_a_result() -> None:
    progress = (ProgressPoint(0.05, None, math.inf, None, None), ProgressPoint(0.1, 1.0, 2.0, 0.5, 0.9))
    stopped = Termination(TerminationReason.LIMIT_REACHED, Limit.TIME, "time is up")
    made = result(termination=stopped, bounds=Bounds(1.0, 2.0, math.inf), progress=progress)
    assert json.loads(json.dumps(made.to_document(), allow_nan=False)) == {
        "schema_version": 1,
        "method": "portfolio",
        "status": "limit_reached",
        "limit": "time",
        "detail": "time is up",
        "value": 1.0,
        "bound": 2.0,
        "gap": 0.5,
        "bound_certified": None,
        "selection": [2, 3],
        "baselines": {"greedy": 1.0},
        "seed": 0,
        "seconds": 0.1,
        "progress": [
            {"seconds": 0.05, "value": None, "bound": None, "gap": None},
            {"seconds": 0.1, "value": 1.0, "bound": 2.0, "gap": 0.5},
        ],
    }
    infeasible = result(termination=INFEASIBLE, bounds=NO_BOUNDS, selection=None, certificate=None)
    assert infeasible.to_document()["selection"] is None


def test_results_are_frozen() -> None:
    made = result()
    assert made.selection is not None
    with pytest.raises(ValueError, match="read-only"):
        made.selection[0] = 1
    with pytest.raises(TypeError):
        made.baselines["greedy"] = 2.0  # type: ignore[index]


@pytest.mark.parametrize(
    "changes",
    [
        {"time_limit": -1.0},
        {"time_limit": NAN},
        {"relative_gap": -1e-9},
        {"relative_gap": 1.0},
        {"relative_gap": NAN},
        {"iterations": -1},
    ],
)
def test_stops_refuse_what_is_no_stop(changes: dict[str, Any]) -> None:
    (name,) = changes
    with pytest.raises(ProblemError, match=f"^{name}: expected "):
        Stop(**changes)


def test_no_limit_is_none() -> None:
    assert Stop(time_limit=math.inf) == Stop() == Stop(None, 1e-6, None)
