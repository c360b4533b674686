"""Rates with their ranges and sources, as tables for the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seeder.analysis.resting import value_kinds
from seeder.cli.console.lines import write_line
from seeder.cli.texts.tables import excess_width, plain_table
from seeder.figures import counted, listed
from seeder.plan import wording
from seeder.rates import Provenance
from seeder.rates.evidence_words import pool_words, source_words, trials_words
from seeder.terminal import terminal
from seeder.text import for_terminal, shorten

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from seeder.analysis.rate_table import RateTable
    from seeder.rates import RateColumn

_NAME_WIDTH, _SHORTEST_NAME = 24, 12
_PLATFORM_WIDTH = 10
_PER = 1000.0
_INTERVAL = "80%"
_LABELS = {"click_through": "clicked"}
_MOST_LINES = 20
_UNITS = {
    "clicks": "clicks a post",
    "view": "of followers see a post",
    "click_through": "of views are clicked",
    "conversion": "of clicks convert",
}


def print_rates(table: RateTable, *, top: int, no_color: bool) -> None:
    """Print who moves the most of their followers beside who has the most, and what the numbers rest on."""
    out = terminal(no_color=no_color)
    is_reach = value_kinds(table.scenario.document.objective) == ("view",)
    what = "share of followers who see a post" if is_reach else "clicks per 1,000 followers per post"
    write_line(out, shorten(for_terminal(table.scenario.name), 60), style="bold")
    write_line(out, f"Intensity: {what} ({_INTERVAL} range in brackets).")
    write_line(out, "Drawn: how much the number was pulled toward similar accounts.")
    write_line(out, f"{'Seen' if is_reach else 'Clicks'}: the total of the posts that the number comes from.")
    out.print()
    write_line(out, "Highest intensity" if is_reach else "Highest influence intensity", style="bold")
    out.print(_fitting_table(table, table.by_intensity()[:top].tolist(), out))
    write_line(out, "Most followers", style="bold")
    out.print(_fitting_table(table, table.by_followers()[:top].tolist(), out))
    if any(table.scenario.accounts.size_basis):
        write_line(out, "~: followers assumed from views or a tier, not given.")
    for line in _summary(table):
        write_line(out, line)


def _summary(table: RateTable) -> list[str]:
    counts = [(kind, table.count(kind)) for kind in (Provenance.GIVEN, Provenance.MEASURED, Provenance.DEFAULT)]
    kind = "view" if value_kinds(table.scenario.document.objective) == ("view",) else "clicks"
    told = ", ".join(f"{count:,} {what.value}" for what, count in counts)
    lines = [f"{kind.capitalize()}: {told}."]
    model = table.column.model
    if model is not None:
        level = math.exp(float(model.coefficient[0]))
        what = f"{counted(model.n_posts, 'post')} of {counted(model.n_accounts, 'handle')}"
        if kind == "clicks":
            lines.append(
                f"Fitted to {what}: a post of an account with 10,000 followers brings {wording.number(level)} clicks; "
                f"twice as many followers bring {2.0 ** float(model.coefficient[1]):.2f} times as many clicks."
            )
        else:
            lines.append(
                f"Fitted to {what}: views are {wording.number(level)} times our standard assumption (default)."
            )
        lines.append(
            f"Two in three accounts are within a factor of {math.exp(model.sigma_u):.1f} of what is usual for their "
            f"size; two in three posts are within a factor of {math.exp(model.sigma_v):.1f} of what is usual for their "
            "account."
        )
    columns = {"clicks": table.rates.clicks, "view": table.rates.view, "conversion": table.rates.conversion}
    for name, column in {**columns, "acceptance": table.rates.acceptance[0]}.items():
        if name != kind and column.pool is not None and column.pool.n_rates:
            n_measured = int(column.is_measured.sum())
            lines.append(f"{name.capitalize()}: {n_measured:,} measured, others {pool_words(name, column.pool)}.")
    return lines


def _fitting_table(table: RateTable, rows: list[int], out: Console) -> Table:
    """The table with names as short, and if that is not enough with as few columns, as it takes to fit.

    Numbers are never cut.
    """
    shown = _table(table, rows, _NAME_WIDTH)
    for hidden in ((), ("on",), ("on", "drawn"), ("on", "drawn", "source")):
        shown = _table(table, rows, _NAME_WIDTH, hidden=hidden)
        over = excess_width(shown, out)
        if over > 0:
            shown = _table(table, rows, max(_SHORTEST_NAME, _NAME_WIDTH - over), hidden=hidden)
        if excess_width(shown, out) <= 0:
            break
    return shown


def _table(table: RateTable, rows: list[int], name_width: int, *, hidden: Sequence[str] = ()) -> Table:
    accounts, column = table.scenario.accounts, table.column
    is_reach = value_kinds(table.scenario.document.objective) == ("view",)
    unit = 1.0 if is_reach else _PER
    several = len(set(accounts.row_account.tolist())) < accounts.n_rows
    titles = ["account", "on", "followers", "intensity", f"({_INTERVAL})", "source", "seen" if is_reach else "clicks"]
    titles.append("drawn")
    lines = []
    for row in rows:
        name = accounts.account_id[int(accounts.row_account[row])]
        followers, is_measured = accounts.followers[row], column.trials[row] > 0 and bool(column.is_measured[row])
        lines.append(
            [
                shorten(for_terminal(name), name_width),
                shorten(for_terminal(accounts.platform[row]), _PLATFORM_WIDTH),
                "?" if np.isnan(followers) else f"{'~' if accounts.basis_of(row) else ''}{followers:,.0f}",
                "?" if np.isnan(table.intensity[row]) else wording.number(float(table.intensity[row] * unit)),
                "" if np.isnan(table.low[row]) else _interval(table.low[row] * unit, table.high[row] * unit),
                trials_words("clicks", float(column.trials[row])) if is_measured else column.provenance(row).value,
                wording.number(float(column.successes[row])) if is_measured else "",
                wording.percent(1.0 - float(column.weight[row])) if is_measured else "",
            ]
        )
    is_shown = [title not in hidden and (title != "on" or several) for title in titles]
    for position in (4, 6, 7):
        is_shown[position] &= any(line[position] for line in lines)
    kept = [position for position in range(len(titles)) if is_shown[position]]
    widths = {
        at: max(len(titles[position]), *(len(line[position]) for line in lines))
        for at, position in enumerate(kept)
        if titles[position] != "account" and lines
    }
    return plain_table(
        [titles[position] for position in kept],
        [[line[position] for position in kept] for line in lines],
        left=[at for at, position in enumerate(kept) if titles[position] in ("account", "on", "source")],
        min_widths=widths,
    )


def _interval(low: float, high: float) -> str:
    return "" if low == high else f"({wording.number(float(low))}–{wording.number(float(high))})"


def print_account(table: RateTable, name: str, *, no_color: bool) -> None:
    """Print every number of one account with its source."""
    out = terminal(no_color=no_color)
    scenario, rates = table.scenario, table.rates
    accounts = scenario.accounts
    write_line(out, shorten(for_terminal(name), 60), style="bold")
    for row in table.of_account(name).tolist():
        platform = accounts.platform[row]
        where = for_terminal(f"{accounts.handle[row]} on {platform}" if platform else accounts.handle[row])
        followers = accounts.followers[row]
        counted = "followers not known" if np.isnan(followers) else f"{followers:,.0f} followers"
        if (basis := accounts.basis_of(row)) is not None:
            counted = f"{counted} (assumed from the {basis.value})"
        write_line(out, f"  {where}: {counted} ({for_terminal(str(accounts.table.place(row)))})")
        for kind, unit in _UNITS.items():
            column: RateColumn | None = getattr(rates, kind)
            if column is None:
                continue
            value = float(column.value[row])
            if np.isnan(value):
                continue
            low, high = (float(end[row]) for end in column.posterior.interval())
            shown = wording.number(value) if kind == "clicks" else wording.percent(value)
            ends = [wording.number(end) if kind == "clicks" else wording.percent(end) for end in (low, high)]
            between = "" if low == high else f" ({ends[0]}–{ends[1]}, {_INTERVAL} range)"
            write_line(out, f"    {_LABELS.get(kind, kind):<10} {shown} {unit}{between}")
            write_line(out, f"               {for_terminal(source_words(rates, kind, column, row))}")
        for line in _lines(table.post_lines(row)):
            write_line(out, f"    posts      {line}")
    account = accounts.position[name]
    for approach, column in zip(scenario.approaches, rates.acceptance, strict=True):
        low, high = (float(end[account]) for end in column.posterior.interval())
        stated = scenario.document.approaches[approach].acceptance
        if stated is not None:
            words, shown, between = "given: the approach", wording.percent(stated), ""
        else:
            words = source_words(rates, "acceptance", column, account)
            shown = wording.percent(float(column.value[account]))
            between = "" if low == high else f" ({wording.percent(low)}–{wording.percent(high)}, {_INTERVAL} range)"
        write_line(out, f"  {for_terminal(wording.option_name('says yes', approach))}: {shown}{between}")
        write_line(out, f"               {for_terminal(words)}")
    for line in _lines(table.ask_lines(account)):
        write_line(out, f"  asks         {line}")


def _lines(found: dict[str, list[int]]) -> list[str]:
    """The lines of evidence: 'posts.csv, lines 2, 3 and 17'."""
    told = []
    for table, lines in found.items():
        numbers = listed([str(line) for line in lines[:_MOST_LINES]], len(lines) - _MOST_LINES)
        told.append(f"{for_terminal(table)}, {'line' if len(lines) == 1 else 'lines'} {numbers}")
    return told
