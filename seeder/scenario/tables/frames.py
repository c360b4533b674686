"""Turns pandas frames into tables, and keyword arguments into a scenario document; no file is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from seeder.engine.frame_cells import cells_of_series
from seeder.engine.table import Cell, Table, drop_unfit_texts, duplicate_headers
from seeder.errors import Issue, Place, ScenarioError
from seeder.foreign_numbers import plain_scalar
from seeder.scenario.document.audience_kinds import ONE_KIND_RULE, OPTIONAL_TABLES, TABLES_OF_KIND, TO_USE_BOTH
from seeder.scenario.document.located import LocatedDocument, locate
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.columns import check_header, is_worth_reading

if TYPE_CHECKING:
    import pandas as pd


_DEEPEST = 30
_SHOWN = 3
_LISTS = (list, tuple, set, frozenset, np.ndarray)
_EVIDENCE = ("posts", "asks", "clicks", "links")


def locate_keywords(keys: Mapping[str, Any], frames: Collection[str]) -> LocatedDocument:
    """Make a document of keywords, with numpy's numbers, tuples and enums as their plain counterparts.

    The document names the tables that are at hand as frames. A value that contains itself, or is nested deeper than a
    document may be, is refused.
    """
    data = {str(key): _plain(value, (str(key),)) for key, value in keys.items()}
    data |= {key: key for key in ("accounts", "overrides") if key in frames}
    audience = data.get("audience")
    if isinstance(audience, dict):
        named = TABLES_OF_KIND.get(audience["kind"], {}) if isinstance(audience.get("kind"), str) else {}
        wanted = {key: table for key, table in named.items() if table not in OPTIONAL_TABLES or table in frames}
        data["audience"] = {**wanted, **audience}
    at_hand = {key: key for key in _EVIDENCE if key in frames}
    evidence = data.get("evidence")
    if at_hand and (evidence is None or isinstance(evidence, dict)):
        data["evidence"] = {**at_hand, **(evidence or {})}
    return locate(data, "from_frames")


def check_unused_frames(audience_kind: str, frames: Collection[str], log: IssueLog) -> None:
    """Report frames that the kind of audience does not use."""
    given = {kind: [table for table in tables.values() if table in frames] for kind, tables in TABLES_OF_KIND.items()}
    is_mixed = sum(bool(tables) for tables in given.values()) > 1
    for kind, tables in given.items():
        for table in tables if audience_kind != kind else ():
            found = f"the audience is of kind {audience_kind!r}"
            rule = f"A frame of {table} belongs to audiences of kind {kind!r}"
            way_out = f"Pass audience={{'kind': {kind!r}}}, or leave the frame out"
            if is_mixed:
                found, rule = f"{found}, but there are frames of several kinds", ONE_KIND_RULE
                way_out = f"{way_out}; {TO_USE_BOTH}"
            log.report(Place(f"{table} (frame)"), found, rule, way_out)


def table_of_frame(kind: str, frame: pd.DataFrame, log: IssueLog) -> Table | None:
    """Make a table of a frame, whatever its index, with missing values as blanks; None if its header is no good."""
    source = f"{kind} (frame)"
    log.expect(source)
    if not is_frame(source, frame, log):
        return None
    header = [str(name).strip() for name in frame.columns]
    problems = duplicate_headers(source, header, line=None)
    for problem in problems:
        log.add(problem)
    is_whole = check_header(source, kind, header, log, line=None)
    if problems or not (is_whole or is_worth_reading(kind, header)):
        return None
    columns: dict[str, list[Cell]] = {}
    for position, name in enumerate(header):
        cells = cells_of_series(frame.iloc[:, position])
        drop_unfit_texts(source, name, cells, log.add)
        columns[name] = cells
    return Table(source=source, columns=columns, lines=range(1, len(frame) + 1))


def is_frame(source: str, frame: object, log: IssueLog) -> bool:
    """Whether a frame is one; otherwise that is reported."""
    import pandas as pd

    if isinstance(frame, pd.DataFrame):
        return True
    found = f"it is of type {type(frame).__name__}"
    log.report(Place(source), found, "A table must be a pandas DataFrame", "Pass a DataFrame")
    return False


def _plain(value: Any, path: tuple[str, ...], around: tuple[int, ...] = ()) -> Any:
    """Plain data of a keyword's value; ``around`` has the identities of the lists and mappings that contain it."""
    if isinstance(value, np.generic) or value is np.ma.masked:
        return plain_scalar(value)
    if isinstance(value, np.ndarray) and not value.ndim:
        return _plain(value[()], path, around)
    if isinstance(value, Enum):
        return value.value
    if not (isinstance(value, _LISTS) or hasattr(value, "keys")):
        return value
    if id(value) in around or len(around) >= _DEEPEST:
        found = "the list or mapping contains itself" if id(value) in around else "it is nested too deeply"
        issue = Issue(
            Place("from_frames", None, ".".join(path[:_SHOWN])),
            found,
            f"A scenario may be at most {_DEEPEST} levels deep",
            f"Nest at most {_DEEPEST} levels",
        )
        raise ScenarioError([issue])
    around = (*around, id(value))
    if not isinstance(value, _LISTS):
        pairs = ((str(_plain(key, path)), inner) for key, inner in dict(value).items())
        return {key: _plain(inner, (*path, key), around) for key, inner in pairs}
    parts = sorted(value, key=str) if isinstance(value, set | frozenset) else value
    return [_plain(inner, (*path, str(position)), around) for position, inner in enumerate(parts)]
