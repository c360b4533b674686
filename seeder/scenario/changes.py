"""Turns keyword arguments of Python into the same settings as ``--budget`` and ``--set``."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import Any

from seeder.argument_kinds import in_words
from seeder.errors import ArgumentError, Place
from seeder.scenario.document.plain_values import plain_value
from seeder.scenario.document.settings import Setting
from seeder.scenario.document.yaml_line import yaml_text


def budget_of(budget: Any) -> Any:
    """Return a budget by resource: a number is hours of effort; what is no number is returned as it is."""
    is_number = isinstance(budget, Real) and not isinstance(budget, bool)
    return {"effort": budget} if is_number else budget


def amounts_of(budget: object) -> dict[str, Any]:
    """Return a budget by resource, or refuse what is neither a number nor a mapping.

    Raises
    ------
    ArgumentError
        Where it is of another kind.
    """
    amounts: Any = budget_of(budget)
    if not hasattr(amounts, "keys"):
        raise ArgumentError(f"budget: expected hours or a mapping such as {{'effort': 40}}, found {in_words(budget)}")
    return dict(amounts)


def settings_of(*, budget: object = None, objective: object = None, changes: object = None) -> tuple[Setting, ...]:
    """Return the settings that the arguments ``budget``, ``objective`` and ``set`` stand for.

    Raises
    ------
    ArgumentError
        Where an argument is of another kind.
    """
    settings = []
    if budget is not None:
        amounts = amounts_of(budget)
        settings += [_setting(("budget", str(name)), amount, f"budget: {name}") for name, amount in amounts.items()]
    if changes is not None:
        if not isinstance(changes, Mapping):
            raise ArgumentError(
                f"set: expected a mapping such as {{'rules.accounts.at_most': 20}}, found {in_words(changes)}"
            )
        for key, value in changes.items():
            path = tuple(key.split(".")) if isinstance(key, str) else ()
            if not path or "" in path:
                raise ArgumentError(
                    f"set: expected keys with dots between their parts, such as 'rules.accounts.at_most', found {key!r}"
                )
            settings.append(_setting(path, value, f"set: {key}"))
    if objective is not None:
        settings.append(_setting(("objective",), objective, "objective"))
    return tuple(settings)


def _setting(path: tuple[str, ...], value: object, origin: str) -> Setting:
    return Setting(path, yaml_text(plain_value(value, Place(origin))), origin)
