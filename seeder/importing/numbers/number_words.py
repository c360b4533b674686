"""Words and signs that come with a number, or that say that there is none.

They are data: ``number_words.csv`` is generated from the Unicode CLDR, ``table_words.csv`` written by hand.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files

_LONGEST_UNIT = 3
_SHORTEST_ABBREVIATION = 3
_LONGEST_BLANK_WORD = 24
_LONGEST_SHORT_TEXT = 200
# Error values of spreadsheets in any language: #N/A, #VALUE!, #¡VALOR!, #DIV/0!, #NV, #BEZUG!, #NOMBRE? …
_ERROR_VALUE = re.compile(r"#[¡¿]?[^\W_](?:[^\W_]|/){0,14}[!?]?")
_DASHES = re.compile(r"[-–—−‐‑‒―_]{1,20}")


def is_blank_word(text: str) -> bool:
    """Whether text says that there is no value: nothing, ``-``, ``N/A``, ``k. A.``, ``#VALOR!`` and the like."""
    if len(text) > _LONGEST_SHORT_TEXT:
        return text.isspace()
    if (text.isascii() and text.isdigit()) or len(text.strip()) > _LONGEST_BLANK_WORD:
        return False
    # Format characters, such as joiners and marks of direction, show nothing.
    word = " ".join("".join(letter for letter in text if unicodedata.category(letter) != "Cf").split())
    if not word:
        return True
    word = unicodedata.normalize("NFC", word).casefold()
    plain = word.strip("'’‘`´\"“”")
    blanks = words_of_kind("blank")
    if not plain or word in blanks or plain in blanks or _DASHES.fullmatch(word):
        return True
    if not word.startswith("#"):
        return False
    return _ERROR_VALUE.fullmatch(word) is not None and (word[-1] in "!?" or word in words_of_kind("error"))


def power_of(word: str, language: str = "") -> int | None:
    """Power of ten that a word or letter behind a number stands for, by default in English; None for other words.

    An abbreviation is known with its point and without: ``Mio.`` and ``Mio``. One or two letters need the point.
    """
    powers = _powers()
    folded = word.casefold()
    pointed = f"{folded}." if len(folded) >= _SHORTEST_ABBREVIATION else ""
    meanings = powers.get(folded) or powers.get(folded.rstrip(".")) or powers.get(pointed, {})
    return meanings.get(language, meanings.get(""))


def explain_meanings(word: str) -> str:
    """Say what a word stands for in languages that do not agree; '' if all do."""
    folded = word.casefold()
    others = [row for row in _rows() if row["word"] == folded and row.get("language")]
    if not others:
        return ""
    meanings = (f"{10 ** int(row['kind'].split()[1]):,} in {row['language_name']}" for row in others)
    return f"{word!r} usually means {10 ** _powers()[folded]['']:,}, but {' and '.join(meanings)}"


def is_unit(words: str) -> bool:
    """Whether all words, at most three, say what is counted: followers, subs, Abonnenten and the like."""
    parts = words.casefold().split()
    units = words_of_kind("unit")
    return 0 < len(parts) <= _LONGEST_UNIT and all(part.strip(".()") in units for part in parts)


@cache
def currencies() -> tuple[str, ...]:
    """Signs, codes and words of currencies in lower case, longest first."""
    return tuple(sorted(words_of_kind("currency"), key=lambda word: (-len(word), word)))


@cache
def words_of_kind(kind: str) -> frozenset[str]:
    """Words of one kind: ``unit``, ``currency``, ``blank``, ``error``."""
    return frozenset(row["word"] for row in _rows() if row["kind"] == kind)


@cache
def _powers() -> dict[str, dict[str, int]]:
    """Word → language, '' for all others → power."""
    found: dict[str, dict[str, int]] = {}
    for row in _rows():
        if row["kind"].startswith("power "):
            found.setdefault(row["word"], {})[row.get("language", "")] = int(row["kind"].split()[1])
    return found


@cache
def _rows() -> tuple[dict[str, str], ...]:
    folder = files("seeder.importing.numbers")
    texts = ((folder / name).read_text("utf-8") for name in ("number_words.csv", "table_words.csv"))
    return tuple(row for text in texts for row in csv.DictReader(text.splitlines()))
