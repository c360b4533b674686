"""Frames and keywords instead of files."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from seeder.engine.parquet_file import as_cells
from seeder.engine.table import Cell, Table, duplicate_headers
from seeder.errors import Issue, Place
from seeder.scenario.columns import check_header
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.located import LocatedDocument, locate

if TYPE_CHECKING:
    import pandas as pd


def locate_keywords(keys: Mapping[str, Any]) -> LocatedDocument:
    """Make a document of keywords, with numpy's numbers, tuples and enums as their plain counterparts."""
    return locate({str(key): _plain(value) for key, value in keys.items()}, "from_frames")


def table_of_frame(kind: str, frame: pd.DataFrame, log: IssueLog) -> Table | None:
    """Make a table of a frame, whatever its index; missing values are blanks.

    Returns
    -------
    Table or None
        None where the header is no good; the reasons were reported.
    """
    import pandas as pd

    source = f"{kind} (frame)"
    log.expect(source)
    if not isinstance(frame, pd.DataFrame):
        found = f"it is of type {type(frame).__name__}"
        log.add(Issue(Place(source), found, "A table is a pandas DataFrame", "Pass a DataFrame"))
        return None
    header = [str(name).strip() for name in frame.columns]
    problems = duplicate_headers(source, header, line=None)
    for problem in problems:
        log.add(problem)
    if not check_header(source, kind, header, log, line=None) or problems:
        return None
    columns: dict[str, list[Cell]] = {}
    for position, name in enumerate(header):
        series = frame.iloc[:, position]
        blank = series.isna().tolist()
        values = series.tolist()
        cells = as_cells([None if is_blank else _scalar(value) for is_blank, value in zip(blank, values, strict=True)])
        _check_texts(source, name, cells, log)
        columns[name] = cells
    return Table(source=source, columns=columns, lines=range(1, len(frame) + 1))


def _check_texts(source: str, name: str, cells: list[Cell], log: IssueLog) -> None:
    for row, cell in enumerate(cells):
        if isinstance(cell, str) and not cell.isascii() and any("\ud800" <= letter <= "\udfff" for letter in cell):
            place, found = Place(source, row + 1, name), "there is half a character (a lone surrogate)"
            log.add(Issue(place, found, "Text is Unicode", "Decode the text as UTF-8"))
            cells[row] = ""


def _scalar(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return [_plain(inner) for inner in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return value
