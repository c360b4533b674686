"""The columns of a source table: their names, what the names mean, and what the cells look like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from seeder.importing.columns.headers import HeadedTable
from seeder.importing.columns.merged_and_linked import BEHIND
from seeder.importing.columns.roles import NUMBERS, Meaning, Role
from seeder.importing.columns.vocabulary import read_meaning
from seeder.importing.numbers.number_texts import read_number_text
from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.raw_cells import RawCell, ShownPerCent

_MOST_LOOKED_AT = 2_000
# The ending of headers that appear twice: "Followers (2)".
_SECOND = re.compile(r" \(\d+\)$")
_URL = re.compile(r"(https?://|www\.)\S+|[\w-]+(\.[\w-]+)*\.(com|net|tv|org|social|app|me|be)/\S+", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}([\s,;/|]+[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,})*")
_AT_HANDLE = re.compile(r"'?[@＠]\s?[\w.\-]+")
_BARE_HANDLE = re.compile(r"[@＠]?[\w.\-]{1,64}")
# Small letters, or digits and signs among them, as handles have and names hardly ever.
_USERNAME = re.compile(r"[@＠]?(?=[\w.\-]{0,64}[a-z])(?:[a-z0-9_.\-]{1,64}|(?=[\w.\-]{0,64}[0-9_])[\w.\-]{1,64})")
_NUMBER = re.compile(
    r"[-+~≈<>]?\s*[$€£]?\s*[\d][\d\s.,'’]*\s*(k|m|b|bn|mn|mio|mill|mil|tsd|mrd|md|mm|%)?\+?\.?", re.IGNORECASE
)
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}.*")


def text_of_cell(cell: RawCell) -> str:
    """Text of a cell of any type, '' if there is nothing: 7.0 is '7', and days are written 2026-11-22."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if cell != cell:
            return ""
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


@dataclass(frozen=True)
class Content:
    """Which share of the filled cells looks like what [0–1 each], from up to 2,000 of them."""

    n_looked_at: int
    url: float
    email: float
    at_handle: float
    bare_handle: float
    username: float
    number: float
    percent: float
    day: float
    unique: float


@dataclass(frozen=True, eq=False)
class SourceColumn:
    """A column of the source."""

    index: int
    name: str  # its header, unique in the table
    header: str  # its header as it stood
    cells: Sequence[RawCell]
    group: str = ""
    text_index: int | None = None  # of addresses behind cells: position of the column with these cells

    @cached_property
    def meaning(self) -> Meaning | None:
        """What the header says, and nothing where there is none.

        A row of groups above the header adds platforms and ways of counting (Instagram, average), but never changes
        what a header says by itself.
        """
        if not self.header.strip():
            return None
        if self.text_index is not None:
            if self.content.email > self.content.url:
                return Meaning(Role.EMAIL)
            before = read_meaning(self.name.removesuffix(BEHIND))
            return Meaning(Role.URL, platform="" if before is None else before.platform)
        number = _SECOND.search(self.name)
        is_made_up = number is not None and not self.header.rstrip().endswith(number.group())
        whole = read_meaning(_SECOND.sub("", self.name) if is_made_up else self.name)
        own = self.header.rpartition("\n")[2] if self.group else ""
        alone = read_meaning(own) if own.strip() else None
        if alone is None:
            return whole
        if whole is not None and (whole.role is alone.role or (alone.role is None and whole.role in NUMBERS)):
            return whole
        above = read_meaning(self.group)
        platform = above.platform if above is not None else ""
        return alone if alone.platform else replace(alone, platform=platform)

    @cached_property
    def texts(self) -> list[str]:
        """Cells as text."""
        return [cell if isinstance(cell, str) else text_of_cell(cell) for cell in self.cells]

    @cached_property
    def content(self) -> Content:
        """What the cells look like."""
        filled: list[str] = []
        n_shown = 0
        step = max(1, len(self.cells) // (2 * _MOST_LOOKED_AT))
        for cell in self.cells[::step]:
            text = text_of_cell(cell).strip()
            n_shown += isinstance(cell, ShownPerCent)
            if text and not is_blank_word(text):
                filled.append(text[:500])
                if len(filled) == _MOST_LOOKED_AT:
                    break
        if not filled:
            return Content(0, *[0.0] * 9)

        def share(pattern: re.Pattern[str]) -> float:
            return sum(pattern.fullmatch(text) is not None for text in filled) / len(filled)

        number = sum(_is_number(text) for text in filled) / len(filled)
        return Content(
            n_looked_at=len(filled),
            url=share(_URL),
            email=share(_EMAIL),
            at_handle=share(_AT_HANDLE),
            bare_handle=share(_BARE_HANDLE) - share(_NUMBER) if number > 0.95 else share(_BARE_HANDLE),
            username=share(_USERNAME),
            number=number,
            percent=(n_shown + sum(text.endswith("%") for text in filled)) / len(filled),
            day=share(_DATE),
            unique=len(set(filled)) / len(filled),
        )


def _is_number(text: str) -> bool:
    if _NUMBER.fullmatch(text) is not None:
        return True
    # "45,3 mi", "12,345 followers" and "661[12]" are numbers too; only cells with a digit are worth the look.
    return any(map(str.isdigit, text)) and read_number_text(text).is_number


def columns_of(table: HeadedTable) -> tuple[SourceColumn, ...]:
    """Columns of a table, in their order."""
    columns = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.names)
    return tuple(
        SourceColumn(index, name, header, cells, group, table.linked.get(index))
        for index, (name, header, cells, group) in enumerate(
            zip(table.names, table.original_names, columns, table.groups or [""] * len(table.names), strict=True)
        )
    )
