"""The argument SCENARIO of a verb: a path, or else the scenario of the current folder."""

from __future__ import annotations

from pathlib import Path

import click

from seeder.cli.arguments.completion import complete_scenarios
from seeder.cli.arguments.current_folder import scenario_here
from seeder.command_line import command


def _named_or_here(context: click.Context, parameter: click.Parameter, named: Path | None) -> Path | None:
    """Take the scenario of the current folder where none is named."""
    return named if named is not None or context.resilient_parsing else current_scenario()


def current_scenario() -> Path:
    """Return the scenario of the current folder; a UsageError says what to do if there is none."""
    found = scenario_here()
    if found is None:
        raise click.UsageError(
            "No SCENARIO is named, and this folder has none: it has no scenario.yaml, scenario.json or accounts.csv. "
            f"Name a folder, a document or a table of accounts, or start with: {command('init my-launch')}"
        )
    return found


scenario_argument = click.argument(
    "scenario",
    type=click.Path(path_type=Path),
    required=False,
    callback=_named_or_here,
    shell_complete=complete_scenarios,
)
