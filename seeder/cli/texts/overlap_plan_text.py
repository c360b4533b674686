"""The part of a plan's value that depends on unknown overlaps, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeder.cli.console.lines import write_line
from seeder.cli.texts.overlap_text import handle_name
from seeder.figures import counted
from seeder.plan import wording
from seeder.terminal import terminal
from seeder.text import for_terminal

if TYPE_CHECKING:
    from rich.console import Console

    from seeder.analysis.overlap.pair_value import PairValue
    from seeder.analysis.overlap.worlds import InWorld
    from seeder.plan_overlap import PlanOverlap
    from seeder.runs import Run

_WORLDS = {"least": "as little as possible", "assumed": "as assumed", "most": "as much as possible"}
_MOST_NAMED = 5


def print_plan_overlap(run: Run, found: PlanOverlap | str | None, *, top: int, no_color: bool) -> None:
    """Print the range of the plan, its rank if unknown pairs overlap least and most, and pairs to measure."""
    out = terminal(no_color=no_color)
    out.print()
    write_line(out, "The plan", style="bold")
    if run.plan.value is None or found is None:
        write_line(out, "  There is no plan that asks anybody, so overlap changes nothing.")
        return
    if isinstance(found, str):
        write_line(out, f"  {wording.interval_sentence(objective=run.plan.objective, low=None, high=None)}")
        write_line(
            out, "  No two or three handles alone show the contradiction. Look at the pairs that are farthest off."
        )
        return
    unit, interval = wording.UNITS[run.plan.objective], found.interval
    write_line(out, f"  {wording.number(run.plan.value)} {unit} expected from {counted(len(run.plan.picks), 'ask')}.")
    told = wording.interval_sentence(objective=run.plan.objective, low=interval.lower, high=interval.upper)
    write_line(out, f"  {told}")
    for line in _world_lines(run, found):
        write_line(out, f"  {line}")
    _print_pairs(out, run, found.pairs[:top])


def _world_lines(run: Run, found: PlanOverlap) -> Iterator[str]:
    unit = wording.UNITS[run.plan.objective]
    for world in found.worlds:
        value = f"{wording.number(world.value)} {unit}"
        where = f"If unknown pairs overlap {_WORLDS[world.world.value]}, the plan brings {value}"
        place = "the best" if world.rank == 1 else f"place {world.rank}"
        yield f"{where}: {place} of {world.n_plans:,} plans compared."
        if not world.is_same:
            yield f"  {_change(run, world)} would bring {wording.number(world.best_value)}."
    if all(world.is_same for world in found.worlds):
        yield "In each case, this plan is the best of the plans compared."


def _change(run: Run, world: InWorld) -> str:
    asked, dropped = _names(run, world.added.tolist()), _names(run, world.dropped.tolist())
    if not asked:
        return f"Leaving out {dropped}"
    return f"Replacing {dropped} with {asked}" if dropped else f"Also asking {asked}"


def _names(run: Run, options: list[int]) -> str:
    names = [for_terminal(run.formulation.account_name(option)) for option in options[:_MOST_NAMED]]
    more = len(options) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more > 0 else "")


def _print_pairs(out: Console, run: Run, pairs: tuple[PairValue, ...]) -> None:
    if not pairs:
        write_line(out, "  You gave every overlap of the plan: there is none left to find out.")
        return
    accounts = run.scenario.accounts
    out.print()
    write_line(out, "Overlaps worth finding out next", style="bold")
    unit = wording.UNITS[run.plan.objective]
    for pair in pairs:
        names = f"{handle_name(accounts, pair.a)} and {handle_name(accounts, pair.b)}"
        known = f"{wording.number(pair.low)} to {wording.number(pair.high)} people, assumed"
        changes = (
            f"a different choice could bring up to {wording.number(pair.could_gain)} more"
            if pair.could_gain > 0
            else "this plan stays the best in either case"
        )
        outside = "" if pair.is_inside else "; the second account is not in the plan"
        write_line(
            out,
            f"  {names}: {known} {wording.number(pair.assumed)}; "
            f"{wording.number(pair.swing)} {unit} depend on it; {changes}{outside}.",
        )
