"""A plan on the terminal, for 80 and for 120 columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from seeder.cli.console.lines import write_line
from seeder.cli.texts.tables import excess_width, plain_table
from seeder.figures import counted
from seeder.plan import wording
from seeder.plan.budget_hints import unknown_costs_sentence
from seeder.plan.overview import is_mostly_assumed, result_words
from seeder.terminal import terminal
from seeder.text import for_terminal, shorten

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from seeder.plan import Pick, Plan, Reserve

_MOST_CHANGES = 8
_MOST_ROWS = 20
_SHORTEST_NAME, _LONGEST_NAME = 10, 24
_WIDE = 110
_AVERAGED = "avg"
"""In the title of a column of costs that count times the chance of a yes."""
_UNKNOWN = "?"
"""In place of a cost that is not known."""
_STOPPED = {
    "time": "stopped at the time limit",
    "iterations": "ended after its last round",
    "interrupt": "was stopped by Ctrl-C",
}
"""What stopped a search, by the plan's ``limit``."""


def print_plan(
    plan: Plan, *, output: Path | None, no_color: bool = False, every_row: bool = False, console: Console | None = None
) -> None:
    """Print headline, picks, backups and what is left; nothing in it is read as markup.

    Only the first picks are printed, as the run folder holds the others, unless ``every_row`` asks for all.
    """
    out = console or terminal(no_color=no_color)
    _print_headline(plan, out)
    if plan.picks:
        n_rows = len(plan.picks) if every_row else _MOST_ROWS
        out.print(_fitting_table(plan, out, n_rows=n_rows))
        hidden = len(plan.picks) - n_rows
        if hidden > 0:
            where = " in shortlist.csv." if output else ". To get all asks in shortlist.csv, add -o RUN."
            write_line(out, f"… and {counted(hidden, 'more ask')}{where}")
        write_line(out, f"adds: {wording.UNITS[plan.objective]} that the plan would lose without this ask.")
        _print_on_costs(plan, out)
    _print_reserves(plan, out, is_written=output is not None)
    for sentence in plan.leftover:
        write_line(out, for_terminal(sentence))
    if plan.measure_next and wording.is_worth_measuring(plan.measure_next[0], value=plan.value or 0.0):
        first, elsewhere = plan.measure_next[0], plan.most_elsewhere
        sentence = wording.measure_sentence(plan.objective, first, most_elsewhere=elsewhere)
        write_line(out, for_terminal(sentence))
    if output is not None:
        out.print()
        write_line(out, f"Written to {for_terminal(str(output))}. The people to contact are in shortlist.csv.")


def _print_repairs(plan: Plan, out: Console) -> None:
    """Print the least changes after which a plan can keep all rules."""
    if not plan.repairs or plan.conflict_reason:
        return
    single = [repair.changes[0] for repair in plan.repairs if len(repair.changes) == 1]
    changes = single or plan.repairs[0].changes
    if not single:
        write_line(out, "Several changes are needed. All of these together are enough:")
    else:
        write_line(out, "This change is enough:" if len(single) == 1 else "Any one of these changes is enough:")
    for change in changes[:_MOST_CHANGES]:
        words = wording.change_words(change.rule, change.to, is_only=bool(single))
        write_line(out, f"  {for_terminal(change.at)}: {for_terminal(words)}")
    if len(changes) > _MOST_CHANGES:
        write_line(out, f"  … and {len(changes) - _MOST_CHANGES:,} more.")


def _print_headline(plan: Plan, out: Console) -> None:
    write_line(out, shorten(for_terminal(plan.name), 60), style="bold")
    if plan.status == "infeasible":
        conflict = plan.conflict or ()
        first, last = wording.conflict_sentences([rule.rule for rule in conflict], reason=plan.conflict_reason)
        write_line(out, for_terminal(first), style="bold")
        for rule in conflict:
            write_line(out, f"  {for_terminal(rule.at)}: {for_terminal(rule.rule)}")
        if plan.conflict_reason or not plan.repairs:
            write_line(out, for_terminal(last))
        for further in plan.conflicts:
            if further != conflict:
                write_line(out, "These contradict each other, too:")
                for rule in further:
                    write_line(out, f"  {for_terminal(rule.at)}: {for_terminal(rule.rule)}")
        _print_repairs(plan, out)
        return
    if plan.value is None:
        write_line(
            out,
            f"No plan was found: the search {_STOPPED.get(plan.limit or '', 'ended too early')}. Give it more time.",
        )
        return
    if not plan.picks:
        write_line(
            out, "Nobody to ask." if plan.own_cautions else "Nobody to ask: no useful ask fits your budget and rules."
        )
        _print_cautions(plan, out)
    is_assumed = is_mostly_assumed(plan)
    if is_assumed and plan.rests_on is not None:
        write_line(out, wording.caution_sentence(plan.rests_on))
    write_line(out, f"{result_words(plan)}{f'; the search {_STOPPED[plan.limit]}' if plan.limit is not None else ''}.")
    if plan.estimated:
        write_line(out, wording.ESTIMATED)
    if plan.interval is not None:
        told = wording.interval_sentence(objective=plan.objective, low=plan.interval.low, high=plan.interval.high)
        write_line(out, told)
    if plan.gross is not None:
        for sentence in wording.repeats_sentences(
            objective=plan.objective, value=plan.value, gross=plan.gross, is_weighted=plan.is_weighted
        ):
            write_line(out, sentence)
    if plan.outcome is not None and plan.picks:
        for sentence in wording.outcome_sentences(plan.objective, plan.outcome, value=plan.value):
            write_line(out, sentence)
    if not is_assumed and plan.rests_on is not None and plan.rests_on.measured + plan.rests_on.default > 0:
        write_line(out, wording.resting_sentence(plan.rests_on))
    n_assumed = sum(any(handle.assumed_from for handle in pick.handles) for pick in plan.picks)
    if n_assumed:
        write_line(out, wording.sizes_sentence(n_assumed, len(plan.picks)))
    spending = wording.spending_sentence(
        spent=plan.spent, budget=plan.budget, is_reserved=plan.basis == "reserved", currency=plan.currency
    )
    write_line(out, for_terminal(spending))
    write_line(
        out,
        wording.baselines_sentence(
            objective=plan.objective,
            greedy=plan.baselines.get("greedy"),
            top_followers=plan.baselines.get("top_followers"),
        ),
    )
    if plan.picks:
        _print_cautions(plan, out)


def _print_cautions(plan: Plan, out: Console) -> None:
    # The notes on the scenario were printed before the search.
    for sentence in plan.own_cautions:
        write_line(out, for_terminal(sentence))


def _fitting_table(plan: Plan, out: Console, *, n_rows: int) -> Table:
    """The table of picks with names as short as it takes to fit: numbers are never cut."""
    is_wide = out.width >= _WIDE
    name_width, approach_width = (30, 14) if is_wide else (24, 10)
    table = _picks_table(plan, n_rows=n_rows, is_wide=is_wide, name_width=name_width, approach_width=approach_width)
    if is_wide:
        return table
    excess = excess_width(table, out)
    if excess <= 0:
        return table
    shorter = max(_SHORTEST_NAME, name_width - excess)
    approach_width = max(_SHORTEST_NAME // 2, approach_width - max(0, excess - (name_width - shorter)))
    return _picks_table(plan, n_rows=n_rows, is_wide=is_wide, name_width=shorter, approach_width=approach_width)


def _print_on_costs(plan: Plan, out: Console) -> None:
    """What the signs in the columns of costs mean, if there are any."""
    shown = _shown_costs(plan, is_wide=out.width >= _WIDE)
    if any(name in plan.averaged for name in shown):
        write_line(out, f"{_AVERAGED}: average cost, over a yes and a no.")
    unknown = [pick for pick in plan.picks if pick.unknown_costs]
    if unknown:
        is_shown = any(name in shown for pick in unknown for name in pick.unknown_costs)
        accounts = [shorten(for_terminal(pick.account), _LONGEST_NAME) for pick in unknown]
        write_line(out, unknown_costs_sentence(accounts, sign=_UNKNOWN if is_shown else ""))


def _shown_costs(plan: Plan, *, is_wide: bool) -> list[str]:
    """Resources that the table has a column for."""
    unknown = {name for pick in plan.picks for name in pick.unknown_costs}
    resources = [name for name in plan.spent if name == "effort" or plan.spent[name] > 0 or name in unknown]
    return resources if is_wide else [name for name in resources if name in plan.budget][:2]


def _title_of(name: str, plan: Plan) -> str:
    title = "hours" if name == "effort" else f"{shorten(for_terminal(name), 8)} {plan.currency.get(name, '')}".rstrip()
    return f"{_AVERAGED} {title}" if name in plan.averaged else title


def _cost_of(pick: Pick, name: str) -> str:
    """What an ask costs, with a sign if a yes costs an unknown amount on top."""
    known = pick.costs[name]
    if name not in pick.unknown_costs:
        return wording.exact(known)
    return f"{wording.exact(known)} + {_UNKNOWN}" if known else _UNKNOWN


def _picks_table(plan: Plan, *, n_rows: int, is_wide: bool, name_width: int, approach_width: int) -> Table:
    shown = _shown_costs(plan, is_wide=is_wide)
    of_costs = [_title_of(name, plan) for name in shown]
    titles = ["#", "account", "by", "tier", *of_costs, "says yes", "adds", *(["why"] if is_wide else [])]
    rows = [
        [
            str(pick.rank),
            shorten(for_terminal(pick.account), name_width),
            shorten(for_terminal(pick.approach), approach_width),
            pick.tier or "?",
            *(_cost_of(pick, name) for name in shown),
            wording.percent(pick.acceptance),
            wording.number(pick.added),
            *([for_terminal(pick.why)] if is_wide else []),
        ]
        for pick in plan.picks[:n_rows]
    ]
    table = plain_table(titles, rows, left={1, 2, 3, len(shown) + 6})
    if is_wide:
        why = table.columns[-1]
        why.no_wrap, why.overflow = False, "fold"
    return table


def _print_reserves(plan: Plan, out: Console, *, is_written: bool) -> None:
    """Backups of the picks that add most, and for how many picks there is none."""
    if not plan.picks or not plan.leftover or not plan.n_reserves_shown:
        return
    if not plan.reserves:
        write_line(out, "No backups: if someone says no, no other useful ask fits into what is left.")
        return
    added = {pick.account: pick.added for pick in plan.picks}
    shown = sorted(plan.reserves, key=lambda reserve: -added[reserve.replaces])[: plan.n_reserves_shown]
    out.print()
    write_line(out, "Best backups if someone says no (the cost of asking stays spent):")
    out.print(_fitting_reserves(plan, shown, out))
    write_line(out, f"lost: {wording.UNITS[plan.objective]} that the plan loses by the swap.")
    without, more = len(plan.picks) - len(plan.reserves), len(plan.reserves) - len(shown)
    if more:
        backups = counted(more, "more backup")
        write_line(
            out, f"{backups} in shortlist.csv." if is_written else f"To get {backups} in shortlist.csv, add -o RUN."
        )
    if without:
        write_line(out, f"No backup fits for {counted(without, 'ask')}.")


def _fitting_reserves(plan: Plan, shown: Sequence[Reserve], out: Console) -> Table:
    """The table of backups with names as short as it takes to fit."""
    for name_width in range(_LONGEST_NAME, _SHORTEST_NAME - 1, -1):
        table = _reserves_table(plan, shown, name_width=name_width)
        if excess_width(table, out) <= 0:
            break
    return table


def _reserves_table(plan: Plan, shown: Sequence[Reserve], *, name_width: int) -> Table:
    assert plan.value is not None
    rows = [
        (
            shorten(for_terminal(reserve.replaces), name_width),
            shorten(for_terminal(reserve.account), name_width),
            shorten(for_terminal(reserve.approach), 10),
            wording.number(max(0.0, plan.value - reserve.value)),
            wording.number(reserve.value),
        )
        for reserve in shown
    ]
    titles = ["replaces", "backup", "by", "lost", f"{wording.UNITS[plan.objective]} after the swap"]
    return plain_table(titles, rows, left=range(3))
