"""Checks the keys of a document against each other and against the accounts table."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from seeder.scenario.document.documents import (
    FEE_RESOURCE,
    CascadesAudience,
    Objective,
    OverlapsAudience,
    ScenarioDocument,
    SeparateAudience,
)
from seeder.scenario.document.located import LocatedDocument, Path_
from seeder.scenario.document.validation import LEFT_OUT, Faults
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.resources import RESERVED_NAMES, check_amounts, unlimited_words
from seeder.scenario.tables.account_names import AccountNames
from seeder.spelling import did_you_mean


def check_document(document: ScenarioDocument, located: LocatedDocument, faults: Faults, log: IssueLog) -> None:
    """Check what needs no table."""
    _check_audience(document, located, faults, log)
    _check_resources(document, located, faults, log)
    check_amounts(document, located, faults, log)
    for (below, low), (above, high) in pairwise(document.tiers.cut_offs):
        if low >= high and not faults.touch(("tiers",)):
            written = [name for name in (above, below) if ("tiers", name) in located.values]
            log.report(
                located.place(("tiers", *written[:1])),
                f"{above} starts at {high:,} followers and {below} at {low:,}",
                "Tiers must start in the order micro < mid < macro < celebrity",
                f"Give {above} a higher start than {below}",
            )
    for position, group in enumerate(document.rules.groups):
        path: Path_ = ("rules", "groups", position)
        if group.at_least is None and group.at_most is None and not group.limit and not faults.touch(path):
            log.report(
                located.place(path),
                "the group has no limit",
                "A group needs at_least, at_most or limit",
                "Add one of them, or remove the group",
            )


def _check_audience(document: ScenarioDocument, located: LocatedDocument, faults: Faults, log: IssueLog) -> None:
    audience = document.audience
    if isinstance(audience, CascadesAudience):
        log.report(
            located.place(("audience", "kind")),
            f"word of mouth (audiences of kind {audience.kind!r}) is not supported yet",
            "Audiences are separate, or described by segments, a follower list or overlaps",
            "Describe them by segments, followers or overlaps, or remove 'audience'",
        )
    if isinstance(audience, OverlapsAudience):
        _check_population(audience, located, faults, log)
    if document.interested is None or faults.touch(("audience",)) or faults.touch(("objective",)):
        return
    place = located.place(("interested",))
    if document.objective is Objective.REACH:
        log.note(
            "'interested' has no effect with the objective reach, which counts everybody who sees a post", place=place
        )
    elif isinstance(audience, SeparateAudience):
        text = "'interested' has no effect with separate audiences"
        log.note(text, place=place)


def _check_population(audience: OverlapsAudience, located: LocatedDocument, faults: Faults, log: IssueLog) -> None:
    if faults.touch(("audience", "population")) or faults.touch(("audience", "unstated")):
        return
    if audience.unstated == "sainsbury" and audience.population is None:
        log.report(
            located.place(("audience", "unstated")),
            "unstated is 'sainsbury', but the population is missing",
            "Chance overlaps are computed from the size of each audience and the number of all people",
            "Add the number of all people, such as 'population: 5000000', or write 'unstated: separate'",
        )
    elif audience.unstated != "sainsbury" and audience.population is not None:
        text = f"'population' has no effect with unstated: {audience.unstated!r}"
        log.note(text, place=located.place(("audience", "population")))


def _check_resources(document: ScenarioDocument, located: LocatedDocument, faults: Faults, log: IssueLog) -> None:
    budget = document.budget.amounts
    if not budget and not faults.touch(("budget",)):
        log.report(
            located.place(("budget",)),
            "the budget names no resource",
            "A budget must limit at least one resource",
            "Add the hours: {effort: 40}",
        )
    named: list[tuple[str, Path_]] = [(name, ("budget", name)) for name in budget]
    for approach_name, approach in document.approaches.items():
        where: Path_ = ("approaches", approach_name)
        if "effort" in approach.costs:
            written = located.written.get((*where, "costs", "effort"), "effort")
            log.report(
                located.key_place((*where, "costs", "effort")),
                f"{written} is listed under 'costs'",
                "The effort of asking is a key of the approach itself",
                "Write it as 'effort' beside 'costs'",
            )
        named += [(name, (*where, "costs", name)) for name in approach.costs]
        named += [(name, (*where, "on_yes", name)) for name in approach.on_yes]
        if approach.fee:
            named.append((FEE_RESOURCE, (*where, "fee")))
    noted: set[str] = set()
    for name, path in named:
        if name in RESERVED_NAMES:
            log.report(
                located.key_place(path),
                f"a resource is called {name!r}",
                "A column of overrides or a key of the budget already has this name",
                "Give the resource another name",
            )
        elif name not in budget and name not in noted and name != "effort":
            noted.add(name)
            log.note(unlimited_words(name, budget), place=located.key_place(path))


def check_rules(
    document: ScenarioDocument,
    located: LocatedDocument,
    faults: Faults,
    *,
    names: AccountNames | None,
    resources: Collection[str],
    log: IssueLog,
) -> None:
    """Check the names in the rules against accounts, approaches and resources.

    Names are None if the accounts are not known because of other issues.
    """
    rules = document.rules

    def check_account(name: str, path: Path_) -> None:
        if name != LEFT_OUT and names is not None and names.position(name) < 0:
            names.report_unknown(name, located.place(path), log)

    for position, include in enumerate(rules.include):
        path: Path_ = ("rules", "include", position)
        check_account(include.account, (*path, "account") if (*path, "account") in located.values else path)
        is_known = include.approach is None or include.approach in document.approaches
        if include.approach is not None and not is_known and not faults.cover(("approaches",)):
            guess = did_you_mean(include.approach, list(document.approaches))
            log.report(
                located.place((*path, "approach")),
                f"unknown approach {include.approach!r}",
                f"The approaches are {', '.join(document.approaches)}",
                f"Did you mean {guess!r}?" if guess else "Correct the name, or add the approach",
            )
    for position, name in enumerate(rules.exclude):
        check_account(name, ("rules", "exclude", position))
    for key, rule, lists in (
        ("conflicts", "A conflict needs different accounts", rules.conflicts),
        ("together", "Accounts to ask together may be listed only once", rules.together),
    ):
        for position, listed in enumerate(lists):
            for inner, name in enumerate(listed):
                place = located.place(("rules", key, position, inner))
                check_account(name, ("rules", key, position, inner))
                if name in listed[:inner] and name != LEFT_OUT:
                    log.report(place, f"{name!r} is listed twice", rule, "Remove one of the two")
    for position, group in enumerate(rules.groups):
        for resource in group.limit:
            if resource not in resources:
                guess = did_you_mean(resource, list(resources))
                log.report(
                    located.key_place(("rules", "groups", position, "limit", resource)),
                    f"unknown resource {resource!r}",
                    f"The resources are {', '.join(resources)}",
                    f"Did you mean {guess!r}?" if guess else "Correct the name",
                )
