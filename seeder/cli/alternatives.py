"""``seeder alternatives``: what all nearly best plans have in common, and plans that differ from the best one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from seeder.cli.arguments.numbers import ShareBelowOne
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
    from seeder.analysis.alternatives.answer import Alternatives
    from seeder.scenario import Scenario


@click.command(short_help="Show which accounts every good plan needs, and other plans that are nearly as good.")
@scenario_argument
@click.option(
    "--within",
    type=ShareBelowOne(),
    metavar="SHARE",
    default="1%",
    show_default=True,
    help="How much less than the best plan a good plan may bring: 1% or 0.01.",
)
@click.option(
    "--plans",
    type=click.IntRange(min=0, max=20),
    default=3,
    show_default=True,
    help="How many different plans to find at most.",
)
@budget_option
@set_option
@objective_option
@time_limit_option(60.0)
@gap_option
@seed_option
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one JSON object on stdout, with all accounts and the asks of each plan.",
)
@quiet_option
@no_color_option
@verbose_option
def alternatives(
    scenario: Path,
    within: float,
    plans: int,
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
    """Show how much choice you have among the good plans for SCENARIO.

    A good plan keeps your budgets and rules, and brings at most 1% less than the best plan. The command shows which
    accounts every good plan asks, which ones only some of them ask, and which ones none of them asks. It also shows
    good plans that differ from the best plan as much as possible.

    \b
    seeder alternatives my-launch
    seeder alternatives my-launch --within 5% --plans 1
    """  # noqa: D301
    settings = parse_settings(budgets=budgets, assignments=assignments, objective=objective)
    from seeder.questions import alternatives as find_alternatives

    def ask(read: Scenario) -> Alternatives:
        return find_alternatives(
            read, within=within, plans=plans, time_limit=time_limit, gap=gap, seed=seed, progress=not quiet
        )

    found = answer_of(scenario, settings, ask, quiet=quiet)
    if as_json:
        print_document(found.to_document())
        return
    from seeder.cli.texts.alternatives_text import print_alternatives

    print_alternatives(found, no_color=no_color)
