"""How much a plan depends on unsure numbers, in lines for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeder.cli.console.lines import write_line
from seeder.cli.texts.tables import plain_table
from seeder.figures import UNITS_OF_VALUE, counted, listed, number, percent
from seeder.terminal import terminal
from seeder.text import for_terminal, shorten

if TYPE_CHECKING:
    from rich.console import Console

    from seeder.analysis.sensitivity.answer import Sensitivity, Swing

_MOST_ACCOUNTS, _MOST_NUMBERS, _MOST_NAMES = 12, 10, 5
_NAME_WIDTH = 26
_OFTEN, _SELDOM = 0.9, 0.5
_SAME = 1e-6
"""Up to this relative difference, values are the same."""


def print_sensitivity(found: Sensitivity, *, no_color: bool) -> None:
    """Print the answer, who is picked how often, and which numbers matter most."""
    out = terminal(no_color=no_color)
    write_line(out, for_terminal(found.summary()), style="bold")
    if found.today.value is None or not found.is_unsure:
        return
    if found.draws < found.wanted:
        write_line(
            out, f"The time limit came after {found.draws:,} of {found.wanted:,} draws: allow more with --time-limit."
        )
    if found.value is not None:
        _print_values(found, out)
        _print_picked(found, out)
    _print_numbers(found, out)


def _print_values(found: Sensitivity, out: Console) -> None:
    assert found.value is not None
    assert found.regret is not None
    unit = UNITS_OF_VALUE[found.objective]
    write_line(
        out,
        f"Best plan of a draw: {number(found.value.p10)}–{number(found.value.p90)} {unit} (8 times in 10), typically "
        f"{number(found.value.p50)}.",
    )
    write_line(out, f"In 1 draw of 10, today's plan brings at least {number(found.regret.p90)} {unit} less.")
    most = found.regret_bound
    if most is not None and most.mean - found.regret.mean > _SAME * found.value.p50:
        write_line(
            out,
            f"The searches ended before every plan was proved best: the mean is {number(found.regret.mean)} to "
            f"{number(most.mean)} {unit}.",
        )
    if found.without_plan:
        write_line(out, f"In {counted(found.without_plan, 'draw')}, no plan keeps your budgets and rules.")
    if found.over_budget:
        write_line(
            out,
            f"In {percent(found.over_budget)} of the draws, today's plan is expected to cost more than your budget.",
        )


def _print_picked(found: Sensitivity, out: Console) -> None:
    """Print the accounts that are picked most often, and how sure today's plan is."""
    out.print()
    frame = found.to_frame()
    rows = list(zip(frame["account"], frame["in_plan"], frame["picked"], strict=True))
    shown = [(_name(account), "yes" if is_in else "", percent(share)) for account, is_in, share in rows]
    out.print(plain_table(["account", "in today's plan", "picked"], shown[:_MOST_ACCOUNTS], left=[0, 1]))
    write_line(out, "picked: share of the draws in which the best plan asks the account.")
    shares = [found.picked[account] for account in found.picks]
    often = sum(share >= _OFTEN for share in shares)
    seldom = sum(share < _SELDOM for share in shares)
    write_line(
        out,
        f"Of the {counted(len(shares), 'account')} in today's plan, {often:,} are picked in at least 90% of the draws, "
        f"and {seldom:,} in less than half.",
    )
    others = [f"{_name(account)} ({percent(share)})" for account, is_in, share in rows if not is_in]
    if others:
        names = listed(others[:_MOST_NAMES], len(others) - _MOST_NAMES)
        write_line(out, f"Not in today's plan, but picked most often: {names}.")


def _print_numbers(found: Sensitivity, out: Console) -> None:
    """Print the numbers with the widest swings."""
    if not found.numbers:
        return
    out.print()
    unit = UNITS_OF_VALUE[found.objective]
    titles = ["number", "of", "from", "to", unit, "to"]
    rows = [_row(swing) for swing in found.numbers[:_MOST_NUMBERS]]
    out.print(plain_table(titles, rows, left=[0, 1]))
    assert found.today.value is not None
    write_line(
        out,
        f"{unit}: what today's plan brings (now {number(found.today.value)}) if only this number changes, to its 10th "
        "and to its 90th percentile.",
    )
    if any(swing.account is None for swing in found.numbers[:_MOST_NUMBERS]):
        write_line(out, "all accounts: the level that these numbers share; all of them move with it.")


def _row(swing: Swing) -> tuple[str, ...]:
    whose = "all accounts" if swing.account is None else _name(swing.account)
    if swing.handle is not None:
        whose = shorten(f"{whose} ({for_terminal(swing.handle)})", _NAME_WIDTH)
    shown = number if swing.number == "clicks" else percent
    ends = ("", "") if swing.interval is None else tuple(shown(end) for end in swing.interval)
    return (swing.number, whose, *ends, number(swing.swing[0]), number(swing.swing[1]))


def _name(account: str) -> str:
    return shorten(for_terminal(account), _NAME_WIDTH)
