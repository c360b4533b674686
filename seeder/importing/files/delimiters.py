"""Finds the character that separates the cells of a text file: the one under which the rows are most alike."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from seeder.importing.files.delimited_rows import RowSplitter
from seeder.importing.raw_cells import Guess, refusal

OPTION = "--delimiter CHARACTER"

_USUAL = (",", ";", "\t", "|")
_RARE = ("^", "~", ":")
_NAMES = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "pipe",
    "^": "caret",
    "~": "tilde",
    ":": "colon",
    " ": "space",
    "": "none",
}
_SPELLINGS = {name: character for character, name in _NAMES.items()} | {"\\t": "\t", "bar": "|"}
_N_ROWS = 200
_SAMPLE = 2_000_000
_LEAST = 0.3
_LEAST_OF_LONGER = 0.5
"""Share of rows of one width that counts for all where no row is shorter than the first."""

_NEAR = 0.85
_STATED = re.compile(r'"?sep=(.)"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_RARE_FACTOR = 0.9
_MOST_TEXT = 0.1
# 12:30, https://x.com, Instagram: ann
_COLON_IN_TEXT = re.compile(r"://|(?<![0-9])[0-9]{1,2}:[0-9]{2}(?![0-9])|: ")
_NUMBER = re.compile(r"\s*[~+]?[0-9][0-9.,' ]{0,30}[A-Za-z]{0,3}\s*")
_COMMA_IN_NUMBER = re.compile(r"(?<=[0-9]),(?=[0-9])")


@dataclass(frozen=True, slots=True)
class DelimiterDecision:
    """What separates cells."""

    delimiter: str  # one character, '' if rows are one cell
    width: int  # usual number of cells in a row
    start: int = 0  # where the rows begin in the text: behind a line `sep=;`
    guess: Guess | None = None  # the decision and its reason; None if the user named it


def decide_delimiter(text: str, *, delimiter: str | None = None) -> DelimiterDecision:
    """Decide what separates cells, unless the user named it: the character, or its name, such as ``tab`` or ``none``.

    A first line ``sep=;``, as spreadsheets write it, states it. Else each of comma, semicolon, tab, pipe, caret, tilde
    and colon is scored by the share of the first rows that have the usual number of cells, more if cells hold no other
    of them (a comma between digits is none) and if there are more cells. The last three count less, and not at all if
    they are part of texts: ``~10k``, ``12:30``, ``https://``, ``Instagram: ann``. Below a floor, rows are one cell.
    """
    stated = _STATED.match(text)
    start = stated.end() if stated else 0
    if delimiter is not None:
        character = _as_told(delimiter)
        return DelimiterDecision(character, _usual_width(text[start : start + _SAMPLE], character), start)
    sample = text[start : start + _SAMPLE]
    if stated:
        found = stated.group(1)
        guess = Guess("delimiter", _named(found), "the first line names it", OPTION)
        return DelimiterDecision(found, _usual_width(sample, found), start, guess)
    scores = sorted(((*_score(sample, character), character) for character in (*_USUAL, *_RARE)), reverse=True)
    best, share, width, n_rows, found = scores[0]
    if best < _LEAST:
        guess = Guess(
            "delimiter", "none: each line is one cell", "no character splits the lines into equal columns", OPTION
        )
        return DelimiterDecision("", 1, 0, guess)
    reason = f"with it, {round(share * n_rows)} of the first {n_rows} rows have {width} cells"
    # A tilde in every row, as in "~10k", is no rival of a comma.
    is_close = scores[1][0] > _NEAR * best and (scores[1][-1] in _USUAL or found in _RARE)
    if is_close:
        reason += f"; {_named(scores[1][-1])} would fit nearly as well"
    return DelimiterDecision(found, width, start, Guess("delimiter", _named(found), reason, OPTION, is_close))


def _as_told(delimiter: str) -> str:
    character = _SPELLINGS.get(delimiter.strip().casefold(), delimiter) if len(delimiter) > 1 else delimiter
    if len(character) > 1 or (character and character in '"\r\n\0'):
        raise refusal(
            "--delimiter",
            f"{delimiter[:40]!r} cannot separate cells",
            "A delimiter must be one character or its name, but not a quote or line end",
            f"Write one of {', '.join(_NAMES.values())}, or leave the option out",
        )
    return character


def _named(character: str) -> str:
    name = _NAMES.get(character)
    return repr(character) if name is None else f"{name} ({character})" if character.strip() else name


def _usual_width(sample: str, delimiter: str) -> int:
    return _score(sample, delimiter)[2]


def _score(sample: str, delimiter: str) -> tuple[float, float, int, int]:
    """Score, share of rows of the usual width, that width, and the number of rows looked at."""
    others = [other for other in (*_USUAL, "^", "~") if other != delimiter]
    widths: Counter[int] = Counter()
    n_cells, n_clean, n_texts, first = 0, 0, 0, 0
    for row in islice(RowSplitter(sample, delimiter), _N_ROWS):
        if not any(cell and not cell.isspace() for cell in row.cells):
            continue
        n_texts += delimiter in _RARE and _is_text(row.cells, delimiter, is_header=not widths)
        widths[len(row.cells)] += 1
        first = first or len(row.cells)
        for cell in row.cells[:100]:
            plain = _COMMA_IN_NUMBER.sub("", cell[:200])
            n_cells += 1
            n_clean += not any(other in plain for other in others)
    n_rows = widths.total()
    wide = [(n, width) for width, n in widths.items() if width > 1]
    if not wide:
        return 0.0, 0.0, 1, n_rows
    n, width = max(wide)
    share = n / n_rows
    if first > 1 and share < _LEAST_OF_LONGER and min(widths) >= first:
        # Numbers without quotes fell apart in rows below a header that tells their width.
        share, width = _LEAST_OF_LONGER, first
    if n_texts > _MOST_TEXT * n_rows:
        return 0.0, share, width, n_rows
    factor = _RARE_FACTOR if delimiter in _RARE else 1.0
    return factor * share * (0.6 + 0.4 * n_clean / n_cells) * (1.0 - 0.5 / width), share, width, n_rows


def _is_text(cells: list[str], delimiter: str, *, is_header: bool) -> bool:
    """Whether a rare delimiter is part of a text in a row."""
    if len(cells) > 1 and not cells[0].strip():
        return True
    if delimiter != ":":
        return False
    # Two cells could be "instagram:ann": only a number behind the colon speaks for a table.
    is_pair = len(cells) == 2 and not is_header and not _NUMBER.fullmatch(cells[1])
    return is_pair or _COLON_IN_TEXT.search(delimiter.join(cells)) is not None
