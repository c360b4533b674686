"""Refuse arguments of the wrong type, in one sentence that says what was expected and what was given."""

from __future__ import annotations

import os
from collections.abc import Mapping, Set
from typing import Any

from seeder.errors import ArgumentError

_LONGEST = 40
"""Letters of a text or digits of a number that are repeated."""
_WORDS_OF_TYPE = {
    "U": "text",
    "S": "bytes",
    "M": "dates",
    "m": "durations",
    "c": "complex numbers",
    "b": "truth values",
    "f": "decimal numbers",
    "i": "whole numbers",
    "u": "whole numbers",
}
"""Kind of a type of numpy's → what its values are."""
_SOURCES = {
    "Scenario": "seeder.read_scenario(path)",
    "Run": "seeder.solve(scenario)",
    "Formulation": "seeder.formulation_of(scenario)",
    "Rates": "seeder.estimate_rates(scenario)",
    "Audience": "seeder.build_audience(scenario)",
    "SolveResult": "seeder.solve(problem)",
    "Imported": "seeder.import_table(path)",
}
"""Name of a class → what makes one."""
_PLAIN: dict[type, str] = {bool: "True or False", str: "text"}


def in_words(value: object) -> str:
    """What a value is, for a sentence such as "expected a number, found the text 'ten'".

    >>> in_words("ten"), in_words([1, 2]), in_words(None), in_words(7)
    ("the text 'ten'", 'a list', 'None', '7')
    """
    if isinstance(value, str):
        return f"the text {_cut(value)!r}"
    if value is None or isinstance(value, bool):
        return repr(value)
    if isinstance(value, int | float):
        return _number_in_words(value)
    if isinstance(value, bytes | bytearray):
        return "bytes"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, Set):
        return "a set"
    if isinstance(value, os.PathLike):
        return "a path"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return _with_article(type(value).__name__)


def type_in_words(kind: str) -> str:
    """What the values of an array are, by the kind of its type in numpy.

    >>> type_in_words("U"), type_in_words("f")
    ('text', 'decimal numbers')
    """
    return _WORDS_OF_TYPE.get(kind, "objects")


def require_kind(name: str, value: object, kind: type) -> None:
    """Refuse an argument that is not of a kind.

    Raises
    ------
    ArgumentError
        With what is taken, how to get one, and what was given.
    """
    if not isinstance(value, kind):
        raise ArgumentError(f"{name}: expected {_taken(kind)}, found {in_words(value)}")


def require_path(name: str, path: object) -> None:
    """Refuse a path that is neither text nor a path of text.

    Raises
    ------
    ArgumentError
        With what was given.
    """
    named = os.fspath(path) if isinstance(path, str | os.PathLike) else path
    if not isinstance(named, str):
        raise ArgumentError(f"{name}: expected the path of a file or folder, found {in_words(path)}")


def _taken(kind: type) -> str:
    if kind in _PLAIN:
        return _PLAIN[kind]
    source, named = _SOURCES.get(kind.__name__), _with_article(kind.__name__)
    return f"{named}, such as {source} returns" if source else named


def _with_article(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _number_in_words(value: Any) -> str:
    try:
        return _cut(str(value))
    except ValueError:  # Python writes out no number of more than some thousand digits.
        return "a number too long to repeat"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
