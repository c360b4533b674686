"""Validates a located document with the model: every issue with its place, and the valid rest.

Where a document has issues, the parts at fault are left out, so that the tables it names are looked at all the same
and all issues come at once. A scenario is never solved then.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from seeder.engine.table import BROKEN_CHARACTER
from seeder.scenario.document.document_issues import issue_of, key_issue_of, meant_path
from seeder.scenario.document.documents import DEFAULT_APPROACH, ScenarioDocument, audience_keys
from seeder.scenario.document.located import LocatedDocument, Path_
from seeder.scenario.issue_log import IssueLog

LEFT_OUT = "\0"
"""Stands in lists for what was at fault, so that the positions of the rest stay true; no user can write it."""

_KEY_MARK = "[key]"
_MOST_ROUNDS = 5
_STAND_INS: dict[str, Any] = {
    "name": "unnamed",
    "objective": "clicks",
    "budget": {"effort": 0},
    "accounts": "accounts.csv",
    "approaches": {DEFAULT_APPROACH: {}},
}
_LIST_STAND_INS: dict[str, Any] = {
    "include": {"account": LEFT_OUT},
    "exclude": LEFT_OUT,
    "conflicts": [LEFT_OUT, LEFT_OUT],
    "together": [LEFT_OUT, LEFT_OUT],
    "groups": {"where": LEFT_OUT},
}


class Faults:
    """Paths of a document that were at fault, and are not what the user wrote."""

    def __init__(self, paths: Iterable[Path_] = ()) -> None:
        self._paths = frozenset(paths)
        self._around = {path[:end] for path in self._paths for end in range(len(path) + 1)}

    def cover(self, path: Path_) -> bool:
        """Whether what stands at a path, or around it, was at fault."""
        return any(path[:end] in self._paths for end in range(len(path) + 1))

    def touch(self, path: Path_) -> bool:
        """Whether something at a path, around it or inside it was at fault."""
        return path in self._around or self.cover(path)


def validate_document(located: LocatedDocument, log: IssueLog) -> tuple[ScenarioDocument, Faults] | None:
    """Validate a document; return what is sound of it, and what was at fault.

    Required values at fault are replaced by placeholders. None is returned if nothing can be told apart any more.
    """
    data = copy.deepcopy(located.data)
    faults: set[Path_] = set()
    for path, is_key, text in _texts(located.data, ()):
        found = _unwritable(text)
        if found is not None:
            place = located.key_place(path) if is_key else located.place(path)
            log.report(
                place, found, "Text must be Unicode without NUL characters", "Write the intended character itself"
            )
            _leave_out(data, path, is_key=is_key)
            faults.add(path)
    for _ in range(_MOST_ROUNDS):
        try:
            return ScenarioDocument.model_validate(data), Faults(faults)
        except ValidationError as error:
            details = error.errors(include_url=False)
        earlier = Faults(faults)
        found_now: list[tuple[Path_, bool]] = []
        misspelt: set[Path_ | None] = set()
        # Unknown keys first: a key that is missing because it is misspelt is one issue, not two.
        for detail in sorted(details, key=lambda detail: detail["type"] != "extra_forbidden"):
            location, is_missing = detail["loc"], detail["type"] == "missing"
            is_key = bool(location) and location[-1] == _KEY_MARK
            path = _path_in(located, location, is_missing=is_missing)
            if detail["type"] == "extra_forbidden":
                misspelt.add(meant_path(located, path))
            if not earlier.touch(path) and not (is_missing and path in misspelt):
                log.add((key_issue_of if is_key else issue_of)(located, path, dict(detail)))
            found_now.append((path, is_key))
        for path, is_key in sorted(found_now, key=lambda found: len(found[0]), reverse=True):
            _leave_out(data, path, is_key=is_key)
        faults.update(path for path, _ in found_now)
    return None


def _texts(value: Any, path: Path_) -> Iterator[tuple[Path_, bool, str]]:
    """All texts of a document: path, whether it is the key there, and the text."""
    if isinstance(value, str):
        yield path, False, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), True, str(key)
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _texts(inner, (*path, position))


def _unwritable(text: str) -> str | None:
    if "\0" in text:
        return "there is a NUL character"
    if any("\ud800" <= character <= "\udfff" for character in text):
        return BROKEN_CHARACTER
    return None


def _leave_out(data: dict[str, Any], path: Path_, *, is_key: bool) -> None:
    """Put a placeholder for a part at fault, or remove it where it may be missing."""
    parent: Any = data
    for piece in path[:-1]:
        try:
            parent = parent[piece]
        except (KeyError, IndexError, TypeError):
            return
    if not path or not isinstance(parent, dict | list):
        return
    last = path[-1]
    if isinstance(parent, list):
        whole = copy.deepcopy(_LIST_STAND_INS.get(str(path[1]), LEFT_OUT))
        parent[int(last)] = whole if path[0] == "rules" and len(path) == 3 else LEFT_OUT
    elif is_key:
        parent.pop(last, None)
    elif len(path) == 1 and last in _STAND_INS:
        data[str(last)] = copy.deepcopy(_STAND_INS[str(last)])
    elif len(path) == 2 and path[0] == "approaches":
        parent[last] = {}
    elif len(path) == 2 and path[0] == "audience" and last != "kind":
        is_required = last in ("table", "memberships") and last in audience_keys(parent.get("kind"))
        parent.update({last: LEFT_OUT}) if is_required else parent.pop(last, None)
    elif path[0] == "audience":
        data.pop("audience", None)
    elif len(path) == 4 and path[:2] in (("rules", "groups"), ("rules", "include")) and last in ("where", "account"):
        parent[last] = LEFT_OUT
    else:
        parent.pop(last, None)


def _path_in(located: LocatedDocument, location: tuple[int | str, ...], *, is_missing: bool) -> Path_:
    """Drop the pieces of a location that are not in the document: tags of unions, marks of keys."""
    path: Path_ = ()
    if location[:1] == ("audience",):
        # The second piece is the kind, which may be a key of the document too.
        location = (*location[:1], *location[2:])
    for position, piece in enumerate(location):
        is_last = position == len(location) - 1
        if (*path, piece) in located.values or (is_last and is_missing):
            path = (*path, piece)
    return path
