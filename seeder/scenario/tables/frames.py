"""Turns pandas frames into tables, and keyword arguments into a scenario document; no file is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from seeder.argument_kinds import in_words
from seeder.engine.database import database
from seeder.engine.frame_cells import cells_of_series
from seeder.engine.table import Cell, Table, duplicate_headers, mend_unfit_texts
from seeder.errors import Issue, Place, ScenarioError
from seeder.scenario.document.audience_kinds import ONE_KIND_RULE, OPTIONAL_TABLES, TABLES_OF_KIND, to_use_both
from seeder.scenario.document.located import LocatedDocument, argument_place, locate_arguments
from seeder.scenario.document.plain_values import plain_value
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.columns import check_header, is_worth_reading

if TYPE_CHECKING:
    import pandas as pd


_LONGEST_REASON = 200
_TYPES_OF_OBJECTS = {
    "boolean": "bool",
    "integer": "int64",
    "floating": "float64",
    "date": "datetime64[us]",
    "datetime": "datetime64[us]",
}
_EVIDENCE = ("posts", "asks", "clicks", "links")


def locate_keywords(keys: Mapping[str, Any], frames: Collection[str]) -> LocatedDocument:
    """Make a document of keywords, with numpy's numbers, tuples and enums as their plain counterparts.

    The document names the tables that are at hand as frames. A value that contains itself, or is nested deeper than a
    document may be, is refused.
    """
    data = {str(key): plain_value(value, argument_place((str(key),))) for key, value in keys.items()}
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
    return locate_arguments(data)


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
                way_out = f"{way_out}; {to_use_both()}"
            log.report(Place(f"{table} (frame)"), found, rule, way_out)


def frame_of(kind: str, table: object) -> Any:
    """Return a table as a pandas frame where it can be read as an Arrow stream; everything else as it is.

    What the caller changes in a frame later changes nothing here.
    """
    import pandas as pd

    if isinstance(table, pd.DataFrame):
        return table.copy(deep=False)
    if not hasattr(table, "__arrow_c_stream__") or isinstance(table, pd.Series):
        return table
    import duckdb

    try:
        with database() as connection:
            return connection.register("stream", _OnlyStream(table)).table("stream").df()
    except (duckdb.Error, RuntimeError, ValueError, TypeError) as error:
        reason = str(error).splitlines()[0][:_LONGEST_REASON] if str(error) else type(error).__name__
        issue = Issue(
            Place(f"{kind} (frame)"),
            f"its Arrow stream cannot be read ({reason})",
            "A table must be a pandas DataFrame, or anything with the Arrow stream protocol",
            "Pass a DataFrame",
        )
        raise ScenarioError([issue]) from None


class _OnlyStream:
    """A table as its stream alone: DuckDB reads some tables that it knows, such as its own, by way of pyarrow only."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


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
        mend_unfit_texts(source, name, cells, log.add)
        columns[name] = cells
    types = {name: _type_name(frame.iloc[:, position]) for position, name in enumerate(header)}
    return Table(source=source, columns=columns, lines=range(1, len(frame) + 1), types=types)


def _type_name(series: pd.Series[Any]) -> str:
    """Name of a column's type; of a column of objects, the type that all of them have."""
    import pandas as pd

    if series.dtype != object:
        return str(series.dtype)
    found = pd.api.types.infer_dtype(series, skipna=True)
    return _TYPES_OF_OBJECTS.get(found, "object")


def is_frame(source: str, frame: object, log: IssueLog) -> bool:
    """Whether a frame is one; otherwise that is reported."""
    import pandas as pd

    if isinstance(frame, pd.DataFrame):
        return True
    found = f"it is {in_words(frame)}"
    rule = "A table must be a pandas DataFrame, or anything with the Arrow stream protocol"
    log.report(Place(source), found, rule, "Pass a DataFrame")
    return False
