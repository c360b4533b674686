"""The comparison of one account with many, in lines for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeder.cli.console.lines import write_line
from seeder.cli.texts.break_even_drawing import draw_line
from seeder.cli.texts.break_even_text import from_on, print_turns
from seeder.cli.texts.tables import plain_table
from seeder.figures import UNITS_OF_VALUE, amount_in_words, counted, exact, hours, listed, number, percent
from seeder.terminal import terminal
from seeder.text import for_terminal

if TYPE_CHECKING:
    from rich.console import Console

    from seeder.analysis.exchange.answer import Equals, Exchange, LinePoint

_SAME = 1e-6


def print_exchange(found: Exchange, *, no_color: bool) -> None:
    """Print the answer, what equals the account, the plans with and without it, and where that turns."""
    out = terminal(no_color=no_color)
    name = for_terminal(found.account)
    write_line(out, for_terminal(found.summary()), style="bold")
    write_line(out, f"Asked by {for_terminal(found.approach)}: {_costs_of(found)}; a yes brings {_worth(found)}.")
    out.print()
    _print_equals(found, name, out)
    out.print()
    unit = UNITS_OF_VALUE[found.objective]
    plans = (("best plan without it", found.without), ("best plan with it", found.with_account))
    rows = []
    for words, worth in plans:
        bound = worth.bound
        if bound is not None and worth.value is not None and bound - worth.value <= _SAME * bound:
            bound = worth.value
        cells = ["" if value is None else number(value) for value in (worth.value, bound)]
        rows.append((words, cells[0] or ("none" if worth.bound is None else "none found"), cells[1]))
    out.print(plain_table(["", unit, "at most"], rows, left=[0]))
    write_line(out, f"at most: no such plan brings more {unit}.")
    print_turns(found.break_even, out)
    _print_line(found, name, out)


def _costs_of(found: Exchange) -> str:
    costs = [amount_in_words(cost, name, found.currency) for name, cost in found.alone.costs.items() if cost]
    return f"{listed(costs) or 'no hours'} for a {percent(found.alone.acceptance)} chance of a yes"


def _worth(found: Exchange) -> str:
    return f"{number(found.alone.if_yes)} {UNITS_OF_VALUE[found.objective]}"


def _print_equals(found: Exchange, name: str, out: Console) -> None:
    equals, unit = found.equals, UNITS_OF_VALUE[found.objective]
    if not equals.n_accounts:
        write_line(out, f"No {_others(equals, 2)} can be asked.")
        return
    yes, expected, alone = equals.if_all_say_yes, equals.expected, found.alone
    if not alone.if_yes:
        write_line(out, f"Even a yes of {name} brings nothing, so there is nothing to compare it with.")
        return
    if yes is None:
        most = number(equals.most_if_all_say_yes)
        write_line(
            out,
            f"All {_counted(equals, equals.n_accounts)} together bring less than {name}, even if all say yes: "
            f"{most} {unit} instead of {number(alone.if_yes)}.",
        )
    else:
        least = "" if yes.at_least == yes.accounts else f" (at least {yes.at_least:,} are needed)"
        verb = "brings" if yes.accounts == 1 else "bring"
        write_line(
            out,
            f"If all say yes, {_counted(equals, yes.accounts)} {verb} as much as {name}: "
            f"{number(alone.if_yes)} {unit}{least}.",
        )
    if expected is None:
        write_line(
            out,
            f"Asking all of these accounts is expected to bring less than asking {name}: "
            f"{number(equals.most_expected)} {unit} instead of {number(alone.expected)}.",
        )
        return
    if not alone.expected:
        write_line(
            out,
            f"{name} never says yes, so asking it is expected to bring nothing, and there is nothing to compare it "
            "with.",
        )
        return
    effort, proved = expected.costs["effort"], expected.at_least["effort"]
    least = "" if proved >= effort * (1 - _SAME) else f" (at least {exact(round(proved, 2))} are needed)"
    verb, take = ("is", "It takes") if expected.asks == 1 else ("are", "They take")
    write_line(
        out,
        f"With today's chances of a yes, {counted(expected.asks, 'ask')} to such accounts {verb} expected to bring as "
        f"much as asking {name}: {number(alone.expected)} {unit}. {take} {hours(effort)}{least} instead of "
        f"{exact(alone.costs['effort'])}.",
    )


def _others(equals: Equals, count: int) -> str:
    from seeder.analysis.account_choice import MIDDLERS

    if equals.against == MIDDLERS:
        return f"middler{'' if count == 1 else 's'} (nano to mid)"
    return f"account{'' if count == 1 else 's'} where {for_terminal(equals.against)}"


def _counted(equals: Equals, count: int) -> str:
    return f"{count:,} {_others(equals, count)}"


def _print_line(found: Exchange, name: str, out: Console) -> None:
    """Draw the line, and write its points below."""
    drawn = draw_line(found.line, effort=found.break_even.effort.today or 0.0, acceptance=found.alone.acceptance)
    if drawn:
        write_line(out, f"Hours to ask and chances of a yes at which {name} is worth asking (X: today):")
        out.print()
        for row in drawn:
            out.print(row, soft_wrap=True)
        out.print()
        write_line(out, "Dots: worth asking. #: the limit. Empty: not worth asking.")
    rows = [(exact(round(point.effort, 2)), _words_of(point)) for point in found.line]
    out.print(plain_table(["hours to ask", "worth asking, by chance of a yes"], rows, left=[1]))


def _words_of(point: LinePoint) -> str:
    from seeder.analysis.entering.threshold import Threshold

    return from_on(Threshold(None, point.acceptance, point.turn), percent)
