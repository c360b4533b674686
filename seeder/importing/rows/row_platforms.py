"""Decides on which platform each row is, if no handle or address of its own says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seeder.importing.columns.headers import HeadedTable
from seeder.importing.columns.layout import Layout
from seeder.importing.columns.platform_hints import PlatformHint, find_column_hint, find_hint, platforms_named
from seeder.importing.columns.roles import Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.raw_cells import Guess
from seeder.importing.written_cells import one_line
from seeder.scenario.platforms import canonical_platform, is_platform_name

PLATFORM_OPTION = "--platform NAME"


@dataclass(frozen=True, eq=False)
class RowPlatforms:
    """Platform of each row."""

    platforms: list[str]  # '' where nothing says it
    hints: list[PlatformHint | None]  # by row, what hints at a platform that neither the user nor a cell states
    guesses: tuple[Guess, ...] = ()


def find_row_platforms(
    table: HeadedTable, columns: Sequence[SourceColumn], layout: Layout, *, file: str, platform: str | None
) -> RowPlatforms:
    """Platforms by cell, else as the user says, else by the names of sheet, file and columns.

    Of several sheets, names of one say nothing of the rows of the others.

    Parameters
    ----------
    file
        Name of the file.
    platform
        What the user says.
    """
    guesses: list[Guess] = []
    if platform is not None or layout.is_own_format:
        hints: list[PlatformHint | None] = [None] * len(table.rows)
        defaults = [canonical_platform(platform) if platform else ""] * len(table.rows)
    elif not table.sheets_of_rows:
        hints = [find_hint(file, table.sheet, layout.column_hint)] * len(table.rows)
        defaults = ["" if hint is None else hint.platform for hint in hints]
    else:
        of_sheet = {sheet: _hint_of_sheet(sheet, table, columns, layout, file) for sheet in table.sheet_headers}
        named = {sheet: platforms_named(sheet) for sheet in of_sheet}
        told = {sheet: min(found) for sheet, found in named.items() if len(found) == 1}
        hints = [None if sheet in told else of_sheet[sheet] for sheet in table.sheets_of_rows]
        defaults = [
            told.get(sheet, "" if hint is None else hint.platform)
            for sheet, hint in zip(table.sheets_of_rows, hints, strict=True)
        ]
        if Role.PLATFORM not in layout.single:
            guesses += [
                Guess("platform", f"{one} for the rows of sheet {sheet!r}", "the sheet has this name", PLATFORM_OPTION)
                for sheet, one in told.items()
            ]
    used = layout.single.get(Role.PLATFORM)
    if used is None:
        return RowPlatforms(defaults, hints, tuple(guesses))
    plain = [_of_cell(text, is_own_format=layout.is_own_format) for text in used.column.texts]
    return RowPlatforms([one or default for one, default in zip(plain, defaults, strict=True)], hints, tuple(guesses))


def _hint_of_sheet(
    sheet: str, table: HeadedTable, columns: Sequence[SourceColumn], layout: Layout, file: str
) -> PlatformHint | None:
    headers = table.sheet_headers[sheet]
    rows = [row for row, one in enumerate(table.sheets_of_rows) if one == sheet]
    followers = {one.column.index for presence in layout.presences for one in presence.followers}
    hint = find_column_hint(
        list(headers.values()),
        [header for place, header in headers.items() if place in followers],
        [[columns[place].texts[row] for row in rows] for place in headers],
    )
    return find_hint(file, "", hint)


def _of_cell(text: str, *, is_own_format: bool) -> str:
    plain = one_line(text)
    if is_own_format or not plain:
        return plain
    # "x" is the name of a platform here, and a mark for nothing in other columns.
    return "" if is_blank_word(plain) and not is_platform_name(plain) else canonical_platform(plain)
