"""Checks and notes on what a plan can spend: budgets, costs, fees and overrides against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from seeder.figures import counted, listed
from seeder.problem.arrays import BoolArray
from seeder.scenario.count_or_share import share_of
from seeder.scenario.document.documents import FEE_RESOURCE, ScenarioDocument
from seeder.scenario.document.located import LocatedDocument
from seeder.scenario.document.validation import Faults
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.resources import RESERVED_NAMES, resource_names, unlimited_words
from seeder.scenario.tables.account_names import AccountNames
from seeder.scenario.tables.accounts import FEE, Accounts
from seeder.scenario.tables.overrides import ON_YES, Overrides
from seeder.spelling import did_you_mean

_MOST_NAMED = 5


def check_spending(
    document: ScenarioDocument,
    located: LocatedDocument,
    faults: Faults,
    *,
    accounts: Accounts | None,
    overrides: Overrides,
    group_accounts: Sequence[BoolArray],
    log: IssueLog,
) -> None:
    """Check that something costs every resource of the budget: a misspelt one would limit nothing.

    Where no budget and no rule limits the plan, a budget that nothing spends is an issue, else a note.
    """
    spent = set(_spent_names(document, accounts, overrides))
    budget = document.budget.amounts
    is_known = accounts is not None and not faults.touch(("rules",)) and not faults.touch(("budget",))
    is_limited = not is_known or any(name in spent for name in budget) or _rules_limit(document, spent, group_accounts)
    for name in budget:
        if name in spent or name in RESERVED_NAMES:
            continue
        place = located.key_place(("budget", name))
        shown = located.written.get(("budget", name), name)
        found = f"you set a budget for {shown!r}, but nothing here costs {shown!r}"
        guess = did_you_mean(name, spent - set(budget))
        if guess is not None:
            log.report(place, found, "A budget limits resources that asking costs", f"Did you mean {guess!r}?")
        elif is_limited:
            log.note(f"{found}, so this budget limits nothing", place=place)
        else:
            rule = "Nothing else limits the plan either, so it would ask everybody"
            log.report(place, found, rule, _way_out_of_no_limit(name, document, accounts))


def _way_out_of_no_limit(name: str, document: ScenarioDocument, accounts: Accounts | None) -> str:
    hours = "Working hours are called effort: --budget effort=40"
    pays_fees = any(approach.fee for approach in document.approaches.values())
    if pays_fees and name != FEE_RESOURCE:
        return f"{hours}. Fees are paid in {FEE_RESOURCE}: --budget {FEE_RESOURCE}=1500"
    approach = next(iter(document.approaches))
    if accounts is not None and FEE in accounts.table.columns and name == FEE_RESOURCE and not pays_fees:
        fees = f"write 'approaches: {{{approach}: {{fee: yes}}}}' {_as_setting(approach)}"
        return f"{hours}. To pay accounts their fee, {fees}"
    return f"{hours}. To say what costs {name}, write 'approaches: {{{approach}: {{on_yes: {{{name}: 100}}}}}}'"


def _spent_names(document: ScenarioDocument, accounts: Accounts | None, overrides: Overrides) -> Iterator[str]:
    """Effort, and resources of which some ask costs more than 0."""
    yield "effort"
    for approach in document.approaches.values():
        yield from (name for amounts in (approach.costs, approach.on_yes) for name, cost in amounts.items() if cost > 0)
        if approach.fee and (accounts is None or (accounts.fee > 0).any()):
            yield FEE_RESOURCE
    for costs in (overrides.costs, overrides.on_yes):
        yield from (name for name, cost in costs.items() if (cost > 0).any())


def _rules_limit(document: ScenarioDocument, spent: Iterable[str], group_accounts: Sequence[BoolArray]) -> bool:
    """Whether rules limit how many accounts are asked, in all or in groups that cover everybody."""
    rules = document.rules
    if rules.accounts.at_most is not None:
        return True
    covering = [
        members
        for group, members in zip(rules.groups, group_accounts, strict=True)
        if group.at_most is not None or not set(group.limit).isdisjoint(spent)
    ]
    return bool(covering) and bool(np.logical_or.reduce(covering).all())


def check_fees(document: ScenarioDocument, located: LocatedDocument, log: IssueLog) -> None:
    """Check that an approach with fees has no other cash on a yes."""
    for name, approach in document.approaches.items():
        if approach.fee and FEE_RESOURCE in approach.on_yes:
            log.report(
                located.key_place(("approaches", name, "on_yes", FEE_RESOURCE)),
                f"the approach {name!r} has both 'fee: yes' and 'on_yes: {{{FEE_RESOURCE}: …}}'",
                "The cash of a yes is either the account's fee or the same for every account",
                "Give one of both",
            )


def excluded_accounts(
    document: ScenarioDocument, names: AccountNames, group_accounts: Sequence[BoolArray], n_accounts: int
) -> BoolArray:
    """Which accounts the rules exclude, by name or in a group with at_most: 0, shape (n_accounts,)."""
    is_excluded = np.zeros(n_accounts, dtype=bool)
    positions = [names.position(name) for name in document.rules.exclude]
    is_excluded[[position for position in positions if position >= 0]] = True
    for group, members in zip(document.rules.groups, group_accounts, strict=True):
        if group.at_most is not None and (group.at_most == 0 or share_of(group.at_most) == 0):
            is_excluded |= members
    return is_excluded


def unknown_fees(document: ScenarioDocument, accounts: Accounts, overrides: Overrides) -> BoolArray:
    """Where a yes costs the account's fee and nothing says how much that is, shape (n_accounts, n_approaches)."""
    pays = np.array([approach.fee for approach in document.approaches.values()])
    found: BoolArray = np.isnan(accounts.fee)[:, None] & pays
    given = overrides.on_yes.get(FEE_RESOURCE)
    if given is not None:
        has_own = ~np.isnan(given)
        found[overrides.account[has_own], overrides.approach[has_own]] = False
    return found


def note_fees(
    document: ScenarioDocument,
    *,
    accounts: Accounts,
    overrides: Overrides,
    approach_accounts: Sequence[BoolArray],
    is_excluded: BoolArray,
    log: IssueLog,
) -> None:
    """Note accounts that may be asked, would be paid a fee and have none, and fees that no approach pays."""
    source, has_column = accounts.table.source, FEE in accounts.table.columns
    paying = [position for position, approach in enumerate(document.approaches.values()) if approach.fee]
    if not paying:
        if has_column:
            first = next(iter(document.approaches))
            log.note(
                f"{source}: the column {FEE!r} is copied to the shortlist, but costs nothing. To pay it on a yes, "
                f"write 'approaches: {{{first}: {{fee: yes}}}}' {_as_setting(first)}"
            )
        return
    without = np.zeros(accounts.n_accounts, dtype=bool)
    unknown = unknown_fees(document, accounts, overrides)
    for position in paying:
        asked = approach_accounts[position].copy()
        own = overrides.approach == position
        asked[overrides.account[own & (overrides.available == 1)]] = True
        asked[overrides.account[own & (overrides.available == 0)]] = False
        without |= asked & unknown[:, position] & ~is_excluded
    names = [accounts.account_id[account] for account in np.flatnonzero(without).tolist()]
    if not names:
        return
    what = f"{counted(len(names), 'account has', 'accounts have')} no fee ({_some(names)})"
    column = f"Fill in the column {FEE!r}"
    if not has_column:
        guess = did_you_mean(FEE, accounts.carried)
        column = f"Rename the column {guess!r} to {FEE!r}" if guess else f"Add a column {FEE!r}"
    log.note(f"{source}: {what}, so a yes is counted as free. {column}; write 0 for a yes that costs nothing")


def note_unlimited(document: ScenarioDocument, source: str, resources: Iterable[str], log: IssueLog) -> None:
    """Note resources that only the overrides name and the budget does not limit."""
    named = resource_names(document)
    for name in resources:
        if name not in named:
            log.note(f"{source}: {unlimited_words(name, named)}")


def note_free_pairs(
    document: ScenarioDocument,
    *,
    source: str,
    accounts: Accounts,
    overrides: Overrides,
    is_excluded: BoolArray,
    log: IssueLog,
) -> None:
    """Note blank costs of overrides that leave a pair at 0, though other rows of the column have a cost."""
    approaches = list(document.approaches.items())
    for prefix, columns in (("", overrides.costs), (ON_YES, overrides.on_yes)):
        for name, cost in columns.items():
            free = np.zeros(len(cost), dtype=bool)
            for position, (_, approach) in enumerate(approaches):
                own = (
                    np.isnan(cost)
                    & ~is_excluded[overrides.account]
                    & (overrides.approach == position)
                    & (overrides.available != 0)
                )
                if prefix and approach.fee and name == FEE_RESOURCE:
                    own &= np.isnan(accounts.fee[overrides.account])
                if name != "effort" and name not in (approach.on_yes if prefix else approach.costs):
                    free |= own
            if not free.any() or not (cost > 0).any():
                continue
            pairs = [
                f"{accounts.account_id[overrides.account[pair]]} by {approaches[overrides.approach[pair]][0]}"
                for pair in np.flatnonzero(free).tolist()
            ]
            log.note(
                f"{source}: the column {prefix + name!r} is blank for {_some(pairs)}, and the approach has no such "
                "cost, so the cost is counted as 0. Write the cost, or 0"
            )


def _as_setting(approach: str) -> str:
    return f"(or --set approaches.{approach}.fee=yes)"


def _some(names: Sequence[str]) -> str:
    return listed([name[:60] for name in names[:_MOST_NAMED]], len(names) - _MOST_NAMED)
