"""The state of a search: incumbent, certified and uncertified bound, gap, and progress reports."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from seeder.certify import Certificate, Cut, certified_bound
from seeder.problem.arrays import IntArray
from seeder.problem.evaluation import evaluate, value
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.deadline import Deadline
from seeder.solvers.model.model import Model
from seeder.solvers.model.pricing import Multipliers
from seeder.solvers.relaxations.concave import Tangents
from seeder.solvers.result import Bounds, Limit, ProgressPoint, SolveResult, Termination, TerminationReason
from seeder.solvers.stop import OPTIMAL_GAP, Stop

_REPORT_EVERY = 0.2
"""Shortest time between two reports that bring nothing new [s]."""
_MANY_CELLS = 20_000


class Incumbent:
    """The state of one search; it only ever gets better.

    ``problem``: the problem as stated. ``on_progress``: called with each improvement and now
    and then in between, on the caller's thread.
    """

    def __init__(
        self,
        problem: SeedingProblem,
        *,
        stop: Stop,
        deadline: Deadline,
        on_progress: Callable[[ProgressPoint], None] | None,
    ) -> None:
        self.problem = problem
        self.stop = stop
        self.deadline = deadline
        self.selection: IntArray | None = None
        self.lower: float | None = None
        self.baselines: dict[str, float | None] = {"greedy": None, "top_followers": None}
        n_cells = 0 if problem.coverage is None else problem.coverage.n_cells
        self.certificate = Certificate(
            digest=problem.digest,
            resource_multiplier=np.zeros(problem.n_resources),
            at_least_multiplier=np.zeros(len(problem.rules)),
            at_most_multiplier=np.zeros(len(problem.rules)),
            z=np.zeros(n_cells),
            theta=np.zeros(n_cells),
        )
        self.certified = certified_bound(problem, self.certificate)
        self.uncertified = math.inf
        self.cuts: tuple[Cut, ...] = ()
        """Rows that follow from the problem's own and strengthen its relaxation."""
        self._on_progress = on_progress
        self._progress: list[ProgressPoint] = []
        self._reported = -math.inf

    @property
    def upper(self) -> float:
        """Best known upper bound."""
        return min(self.certified, self.uncertified)

    @property
    def gap(self) -> float:
        """(upper − lower) / upper, 0 where upper is 0, ∞ without a selection."""
        if self.lower is None:
            return math.inf
        return 0.0 if self.upper == 0 else (self.upper - self.lower) / self.upper

    @property
    def is_good_enough(self) -> bool:
        """Whether the gap is as small as was asked for, or the value or the bound at which to stop is reached."""
        return self.gap <= self.stop.relative_gap or self.is_decided

    @property
    def is_decided(self) -> bool:
        """Whether the value or the bound at which to stop is reached."""
        if self.lower is None:
            return False
        value_stop, bound_stop = self.stop.value_stop, self.stop.bound_stop
        return (value_stop is not None and self.lower >= value_stop) or (
            bound_stop is not None and self.upper <= bound_stop
        )

    def offer(self, selection: IntArray) -> float | None:
        """Take a selection of the problem if it is feasible and better; return its value, None if it breaks a rule."""
        evaluation = evaluate(self.problem, selection)
        if not evaluation.is_feasible:
            return None
        if self.lower is None or evaluation.value > self.lower:
            self.selection, self.lower = np.sort(selection), evaluation.value
            self.report(is_news=True)
        return evaluation.value

    def offer_if_better(self, selection: IntArray) -> bool:
        """Look only at the value first; return False for one that would be better and breaks a rule."""
        if self.lower is not None and value(self.problem, selection) <= self.lower:
            return True
        return self.offer(selection) is not None

    def offer_multipliers(self, model: Model, multipliers: Multipliers, tangents: Tangents | None = None) -> None:
        """Take multipliers, and tangents of a model's cells, if the bound that they certify is lower.

        Cells that presolve took out of the model keep Σ_o b x, which is exact for them. Of many cells, the numbers
        are rounded before the bound is computed: the file is shorter, and the bound moves by less than is shown.
        """
        resource, at_least, at_most = multipliers.of_problem(model, self.problem)
        z = theta = np.zeros(0 if self.problem.coverage is None else self.problem.coverage.n_cells)
        if tangents is not None and model.cells is not None:
            z, theta = model.cells.spread(tangents.z), model.cells.spread(tangents.theta)
            if len(z) > _MANY_CELLS:
                z, theta = np.round(z, 6), np.round(theta, 4)
        certificate = Certificate(
            digest=self.problem.digest,
            resource_multiplier=resource,
            at_least_multiplier=at_least,
            at_most_multiplier=at_most,
            z=z,
            theta=theta,
        )
        self.offer_certificate(certificate, certified_bound(self.problem, certificate))

    def offer_certificate(self, certificate: Certificate, bound: float) -> None:
        """Take a certificate if the bound that was recomputed from it is lower."""
        if bound < self.certified:
            self.certificate, self.certified = certificate, bound
            self.report(is_news=True)

    def offer_uncertified(self, uncertified: float) -> None:
        """Take an upper bound that rests on the search, not on the certificate."""
        if uncertified < self.upper:
            self.uncertified = uncertified
            self.report(is_news=True)

    def report(self, *, is_news: bool = False) -> None:
        """Record news, and tell the caller about it or that the search goes on."""
        seconds = self.deadline.seconds
        if not is_news and seconds - self._reported < _REPORT_EVERY:
            return
        gap = None if self.lower is None else self.gap
        point = ProgressPoint(seconds, self.lower, self.upper, gap, self.deadline.seconds_left)
        if is_news:
            self._progress.append(point)
        self._reported = seconds
        if self._on_progress is not None:
            self._on_progress(point)

    def infeasible(self, method: str, seed: int, detail: str) -> SolveResult:
        """Make the result of a problem without a feasible selection."""
        termination = Termination(TerminationReason.INFEASIBLE, None, detail)
        return self._result(method, seed, termination, Bounds(None, None, None))

    def result(self, method: str, seed: int, limit: Limit, detail: str) -> SolveResult:
        """Make the result; the limit counts only where the gap is still open."""
        if self.lower is None:
            termination = Termination(TerminationReason.NO_SELECTION_FOUND, limit, detail)
        elif self.gap <= OPTIMAL_GAP:
            termination = Termination(TerminationReason.OPTIMAL, None, "the bound proves that no selection is better")
        elif self.is_good_enough:
            detail = "the value or bound to stop at is reached" if self.is_decided else "the gap asked for is reached"
            termination = Termination(TerminationReason.GAP_REACHED, None, detail)
        else:
            termination = Termination(TerminationReason.LIMIT_REACHED, limit, detail)
        bounds = Bounds(self.lower, self.upper, self.certified)
        return self._result(method, seed, termination, bounds, is_interrupted=limit is Limit.INTERRUPT)

    def _result(
        self, method: str, seed: int, termination: Termination, bounds: Bounds, *, is_interrupted: bool = False
    ) -> SolveResult:
        return SolveResult(
            method=method,
            termination=termination,
            bounds=bounds,
            selection=self.selection,
            certificate=None if bounds.certified is None else self.certificate,
            seconds=self.deadline.seconds,
            seed=seed,
            progress=tuple(self._progress),
            baselines=self.baselines,
            is_interrupted=is_interrupted,
        )
