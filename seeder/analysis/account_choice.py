"""Which accounts a question is about: celebrities, middlers, or whoever matches a condition."""

from __future__ import annotations

from seeder.errors import ArgumentError, ScenarioError
from seeder.figures import listed
from seeder.formulation import Formulation
from seeder.importing.named_accounts import NamedAccounts
from seeder.problem.arrays import BoolArray
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import accounts_matching
from seeder.scenario.where.rows import AccountRows
from seeder.scenario.where.where import WhereError, match_rows, parse_where

MIDDLERS = "tier in ('nano', 'micro', 'mid')"
"""Who is a middler, if nothing else is wanted."""
CELEBRITIES = "tier == 'celebrity'"
"""Who is a celebrity, if nothing else is wanted."""
_MOST_NAMED = 3


def account_named(formulation: Formulation, name: object) -> int:
    """Position of the account that a user names by key, handle or profile link.

    Raises
    ------
    ArgumentError
        Where no account has that name, or several have.
    """
    if not isinstance(name, str):
        raise ArgumentError(f"account: expected the name of an account, found {type(name).__name__}")
    accounts = formulation.scenario.accounts
    names = NamedAccounts(accounts)
    found = names.find(name)
    if found is None:
        near = names.nearest(name)
        meant = f". Did you mean {near!r}?" if near else ""
        raise ArgumentError(f"account: there is no account {name!r:.60}{meant}")
    if len(found) > 1:
        keys = listed([repr(key) for key in sorted(found)[:_MOST_NAMED]], len(found) - _MOST_NAMED)
        raise ArgumentError(f"account: {name!r:.60} may be {keys}. Write one of them")
    return accounts.position[next(iter(found))]


def accounts_where(formulation: Formulation, where: str, *, argument: str) -> BoolArray:
    """Accounts that match a ``where``, shape (n_accounts,).

    Parameters
    ----------
    argument
        What the condition is called in messages.

    Raises
    ------
    ArgumentError
        Where the ``where`` is not understood or names a column that the accounts table does not have.
    ScenarioError
        Where it compares a cell with a number that is none.
    """
    if not isinstance(where, str):
        raise ArgumentError(f"{argument}: expected a condition on accounts, found {type(where).__name__}")
    accounts, log = formulation.scenario.accounts, IssueLog()
    try:
        matched = accounts_matching(match_rows(parse_where(where), AccountRows(accounts, log)), accounts)
    except WhereError as error:
        raise ArgumentError(f"{argument}, at {error}") from error
    if log:
        raise ScenarioError(log.issues, log.notes)
    return matched
