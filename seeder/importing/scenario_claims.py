"""Sentences about scenario.yaml for a person to check: who is left out, and what limits the fees.

An import writes them of the document that it makes. An update leaves the document as it is, so it checks each of them
first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from seeder.command_line import command, quoted
from seeder.figures import counted
from seeder.importing.claims import Claims, LeftOut, PaidFees
from seeder.importing.output.scenario_text import CASH, yaml_flow
from seeder.importing.rows.written_rows import FEE
from seeder.scenario.definition import Scenario
from seeder.scenario.document.documents import DEFAULT_APPROACH, FEE_RESOURCE
from seeder.scenario.spending import excluded_accounts
from seeder.scenario.tables.account_names import AccountNames

_MOST_NAMED = 3


def claims_of_import(claims: Claims) -> Iterator[str]:
    """Sentences that hold for the scenario which an import writes."""
    if claims.left_out is not None:
        yield f"{claims.left_out.why}. A rule in scenario.yaml leaves them out"
    if claims.fees is not None:
        yield from _on_fees(claims.fees, is_limited=False)
    if claims.unpaid is not None:
        unpaid = claims.unpaid
        yield f"{unpaid.column!r} has prices, but a yes costs nothing yet. To pay the prices, add --fee {unpaid.choice}"


def claims_of_update(claims: Claims, scenario: Scenario | None, account_of: Mapping[str, str]) -> Iterator[str]:
    """Sentences that hold for a scenario which an update left as it was.

    Parameters
    ----------
    scenario
        The scenario after the update; None if it cannot be read.
    account_of
        Key in the import → key in the scenario's accounts table.
    """
    if scenario is None:
        if claims.left_out is not None:
            yield f"{claims.left_out.why}. Check that your rules in scenario.yaml leave them out"
        return
    if claims.left_out is not None:
        yield _on_left_out(claims.left_out, scenario, account_of)
    prices = claims.fees or claims.unpaid
    if prices is None:
        return
    if any(approach.fee for approach in scenario.document.approaches.values()):
        if claims.fees is not None:
            yield from _on_fees(claims.fees, is_limited=FEE_RESOURCE in scenario.document.budget.amounts)
        return
    approaches = list(scenario.document.approaches)
    is_default = approaches == [DEFAULT_APPROACH]
    way = "approaches: {ask: {fee: yes}}" if is_default else f"'fee: yes' for an approach, such as {approaches[0]!r}"
    yield (
        f"no approach in scenario.yaml has 'fee: yes', so the prices in {prices.column!r} are copied but not "
        f"paid. To pay them, add to scenario.yaml: {way}"
    )


def _on_left_out(left_out: LeftOut, scenario: Scenario, account_of: Mapping[str, str]) -> str:
    accounts = scenario.accounts
    is_excluded = excluded_accounts(
        scenario.document, AccountNames(accounts), scenario.group_accounts, accounts.n_accounts
    )
    out = {name for name, excluded in zip(accounts.account_id, is_excluded.tolist(), strict=True) if excluded}
    # Keys in the accounts table are compared as they are written there.
    kept = sorted({account_of.get(key, key) for key in left_out.accounts} - out)
    if not kept:
        return f"{left_out.why}. Your rules in scenario.yaml leave them out"
    rule = yaml_flow({"where": left_out.where, "at_most": 0})
    return (
        f"{left_out.why}. Your rules in scenario.yaml do not leave out {_named(kept)}, so the plan may ask them. To "
        f"exclude them, add to rules.groups: {rule}"
    )


def _on_fees(fees: PaidFees, *, is_limited: bool) -> Iterator[str]:
    if fees.blank:
        yield (
            f"{counted(len(fees.blank), 'account has', 'accounts have')} no price in {fees.column!r} "
            f"({_named(fees.blank)}), so a yes is counted as free. Write the price into the column {FEE!r} of "
            "accounts.csv, or 0 for a yes that costs nothing"
        )
    if not is_limited:
        amount = f"{CASH} {fees.currency}".strip()
        yield (
            f"no budget limits the sum of the fees. Write your limit into scenario.yaml, below effort, as in "
            f"{FEE_RESOURCE}: {amount}; or add it to {command('solve')}: --budget {quoted(f'{FEE_RESOURCE}={amount}')}"
        )


def _named(keys: Collection[str]) -> str:
    shown = [repr(key[:40]) for key in list(keys)[:_MOST_NAMED]]
    return ", ".join(shown) + (" …" if len(keys) > _MOST_NAMED else "")
