"""Collects all issues and notes of an input; those that repeat are shown a few times and counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from seeder.errors import Issue, Note, Place

_SHOWN_OF_A_KIND = 20
_SHOWN_ALIKE = 3
"""From so many issues with the same text on, the first is shown and the others are counted."""

_Kind = tuple[str, str | None, str]


@dataclass(slots=True)
class _Tally:
    """How often a kind of issue was met, and where those are that are only counted."""

    times: int = 0
    first_counted: Place | None = None
    last_counted: Place | None = None


class IssueLog:
    """Collects issues and notes; of one rule in one column of one file it keeps the first 20 and counts the rest.

    Issues whose text is the same are one, with their count.
    """

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
        kind = _kind_of(place, rule)
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
        of_kind: dict[_Kind, list[Issue]] = {}
        for issue in self._issues:
            of_kind.setdefault(_kind_of(issue.place, issue.rule), []).append(issue)
        told: list[Issue] = []
        for kind, issues in of_kind.items():
            tally = self._tallies[kind]
            alike: dict[tuple[str, str], list[Issue]] = {}
            for issue in issues:
                alike.setdefault((issue.found, issue.way_out), []).append(issue)
            if tally.first_counted is None or tally.last_counted is None:
                told += [one for group in alike.values() for one in _once(group, len(group), group[-1].place)]
            elif len(alike) == 1:
                told += _once(issues, tally.times, tally.last_counted)
            else:
                told += [one for group in alike.values() for one in _once(group, len(group), group[-1].place)]
                more = tally.times - _SHOWN_OF_A_KIND
                told.append(_count_of(kind[2], more, tally.first_counted, tally.last_counted))
        return tuple(sorted(told, key=self._position))

    def _position(self, issue: Issue) -> tuple[int, int, int]:
        place = issue.place
        column = place.column if isinstance(place.column, int) else 0
        return self._rank.get(place.file, len(self._rank)), place.line or 0, column


def _count_of(rule: str, times: int, first: Place, last: Place) -> Issue:
    if times == 1:
        return Issue(first, "the same mistake once more", rule, "Correct it in the same way")
    return Issue(first, f"the same mistake here and in {_more(times - 1, last)}", rule, "Correct them in the same way")


def _kind_of(place: Place, rule: str) -> _Kind:
    return place.file, place.column if isinstance(place.column, str) else None, rule


def _once(alike: list[Issue], times: int, last: Place) -> list[Issue]:
    """Issues of the same text as they are, or the first with the count of the others where they are many."""
    if times <= _SHOWN_ALIKE:
        return alike
    first = alike[0]
    found = f"{first.found}, and the same mistake in {_more(times - 1, last)}"
    return [Issue(first.place, found, first.rule, first.way_out)]


def _more(times: int, last: Place) -> str:
    """How many more places there are, and the last of them: 'in 59 more places, the last on line 60'."""
    where = "in row" if last.file.endswith("(frame)") else "on line"
    ending = "" if last.line is None else f", the last {where} {last.line}"
    return f"{times:,} more {'place' if times == 1 else 'places'}{ending}"
