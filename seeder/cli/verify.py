"""``seeder verify``: recompute every claim of a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seeder.cli.arguments.completion import complete_runs, complete_scenarios
from seeder.cli.arguments.verbose import verbose_option
from seeder.cli.console.documents import print_bytes
from seeder.cli.console.exit_code import ExitCode
from seeder.cli.console.lines import print_line

if TYPE_CHECKING:
    from seeder.verification import Verification


@click.command(short_help="Check a saved run: recompute its numbers from the scenario.")
@click.argument("run", type=click.Path(path_type=Path), shell_complete=complete_runs)
@click.option(
    "--scenario",
    type=click.Path(path_type=Path),
    metavar="PATH",
    shell_complete=complete_scenarios,
    help="Folder or file of the scenario, if it was moved since then; default: the place where it was solved.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
@click.option("--quiet", "-q", is_flag=True, help="Print only claims that do not hold or could not be compared.")
@verbose_option
def verify(run: Path, scenario: Path | None, as_json: bool, quiet: bool) -> int:
    """Check every claim of RUN (a folder that solve wrote), and recompute from the scenario what needs no solver.

    Each claim is printed as ok (recomputed), claim (taken on trust, for example because only a solver can know it),
    open (could not be compared, because its tables are not on disk) or FAILED (does not hold). The exit code is 3
    unless all claims hold.

    \b
    seeder verify run
    seeder verify run --scenario moved/my-launch
    """  # noqa: D301
    from seeder.cli.console.issues import print_issue
    from seeder.errors import Issue, Place, RunFolderError
    from seeder.verification import verify_run

    try:
        verification = verify_run(run, scenario=scenario)
    except RunFolderError as error:
        found, _, way_out = str(error).removeprefix(f"{run}: ").removesuffix(".").partition(". ")
        rule = "A run is a folder that solve wrote"
        print_issue(Issue(Place(str(run)), found, rule, way_out or "Name such a folder"))
        return ExitCode.REFUSED
    if as_json:
        # What a run folder holds may come from anybody, and verifying only repeats it: as escapes it moves no cursor.
        print_bytes((json.dumps(verification.to_document(), ensure_ascii=True, indent=2) + "\n").encode())
    elif not quiet:
        _print_claims(verification)
    for issue in verification.issues:
        print_issue(issue)
    return ExitCode.DONE if verification.is_verified else ExitCode.REFUSED


def _print_claims(verification: Verification) -> None:
    from seeder.text import for_terminal
    from seeder.verification import Standing

    words = {
        Standing.RECOMPUTED: "ok",
        Standing.CLAIMED: "claim",
        Standing.OPEN: "open",
        Standing.FAILED: "FAILED",
    }
    width = max(len(check.name) for check in verification.checks)
    for check in verification.checks:
        start = f"{words[check.standing]:<6}  {check.name:<{width}}  "
        print_line(start + for_terminal(check.detail), hang=len(start))
    print_line(verification.summary())
