"""Reads JSON with the place of every key and value: checked by the standard library, located by the YAML reader."""

from __future__ import annotations

import json
import re
from typing import Any

from seeder.engine.table import Report
from seeder.errors import Issue, Place
from seeder.scenario.document.located import LinePlaces, LocatedDocument
from seeder.scenario.document.yaml_document import DEEPEST, compose, locate_nodes

_TEXT_OR_SPACE = re.compile(r'"(?:[^"\\]|\\.)*"([ \t\r\n]*:)?|[\t\r\n]', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_RULE = "A scenario document whose name ends in .json must be JSON"


def read_json(source: str, text: str, report: Report) -> LocatedDocument | None:
    """Read one JSON object; None if there is none, with the reasons reported."""
    lines, bare = LinePlaces(source, text), _TEXT_OR_SPACE.sub(_emptied, text)
    issue = _issue_in(source, text, bare, lines)
    if issue is not None:
        report(issue)
        return None
    read = json.JSONDecoder().raw_decode

    def text_of(node: Any) -> str:
        return str(read(text, node.start_mark.index)[0] if node.style else node.value)

    return locate_nodes(compose(source, bare, report), source, lines, report, text_of=text_of)


def _issue_in(source: str, text: str, bare: str, lines: LinePlaces) -> Issue | None:
    """Why a text is no JSON object, or is nested too deeply; None if it is one."""
    try:
        checked: Any = json.loads(text, parse_constant=_refuse_constant, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        place = Place(source, error.lineno, error.colno)
        return Issue(place, f"this is not JSON: {error.msg}", _RULE, "Check commas, quotes and brackets here")
    except _ConstantError as error:
        place = lines.place(bare.index(str(error)))
        return Issue(place, f"{error} is not a number in JSON", _RULE, "Write a finite number")
    except RecursionError:
        # Its brackets, looked at below, show where it is too deep.
        checked = {}
    depth = 0
    for bracket in _BRACKET.finditer(bare):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > DEEPEST:
            place = lines.place(bracket.start())
            return Issue(place, "the document is nested too deeply", _RULE, f"Nest at most {DEEPEST} levels")
    if isinstance(checked, dict):
        return None
    rule = "A scenario must be a mapping of keys to values"
    return Issue(Place(source, 1, 1), "the document is not an object", rule, 'Start with {"name": …}')


class _ConstantError(ValueError):
    """NaN or Infinity, which JSON does not have."""


def _refuse_constant(name: str) -> Any:
    raise _ConstantError(name)


def _emptied(part: re.Match[str]) -> str:
    """Take out what JSON allows and YAML does not: a text of any letters, a key far from its colon, lines and tabs."""
    is_text, is_key = part[0].startswith('"'), part[1] is not None
    return ('""' * is_text + ":" * is_key).ljust(len(part[0]))
