"""All exceptions, and the issues that they contain: place, what was found, the rule and the way out.

SeederError
├── ScenarioError (ValueError)      the input has issues: all of them, each with place, rule and way out
├── ArgumentError (TypeError)       an argument of another kind, or arguments that exclude each other
├── MappingError (ValueError)       a mapping of a table's columns that names what does not exist
├── ProblemError (ValueError)       arrays that contradict themselves
├── RunExistsError (FileExistsError)  a run folder that may not be overwritten
├── RunFolderError (OSError)        a run folder that cannot be read or written
├── UnsupportedError (NotImplementedError)  a question that this version cannot answer yet
└── SolverError (RuntimeError)      a solver that broke its own promise
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_LONGEST_PLACE, _LONGEST_TEXT = 200, 1000
"""Beyond so many characters an issue shows the beginning and the end of what it repeats."""


def cut(text: str, longest: int = _LONGEST_TEXT) -> str:
    """Leave out the middle of a text that is longer than anybody reads."""
    if len(text) <= longest:
        return text
    half = (longest - 1) // 2
    return f"{text[:half]}…{text[-half:]}"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the user's input.

    Parameters
    ----------
    file
        The file as the user named it, or what replaces it (``--budget effort=40``, ``accounts (frame)``).
    line
        Line of the file, from 1.
    column
        Column of the document from 1, or the header of the table's column.
    """

    file: str
    line: int | None = None
    column: int | str | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


def _short(place: Place) -> Place:
    column = place.column
    is_long = len(place.file) > _LONGEST_PLACE or (isinstance(column, str) and len(column) > _LONGEST_PLACE)
    if not is_long:
        return place
    heading = cut(column, _LONGEST_PLACE) if isinstance(column, str) else column
    return Place(cut(place.file, _LONGEST_PLACE), place.line, heading)


@dataclass(frozen=True, slots=True)
class Issue:
    """A mistake that must be fixed before a scenario can be solved.

    Parameters
    ----------
    place
        File, line and column.
    found
        What is there.
    rule
        What the format asks for.
    way_out
        What to do about it.
    """

    place: Place
    found: str
    rule: str
    way_out: str

    def __post_init__(self) -> None:
        for part in ("found", "rule", "way_out"):
            object.__setattr__(self, part, cut(getattr(self, part)))
        object.__setattr__(self, "place", _short(self.place))

    def __str__(self) -> str:
        end = "" if self.way_out.endswith("?") else "."
        return f"{self.place}: {self.found}. {self.rule}. {self.way_out}{end}"

    def to_document(self) -> dict[str, Any]:
        """Return the issue as plain data."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "found": self.found,
            "rule": self.rule,
            "way_out": self.way_out,
        }


@dataclass(frozen=True, slots=True)
class Note:
    """A hint for the user; nothing stops because of it."""

    place: Place | None
    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", cut(self.text))
        if self.place is not None:
            object.__setattr__(self, "place", _short(self.place))

    def __str__(self) -> str:
        return self.text if self.place is None else f"{self.place}: {self.text}"

    def to_document(self) -> dict[str, Any]:
        """Return the note as plain data."""
        return {"at": None if self.place is None else str(self.place), "text": self.text}


class SeederError(Exception):
    """The base class of all errors that seeder raises on purpose."""


class ScenarioError(SeederError, ValueError):
    """The input has issues; the error lists all of them."""

    def __init__(self, issues: Iterable[Issue], notes: Iterable[Note] = ()) -> None:
        self.issues: tuple[Issue, ...] = tuple(issues)
        self.notes: tuple[Note, ...] = tuple(notes)
        super().__init__("\n".join(str(issue) for issue in self.issues))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Issue, ...], tuple[Note, ...]]]:
        """Pickle by issues and notes: the text alone would be taken for them."""
        return type(self), (self.issues, self.notes)

    def to_document(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints on stderr."""
        return {
            "schema_version": 1,
            "issues": [issue.to_document() for issue in self.issues],
            "notes": [note.to_document() for note in self.notes],
        }


class ArgumentError(SeederError, TypeError):
    """An argument has the wrong type, or two arguments exclude each other."""


class MappingError(SeederError, ValueError):
    """A mapping of a table's columns names a role or a column that does not exist."""


class ProblemError(SeederError, ValueError):
    """The arrays of a problem contradict each other or are invalid."""


class RunExistsError(SeederError, FileExistsError):
    """The place for a new run is already taken."""


class RunFolderError(SeederError, OSError):
    """A run folder that cannot be read or written."""


class UnsupportedError(SeederError, NotImplementedError):
    """The input is valid, but this version does not support it."""


class SolverError(SeederError, RuntimeError):
    """A solver returned a wrong result: a bug in seeder or in the solver, not a mistake of the user."""
