"""Makes texts fit for cells of accounts.csv, and writes the CSV.

The file is for seeder, so texts stay as they stood: nothing is put in front of ``=``, ``+``, ``-`` or ``@``, for that
would change data on its way through. Such cells are counted and told; the shortlist, which people open, is guarded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, count

LONGEST_CELL = 100_000
"""Characters of a cell that accounts.csv holds; scenario tables are read up to 131,072."""

LONGEST_NAME = 200
"""Characters of a header, of an account's key and of a handle."""

_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_HARMLESS = re.compile(r"[-+]?[\d.,\s()/-]*%?|[@＠][\w.\-]*")
_NEEDS_QUOTES = re.compile('[,"\r\n]')
FORMULA_STARTS = frozenset("=+-@\t\r＝＋－＠")
"""What a cell begins with that a spreadsheet may run."""


def writable(text: str) -> str:
    """Text without what the file cannot hold: NUL goes, half characters become U+FFFD, long text is cut."""
    if _UNWRITABLE.search(text):
        text = replace_halves(text.replace("\0", ""))
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL]


def replace_halves(text: str) -> str:
    """Text with U+FFFD for half characters, which no file holds."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text) if not text.isascii() else text


def one_line(text: str) -> str:
    """Text as a key or header: blanks and line breaks as one space, no control characters, not too long."""
    if text.isascii() and text.isprintable() and "  " not in text and len(text) <= LONGEST_NAME:
        return text.strip()
    plain = "".join(
        " " if letter.isspace() else "" if unicodedata.category(letter) == "Cc" else letter for letter in writable(text)
    )
    return " ".join(plain.split())[:LONGEST_NAME].strip()


def free_name(name: str, numbered: str, is_taken: Callable[[str], bool]) -> str:
    """A name that is not taken: the name itself, or the first of its numbered forms, from 2."""
    names = chain([name], (numbered.format(name, number) for number in count(2)))
    return next(one for one in names if not is_taken(one))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet that opens the file may run a text: numbers and handles with ``@`` run nothing."""
    if not text or text[0] not in FORMULA_STARTS:
        return False
    return _HARMLESS.fullmatch(text) is None


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows as CSV: UTF-8, commas, quotes where needed, one line feed a row."""
    lines = [_line(header)]
    lines += [_line(row) for row in rows]
    return "".join(lines).encode("utf-8")


def _line(cells: Sequence[str]) -> str:
    line = ",".join(cells)
    if line and not ('"' in line or "\n" in line or "\r" in line) and line.count(",") == len(cells) - 1:
        return f"{line}\n"
    quoted = ['"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) is not None else cell for cell in cells]
    line = ",".join(quoted)
    # A line without a sign on it would be read as no row at all.
    return f"{line}\n" if line else '""\n'
