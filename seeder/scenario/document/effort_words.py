"""Words for effort: hours, h, time and their translations name the resource ``effort`` everywhere."""

from __future__ import annotations

import copy
import re
from typing import Any

from seeder.scenario.document.located import LocatedDocument, Path_
from seeder.scenario.issue_log import IssueLog

EFFORT = "effort"
EFFORT_WORDS = (
    "hours", "hour", "hrs", "h", "time", "working hours", "work hours", "working time", "work time", "hours of work",
    "stunden", "stunde", "std", "zeit", "aufwand", "arbeitsstunden", "arbeitszeit", "arbeitsaufwand", "zeitaufwand",
    "horas", "hora", "tiempo", "esfuerzo", "horas de trabajo", "tiempo de trabajo",
    "heures", "heure", "temps", "heures de travail", "temps de travail",
    "tempo", "esforço", "esforco", "horas de trabalho", "tempo de trabalho",
    "ore", "ore di lavoro", "tempo di lavoro", "impegno",
)  # fmt: skip
"""Other words for effort: English, German, Spanish, French, Portuguese, Italian."""

_SPELLED = (f"[{word[0]}{word[0].upper()}]{word[1:].replace(' ', '[ _-]')}" for word in EFFORT_WORDS)
EFFORT_PATTERN = f"^({'|'.join(_SPELLED)})$"
"""What the words match as a regular expression, with a small or capital first letter, for the JSON Schema."""

_WORDS = frozenset(EFFORT_WORDS)
_BETWEEN = re.compile("[ _-]")


def resource_of(name: str) -> str:
    """Return the resource that a name means: effort for any word for it, else the name itself.

    >>> resource_of("Stunden"), resource_of("working_hours"), resource_of("cash")
    ('effort', 'effort', 'cash')
    """
    return EFFORT if _BETWEEN.sub(" ", name.casefold()) in _WORDS else name


def path_of_resource(path: Path_) -> Path_:
    """Path with its last piece as the resource that it means, if the last piece names one."""
    return (*path[:-1], resource_of(str(path[-1]))) if path and _names_resource(path) else path


def name_effort(located: LocatedDocument, log: IssueLog) -> LocatedDocument:
    """Name effort 'effort' wherever the document has another word for it; two words for it in one place are an issue.

    The first of the two is kept then.
    """
    renamed: dict[Path_, Path_] = {}
    data = _renamed(located.data, (), located, renamed, log)
    if not renamed:
        return located

    def path_in_result(path: Path_) -> Path_ | None:
        for end in range(1, len(path) + 1):
            if path[:end] in renamed:
                new = renamed[path[:end]]
                return (*new, *path[end:]) if new else None
        return path

    moved = {path: path_in_result(path) for path in located.values}
    written = {new: str(path[-1]) for path, new in renamed.items() if new}
    return LocatedDocument(
        data=data,
        values={new: located.values[path] for path, new in moved.items() if new is not None},
        keys={new: located.keys[path] for path, new in moved.items() if new is not None and path in located.keys},
        written={**located.written, **written},
    )


def _renamed(value: Any, path: Path_, located: LocatedDocument, renamed: dict[Path_, Path_], log: IssueLog) -> Any:
    """Rename keys; ``renamed`` gets the path of each as written → its new path, () for one that is left out."""
    if isinstance(value, list):
        return [_renamed(part, (*path, position), located, renamed, log) for position, part in enumerate(value)]
    if not isinstance(value, dict):
        return copy.copy(value)
    found: dict[str, Any] = {}
    first: dict[str, str] = {}
    for key, part in value.items():
        old = (*path, key)
        new = path_of_resource(old)
        name = str(new[-1])
        if name in first and name == EFFORT:
            renamed[old] = ()
            shown = located.written.get((*path, first[name]), first[name])
            log.report(
                located.key_place(old),
                f"both {shown!r} and {key!r} are given",
                f"{key if key != EFFORT else shown!s} is another word for effort, working hours",
                "Keep one of the two",
            )
            continue
        first[name] = key
        if new != old:
            renamed[old] = new
        found[name] = _renamed(part, old, located, renamed, log)
    return found


def _names_resource(path: Path_) -> bool:
    match path:
        case ("budget", _) | ("approaches", _, _) | ("approaches", _, "costs" | "on_yes", _):
            return True
        case ("rules", "groups", _, "limit", _):
            return True
    return False
