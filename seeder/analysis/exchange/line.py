"""The break-even line: for each effort of asking, from which acceptance on an account is in the best plan."""

from __future__ import annotations

from dataclasses import replace

from seeder.analysis.entering.axes import EffortAxis
from seeder.analysis.entering.pinned import Pinned
from seeder.analysis.entering.threshold import Turn
from seeder.analysis.entering.thresholds import Bracket, acceptance_bracket
from seeder.analysis.exchange.answer import LinePoint

_POINTS_TO_TODAY = 4
"""Points lie a quarter of today's effort apart, up to twice of it."""
WIDTH_OF_LINE = 5e-3
"""Brackets of the line are made as narrow as this part of their larger end, where the searches allow it."""


def line_of(pinned: Pinned) -> tuple[LinePoint, ...]:
    """Find the acceptance from which the account comes in, at efforts from none to twice today's."""
    today = pinned.today.effort or 1.0
    efforts = [round(today * k / _POINTS_TO_TODAY, 6) for k in range(2 * _POINTS_TO_TODAY + 1)]
    most = EffortAxis(pinned, pinned.today).worst
    found: dict[float, Bracket] = {}
    # Outward from today's: what is found at one effort is where the search at the next begins.
    for effort in sorted(efforts, key=lambda effort: (abs(effort - today), effort)):
        if effort > most and not pinned.acceptance_costs:
            found[effort] = Bracket(1.0, None)
        elif pinned.searcher.is_over:
            found[effort] = Bracket(0.0, None, is_known=False)
        else:
            found[effort] = acceptance_bracket(pinned, replace(pinned.today, effort=effort), WIDTH_OF_LINE)
    return tuple(_point(effort, found[effort]) for effort in efforts)


def _point(effort: float, bracket: Bracket) -> LinePoint:
    turn = bracket.turn()
    if turn is Turn.ALWAYS:
        return LinePoint(effort, (0.0, 0.0), turn)
    if bracket.misses is None or bracket.reaches is None or turn is not Turn.FOUND:
        return LinePoint(effort, None, turn)
    return LinePoint(effort, (bracket.misses, bracket.reaches), turn)
