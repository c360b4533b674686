"""Options that change keys of a scenario: ``--budget``, ``--set``, ``--objective``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from seeder.scenario import Setting

budget_option = click.option(
    "--budget",
    "budgets",
    multiple=True,
    metavar="NAME=AMOUNT",
    help='Limit the spending of a resource; can be repeated: --budget hours=40 --budget "cash=1500 EUR".',
)
set_option = click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change any key of the scenario, such as rules.accounts.at_most=20; the value is YAML. Can be repeated.",
)
objective_option = click.option("--objective", metavar="reach|clicks|conversions", help="What to maximise.")


def parse_settings(*, budgets: Sequence[str], assignments: Sequence[str], objective: str | None) -> tuple[Setting, ...]:
    """Parse the options; refuse one that is not NAME=VALUE."""
    from seeder.scenario import Setting

    settings = []
    for text in budgets:
        for part in re.split(r",(?=[^,=]*=)", text):
            name, value = split_assignment(part, "--budget", "NAME=VALUE, such as effort=40")
            settings.append(Setting(("budget", name), value, f"--budget {part.strip()}"))
    for text in assignments:
        key, value = split_assignment(text, "--set", "NAME=VALUE, such as rules.accounts.at_most=20")
        path = tuple(key.split("."))
        if "" in path:
            raise click.BadParameter(f"{key!r} has an empty part between dots", param_hint="--set")
        settings.append(Setting(path, value, f"--set {text.strip()}"))
    if objective is not None:
        settings.append(Setting(("objective",), objective, f"--objective {objective}"))
    return tuple(settings)


def split_assignment(text: str, option: str, form: str) -> tuple[str, str]:
    """Split NAME=VALUE, both without blanks around; refuse what has not the form that is named."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise click.BadParameter(f"{text!r} is not {form}", param_hint=option)
    return name.strip(), value.strip()
