"""The answer to "which accounts does every good plan ask, and which other plans are as good?"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seeder.analysis.asks import Ask
from seeder.analysis.entering.threshold import Worth
from seeder.brief_repr import brief_repr
from seeder.figures import UNITS_OF_VALUE, counted, listed, number, percent

if TYPE_CHECKING:
    import pandas as pd


_SAME = 1e-6
"""Up to this relative difference, values are the same."""


@dataclass(frozen=True)
class AlternativePlan:
    """The best plan, or one that is nearly as good.

    Parameters
    ----------
    value
        What it is expected to bring [people, clicks or conversions].
    spent
        Resource → what it costs, as counted against the budget.
    new
        Accounts that it asks and the best plan does not, in the order of the table.
    left_out
        Accounts that the best plan asks and it does not.
    picks
        Whom it asks, in the order of the table.
    """

    value: float
    spent: Mapping[str, float]
    new: tuple[str, ...]
    left_out: tuple[str, ...]
    picks: tuple[Ask, ...]

    @property
    def differs_by(self) -> int:
        """How many accounts only one of the two plans asks: this one, or the best one."""
        return len(self.new) + len(self.left_out)

    def to_document(self) -> dict[str, Any]:
        """Return the plan as plain data."""
        return {
            "value": self.value,
            "differs_by": self.differs_by,
            "new": list(self.new),
            "left_out": list(self.left_out),
            "spent": dict(self.spent),
            "picks": [vars(pick).copy() for pick in self.picks],
        }


@dataclass(frozen=True)
class UndecidedAccount:
    """An account of which it is not known whether all, some or none of the good plans ask it.

    Parameters
    ----------
    account
        Which account.
    inside, out
        The best plan found that asks it, or does not ask it, and what no such plan exceeds.
    """

    account: str
    inside: Worth
    out: Worth


@dataclass(frozen=True)
class Alternatives:
    """What all plans have in common that are nearly as good as the best one, and some that differ from it.

    A plan is good enough if it keeps budgets and rules, and is worth at least (1 − ``within``) · ``best.value``. Every
    account is in exactly one of ``always``, ``sometimes``, ``never`` and ``undecided``, each in the order of the table.

    Parameters
    ----------
    objective
        ``reach``, ``clicks`` or ``conversions``.
    within
        By how much less a plan may bring, as a share of the best one [0–1).
    best
        The best plan found; None without one.
    bound
        What no plan exceeds; None where no plan keeps the rules.
    always
        Accounts that every such plan asks: proved.
    sometimes
        Accounts that some of them ask and others do not: one plan of each kind was found.
    never
        Accounts that none of them asks: proved.
    undecided
        Accounts of which the searches did not tell.
    plans
        Such plans that differ from the best one and from each other as much as the search could make them.
    gap
        Relative gap of the searches that was asked for.
    currency
        Resource → currency, where one was written.
    """

    __repr__ = brief_repr

    objective: str
    within: float
    best: AlternativePlan | None
    bound: float | None
    always: tuple[str, ...]
    sometimes: tuple[str, ...]
    never: tuple[str, ...]
    undecided: tuple[UndecidedAccount, ...]
    plans: tuple[AlternativePlan, ...]
    gap: float
    currency: Mapping[str, str]

    def summary(self) -> str:
        """The answer in one sentence."""
        if self.best is None:
            return "No plan keeps your rules." if self.bound is None else "No plan was found in the time given."
        unit = UNITS_OF_VALUE[self.objective]
        near = f"within {percent(self.within)} of" if self.within else "as good as"
        best = f"{near} the best plan{self._found} ({number(self.best.value)} {unit})"
        n_always, n_open = len(self.always), len(self.undecided)
        parts = [f"{_some(n_always)} {'is' if n_always < 2 else 'are'} in every plan {best}"]
        if self.sometimes:
            parts.append(f"{len(self.sometimes):,} in some of these plans")
        if self.never:
            parts.append(f"{len(self.never):,} in none")
        if self.undecided:
            parts.append(f"{n_open:,} {'is' if n_open == 1 else 'are'} undecided")
        return f"Of {counted(self.n_accounts, 'account')}, {listed(parts)}."

    @property
    def n_accounts(self) -> int:
        """How many accounts there are."""
        return len(self.always) + len(self.sometimes) + len(self.never) + len(self.undecided)

    @property
    def _found(self) -> str:
        """Say that the best plan is the best one found, if its gap is wider than was asked for."""
        assert self.best is not None
        is_open = self.bound is None or self.bound - self.best.value > max(self.gap, _SAME) * self.bound
        return " found" if is_open else ""

    @property
    def least(self) -> float:
        """What a plan must bring to be good enough; 0 without a best plan."""
        return 0.0 if self.best is None else (1.0 - self.within) * self.best.value

    def to_document(self) -> dict[str, Any]:
        """Return the answer as plain data: the object that ``seeder alternatives --json`` prints."""
        best = {"value": None, "picks": []} if self.best is None else self.best.to_document()
        return {
            "schema_version": 1,
            "within": self.within,
            "objective": self.objective,
            "gap": self.gap,
            "best": {"value": best["value"], "bound": self.bound, "picks": best["picks"]},
            "always": list(self.always),
            "sometimes": list(self.sometimes),
            "never": list(self.never),
            "undecided": [each.account for each in self.undecided],
            "open": {
                each.account: {"in": vars(each.inside).copy(), "out": vars(each.out).copy()} for each in self.undecided
            },
            "plans": [plan.to_document() for plan in self.plans],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row an account: account, status, and for each plan, the best one first, how it asks the account.

        ``status`` is ``always``, ``sometimes``, ``never`` or ``undecided``; the accounts that every plan asks come
        first. ``best``, ``plan 1``, ``plan 2`` … are approaches, empty where the plan does not ask the account.
        """
        import pandas as pd

        status = {
            **dict.fromkeys(self.always, "always"),
            **dict.fromkeys(self.sometimes, "sometimes"),
            **dict.fromkeys(self.never, "never"),
            **dict.fromkeys((each.account for each in self.undecided), "undecided"),
        }
        frame = pd.DataFrame({"account": list(status), "status": list(status.values())}, dtype=object)
        named = {f"plan {number}": plan for number, plan in enumerate(self.plans, start=1)}
        for name, plan in ({} if self.best is None else {"best": self.best} | named).items():
            approach = {pick.account: pick.approach for pick in plan.picks}
            frame[name] = [approach.get(account) for account in status]
        return frame

    def plans_to_frame(self) -> pd.DataFrame:
        """Return one row a plan, the best one first: name, value, differs_by, asks, each resource."""
        import pandas as pd

        plans = [] if self.best is None else [self.best, *self.plans]
        rows = [
            {
                "name": f"plan {number}" if number else "best",
                "value": plan.value,
                "differs_by": plan.differs_by,
                "asks": len(plan.picks),
                **plan.spent,
            }
            for number, plan in enumerate(plans)
        ]
        return pd.DataFrame(rows)

    def _repr_html_(self) -> str:
        """Return summary and the table of plans for notebooks."""
        from html import escape

        return f"<p>{escape(self.summary())}</p>{self.plans_to_frame().to_html(index=False, na_rep='', border=0)}"


def _some(count: int) -> str:
    return f"{count:,}" if count else "none"
