"""Bounds along an order of handles: a start by the best method, and the others added one by one."""

from __future__ import annotations

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.lower_bounds import least_by_degree, least_if_nested, most_before
from seeder.analysis.interval.methods import LowerMethod, UpperMethod
from seeder.analysis.interval.pair_bounds import PairBounds
from seeder.analysis.interval.population import most_of_population
from seeder.analysis.interval.programs import least_of_sets, most_of_sets
from seeder.analysis.interval.upper_bounds import is_before, least_before
from seeder.problem.arrays import IntArray

MOST_AT_START = 10
"""A program over ten handles' sets takes a hundredth of a second."""


def most_along(
    audiences: PlanAudiences, bounds: PairBounds, order: IntArray, *, population: float | None = None
) -> tuple[float, UpperMethod]:
    """Bound the value from above along an order.

        M_r = min(M_(r − 1) + b_r (n_r − r_r), the most of the first r by a program or the population)

    with r_r of :func:`least_before`. For every r this bounds the first r handles.

    Parameters
    ----------
    order
        Every handle once, shape (n_handles,).
    population
        People in all; None where it is not known.

    Returns
    -------
    tuple
        The bound [people], and the method that it ends with.
    """
    added = (audiences.moved * (audiences.people - least_before(audiences, bounds, is_before(order))))[order]
    cap = None if population is None else most_of_population(audiences, bounds, order, population)
    most, method = 0.0, UpperMethod.ONE_BY_ONE
    for place in range(len(order)):
        most, method = most + float(added[place]), UpperMethod.ONE_BY_ONE
        if place + 1 == min(MOST_AT_START, len(order)):
            start = order[: place + 1]
            found = most_of_sets(audiences.only(start), bounds.only(start), population=population)
            if found is not None and found.bound < most:
                most, method = found.bound, UpperMethod.PROGRAM
        if cap is not None and cap[place] < most:
            most, method = float(cap[place]), UpperMethod.POPULATION
    return most, method


def least_along(audiences: PlanAudiences, bounds: PairBounds, order: IntArray) -> tuple[float, LowerMethod]:
    """Bound the value from below along an order.

        M_r = max(M_(r − 1) + b_r (n_r − u_r), the least of the first r by a program, by nesting or by degrees)

    with u_r of :func:`most_before`. For every r this bounds the first r handles.

    Parameters
    ----------
    order
        Every handle once, shape (n_handles,).

    Returns
    -------
    tuple
        The bound [people], and the method that it ends with.
    """
    added = (audiences.moved * (audiences.people - most_before(audiences, bounds, is_before(order))))[order]
    nested, by_degree = least_if_nested(audiences, order), least_by_degree(audiences, bounds, order)
    least, method = 0.0, LowerMethod.ONE_BY_ONE
    for place in range(len(order)):
        if added[place] > 0:
            least, method = least + float(added[place]), LowerMethod.ONE_BY_ONE
        if place + 1 == min(MOST_AT_START, len(order)):
            start = order[: place + 1]
            found = least_of_sets(audiences.only(start), bounds.only(start))
            if found is not None and found.bound > least:
                least, method = found.bound, LowerMethod.PROGRAM
        if by_degree[place] > least:
            least, method = float(by_degree[place]), LowerMethod.DEGREE
        if nested[place] > least:
            least, method = float(nested[place]), LowerMethod.NESTED
    return least, method


def by_size(audiences: PlanAudiences) -> IntArray:
    """Handles by size, largest first, shape (n_handles,)."""
    return np.argsort(-audiences.people, kind="stable")
