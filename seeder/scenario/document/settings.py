"""Changes keys of a document by settings from outside, such as ``--set rules.accounts.at_most=20``."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from seeder.errors import Issue, Place
from seeder.scenario.document.effort_words import path_of_resource
from seeder.scenario.document.located import LocatedDocument, Path_
from seeder.scenario.document.yaml_document import read_yaml
from seeder.scenario.issue_log import IssueLog
from seeder.spelling import did_you_mean

_APPROACHES = "approaches"
_RULE = "A setting names a key of the document; entries of a list are numbered from 0"


@dataclass(frozen=True, slots=True)
class Setting:
    """A change of a document: one key and its new value.

    Parameters
    ----------
    path
        Keys from the top; in a list, the position of an entry from 0.
    value
        Text in YAML, as it would stand in the document.
    origin
        What the user wrote, for messages: ``--set rules.accounts.at_most=20``.
    """

    path: Path_
    value: str
    origin: str


def apply_settings(located: LocatedDocument, settings: Iterable[Setting], log: IssueLog) -> LocatedDocument:
    """Lay settings over a document, in order; each value's place is then the setting's origin.

    Words for effort in their paths mean effort, as :func:`~seeder.scenario.document.effort_words.name_effort` names it
    in the document; two different words for it are an issue.
    """
    data = copy.deepcopy(located.data)
    added: dict[str, Place] = {}
    values, keys, written = dict(located.values), dict(located.keys), dict(located.written)
    words: dict[Path_, str] = {}
    for setting in settings:
        place = Place(setting.origin)
        wanted = path_of_resource(setting.path)
        word = str(setting.path[-1]) if setting.path else ""
        if words.setdefault(wanted, word) != word:
            found = f"both {words[wanted]!r} and {word!r} are given"
            log.report(place, found, "hours, h and time are other words for effort", "Keep one of the two")
            continue
        parsed = _parse(setting, place, log)
        if parsed is None:
            continue
        path = _put(data, wanted, parsed.data["value"])
        if path is None:
            shown = ".".join(str(piece) for piece in setting.path)
            log.report(place, f"there is nothing to set at {shown}", _RULE, "Correct the path before '='")
            continue
        if path[0] == _APPROACHES and len(path) > 1:
            added.setdefault(str(path[1]), place)
        for old in [known for known in values if known[: len(path)] == path]:
            del values[old]
            keys.pop(old, None)
        written.pop(path, None)
        if str(path[-1]) != word:
            written[path] = word
        for inner in parsed.values:
            if inner:
                values[(*path, *inner[1:])] = place
        for end in range(1, len(path) + 1):
            values.setdefault(path[:end], place)
            keys.setdefault(path[:end], place)
    _tell_added(added, located.data.get(_APPROACHES), log)
    return LocatedDocument(data=data, values=values, keys=keys, written=written)


def _tell_added(added: Mapping[str, Place], before: object, log: IssueLog) -> None:
    """Say which approaches settings add: any name is one, so a misspelt name is no issue."""
    known = [str(name) for name in before] if isinstance(before, Mapping) else []
    for name, place in added.items():
        if name in known:
            continue
        guess = did_you_mean(name, known)
        now = "accounts can be asked in this way too" if known else "it is the only one now"
        told = f"there was no approach {name[:60]!r}, so it was added; {now}"
        log.note(f"{told}. Did you mean {guess!r}?" if guess else told, place=place)


def _parse(setting: Setting, place: Place, log: IssueLog) -> LocatedDocument | None:
    def report(issue: Issue) -> None:
        log.report(place, issue.found, issue.rule, issue.way_out)

    parsed = read_yaml(setting.origin, f"value: {setting.value}", report)
    if parsed is not None and list(parsed.data) != ["value"]:
        log.report(
            place,
            "the value spans several keys",
            "A setting can have only one value",
            "Write a separate setting for each key",
        )
        return None
    return parsed


def _put(data: dict[str, Any], path: Path_, value: Any) -> Path_ | None:
    """Put a value in; return its path in the document's own keys and positions, or None if there is no way to it."""
    parent: Any = data
    taken: Path_ = ()
    for end, piece in enumerate(path, start=1):
        key = str(piece) if isinstance(parent, dict) else _position(parent, piece)
        if key is None:
            return None
        taken = (*taken, key)
        if end == len(path):
            parent[key] = value
        elif isinstance(parent, dict) and parent.get(key) is None:
            parent[key] = {}
        parent = parent[key]
    return taken


def _position(parent: Any, piece: str | int) -> int | None:
    """Position of an entry in a list; None if the parent is none or has no such entry."""
    text = str(piece)
    if not isinstance(parent, list) or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None
    return int(text) if int(text) < len(parent) else None
