"""Options of the verbs that answer questions on a scenario: ``--seed``, ``--quiet``, ``--no-color``."""

from __future__ import annotations

import click

seed_option = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of all random choices: the same seed gives the same plans.",
)
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Print no notes and no progress.")
no_color_option = click.option("--no-color", is_flag=True, help="Print without colour, as with NO_COLOR.")
