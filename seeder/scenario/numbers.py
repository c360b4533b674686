"""Numbers as scenario tables write them: 1,234.5, 1.2M, 3.4%, 1e-06. Nothing is guessed; anything else is refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache

import numpy as np

from seeder.engine.table import Cell, text_of
from seeder.problem.arrays import FloatArray

NUMBER_RULE = "Numbers: '.' is the decimal point, ',' groups thousands in threes; k, M, B, % or an exponent may follow"
WRITE_A_NUMBER = "Write a number, or leave the cell blank"
"""The way out of what does not even look like a number."""
LARGEST_NUMBER = 1e16
"""Largest number of any column, far beyond what there is of anything; sums of such numbers stay exact enough."""

MOST_PEOPLE = 8.3e9
"""People on earth in 2026, by the United Nations; no account has more followers."""

_COMMA_RULE = (
    "Numbers: as in the rest of the table, ',' is the decimal mark, '.' groups thousands in threes; k, M, B, % or an "
    "exponent may follow"
)
_SWAPPED = str.maketrans(".,", ",.")
_NUMBER = re.compile(r"(-?)(?:([1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]*)?|(\.[0-9]+))([kMB]?)(%?)")
_WITH_EXPONENT = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]{1,4}")
_POWER = {"": 0, "k": 3, "M": 6, "B": 9}
_NEAR, _FLOAT_NEAR = 1e-9, 1e-15
_LONGEST = 400
_PLAIN = frozenset("0123456789.")
_LONGEST_PLAIN = 100
_UNKNOWN = frozenset(("nan", "n/a", "na", "none", "null", "-", "--", "?", "unknown", "#n/a", "#value!"))


def parse_number(text: str, decimal: str = ".") -> float | None:
    """Parse a number; None for what is no number by the rule.

    The decimal is rounded to a float once: ``parse_number("1.2M") == 1200000.0``, ``parse_number("3.4%") == 0.034`` and
    ``parse_number("1e-06") == 0.000001``. With ``,`` as decimal mark, ``.`` groups thousands.
    """
    if decimal != ".":
        text = with_point(text)
    if len(text) <= _LONGEST_PLAIN and text.isascii() and text.replace(".", "", 1).isdigit():
        return float(text)
    return _parsed(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=200_000)
def _parsed(text: str) -> float | None:
    match = _NUMBER.fullmatch(text)
    if match is not None:
        sign, whole, part, bare_part, suffix, percent = match.groups()
        plain = f"{sign}{(whole or '').replace(',', '')}{part or bare_part or ''}"
        number = float(f"{plain}e{_POWER[suffix] - (2 if percent else 0)}")
    elif _WITH_EXPONENT.fullmatch(text):
        number = float(text)
    else:
        return None
    # Adding 0 turns -0 into 0.
    return None if abs(number) == float("inf") else number + 0.0


def with_point(text: str) -> str:
    """Write a number that has ``,`` as decimal mark with ``.``: 1.234,5 as 1,234.5."""
    return text.translate(_SWAPPED)


def number_of(cell: Cell, decimal: str = ".") -> float | None:
    """Number in a cell of any type, NaN for a blank one; None if it is no finite number."""
    if cell is None or cell == "":
        return float("nan")
    if isinstance(cell, str):
        return parse_number(cell, decimal)
    if isinstance(cell, bool):
        return None
    try:
        number = float(cell)
    except OverflowError:
        return None
    return number if abs(number) < float("inf") else None


def numbers_of(cells: Sequence[Cell], decimal: str = ".") -> tuple[FloatArray, list[int]]:
    """Numbers of a column, NaN if blank or refused, and the positions of the refused cells."""
    if {float, int} >= set(map(type, cells)):
        with suppress(OverflowError):
            numbers = np.array(cells, dtype=np.float64)
            if np.isfinite(numbers).all():
                return numbers, []
    plain = _plain_numbers(cells) if decimal == "." else None
    if plain is not None:
        return plain, []
    found = [number_of(cell, decimal) for cell in cells]
    refused = [position for position, number in enumerate(found) if number is None]
    return np.array([np.nan if number is None else number for number in found], dtype=np.float64), refused


def _plain_numbers(cells: Sequence[Cell]) -> FloatArray | None:
    """Numbers of a column of text in which there is nothing but digits and points; None where there is."""
    if set(map(type, cells)) != {str} or not set().union(*cells) <= _PLAIN:  # type: ignore[arg-type]
        return None
    if max(map(len, cells), default=0) > _LONGEST_PLAIN:  # type: ignore[arg-type]
        return None
    try:
        found = [float(cell or "nan") for cell in cells]
    except ValueError:
        # Two points, or a point alone.
        return None
    return np.array(found, dtype=np.float64)


def whole_where_near(numbers: FloatArray) -> FloatArray:
    """Numbers, whole where they are so but for the rounding of floats: 434.99999999999994 is 435.

    A number is whole within 1e-9, and for numbers above a million, whose floats lie further apart, within 1e-15 of it.
    """
    whole = np.round(numbers)
    is_near = np.abs(numbers - whole) <= np.maximum(_NEAR, _FLOAT_NEAR * np.abs(numbers))
    return np.where(is_near, whole, numbers)


def shown_cell(cell: Cell) -> str:
    """A cell for a message: short, and quoted where it is text."""
    text = str(cell)
    shortened = text if len(text) <= 60 else text[:57] + "..."
    return repr(shortened) if isinstance(cell, str) else shortened


def number_rule(decimal: str) -> str:
    """Say how numbers of a table with a decimal mark are written."""
    return NUMBER_RULE if decimal == "." else _COMMA_RULE


def way_out_of(cell: Cell, decimal: str = ".") -> str:
    """Say how a refused cell could be written."""
    text = text_of(cell) or str(cell)
    if isinstance(cell, bool):
        return "Write a number"
    if text.lower() in _UNKNOWN:
        return "Leave the cell blank if the number is not known"
    if re.fullmatch(r"-?[0-9]{300,}|[-+]?inf(inity)?", text.lower()) or _WITH_EXPONENT.fullmatch(text):
        return "The number is too large: correct it"
    if re.fullmatch(r"-?[0-9.]+(,[0-9]*)?|-?[0-9,.]+", text):
        mark = "point as '.'" if decimal == "." else "mark as ','"
        return f"Write the decimal {mark}, and thousands in groups of three"
    if re.fullmatch(r"-?[0-9.,]+[kMB]?[eE][-+]?[0-9]+[kMB]?%?", text):
        return f"Before an exponent, write digits with '{decimal}' as the decimal mark and nothing else"
    if re.fullmatch(r"-?[0-9.,]+\s*([kKmMbBgG]n?|%)", text):
        return "Write thousands as k, millions as M, billions as B, per cent as %, without a space"
    if re.fullmatch(r"\+[0-9.,]+[kMB]?%?", text):
        return "Write the number without '+'"
    if re.fullmatch(r"[0-9]+(\s[0-9]+)+", text):
        return "Write the number without spaces: 1000 or 1,000"
    if re.search(r"[$€£¥]|[A-Z]{3}", text) and re.search(r"[0-9]", text):
        return "Write the number without the currency"
    if any(character.isdigit() and not character.isascii() for character in text):
        return "Write the digits 0 to 9"
    return WRITE_A_NUMBER
