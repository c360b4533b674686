"""Phrases that readers had to read twice stay out of pages, help texts and the sentences that are printed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from docs.documentation_page import BLOCK

from seeder.cli import cli

ROOT = Path(__file__).parents[2]

PHRASES = {
    # Words that mean one thing elsewhere, or nothing to somebody new.
    r"stand-ins?\b": "backup",
    r"\bin place of\b": "instead of; replaces",
    r"\bplan then\b": "after the swap",
    r"\bdrawn to\b": "pulled toward",
    r"\boverrul": "change",
    r"\b(?:hangs?|hanging) on\b": "depends on",
    r"\bheld back by:": "is blocked by",
    r"\b(?:would|might) pay (?:most|to)\b": "is worth finding out",
    r"\bnearest useful\b": "next in line",
    r"\bby followers alone (?:breaks|brings|\d)": "picking the biggest accounts",
    r"\bby their worth\b": "weighted",
    # "Stand" for "are", "told" for "reported", and what only people do said of data.
    r"\b(?:may|can) stand\b": "can be repeated; can be",
    r"\bstands? (?:again|above|behind|beside|here|in|on line|twice|directly)\b": "is",
    r"\bas (?:it|they) (?:stands?|stood)\b": "unchanged",
    r"\b(?:it|he|she) stands\b": "it is used",
    r"\b(?:is|are|was|were|and) told\b": "reported",
    r"\btold (?:so|as|of|apart)\b": "reported; distinguished",
    r"\btell(?:s|ing)? (?:of|everything|all|it)\b": "says; reports",
    r"\bknows? (?:no|nothing of)\b": "has no",
    r"\bspeaks? (?:of|then)\b": "is about",
    # Clauses without an antecedent, double negatives, inverted order.
    r"\bwhatever (?:nobody|is not|pairs|comes)\b": "depending on what nobody has measured",
    r"\b(?:who|that) share so\b": "whose overlaps match",
    r"\bwhat holds (?:it|with)\b": "its 80 % range",
    r"\bholds? it with\b": "its 80 % range",
    r"\bbetween (?:which|what) (?:numbers|the|its)\b": "the range of",
    r"\bof (?:which|whom)\b": "a sentence of its own",
    r"\bwhoever adds up\b": "simply adding up",
    r"\bwhat (?:was|is) made of\b": "how it was read",
    r"\bwhat becomes of\b": "how it is used",
    r"\bwhat (?:was|is) understood\b": "how it was understood",
    r"\bwritten otherwise\b": "converted",
    r"\b(?:names?|finds?|tells?) (?:every|all) (?:issues?|mistakes?)": "lists everything that needs fixing",
    r"\band says? how well\b": "tests",
    r"\bdo not know each other\b": "must not import each other",
    r"\bit rests (?:\d|…)": "all … here are our standard assumptions",
    r"\beight times in ten it\b": "likely result",
    r"\bbeside it:": "for comparison",
    r"\b(?:one|a) row an? (?!pair\b)\w+": "one row for each",
    r"\b(?:are|is) met within\b": "are reproduced",
    # Sentences that were replaced as a whole.
    r"\bpicks whom to ask\b": "tells you which influencers to contact",
    r"\band hands over\b": "gives you",
    r"\blet past posts\b": "use results of earlier posts",
    r"\bcascades come next\b": "word of mouth is not supported yet",
    r"\bnever take rows\b": "sample people, not rows",
    r"\ba better story\b": "tampering is detected",
}
"""Pattern, in any case → what says the same in plain words."""

NOT_YET = {
    # Written before these phrases were listed.
    "CHANGELOG.md",
    "seeder check --help",
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
    for path in [ROOT / "seeder/plan/wording.py", *sorted(ROOT.glob("seeder/cli/*.py"))]:
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
