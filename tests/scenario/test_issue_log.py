"""Nothing is lost: twenty of a kind are shown, the rest is counted."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from seeder.errors import Issue, Place
from seeder.scenario.issue_log import IssueLog


def _issue(file: str, line: int, column: str | int | None, rule: str = "A rule") -> Issue:
    return Issue(Place(file, line, column), "found", rule, "way out")


@given(
    met=st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(1, 99), st.sampled_from(["x", "y"]), st.sampled_from("RS")),
        max_size=120,
    )
)
def test_shown_and_counted_are_all(met: list[tuple[str, int, str, str]]) -> None:
    log = IssueLog()
    for file, line, column, rule in met:
        log.add(_issue(file, line, column, rule))
    assert bool(log) == bool(met)
    expected = Counter((file, column, rule) for file, _, column, rule in met)
    shown: Counter[tuple[str, object, str]] = Counter()
    for issue in log.issues:
        more = re.search(r"the same mistake (?:here and )?in ([0-9]+) more place", issue.found)
        times = 1 if more is None else 1 + int(more[1])
        shown[issue.place.file, issue.place.column, issue.rule] += times
    assert shown == expected
    # All of a kind have the same text: up to three are listed, more are one with their count.
    assert len(log.issues) == sum(times if times <= 3 else 1 for times in expected.values())


def test_issues_are_in_the_order_of_files_lines_and_columns() -> None:
    log = IssueLog()
    log.expect("s.yaml")
    log.expect("a.csv")
    for issue in (_issue("a.csv", 9, "x"), _issue("s.yaml", 3, 9), _issue("s.yaml", 3, 10), _issue("a.csv", 2, "y")):
        log.add(issue)
    log.add(Issue(Place("s.yaml"), "found", "rule", "way out"))
    assert [str(issue.place) for issue in log.issues] == [
        "s.yaml",
        "s.yaml:3:9",
        "s.yaml:3:10",
        "a.csv:2:y",
        "a.csv:9:x",
    ]


def test_issues_that_are_only_counted_are_never_made() -> None:
    log = IssueLog()
    made: list[int] = []

    def make(line: int) -> tuple[str, str]:
        made.append(line)
        return f"found {line % 5}", "way out"

    for line in range(1, 1001):
        log.report_made(Place("a.csv", line, "x"), "A rule", lambda line=line: make(line))  # type: ignore[misc]
    assert made == list(range(1, 21))
    last = log.issues[-1]
    assert (str(last.place), last.found) == (
        "a.csv:21:x",
        "the same mistake here and in 979 more places, the last on line 1000",
    )


def test_issues_without_lines_are_counted_too() -> None:
    log = IssueLog()
    for _ in range(22):
        log.add(Issue(Place("--set a=1"), "found", "rule", "way out"))
    (issue,) = log.issues
    assert issue.found == "found, and the same mistake in 21 more places"


def test_of_different_texts_each_is_told_once() -> None:
    log = IssueLog()
    for row in range(1, 12):
        log.report(Place("accounts (frame)", row, "x"), "many" if row % 2 else f"{row}?", "A rule", "way out")
    told = [(issue.place.line, issue.found) for issue in log.issues]
    assert told[:3] == [(1, "many, and the same mistake in 5 more places, the last in row 11"), (2, "2?"), (4, "4?")]
    assert len(told) == 6
