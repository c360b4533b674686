"""``seeder solve``: choose which accounts to ask, and write the run."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seeder.cli.arguments.numbers import NumberRange
from seeder.cli.arguments.scenario_argument import scenario_argument
from seeder.cli.arguments.settings import budget_option, objective_option, parse_settings, set_option
from seeder.cli.arguments.verbose import verbose_option
from seeder.cli.console.documents import print_document
from seeder.cli.console.exit_code import ExitCode
from seeder.cli.console.lines import print_line
from seeder.cli.console.streams import stdout_is_spare

if TYPE_CHECKING:
    from seeder.runs import Run

_NO_PLAN_YET = "Interrupted: there was no plan yet, so nothing was written."
"""What Ctrl-C says while there is no plan."""


@click.command(short_help="Choose which accounts to ask (the main command).")
@scenario_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="Write the results (the run) into this new folder.",
)
@budget_option
@set_option
@objective_option
@click.option(
    "--time-limit",
    type=NumberRange(min=0),
    metavar="SECONDS",
    help="Time limit for the whole command; at the limit, the best plan found so far is kept.",
)
@click.option(
    "--gap",
    type=NumberRange(min=0, max=1, max_open=True),
    default=1e-6,
    show_default=True,
    help="Stop when the plan is proved to be within this share of the best possible, such as 0.01 for 1%; 0: "
    "search for the best.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of all random choices: the same seed gives the same plan.",
)
@click.option("--json", "as_json", is_flag=True, help="Print only plan.json, on stdout.")
@click.option("--strict", is_flag=True, help="Make the exit code 5 if the search stopped before it reached the gap.")
@click.option("--quiet", "-q", is_flag=True, help="Print no table, no notes and no progress.")
@click.option(
    "--force", is_flag=True, help="Replace an earlier run in the folder RUN; a folder without a run is never replaced."
)
@click.option("--no-color", is_flag=True, help="Print without colour, as with NO_COLOR.")
@verbose_option
def solve(
    scenario: Path,
    output: Path | None,
    budgets: tuple[str, ...],
    assignments: tuple[str, ...],
    objective: str | None,
    time_limit: float | None,
    gap: float,
    seed: int,
    as_json: bool,
    strict: bool,
    quiet: bool,
    force: bool,
    no_color: bool,
) -> int:
    """Choose which accounts to ask, and how, within your budget.

    SCENARIO is a folder that contains scenario.yaml, that file itself, or a table of accounts. The default is the
    current folder.

    \b
    seeder solve my-launch -o run          solve and write the shortlist
    seeder solve accounts.csv --budget effort=40
    seeder solve my-launch --set rules.accounts.at_most=20 --json
    """  # noqa: D301
    began = time.perf_counter()
    settings = parse_settings(budgets=budgets, assignments=assignments, objective=objective)
    from seeder.cli.console.issues import print_notes
    from seeder.errors import RunExistsError, RunFolderError
    from seeder.importing import unexcluded_refusals
    from seeder.run_writing import require_free, write_run
    from seeder.scenario import read_scenario
    from seeder.solvers import TerminationReason
    from seeder.solving import solve as solve_scenario
    from seeder.text import for_terminal

    if output is not None:
        require_free(output, overwrite=force)
    try:
        read = read_scenario(scenario, settings=settings)
        if not quiet:
            print_notes((*read.notes, *unexcluded_refusals(read)))
        run = solve_scenario(read, time_limit=time_limit, gap=gap, seed=seed, progress=not quiet, began=began)
    except KeyboardInterrupt as interrupt:
        raise KeyboardInterrupt(_NO_PLAN_YET) from interrupt
    if run.is_interrupted and run.result.termination.reason is TerminationReason.NO_SELECTION_FOUND:
        raise KeyboardInterrupt(_NO_PLAN_YET)
    failure: BaseException | None = None
    if output is not None:
        try:
            write_run(run, output, overwrite=force, command=["seeder", *sys.argv[1:]])
            if not as_json:
                stdout_is_spare()
        except (RunExistsError, RunFolderError, KeyboardInterrupt) as error:
            # The place was good when the search began; now the plan is on stdout only.
            failure, output, quiet = error, None, False
    if as_json:
        print_document(run.to_document())
        for sentence in () if quiet else run.plan.own_cautions:
            print_line(for_terminal(sentence), err=True)
    elif not quiet:
        from seeder.cli.texts.plan_table import print_plan

        print_plan(run.plan, output=output, no_color=no_color, every_row=failure is not None)
    if failure is not None:
        raise failure
    return _exit_code(run, strict=strict)


def _exit_code(run: Run, *, strict: bool) -> ExitCode:
    from seeder.solvers import TerminationReason

    termination = run.result.termination
    if run.is_interrupted:
        return ExitCode.INTERRUPTED
    if termination.reason is TerminationReason.INFEASIBLE:
        return ExitCode.INFEASIBLE
    if termination.reason is TerminationReason.NO_SELECTION_FOUND:
        return ExitCode.SHORT
    return ExitCode.SHORT if strict and termination.reason is TerminationReason.LIMIT_REACHED else ExitCode.DONE
