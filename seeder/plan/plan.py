"""The plan: what ``plan.json`` holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from seeder.analysis.outcomes import Outcome
from seeder.analysis.resting import Resting
from seeder.plan.pick import Pick
from seeder.plan.shortlist import shortlist_table

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION = 1
MOST_UNKNOWNS = 3
"""How many numbers a plan names that it would pay to measure."""


@dataclass(frozen=True, slots=True)
class Reserve:
    """A stand-in: whom it replaces, and the plan's value then."""

    replaces: str
    account: str
    approach: str
    costs: Mapping[str, float]
    value: float


@dataclass(frozen=True, slots=True)
class UnknownNumber:
    """A number that it would pay to measure, and what the plan could gain if it were known.

    Parameters
    ----------
    number
        ``clicks``, ``view``, ``conversion`` or ``acceptance``.
    account, handle, platform, approach
        Whose it is; handle and platform '' for acceptance, approach None for numbers of a handle.
    value
        What it is taken to be [clicks per post, or 0–1].
    low, high
        Interval that holds it with probability 0.8.
    source
        ``measured`` or ``default``.
    gain_at_least, gain_at_most
        Between which the expected gain lies [the objective's unit]; equal where it is exact.
    """

    number: str
    account: str
    handle: str
    platform: str
    approach: str | None
    value: float
    low: float
    high: float
    source: str
    gain_at_least: float
    gain_at_most: float

    def to_document(self) -> dict[str, Any]:
        """Return the number as it stands in ``plan.json``."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which the plan's value lies, whatever is not known of overlap [the objective's unit].

    Parameters
    ----------
    low, high
        The ends; None where what is stated of pairs cannot be true together.
    """

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ConflictingRule:
    """A rule of a conflict in the user's words, and where it stands."""

    rule: str
    at: str


@dataclass(frozen=True)
class Plan:
    """Whom to ask, in which order, what it brings, and how far from the best it can be.

    The fields are those of ``plan.json``, in its order; numbers that do not exist are None.
    """

    name: str
    objective: str
    status: str
    limit: str | None
    estimated: bool
    value: float | None
    bound: float | None
    gap: float | None
    bound_certified: float | None
    bound_is_proved: bool
    gross: float | None
    outcome: Outcome | None
    spent: Mapping[str, float]
    budget: Mapping[str, float]
    basis: str
    picks: tuple[Pick, ...]
    reserves: tuple[Reserve, ...]
    baselines: Mapping[str, float | None]
    conflict: tuple[ConflictingRule, ...] | None
    seed: int
    rests_on: Resting | None
    measure_next: tuple[UnknownNumber, ...]
    most_elsewhere: float
    """What no number but the first of ``measure_next`` would bring more than; not part of ``plan.json``."""
    leftover: tuple[str, ...]
    """Sentences on what is left of the budget and why; not part of ``plan.json``."""
    interval: Interval | None = None
    """What the facts about overlap allow; None where audiences are not known by pairs."""
    is_weighted: bool = False
    """Whether people count by a worth other than 1; not part of ``plan.json``."""

    def to_document(self) -> dict[str, Any]:
        """Return the content of ``plan.json``."""
        outcome = self.outcome
        return {
            "schema_version": SCHEMA_VERSION,
            "name": self.name,
            "objective": self.objective,
            "status": self.status,
            "limit": self.limit,
            "estimated": self.estimated,
            "value": self.value,
            "bound": self.bound,
            "gap": self.gap,
            "bound_certified": self.bound_certified,
            "bound_is_proved": self.bound_is_proved,
            "gross": self.gross,
            "outcome": None
            if outcome is None
            else {"p10": outcome.p10, "p50": outcome.p50, "p90": outcome.p90, "nobody": outcome.nobody},
            "spent": dict(self.spent),
            "budget": dict(self.budget),
            "basis": self.basis,
            "picks": [
                {
                    "rank": pick.rank,
                    "account": pick.account,
                    "approach": pick.approach,
                    "tier": pick.tier,
                    "costs": dict(pick.costs),
                    "acceptance": pick.acceptance,
                    "expected": pick.expected,
                    "added": pick.added,
                    "why": pick.why,
                }
                for pick in self.picks
            ],
            "reserves": [
                {
                    "replaces": reserve.replaces,
                    "account": reserve.account,
                    "approach": reserve.approach,
                    "costs": dict(reserve.costs),
                    "value": reserve.value,
                }
                for reserve in self.reserves
            ],
            "baselines": dict(self.baselines),
            "conflict": None
            if self.conflict is None
            else [{"rule": rule.rule, "at": rule.at} for rule in self.conflict],
            "seed": self.seed,
            "rests_on": None if self.rests_on is None else _rests_on(self.rests_on),
            "measure_next": [unknown.to_document() for unknown in self.measure_next],
            "interval": None if self.interval is None else {"low": self.interval.low, "high": self.interval.high},
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the shortlist as a pandas frame, one row a pick, in the columns of ``shortlist.csv``."""
        import pandas as pd

        header, rows = shortlist_table(self.picks, resources=self.spent)
        return pd.DataFrame(rows, columns=header)


def _rests_on(resting: Resting) -> dict[str, Any]:
    return {
        "given": resting.given,
        "measured": resting.measured,
        "default": resting.default,
        "default_by_number": dict(resting.default_by_kind),
    }
