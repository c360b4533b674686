"""Reads YAML 1.2 with the place of every key and value; YAML tags create no objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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

_MOST_NODES = 200_000
DEEPEST = 30
"""Most levels of lists and mappings."""
_PREFIX = "tag:yaml.org,2002:"
_TAGS = frozenset(f"{_PREFIX}{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map"))
_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_SPECIAL = {".inf": "inf", "+.inf": "inf", "-.inf": "-inf", ".nan": "nan"}
_BOOLEANS = {"true": True, "false": False}


def read_yaml(source: str, text: str, report: Report) -> LocatedDocument | None:
    """Read one YAML mapping; None if there is none, with the reasons reported."""
    return locate_nodes(compose(source, text, report), source, LinePlaces(source, text), report)


def locate_nodes(
    root: Any, source: str, lines: LinePlaces, report: Report, *, text_of: Callable[[Any], str] | None = None
) -> LocatedDocument | None:
    """Turn composed nodes into data with places; ``text_of`` gives the text of a scalar, else it is the node's."""
    if root is None:
        return None
    walk = _Walk(lines, report, text_of or _text_of)
    data = walk.value(root, (), 0)
    if walk.is_broken:
        return None
    if not isinstance(data, dict):
        report(
            Issue(
                Place(source, 1, 1),
                f"the document is {_kind(data)}",
                "A scenario must be a mapping of keys to values",
                "Start with a line such as 'name: Launch week'",
            )
        )
        return None
    return LocatedDocument(data=data, values=walk.values, keys=walk.keys)


def compose(source: str, text: str, report: Report) -> Any:
    """Compose the nodes of a YAML text; None if it is none, with the reason reported."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    lines = LinePlaces(source, text)

    def refuse(at: int | None, found: str, way_out: str) -> None:
        place = Place(source) if at is None else lines.place(at)
        report(Issue(place, found, "A scenario document must be YAML 1.2", way_out))

    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = " ".join(str(part).strip() for part in (error.problem, error.context) if part)
        way_out = "Replace the tab by spaces" if "\\t" in words else "Check indentation, colons and quotes here"
        refuse(None if mark is None else mark.index, f"this is not YAML: {words}", way_out)
        return None
    except YAMLError as error:
        position = getattr(error, "position", None)
        at = position if isinstance(position, int) else None
        refuse(at, f"this is not YAML: {str(error).splitlines()[0]}", "Remove the character at this place")
        return None
    except RecursionError:
        refuse(None, "the document is nested too deeply", f"Nest at most {DEEPEST} levels")
        return None
    except (ValueError, AssertionError, TypeError, IndexError, AttributeError) as error:
        refuse(None, f"this is not YAML ({error})", "Check indentation, colons and quotes")
        return None
    if root is None:
        refuse(0, "the document is empty", "Write at least name, objective, budget and accounts")
    return root


class _Walk:
    """Turns nodes into data and remembers places; reports what a scenario may not hold."""

    def __init__(self, lines: LinePlaces, report: Report, text_of: Callable[[Any], str]) -> None:
        self.lines = lines
        self.report = report
        self.text_of = text_of
        self.values: dict[Path_, Place] = {}
        self.keys: dict[Path_, Place] = {}
        self.n_nodes = 0
        self.is_broken = False

    def place(self, node: Any) -> Place:
        return self.lines.place(node.start_mark.index)

    def refuse(self, node: Any, found: str, rule: str, way_out: str) -> None:
        self.report(Issue(self.place(node), found, rule, way_out))

    def refuse_size(self, node: Any, *, is_deep: bool) -> None:
        if is_deep:
            found = "the document is nested too deeply"
            way_out = f"Nest at most {DEEPEST} levels, and let no reference lead back to itself"
        else:
            found = "there are too many values, or references repeat too many"
            way_out = "Put long lists into a table"
        rule = f"A scenario may have at most {_MOST_NODES:,} values, {DEEPEST} levels deep"
        self.refuse(node, found, rule, way_out)

    def value(self, node: Any, path: Path_, depth: int) -> Any:
        from ruamel.yaml.nodes import MappingNode, ScalarNode

        self.n_nodes += 1
        if self.n_nodes > _MOST_NODES or depth > DEEPEST:
            if not self.is_broken:
                self.is_broken = True
                self.refuse_size(node, is_deep=depth > DEEPEST)
            return None
        if self.is_broken:
            return None
        self.values[path] = self.place(node)
        tag = str(node.tag)
        if tag not in _TAGS:
            self.is_broken = True
            self.refuse(
                node,
                f"the tag {tag} is not supported",
                "A scenario contains only plain text, numbers, lists and mappings",
                "Remove the tag",
            )
            return None
        if isinstance(node, ScalarNode):
            return self.scalar(node, tag.removeprefix(_PREFIX))
        if isinstance(node, MappingNode):
            return self.mapping(node, path, depth)
        return [self.value(item, (*path, position), depth + 1) for position, item in enumerate(node.value)]

    def mapping(self, node: Any, path: Path_, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, key_node, value_node in self.pairs(node):
            inner = (*path, name)
            if name in found:
                first = self.keys[inner]
                self.refuse(
                    key_node,
                    f"the key {name!r} is already on line {first.line}",
                    "Each key may appear only once",
                    "Remove one of the two",
                )
                continue
            self.keys[inner] = self.place(key_node)
            found[name] = self.value(value_node, inner, depth + 1)
            if found[name] is None and value_node.start_mark.index == value_node.end_mark.index:
                # YAML puts a blank value where the next thing begins.
                self.values[inner] = self.keys[inner]
        return found

    def pairs(self, node: Any) -> Iterator[tuple[str, Any, Any]]:
        from ruamel.yaml.nodes import ScalarNode

        for key_node, value_node in node.value:
            if str(key_node.tag) == f"{_PREFIX}merge":
                self.refuse(
                    key_node,
                    "the merge key << is not supported",
                    "YAML 1.2 does not merge mappings",
                    "Write the keys out",
                )
            elif isinstance(key_node, ScalarNode):
                yield self.text_of(key_node), key_node, value_node
            else:
                self.is_broken = True
                self.refuse(
                    key_node, "a key is a list or a mapping", "Keys must be text", "Write a name before the colon"
                )

    def scalar(self, node: Any, tag: str) -> Any:
        text = self.text_of(node)
        if tag == "null":
            return None
        if tag == "bool":
            return _BOOLEANS.get(text.lower(), text)
        if tag == "int" and _WHOLE.fullmatch(text):
            return WrittenInt(text) if len(text) < LONGEST_INTEGER else WrittenFloat(text)
        if tag == "float" and text.lower() in _SPECIAL:
            return float(_SPECIAL[text.lower()])
        if tag in ("int", "float") and _DECIMAL.fullmatch(text):
            return WrittenFloat(text)
        return text


def _text_of(node: Any) -> str:
    return str(node.value)


def _kind(value: Any) -> str:
    return (
        "empty" if value is None else "a list" if isinstance(value, list) else f"the single value {str(value)[:60]!r}"
    )
