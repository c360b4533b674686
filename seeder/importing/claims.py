"""What an import states about its scenario.yaml: whom a rule excludes, and which prices a yes costs.

They hold for the scenario.yaml that the import writes, and not always for one that somebody has changed since.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Accounts that a rule of the scenario leaves out.

    Parameters
    ----------
    where
        The condition that they match.
    why
        What they are, for people.
    accounts
        Their keys.
    """

    where: str
    why: str
    accounts: frozenset[str]


@dataclass(frozen=True, slots=True)
class PaidFees:
    """Prices that accounts are paid if they say yes.

    Parameters
    ----------
    column
        Header of the column that has them.
    currency
        Code, '' where not known.
    blank
        Keys of accounts without a price.
    """

    column: str
    currency: str
    blank: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnpaidFees:
    """Prices that are written down, and that a yes does not cost.

    Parameters
    ----------
    column
        Header of the only column that has some.
    choice
        What ``--fee`` calls it.
    """

    column: str
    choice: str


@dataclass(frozen=True, slots=True)
class Claims:
    """Who is left out by a rule, and what is paid for a yes or could be; None if nobody or nothing."""

    left_out: LeftOut | None = None
    fees: PaidFees | None = None
    unpaid: UnpaidFees | None = None
