"""A comparison of plans, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from seeder.cli.console.lines import write_line
from seeder.cli.texts.tables import excess_width, plain_table
from seeder.figures import UNITS_OF_VALUE, counted, exact, listed, number, percent
from seeder.terminal import terminal
from seeder.text import for_terminal

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from seeder.analysis.asks import Ask
    from seeder.analysis.comparison.answer import ComparedPlan, Comparison

_FEWEST_COLUMNS = 6
_LEAST_CHANCE = 1e-3
_MOST_STEPS, _MOST_NAMES, _MOST_BROKEN = 10, 2, 5
_NAMES = {
    "best": "best plan",
    "celebrities": "celebrities",
    "middlers": "middlers",
    "top_followers": "top followers",
    "top_intensity": "top intensity",
    "greedy": "greedy",
    "mine": "your list",
}


def print_comparison(found: Comparison, *, no_color: bool) -> None:
    """Print the answer, one row a plan, and the steps from the user's list to the best plan."""
    out = terminal(no_color=no_color)
    write_line(out, for_terminal(found.summary()), style="bold")
    out.print()
    unit = UNITS_OF_VALUE[found.objective]
    cash = next((name for plan in found.plans for name, spent in plan.spent.items() if name != "effort" and spent), "")
    money = [] if not cash else [for_terminal(found.currency.get(cash, cash))[:8]]
    titles = ["", unit, "at most", "usually", "asks", "hours", *money, "nobody", "biggest"]
    table = _fitted(titles, [_row(found, plan, cash) for plan in found.plans], out)
    out.print(table)
    write_line(
        out,
        f"celebrities: only accounts with {for_terminal(found.celebrities)}. "
        f"middlers: only those with {for_terminal(found.middlers)}.",
    )
    write_line(out, f"at most: no plan of that kind brings more {unit}. usually: half the time it brings this or more.")
    risks = {
        "nobody": "chance that nobody says yes",
        "biggest": f"share of the {unit} that is lost without the most important account",
    }
    told = [f"{name}: {risks[name]}." for column in table.columns if (name := str(column.header)) in risks]
    if told:
        write_line(out, " ".join(told))
    if any(plan.value is None for plan in found.plans):
        write_line(out, "none: no such plan keeps your budgets and rules.")
    _print_broken(found, out)
    _print_steps(found, unit, out)


def _fitted(titles: list[str], rows: list[list[str]], out: Console) -> Table:
    """Make a table that is no wider than the terminal: columns go from the right if it would be."""
    while True:
        table = plain_table(titles, rows, left=[0])
        if excess_width(table, out) <= 0 or len(titles) <= _FEWEST_COLUMNS:
            return table
        titles, rows = titles[:-1], [row[:-1] for row in rows]


def _row(found: Comparison, plan: ComparedPlan, cash: str) -> list[str]:
    name = _NAMES[plan.kind.value]
    if plan.value is None:
        unknown = "" if plan.bound is None else number(plan.bound)
        return [name, "none" if plan.bound is None else "?", unknown, *[""] * (6 if cash else 5)]
    bound = plan.value if found.is_proved(plan) else plan.bound
    cells = [name, number(plan.value), "" if bound is None else number(bound)]
    cells += ["" if plan.p50 is None else number(plan.p50), f"{plan.asks:,}"]
    cells += [exact(round(plan.spent.get(resource, 0.0), 2)) for resource in ("effort", *([cash] if cash else []))]
    cells += [_share(share) for share in (plan.nobody, plan.largest_share)]
    return cells


def _share(share: float | None) -> str:
    if share is None:
        return ""
    return f"<{percent(_LEAST_CHANCE)}" if 0 < share < _LEAST_CHANCE else percent(round(share, 3))


def _print_broken(found: Comparison, out: Console) -> None:
    broken = [rule for plan in found.plans for rule in plan.broken]
    for rule in broken[:_MOST_BROKEN]:
        write_line(out, f"Your list breaks {for_terminal(str(rule))}.")
    if len(broken) > _MOST_BROKEN:
        write_line(out, f"… and {len(broken) - _MOST_BROKEN:,} more.")


def _print_steps(found: Comparison, unit: str, out: Console) -> None:
    """Print the first exchanges that lead from the user's list to the best plan."""
    if not found.changes:
        return
    out.print()
    write_line(out, "From your list to the best plan, step by step:")
    shown = found.changes[:_MOST_STEPS]
    for place, change in enumerate(shown, start=1):
        parts = [f"{verb} {_named(asks)}" for verb, asks in (("drop", change.drop), ("add", change.add)) if asks]
        sign = "−" if change.gain < 0 else "+"
        write_line(out, f"{place:>3}. {'; '.join(parts)}: {sign}{number(abs(change.gain))} {unit}")
    left = found.changes[_MOST_STEPS:]
    if left:
        gain = sum(change.gain for change in left)
        sign = "−" if gain < 0 else "+"
        steps = counted(len(left), "more step")
        write_line(out, f"     … and {steps}: {sign}{number(abs(gain))} {unit}. --json lists all of them.")


def _named(asks: Sequence[Ask]) -> str:
    first = [f"{for_terminal(ask.account)} ({for_terminal(ask.approach)})" for ask in asks[:_MOST_NAMES]]
    return listed(first, max(0, len(asks) - _MOST_NAMES))
