"""Reads the evidence of a scenario, results of past posts and asks, before any rate is estimated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.engine.table import Table
from seeder.problem.arrays import FloatArray
from seeder.scenario.document.documents import ScenarioDocument
from seeder.scenario.document.located import LocatedDocument
from seeder.scenario.document.validation import Faults
from seeder.scenario.evidence.asks import Asks, read_asks
from seeder.scenario.evidence.click_exports import read_click_export
from seeder.scenario.evidence.posts import Posts, join_posts, read_posts
from seeder.scenario.evidence.signals import Signals, read_signals
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.account_names import AccountNames
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.handle_names import HandleNames
from seeder.scenario.tables.table_sources import TableSource


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of how accounts did."""

    posts: Posts | None = None  # past posts of handles; None if there are none
    asks: Asks | None = None  # past asks of accounts; None if there are none
    # Signs of how an audience responds, from the accounts table; None if they are turned off.
    signals: Signals | None = None
    # Age at which a post weighs half as much as the newest [days]; None if all weigh the same.
    half_life: float | None = None

    def post_weights(self) -> FloatArray:
        """Weight of each post, 2^(−age / half-life) with ages from the newest post, shape (n_posts,) (0–1].

        A post without a date weighs as the oldest that has one.
        """
        if self.posts is None:
            return np.empty(0)
        day = self.posts.day
        if self.half_life is None or np.isnan(day).all():
            return np.ones(len(day))
        known = np.where(np.isnan(day), np.nanmin(day), day)
        weight: FloatArray = np.exp2(-(known.max() - known) / self.half_life)
        return weight


def read_evidence(
    document: ScenarioDocument,
    located: LocatedDocument,
    faults: Faults,
    *,
    tables: TableSource,
    accounts: Accounts | None,
    log: IssueLog,
) -> Evidence:
    """Read the tables of evidence that a document names.

    Accounts are None if they are not known because of other issues: the tables are then checked as far as they go
    without.
    """
    wanted = document.evidence
    names = None if accounts is None else HandleNames(accounts)

    def table(key: str) -> Table | None:
        name = None if wanted is None or faults.touch(("evidence", key)) else getattr(wanted, key)
        return None if name is None else tables.read(key, name, located.place(("evidence", key)), log)

    parts: list[Posts] = []
    posts_table, asks_table, clicks_table, links_table = (table(key) for key in ("posts", "asks", "clicks", "links"))
    if posts_table is not None:
        parts.append(read_posts(posts_table, names=names, log=log))
    if clicks_table is not None:
        parts.append(read_click_export(clicks_table, links_table, accounts=accounts, names=names, log=log))
    elif links_table is not None and wanted is not None and wanted.clicks is None:
        log.note(f"{links_table.source}: the table of links is not used, because evidence names no table of clicks")
    asks = None
    if asks_table is not None:
        approaches = None if faults.touch(("approaches",)) else tuple(document.approaches)
        account_names = None if accounts is None else AccountNames(accounts)
        asks = read_asks(asks_table, names=account_names, approaches=approaches, log=log)
    posts = join_posts(parts) if parts else None
    half_life = None if wanted is None else wanted.half_life
    if half_life is not None and posts is not None and len(posts.day) and np.isnan(posts.day).any():
        n_without = int(np.isnan(posts.day).sum())
        text = "no post has a date, so all posts have the same weight"
        if n_without < len(posts.day):
            of_all = f"{n_without:,} of {len(posts.day):,}"
            text = f"posts without a date are treated as if they were as old as the oldest dated post: {of_all}"
        log.note(text, place=located.place(("evidence", "half_life")))
    if accounts is not None:
        _note_unused(document, located, accounts, posts, asks, log)
    uses_signals = wanted is None or wanted.signals
    signals = read_signals(accounts, log) if uses_signals and accounts is not None else None
    return Evidence(posts=posts, asks=asks, signals=signals, half_life=half_life)


_USE_IT, _USE_THEM = "Delete the number to use them", "Delete the numbers to use them"
"""How evidence comes to count that given numbers leave unused."""


def _note_unused(
    document: ScenarioDocument,
    located: LocatedDocument,
    accounts: Accounts,
    posts: Posts | None,
    asks: Asks | None,
    log: IssueLog,
) -> None:
    """Note evidence that is not used, as the user entered the numbers."""
    source = accounts.table.source
    if posts is not None and len(posts):
        rows = np.unique(posts.handle)
        for name, has_evidence in (
            ("clicks", rows),
            ("view", np.unique(posts.handle[~np.isnan(posts.impressions)])),
            ("conversion", np.unique(posts.handle[~np.isnan(posts.conversions)])),
        ):
            given = has_evidence[~np.isnan(getattr(accounts, name)[has_evidence])]
            if len(given):
                whose = "1 handle" if len(given) == 1 else f"{len(given):,} handles"
                text = (
                    f"you entered {name} for {whose} with posts, so the posts are not used there. "
                    "Delete the numbers to use the posts."
                )
                log.note(text, place=accounts.table.place(int(given[0]), name))
    if asks is None or not len(asks):
        return
    for position, (name, approach) in enumerate(document.approaches.items()):
        if approach.acceptance is not None and (asks.approach == position).any():
            text = (
                f'you entered an acceptance for "{name}", so the answers in {asks.source} are not used for it. '
                "Delete the number to use them."
            )
            log.note(text, place=located.place(("approaches", name, "acceptance")))
    given = np.unique(asks.account)
    given = given[~np.isnan(accounts.acceptance[given])]
    if len(given):
        whose = "1 account" if len(given) == 1 else f"{len(given):,} accounts"
        text = (
            f"{source}: you entered an acceptance for {whose} with answers in {asks.source}, so the answers are not "
            "used there. Delete the numbers to use them."
        )
        log.note(text)
