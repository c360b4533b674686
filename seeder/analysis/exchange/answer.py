"""The result of ``seeder.exchange``: who equals the account, the plans with and without it, and its break-even."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from seeder.analysis.asks import Ask
from seeder.analysis.entering.threshold import BreakEven, Turn, Worth
from seeder.brief_repr import brief_repr
from seeder.figures import UNITS_OF_VALUE, number

if TYPE_CHECKING:
    import pandas as pd


class Verdict(Enum):
    """Whether an account by an approach belongs in the best plan."""

    IN = "in"
    """The plan found with it brings more than any plan without it can."""
    OUT = "out"
    """The plan found without it brings more than any plan with it can."""
    TIE = "tie"
    """Both bring the same, up to a relative 1e-9."""
    OPEN = "open"
    """The bounds overlap, or no plan keeps the rules."""


@dataclass(frozen=True)
class Alone:
    """What asking the account brings if nobody else is asked.

    Parameters
    ----------
    expected, if_yes
        On average, and if the account says yes [people, clicks or conversions].
    acceptance
        Probability that it says yes [0–1].
    costs
        Resource → cost of the ask, as counted against the budget.
    """

    expected: float
    if_yes: float
    acceptance: float
    costs: Mapping[str, float]


@dataclass(frozen=True)
class EqualIfYes:
    """The fewest other accounts whose posts bring as much as the account's, if all of them say yes.

    Parameters
    ----------
    accounts, at_least
        How many were found, and how many it takes at least; equal where that is proved.
    costs
        Resource → cost of asking them, each by the approach of the least effort.
    picks
        Who they are, in the order of the table.
    """

    accounts: int
    at_least: int
    costs: Mapping[str, float]
    picks: tuple[Ask, ...]


@dataclass(frozen=True)
class EqualExpected:
    """The asks with the least effort that are expected to bring as much as asking the account.

    Parameters
    ----------
    asks
        How many.
    costs
        Resource → what they cost, as counted against the budget.
    at_least
        ``effort`` → what no such asks cost less than [hours].
    picks
        Whom to ask and how, in the order of the table.
    """

    asks: int
    costs: Mapping[str, float]
    at_least: Mapping[str, float]
    picks: tuple[Ask, ...]


@dataclass(frozen=True)
class Equals:
    """How many others are as good as the account, among all who can be asked, leaving budgets and rules aside.

    Parameters
    ----------
    against
        Whom the account is compared with, as a ``where``.
    n_accounts
        How many accounts that is, of those that can be asked.
    if_all_say_yes, expected
        None where all of them together bring less.
    most_if_all_say_yes, most_expected
        What all of them together bring [people, clicks or conversions].
    """

    against: str
    n_accounts: int
    if_all_say_yes: EqualIfYes | None
    expected: EqualExpected | None
    most_if_all_say_yes: float
    most_expected: float


@dataclass(frozen=True)
class LinePoint:
    """A point of the break-even line: the account is in the best plan from this acceptance on, at this effort [hours].

    ``acceptance`` is a bracket, as in :class:`Threshold`; None if no acceptance is enough, or that is not known.
    """

    effort: float
    acceptance: tuple[float, float] | None
    turn: Turn


@dataclass(frozen=True)
class Exchange:
    """The answer of :func:`seeder.exchange`: one account compared with many.

    Parameters
    ----------
    account, approach
        Who is asked, and how.
    objective
        ``reach``, ``clicks`` or ``conversions``.
    alone
        What asking it brings and costs.
    equals
        How many others are as good.
    with_account, without
        The best plan with the account by that approach, and the best without the account.
    verdict
        Whether it belongs in the plan.
    break_even
        Where that turns.
    line
        The acceptance from which it belongs in the plan, by rising effort.
    gap
        Relative gap of the searches that was asked for.
    currency
        Resource → currency, where one was written.
    """

    __repr__ = brief_repr

    account: str
    approach: str
    objective: str
    alone: Alone
    equals: Equals
    with_account: Worth
    without: Worth
    verdict: Verdict
    break_even: BreakEven
    line: tuple[LinePoint, ...]
    gap: float
    currency: Mapping[str, str]

    def summary(self) -> str:
        """The answer in one sentence."""
        unit, name = UNITS_OF_VALUE[self.objective], self.account
        inside, outside = self.with_account.value, self.without.value
        if inside is None and outside is None:
            return "No plan that keeps your rules was found, with or without this account."
        if inside is None:
            assert outside is not None
            return f"Do not ask {name}: no plan that keeps your rules was found with it."
        if outside is None:
            return f"Ask {name}: no plan that keeps your rules was found without it."
        values = f"{number(inside)} {unit}", f"{number(outside)} {unit}"
        if self.verdict is Verdict.TIE:
            return f"It makes no difference: with and without {name}, the best plan brings {values[0]}."
        if self.verdict is Verdict.IN:
            return f"Ask {name}: the best plan with it brings {values[0]}, the best without it {values[1]}."
        if self.verdict is Verdict.OUT:
            return f"Do not ask {name}: the best plan without it brings {values[1]}, the best with it {values[0]}."
        return f"Too close to tell: the best plans found bring {values[0]} with {name} and {values[1]} without it."

    def to_document(self) -> dict[str, Any]:
        """Return the answer as plain data: the object that ``seeder exchange --json`` prints."""
        equals, yes, expected = self.equals, self.equals.if_all_say_yes, self.equals.expected
        return {
            "schema_version": 1,
            "account": self.account,
            "approach": self.approach,
            "objective": self.objective,
            "gap": self.gap,
            "alone": {**vars(self.alone), "costs": dict(self.alone.costs)},
            "equals": {
                "against": equals.against,
                "accounts": equals.n_accounts,
                "if_all_say_yes": None
                if yes is None
                else {**vars(yes), "costs": dict(yes.costs), "picks": [vars(pick) for pick in yes.picks]},
                "expected": None
                if expected is None
                else {
                    **vars(expected),
                    "costs": dict(expected.costs),
                    "at_least": dict(expected.at_least),
                    "picks": [vars(pick) for pick in expected.picks],
                },
                "most": {"if_all_say_yes": equals.most_if_all_say_yes, "expected": equals.most_expected},
            },
            "with": vars(self.with_account).copy(),
            "without": vars(self.without).copy(),
            "verdict": self.verdict.value,
            "break_even": {name: threshold.to_document() for name, threshold in vars(self.break_even).items()},
            "line": [
                {
                    "effort": point.effort,
                    "acceptance": None if point.acceptance is None else list(point.acceptance),
                    "turn": point.turn.value,
                }
                for point in self.line
            ],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the break-even line, one row per point: effort, lower and upper end of the acceptance, turn."""
        import pandas as pd

        rows = [
            (point.effort, *(point.acceptance or (float("nan"), float("nan"))), point.turn.value) for point in self.line
        ]
        return pd.DataFrame(rows, columns=["effort", "acceptance_from", "acceptance_to", "turn"])

    def _repr_html_(self) -> str:
        """Return summary and table for notebooks."""
        from html import escape

        return f"<p>{escape(self.summary())}</p>{self.to_frame().to_html(index=False, na_rep='', border=0)}"
