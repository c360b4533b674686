"""Cells as numbers in a style of writing, and numbers as text in it."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from decimal import Decimal

from seeder.importing.numbers.number_texts import read_number_text
from seeder.importing.raw_cells import RawCell, is_blank_cell

_GROUPINGS = frozenset(("", ",", ".", " ", "\u00a0", "\u202f", "\u2009", "'", "’"))


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How numbers of a column are written.

    Reading asks for the decimal mark only: blanks and apostrophes group thousands in every style, and the other one of
    ``.`` and ``,`` does.
    """

    decimal: str = "."
    # What is written between groups of digits: `,`, `.`, a blank of some width, an apostrophe, or nothing.
    grouping: str = ","
    is_indian: bool = False  # whether groups beyond the first three digits have two: 12,34,567
    language: str = ""  # code of the language whose words for thousands and millions count, '' if it is not known

    def __post_init__(self) -> None:
        if self.decimal not in (".", ","):
            raise ValueError(f"decimal: expected '.' or ',', found {self.decimal!r}")
        if self.grouping not in _GROUPINGS or self.grouping == self.decimal:
            raise ValueError(f"grouping: expected another mark than the decimal one, found {self.grouping!r}")
        if self.is_indian and self.grouping not in (",", " "):
            raise ValueError(f"grouping: expected ',' or a blank with groups of two, found {self.grouping!r}")

    @property
    def example(self) -> str:
        """A number in this style."""
        return write_number(1234567.5, self)


STYLES = (
    *(NumberStyle(".", grouping) for grouping in (",", "", " ", "\u00a0", "\u202f", "\u2009", "'", "’")),
    *(NumberStyle(",", grouping) for grouping in (".", "", " ", "\u00a0", "\u202f", "\u2009", "'", "’")),
    NumberStyle(".", ",", is_indian=True),
    NumberStyle(".", " ", is_indian=True),
)
"""All styles that are read; the first is the default."""


def parse_cell(cell: RawCell, style: NumberStyle) -> float | None:
    """Parse a cell; None where it is blank or holds no single number.

    Typed numbers are themselves. ``10k+`` and ``~10k`` are 10,000, and :func:`note_on_cell` says so. ``3.4%`` is 0.034.
    """
    if isinstance(cell, str):
        number = read_number_text(cell, style.language)
        if number.with_point is None or number.with_comma is None:
            return number.with_comma if number.with_point is None else number.with_point
        return number.with_point if style.decimal == "." else number.with_comma
    if cell is None or isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    try:
        value = float(cell)
    except OverflowError:
        return None
    return value + 0.0 if math.isfinite(value) else None


def explain_cell(cell: RawCell, style: NumberStyle) -> str:
    """Say why a cell is no number; '' where it is one, or blank."""
    if is_blank_cell(cell) or parse_cell(cell, style) is not None:
        return ""
    if isinstance(cell, str):
        return read_number_text(cell).reason
    if isinstance(cell, bool):
        return "it is yes or no, not a number"
    if isinstance(cell, datetime.date):
        return "it is a date; spreadsheets turn numbers such as 1.2 into dates"
    return "it is not a finite number"


def note_on_cell(cell: RawCell, style: NumberStyle) -> str:
    """Say what was read into a number beside its digits: ``at least``, a unit; '' where nothing."""
    return read_number_text(cell).note if isinstance(cell, str) and parse_cell(cell, style) is not None else ""


def is_per_cent(cell: RawCell) -> bool:
    """Whether a cell is a number with a sign for per cent or per mille."""
    return isinstance(cell, str) and read_number_text(cell).is_percent


def write_number(value: float, style: NumberStyle, *, suffix: str = "") -> str:
    """Write a finite number, and the suffix behind its digits, so that :func:`parse_cell` reads the same."""
    if not math.isfinite(value):
        raise ValueError(f"value: expected a finite number, found {value}")
    plain = format(Decimal(repr(float(value))), "f")
    sign, plain = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    whole, _, part = plain.partition(".")
    part = part.rstrip("0")
    return f"{sign}{_grouped(whole, style)}{style.decimal + part if part else ''}{suffix}"


def _grouped(whole: str, style: NumberStyle) -> str:
    if not style.grouping or len(whole) <= 3:
        return whole
    size = 2 if style.is_indian else 3
    head, groups = whole[:-3], [whole[-3:]]
    while head:
        head, group = head[:-size], head[-size:]
        groups.insert(0, group)
    return style.grouping.join(groups)
