"""The plan: what ``plan.json`` holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from seeder.analysis.outcomes import Outcome
from seeder.analysis.resting import Resting
from seeder.plan.overview import overview_html, overview_text
from seeder.plan.pick import Pick
from seeder.plan.shortlist import shortlist_table
from seeder.plan.typed_columns import typed_column
from seeder.plan_document import PLAN_VERSION, ConflictingRule, Interval, PlanDocument, Repair, Reserve, UnknownNumber

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Plan:
    """The accounts to ask, in order, with the expected result and the distance to the best possible plan.

    It has what :class:`~seeder.plan_document.PlanDocument` declares of ``plan.json``, and more; numbers that do not
    exist are None.
    """

    schema_version: ClassVar[int] = PLAN_VERSION

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
    conflicts: tuple[tuple[ConflictingRule, ...], ...]
    repairs: tuple[Repair, ...]
    seed: int
    rests_on: Resting | None
    measure_next: tuple[UnknownNumber, ...]
    most_elsewhere: float
    """What no number but the first of ``measure_next`` would bring more than; not part of ``plan.json``."""
    n_reserves_shown: int
    """How many backups the terminal shows; not part of ``plan.json``."""
    leftover: tuple[str, ...]
    """Sentences on what is left of the budget and why; not part of ``plan.json``."""
    interval: Interval | None = None
    """What the facts about overlap allow; None where audiences are not known by pairs."""
    is_weighted: bool = False
    """Whether people count by weights other than 1; not part of ``plan.json``."""
    currency: Mapping[str, str] = field(default_factory=dict)
    """Resource → code of its currency."""
    cautions: tuple[str, ...] = ()
    """Sentences on what a user should doubt: what the tables hold that is not used or looks wrong, accounts that cannot
    be asked, rules that leave nobody to ask, what a time limit left out; not part of ``plan.json``."""
    n_notes: int = 0
    """How many of the cautions, the first ones, are known since the scenario was read; not part of ``plan.json``."""
    conflict_reason: str = ""
    """Why the one conflicting rule cannot be kept, if it includes an account that nobody can ask; not part of
    ``plan.json``."""
    averaged: tuple[str, ...] = ()
    """Resources of which costs of a yes count times the chance of a yes; not part of ``plan.json``."""
    carried_types: Mapping[str, str] = field(default_factory=dict)
    """Carried column → its type in pandas, where the user's table has types; not part of ``plan.json``."""

    @property
    def own_cautions(self) -> tuple[str, ...]:
        """The cautions that are about the plan, and not known since the scenario was read."""
        return self.cautions[self.n_notes :]

    def __repr__(self) -> str:
        return overview_text(self)

    def _repr_html_(self) -> str:
        """Return headline and asks for notebooks."""
        return overview_html(self)

    def to_document(self) -> dict[str, Any]:
        """Return the content of ``plan.json``."""
        return PlanDocument.model_validate(self).to_document()

    def to_frame(self) -> pd.DataFrame:
        """Return the shortlist as a pandas frame, one row per ask, in the columns of ``shortlist.csv``.

        Columns of your own keep their types (numbers, dates, true and false) where the accounts came from a frame or a
        Parquet file.
        """
        import pandas as pd

        header, rows = shortlist_table(self.picks, resources=self.spent, reserves=self.reserves, value=self.value)
        frame = pd.DataFrame(rows, columns=header)
        for name in dict.fromkeys(name for pick in self.picks for name in pick.unknown_costs):
            frame[name] = pd.to_numeric(frame[name])
        carried = list(dict.fromkeys(name for pick in self.picks for name in pick.carried))
        for name, shown in zip(carried, header[len(header) - len(carried) :], strict=True):
            if name in self.carried_types:
                frame[shown] = typed_column([str(pick.carried[name]) for pick in self.picks], self.carried_types[name])
        return frame
