"""A quick first upper bound on the value of knowing each unknown number, from a single certificate."""

from __future__ import annotations

import numpy as np

from seeder.analysis.information.open_numbers import OpenNumbers
from seeder.certify import Certificate
from seeder.problem import SeedingProblem
from seeder.problem.arrays import FloatArray, IntArray, mask_of

_NUMBERS_AT_ONCE = 2_000_000


def gains_at_most(
    problem: SeedingProblem,
    certificate: Certificate,
    *,
    open_numbers: OpenNumbers,
    selection: IntArray,
    value: float,
    most: float,
    bound_with: FloatArray,
) -> FloatArray:
    """What no number is worth more than as far as one look at the certificate shows, shape (n_numbers,).

    Of an account that the plan leaves out, a number θ changes the plan only where some option o of it becomes so good
    that selections with it beat the plan. An option's terms c are at most t c where the number is t times its value,
    t ≥ 1, so the gain is at most

        (1/K) Σ_k max(most, max_o F̄_o(t_k c_o)) − value
        F̄_o(t c) = min(bound_with_o + k_o(t c) − k_o(c), most + (t − 1) (v_o + Σ_g w_g b_og))

    with k_o the certificate's coefficient. Numbers of accounts that the plan asks are not looked at: ∞.

    ``value``, ``most``: between which the problem's best value lies. ``bound_with``: certified bound of the selections
    that hold each option, −∞ where none does, shape (n_options,).
    """
    numbers = open_numbers.numbers
    is_asked = mask_of(problem.account[selection], problem.n_accounts)
    found = np.full(len(numbers), np.inf)
    first = np.searchsorted(problem.account, np.arange(problem.n_accounts + 1))
    position, options, times = [], [], []
    for at, number in enumerate(numbers):
        if is_asked[number.account]:
            continue
        found[at] = max(0.0, most - value)
        points = open_numbers.points(number)
        middle = float(points.mean())
        if not middle > 0:
            continue
        own = [number.option] if number.option is not None else range(*first[number.account : number.account + 2])
        own = [option for option in own if bound_with[option] > -np.inf]
        position += [at] * len(own)
        options += own
        times += [np.maximum(points / middle, 1.0)] * len(own)
    if not options:
        return found
    option, owner = np.array(options, dtype=np.int64), np.array(position, dtype=np.int64)
    above = _above(problem, certificate, option, np.array(times), bound_with - most)
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    found[owner[starts]] += np.maximum.reduceat(np.maximum(above, 0.0), starts, axis=0).mean(axis=1)
    return found


def _above(
    problem: SeedingProblem, certificate: Certificate, option: IntArray, times: FloatArray, room: FloatArray
) -> FloatArray:
    """F̄_o(t c) − most of each option at its t, shape of ``times``: (n, n_points); ``room`` is bound_with − most."""
    growth = (times - 1.0) * problem.value[option][:, None]
    certified = room[option][:, None] + growth
    coverage = problem.coverage
    if coverage is None:
        return np.minimum(certified, growth)
    slope, cap = np.exp(-certificate.z), 1.0 + certificate.z
    of_tangent = coverage.weight * certificate.theta * slope
    of_modular = coverage.weight * (1.0 - certificate.theta)
    lengths = coverage.start[option + 1] - coverage.start[option]
    ends = np.concatenate(([0], np.cumsum(lengths)))
    begin = 0
    while begin < len(option):
        last = int(np.searchsorted(ends, ends[begin] + _NUMBERS_AT_ONCE // times.shape[1], side="right")) - 1
        last = max(begin + 1, last)
        block = slice(begin, last)
        entries, owner = coverage.entries_of(option[block])
        begin = last
        if not len(entries):
            continue
        cell = coverage.cell[entries]
        chance = (problem.acceptance[option[block]][owner] * coverage.chance[entries])[:, None]
        scaled = np.minimum(chance * times[block][owner], 1.0)
        with np.errstate(divide="ignore"):
            gain = of_tangent[cell][:, None] * np.minimum(-np.log1p(-scaled), cap[cell][:, None])
            gain -= (of_tangent[cell] * np.minimum(-np.log1p(-chance[:, 0]), cap[cell]))[:, None]
        gained = scaled - chance
        gain += of_modular[cell][:, None] * gained
        held = np.flatnonzero(lengths[block])
        starts = (ends[:-1] - ends[block.start])[block][held]
        rows = np.arange(len(option))[block][held]
        certified[rows] += np.add.reduceat(gain, starts, axis=0)
        growth[rows] += np.add.reduceat(coverage.weight[cell][:, None] * gained, starts, axis=0)
    return np.minimum(certified, growth)
