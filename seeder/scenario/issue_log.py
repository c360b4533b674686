"""Collects all issues and notes of an input; of many issues of one kind it shows the first and counts the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from seeder.errors import Issue, Note, Place

_SHOWN_OF_A_KIND = 20

_Kind = tuple[str, str | None, str]


@dataclass(slots=True)
class _Tally:
    """How often a kind of issue was met, and where those are that are only counted."""

    times: int = 0
    first_counted: Place | None = None
    last_counted: Place | None = None


class IssueLog:
    """Collects issues and notes; of one rule in one column of one file it keeps the first 20 and counts the rest."""

    def __init__(self) -> None:
        self._issues: list[Issue] = []
        self._notes: list[Note] = []
        self._tallies: dict[_Kind, _Tally] = {}
        self._rank: dict[str, int] = {}

    def add(self, issue: Issue) -> None:
        """Take an issue."""
        self.report_made(issue.place, issue.rule, lambda: (issue.found, issue.way_out))

    def report(self, place: Place, found: str, rule: str, way_out: str) -> None:
        """Take an issue by its parts."""
        self.report_made(place, rule, lambda: (found, way_out))

    def report_made(self, place: Place, rule: str, make: Callable[[], tuple[str, str]]) -> None:
        """Take an issue whose text, what was found and the way out, is made only if it is shown.

        Looking for what may have been meant takes time.
        """
        self.expect(place.file)
        kind = (place.file, place.column if isinstance(place.column, str) else None, rule)
        tally = self._tallies.setdefault(kind, _Tally())
        tally.times += 1
        if tally.times <= _SHOWN_OF_A_KIND:
            found, way_out = make()
            self._issues.append(Issue(place, found, rule, way_out))
            return
        tally.first_counted = tally.first_counted or place
        tally.last_counted = place

    def expect(self, file: str) -> None:
        """Give a file its rank: issues are listed in the order in which their files were first met."""
        self._rank.setdefault(file, len(self._rank))

    def note(self, text: str, *, place: Place | None = None) -> None:
        """Take a note."""
        self._notes.append(Note(place, text))

    def __bool__(self) -> bool:
        """Whether there is an issue."""
        return bool(self._issues)

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes in the order in which they came."""
        return tuple(self._notes)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All issues by file, line and column; a count is placed at the first of the counted ones."""
        counted = [
            _count_of(kind[2], tally.times - _SHOWN_OF_A_KIND, tally.first_counted, tally.last_counted)
            for kind, tally in self._tallies.items()
            if tally.first_counted is not None and tally.last_counted is not None
        ]
        return tuple(sorted([*self._issues, *counted], key=self._position))

    def _position(self, issue: Issue) -> tuple[int, int, int]:
        place = issue.place
        column = place.column if isinstance(place.column, int) else 0
        return self._rank.get(place.file, len(self._rank)), place.line or 0, column


def _count_of(rule: str, times: int, first: Place, last: Place) -> Issue:
    if times == 1:
        return Issue(first, "the same mistake once more", rule, "Correct it in the same way")
    ending = "" if last.line is None else f", the last on line {last.line}"
    places = "place" if times == 2 else "places"
    return Issue(
        first, f"the same mistake here and in {times - 1:,} more {places}{ending}", rule, "Correct them in the same way"
    )
