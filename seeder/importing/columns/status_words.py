"""The words of a status column in six languages: who said no or must not be asked, and who was asked already.

The words are data, in ``status_words.csv``. A cell counts by the longest of them that it begins with: ``Declined, no
time`` is a no, and ``not contacted`` none.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from seeder.importing.columns.vocabulary import words_of

REFUSED, ASKED, AGREED, NEW = "refused", "asked", "agreed", "new"

_LEAST_KNOWN = 0.5
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Statuses:
    """What a column of statuses says, row by row.

    Parameters
    ----------
    kinds
        ``refused``, ``asked``, ``new``, or '' where a cell says nothing known.
    refused
        Texts of cells by which somebody must not be asked, each once, in order.
    """

    kinds: tuple[str, ...]
    refused: tuple[str, ...]


def read_statuses(texts: Sequence[str]) -> Statuses | None:
    """Read a column; None where most of its cells are no statuses: the state of an address, a note."""
    kind_of = {text: kind_of_status(text) for text in set(texts)}
    kinds = tuple(kind_of[text] for text in texts)
    n_filled = sum(bool(text.strip()) for text in texts)
    if not any(kinds) or sum(map(bool, kinds)) < _LEAST_KNOWN * n_filled:
        return None
    refused = (text for text, kind in zip(texts, kinds, strict=True) if kind == REFUSED)
    return Statuses(kinds, tuple(dict.fromkeys(refused)))


def kind_of_status(text: str) -> str:
    """What one cell says; '' where it says nothing known."""
    words = words_of(text)
    for length in range(min(len(words), _MOST_WORDS), 0, -1):
        kind = _kinds().get(words[:length])
        if kind is not None:
            return kind
    return ""


@cache
def _kinds() -> dict[tuple[str, ...], str]:
    text = (files("seeder.importing.columns") / "status_words.csv").read_text("utf-8")
    return {words_of(row["words"]): row["kind"] for row in csv.DictReader(text.splitlines())}
