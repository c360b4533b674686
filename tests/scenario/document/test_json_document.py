"""JSON as plain data with places."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.errors import Issue
from seeder.scenario.document import yaml_document
from seeder.scenario.document.json_document import read_json
from seeder.scenario.document.located import LocatedDocument

DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


def _read(text: str) -> tuple[LocatedDocument | None, list[Issue]]:
    issues: list[Issue] = []
    return read_json("s.json", text, issues.append), issues


@given(
    data=st.dictionaries(st.text(max_size=3), DATA, max_size=4),
    indent=st.none() | st.integers(0, 3),
    ascii=st.booleans(),
)
def test_what_was_written_is_read_back(data: dict[str, object], indent: int | None, ascii: bool) -> None:
    located, issues = _read(json.dumps(data, indent=indent, ensure_ascii=ascii))
    assert not issues
    assert located is not None
    assert located.data == data


@given(data=st.dictionaries(st.text(max_size=3), DATA, max_size=4))
def test_places_are_where_values_stand(data: dict[str, object]) -> None:
    text = json.dumps(data, indent=1)
    located, _ = _read(text)
    assert located is not None
    lines = text.split("\n")
    for path, place in located.values.items():
        value: object = data
        for piece in path:
            value = value[piece]  # type: ignore[index]
        assert isinstance(place.column, int)
        rest = "\n".join([lines[(place.line or 1) - 1][place.column - 1 :], *lines[place.line or 1 :]])
        assert json.JSONDecoder().raw_decode(rest)[0] == value


def test_numbers_remember_how_they_were_written() -> None:
    located, _ = _read('{"a": 1e400, "b": 1.50, "c": -7, "d": ' + "9" * 400 + "}")
    assert located is not None
    assert [located.data[key].text for key in "abcd"] == ["1e400", "1.50", "-7", "9" * 400]
    assert located.data["a"] == math.inf


def test_a_key_twice_keeps_the_first_and_reads_on() -> None:
    located, issues = _read('{"a": [1], "b": 2, "a": {"x": [3]}, "c": 4}')
    assert located is not None
    assert located.data == {"a": [1], "b": 2, "c": 4}
    assert str(located.place(("a", 0))) == "s.json:1:8"
    assert [str(issue.place) for issue in issues] == ["s.json:1:20"]


def test_json_that_yaml_would_not_read_is_read_all_the_same() -> None:
    text = (
        '{"a"\r\n\t: 1,\t"\u2028": "\x85\\ud83d\\ude00", "' + "k" * 2000 + '": [{}, "\\ud800"], "<<": "\x7f", "": -0.0}'
    )
    located, issues = _read(text)
    assert not issues
    assert located is not None
    assert located.data == json.loads(text)
    assert str(located.place(("a",))) == "s.json:2:4"
    assert str(located.key_place(("\u2028",))) == "s.json:2:7"


@given(data=DATA, position=st.integers(0, 60), letter=st.sampled_from('",:[]{}\\ \tN1'))
def test_what_is_refused_is_what_json_refuses(data: object, position: int, letter: str) -> None:
    text = json.dumps({"a": data})
    text = text[:position] + letter + text[position + 1 :]
    try:
        expected = json.loads(text)
    except ValueError:
        expected = None
    located, issues = _read(text)
    assert bool(issues) == (not isinstance(expected, dict)) or "twice" in str(issues[0])
    assert located is None or isinstance(expected, dict)


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_document, "_MOST_NODES", 100)
    located, issues = _read('{"a": [' + "1," * 100 + "1]}")
    assert located is None
    assert "too many values" in issues[0].found
