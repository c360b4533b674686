"""``seeder explain``: why an account is in the best plan, or is not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from seeder.cli.arguments.completion import complete_accounts
from seeder.cli.arguments.question_options import (
    answer_of,
    gap_option,
    no_color_option,
    quiet_option,
    seed_option,
    time_limit_option,
)
from seeder.cli.arguments.scenario_argument import current_scenario, scenario_argument
from seeder.cli.arguments.settings import budget_option, objective_option, parse_settings, set_option
from seeder.cli.arguments.verbose import verbose_option
from seeder.cli.console.documents import print_document

if TYPE_CHECKING:
    from seeder.analysis.explanation.answer import Explanation
    from seeder.scenario import Scenario


@click.command(short_help="Show why an account is in the plan or not, and what would change that.")
@scenario_argument
@click.argument("account", required=False, shell_complete=complete_accounts)
@budget_option
@set_option
@objective_option
@time_limit_option(60.0)
@gap_option
@seed_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
@quiet_option
@no_color_option
@verbose_option
def explain(
    scenario: Path,
    account: str | None,
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
    """Show why ACCOUNT is in the best plan for SCENARIO, or why it is not.

    It shows what the account brings alone and with the rest of the plan, which budget or rule keeps it out, whom it
    replaces, and from which acceptance, effort and number of clicks on it is worth asking. ACCOUNT can be a key, a
    handle or a profile link.

    \b
    seeder explain my-launch the.star
    """  # noqa: D301
    if account is None:
        account, scenario = _account_of(scenario), current_scenario()
    settings = parse_settings(budgets=budgets, assignments=assignments, objective=objective)
    from seeder.questions import explain as explain_account

    def ask(read: Scenario) -> Explanation:
        return explain_account(read, account, time_limit=time_limit, gap=gap, seed=seed, progress=not quiet)

    found = answer_of(scenario, settings, ask, quiet=quiet)
    if as_json:
        print_document(found.to_document())
        return
    from seeder.cli.texts.explanation_text import print_explanation

    print_explanation(found, no_color=no_color)


def _account_of(named: Path) -> str:
    """What was named alone: an account of the scenario in the current folder, unless it is a scenario itself."""
    is_given = click.get_current_context().get_parameter_source("scenario") is ParameterSource.COMMANDLINE
    if not is_given or named.exists():
        raise click.UsageError("Missing argument 'ACCOUNT': name the account to explain.")
    return str(named)
