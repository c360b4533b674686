"""Reads any table in any usual file as rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from seeder.errors import Issue, Place, ScenarioError
from seeder.importing.files.delimited_files import read_delimited
from seeder.importing.files.file_kinds import N_FIRST_BYTES, FileKind, kind_of
from seeder.importing.files.parquet_tables import read_parquet_table
from seeder.importing.files.workbooks import OpenWorkbook
from seeder.importing.raw_cells import RawTable, refusal

LARGEST_TEXT = 500_000_000
"""Largest text file that is read [bytes]; it is held in memory several times."""


def read_raw(
    path: Path, *, sheet: str | None = None, encoding: str | None = None, delimiter: str | None = None
) -> RawTable:
    """Read a table as written; its content, not its name, tells what a file is.

    By default, the sheet is the one with the most cells, and encoding and delimiter of a text file are found out. A
    ScenarioError says why a file cannot be read or is no table, or that an option does not fit the file.
    """
    source = str(path)
    kind = _kind(path)
    _check_options(kind, sheet=sheet, encoding=encoding, delimiter=delimiter)
    if kind is FileKind.WORKBOOK:
        with OpenWorkbook(source, path) as workbook:
            return workbook.read(sheet)
    if kind is FileKind.PARQUET:
        return read_parquet_table(source, path)
    return read_delimited(source, _bytes_of(path), encoding=encoding, delimiter=delimiter)


def read_sheets(
    path: Path,
    *,
    sheets: Sequence[str] = (),
    all_sheets: bool = False,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> list[RawTable]:
    """Read some sheets of a workbook, or all visible ones that are not empty; of other files the one table they have.

    If no sheet is named, it is the one with the most cells.
    """
    kind = _kind(path)
    if kind is not FileKind.WORKBOOK or (len(sheets) < 2 and not all_sheets):
        return [read_raw(path, sheet=sheets[0] if sheets else None, encoding=encoding, delimiter=delimiter)]
    _check_options(kind, sheet=None, encoding=encoding, delimiter=delimiter)
    with OpenWorkbook(str(path), path) as workbook:
        if not all_sheets:
            return [workbook.read(sheet) for sheet in sheets]
        found = []
        names = workbook.visible_sheets()
        for name in names:
            try:
                found.append(workbook.read(name))
            except ScenarioError:
                # A sheet in which nothing stands.
                if len(names) == 1:
                    raise
        return found or [workbook.read()]


def _kind(path: Path) -> FileKind:
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # Devices and pipes may never end.
            raise OSError("it is not a regular file")
        with path.open("rb") as file:
            return kind_of(str(path), file.read(N_FIRST_BYTES))
    except OSError as error:
        raise _unreadable(path, error) from None


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_TEXT:
            found = f"the file has {size:,} bytes"
            rule = f"A text file to import may have at most {LARGEST_TEXT:,} bytes"
            raise refusal(str(path), found, rule, "Remove columns and rows, or use Parquet")
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> ScenarioError:
    if isinstance(error, IsADirectoryError):
        found, way_out = "this is a folder", "Name a table inside it"
    elif isinstance(error, FileNotFoundError):
        found, way_out = "there is no such file", "Correct the path"
    else:
        found, way_out = f"the file cannot be read ({error.strerror or error})", "Correct the path or its permissions"
    return refusal(str(path), found, "A table must be a readable file", way_out)


def _check_options(kind: FileKind, *, sheet: str | None, encoding: str | None, delimiter: str | None) -> None:
    """Refuse options that this kind of file has no use for: they would be ignored without a word."""
    issues = []
    if sheet is not None and kind is not FileKind.WORKBOOK:
        issues.append(_useless("--sheet", kind, "Only workbooks have sheets"))
    if encoding is not None and kind is not FileKind.DELIMITED:
        issues.append(_useless("--encoding", kind, "An encoding can be set only for text files"))
    if delimiter is not None and kind is not FileKind.DELIMITED:
        issues.append(_useless("--delimiter", kind, "A delimiter can be set only for text files"))
    if issues:
        raise ScenarioError(issues)


def _useless(option: str, kind: FileKind, rule: str) -> Issue:
    return Issue(Place(option), f"the file type is {kind.value}", rule, "Leave the option out")
