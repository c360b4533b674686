"""``seeder exchange``: whether one account is worth asking, or many smaller ones instead."""

from __future__ import annotations

from pathlib import Path

import click

from seeder.cli.arguments.numbers import NumberRange
from seeder.cli.arguments.question_options import no_color_option, quiet_option, seed_option
from seeder.cli.arguments.scenario_argument import scenario_argument
from seeder.cli.arguments.settings import budget_option, objective_option, parse_settings, set_option
from seeder.cli.arguments.verbose import verbose_option
from seeder.cli.console.documents import print_document


@click.command(short_help="Compare one account with many: celebrity or middlers?")
@scenario_argument
@click.option("--account", metavar="NAME", help="Account to compare.  [default: the one with the most followers]")
@click.option("--approach", metavar="NAME", help="How it is asked.  [default: the best approach for it]")
@click.option("--against", metavar="WHERE", help="Accounts to compare it with.  [default: nano to mid]")
@budget_option
@set_option
@objective_option
@click.option(
    "--time-limit",
    type=NumberRange(min=0),
    metavar="SECONDS",
    default=60.0,
    show_default=True,
    help="Longest time of all searches together.",
)
@click.option(
    "--gap",
    type=NumberRange(min=0, max=1, max_open=True),
    default=1e-3,
    show_default=True,
    help="Stop a search when its plan is proved to be this close to the best possible, as a share.",
)
@seed_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object on stdout, with the accounts that are as good."
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
    """Show whether one account of SCENARIO is worth asking, or many smaller ones.

    It shows how many accounts bring as much, what the best plan brings with and without the account, and from which
    acceptance, effort and number of clicks on the account is worth asking.

    \b
    seeder exchange my-launch
    seeder exchange my-launch --account the.star --approach agent
    seeder exchange my-launch --against "followers < 5000"
    """  # noqa: D301
    settings = parse_settings(budgets=budgets, assignments=assignments, objective=objective)
    from seeder.cli.console.issues import print_notes
    from seeder.errors import ArgumentError
    from seeder.questions import exchange as exchange_of_scenario
    from seeder.scenario import read_scenario

    read = read_scenario(scenario, settings=settings)
    if not quiet:
        print_notes(read.notes)
    try:
        found = exchange_of_scenario(
            read,
            account=account,
            approach=approach,
            against=against,
            time_limit=time_limit,
            gap=gap,
            seed=seed,
            progress=not quiet,
        )
    except ArgumentError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        print_document(found.to_document())
        return
    from seeder.cli.texts.exchange_text import print_exchange

    print_exchange(found, no_color=no_color)
