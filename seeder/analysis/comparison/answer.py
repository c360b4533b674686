"""The answer to "how good are simpler plans, and is my list any good?"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from seeder.analysis.asks import Ask
from seeder.analysis.own_asks import BrokenRule
from seeder.brief_repr import brief_repr
from seeder.figures import UNITS_OF_VALUE, counted, listed, number, percent
from seeder.text import for_terminal

if TYPE_CHECKING:
    import pandas as pd

_SAME = 1e-6
"""Up to this relative difference, values are the same."""


class PlanKind(Enum):
    """What a plan is made by."""

    BEST = "best"
    """The best plan that the search found."""
    CELEBRITIES = "celebrities"
    """The best plan of celebrities only."""
    MIDDLERS = "middlers"
    """The best plan of middlers only, which are nano to mid."""
    TOP_FOLLOWERS = "top_followers"
    """Accounts by followers, each by its likeliest approach that fits."""
    TOP_INTENSITY = "top_intensity"
    """The same by intensity: clicks per follower, or for reach the share of followers who see a post."""
    GREEDY = "greedy"
    """Whoever adds most for what it costs, one after another."""
    MINE = "mine"
    """The user's own list."""


@dataclass(frozen=True)
class ComparedPlan:
    """One way to choose, and what it brings.

    Parameters
    ----------
    kind
        What it is made by.
    value
        What it is expected to bring [people, clicks or conversions]; None if no such plan was found.
    bound
        What no plan of that kind exceeds; None for lists, and where no plan of that kind keeps the rules.
    spent
        Resource → what it costs, as counted against the budget.
    asks
        How many accounts it asks.
    p50
        What it brings at least half the time; None without a plan.
    largest_share
        Share of its value that is lost without the pick that adds most [0–1]; None for a plan that brings nothing.
    nobody
        Probability that every account asked declines [0–1].
    broken
        Budgets and rules that it breaks; only the user's own list can.
    picks
        Whom it asks, in the order of the table.
    """

    kind: PlanKind
    value: float | None
    bound: float | None
    spent: Mapping[str, float]
    asks: int
    p50: float | None
    largest_share: float | None
    nobody: float | None
    broken: tuple[BrokenRule, ...]
    picks: tuple[Ask, ...]

    def to_document(self) -> dict[str, Any]:
        """Return the plan as plain data."""
        found = {"name": self.kind.value, **vars(self)}
        del found["kind"]
        return {
            **found,
            "spent": dict(self.spent),
            "broken": [vars(broken).copy() for broken in self.broken],
            "picks": [vars(pick).copy() for pick in self.picks],
        }


@dataclass(frozen=True)
class ListChange:
    """One exchange on the way from the user's list to the best plan.

    Parameters
    ----------
    drop, add
        Asks that go, and asks that come instead.
    gain
        What it changes the expected value by [people, clicks or conversions].
    """

    drop: tuple[Ask, ...]
    add: tuple[Ask, ...]
    gain: float

    def to_document(self) -> dict[str, Any]:
        """Return the exchange as plain data."""
        return {
            "drop": [vars(ask).copy() for ask in self.drop],
            "add": [vars(ask).copy() for ask in self.add],
            "gain": self.gain,
        }


@dataclass(frozen=True)
class Comparison:
    """The best plan, simpler ones, and the user's list if there is one.

    Parameters
    ----------
    objective
        ``reach``, ``clicks`` or ``conversions``.
    plans
        In the order of :class:`PlanKind`.
    changes
        Exchanges that lead from the user's list to the best plan; each step keeps budget and rules if the list does.
    celebrities, middlers
        Who is one, as a ``where``.
    gap
        Relative gap of the searches that was asked for.
    currency
        Resource → currency, where one was written.
    cautions
        Sentences on what to doubt: notes on the scenario, such as columns that are not used.
    """

    __repr__ = brief_repr

    objective: str
    plans: tuple[ComparedPlan, ...]
    changes: tuple[ListChange, ...]
    celebrities: str
    middlers: str
    gap: float
    currency: Mapping[str, str]
    cautions: tuple[str, ...] = ()

    def plan(self, kind: PlanKind) -> ComparedPlan | None:
        """The plan of a kind; None for ``mine`` without a list."""
        return next((plan for plan in self.plans if plan.kind is kind), None)

    def summary(self) -> str:
        """The answer in one sentence."""
        best, mine = self.plan(PlanKind.BEST), self.plan(PlanKind.MINE)
        assert best is not None
        if mine is not None:
            return self._summary_of_mine(best, mine)
        if best.value is None:
            return "No plan keeps your rules." if best.bound is None else "No plan was found in the time given."
        more = []
        for kind, words in ((PlanKind.MIDDLERS, "middlers only"), (PlanKind.CELEBRITIES, "celebrities only")):
            other = self.plan(kind)
            if other is not None and other.value is not None:
                if best.value - other.value <= _SAME * best.value:
                    more.append(f"as many as {words}")
                else:
                    more.append(f"{number(best.value - other.value)} more than {words}")
        than = f", {listed(more)}" if more else ""
        return f"The best plan{self._found(best)} brings {self._in_words(best.value)}{than}."

    def _summary_of_mine(self, best: ComparedPlan, mine: ComparedPlan) -> str:
        assert mine.value is not None
        brings = f"brings {self._in_words(mine.value)}"
        if mine.broken:
            breaks = f"Your list breaks {counted(len(mine.broken), 'budget or rule', 'budgets or rules')}"
            if best.value is None:
                return f"{breaks}; no plan that keeps them all was found."
            return (
                f"{breaks}. It {brings}; the best plan{self._found(best)} that keeps them all brings "
                f"{number(best.value)}."
            )
        assert best.value is not None
        if best.value - mine.value <= _SAME * best.value:
            same = "is one of the best" if self.is_proved(best) else "is as good as the best plan found"
            return f"Your list {same}: it {brings}."
        share = percent(mine.value / best.value)
        return f"Your list {brings}: {share} of what the best plan{self._found(best)} brings ({number(best.value)})."

    def _in_words(self, value: float) -> str:
        return f"{number(value)} {UNITS_OF_VALUE[self.objective]}"

    def _found(self, best: ComparedPlan) -> str:
        """Say that the best plan is the best one found, if its gap is wider than was asked for."""
        assert best.value is not None
        is_open = best.bound is not None and best.bound - best.value > max(self.gap, _SAME) * best.bound
        return " found" if is_open else ""

    @staticmethod
    def is_proved(plan: ComparedPlan) -> bool:
        """Whether a plan is proved best of its kind."""
        return plan.value is not None and plan.bound is not None and plan.bound - plan.value <= _SAME * plan.bound

    def to_document(self) -> dict[str, Any]:
        """Return the comparison as plain data: the object that ``seeder compare --json`` prints."""
        return {
            "schema_version": 1,
            "objective": self.objective,
            "gap": self.gap,
            "celebrities": self.celebrities,
            "middlers": self.middlers,
            "plans": [plan.to_document() for plan in self.plans],
            "changes": [change.to_document() for change in self.changes],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a plan.

        Columns: name, value, bound, asks, each resource, p50, largest_share, nobody, broken (how many rules).
        """
        import pandas as pd

        resources = list(dict.fromkeys(name for plan in self.plans for name in plan.spent))
        rows = [
            {
                "name": plan.kind.value,
                "value": plan.value,
                "bound": plan.bound,
                "asks": plan.asks,
                **{name: plan.spent.get(name) for name in resources},
                "p50": plan.p50,
                "largest_share": plan.largest_share,
                "nobody": plan.nobody,
                "broken": len(plan.broken),
            }
            for plan in self.plans
        ]
        return pd.DataFrame(rows)

    def _repr_html_(self) -> str:
        """Return summary, table and cautions for notebooks."""
        from html import escape

        table = self.to_frame().to_html(index=False, na_rep="", border=0)
        told = "".join(f"<p>{escape(for_terminal(sentence))}</p>" for sentence in self.cautions)
        return f"<p>{escape(self.summary())}</p>{table}{told}"
