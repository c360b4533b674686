"""What the verbs that answer questions on a scenario share: their options, and how the question is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from seeder.cli.arguments.numbers import NumberRange

if TYPE_CHECKING:
    from seeder.scenario import Scenario, Setting

_Found = TypeVar("_Found")

seed_option = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of all random choices: the same seed gives the same plans.",
)
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Print no notes and no progress.")
no_color_option = click.option("--no-color", is_flag=True, help="Print without colour, as with NO_COLOR.")
gap_option = click.option(
    "--gap",
    type=NumberRange(min=0, max=1, max_open=True),
    default=1e-3,
    show_default=True,
    help="Stop a search when its plan is proved to be within this share of the best possible, such as 0.01 for 1%.",
)


def time_limit_option(default: float) -> Callable[..., Any]:
    """Return the option of the time limit of all searches together, with its default [s]."""
    return click.option(
        "--time-limit",
        type=NumberRange(min=0),
        metavar="SECONDS",
        default=default,
        show_default=True,
        help="Time limit for all searches together.",
    )


def answer_of(scenario: Path, settings: Sequence[Setting], ask: Callable[[Scenario], _Found], *, quiet: bool) -> _Found:
    """Read a scenario, print its notes unless ``quiet``, and ask; wrong arguments are errors of usage."""
    from seeder.cli.console.issues import print_notes
    from seeder.errors import ArgumentError
    from seeder.scenario import read_scenario

    read = read_scenario(scenario, settings=tuple(settings))
    if not quiet:
        print_notes(read.notes)
    try:
        return ask(read)
    except ArgumentError as error:
        raise click.UsageError(str(error)) from error
