"""Find the known name nearest to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable

DEFAULT_LIMIT = 0.6
"""Least similarity [0–1] at which a name is worth offering."""

_AT_SIGNS = "@\uff20"
_ROUNDING = 1e-6
"""Share of the limit by which it is lowered: rapidfuzz rounds, and a similarity of exactly the limit counts."""


class KnownNames:
    """Names to compare misspelt ones with, indexed once for many questions.

    Case, surrounding blanks and a leading ``@`` do not count. A name that agrees so is nearest; of several, the first
    in the alphabet. Otherwise similarity is 2·m / (a + b), with m letters that words of a and b letters have in common
    in the same order: Indel similarity of :mod:`rapidfuzz`.
    """

    def __init__(self, names: Iterable[str]) -> None:
        # Of names that agree, the first in the alphabet comes last and replaces the others.
        self._name_of = {_key(name): name for name in sorted(names, reverse=True)}
        self._keys = sorted(self._name_of)

    def nearest(self, word: str, *, limit: float = DEFAULT_LIMIT) -> str | None:
        """Return the most similar name, ties by alphabet, or None where none reaches the limit in (0, 1]."""
        from rapidfuzz import process
        from rapidfuzz.distance import Indel

        if not 0.0 < limit <= 1.0:
            raise ValueError(f"limit: expected a similarity over 0 and up to 1, found {limit}")
        key = _key(word)
        if key in self._name_of:
            return self._name_of[key]
        # Of names that are equally near, rapidfuzz takes the first.
        least = limit * (1.0 - _ROUNDING)
        found = process.extractOne(key, self._keys, scorer=Indel.normalized_similarity, score_cutoff=least)
        return self._name_of[found[0]] if found else None


def did_you_mean(word: str, candidates: Iterable[str], *, limit: float = DEFAULT_LIMIT) -> str | None:
    """Return the known name nearest to a misspelt one, or None where none is near.

    For many words and the same names, make :class:`KnownNames` once: it holds the rule too.
    """
    return KnownNames(candidates).nearest(word, limit=limit)


def _key(name: str) -> str:
    return name.strip().lstrip(_AT_SIGNS).casefold()
