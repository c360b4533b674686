"""Matches the ``where`` of approaches and groups with accounts."""

from __future__ import annotations

import numpy as np

from seeder.errors import Issue
from seeder.problem.arrays import BoolArray
from seeder.scenario.document.documents import ScenarioDocument
from seeder.scenario.document.located import LocatedDocument, Path_
from seeder.scenario.document.validation import LEFT_OUT
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import Accounts, accounts_matching
from seeder.scenario.where.rows import AccountRows
from seeder.scenario.where.where import Where, WhereError, check_where, match_rows, parse_where

Wheres = dict[Path_, Where]
"""Path of a condition in the document → the condition."""


def parse_conditions(document: ScenarioDocument, located: LocatedDocument, log: IssueLog) -> Wheres:
    """Parse every ``where`` of the document; those that cannot be parsed are reported and left out."""
    texts: dict[Path_, str | None] = {
        ("approaches", name, "where"): approach.where for name, approach in document.approaches.items()
    }
    texts |= {
        ("rules", "groups", position, "where"): group.where for position, group in enumerate(document.rules.groups)
    }
    wheres: Wheres = {}
    for path, text in texts.items():
        if text is None or text == LEFT_OUT:
            continue
        try:
            wheres[path] = parse_where(text)
        except WhereError as error:
            log.add(_issue(text, path, error, located))
    return wheres


def match_conditions(
    document: ScenarioDocument, located: LocatedDocument, wheres: Wheres, *, accounts: Accounts, log: IssueLog
) -> tuple[tuple[BoolArray, ...], tuple[BoolArray, ...]]:
    """Match every ``where``: which accounts each approach, and each group, matches, shape (n_accounts,) each.

    An approach without ``where`` matches all.
    """
    rows = AccountRows(accounts, log)

    def match(text: str | None, path: Path_) -> BoolArray:
        where = wheres.get(path)
        if text is None or where is None:
            return np.ones(accounts.n_accounts, dtype=bool)
        problems = check_where(where, rows.column_names, rows.number_columns)
        for problem in problems:
            log.add(_issue(text, path, problem, located))
        if problems:
            return np.zeros(accounts.n_accounts, dtype=bool)
        matched = accounts_matching(match_rows(where, rows), accounts)
        if not matched.any():
            log.note(f"no account matches the condition {text!r}", place=located.place(path))
        return matched

    of_approaches = tuple(
        match(approach.where, ("approaches", name, "where")) for name, approach in document.approaches.items()
    )
    of_groups = tuple(
        match(group.where, ("rules", "groups", position, "where"))
        for position, group in enumerate(document.rules.groups)
    )
    return of_approaches, of_groups


def _issue(text: str, path: Path_, error: WhereError, located: LocatedDocument) -> Issue:
    shown = f"in the condition {text[:60]!r}, at character {error.offset + 1}: {error.found}"
    return Issue(located.place(path), shown, error.rule.rstrip("."), error.way_out.rstrip("."))
