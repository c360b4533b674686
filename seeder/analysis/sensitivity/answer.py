"""The answer to "how much does the plan depend on numbers that nobody knows for sure?"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seeder.analysis.entering.threshold import Worth
from seeder.analysis.outcomes import Percentiles
from seeder.brief_repr import brief_repr
from seeder.figures import UNITS_OF_VALUE, counted, number, percent

if TYPE_CHECKING:
    import pandas as pd

_SAME = 1e-6
"""Up to this relative difference, values are the same."""


@dataclass(frozen=True)
class Regret:
    """What today's plan brings less than the best plan of a draw [people, clicks or conversions].

    Parameters
    ----------
    mean
        On average over the draws.
    p90
        The 90th percentile: in nine of ten draws it is no more.
    """

    mean: float
    p90: float


@dataclass(frozen=True)
class Swing:
    """How far the value of today's plan moves with one number.

    Parameters
    ----------
    account
        Whose number it is; None for the level that all numbers of the kind share.
    number
        Its kind: ``clicks``, ``view``, ``conversion`` or ``acceptance``.
    handle
        Which handle it belongs to, if the account has several.
    interval
        The number's 10th and 90th percentile; None for a level.
    swing
        The plan's value with the number, or the level, at its 10th and at its 90th percentile, and all else as taken.
    """

    account: str | None
    number: str
    handle: str | None
    interval: tuple[float, float] | None
    swing: tuple[float, float]

    @property
    def width(self) -> float:
        """How far apart the two values are."""
        return self.swing[1] - self.swing[0]

    def to_document(self) -> dict[str, Any]:
        """Return the swing as plain data."""
        interval = None if self.interval is None else list(self.interval)
        return {**vars(self), "interval": interval, "swing": list(self.swing)}


@dataclass(frozen=True)
class Sensitivity:
    """How much the best plan and its value depend on numbers that are not known for sure.

    Parameters
    ----------
    draws
        How many draws were made.
    wanted
        How many were asked for; a time limit may leave some out.
    objective
        ``reach``, ``clicks`` or ``conversions``.
    is_unsure
        Whether any number is; otherwise all draws are today's numbers.
    picked
        Account → share of the draws whose best plan asks it [0–1]; all accounts that can be asked, in the order of the
        table.
    today
        Today's plan, which takes every number as expected.
    picks
        Accounts that today's plan asks, in the order of the table.
    value
        The best value over the draws, as far as plans were found; None without a draw.
    regret
        What today's plan brings less than those plans; 0 in a draw in which it brings more, as it can only if it
        breaks a budget there. None without a draw.
    value_bound, regret_bound
        The same by what no plan of a draw exceeds: ``value`` and ``regret`` would be no more if every search went on to
        the end.
    mean_value
        The mean of the best value over the draws; None without a draw.
    without_plan
        In how many draws no plan keeps the budgets and rules; they count for ``picked`` only.
    over_budget
        Share of the draws in which today's plan breaks a budget or limit, because acceptances change its expected costs
        [0–1].
    numbers
        The numbers that move the value of today's plan, the widest swing first.
    gap
        Relative gap of the searches that was asked for.
    """

    __repr__ = brief_repr

    draws: int
    wanted: int
    objective: str
    is_unsure: bool
    picked: Mapping[str, float]
    today: Worth
    picks: tuple[str, ...]
    value: Percentiles | None
    regret: Regret | None
    value_bound: Percentiles | None
    regret_bound: Regret | None
    mean_value: float | None
    without_plan: int
    over_budget: float
    numbers: tuple[Swing, ...]
    gap: float

    def summary(self) -> str:
        """The answer in one sentence."""
        unit = UNITS_OF_VALUE[self.objective]
        if self.today.value is None:
            return "No plan that keeps your rules was found."
        if not self.is_unsure:
            return "You gave every number of this scenario, so there is nothing to draw: the plan stays as it is."
        if self.regret is None or self.mean_value is None:
            if self.draws:
                return "In no draw does any plan keep your budgets and rules."
            return "The time limit ended the searches before the first draw was solved."
        drawn = f"over {counted(self.draws, 'draw')} of the uncertain numbers"
        if self.regret.mean <= _SAME * self.mean_value:
            return f"Today's plan is as good as the best one, {drawn}."
        share = percent(self.regret.mean / self.mean_value)
        return (
            f"If you knew all numbers, you could get {number(self.regret.mean)} {unit} more than today's plan brings "
            f"({share} of the best value), on average {drawn}."
        )

    def to_document(self) -> dict[str, Any]:
        """Return the answer as plain data: the object that ``seeder sensitivity --json`` prints."""
        return {
            "schema_version": 1,
            "draws": self.draws,
            "wanted": self.wanted,
            "objective": self.objective,
            "gap": self.gap,
            "today": {"value": self.today.value, "bound": self.today.bound, "picks": list(self.picks)},
            "picked": dict(self.picked),
            "value": _percentiles(self.value),
            "regret": _regret(self.regret),
            "bounds": {"value": _percentiles(self.value_bound), "regret": _regret(self.regret_bound)},
            "without_plan": self.without_plan,
            "over_budget": self.over_budget,
            "numbers": [swing.to_document() for swing in self.numbers],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row an account that a plan asks: account, in_plan (today's), picked; most often picked first."""
        import pandas as pd

        today = set(self.picks)
        asked = [account for account, share in self.picked.items() if share > 0 or account in today]
        asked.sort(key=lambda account: -self.picked[account])
        return pd.DataFrame(
            {
                "account": asked,
                "in_plan": [account in today for account in asked],
                "picked": [self.picked[account] for account in asked],
            }
        )

    def _repr_html_(self) -> str:
        """Return summary and table for notebooks."""
        from html import escape

        return f"<p>{escape(self.summary())}</p>{self.to_frame().to_html(index=False, border=0)}"


def _percentiles(found: Percentiles | None) -> dict[str, float] | None:
    return None if found is None else {"p10": found.p10, "p50": found.p50, "p90": found.p90}


def _regret(found: Regret | None) -> dict[str, float] | None:
    return None if found is None else {"mean": found.mean, "p90": found.p90}
