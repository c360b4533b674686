"""A plan on the terminal, for 80 and for 120 columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from seeder.cli.terminal import terminal
from seeder.plan import wording
from seeder.text import for_terminal, shorten

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from seeder.plan import Plan

_MOST_ROWS = 20
_UNBOUND = 1000
_SHORTEST_NAME = 10
_WIDE = 110


def print_plan(
    plan: Plan,
    *,
    output: Path | None,
    no_color: bool = False,
    every_row: bool = False,
    console: Console | None = None,
) -> None:
    """Print headline, picks, stand-ins and what is left; nothing in it is read as markup.

    Parameters
    ----------
    every_row
        Whether all picks are printed; otherwise the first, as the others stand in the run folder.
    """
    out = console or terminal(no_color=no_color)
    _print_headline(plan, out)
    if plan.picks:
        n_rows = len(plan.picks) if every_row else _MOST_ROWS
        out.print(_fitting_table(plan, out, n_rows=n_rows))
        hidden = len(plan.picks) - n_rows
        if hidden > 0:
            out.print(f"… and {hidden:,} more; with -o RUN all of them are in shortlist.csv.")
    if plan.reserves:
        out.print(_reserves_table(plan))
    for sentence in plan.leftover:
        out.print(for_terminal(sentence))
    if plan.measure_next:
        unknown = plan.measure_next[0]
        sentence = wording.measure_sentence(
            objective=plan.objective,
            number_kind=unknown.number,
            account=unknown.account,
            platform=unknown.platform,
            approach=unknown.approach,
            gain_at_least=unknown.gain_at_least,
            gain_at_most=unknown.gain_at_most,
            most_elsewhere=plan.most_elsewhere,
        )
        out.print(for_terminal(sentence))
    if output is not None:
        out.print()
        out.print(f"Written to {for_terminal(str(output))}: the shortlist to write to is shortlist.csv.")


def _print_headline(plan: Plan, out: Console) -> None:
    unit = wording.UNITS[plan.objective]
    out.print(shorten(for_terminal(plan.name), 60), style="bold")
    if plan.status == "infeasible":
        out.print("No plan keeps all of your rules. These contradict each other:", style="bold")
        for rule in plan.conflict or ():
            out.print(f"  {for_terminal(rule.at)}: {for_terminal(rule.rule)}")
        out.print("Change or remove one of them.")
        return
    if plan.value is None:
        out.print(f"No plan was found before the search was stopped ({plan.limit}). Give it more time.")
        return
    asks = "1 ask" if len(plan.picks) == 1 else f"{len(plan.picks):,} asks"
    if not plan.picks:
        out.print("Nobody to ask: nothing that would add something fits.")
    out.print(f"{wording.number(plan.value)} {unit} expected from {asks}: {_standing(plan)}.")
    if plan.estimated:
        out.print(wording.ESTIMATED)
    if plan.interval is not None:
        told = wording.interval_sentence(objective=plan.objective, low=plan.interval.low, high=plan.interval.high)
        out.print(told)
    if plan.gross is not None:
        for sentence in wording.repeats_sentences(
            objective=plan.objective, value=plan.value, gross=plan.gross, is_weighted=plan.is_weighted
        ):
            out.print(sentence)
    if plan.outcome is not None and plan.picks:
        for sentence in wording.outcome_sentences(
            p10=plan.outcome.p10, p50=plan.outcome.p50, p90=plan.outcome.p90, nobody=plan.outcome.nobody
        ):
            out.print(sentence)
    spending = ", ".join(
        f"{wording.amount(spent, name)} of {wording.amount(plan.budget[name], name)}"
        if name in plan.budget
        else f"{wording.amount(spent, name)} (no budget)"
        for name, spent in plan.spent.items()
    )
    if plan.rests_on is not None and plan.rests_on.measured + plan.rests_on.default > 0:
        out.print(
            wording.resting_sentence(
                given=plan.rests_on.given,
                measured=plan.rests_on.measured,
                default=plan.rests_on.default,
                by_number=plan.rests_on.default_by_number,
            )
        )
    counted = "" if plan.basis == "reserved" else " (what a yes costs counted times acceptance)"
    out.print(f"Spends {for_terminal(spending)}{counted}.")
    compared = [
        f"{label} {wording.number(value)}" if value is not None else f"{label} breaks a rule"
        for name, label in (("greedy", "greedy"), ("top_followers", "a list by followers alone"))
        for value in [plan.baselines.get(name)]
    ]
    out.print(f"Beside it: {', '.join(compared)}.")


def _standing(plan: Plan) -> str:
    """How far from the best possible, in words that claim no more than was shown."""
    assert plan.gap is not None
    best = "the best possible by the sample" if plan.estimated else "the best possible"
    if plan.status == "optimal":
        return best
    at_most = f"at most {wording.percent_or_more(plan.gap)} below {best}"
    stopped = {
        "time": "stopped by the time limit",
        "iterations": "where the search ended",
        "interrupt": "stopped by Ctrl-C",
    }
    return at_most if plan.limit is None else f"{at_most}, {stopped[plan.limit]}"


def _fitting_table(plan: Plan, out: Console, *, n_rows: int) -> Table:
    """The table of picks with names as short as it takes to fit: numbers are never cut."""
    from rich.measure import Measurement

    is_wide = out.width >= _WIDE
    name_width, approach_width = (30, 14) if is_wide else (24, 10)
    table = _picks_table(plan, n_rows=n_rows, is_wide=is_wide, name_width=name_width, approach_width=approach_width)
    if is_wide:
        return table
    excess = Measurement.get(out, out.options.update(max_width=_UNBOUND), table).maximum - out.width
    if excess <= 0:
        return table
    shorter = max(_SHORTEST_NAME, name_width - excess)
    approach_width = max(_SHORTEST_NAME // 2, approach_width - max(0, excess - (name_width - shorter)))
    return _picks_table(plan, n_rows=n_rows, is_wide=is_wide, name_width=shorter, approach_width=approach_width)


def _picks_table(plan: Plan, *, n_rows: int, is_wide: bool, name_width: int, approach_width: int) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    resources = [name for name in plan.spent if name == "effort" or plan.spent[name] > 0]
    shown = resources if is_wide else [name for name in resources if name in plan.budget][:2]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("ask", no_wrap=True)
    table.add_column("by", no_wrap=True)
    table.add_column("tier", no_wrap=True)
    for name in shown:
        table.add_column("hours" if name == "effort" else shorten(for_terminal(name), 8), justify="right", no_wrap=True)
    table.add_column("says yes", justify="right", no_wrap=True)
    table.add_column("adds", justify="right", no_wrap=True)
    if is_wide:
        table.add_column("why", overflow="fold")
    for pick in plan.picks[:n_rows]:
        cells = [
            str(pick.rank),
            shorten(for_terminal(pick.account), name_width),
            shorten(for_terminal(pick.approach), approach_width),
            pick.tier or "?",
            *(wording.exact(pick.costs[name]) for name in shown),
            wording.percent(pick.acceptance),
            wording.number(pick.added),
        ]
        if is_wide:
            cells.append(for_terminal(pick.why))
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _reserves_table(plan: Plan) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    for title in ("stand-in", "by", "in place of", "plan then"):
        table.add_column(title, justify="right" if title == "plan then" else "left", no_wrap=True)
    for reserve in plan.reserves:
        cells = (
            shorten(for_terminal(reserve.account), 24),
            shorten(for_terminal(reserve.approach), 10),
            shorten(for_terminal(reserve.replaces), 24),
            wording.number(reserve.value),
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table
