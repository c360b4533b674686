"""Reads the tables of a scenario's audience, by the reader for its kind of audience."""

from __future__ import annotations

from seeder.engine.large_table import LargeTable
from seeder.engine.table import Table
from seeder.errors import Place
from seeder.scenario.audiences.follower_list import FollowerList, read_follower_list
from seeder.scenario.audiences.overlaps import Overlaps, check_population, read_overlaps
from seeder.scenario.audiences.segments import Segments, build_segments
from seeder.scenario.document.documents import (
    FollowersAudience,
    Objective,
    OverlapsAudience,
    ScenarioDocument,
    SegmentsAudience,
)
from seeder.scenario.document.located import LocatedDocument
from seeder.scenario.document.validation import Faults
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.handle_names import HandleNames
from seeder.scenario.tables.table_sources import TableSource


def read_audience(
    document: ScenarioDocument,
    located: LocatedDocument,
    faults: Faults,
    *,
    tables: TableSource,
    accounts: Accounts | None,
    log: IssueLog,
) -> Segments | FollowerList | Overlaps | None:
    """Read what is known of who follows whom; None if audiences are separate, and if there are issues.

    Accounts are None if they are not known because of other issues: the tables are then checked as far as they go
    without.
    """
    audience = document.audience
    if not isinstance(audience, SegmentsAudience | FollowersAudience | OverlapsAudience):
        return None
    names = None if accounts is None else HandleNames(accounts)

    def place(key: str) -> Place | None:
        """Where the document names a table; None if it names none or at fault."""
        path = ("audience", key)
        return located.place(path) if getattr(audience, key) is not None and not faults.touch(path) else None

    def table(key: str, kind: str) -> Table | None:
        where = place(key)
        return None if where is None else tables.read(kind, getattr(audience, key), where, log)

    def large_table(key: str, kind: str) -> LargeTable | None:
        where = place(key)
        return None if where is None else tables.find(kind, getattr(audience, key), where, log)

    if isinstance(audience, SegmentsAudience):
        return build_segments(
            table("table", "segments"),
            table("memberships", "memberships"),
            accounts=accounts,
            names=names,
            objective=Objective.CLICKS if faults.touch(("objective",)) else document.objective,
            outside_is_ignored=audience.outside == "ignore",
            log=log,
        )
    if isinstance(audience, OverlapsAudience):
        overlaps, pairs, population_place = None, table("table", "overlaps"), place("population")
        threshold = None if place("threshold") is None else audience.threshold
        if pairs is not None:
            overlaps = read_overlaps(pairs, audience, threshold=threshold, accounts=accounts, names=names, log=log)
        if accounts is not None and audience.population is not None and population_place is not None:
            check_population(audience.population, overlaps, accounts=accounts, place=population_place, log=log)
        return overlaps
    followers, people = large_table("table", "followers"), large_table("people", "people")
    if followers is None or accounts is None or names is None:
        return None
    sample = 1.0 if audience.sample is None else audience.sample
    return read_follower_list(
        followers,
        people,
        accounts=accounts,
        names=names,
        sample=sample,
        outside_is_ignored=audience.outside == "ignore" or (audience.outside is None and sample == 1.0),
        log=log,
    )
