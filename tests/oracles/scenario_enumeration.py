"""The best plan of a small scenario by trying every selection, straight from the format's words.

Shares nothing with the package: decimals as fractions, rules read off the document, every account by every approach
or not at all.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
Choice = dict[str, str]

TOLERANCE = Fraction(1, 10**9)


@dataclass(frozen=True)
class Option:
    """One account by one approach."""

    account: str
    approach: str
    acceptance: Fraction
    value: Fraction
    costs: dict[str, Fraction]


def decimal(number: float) -> Fraction:
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def options_of(
    rows: list[Row], overrides: list[Row], document: dict[str, Any], matches: Callable[[str, Row], bool]
) -> list[Option]:
    """All options of a scenario; ``matches`` decides a where for a row."""
    by_account: dict[str, list[Row]] = {}
    for row in rows:
        by_account.setdefault(row["account"], []).append(row)
    budget = document["budget"]
    resources = list(
        dict.fromkeys(
            ["effort"]
            + [name for name in budget if name != "basis"]
            + [
                name
                for entry in document["approaches"].values()
                for name in (*entry.get("costs", {}), *entry.get("on_yes", {}), *(["cash"] if entry.get("fee") else []))
            ]
        )
    )
    found: list[Option] = []
    for account, handles in by_account.items():
        responses = sum((_response(document["objective"], handle) for handle in handles), Fraction())
        for approach, entry in document["approaches"].items():
            override = next((o for o in overrides if o["account"] == account and o["approach"] == approach), {})
            is_open = "where" not in entry or any(matches(entry["where"], handle) for handle in handles)
            if override.get("available") == "yes":
                is_open = True
            if override.get("available") == "no" or not is_open:
                continue
            numbers = {}
            for kind in ("effort", "acceptance"):
                own = next((handle[kind] for handle in handles if handle.get(kind) is not None), None)
                given = [override.get(kind), entry.get(kind), own]
                numbers[kind] = decimal(next(number for number in given if number is not None))
            costs = {}
            for resource in resources:
                asking = numbers["effort"] if resource == "effort" else decimal(entry.get("costs", {}).get(resource, 0))
                if resource != "effort" and override.get(resource) is not None:
                    asking = decimal(override[resource])
                on_yes = decimal(entry.get("on_yes", {}).get(resource, 0))
                if resource == "cash" and entry.get("fee"):
                    on_yes = decimal(next((handle["fee"] for handle in handles if handle["fee"] is not None), 0))
                if override.get(f"on_yes.{resource}") is not None:
                    on_yes = decimal(override[f"on_yes.{resource}"])
                share = numbers["acceptance"] if budget.get("basis") == "expected" else Fraction(1)
                costs[resource] = asking + on_yes * share
            found.append(Option(account, approach, numbers["acceptance"], numbers["acceptance"] * responses, costs))
    return found


def _response(objective: str, handle: Row) -> Fraction:
    if objective == "reach":
        return decimal(handle["followers"]) * decimal(handle["view"])
    clicks = min(decimal(handle["clicks"]), decimal(handle["followers"]))
    return clicks if objective == "clicks" else clicks * decimal(handle["conversion"])


def selections(options: list[Option]) -> Iterator[tuple[Option, ...]]:
    """Every choice of at most one option an account."""
    accounts = list(dict.fromkeys(option.account for option in options))
    choices = [[None, *(o for o in options if o.account == account)] for account in accounts]
    for chosen in itertools.product(*choices):
        yield tuple(option for option in chosen if option is not None)


def is_feasible(chosen: tuple[Option, ...], document: dict[str, Any], members: Callable[[str], set[str]]) -> bool:
    """Whether budgets and rules hold; ``members`` gives the accounts that a where matches."""
    for resource, amount in document["budget"].items():
        if resource != "basis" and sum(o.costs[resource] for o in chosen) > decimal(amount) + TOLERANCE:
            return False
    asked = {option.account: option.approach for option in chosen}
    rules = document.get("rules", {})
    for entry in rules.get("include", []):
        wanted = {"account": entry} if isinstance(entry, str) else entry
        if (
            wanted["account"] not in asked
            or wanted.get("approach", asked[wanted["account"]]) != asked[wanted["account"]]
        ):
            return False
    if any(name in asked for name in rules.get("exclude", [])):
        return False
    if any(sum(name in asked for name in names) > 1 for names in rules.get("conflicts", [])):
        return False
    if any(0 < sum(name in asked for name in names) < len(names) for names in rules.get("together", [])):
        return False
    counts = [(rules.get("accounts", {}), set(asked))]
    counts += [(group, members(group["where"]) & set(asked)) for group in rules.get("groups", [])]
    for rule, inside in counts:
        if not number(rule.get("at_least", 0), asked) <= len(inside) <= number(rule.get("at_most", len(inside)), asked):
            return False
        for resource, amount in rule.get("limit", {}).items():
            spent = sum((o.costs[resource] for o in chosen if o.account in inside), Fraction())
            if spent > decimal(amount) + TOLERANCE:
                return False
    return True


def number(count: int | str, asked: dict[str, str]) -> Fraction:
    """A number of accounts, or a share of those asked."""
    return Fraction(count[:-1]) / 100 * len(asked) if isinstance(count, str) else Fraction(count)


def best(
    options: list[Option], document: dict[str, Any], members: Callable[[str], set[str]]
) -> tuple[Fraction, tuple[Option, ...]] | None:
    """The largest value and a selection that has it; None where no selection is feasible."""
    found: tuple[Fraction, tuple[Option, ...]] | None = None
    for chosen in selections(options):
        value = sum((option.value for option in chosen), Fraction())
        if (found is None or value > found[0]) and is_feasible(chosen, document, members):
            found = value, chosen
    return found
