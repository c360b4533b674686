"""Why an account is in the plan or not, in lines for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeder.cli.console.lines import write_line
from seeder.cli.texts.break_even_text import print_turns
from seeder.cli.texts.tables import plain_table
from seeder.figures import UNITS_OF_VALUE, exact, listed, number
from seeder.terminal import terminal
from seeder.text import for_terminal

if TYPE_CHECKING:
    from rich.console import Console

    from seeder.analysis.explanation.answer import ExplainedOption, Explanation

_MOST_NAMES = 5
_LONGEST_NAME = 14
_SAME = 1e-6
"""Up to this relative gap, a plan is proved best."""


def print_explanation(found: Explanation, *, no_color: bool) -> None:
    """Print the answer, one row a way of asking, what holds the account back, and where that turns."""
    out = terminal(no_color=no_color)
    unit, name = UNITS_OF_VALUE[found.objective], for_terminal(found.account)
    write_line(out, for_terminal(found.summary()), style="bold")
    available = [option for option in found.options if option.available]
    if not available:
        return
    out.print()
    titles = ["asked by", "alone", "adds", "hours", "best plan with it", "at most"]
    out.print(plain_table(titles, [_row(option) for option in available], left=[0]))
    write_line(
        out,
        f"alone: {unit} that are expected if nobody else is asked. adds: {unit} beside the rest of the best plan.",
    )
    write_line(out, f"at most: no plan that asks it this way brings more {unit}.")
    if found.out.value is not None and found.picked is not None:
        write_line(out, f"The best plan without it brings {number(found.out.value)} {unit}{_at_most(found)}.")
    _print_rest(found, name, out)
    if found.break_even is not None:
        print_turns(found.break_even, out)


def _row(option: ExplainedOption) -> list[str]:
    bound, value = option.inside.bound, option.inside.value
    if bound is not None and value is not None and bound - value <= _SAME * bound:
        bound = value
    cells = ["" if each is None else number(each) for each in (option.expected, option.added)]
    effort = exact(round(option.costs.get("effort", 0.0), 2))
    missing = "none" if bound is None else "?"
    best = [missing if value is None else number(value), "" if bound is None else number(bound)]
    return [for_terminal(option.approach)[:_LONGEST_NAME], *cells, effort, *best]


def _at_most(found: Explanation) -> str:
    value, bound = found.out.value, found.out.bound
    if value is None or bound is None or bound - value <= _SAME * bound:
        return ""
    return f" (at most {number(bound)})"


def _print_rest(found: Explanation, name: str, out: Console) -> None:
    """Print what holds the account back, whom it displaces, and with whom it shares followers."""
    for option in found.options:
        if option.available and option.approach == found.approach:
            for broken in option.held_back_by[:_MOST_NAMES]:
                write_line(out, f"Beside the rest of the plan, it does not fit: {for_terminal(str(broken))}.")
    if found.displaces:
        write_line(out, f"Asked only without {name}: {_names(found.displaces)}.")
    if found.shared_with:
        first = [f"{for_terminal(each.account)} ({number(each.people)})" for each in found.shared_with[:_MOST_NAMES]]
        words = listed(first, len(found.shared_with) - _MOST_NAMES)
        write_line(out, f"Accounts of the plan that share followers with it [people]: {words}.")


def _names(accounts: tuple[str, ...]) -> str:
    return listed([for_terminal(account) for account in accounts[:_MOST_NAMES]], len(accounts) - _MOST_NAMES)
