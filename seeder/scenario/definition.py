"""The Scenario: its document, its tables, and the place of everything in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seeder.brief_repr import brief_repr
from seeder.errors import ArgumentError, Note
from seeder.problem.arrays import BoolArray
from seeder.scenario.audiences.follower_list import FollowerList
from seeder.scenario.audiences.overlaps import Overlaps
from seeder.scenario.audiences.segments import Segments
from seeder.scenario.document.documents import ScenarioDocument
from seeder.scenario.document.located import LocatedDocument
from seeder.scenario.document.settings import Setting
from seeder.scenario.evidence.evidence import Evidence
from seeder.scenario.resources import currencies_of
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.input_files import InputFile
from seeder.scenario.tables.overrides import Overrides
from seeder.scenario.tables.table_sources import TableSource

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Scenario:
    """A scenario without issues: its document and its tables.

    Parameters
    ----------
    document
        The document with its defaults.
    located
        The document as written, with the place of everything.
    accounts, overrides
        The tables.
    approach_accounts
        For each approach, which accounts its ``where`` matches, shape (n_accounts,) each.
    group_accounts
        For each group of the rules, which accounts it holds, shape (n_accounts,) each.
    audience
        What is known of who follows whom; None if all audiences are separate.
    evidence
        What past posts and asks brought, and other signs of how audiences respond.
    resources
        Names of all resources, effort first.
    inputs
        The files that it was read from.
    notes
        What a user should know of it.
    tables
        Where the tables come from, to build the scenario again with other settings.
    frames
        Kinds of the tables that were given as frames.
    """

    __repr__ = brief_repr

    document: ScenarioDocument
    located: LocatedDocument
    accounts: Accounts
    overrides: Overrides
    approach_accounts: tuple[BoolArray, ...]
    group_accounts: tuple[BoolArray, ...]
    audience: Segments | FollowerList | Overlaps | None
    evidence: Evidence
    resources: tuple[str, ...]
    inputs: tuple[InputFile, ...]
    notes: tuple[Note, ...]
    tables: TableSource
    frames: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the plan is called."""
        return self.document.name

    @property
    def approaches(self) -> tuple[str, ...]:
        """Names of the approaches, in the document's order."""
        return tuple(self.document.approaches)

    @property
    def currencies(self) -> dict[str, str]:
        """Resource → code of its currency, such as EUR; resources without one are left out."""
        return currencies_of(self.document)

    def with_(
        self,
        *,
        budget: float | Mapping[str, Any] | None = None,
        objective: str | None = None,
        set: Mapping[str, Any] | None = None,
    ) -> Scenario:
        """Return the scenario with some of its keys changed; this one stays as it is.

        Files are read again; frames are those that were given.

        Parameters
        ----------
        budget
            Resource → what may be spent of it; a number is hours of effort. Other resources keep their budgets.
        objective
            What to maximise: ``reach``, ``clicks`` or ``conversions``.
        set
            Key → value, as with the option ``--set``: keys of the document from the top, with dots between them.

        Raises
        ------
        ArgumentError
            Where an argument is of another kind.
        ScenarioError
            With all issues of the changed scenario.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"account": ["alice", "bob"], "followers": [2000, 90000]})
        >>> scenario = Scenario.from_frames(frame, budget={"effort": 1})
        >>> changed = scenario.with_(budget=5, set={"rules.accounts.at_most": 1})
        >>> changed.document.budget.amounts["effort"], scenario.document.budget.amounts["effort"]
        (5.0, 1.0)
        """
        from seeder.scenario.changes import settings_of

        return self.with_settings(settings_of(budget=budget, objective=objective, changes=set))

    def with_settings(self, settings: Iterable[Setting]) -> Scenario:
        """Return the scenario with settings over its document, as :func:`seeder.read_scenario` lays them."""
        from seeder.scenario.reading import scenario_with

        return scenario_with(self, settings)

    @classmethod
    def from_frames(
        cls,
        accounts: pd.DataFrame,
        *,
        budget: float | Mapping[str, Any] | None = None,
        overrides: pd.DataFrame | None = None,
        segments: pd.DataFrame | None = None,
        memberships: pd.DataFrame | None = None,
        followers: pd.DataFrame | None = None,
        people: pd.DataFrame | None = None,
        overlaps: pd.DataFrame | None = None,
        posts: pd.DataFrame | None = None,
        asks: pd.DataFrame | None = None,
        clicks: pd.DataFrame | None = None,
        links: pd.DataFrame | None = None,
        name: str = "scenario",
        objective: str = "clicks",
        **keys: Any,
    ) -> Scenario:
        """Build a scenario from pandas frames, or anything with the Arrow stream protocol, without files.

        Parameters
        ----------
        accounts
            The accounts table; missing values are blanks.
        budget
            Resource → what may be spent of it, such as ``{"hours": 40, "cash": "1500 EUR"}``, and ``basis``; a number
            is hours of effort. Every scenario needs one.
        overrides
            The overrides table.
        segments, memberships
            The tables of ``audience={"kind": "segments"}``, which need not name them.
        followers, people
            The tables of ``audience={"kind": "followers"}``, which need not name them; people are optional.
        overlaps
            The table of ``audience={"kind": "overlaps"}``, which need not name it.
        posts, asks, clicks, links
            The tables of evidence, which the document need not name.
        name, objective
            As in a document.
        **keys
            Any further key of the scenario document: ``approaches``, ``audience``, ``rules``, ``plan`` …

        Raises
        ------
        ArgumentError
            Where there is no budget.
        ScenarioError
            With all issues; their places name the frame, the row from 1 and the column.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"account": ["alice", "bob"], "followers": [2000, 90000]})
        >>> Scenario.from_frames(frame, budget={"effort": 1}).accounts.tier
        ('nano', 'micro')
        """
        from seeder.scenario.changes import budget_of
        from seeder.scenario.reading import scenario_from_frames

        frames = {
            "accounts": accounts,
            "overrides": overrides,
            "segments": segments,
            "memberships": memberships,
            "followers": followers,
            "people": people,
            "overlaps": overlaps,
            "posts": posts,
            "asks": asks,
            "clicks": clicks,
            "links": links,
        }
        if budget is None and ScenarioDocument.model_fields.keys() >= keys.keys():
            raise ArgumentError(
                "a table of accounts needs a budget: pass budget=40 for 40 hours, or budget={'cash': 500}"
            )
        # Without one, a misspelt argument may be meant to be it, and is reported.
        budgets = {} if budget is None else {"budget": budget_of(budget)}
        keys = {"name": name, "objective": objective, **budgets, **keys}
        return scenario_from_frames(frames, keys=keys)
