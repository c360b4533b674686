"""The frontier of a scenario, in lines for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeder.cli.console.lines import write_line
from seeder.cli.texts.tables import plain_table
from seeder.figures import UNITS_OF_VALUE, exact, listed, number, percent_or_more
from seeder.terminal import terminal
from seeder.text import for_terminal

if TYPE_CHECKING:
    from rich.console import Console

    from seeder.analysis.frontier import Frontier, FrontierPoint

_MOST_NAMES = 3
_SAME = 1e-6
"""Up to this relative gap, a plan is proved best."""


def print_frontier(found: Frontier, *, no_color: bool) -> None:
    """Print the answer, one row a budget, and who comes in where."""
    out = terminal(no_color=no_color)
    write_line(out, found.summary(), style="bold")
    out.print()
    unit = UNITS_OF_VALUE[found.objective]
    budget = {"effort": "hours", "asks": "asks"}.get(found.resource, found.currency.get(found.resource, found.resource))
    one = {"hours": "hour", "asks": "ask"}.get(budget, budget)
    is_asks = found.resource == "asks"
    titles = [budget, unit, "at most", "usually", "1 in 10 below", f"per {one}", *([] if is_asks else ["asks"])]
    rows = [_row(point, is_asks=is_asks) for point in found.points]
    out.print(plain_table(titles, rows, left=[]))
    write_line(
        out, f"at most: no plan brings more {unit}. usually: in half of all cases, the plan brings this or more."
    )
    write_line(out, f"per {one}: how many {unit} each further {one} adds, up to the budget of the next row.")
    _print_gaps(found, out)
    flat = found.flat_from
    if flat is not None and not found.n_open:
        others = [name for name in (*found.points[-1].spent, "asks") if name != found.resource]
        write_line(
            out,
            f"From {found.words_of(flat.budget)} on, a further {one} brings nothing: another limit is reached first. "
            f"To see which, try --resource {' or --resource '.join(others)}.",
        )
    _print_largest(found, out)
    _print_moves(found, out)
    for before, after in found.usual_falls():
        assert before.p50 is not None
        assert after.p50 is not None
        write_line(
            out,
            f"From {found.words_of(before.budget)} to {found.words_of(after.budget)}, the average rises, but the usual "
            f"result falls from {number(before.p50)} to {number(after.p50)} {unit}.",
        )


def _row(point: FrontierPoint, *, is_asks: bool) -> tuple[str, ...]:
    bound = point.bound
    if bound is not None and point.value is not None and bound - point.value <= _SAME * bound:
        bound = point.value
    cells = [exact(point.budget)]
    cells += ["" if value is None else number(value) for value in (point.value, bound, point.p50, point.p10)]
    cells.append("" if point.per_unit is None else number(max(0.0, point.per_unit)))
    if point.value is None:
        cells[1] = "no plan" if point.bound is None else "none found"
    return tuple(cells if is_asks else [*cells, f"{len(point.picks):,}"])


def _print_gaps(found: Frontier, out: Console) -> None:
    """Print how far the plans can be below the best possible."""
    gaps = [
        1 - point.value / point.bound
        for point in found.points
        if point.value is not None and point.bound is not None and point.bound > 0
    ]
    if not gaps:
        return
    if max(gaps) <= _SAME:
        write_line(out, "Each of these plans is proved to be the best possible for its budget.")
    else:
        write_line(out, f"Each plan is at most {percent_or_more(max(gaps))} below the best possible for its budget.")
    if found.n_open:
        write_line(
            out,
            f"For {found.n_open} of {len(found.points)} budgets, the time limit ended the search early: "
            "with more time, seeder may find better plans, or prove that these are the best.",
        )


def _print_largest(found: Frontier, out: Console) -> None:
    """Print where the account with the most followers comes in."""
    if found.largest is None:
        return
    name = for_terminal(found.largest)
    asked = [point.budget for point in found.points if found.largest in point.picks]
    if not asked:
        words = found.words_of(found.points[-1].budget)
        write_line(out, f"The largest account, {name}, is in none of these plans, which go up to {words}.")
    elif len(asked) == len(found.points):
        write_line(out, f"The largest account, {name}, is in each of these plans.")
    else:
        first = found.words_of(asked[0])
        write_line(out, f"The largest account, {name}, is in the plan from {first} on{_but(found, asked)}.")


def _but(found: Frontier, asked: list[float]) -> str:
    without = [point.budget for point in found.points if point.budget > asked[0] and point.budget not in asked]
    return f", but not with {listed([found.words_of(budget) for budget in without])}" if without else ""


def _print_moves(found: Frontier, out: Console) -> None:
    """Print who comes in and goes out at each budget after the first."""
    for point in found.points[1:]:
        comes = [account for account, at in found.enters.items() if point.budget in at]
        goes = [account for account, at in found.leaves.items() if point.budget in at]
        parts = []
        if comes:
            parts.append(f"{_names(comes)} join{'' if len(comes) > 1 else 's'} the plan")
        if goes:
            parts.append(f"{_names(goes)} leave{'' if len(goes) > 1 else 's'} {'it' if comes else 'the plan'}")
        if parts and point.picks:
            write_line(out, f"With {found.words_of(point.budget)}, {'; '.join(parts)}.")


def _names(accounts: list[str]) -> str:
    return listed([for_terminal(account) for account in accounts[:_MOST_NAMES]], len(accounts) - _MOST_NAMES)
