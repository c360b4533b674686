"""``seeder check``: list all issues of a scenario, or else how it was understood."""

from __future__ import annotations

from pathlib import Path

import click

from seeder.cli.arguments.current_folder import DOCUMENTS
from seeder.cli.arguments.scenario_argument import scenario_argument
from seeder.cli.arguments.settings import budget_option, objective_option, parse_settings, set_option
from seeder.cli.arguments.verbose import verbose_option
from seeder.cli.console.documents import print_document


@click.command(short_help="Check a scenario and list everything that needs fixing.")
@scenario_argument
@budget_option
@set_option
@objective_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
@verbose_option
def check(
    scenario: Path, budgets: tuple[str, ...], assignments: tuple[str, ...], objective: str | None, as_json: bool
) -> None:
    """Check SCENARIO and list everything that needs fixing, with its place and how to fix it.

    The exit code is 3 if anything needs fixing. Otherwise the command shows how it understood the scenario: objective,
    budgets, approaches, rules, accounts, options (pairs of account and approach), followers and shared audiences. It
    also shows how many numbers of each kind you gave, how many were measured, and how many are our standard assumptions
    (defaults). If an import left points for you to review, the output names the file that lists them.
    """
    settings = parse_settings(budgets=budgets, assignments=assignments, objective=objective)
    from seeder.analysis.understanding import understand
    from seeder.cli.console.issues import print_notes
    from seeder.cli.console.lines import print_line
    from seeder.cli.texts.understanding_text import understanding_lines
    from seeder.formulation import formulation_of
    from seeder.importing import points_to_review, unexcluded_refusals
    from seeder.scenario import read_scenario

    read = read_scenario(scenario, settings=settings)
    understood = understand(formulation_of(read))
    # A table that is named by itself is not what the import wrote.
    is_table = scenario.is_file() and scenario.name not in DOCUMENTS
    review = () if is_table else points_to_review(scenario.parent if scenario.is_file() else scenario)
    notes = (*understood.notes, *unexcluded_refusals(read))
    if as_json:
        document = {**understood.to_document(), "notes": [note.to_document() for note in notes]}
        print_document({**document, **({"review": list(review)} if review else {})})
        return
    print_notes(notes)
    for line in understanding_lines(read.name, understood, n_to_review=len(review)):
        print_line(line)
