"""``seeder exchange``: whether one account is worth asking, or many smaller ones instead."""

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
    from seeder.analysis.exchange.answer import Exchange
    from seeder.scenario import Scenario


@click.command(short_help="Compare one account with many smaller ones.")
@scenario_argument
@click.option("--account", metavar="NAME", help="Account to compare.  [default: the one with the most followers]")
@click.option("--approach", metavar="NAME", help="How the account is asked.  [default: its best approach]")
@click.option(
    "--against", metavar="WHERE", help="Condition for the accounts to compare with.  [default: tier nano, micro or mid]"
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
    help="Print one JSON object on stdout, with the accounts that together bring as much.",
)
@quiet_option
@no_color_option
@verbose_option
def exchange(
    scenario: Path,
    account: str | None,
    approach: str | None,
    against: str | None,
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
    """Compare one account of SCENARIO with many smaller ones, and show whether to ask it.

    The output shows how many smaller accounts bring as much as this account, and what the best plan brings with it and
    without it. It also shows the smallest chance of a yes, the most hours and the fewest clicks per follower at which
    the account is worth asking.

    \b
    seeder exchange my-launch
    seeder exchange my-launch --account the.star --approach agent
    seeder exchange my-launch --against "followers < 5000"
    """  # noqa: D301
    settings = parse_settings(budgets=budgets, assignments=assignments, objective=objective)
    from seeder.questions import exchange as exchange_of_scenario

    def ask(read: Scenario) -> Exchange:
        return exchange_of_scenario(
            read,
            account=account,
            approach=approach,
            against=against,
            time_limit=time_limit,
            gap=gap,
            seed=seed,
            progress=not quiet,
        )

    found = answer_of(scenario, settings, ask, quiet=quiet)
    if as_json:
        print_document(found.to_document())
        return
    from seeder.cli.texts.exchange_text import print_exchange

    print_exchange(found, no_color=no_color)
