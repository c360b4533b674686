"""The value, the spending and the broken rules of a list of asks that the user chose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from seeder.analysis.asks import asks_of
from seeder.argument_kinds import in_words
from seeder.brief_repr import brief_repr
from seeder.errors import ArgumentError, ProblemError
from seeder.figures import listed
from seeder.formulation import Formulation
from seeder.problem import evaluate, marginal_values_of
from seeder.problem.arrays import IntArray
from seeder.problem.evaluation import Violation, ViolationKind
from seeder.scenario.tables.account_names import AccountNames
from seeder.spelling import did_you_mean

_MOST_NAMED = 5


@dataclass(frozen=True)
class OwnAsks:
    """The value, spending and broken rules of asks that the user chose.

    Parameters
    ----------
    value
        What they are expected to bring together [people, clicks or conversions].
    spent
        Resource → what they cost, as counted against the budget.
    asks
        Account and approach of each.
    broken
        The budgets and rules that they break, in the user's words, with their places.
    """

    __repr__ = brief_repr

    value: float
    spent: Mapping[str, float]
    asks: tuple[tuple[str, str], ...]
    broken: tuple[str, ...]

    @property
    def is_feasible(self) -> bool:
        """Whether they keep every budget and rule."""
        return not self.broken

    def to_document(self) -> dict[str, Any]:
        """Return the evaluation as plain data."""
        return {
            "schema_version": 1,
            "value": self.value,
            "spent": dict(self.spent),
            "asks": [{"account": account, "approach": approach} for account, approach in self.asks],
            "is_feasible": self.is_feasible,
            "broken": list(self.broken),
        }


def evaluate_asks(formulation: Formulation, planned: IntArray | None, asks: Any) -> OwnAsks:
    """Evaluate asks by name; an account without an approach is asked as planned, or as it brings the most by itself.

    Raises
    ------
    ArgumentError
        Where an ask is neither an account nor a pair of account and approach.
    ProblemError
        Where an account, an approach or such a pair does not exist, or an account is named twice.
    """
    options = options_of_asks(formulation, planned, asks)
    found = evaluate(formulation.problem, options)
    return OwnAsks(
        value=found.value,
        spent=dict(zip(formulation.problem.resources, found.spent, strict=True)),
        asks=tuple((ask.account, ask.approach) for ask in asks_of(formulation, options)),
        broken=tuple(str(broken) for broken in broken_rules(formulation, found.violations)),
    )


def options_of_asks(
    formulation: Formulation, planned: IntArray | None, asks: Any, *, argument: str = "asks"
) -> IntArray:
    """Find the options of asks by name, in their order, as :func:`evaluate_asks` does.

    Parameters
    ----------
    argument
        What the asks are called in messages.
    """
    finder = _Finder(formulation, planned, argument)
    chosen: dict[str, int] = {}
    for ask in _listed(asks, argument):
        account, option = finder.find(ask)
        if account in chosen:
            raise ProblemError(f"{argument}: the account {account[:60]!r} is named twice. An account can be asked once")
        chosen[account] = option
    return np.array(list(chosen.values()), dtype=np.int64)


@dataclass(frozen=True)
class BrokenRule:
    """A budget or rule that a list of asks breaks, in the user's words, and its place."""

    rule: str
    at: str

    def __str__(self) -> str:
        return f"{self.at}: {self.rule}"


def broken_rules(formulation: Formulation, violations: Iterable[Violation]) -> tuple[BrokenRule, ...]:
    """Return the budgets and rules that are broken, each once; several rows may come from one rule."""
    return tuple(dict.fromkeys(_broken(formulation, violation) for violation in violations))


class _Finder:
    """Finds options by the names of accounts and approaches."""

    def __init__(self, formulation: Formulation, planned: IntArray | None, argument: str) -> None:
        self._formulation, self._argument = formulation, argument
        self._names = AccountNames(formulation.scenario.accounts)
        options = () if planned is None else planned.tolist()
        self._planned = {int(formulation.problem.account[option]): option for option in options}

    def find(self, ask: object) -> tuple[str, int]:
        """Key of the account that an ask names, and its option."""
        name, approach = (ask, None) if isinstance(ask, str) else _pair(ask, self._argument)
        position = self._names.position(name)
        if position < 0:
            guess = self._names.nearest(name)
            hint = f"Did you mean {guess!r}?" if guess else "Write a key of the accounts table"
            raise ProblemError(f"{self._argument}: unknown account {name[:60]!r}. {hint}")
        problem = self._formulation.problem
        options = np.flatnonzero(problem.account == position)
        if not len(options):
            raise ProblemError(
                f"{self._argument}: {name[:60]!r} cannot be asked: none of your approaches applies to this account"
            )
        if approach is None:
            nobody = np.empty(0, dtype=np.int64)
            best = options[int(np.argmax(marginal_values_of(problem, nobody, options)))]
            return name, int(self._planned.get(position, best))
        of_name = [option for option in options.tolist() if self._formulation.approach_name(option) == approach]
        if of_name:
            return name, of_name[0]
        known = list(dict.fromkeys(self._formulation.approach_name(option) for option in options.tolist()))
        guess = did_you_mean(approach, known)
        hint = f"Did you mean {guess!r}?" if guess else f"It can be asked by {listed(known)}"
        raise ProblemError(f"{self._argument}: {name[:60]!r} cannot be asked by {approach[:60]!r}. {hint}")


def _listed(asks: Any, argument: str) -> Iterable[object]:
    """Asks as they are listed; of a table, such as a shortlist, the accounts with their approaches if it has them."""
    if hasattr(asks, "columns"):
        if "account" not in asks.columns:
            named = ", ".join(str(name)[:60] for name in list(asks.columns)[:_MOST_NAMED])
            raise ArgumentError(f"{argument}: the table needs a column 'account'; its columns are {named or 'none'}")
        accounts = [_key(account) for account in asks["account"]]
        return zip(accounts, asks["approach"], strict=True) if "approach" in asks.columns else accounts
    if isinstance(asks, str | bytes | Mapping) or not isinstance(asks, Iterable):
        found = in_words(asks)
        raise ArgumentError(f"{argument}: expected a list of accounts, or of (account, approach) pairs, found {found}")
    # A column of a table has a type, and a list has none.
    return [_key(account) for account in asks] if hasattr(asks, "dtype") else asks


def _key(account: object) -> object:
    """The key that an account of a table has: a whole number is text there."""
    is_whole = isinstance(account, int | np.integer) and not isinstance(account, bool)
    return str(account) if is_whole else account


def _pair(ask: object, argument: str) -> tuple[str, str]:
    if isinstance(ask, tuple | list) and len(ask) == 2 and all(isinstance(part, str) for part in ask):
        return ask[0], ask[1]
    raise ArgumentError(f"{argument}: expected an account or an (account, approach) pair, found {in_words(ask)}")


def _broken(formulation: Formulation, violation: Violation) -> BrokenRule:
    if violation.kind is ViolationKind.ACCOUNT:
        account = formulation.scenario.accounts.account_id[violation.index]
        return BrokenRule("an account can be asked once", account)
    sources = formulation.budget_sources if violation.kind is ViolationKind.BUDGET else formulation.rule_sources
    source = sources[violation.index]
    assert source is not None
    return BrokenRule(source.words, str(source.place))
