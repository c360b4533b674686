"""YAML as plain data with places; no tag does anything."""

from __future__ import annotations

import pytest

from seeder.errors import Issue
from seeder.scenario.document.located import LocatedDocument
from seeder.scenario.document.yaml_document import read_yaml


def _read(text: str) -> tuple[LocatedDocument | None, list[Issue]]:
    issues: list[Issue] = []
    return read_yaml("s.yaml", text, issues.append), issues


def test_values_and_keys_have_their_places() -> None:
    located, issues = _read("a: 1\nb:\n  - x\n  - {c: 'y z', d: [2]}\n")
    assert not issues
    assert located is not None
    assert located.data == {"a": 1, "b": ["x", {"c": "y z", "d": [2]}]}
    assert str(located.place(("b", 1, "c"))) == "s.yaml:4:9"
    assert str(located.key_place(("b", 1, "d"))) == "s.yaml:4:16"
    assert str(located.place(("b", 1, "d", 0))) == "s.yaml:4:20"
    assert str(located.place(("b", 1, "nowhere"))) == "s.yaml:4:5"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("off", "off"),
        ("12:30", "12:30"),
        ("2024-01-01", "2024-01-01"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("'1'", "1"),
        ("true", True),
        ("null", None),
        ("~", None),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("-4", -4),
        ("|\n  x\n  y\n", "x\ny\n"),
    ],
)
def test_values_that_look_like_something_else(text: str, value: object) -> None:
    located, issues = _read(f"a: {text}\n")
    assert not issues
    assert located is not None
    assert located.data["a"] == value
    assert isinstance(located.data["a"], type(value))


def test_numbers_remember_how_they_were_written() -> None:
    located, _ = _read("a: 007\nb: 1.50\nc: " + "9" * 400 + "\n")
    assert located is not None
    assert [located.data[key].text for key in "abc"] == ["007", "1.50", "9" * 400]


def test_references_are_allowed_and_are_copies() -> None:
    located, issues = _read("a: &x {b: [1]}\nc: *x\n")
    assert not issues
    assert located is not None
    assert located.data["c"] == located.data["a"]
    assert located.data["c"] is not located.data["a"]


def test_old_yaml_has_no_other_truths() -> None:
    located, issues = _read("%YAML 1.1\n---\na: yes\nb: 010\n")
    assert not issues
    assert located is not None
    assert located.data == {"a": "yes", "b": 10}


@pytest.mark.parametrize("tag", ["!!python/name:os.system", "!!python/object:x.Y", "!!binary", "!!set", "!x", "!!omap"])
def test_tags_are_refused(tag: str) -> None:
    located, issues = _read(f"a: {tag} {{}}\n")
    assert located is None
    assert len(issues) == 1
    assert "the tag" in issues[0].found


def test_a_key_twice_keeps_the_first_and_reads_on() -> None:
    located, issues = _read("a: 1\na: 2\nb: 3\n")
    assert located is not None
    assert located.data == {"a": 1, "b": 3}
    assert str(issues[0].place) == "s.yaml:2:1"


def test_keys_are_text() -> None:
    located, _ = _read("1: a\ntrue: b\n~: c\n1.50: d\n")
    assert located is not None
    assert list(located.data) == ["1", "true", "~", "1.50"]


def test_a_megabyte_of_one_text_is_read() -> None:
    located, issues = _read("a: '" + "x" * 900_000 + "'\n")
    assert not issues
    assert located is not None
    assert len(located.data["a"]) == 900_000
