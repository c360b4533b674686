"""``seeder rates``: how many followers respond to a post, with ranges and sources, highest intensity first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from seeder.cli.arguments.completion import complete_accounts
from seeder.cli.arguments.scenario_argument import scenario_argument
from seeder.cli.arguments.settings import budget_option, objective_option, parse_settings, set_option
from seeder.cli.arguments.verbose import verbose_option
from seeder.cli.console.documents import print_bytes, print_document

if TYPE_CHECKING:
    from seeder.analysis.information.value_of_information import Information
    from seeder.analysis.rate_table import RateTable
    from seeder.scenario import Scenario


@click.command(short_help="Show how many followers respond to a post, and how sure that is.")
@scenario_argument
@budget_option
@set_option
@objective_option
@click.option("--top", type=click.IntRange(min=1), default=10, show_default=True, help="How many accounts to list.")
@click.option(
    "--account",
    "names",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_accounts,
    help="Show all numbers of one account with their sources; can be repeated.",
)
@click.option("--worth", is_flag=True, help="Also show which numbers are worth finding out first.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout, with every handle.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table of every handle on stdout.")
@click.option("--no-color", is_flag=True, help="Print without colour, as with NO_COLOR.")
@verbose_option
def rates(
    scenario: Path,
    budgets: tuple[str, ...],
    assignments: tuple[str, ...],
    objective: str | None,
    top: int,
    names: tuple[str, ...],
    worth: bool,
    as_json: bool,
    as_csv: bool,
    no_color: bool,
) -> None:
    """Show how many followers of each account of SCENARIO respond to one post.

    For each number, the output shows its 80% range, its evidence, its source, and how much it was pulled toward similar
    accounts (shrinkage). The first list shows the accounts with the highest intensity (clicks per follower), the second
    list those with the most followers.

    \b
    seeder rates my-launch
    seeder rates my-launch --account alice
    seeder rates my-launch --csv > rates.csv
    """  # noqa: D301
    if as_json and as_csv:
        raise click.UsageError("--json and --csv cannot be combined: choose one of them")
    settings = parse_settings(budgets=budgets, assignments=assignments, objective=objective)
    from seeder.analysis.rate_table import rate_table
    from seeder.cli.console.issues import print_notes
    from seeder.scenario import read_scenario

    read = read_scenario(scenario, settings=settings)
    table = rate_table(read)
    _check_names(table, names)
    if as_json:
        document = table.to_document()
        if worth:
            document["worth"] = _information(read).to_document()
        print_document(document)
        return
    if as_csv:
        from seeder.text import spreadsheet_csv

        columns = table.columns()
        rows = [["" if cell is None else cell for cell in row] for row in zip(*columns.values(), strict=True)]
        print_bytes(spreadsheet_csv(list(columns), rows))
        return
    from seeder.cli.texts.rates_text import print_account, print_rates

    print_notes(read.notes)
    if names:
        for name in names:
            print_account(table, name, no_color=no_color)
    else:
        print_rates(table, top=top, no_color=no_color)
    if worth:
        from seeder.cli.texts.information_text import print_information

        print_information(_information(read), objective=read.document.objective.value, no_color=no_color)


def _information(scenario: Scenario) -> Information:
    """Solve the scenario, and find the unknown numbers that are most worth knowing."""
    from seeder.cli.console.searching import searched
    from seeder.formulation import formulation_of
    from seeder.runs import worth_of_run

    return worth_of_run(searched(formulation_of(scenario)))


def _check_names(table: RateTable, names: tuple[str, ...]) -> None:
    unknown = [name for name in names if not len(table.of_account(name))]
    if unknown:
        from seeder.spelling import KnownNames
        from seeder.text import for_terminal

        guess = KnownNames(table.scenario.accounts.account_id).nearest(unknown[0])
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise click.BadParameter(for_terminal(f"there is no account {unknown[0]!r}.{hint}"), param_hint="--account")
