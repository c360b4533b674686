"""The tables that say who follows whom, by kind of audience."""

from __future__ import annotations

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

    if isinstance(audience, SegmentsAudience):
        segments_place, memberships_place = place("table"), place("memberships")
        return build_segments(
            None if segments_place is None else tables.read("segments", audience.table, segments_place, log),
            None
            if memberships_place is None
            else tables.read("memberships", audience.memberships, memberships_place, log),
            accounts=accounts,
            names=names,
            objective=Objective.CLICKS if faults.touch(("objective",)) else document.objective,
            outside_is_ignored=audience.outside == "ignore",
            log=log,
        )
    if isinstance(audience, OverlapsAudience):
        table_place, population_place = place("table"), place("population")
        table = None if table_place is None else tables.read("overlaps", audience.table, table_place, log)
        threshold = None if place("threshold") is None else audience.threshold
        overlaps = None
        if table is not None:
            overlaps = read_overlaps(table, audience, threshold=threshold, accounts=accounts, names=names, log=log)
        if accounts is not None and audience.population is not None and population_place is not None:
            check_population(audience.population, overlaps, accounts=accounts, place=population_place, log=log)
        return overlaps
    list_place, people_place = place("table"), place("people")
    followers = None if list_place is None else tables.find("followers", audience.table, list_place, log)
    people = (
        None
        if audience.people is None or people_place is None
        else tables.find("people", audience.people, people_place, log)
    )
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
