"""JSON with positions. The standard library checks the text; this walks it once more for the places."""

from __future__ import annotations

import json
import re
from typing import Any

from seeder.engine.table import Report
from seeder.errors import Issue, Place
from seeder.scenario.document.located import (
    LONGEST_INTEGER,
    LinePlaces,
    LocatedDocument,
    Path_,
    WrittenFloat,
    WrittenInt,
)

_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_STRING_OR_CONSTANT = re.compile(rf"{_STRING.pattern}|-?Infinity|NaN", re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None}
_DEEPEST = 30
_SECOND = -1


def read_json(source: str, text: str, report: Report) -> LocatedDocument | None:
    """Read one JSON object; None where there is none, with the reasons reported."""
    rule = "A scenario document that ends in .json is JSON"
    try:
        checked = json.loads(text, parse_constant=_refuse_constant, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        report(
            Issue(
                Place(source, error.lineno, error.colno),
                f"this is not JSON: {error.msg}",
                rule,
                "Check commas, quotes and brackets here",
            )
        )
        return None
    except _ConstantError as error:
        at = next(match.start() for match in _STRING_OR_CONSTANT.finditer(text) if match.group() == str(error))
        place = LinePlaces(source, text).place(at)
        report(Issue(place, f"{error} is no number in JSON", rule, "Write a finite number"))
        return None
    except RecursionError:
        report(Issue(Place(source), "the document is nested too deeply", rule, f"Nest at most {_DEEPEST} levels"))
        return None
    if not isinstance(checked, dict):
        report(
            Issue(
                Place(source, 1, 1),
                "the document is not an object",
                "A scenario is a mapping of keys to values",
                'Start with {"name": …}',
            )
        )
        return None
    walk = _Walk(source, text, report)
    try:
        data = walk.value((), 0)
    except _TooDeepError as error:
        report(Issue(error.place, "the document is nested too deeply", rule, f"Nest at most {_DEEPEST} levels"))
        return None
    return LocatedDocument(data=data, values=walk.values, keys=walk.keys)


class _ConstantError(ValueError):
    """NaN or Infinity, which JSON does not have."""


def _refuse_constant(name: str) -> Any:
    raise _ConstantError(name)


class _TooDeepError(ValueError):
    """A value that stands too deep."""

    def __init__(self, place: Place) -> None:
        super().__init__(str(place))
        self.place = place


class _Walk:
    """Reads valid JSON from its text and remembers where everything stands."""

    def __init__(self, source: str, text: str, report: Report) -> None:
        self.text = text
        self.report = report
        self.lines = LinePlaces(source, text)
        self.at = 0
        self.values: dict[Path_, Place] = {}
        self.keys: dict[Path_, Place] = {}

    def skip(self) -> str:
        match = _SPACE.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        return self.text[self.at] if self.at < len(self.text) else ""

    def value(self, path: Path_, depth: int) -> Any:
        first = self.skip()
        self.values[path] = self.lines.place(self.at)
        if depth > _DEEPEST:
            raise _TooDeepError(self.lines.place(self.at))
        if first == "{":
            return self.mapping(path, depth)
        if first == "[":
            return self.sequence(path, depth)
        if first == '"':
            return self.string()
        number = _NUMBER.match(self.text, self.at)
        if number is not None:
            self.at = number.end()
            is_whole = number.group(1) is None and number.group(2) is None and len(number.group()) < LONGEST_INTEGER
            return WrittenInt(number.group()) if is_whole else WrittenFloat(number.group())
        word = next(word for word in _WORDS if self.text.startswith(word, self.at))
        self.at += len(word)
        return _WORDS[word]

    def string(self) -> str:
        match = _STRING.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        text: str = json.loads(match.group())
        return text

    def mapping(self, path: Path_, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self.at += 1
        while self.skip() != "}":
            if self.text[self.at] == ",":
                self.at += 1
                self.skip()
            key_place = self.lines.place(self.at)
            name = self.string()
            self.skip()
            self.at += 1
            inner = (*path, name)
            if name in found:
                self.report(
                    Issue(
                        key_place,
                        f"the key {name!r} stands twice, first on line {self.keys[inner].line}",
                        "Every key stands once",
                        "Remove one of the two",
                    )
                )
                # Read for its end alone, at a path that no key has, so that the first value keeps its place.
                self.value((*inner, _SECOND), depth + 1)
                continue
            self.keys[inner] = key_place
            found[name] = self.value(inner, depth + 1)
        self.at += 1
        return found

    def sequence(self, path: Path_, depth: int) -> list[Any]:
        items: list[Any] = []
        self.at += 1
        while self.skip() != "]":
            if self.text[self.at] == ",":
                self.at += 1
            items.append(self.value((*path, len(items)), depth + 1))
        self.at += 1
        return items
