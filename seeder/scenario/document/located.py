"""A document as plain data, with the place of every key and value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from seeder.errors import Place

Path_ = tuple[str | int, ...]

LONGEST_INTEGER = 300
"""Digits from which a whole number is kept as a float: none so large is within any limit."""


class WrittenInt(int):
    """A whole number that remembers how it was written: a name such as 007 keeps its zeros."""

    text: str

    def __new__(cls, text: str) -> WrittenInt:
        """Parse plain digits with an optional sign."""
        number = super().__new__(cls, text)
        number.text = text
        return number


class WrittenFloat(float):
    """A decimal that remembers how it was written."""

    text: str

    def __new__(cls, text: str) -> WrittenFloat:
        """Parse what Python's float reads."""
        number = super().__new__(cls, text)
        number.text = text
        return number


class LinePlaces:
    """Line and column of positions in a text; lines end where editors end them, at LF or CRLF."""

    def __init__(self, source: str, text: str) -> None:
        self._source = source
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, at: int) -> Place:
        """Place of a position of the text."""
        line = bisect_right(self._starts, at)
        return Place(self._source, line, at - self._starts[line - 1] + 1)


@dataclass(frozen=True)
class LocatedDocument:
    """The content of a document, and where each part is."""

    data: dict[str, Any]  # dicts, lists, text, numbers, booleans and None
    values: Mapping[Path_, Place]  # path of a value (keys and list positions from the top) → its place
    keys: Mapping[Path_, Place]  # path of a value → the place of the key in front of it
    written: Mapping[Path_, str] = field(default_factory=dict)  # path of a key that was renamed → the key as written

    def place(self, path: Path_) -> Place:
        """Return the place of a value, or of the nearest thing around it that has one."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.values:
                return self.values[path[:end]]
        raise KeyError(path)

    def key_place(self, path: Path_) -> Place:
        """Return the place of the key in front of a value, or of the value where it has no key."""
        return self.keys.get(path) or self.place(path)

    def shown(self, path: Path_) -> str:
        """Return a path as the user wrote it, joined by dots."""
        return ".".join(self.written.get(path[:end], str(path[end - 1])) for end in range(1, len(path) + 1))


def locate_arguments(data: dict[str, Any]) -> LocatedDocument:
    """Locate data that was passed as keyword arguments: each value by its path, as ``argument rules.exclude.0``."""
    values: dict[Path_, Place] = {}

    def walk(value: Any, path: Path_) -> None:
        values[path] = argument_place(path)
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, part in inner:
            walk(part, (*path, key))

    walk(data, ())
    return LocatedDocument(data=data, values=values, keys={path: place for path, place in values.items() if path})


def argument_place(path: Path_) -> Place:
    """Return the place of a keyword argument, or of a part of one: what the user wrote in a call of Python."""
    return Place(f"argument {'.'.join(str(piece) for piece in path)}" if path else "arguments")
