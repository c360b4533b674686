"""Turn any table, path or scenario that a user passes into a Scenario."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

from seeder.argument_kinds import in_words
from seeder.errors import ArgumentError, Issue, ScenarioError
from seeder.figures import listed
from seeder.scenario import Scenario, read_scenario
from seeder.scenario.changes import amounts_of, settings_of
from seeder.scenario.document.documents import ScenarioDocument
from seeder.scenario.document.effort_words import resource_of
from seeder.scenario.document.located import argument_place
from seeder.scenario.tables.table_sources import TABLE_SUFFIXES
from seeder.spelling import did_you_mean


def scenario_of(subject: object, given: Mapping[str, Any], *, asked: str = "solve") -> Scenario:
    """Return the scenario of what was passed; arguments that do not go with it are refused.

    Parameters
    ----------
    given
        Arguments that change the scenario or, for a table of accounts, add to it.
    asked
        Name of the function that was called.
    """
    changes = {name: given.get(name) for name in ("budget", "objective")}
    if isinstance(subject, Scenario | str | os.PathLike):
        others = {name: value for name, value in given.items() if name not in ("budget", "objective", "set")}
        what = "a Scenario" if isinstance(subject, Scenario) else "a path"
        way_out = "Change its keys with set={'rules.accounts.at_most': 20}"
        refuse_arguments(others, f"{what} has its tables and keys already", way_out)
        settings = settings_of(**changes, changes=given.get("set"))
        if isinstance(subject, Scenario):
            return subject.with_settings(settings) if settings else subject
        return read_scenario(_path_of(subject, asked), settings=settings)
    if not is_table(subject):
        problem = ", or a SeedingProblem" if asked == "solve" else ""
        raise ArgumentError(
            f"{asked}: expected a Scenario, the path of a scenario or table, {'' if problem else 'or '}a table of "
            f"accounts such as a pandas DataFrame{problem}, found {in_words(subject)}"
        )
    changed = given.get("set")
    if "accounts" in given:
        raise ArgumentError("accounts= and the table to solve are the same thing: pass only one of them")
    keys = {name: value for name, value in given.items() if name not in ("set", "budget")}
    settings = settings_of(changes=changed)
    budget = amounts_of(given["budget"]) if "budget" in given else None
    made = Scenario.from_frames(subject, budget=budget, **keys)  # type: ignore[arg-type]
    return made.with_settings(settings) if settings else made


def is_table(subject: object) -> bool:
    """Whether something is a table in memory: a pandas frame, or a stream of Arrow's."""
    import pandas as pd

    # A column alone is such a stream too.
    return isinstance(subject, pd.DataFrame) or (
        hasattr(subject, "__arrow_c_stream__") and not isinstance(subject, pd.Series)
    )


def is_without_budget(subject: object) -> bool:
    """Whether something is a table of accounts, in memory or a file, which says nothing of a budget."""
    if isinstance(subject, str | os.PathLike):
        path = os.fspath(subject)
        return isinstance(path, str) and Path(path).suffix.lower() in TABLE_SUFFIXES
    return not isinstance(subject, Scenario) and is_table(subject)


def refuse_unknown(keys: Iterable[str], function: Callable[..., object]) -> None:
    """Refuse keyword arguments that a function does not know, each with the name that may be meant.

    Raises
    ------
    ScenarioError
        With one issue for each.
    """
    parameters = signature(function).parameters.values()
    own = [each.name for each in parameters if each.kind is Parameter.KEYWORD_ONLY and each.name != "began"]
    tables = [each for each in signature(Scenario.from_frames).parameters if each not in ("accounts", "keys")]
    keys_of_document = [name for name in ScenarioDocument.model_fields if name != "accounts"]
    known = list(dict.fromkeys([*own, *tables, *keys_of_document]))
    issues = []
    for key in [key for key in keys if key not in known and key != "accounts"]:
        guess = did_you_mean(key, known)
        rule, way_out = f"help(seeder.{function.__name__}) lists the arguments", f"Did you mean {guess!r}?"
        if resource_of(key) == "effort":
            way_out = "Hours are a budget: pass budget=40"
        elif guess is None:
            rule = f"Arguments of {function.__name__} are {listed(known)}"
            way_out = "Remove it, or correct its name"
        issues.append(Issue(argument_place((key,)), f"unknown argument {key!r}", rule, way_out))
    if issues:
        raise ScenarioError(issues)


def refuse_arguments(given: Mapping[str, object], reason: str, way_out: str) -> None:
    """Refuse arguments that do not go with what was passed, if there are any."""
    if given:
        names = ", ".join(f"{name}=" for name in given)
        raise ArgumentError(f"{names}: {reason}. {way_out}")


def _path_of(path: str | os.PathLike[str], asked: str) -> str | Path:
    named = os.fspath(path)
    if not isinstance(named, str):
        raise ArgumentError(f"{asked}: expected a path of text, found {in_words(named)}")
    return path if isinstance(path, Path) else named
