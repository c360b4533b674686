"""Phrases that readers had to read twice stay out of what the terminal prints."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from oracles.hard_phrases import PRINTED_PHRASES

from seeder.cli import cli, run

FOLDERS = ("cli", "plan", "analysis")
PACKAGE = Path(__file__).parents[3] / "seeder"


def printed_texts(path: Path) -> Iterator[str]:
    """Strings of a module that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documenting = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documenting:
            yield node.value


def said_badly(text: str) -> list[str]:
    words = " ".join(text.split()).lower()
    return [phrase for phrase in PRINTED_PHRASES if phrase in words]


@pytest.mark.parametrize("verb", ["", *cli.commands])
def test_help_is_said_in_ordinary_words(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*([verb] if verb else []), "--help"]) == 0
    assert said_badly(capsys.readouterr().out) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_sentences_are_said_in_ordinary_words(folder: str) -> None:
    paths = sorted((PACKAGE / folder).rglob("*.py"))
    assert paths
    found = [(path.name, text) for path in paths for text in printed_texts(path) if said_badly(text)]
    assert found == []


def test_a_bad_phrase_is_found() -> None:
    assert said_badly("Option; may\n  stand several times.") == ["may stand"]
