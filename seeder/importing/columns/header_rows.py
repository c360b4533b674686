"""Finds the row of a table that is its header, by known words and by the cells below."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from seeder.figures import counted
from seeder.importing.columns.header_names import header_text
from seeder.importing.columns.vocabulary import read_meaning
from seeder.importing.numbers.number_texts import read_number_text
from seeder.importing.raw_cells import RawCell, Span, is_blank_cell

MOST_PREAMBLE = 40
"""Rows among which the header is looked for."""

_N_BODY = 200
_MOST_COLUMNS = 400
_NUMERIC = re.compile(
    r"[~<>≈≥≤+\-−–(]{0,2}\s?(?:[$€£¥₹]|[A-Z]{3}\s)?\s?[0-9][0-9.,'’ \u00a0\u202f]{0,30}"
    r"\s?(?:[kKmMbB]|[kmb]n|mln|mio|mill|mrd|tsd|mil)?\.?\+?\s?[%‰€]?\)?"
)
_DATA = re.compile(
    r"@[\w.]+|https?://\S+|www\.\S+|[^\s@]+@[^\s@]+\.[a-z]{2,}|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}.{0,20}"
)


_TIME = re.compile(r"(?:19|20)[0-9]{2}(?:[-/.][0-9]{1,2}){0,2}")


@dataclass(frozen=True, slots=True)
class HeaderChoice:
    """Where the header is."""

    first: int
    has_header: bool
    n_rows: int  # rows that the header takes: 0, 1, or 2 if a row above names groups of columns
    reason: str


def choose_header(
    rows: Sequence[Sequence[RawCell]], *, spans: Sequence[Span], lines: Sequence[int], has_header: bool | None = None
) -> HeaderChoice:
    """Find the row where the table begins, and tell whether it is a header, unless the user said so.

    The table begins with the first row that has at least half as many filled cells as its rows usually have and that
    looks like a header, or with the first such row if none does. A row looks like a header by how many of its cells are
    known words, or text above numbers. It does not if they are numbers above numbers, addresses, or repeated below.
    """
    filled = [sum(not is_blank_cell(cell) for cell in row) for row in rows[: MOST_PREAMBLE + _N_BODY]]
    usual = median(filled)
    full = [position for position, n in enumerate(filled[:MOST_PREAMBLE]) if 2 * n >= usual and (n > 1 or usual < 2)]
    if not full:
        full = [0]
    if has_header is False:
        return HeaderChoice(full[0], False, 0, "you set it")
    scores = {position: _score(rows, position) for position in full[:12]}
    position = full[0]
    for other in full[:12]:
        # A row of titles or of remarks may be as wide as the header below it: the header says clearly more.
        if scores[other][0] > max(0.3, scores[position][0] + 0.25):
            position = other
    score, reason = scores[position]
    if has_header is None and (score < 0.0 or (score == 0.0 and usual < 2)):
        return HeaderChoice(full[0], False, 0, reason)
    if has_header is not None:
        reason = "you set it"
    if position > 0 and _is_parent(rows[position - 1], rows[position], spans, lines[position - 1]):
        return HeaderChoice(position - 1, True, 2, f"{reason}; the row above it names groups of columns")
    if position + 1 < len(rows) and _is_parent(rows[position], rows[position + 1], spans, lines[position]):
        below, _ = _score(rows, position + 1)
        if below > 0.0:
            return HeaderChoice(position, True, 2, f"{reason}; it names groups of columns")
    return HeaderChoice(position, True, 1, reason)


def _score(rows: Sequence[Sequence[RawCell]], position: int) -> tuple[float, str]:
    """How much a row looks like a header, from −2 to 3 or so, and why."""
    row = rows[position][:_MOST_COLUMNS]
    body = rows[position + 1 : position + 1 + _N_BODY]
    n_filled = n_known = n_contrast = n_numbers = n_data = n_again = 0
    for column, cell in enumerate(row):
        if is_blank_cell(cell):
            continue
        n_filled += 1
        text = header_text(cell)
        below = [other[column] for other in body if column < len(other) and not is_blank_cell(other[column])]
        n_numeric = sum(_is_numeric(other) for other in below)
        mostly_numbers = bool(below) and 2 * n_numeric >= len(below)
        if _is_numeric(cell):
            # Years and days name columns as often as words do, where the cells below are something else.
            names_a_time = _is_time(text) and not any(_is_time(header_text(other)) for other in below)
            n_numbers += (mostly_numbers or not below) and not names_a_time
        elif _is_known(text):
            n_known += 1
            n_contrast += mostly_numbers
        elif _DATA.fullmatch(text) or len(text) > 120:
            n_data += 1
        elif mostly_numbers:
            n_contrast += 1
        elif len(below) > 1 and sum(header_text(other) == text for other in below) > 0.05 * len(below):
            n_again += 1
    if not n_filled:
        return -1.0, "the row is blank"
    score = (1.5 * n_known + n_contrast - n_numbers - 2.0 * n_data - 1.0 * n_again) / n_filled
    if n_known >= 2 and not n_data:
        score = max(score, 0.2)
    said = [
        (n_known, "known column name", "known column names"),
        (n_contrast, "word above numbers", "words above numbers"),
        (n_numbers, "number", "numbers"),
        (n_data, "address, handle or date", "addresses, handles or dates"),
        (n_again, "word that is repeated below", "words that are repeated below"),
    ]
    found = ", ".join(counted(n, one, several) for n, one, several in said if n)
    return score, f"its {n_filled} cells include {found}" if found else "no other line fits better"


def _is_numeric(cell: RawCell) -> bool:
    if isinstance(cell, str):
        return len(cell) < 60 and (_NUMERIC.fullmatch(cell.strip()) is not None or _is_counted(cell))
    return isinstance(cell, int | float | datetime.date) and not isinstance(cell, bool)


def _is_counted(text: str) -> bool:
    """Whether a text that begins with a digit is a number with words or marks behind: 12,345 followers, 661[12]."""
    return text[:1].isdigit() and read_number_text(text).is_number


def _is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None


def _is_known(text: str) -> bool:
    if not text or len(text) > 80:
        return False
    meaning = read_meaning(text)
    # A platform alone is as often a cell as it is a header.
    return meaning is not None and meaning.role is not None


def _is_parent(upper: Sequence[RawCell], lower: Sequence[RawCell], spans: Sequence[Span], upper_line: int) -> bool:
    """Whether a row names groups of the columns that the row below names."""
    above, below = [header_text(cell) for cell in upper], [header_text(cell) for cell in lower]
    if any(_is_numeric(cell) for cell in (*upper, *lower)) or any(_DATA.fullmatch(text) for text in (*above, *below)):
        return False
    width = len(below)
    if not any(below) or any(above[width:]):
        return False
    if any(span.first_line <= upper_line <= span.last_line and span.last_column > span.first_column for span in spans):
        # A title that was merged over the whole table is no group.
        return sum(bool(text) for text in above) > 1
    named = [text for text in below if text]
    n_twice = len(named) - len({text.casefold() for text in named})
    if sum(bool(text) for text in above) < 2:
        return False
    has_gaps = any(high and not next_high for high, next_high in pairwise(above))
    complements = all(bool(high) or bool(low) for high, low in zip(above, below, strict=False)) and "" in below
    return has_gaps and (n_twice > 0 or complements)


def group_names(upper: Sequence[RawCell], *, width: int, spans: Sequence[Span], line: int) -> list[str]:
    """Name of the group over each column: over merged cells, or up to the next name where none are merged."""
    names = [header_text(upper[column]) if column < len(upper) else "" for column in range(width)]
    merged = [span for span in spans if span.first_line <= line <= span.last_line]
    if merged:
        for span in merged:
            text = names[span.first_column] if span.first_column < width else ""
            for column in range(span.first_column, min(span.last_column + 1, width)):
                names[column] = text
        return names
    current = ""
    for column, name in enumerate(names):
        current = name or current
        names[column] = current
    return names
