"""The result of ``seeder.frontier``: the best value at each budget, and which accounts come and go as it grows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seeder.brief_repr import brief_repr
from seeder.figures import UNITS_OF_VALUE, amount_in_words, counted, number
from seeder.text import for_terminal

if TYPE_CHECKING:
    import pandas as pd

ASKS = "asks"
"""What the number of asks is called beside the scenario's resources."""
_FALLS = 0.5
"""A usual result that falls to less than this share is no chance of the draws."""
_SAME = 1e-6
"""Up to this relative difference, values are the same."""


@dataclass(frozen=True)
class FrontierPoint:
    """The best plan at one budget.

    Parameters
    ----------
    budget
        Of the resource, in its unit.
    value, bound
        What the plan that was found brings, and what no plan within the budget exceeds [people, clicks or
        conversions]. Both are None if no plan keeps the rules within the budget, ``value`` alone if the time limit
        came before a plan was found.
    p10, p50
        What the plan brings at least nine times in ten, and at least half the time; None without a plan.
    spent
        Resource → what the plan costs, as counted against the budget.
    picks
        Accounts asked, in the order of the table.
    per_unit
        What a further unit of the resource brings on the way to the next point; None at the last point and where
        either has no plan.
    """

    budget: float
    value: float | None
    bound: float | None
    p10: float | None
    p50: float | None
    spent: Mapping[str, float]
    picks: tuple[str, ...]
    per_unit: float | None

    def to_document(self) -> dict[str, Any]:
        """Return the point as plain data."""
        return {**vars(self), "spent": dict(self.spent), "picks": list(self.picks)}


@dataclass(frozen=True)
class Frontier:
    """The best value at rising budgets of one resource; value and bound never fall.

    Parameters
    ----------
    resource
        Name of the resource; ``asks`` for the number of asks.
    objective
        ``reach``, ``clicks`` or ``conversions``.
    points
        By rising budget.
    enters, leaves
        Account → budgets of the points at which it is asked, and at the point before it was not; or the reverse.
    largest
        The account with the most followers that can be asked; None where no followers are known.
    gap
        Relative gap between value and bound that was asked for; a point that is over the time limit may have more.
    currency
        Resource → currency, where one was written.
    cautions
        Sentences on what to doubt: notes on the scenario, such as columns that are not used.
    """

    __repr__ = brief_repr

    resource: str
    objective: str
    points: tuple[FrontierPoint, ...]
    enters: Mapping[str, tuple[float, ...]]
    leaves: Mapping[str, tuple[float, ...]]
    largest: str | None
    gap: float
    currency: Mapping[str, str]
    cautions: tuple[str, ...] = ()

    def words_of(self, budget: float) -> str:
        """A budget in words: '20 hours', '400 EUR', '12 asks'."""
        if self.resource == ASKS:
            return counted(round(budget), "ask")
        return amount_in_words(budget, self.resource, self.currency)

    def summary(self) -> str:
        """The answer in one sentence."""
        known = [point for point in self.points if point.value is not None]
        unit = UNITS_OF_VALUE[self.objective]
        if not known:
            return f"No plan keeps your rules with {self.words_of(self.points[-1].budget)} or less."
        first, last = known[0], known[-1]
        assert first.value is not None
        assert last.value is not None
        if last.value - first.value <= _SAME * last.value and first is not last:
            both = f"with {self.words_of(first.budget)} and with {self.words_of(last.budget)}"
            return f"A larger budget adds nothing: the best plan brings {number(last.value)} {unit} both {both}."
        best = "The best plan" if self.n_open == 0 else "The best plan that was found"
        ends = f"from {number(first.value)} {unit} with {self.words_of(first.budget)}"
        if first is last:
            return f"{best} brings {number(first.value)} {unit} with {self.words_of(first.budget)}."
        return f"{best} rises {ends} to {number(last.value)} with {self.words_of(last.budget)}."

    @property
    def n_open(self) -> int:
        """At how many points the gap is wider than was asked for, because the time limit came first."""
        asked = max(self.gap, _SAME)
        return sum(
            point.bound is not None and (point.value is None or point.bound - point.value > asked * point.bound)
            for point in self.points
        )

    @property
    def flat_from(self) -> FrontierPoint | None:
        """The first of the last points that all have the same value; None if there is only one."""
        last = self.points[-1].value
        if last is None:
            return None
        flat = [point for point in self.points if point.value is not None and last - point.value <= _SAME * last]
        return flat[0] if len(flat) > 1 else None

    def usual_falls(self) -> tuple[tuple[FrontierPoint, FrontierPoint], ...]:
        """Neighbouring points between which the average rises, and the usual result (p50) falls by half or more."""
        return tuple(
            (before, after)
            for before, after in zip(self.points, self.points[1:], strict=False)
            if before.p50 is not None
            and after.p50 is not None
            and after.p50 < _FALLS * before.p50
            and before.value != after.value
        )

    def to_document(self) -> dict[str, Any]:
        """Return the frontier as plain data: the object that ``seeder frontier --json`` prints."""
        return {
            "schema_version": 1,
            "resource": self.resource,
            "objective": self.objective,
            "gap": self.gap,
            "points": [point.to_document() for point in self.points],
            "enters": {account: list(budgets) for account, budgets in self.enters.items()},
            "leaves": {account: list(budgets) for account, budgets in self.leaves.items()},
            "largest": self.largest,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row per point: budget, value, bound, p10, p50, spent of the resource, asks, per_unit."""
        import pandas as pd

        names = ("budget", "value", "bound", "p10", "p50", "per_unit")
        frame = pd.DataFrame([{name: getattr(point, name) for name in names} for point in self.points])
        frame["asks"] = [len(point.picks) for point in self.points]
        return frame

    def _repr_html_(self) -> str:
        """Return summary, table and cautions for notebooks."""
        from html import escape

        table = self.to_frame().to_html(index=False, na_rep="", border=0)
        told = "".join(f"<p>{escape(for_terminal(sentence))}</p>" for sentence in self.cautions)
        return f"<p>{escape(self.summary())}</p>{table}{told}"
