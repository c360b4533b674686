"""Reads the tables of a scenario from files beside its document, or from frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from seeder.engine.csv_file import read_csv
from seeder.engine.large_table import LargeTable
from seeder.engine.table import MOST_ROWS, Table
from seeder.errors import Place
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.columns import check_header, is_worth_reading
from seeder.scenario.tables.decimal_marks import with_decimal_mark
from seeder.scenario.tables.frames import is_frame, table_of_frame
from seeder.scenario.tables.import_offer import importable_issue
from seeder.scenario.tables.input_files import (
    InputFile,
    check_file,
    describe_bytes,
    describe_file,
    is_folder,
    read_bytes,
)

if TYPE_CHECKING:
    import pandas as pd

TABLE_SUFFIXES = (".csv", ".parquet")

_LARGEST_LIST = 1 << 36
_LONG = ("posts", "clicks", "overlaps")
_MOST_ROWS_OF_LONG = 10_000_000
"""Posts, clicks and pairs are many more than accounts; the cells of a table still have their limit."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class TableSource(Protocol):
    """Loads tables; what prevents it is reported where the document names the table."""

    def read(self, kind: str, name: str, place: Place, log: IssueLog) -> Table | None:
        """Read a table of a kind in ``TABLES`` whole, by its name in the document and the place of that name."""

    def find(self, kind: str, name: str, place: Place, log: IssueLog) -> LargeTable | None:
        """Find a table that is too large to be read whole."""

    def again(self, inputs: list[InputFile]) -> TableSource:
        """Return the same source for another reading, which puts down its files in an empty list of inputs."""


class FileTables:
    """Tables that are files, by paths from a folder; every file that is read is put down among the inputs."""

    def __init__(self, folder: Path, inputs: list[InputFile]) -> None:
        self._folder = folder
        self._inputs = inputs
        self._read_before = tuple(inputs)

    def again(self, inputs: list[InputFile]) -> FileTables:
        """Return a source that reads the files again; the document is among the inputs as it was."""
        inputs.extend(self._read_before)
        return FileTables(self._folder, inputs)

    def read(self, kind: str, name: str, place: Place, log: IssueLog) -> Table | None:
        """Read a file whole."""
        path = self._path(name, place, log, kind=kind)
        if path is None:
            return None

        def header_is_good(header: Sequence[str], line: int | None) -> bool:
            return check_header(name, kind, header, log, line=line) or is_worth_reading(kind, header)

        most_rows = _MOST_ROWS_OF_LONG if kind in _LONG else MOST_ROWS
        if path.suffix.lower() != ".parquet":
            raw = read_bytes(name, path, place=place, report=log.add)
            if raw is None:
                return None
            self._inputs.append(describe_bytes(name, path, raw))
            if kind == "clicks":
                raw = without_comments(raw)
            table = read_csv(name, raw, report=log.add, header_is_good=header_is_good, most_rows=most_rows)
            return None if table is None else with_decimal_mark(table, kind, log)
        if not check_file(name, path, place=place, report=log.add):
            return None
        from seeder.engine.parquet_file import read_parquet

        self._inputs.append(describe_file(name, path))
        return read_parquet(name, path, report=log.add, header_is_good=header_is_good, most_rows=most_rows)

    def find(self, kind: str, name: str, place: Place, log: IssueLog) -> LargeTable | None:
        """Find a file, and take its digest piece by piece."""
        path = self._path(name, place, log, kind=kind)
        if path is None or not check_file(name, path, place=place, report=log.add, largest=_LARGEST_LIST):
            return None
        self._inputs.append(describe_file(name, path))
        return LargeTable(name, path)

    def _path(self, name: str, place: Place, log: IssueLog, *, kind: str) -> Path | None:
        log.expect(name)
        path = self._folder / name
        foreign = importable_issue(place, path, is_accounts=True) if kind == "accounts" else None
        if foreign is not None:
            if check_file(name, path, place=place, report=log.add):
                log.add(foreign)
            return None
        if path.suffix.lower() not in TABLE_SUFFIXES and not is_folder(path):
            rule = "A table must be a .csv or .parquet file"
            log.report(place, f"{name} is something else", rule, "Save the table as CSV (UTF-8) or Parquet")
            return None
        return path


def without_comments(raw: bytes) -> bytes:
    """Blank the lines above the header that begin with '#', as analytics write them; line numbers stay true."""
    lines = raw.removeprefix(_BYTE_ORDER_MARK).split(b"\n")
    for position, line in enumerate(lines):
        if line.strip() and not line.lstrip().startswith(b"#"):
            break
        lines[position] = b""
    return b"\n".join(lines)


class FrameTables:
    """Tables that are frames, by kind; the name in the document does not count."""

    def __init__(self, frames: Mapping[str, pd.DataFrame | None]) -> None:
        self._frames = frames

    def again(self, inputs: list[InputFile]) -> FrameTables:
        """Return the same frames."""
        return self

    def read(self, kind: str, name: str, place: Place, log: IssueLog) -> Table | None:
        """Make a table of a frame."""
        frame = self._frame(kind, place, log)
        return None if frame is None else table_of_frame(kind, frame, log)

    def find(self, kind: str, name: str, place: Place, log: IssueLog) -> LargeTable | None:
        """Name a frame."""
        frame = self._frame(kind, place, log)
        source = f"{kind} (frame)"
        log.expect(source)
        return None if frame is None or not is_frame(source, frame, log) else LargeTable(source, frame)

    def _frame(self, kind: str, place: Place, log: IssueLog) -> pd.DataFrame | None:
        frame = self._frames.get(kind)
        if frame is None:
            log.report(
                place,
                f"there is no frame {kind!r}",
                "In Python, the tables of a scenario must be passed as frames",
                f"Pass {kind}=frame",
            )
        return frame
