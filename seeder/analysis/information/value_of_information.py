"""The value of information: how much the best plan would gain if one number were known."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from seeder.analysis.information.gain_search import EXACT, GainBounds, GainSearch
from seeder.analysis.information.open_numbers import NumberKind, OpenNumber
from seeder.brief_repr import brief_repr
from seeder.certify.bounds import Region, lagrangian
from seeder.errors import ProblemError
from seeder.formulation import Formulation
from seeder.plan_document import UnknownNumber
from seeder.problem import SeedingProblem
from seeder.rates import Provenance
from seeder.solvers import SolveResult
from seeder.solvers.deadline import Deadline
from seeder.solvers.stop import OPTIMAL_GAP

_N_POINTS = 32
_MOST_OPTIONS = 2_000
_MOST_ENTRIES = 50_000
_MOST_OPEN = 100
_FEW_SEARCHES = 12


@dataclass(frozen=True, slots=True)
class Unknown:
    """One number that is not given, and what knowing it would be worth."""

    kind: NumberKind
    # account, handle, platform, approach: whose number it is; handle and platform '' for acceptance, approach None for
    # a number of a handle.
    account: str
    handle: str
    platform: str
    approach: str | None
    value: float  # What the plan takes it to be [clicks per post, or 0–1].
    # low, high: interval that holds it with probability 0.8.
    low: float
    high: float
    provenance: Provenance  # Measured or default.
    # gain_low, gain_high: between which the expected gain lies [people, clicks or conversions].
    gain_low: float
    gain_high: float
    is_exact: bool  # Whether the two lie within 1e-5 of the plan's value; then ``gain_low`` is the gain.
    # account_index, row, option: positions of the account, of the handle's row and of the option; None where there is
    # no such.
    account_index: int
    row: int | None
    option: int | None

    def as_number(self) -> UnknownNumber:
        """Return the number as ``plan.json`` has it; exact gains are one number."""
        return UnknownNumber(
            number=self.kind.value,
            account=self.account,
            handle=self.handle,
            platform=self.platform,
            approach=self.approach,
            value=self.value,
            low=self.low,
            high=self.high,
            source=self.provenance.value,
            gain_at_least=self.gain_low,
            gain_at_most=self.gain_low if self.is_exact else self.gain_high,
        )


@dataclass(frozen=True, slots=True)
class Information:
    """The unknown numbers that are most worth finding out, and what knowing each would bring.

    Parameters
    ----------
    unknowns
        Most worth first: by what the gain is at least, then by what it is at most.
    value
        The plan's expected value [people, clicks or conversions].
    n_unknowns
        How many numbers are not given.
    others_at_most
        What no number that is not among ``unknowns`` is worth more than.
    n_solves
        How many searches were made.
    is_exact
        Whether each gain is exact and no other number is worth more.
    """

    __repr__ = brief_repr

    unknowns: tuple[Unknown, ...]
    value: float
    n_unknowns: int
    others_at_most: float
    n_solves: int
    is_exact: bool

    def to_document(self) -> dict[str, Any]:
        """Return the object that ``seeder rates --worth --json`` prints under ``worth``."""
        return {
            "value": self.value,
            "is_exact": self.is_exact,
            "unknown_numbers": self.n_unknowns,
            "others_at_most": self.others_at_most,
            "searches": self.n_solves,
            "numbers": [unknown.as_number().to_document() for unknown in self.unknowns],
        }


def searches_beside_a_plan(problem: SeedingProblem, result: SolveResult) -> int | None:
    """How many searches :func:`value_of_knowing` may make each time that a plan is made; None to leave it out.

    Separate audiences of up to 2,000 options are searched in milliseconds where the multipliers of the certificate
    leave no more than 100 options open, and 12 searches nearly always decide which number comes first. With more
    open, and with cells, a search may take seconds, so that the plan and the certificate are all that is looked at, up
    to 2,000 options and 50,000 chances. Beyond these sizes, and without a plan, the question waits until it is asked.
    """
    coverage, lower = problem.coverage, result.bounds.lower
    if problem.n_options > _MOST_OPTIONS or result.certificate is None or lower is None:
        return None
    if coverage is not None:
        return 0 if len(coverage.cell) <= _MOST_ENTRIES else None
    bounds = lagrangian(problem, result.certificate.with_tree(None), Region.whole(problem))
    n_open = int(np.count_nonzero(bounds.bound_with(problem) > lower * (1.0 + OPTIMAL_GAP)))
    return _FEW_SEARCHES if n_open <= _MOST_OPEN else 0


def value_of_knowing(
    formulation: Formulation,
    result: SolveResult,
    *,
    n_best: int = 5,
    most_solves: int = 200,
    n_points: int = _N_POINTS,
    time_limit: float | None = None,
) -> Information:
    """Find the numbers whose exact knowledge would raise the expected value of the best plan the most.

        gain_i = E[max_S V(S; θ_i)] − max_S E[V(S; θ_i)]

    is the expected value of perfect information on one number θ_i, all others at their expected values: clicks per
    post or view of a handle, its conversion, or acceptance of an option, as far as they are not given. Its
    distribution is that of the rate, as ``n_points`` equally likely points whose mean is the number's value, so that
    to know nothing new changes nothing. E[V(S; θ_i)] is the problem's own value except where the chance of a response
    would be over 1 at some of the points and counts as 1: then its mean counts. Costs are those of the expected
    acceptance.

    Every number starts between two ends: the certificate of the result, which bounds every selection whatever one
    option counts for, and the plan in hand. The number whose gain may be the largest is then looked into, by plans
    mended by hand and by searches for the best plan with, or without, one option, until the ``n_best`` largest are
    decided or ``most_solves`` searches are made. What is not decided by then has both of its ends. A clock
    decides only where ``time_limit`` is given.

    ``n_best``: how many numbers to tell. ``most_solves``: how many searches may be made; 0 for the first ends and
    mended plans alone. ``n_points``: how many equally likely points stand for what is known of a number.
    ``time_limit``: seconds after which no number is looked into further; what is known by then is told. Default: no
    limit. Raises ProblemError where ``n_best`` or ``n_points`` is below 1, or ``most_solves`` below 0. Raises
    KeyboardInterrupt at Ctrl-C, also during a search.

    Source: Raiffa & Schlaifer, Applied Statistical Decision Theory, 1961. Eisner & Severance, Mathematical techniques
    for efficient record segmentation in large shared databases, Journal of the ACM 23, 1976 (where to evaluate a
    maximum of linear functions).
    """
    if n_best < 1 or n_points < 1 or most_solves < 0:
        raise ProblemError(f"expected n_best, n_points ≥ 1, most_solves ≥ 0; found {n_best}, {n_points}, {most_solves}")
    if result.selection is None or result.certificate is None or result.bounds.lower is None:
        return Information((), value=0.0, n_unknowns=0, others_at_most=0.0, n_solves=0, is_exact=False)
    deadline = Deadline.start(time_limit)
    search = GainSearch(formulation, result, n_points=n_points)
    gains = search.screen()
    _settle(search, gains, n_best=n_best, most_solves=most_solves, deadline=deadline)
    order = sorted(range(len(gains)), key=lambda at: (-gains[at].lower, -gains[at].upper, at))
    told, others = order[:n_best], order[n_best:]
    others_at_most = max((gains[at].upper for at in others), default=0.0)
    unknowns = tuple(_unknown(formulation, search, search.numbers[at], gains[at]) for at in told)
    least = unknowns[-1].gain_low if unknowns else 0.0
    return Information(
        unknowns=unknowns,
        value=result.bounds.lower,
        n_unknowns=len(gains),
        others_at_most=others_at_most,
        n_solves=search.n_solves,
        is_exact=all(unknown.is_exact for unknown in unknowns)
        and others_at_most <= least + EXACT * result.bounds.lower,
    )


def _settle(search: GainSearch, gains: list[GainBounds], *, n_best: int, most_solves: int, deadline: Deadline) -> None:
    """Tighten the number that may be worth most and is not decided, as long as it may be among the best."""
    waiting = [(-gain.upper, at) for at, gain in enumerate(gains)]
    heapq.heapify(waiting)
    enough = EXACT * search.value
    n_settled, looked_at = 0, set[int]()
    best: list[float] = []
    is_known = True
    while waiting and not deadline.has_passed:
        high, at = -waiting[0][0], waiting[0][1]
        if gains[at].upper < high:
            heapq.heapreplace(waiting, (-gains[at].upper, at))
        elif search.is_exact(gains[at]) or gains[at].is_stuck:
            heapq.heappop(waiting)
            n_settled += 1
        else:
            if not is_known:
                best, is_known = heapq.nlargest(n_best, (gains[other].lower for other in looked_at)), True
            if n_settled >= n_best and len(best) == n_best and high <= best[-1] + enough:
                return
            n_searches, low = search.n_solves, gains[at].lower
            gains[at] = search.tighten(search.numbers[at], gains[at], may_solve=n_searches < most_solves)
            # What stays below the best changes nothing of them.
            below = best[-1] if len(best) == n_best else -math.inf
            is_known = gains[at].lower <= below and (low <= below or at not in looked_at)
            looked_at.add(at)
            if search.n_solves > n_searches:
                is_known = False
                # A search for one number of an account says something of its others too.
                for other in looked_at:
                    if search.numbers[other].account == search.numbers[at].account:
                        gain = search.gain(search.numbers[other])
                        gains[other] = replace(gain, is_stuck=gains[other].is_stuck)


def _unknown(formulation: Formulation, search: GainSearch, number: OpenNumber, gain: GainBounds) -> Unknown:
    accounts = formulation.scenario.accounts
    column, position = search.open_numbers.column_of(number)
    low, high = search.open_numbers.interval(number)
    return Unknown(
        kind=number.kind,
        account=accounts.account_id[number.account],
        handle="" if number.row is None else accounts.handle[number.row],
        platform="" if number.row is None else accounts.platform[number.row],
        approach=None if number.option is None else formulation.approach_name(number.option),
        value=float(column.value[position]),
        low=low,
        high=high,
        provenance=column.provenance(position),
        gain_low=gain.lower,
        gain_high=gain.upper,
        is_exact=search.is_exact(gain),
        account_index=number.account,
        row=number.row,
        option=number.option,
    )
