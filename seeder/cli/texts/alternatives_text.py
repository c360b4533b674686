"""What good plans have in common and how they differ, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from seeder.cli.console.lines import write_line
from seeder.cli.texts.tables import plain_table
from seeder.figures import UNITS_OF_VALUE, exact, listed, number, percent
from seeder.terminal import terminal
from seeder.text import for_terminal

if TYPE_CHECKING:
    from rich.console import Console

    from seeder.analysis.alternatives.answer import AlternativePlan, Alternatives

_MOST_NAMES, _MOST_OF_PLAN = 5, 60


def print_alternatives(found: Alternatives, *, no_color: bool) -> None:
    """Print the answer, one row a plan, whom each plan asks instead, and the accounts of each kind."""
    out = terminal(no_color=no_color)
    write_line(out, for_terminal(found.summary()), style="bold")
    if found.best is None:
        return
    best, unit = found.best, UNITS_OF_VALUE[found.objective]
    plans = [best, *found.plans]
    cash = next((name for plan in plans for name, spent in plan.spent.items() if name != "effort" and spent), "")
    money = [] if not cash else [for_terminal(found.currency.get(cash, cash))[:8]]
    out.print()
    titles = ["", unit, "of the best", "asks", "new", "left out", "hours", *money]
    out.print(plain_table(titles, [_row(at, plan, best, cash) for at, plan in enumerate(plans)], left=[0]))
    if found.plans:
        write_line(
            out,
            "new: accounts that the best plan does not ask. left out: accounts that only the best plan asks.",
        )
    elif len(best.picks) and not found.undecided and set(found.always) >= {pick.account for pick in best.picks}:
        write_line(out, "No other plan is that good.")
    for at, plan in enumerate(found.plans, start=1):
        instead = f"asks {_names(plan.new)} instead of" if plan.new else "leaves out"
        write_line(out, f"Plan {at} {instead} {_names(plan.left_out)}.")
    _print_accounts(found, out)


def _row(at: int, plan: AlternativePlan, best: AlternativePlan, cash: str) -> list[str]:
    cells = [f"plan {at}" if at else "best plan", number(plan.value)]
    cells += [percent(plan.value / best.value) if best.value > 0 else "", f"{len(plan.picks):,}"]
    cells += [f"{len(plan.new):,}", f"{len(plan.left_out):,}"] if at else ["", ""]
    return [*cells, *(exact(round(plan.spent.get(name, 0.0), 2)) for name in ("effort", *([cash] if cash else [])))]


def _print_accounts(found: Alternatives, out: Console) -> None:
    """Print the accounts of each kind: those of the best plan, and a few of the others."""
    assert found.best is not None
    asked = {pick.account for pick in found.best.picks}
    replaced = [account for account in found.sometimes if account in asked]
    kinds: Iterable[tuple[str, Sequence[str], int]] = (
        ("In every such plan", found.always, _MOST_OF_PLAN),
        ("In the best plan, but others can replace them", replaced, _MOST_OF_PLAN),
        ("In no such plan", found.never, _MOST_NAMES),
        ("Undecided, as the searches ended first", [each.account for each in found.undecided], _MOST_NAMES),
    )
    out.print()
    for words, accounts, most in kinds:
        if accounts:
            write_line(out, f"{words}: {_names(accounts, most)}.")
    if found.n_accounts > _MOST_NAMES:
        write_line(out, "--json lists all accounts, and the asks of each plan.")


def _names(accounts: Sequence[str], most: int = _MOST_NAMES) -> str:
    return listed([for_terminal(account) for account in accounts[:most]], len(accounts) - most)
