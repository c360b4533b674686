"""Phrases that readers had to read twice stay out of pages, help texts and the sentences that are printed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from docs.documentation_page import BLOCK
from oracles.hard_phrases import PHRASES

from seeder.cli import cli

ROOT = Path(__file__).parents[2]

NOT_YET = {
    # Written before these phrases were listed.
    "CHANGELOG.md",
}
"""Texts that are not rewritten yet: this list only gets shorter."""


def _pages() -> Iterator[tuple[str, str]]:
    paths = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md"), *ROOT.glob("scenarios/**/*.md")]
    for path in paths:
        # Blocks are commands, tables and what was printed: what is printed is checked where it is written.
        yield str(path.relative_to(ROOT)), BLOCK.sub("", path.read_text("utf-8"))
    newest = (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n## ")[1]
    yield "CHANGELOG.md", newest


def _help_texts() -> Iterator[tuple[str, str]]:
    for name, command in cli.commands.items():
        yield f"seeder {name} --help", command.get_help(click.Context(command, info_name=name))


def _printed_texts() -> Iterator[tuple[str, str]]:
    for path in [
        *(ROOT / "seeder/plan" / name for name in ("wording.py", "budget_hints.py")),
        *sorted(ROOT.glob("seeder/cli/**/*.py")),
    ]:
        yield str(path.relative_to(ROOT)), "\n".join(_literals(ast.parse(path.read_text("utf-8"))))


def _literals(tree: ast.AST) -> Iterator[str]:
    """Texts of a module that are no docstrings; what an f-string computes is left out as '…'."""
    children = list(ast.iter_child_nodes(tree))
    if isinstance(tree, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in tree.values)
        children = [part.value for part in tree.values if isinstance(part, ast.FormattedValue)]
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        yield tree.value
    for child in children:
        is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if not is_docstring:
            yield from _literals(child)


TEXTS = dict([*_pages(), *_help_texts(), *_printed_texts()])


def found_in(text: str) -> list[str]:
    plain = re.sub(r"\s+", " ", re.sub(r"`[^`\n]*`", "", text))
    return [
        f"{found.group()!r}: better {PHRASES[pattern]!r}, in …{plain[max(0, found.start() - 40) : found.end() + 40]}…"
        for pattern in PHRASES
        for found in re.finditer(pattern, plain, re.IGNORECASE)
    ]


@pytest.mark.parametrize("name", sorted(TEXTS.keys() - NOT_YET))
def test_no_phrase_comes_back(name: str) -> None:
    assert found_in(TEXTS[name]) == []


@pytest.mark.parametrize("name", sorted(NOT_YET))
def test_what_is_put_off_still_needs_it(name: str) -> None:
    """Take a name off the list when its texts are plain."""
    assert found_in(TEXTS[name])


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("The option can be repeated.", True),
        ("The option may stand\nseveral times.", False),
        ("A stand-in is named.", False),
        ("The key `stand-in` is old.", True),
        ("Whatever the numbers are, the bound holds.", True),
    ],
)
def test_a_phrase_would_be_found(text: str, is_plain: bool) -> None:
    assert (found_in(text) == []) is is_plain


def test_texts_of_a_module_are_those_that_are_printed() -> None:
    module = ast.parse('"""Docstring."""\ndef f(n: int) -> str:\n    "Another."\n    return f"{n} asks" + " told"\n')
    assert [text.strip() for text in _literals(module)] == ["… asks", "told"]
