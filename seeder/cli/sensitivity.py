"""``seeder sensitivity``: how much the best plan depends on numbers that are not known for sure."""

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
    from seeder.analysis.sensitivity.answer import Sensitivity
    from seeder.scenario import Scenario


@click.command(short_help="Show how much the plan depends on numbers that are not known for sure.")
@scenario_argument
@click.option(
    "--draws", type=click.IntRange(1, 100_000), default=200, show_default=True, help="How often to draw the numbers."
)
@budget_option
@set_option
@objective_option
@time_limit_option(120.0)
@gap_option
@seed_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout, with all accounts and numbers.")
@quiet_option
@no_color_option
@verbose_option
def sensitivity(
    scenario: Path,
    draws: int,
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
    """Show how much the best plan for SCENARIO depends on numbers that are not known for sure.

    Clicks, views, conversions and chances of a yes that you did not give are drawn again and again from what is known
    of them. For each draw, the best plan is found again. You see which accounts are in most of these plans, how much
    today's plan loses against them, and which numbers matter most.

    \b
    seeder sensitivity my-launch --draws 500
    """  # noqa: D301
    settings = parse_settings(budgets=budgets, assignments=assignments, objective=objective)
    from seeder.questions import sensitivity as sensitivity_to_numbers

    def ask(read: Scenario) -> Sensitivity:
        return sensitivity_to_numbers(read, draws=draws, time_limit=time_limit, gap=gap, seed=seed, progress=not quiet)

    found = answer_of(scenario, settings, ask, quiet=quiet)
    if as_json:
        print_document(found.to_document())
        return
    from seeder.cli.texts.sensitivity_text import print_sensitivity

    print_sensitivity(found, no_color=no_color)
