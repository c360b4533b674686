"""``seeder frontier``: the best value for every budget of a resource."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from seeder.cli.arguments.numbers import NumberRange
from seeder.cli.arguments.question_options import answer_of, no_color_option, quiet_option, seed_option
from seeder.cli.arguments.scenario_argument import scenario_argument
from seeder.cli.arguments.settings import budget_option, objective_option, parse_settings, set_option
from seeder.cli.arguments.verbose import verbose_option
from seeder.cli.console.documents import print_document

if TYPE_CHECKING:
    from seeder.analysis.frontier import Frontier
    from seeder.scenario import Scenario


@click.command(short_help="Show what more or fewer hours, money or asks would bring.")
@scenario_argument
@click.option(
    "--resource", default="effort", show_default=True, help="What to vary: effort, another resource, or asks."
)
@click.option("--from", "start", type=NumberRange(min=0), help="Smallest budget.  [default: a quarter of today's]")
@click.option("--to", "end", type=NumberRange(min=0), help="Largest budget.  [default: twice today's]")
@click.option("--points", type=click.IntRange(2, 200), help="How many budgets to compare.  [default: 8]")
@budget_option
@set_option
@objective_option
@click.option("--time-limit", type=NumberRange(min=0), metavar="SECONDS", help="Time limit for all searches together.")
@click.option(
    "--gap",
    type=NumberRange(min=0, max=1, max_open=True),
    default=1e-3,
    show_default=True,
    help="Stop a search when its plan is proved to be within this share of the best possible, such as 0.01 for 1%.",
)
@seed_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object on stdout, with the accounts of each plan."
)
@quiet_option
@no_color_option
@verbose_option
def frontier(
    scenario: Path,
    resource: str,
    start: float | None,
    end: float | None,
    points: int | None,
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
    """Show the best plan of SCENARIO for smaller and larger budgets.

    For each budget, it shows what the best plan brings, what no plan can exceed, the usual result, what a further hour
    brings, and who comes in or goes out.

    \b
    seeder frontier my-launch
    seeder frontier my-launch --resource cash --from 0 --to 3000 --points 7
    seeder frontier my-launch --resource asks
    """  # noqa: D301
    settings = parse_settings(budgets=budgets, assignments=assignments, objective=objective)
    from seeder.analysis.frontier import ASKS
    from seeder.questions import frontier as frontier_of_scenario
    from seeder.scenario import Setting
    from seeder.subjects import is_without_budget

    is_stated = any(setting.path[:1] == ("budget",) for setting in settings)
    if end is not None and resource != ASKS and not is_stated and is_without_budget(scenario):
        # The largest budget is one.
        settings = (*settings, Setting(("budget", resource), f"{end:.12g}", f"--to {end:g}"))

    def ask(read: Scenario) -> Frontier:
        return frontier_of_scenario(
            read,
            resource=resource,
            start=start,
            end=end,
            points=points,
            time_limit=time_limit,
            gap=gap,
            seed=seed,
            progress=not quiet,
        )

    found = answer_of(scenario, settings, ask, quiet=quiet)
    if as_json:
        print_document(found.to_document())
        return
    from seeder.cli.texts.frontier_text import print_frontier

    print_frontier(found, no_color=no_color)
