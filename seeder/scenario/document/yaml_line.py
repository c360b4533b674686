"""Writes plain data on one line of YAML."""

from __future__ import annotations

from typing import Any

from seeder.scenario.document.located import WrittenFloat, WrittenInt


def yaml_text(value: Any) -> str:
    r"""Write a value on one line of YAML; numbers as they were written.

    >>> yaml_text({"at_most": 20, "where": "tier == 'mid'"})
    '{"at_most": 20, "where": "tier == \'mid\'"}'
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, WrittenInt | WrittenFloat):
        return value.text
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(str(key))}: {yaml_text(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(yaml_text(part) for part in value) + "]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) <= 0xFFFF else f"\\U{ord(letter):08x}"
