"""Headers that ask a question about a person which yes, no, a cross or a date answers, and what the cells answer.

``Do not contact`` and ``Blacklist`` say who must not be asked, ``A contacter ?`` who may be, ``Contacted on`` who was,
and ``Interesado`` who would. The headers are data, in six languages, in ``status_headers.csv``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from enum import Enum
from functools import cache
from importlib.resources import files

from seeder.importing.columns.vocabulary import words_of


class Flag(Enum):
    """What a yes below a header says."""

    REFUSAL = "refusal"  # must not be asked
    PERMISSION = "permission"  # may be asked, and must not be on a no
    ASKED = "asked"
    ANSWER = "answer"  # would do it, and would not on a no
    AGREED = "agreed"  # said yes; a no is no answer yet


YES, NO = "yes", "no"

_YES = frozenset(
    (
        "yes", "y", "ja", "j", "oui", "si", "s", "sim", "true", "wahr", "vrai", "verdadero", "verdadeiro",
        "vero", "x", "xx", "1", "checked",
    )
)  # fmt: skip
_NO = frozenset(
    ("no", "n", "nein", "non", "nao", "false", "falsch", "faux", "falso", "0", "unchecked")
)  # fmt: skip
_SIGNS = {"✓": YES, "✔": YES, "✔️": YES, "☑": YES, "✅": YES, "☐": NO, "□": NO}
_NUMBER = re.compile(r"\d+([.,]\d{3})*([.,]\d+)?")
_CHECKED = frozenset(("x", "xx"))
"""A cross: a mark in a list, and a no where a tick is the yes."""
_BESIDE = frozenset(
    (
        "date", "dates", "day", "time", "flag", "list", "since", "last", "latest", "on", "at", "of", "the", "is", "was",
        "has", "been", "already", "please", "email", "e", "mail", "gdpr", "marketing", "from", "us", "by",
        "datum", "tag", "am", "seit", "bereits", "schon", "liste", "dsgvo", "wurde", "ist", "zuletzt", "letzte",
        "letzter", "bitte", "von", "der", "die", "uns",
        "fecha", "el", "de", "del", "desde", "ya", "ultimo", "ultima", "rgpd", "por", "favor", "fue",
        "data", "em", "do", "da", "ja", "foi",
        "le", "du", "des", "depuis", "deja", "dernier", "derniere", "ete", "d",
        "il", "di", "dal", "gia", "stato", "stata",
    )
)  # fmt: skip
"""Words beside those that ask: when it was, whether it is so already."""


def flag_of(header: str) -> Flag | None:
    """What a header asks by all its words but those of time and manner; None if it asks nothing known."""
    words = words_of(header)
    plain = tuple(word for word in words if word not in _BESIDE)
    return _flags().get(words) or _flags().get(plain)


def flag_at_end(header: str) -> Flag | None:
    """What the last words of a header ask: ``Team A: contacted``, ``Agency blacklist``."""
    words = words_of(header)
    found = (flag_of(" ".join(words[start:])) for start in range(1, len(words)))
    return next((flag for flag in found if flag is not None), None)


def mark_of(text: str) -> str:
    """Whether a cell marks a yes or a no: ``yes``, ``x``, ``TRUE``, ``✓``, ``0``; '' if neither."""
    bare = text.strip()
    if bare in _SIGNS:
        return _SIGNS[bare]
    words = words_of(bare)
    if not words:
        return ""
    if words[0] in _YES and (len(words) == 1 or len(words[0]) > 1):
        return YES
    return NO if len(words) == 1 and words[0] in _NO else ""


def is_cross(text: str) -> bool:
    """Whether a cell is a cross, which is a yes only where nothing else can be marked."""
    words = words_of(text)
    return len(words) == 1 and words[0] in _CHECKED


def counts_something(texts: Sequence[str]) -> bool:
    """Whether most filled cells are numbers other than 0 and 1: they count, and mark nothing."""
    filled = [text.strip() for text in texts if text.strip()]
    n_numbers = sum(_NUMBER.fullmatch(text) is not None and text not in ("0", "1") for text in filled)
    return 2 * n_numbers > len(filled)


@cache
def _flags() -> dict[tuple[str, ...], Flag]:
    text = (files("seeder.importing.columns") / "status_headers.csv").read_text("utf-8")
    return {words_of(row["words"]): Flag(row["kind"]) for row in csv.DictReader(text.splitlines())}
