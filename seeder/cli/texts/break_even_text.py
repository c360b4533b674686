"""From which acceptance, effort and intensity on an account is worth asking, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from seeder.cli.console.lines import write_line
from seeder.cli.texts.tables import plain_table
from seeder.figures import exact, number, percent

if TYPE_CHECKING:
    from rich.console import Console

    from seeder.analysis.entering.threshold import BreakEven, Threshold

_NARROW = 0.01
"""Brackets that are no wider than this part of themselves are written as one number."""
_OR = "…"
_PER_FOLLOWERS = 1000


def print_turns(turns: BreakEven, out: Console) -> None:
    """Print from which acceptance, effort and intensity on the account is worth asking."""
    rows = [
        ("chance of a yes", percent(turns.acceptance.today or 0.0), from_on(turns.acceptance, percent)),
        ("hours to ask", exact(round(turns.effort.today or 0.0, 2)), _up_to(turns.effort)),
    ]
    if turns.intensity.today is not None:
        rows.append(
            (
                f"clicks per {_PER_FOLLOWERS:,} followers",
                number(_PER_FOLLOWERS * turns.intensity.today),
                from_on(turns.intensity, lambda each: number(_PER_FOLLOWERS * each)),
            )
        )
    out.print(plain_table(["", "today", "worth asking"], rows, left=[0, 2]))
    write_line(
        out,
        "worth asking: at these values, if nothing else changes, the best plan with the account is at least as good as "
        "the best plan without it.",
    )


def from_on(threshold: Threshold, words: Callable[[float], str]) -> str:
    """A bracket in words: 'from 2.4%', 'from 2% … 3%', 'never'."""
    bracket = threshold.enters_at
    if bracket is None:
        return _without_number(threshold)
    low, high = bracket
    if high == 0:
        return "always"
    return f"from {words(high)}" if high - low <= _NARROW * high else f"from {words(low)} {_OR} {words(high)}"


def _up_to(threshold: Threshold) -> str:
    bracket = threshold.enters_at
    if bracket is None:
        return _without_number(threshold)
    low, high = (exact(round(each, 2)) for each in bracket)
    return f"up to {low}" if bracket[1] - bracket[0] <= _NARROW * bracket[1] else f"up to {low} {_OR} {high}"


def _without_number(threshold: Threshold) -> str:
    return {"never": "never", "always": "always"}.get(threshold.turn.value, "not known")
