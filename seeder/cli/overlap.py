"""``seeder overlap``: which accounts share followers; what is known, assumed and odd."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seeder.cli.arguments.scenario_argument import scenario_argument
from seeder.cli.arguments.settings import budget_option, objective_option, parse_settings, set_option
from seeder.cli.arguments.verbose import verbose_option
from seeder.cli.console.documents import print_bytes, print_document
from seeder.cli.console.lines import print_line

if TYPE_CHECKING:
    from seeder.analysis.overlap.facts import OverlapFacts
    from seeder.formulation import Formulation
    from seeder.plan_overlap import PlanOverlap
    from seeder.runs import Run
    from seeder.scenario import Scenario

_MANY_PAIRS = 2_000


@click.command(short_help="Show which accounts share followers: what is known, assumed and odd.")
@scenario_argument
@budget_option
@set_option
@objective_option
@click.option(
    "--top", type=click.IntRange(min=1), default=10, show_default=True, help="How many lines of each list to show."
)
@click.option("--facts-only", is_flag=True, help="Show only the facts; do not search for a plan.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout, with every stated pair.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table of every pair on stdout.")
@click.option("--no-color", is_flag=True, help="Print without colour, as with NO_COLOR.")
@verbose_option
def overlap(
    scenario: Path,
    budgets: tuple[str, ...],
    assignments: tuple[str, ...],
    objective: str | None,
    top: int,
    facts_only: bool,
    as_json: bool,
    as_csv: bool,
    no_color: bool,
) -> None:
    """Show what is known about the followers that accounts of SCENARIO share.

    If you gave overlaps of pairs, the output shows which pairs you gave, what is assumed about the other pairs, and how
    well all pairs fit together. It also shows the nearest twin of each account (the account that shares most with it),
    which audiences lie inside others, and which data look odd. For the plan, it shows the range of possible results,
    the results if unknown pairs overlap as little or as much as possible, and which overlaps to find out next.

    If you gave segments or follower lists, the output shows the nearest twins, and which audiences lie inside others.

    The exit code is 3 if the overlaps contradict each other.

    \b
    seeder overlap my-launch
    seeder overlap my-launch --csv > pairs.csv
    seeder overlap my-launch --set audience.unstated=similar
    """  # noqa: D301
    if as_json and as_csv:
        raise click.UsageError("--json and --csv cannot be combined: choose one of them")
    settings = parse_settings(budgets=budgets, assignments=assignments, objective=objective)
    from seeder.cli.console.issues import print_notes
    from seeder.formulation import formulation_of
    from seeder.scenario import read_scenario
    from seeder.scenario.audiences.overlaps import Overlaps

    read = read_scenario(scenario, settings=settings)
    has_plan = isinstance(read.audience, Overlaps) and not facts_only and not as_csv
    if isinstance(read.audience, Overlaps) and len(read.audience.a) >= _MANY_PAIRS and sys.stderr.isatty():
        print_line(f"Computing an audience that fits {len(read.audience.a):,} stated pairs …", err=True)
    formulation = formulation_of(read) if has_plan else None
    facts = _facts(read, formulation)
    if as_csv:
        from seeder.text import spreadsheet_csv

        columns = facts.columns()
        print_bytes(spreadsheet_csv(list(columns), zip(*columns.values(), strict=True)))
        return
    if as_json:
        document = facts.to_document()
        if formulation is not None:
            run, found = _plan(formulation)
            if isinstance(found, str):
                document["plan"] = {"value": run.plan.value, "contradiction": found}
            else:
                document["plan"] = None if found is None else found.to_document()
        print_document(document)
        return
    from seeder.cli.texts.overlap_text import print_facts

    print_notes(read.notes)
    print_facts(facts, top=top, no_color=no_color)
    if formulation is not None:
        from seeder.cli.texts.overlap_plan_text import print_plan_overlap

        print_plan_overlap(*_plan(formulation), top=top, no_color=no_color)


def _plan(formulation: Formulation) -> tuple[Run, PlanOverlap | str | None]:
    """Solve the problem, and find what of its plan depends on overlap; or say why that is not known."""
    from seeder.cli.console.searching import searched
    from seeder.errors import ProblemError
    from seeder.plan_overlap import overlap_of_run

    run = searched(formulation)
    try:
        return run, overlap_of_run(run)
    except ProblemError as error:
        return run, str(error)


def _facts(read: Scenario, formulation: Formulation | None) -> OverlapFacts:
    from seeder.analysis.overlap.facts import overlap_facts
    from seeder.errors import UnsupportedError

    try:
        return overlap_facts(read, None if formulation is None else formulation.audience)
    except UnsupportedError as error:
        raise click.UsageError(f"{error}. Leave out accounts that matter less.") from error
