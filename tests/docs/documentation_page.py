"""A page of the documentation: its blocks, run in order as a reader would run them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from seeder.cli import run

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what stands behind it on the fence, and its lines."""

    language: str
    about: str
    body: str


@dataclass(frozen=True)
class Page:
    """A page as text."""

    name: str

    @property
    def text(self) -> str:
        return (DOCS / self.name).read_text("utf-8")

    @property
    def prose(self) -> str:
        return BLOCK.sub("", self.text)

    def blocks(self) -> Iterator[Block]:
        for language, about, body in BLOCK.findall(self.text):
            yield Block(language, about.strip(), body)

    def section(self, title: str) -> str:
        return re.split(r"\n##+ ", self.text.split(f" {title}\n")[1])[0]

    def table(self, title: str, number: int = 0) -> list[list[str]]:
        """Rows of a table of a section, the header first, cells as written."""
        tables = re.findall(r"(?:^\|.*\n)+", BLOCK.sub("", self.section(title)), flags=re.MULTILINE)
        rows = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in tables[number].splitlines()]
        return [rows[0], *rows[2:]]

    def write_files(self) -> None:
        """Write the files of the page into the current folder, those that its Python makes among them."""
        names: dict[str, Any] = {}
        for block in self.blocks():
            write_or_execute(self.name, block, names)

    def follow(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Write every file, run every command and compare every output, in the order of the page."""
        names: dict[str, Any] = {}
        for block in self.blocks():
            if block.language in ("sh", "console"):
                _run(block, capsys)
            elif not write_or_execute(self.name, block, names):
                assert block.language == "text", f"{self.name}: nobody runs a block of {block.language!r}"


def number_in(cell: str) -> float:
    """Read the last number of a cell: '200 + 60 = 260', '87.5 %'."""
    written = re.findall(r"\d[\d,]*(?:\.\d+)?", cell)[-1]
    value = float(written.replace(",", ""))
    return value / 100 if cell.rstrip().endswith("%") else value


def write_or_execute(page: str, block: Block, names: dict[str, Any]) -> bool:
    """Write the file of a block, or run its Python; False for blocks of other languages."""
    if block.language in ("csv", "yaml"):
        path = Path(block.about)
        path.parent.mkdir(exist_ok=True)
        path.write_text(block.body, "utf-8")
    elif block.language == "python":
        exec(compile(block.body, page, "exec"), names)
    else:
        return False
    return True


def calls_of(block: Block) -> list[tuple[str, list[str]]]:
    """Commands of a block, each with the lines that it shows."""
    calls: list[tuple[str, list[str]]] = []
    for line in block.body.splitlines():
        if block.language == "sh" or line.startswith("$ "):
            calls.append((line.removeprefix("$ "), []))
        else:
            calls[-1][1].append(line.rstrip())
    return calls


def exit_code_of(block: Block) -> int:
    """Return the exit code that a block states for its commands."""
    return int(block.about.removeprefix("exits with ")) if block.about else 0


def _run(block: Block, capsys: pytest.CaptureFixture[str]) -> None:
    for command, shown in calls_of(block):
        words = shlex.split(command)
        assert words[:2] == ["./run", "seeder"], command
        capsys.readouterr()
        assert run(words[2:]) == exit_code_of(block), command
        found = capsys.readouterr()
        if block.language == "console":
            compare(command, shown, [line.rstrip() for line in (found.out + found.err).splitlines()])


def compare(command: str, shown: list[str], printed: list[str]) -> None:
    """Every line shown is printed, in order; only where '[…]' stands may lines be left out."""
    at, is_skipping = 0, False
    for line in shown:
        if line == "[…]":
            is_skipping = True
            continue
        if is_skipping:
            assert line in printed[at:], f"{command}: {line!r} is shown and not printed:\n" + "\n".join(printed[at:])
            at = printed.index(line, at)
        assert at < len(printed), f"{command}: {line!r} is shown after the last line printed"
        assert printed[at] == line, f"{command}: {printed[at]!r} is printed, {line!r} is shown"
        at, is_skipping = at + 1, False
    assert is_skipping or at == len(printed), f"{command}: more is printed: {printed[at:]}"
