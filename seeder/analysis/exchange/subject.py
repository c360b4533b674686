"""Find the account that is compared with others, and the accounts that it is compared with."""

from __future__ import annotations

import numpy as np

from seeder.analysis.account_choice import account_named, accounts_where
from seeder.analysis.largest import largest_account
from seeder.errors import ArgumentError
from seeder.formulation import Formulation
from seeder.problem.arrays import BoolArray, IntArray
from seeder.spelling import did_you_mean


def options_of(formulation: Formulation, account: str | None, approach: str | None) -> IntArray:
    """Options of the account that is asked for, by the approach that is asked for.

    Parameters
    ----------
    account
        Default: the one with the most followers that can be asked.
    approach
        Default: all of them.

    Raises
    ------
    ArgumentError
        Where there is no such account or approach, or the account cannot be asked.
    """
    name = largest_account(formulation) if account is None else account
    if name is None:
        raise ArgumentError("account: no followers are known, so no account is the largest. Name one: --account NAME")
    position, approaches = account_named(formulation, name), formulation.scenario.approaches
    name = formulation.scenario.accounts.account_id[position]
    if approach is not None and approach not in approaches:
        expected = " or ".join(map(repr, approaches))
        raise ArgumentError(f"approach: expected {expected}, found {approach!r:.60}{_meant(str(approach), approaches)}")
    own = np.flatnonzero(formulation.problem.account == position)
    if not len(own):
        raise ArgumentError(f"account: {name} cannot be asked: none of your approaches applies to it")
    if approach is None:
        return own
    chosen: IntArray = own[formulation.approach[own] == approaches.index(approach)]
    if not len(chosen):
        known = " or ".join(formulation.approach_name(option) for option in own.tolist())
        raise ArgumentError(f"approach: {name} cannot be asked by {approach}, only by {known}")
    return chosen


def accounts_against(formulation: Formulation, where: str, account: int) -> BoolArray:
    """Accounts that match a ``where``, without the one that they are compared with, shape (n_accounts,)."""
    matched = accounts_where(formulation, where, argument="against")
    matched[account] = False
    return matched


def _meant(name: str, known: tuple[str, ...]) -> str:
    near = did_you_mean(name, known)
    return f". Did you mean {near!r}?" if near else ""
