"""``seeder compare``: the best plan, simpler ones, and the user's own list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from seeder.cli.arguments.question_options import (
    answer_of,
    gap_option,
    no_color_option,
    quiet_option,
    seed_option,
    time_limit_option,
)
from seeder.cli.arguments.scenario_argument import scenario_argument
from seeder.cli.arguments.settings import budget_option, objective_option, parse_settings, set_option
from seeder.cli.arguments.verbose import verbose_option
from seeder.cli.console.documents import print_document

if TYPE_CHECKING:
    from seeder.analysis.comparison.answer import Comparison
    from seeder.scenario import Scenario


@click.command(short_help="Compare the best plan with simpler ones, and with your own list.")
@scenario_argument
@click.option(
    "--mine",
    metavar="TABLE",
    type=click.Path(path_type=Path),
    help="Your own list: a table with a column of accounts and, if you like, one of approaches.",
)
@click.option("--celebrities", metavar="WHERE", help="Who is a celebrity.  [default: tier celebrity]")
@click.option("--middlers", metavar="WHERE", help="Who is a middler.  [default: nano to mid]")
@budget_option
@set_option
@objective_option
@time_limit_option(60.0)
@gap_option
@seed_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object on stdout, with the accounts of each plan."
)
@quiet_option
@no_color_option
@verbose_option
def compare(
    scenario: Path,
    mine: Path | None,
    celebrities: str | None,
    middlers: str | None,
    budgets: tuple[str, ...],
    assignments: tuple[str, ...],
    objective: str | None,
    time_limit: float | None,
    gap: float,
    seed: int,
    as_json: bool,
    quiet: bool,
    no_color: bool,
) -> None:
    """Compare the best plan for SCENARIO with simpler plans, and with a list of your own.

    It shows celebrities only, middlers only, the accounts with the most followers or the highest intensity, and a
    greedy plan. For your own list, it names the budgets and rules that the list breaks, and the changes that lead to
    the best plan, the most valuable first.

    \b
    seeder compare my-launch
    seeder compare my-launch --mine my-list.xlsx
    seeder compare my-launch --celebrities "followers >= 300000"
    """  # noqa: D301
    settings = parse_settings(budgets=budgets, assignments=assignments, objective=objective)
    from seeder.questions import compare as compare_plans

    def ask(read: Scenario) -> Comparison:
        return compare_plans(
            read,
            mine=mine,
            celebrities=celebrities,
            middlers=middlers,
            time_limit=time_limit,
            gap=gap,
            seed=seed,
            progress=not quiet,
        )

    found = answer_of(scenario, settings, ask, quiet=quiet)
    if as_json:
        print_document(found.to_document())
        return
    from seeder.cli.texts.comparison_text import print_comparison

    print_comparison(found, no_color=no_color)
