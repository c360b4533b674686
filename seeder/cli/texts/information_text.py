"""The numbers to find out first, and what knowing each would bring, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeder.cli.console.lines import write_line
from seeder.cli.texts.tables import plain_table
from seeder.plan import wording
from seeder.terminal import terminal
from seeder.text import for_terminal, shorten

if TYPE_CHECKING:
    from seeder.analysis.information.value_of_information import Information, Unknown

_NAME_WIDTH = 24
_DUST = 1e-12
"""Gains up to this share of the value are what sums of floats leave."""


def print_information(found: Information, *, objective: str, no_color: bool) -> None:
    """Print the numbers whose knowledge would bring the most, the most valuable first."""
    out = terminal(no_color=no_color)
    out.print()
    write_line(out, "Worth finding out first", style="bold")
    told = [unknown for unknown in found.unknowns if _is_something(unknown.gain_high, found.value)]
    if not told:
        write_line(out, "Nothing you could find out would change the plan.")
        return
    unit = wording.UNITS[objective]
    value = f"{wording.number(found.value)} {unit}"
    write_line(out, f"Last column: how much knowing the number would add, on average, to the {value} expected.")
    out.print(plain_table(["number", "of", "estimate", "(80%)", unit], map(_cells, told), left=[0, 1]))
    if not found.is_exact:
        write_line(out, f"Knowing one of the other {found.n_unknowns - len(found.unknowns):,} numbers would add at "
                        "most "
                  f"{wording.number(found.others_at_most)} {unit}.")  # fmt: skip


def _is_something(gain: float, value: float) -> bool:
    """Whether a gain is more than what sums of floats leave, and is shown as more than 0."""
    return gain > _DUST * value and wording.number(gain) != "0"


def _cells(unknown: Unknown) -> tuple[str, ...]:
    whose = unknown.account if unknown.approach is None else wording.option_name(unknown.account, unknown.approach)
    if unknown.platform:
        whose += f" on {unknown.platform}"
    shown = wording.number if unknown.kind.value == "clicks" else wording.percent
    gain = wording.number(unknown.gain_low)
    if not unknown.is_exact:
        gain += f" to {wording.number(unknown.gain_high)}"
    return (
        unknown.kind.value,
        shorten(for_terminal(whose), _NAME_WIDTH),
        shown(unknown.value),
        f"({shown(unknown.low)}–{shown(unknown.high)})",
        gain,
    )
