"""The nearest known name to a misspelt one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

DEFAULT_LIMIT = 0.6
"""Least similarity [0–1] at which a name is worth offering."""

_AT_SIGNS = "@\uff20"


class KnownNames:
    """Names to compare misspelt ones with, indexed once for many questions.

    Case, surrounding blanks and a leading ``@`` do not count. A name that agrees so is nearest. Otherwise similarity
    is 2·m / (a + b), with m matching letters of words of a and b letters, taken over the names that share the first or
    the last letter and whose length alone allows the limit. A word misspelt at both ends is not found: that is the
    price of answering within about 50 ms among 100,000 names.

    Parameters
    ----------
    names
        The names as they should be shown; of several that agree, the first in the alphabet is offered.

    References
    ----------
    Ratcliff & Metzener 1988, as in :mod:`difflib`.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._name_of: dict[str, str] = {}
        self._by_end: dict[tuple[bool, str, int], list[str]] = {}
        self._lengths: set[int] = set()
        for name in names:
            key = _key(name)
            if key in self._name_of:
                self._name_of[key] = min(self._name_of[key], name)
                continue
            self._name_of[key] = name
            if key:
                self._lengths.add(len(key))
                self._by_end.setdefault((True, key[0], len(key)), []).append(key)
                self._by_end.setdefault((False, key[-1], len(key)), []).append(key)

    def nearest(self, word: str, *, limit: float = DEFAULT_LIMIT) -> str | None:
        """Return the most similar name, ties by alphabet, or None where none reaches the limit.

        Raises
        ------
        ValueError
            Where the limit lies outside (0, 1].
        """
        if not 0.0 < limit <= 1.0:
            raise ValueError(f"limit: expected a similarity over 0 and up to 1, found {limit}")
        key = _key(word)
        if key in self._name_of:
            return self._name_of[key]
        if not key:
            return None
        matcher: difflib.SequenceMatcher[str] = difflib.SequenceMatcher(autojunk=False)
        matcher.set_seq2(key)
        best, best_key = limit, ""
        for candidate in self._candidates(key, limit):
            matcher.set_seq1(candidate)
            if matcher.quick_ratio() < best:
                continue
            ratio = matcher.ratio()
            if ratio > best or (ratio == best and (not best_key or candidate < best_key)):
                best, best_key = ratio, candidate
        return self._name_of[best_key] if best_key else None

    def _candidates(self, key: str, limit: float) -> list[str]:
        """Names with a common first or last letter and 2·min(a, b) / (a + b) ≥ limit, nearest lengths first."""
        shortest = max(1, int(len(key) * limit / (2.0 - limit)))
        longest = int(len(key) * (2.0 - limit) / limit) + 1
        lengths = sorted(
            (length for length in self._lengths if shortest <= length <= longest),
            key=lambda length: (abs(length - len(key)), length),
        )
        return [
            name
            for length in lengths
            for is_first, letter in ((True, key[0]), (False, key[-1]))
            for name in self._by_end.get((is_first, letter, length), ())
            if is_first or name[0] != key[0]
        ]


def did_you_mean(word: str, candidates: Iterable[str], *, limit: float = DEFAULT_LIMIT) -> str | None:
    """Return the known name nearest to a misspelt one, or None where none is near.

    For many words and the same names, make :class:`KnownNames` once: it holds the rule too.

    Parameters
    ----------
    word
        What was found.
    candidates
        The known names.
    limit
        Least similarity that counts as near (0–1].
    """
    return KnownNames(candidates).nearest(word, limit=limit)


def _key(name: str) -> str:
    return name.strip().lstrip(_AT_SIGNS).casefold()
