"""The answer to "why is this account in the plan, or why not?"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seeder.analysis.entering.threshold import BreakEven, Worth
from seeder.analysis.own_asks import BrokenRule
from seeder.brief_repr import brief_repr
from seeder.figures import UNITS_OF_VALUE, number

if TYPE_CHECKING:
    import pandas as pd

_SAME = 1e-6
"""Up to this relative difference, values are the same."""


@dataclass(frozen=True)
class ExplainedOption:
    """One way to ask the account.

    Parameters
    ----------
    approach
        How it is asked.
    available
        Whether it can be asked that way at all; if not, all numbers are None.
    expected
        What asking it is expected to bring if nobody else is asked [people, clicks or conversions].
    added
        What it adds to the rest of the best plan; None without a plan.
    costs
        Resource → cost of the ask, as counted against the budget.
    inside
        The best plan that asks it this way.
    held_back_by
        Budgets and rules that are broken if it is asked beside the rest of the best plan.
    """

    approach: str
    available: bool
    expected: float | None
    added: float | None
    costs: Mapping[str, float]
    inside: Worth
    held_back_by: tuple[BrokenRule, ...]

    def to_document(self) -> dict[str, Any]:
        """Return the option as plain data."""
        return {
            "approach": self.approach,
            "available": self.available,
            "expected": self.expected,
            "added": self.added,
            "costs": dict(self.costs),
            "in": vars(self.inside).copy(),
            "held_back_by": [broken.rule for broken in self.held_back_by],
        }


@dataclass(frozen=True)
class SharedWith:
    """Another account of the plan, and how many people follow both."""

    account: str
    people: float


@dataclass(frozen=True)
class Explanation:
    """Why an account is in the best plan, or is not.

    Parameters
    ----------
    account
        Which account.
    picked
        How the best plan asks it; None if it does not.
    objective
        ``reach``, ``clicks`` or ``conversions``.
    options
        All ways to ask it, in the order of the approaches.
    out
        The best plan without it.
    shared_with
        Accounts of the best plan that share followers with it, the most people first.
    displaces
        Accounts of the best plan without it that the best plan with it does not ask, in the order of the table.
    approach
        The way of asking that ``displaces`` and ``break_even`` are about: as in the best plan with the account; None if
        it cannot be asked.
    break_even
        Where it comes into the best plan; None if it cannot be asked.
    gap
        Relative gap of the searches that was asked for.
    currency
        Resource → currency, where one was written.
    """

    __repr__ = brief_repr

    account: str
    picked: str | None
    objective: str
    options: tuple[ExplainedOption, ...]
    out: Worth
    shared_with: tuple[SharedWith, ...]
    displaces: tuple[str, ...]
    approach: str | None
    break_even: BreakEven | None
    gap: float
    currency: Mapping[str, str]

    @property
    def inside(self) -> Worth:
        """The best plan with the account, by the best way of asking it."""
        found = [option.inside for option in self.options if option.inside.value is not None]
        return max(found, key=lambda worth: worth.value or 0.0, default=Worth(None, None))

    def summary(self) -> str:
        """The answer in one sentence."""
        unit, name = UNITS_OF_VALUE[self.objective], self.account
        inside, out = self.inside.value, self.out.value
        if not any(option.available for option in self.options):
            return f"{name} cannot be asked: none of your approaches applies to it."
        if inside is None and out is None:
            return "No plan that keeps your rules was found, with or without this account."
        if self.picked is not None:
            if out is None:
                return f"{name} is in the plan because no plan that keeps your rules was found without it."
            assert inside is not None
            if inside - out <= _SAME * inside:
                return f"{name} is in the plan, but a plan without it is as good: both bring {number(out)} {unit}."
            with_it = f"with it, the best plan brings {number(inside)} {unit}"
            return f"{name} is in the plan: {with_it}; without it, {number(out)}."
        assert out is not None
        if inside is None:
            return f"{name} is not in the plan: no plan that keeps your rules was found with it."
        if out - inside <= _SAME * out:
            return f"{name} is not in the plan, but a plan with it is as good: both bring {number(out)} {unit}."
        return (
            f"{name} is not in the plan: the best plan with it brings {number(inside)} {unit}, {number(out - inside)} "
            f"fewer than the best plan ({number(out)})."
        )

    def to_document(self) -> dict[str, Any]:
        """Return the explanation as plain data: the object that ``seeder explain --json`` prints."""
        thresholds = {} if self.break_even is None else vars(self.break_even)
        found = {name: threshold.to_document() for name, threshold in thresholds.items()}
        return {
            "schema_version": 1,
            "account": self.account,
            "picked": self.picked is not None,
            "objective": self.objective,
            "gap": self.gap,
            "options": [option.to_document() for option in self.options],
            "out": vars(self.out).copy(),
            "shared_with": [vars(other).copy() for other in self.shared_with],
            "displaces": list(self.displaces),
            "approach": self.approach,
            "enters_at": {name: found[name]["enters_at"] if found else None for name in _NUMBERS},
            "today": {name: found[name]["today"] if found else None for name in _NUMBERS},
            "turn": {name: found[name]["turn"] if found else None for name in _NUMBERS},
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a way of asking: approach, available, expected, added, value and bound with it, each cost."""
        import pandas as pd

        rows = [
            {
                "approach": option.approach,
                "available": option.available,
                "expected": option.expected,
                "added": option.added,
                "value": option.inside.value,
                "bound": option.inside.bound,
                **option.costs,
            }
            for option in self.options
        ]
        return pd.DataFrame(rows)

    def _repr_html_(self) -> str:
        """Return summary and table for notebooks."""
        from html import escape

        return f"<p>{escape(self.summary())}</p>{self.to_frame().to_html(index=False, na_rep='', border=0)}"


_NUMBERS = ("acceptance", "effort", "intensity")
