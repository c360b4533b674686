"""Settings laid over a document."""

from __future__ import annotations

from typing import Any

import pytest

from seeder.errors import Issue
from seeder.scenario.document.located import LocatedDocument
from seeder.scenario.document.settings import Setting, apply_settings
from seeder.scenario.document.yaml_document import read_yaml
from seeder.scenario.issue_log import IssueLog

TEXT = (
    "name: a\nbudget: {effort: 4}\nrules:\n  exclude: [x, y]\n  groups: [{where: p, at_most: 1}]\n"
    "approaches:\n  007: {effort: 1}\n"
)


def _apply(*settings: tuple[str, str]) -> tuple[LocatedDocument, tuple[Issue, ...]]:
    located = read_yaml("s.yaml", TEXT, lambda issue: None)
    assert located is not None
    log = IssueLog()
    made = [Setting(tuple(path.split(".")), value, f"--set {path}={value}") for path, value in settings]
    return apply_settings(located, made, log), log.issues


def _at(located: LocatedDocument, *path: str | int) -> Any:
    value: Any = located.data
    for piece in path:
        value = value[piece]
    return value


@pytest.mark.parametrize(
    ("path", "value", "at", "expected"),
    [
        ("name", "b", ("name",), "b"),
        ("budget.cash", "5", ("budget", "cash"), 5),
        ("rules.accounts.at_most", "20", ("rules", "accounts", "at_most"), 20),
        ("rules.exclude", "[z]", ("rules", "exclude"), ["z"]),
        ("rules.exclude.1", "z", ("rules", "exclude", 1), "z"),
        ("rules.groups.0.at_most", "3", ("rules", "groups", 0, "at_most"), 3),
        ("approaches.007.effort", "2", ("approaches", "007", "effort"), 2),
        ("plan.link", "https://a.b/c", ("plan", "link"), "https://a.b/c"),
        ("rules", "null", ("rules",), None),
    ],
)
def test_a_value_is_put_and_has_the_setting_for_its_place(
    path: str, value: str, at: tuple[str | int, ...], expected: object
) -> None:
    located, issues = _apply((path, value))
    assert not issues
    assert _at(located, *at) == expected
    assert str(located.place(at)) == f"--set {path}={value}"
    assert str(located.place(("name", "nowhere") if path != "name" else ("budget",))).startswith("s.yaml:")


def test_the_last_setting_wins() -> None:
    located, _ = _apply(("name", "b"), ("name", "c"))
    assert located.data["name"] == "c"


def test_the_document_itself_stays() -> None:
    located = read_yaml("s.yaml", TEXT, lambda issue: None)
    assert located is not None
    apply_settings(located, [Setting(("budget", "effort"), "9", "--set")], IssueLog())
    assert located.data["budget"]["effort"] == 4


@pytest.mark.parametrize(
    "path", ["name.first", "rules.exclude.2", "rules.exclude.x", "rules.exclude.0.deep", "rules.exclude.-1"]
)
def test_a_path_to_nowhere_is_an_issue(path: str) -> None:
    _, issues = _apply((path, "1"))
    assert [issue.found for issue in issues] == [f"there is nothing to set at {path}"]


@pytest.mark.parametrize("value", ["[a", "a: b: c", "!!python/name:x", "{a: 1, a: 2}", "a\nname: b"])
def test_a_value_that_is_none_is_an_issue_at_the_setting(value: str) -> None:
    _, issues = _apply(("name", value))
    assert len(issues) == 1
    assert str(issues[0].place) == f"--set name={value}"


@pytest.mark.parametrize(
    ("approaches", "path", "value", "expected"),
    [
        (
            "{paid: {effort: 1}}", "approaches.pade.acceptance", "0.9",
            ["there was no approach 'pade', so it was added; accounts can be asked in this way too. "
             "Did you mean 'paid'?"],
        ),
        (
            "{paid: {effort: 1}}", "approaches.agent", "{acceptance: 0.9}",
            ["there was no approach 'agent', so it was added; accounts can be asked in this way too"],
        ),
        (
            "", "approaches.agent.effort", "2",
            ["there was no approach 'agent', so it was added; it is the only one now"],
        ),
        ("{paid: {effort: 1}}", "approaches.paid.acceptance", "0.9", []),
        ("{paid: {effort: 1}}", "approaches", "{cold: {effort: 1}}", []),
        ("{paid: {effort: 1}}", "approaches.nobody.effort.more", "[", []),
    ],
)  # fmt: skip
def test_an_approach_that_a_setting_adds_is_told(approaches: str, path: str, value: str, expected: list[str]) -> None:
    located = read_yaml("s.yaml", f"name: a\napproaches: {approaches}\n", lambda issue: None)
    assert located is not None
    log = IssueLog()
    apply_settings(located, [Setting(tuple(path.split(".")), value, "--set")], log)
    assert [note.text for note in log.notes] == expected
    assert {str(note.place) for note in log.notes} <= {"--set"}


def test_two_settings_of_a_new_approach_are_told_once() -> None:
    located = read_yaml("s.yaml", "approaches: {paid: {}}\n", lambda issue: None)
    assert located is not None
    log = IssueLog()
    settings = [Setting(("approaches", "agent", key), "0.5", f"--set {key}") for key in ("effort", "acceptance")]
    apply_settings(located, settings, log)
    assert [str(note.place) for note in log.notes] == ["--set effort"]
