"""The names of a scenario's resources, the amounts in the document, and their currencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from seeder.command_line import quoted
from seeder.scenario.document.documents import FEE_RESOURCE, ScenarioDocument
from seeder.scenario.document.located import LocatedDocument, Path_, WrittenFloat
from seeder.scenario.document.money import Money, two_readings
from seeder.scenario.document.validation import Faults
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.columns import TABLES
from seeder.spelling import did_you_mean

RESERVED_NAMES = {*(column.name for column in TABLES["overrides"]), "basis"} - {"effort"}
"""Names that no resource may have."""


def resource_names(document: ScenarioDocument, further: Iterable[str] = ()) -> tuple[str, ...]:
    """All resources in order: effort, the budget's, those of costs, on_yes and fees, and further ones."""
    names = ["effort", *document.budget.amounts]
    for approach in document.approaches.values():
        names += [*approach.costs, *approach.on_yes]
        if approach.fee:
            names.append(FEE_RESOURCE)
    return tuple(dict.fromkeys([*names, *further]))


def unlimited_words(name: str, budget: Iterable[str]) -> str:
    """What a resource without a budget means, how to limit it, and which name of the budget may have been meant."""
    guess = did_you_mean(name, list(budget))
    way_out = f"Did you mean {guess!r}?" if guess else f"To limit it: --budget {quoted(f'{name}=AMOUNT')}"
    return f"no budget for {name!r}: spending is shown but not limited. {way_out}"


def written_resources(located: LocatedDocument) -> list[str]:
    """Names of resources as written, those of amounts at fault among them."""
    found = []
    for path in located.values:
        is_budget = path[:1] == ("budget",) and len(path) == 2 and path[1] != "basis"
        if is_budget or (path[:1] == ("approaches",) and len(path) == 4 and path[2] in ("costs", "on_yes")):
            found.append(str(path[-1]))
    return found


def currencies_of(document: ScenarioDocument) -> dict[str, str]:
    """Resource → code of the currency that is written with an amount of it; resources without one are left out."""
    found: dict[str, str] = {}
    for path, amount in _amounts_of(document):
        if isinstance(amount, Money) and amount.currency:
            found.setdefault(str(path[-1]), amount.currency)
    return {name: found[name] for name in resource_names(document) if name in found}


def check_amounts(document: ScenarioDocument, located: LocatedDocument, faults: Faults, log: IssueLog) -> None:
    """Check that no number can be read in two ways, and that a resource has one currency at most."""
    first: dict[str, tuple[str, Path_]] = {}
    for path, amount in _amounts_of(document):
        if faults.touch(path):
            continue
        name, place = str(path[-1]), located.place(path)
        written = _written_at(located, path)
        readings = two_readings(written)
        # An hour and an eighth of work is a usual cost of one ask; a budget of 1.125 hours is none.
        if readings is not None and (name != "effort" or "budget" in path or "limit" in path):
            log.report(
                place,
                f"{located.shown(path)} is {written}",
                f"{_number_in(written)} could be {readings[0]} or {int(readings[1]):,}",
                f"Write {readings[1]} or {_decimal(readings[0])}",
            )
        if not isinstance(amount, Money) or not amount.currency:
            continue
        if name == "effort":
            log.report(
                place,
                f"{located.shown(path)} is {written}",
                "Effort is working time in hours and has no currency",
                "Write the number of hours; money is a resource of its own, such as cash: 1500 EUR",
            )
            continue
        currency, earlier = first.setdefault(name, (amount.currency, path))
        if currency != amount.currency:
            log.report(
                place,
                f"{name} is in {amount.currency} here and in {currency} at {located.place(earlier)}",
                "All amounts of a resource must have the same currency",
                f"Convert the amount to {currency}, or give the resource another name",
            )


def _amounts_of(document: ScenarioDocument) -> Iterator[tuple[Path_, float]]:
    for name, amount in document.budget.amounts.items():
        yield ("budget", name), amount
    for approach_name, approach in document.approaches.items():
        for key, amounts in (("costs", approach.costs), ("on_yes", approach.on_yes)):
            for name, amount in amounts.items():
                yield ("approaches", approach_name, key, name), amount
    for position, group in enumerate(document.rules.groups):
        for name, amount in group.limit.items():
            yield ("rules", "groups", position, "limit", name), amount


def _written_at(located: LocatedDocument, path: Path_) -> str:
    """Text of a value, '' for a number that was never written."""
    value: Any = located.data
    for piece in path:
        try:
            value = value[piece]
        except (KeyError, IndexError, TypeError):
            return ""
    return value.text if isinstance(value, WrittenFloat) else value if isinstance(value, str) else ""


def _number_in(written: str) -> str:
    return "".join(letter for letter in written if letter.isdigit() or letter in ".,").strip(".,")


def _decimal(reading: str) -> str:
    """Write a decimal so that it has not three digits behind its point."""
    return f"{reading}0" if two_readings(reading) else reading
