"""Lines for the terminal, wrapped between words: paths, commands, options and quoted names stay whole."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from seeder.terminal import terminal_width
from seeder.text import balanced_isolates

if TYPE_CHECKING:
    from rich.console import Console

_LABEL = re.compile(
    r" *[A-Za-z](?:\S| (?! )){0,30}? {2,}(?=\S)"  # words before two blanks or more
    r"| {2}[a-z]{10} (?=\S)"  # a word as wide as the column of words
    r"| *(?:Error|[a-z][a-z ]{0,11}): (?=\S)"  # words before a colon
)
"""What a line can begin with, so that the lines after it begin below the text behind it."""

_QUOTED = r"""(?:"[^"]*"|'[^']*')"""
_WORD = re.compile(
    rf"--[\w-]+[ =](?:[^\s'\"]*{_QUOTED}\S*|[^\s'\"\[]+)"  # an option with its value
    rf"|(?:[^\s'\"]*[=(\[{{:,])?{_QUOTED}\S*"  # a quoted text
    r"|\S+"
)

_LONGEST_WHOLE = 48
"""Cells from which on an option with its value, or a quoted text, is broken at its blanks."""

_FURTHER = 2
"""By how many cells the second line of an indented one is indented further."""


def wrapped(line: str, width: int, *, hang: int | None = None) -> list[str]:
    """Wrap a line between words into lines of at most ``width`` cells; only a single word can be longer.

    The lines after the first are indented by ``hang`` cells: by default below the text behind a label, such as
    ``note:``, and two cells further than a line that is indented itself.
    """
    if _cells(line) <= width:
        return [line]
    start = line[: len(line) - len(line.lstrip(" "))]
    if hang is None:
        label = _LABEL.match(line)
        hang = len(label.group()) if label is not None else len(start) + _FURTHER if start else 0
    hang = min(hang, width // 2)
    lines, current, is_empty = [], start, True
    for blanks, word in _words(line[len(start) :], most=min(_LONGEST_WHOLE, width - hang)):
        extended = current + word if is_empty else current + blanks + word
        if is_empty or _cells(extended) <= width:
            current = extended
        else:
            lines.append(current)
            current = " " * hang + word
        is_empty = False
    return balanced_isolates([*lines, current])


def print_line(line: str, *, err: bool = False, hang: int | None = None) -> None:
    """Print a line on stdout, or on stderr, wrapped to the width of the terminal."""
    for one in wrapped(line, terminal_width(), hang=hang):
        click.echo(one, err=err)


def print_command(line: str) -> None:
    """Print a command to copy; where it takes several lines, the shell reads them as one."""
    width = terminal_width()
    if os.name == "nt" or _cells(f"    {line}") <= width:
        click.echo(f"    {line}")
        return
    click.echo(" \\\n".join(wrapped(f"    {line}", width - 2, hang=6)))


def write_line(out: Console, line: str, *, style: str | None = None, hang: int | None = None) -> None:
    """Print a line on a console, wrapped to its width."""
    for one in wrapped(line, out.width, hang=hang):
        out.print(one, style=style, no_wrap=True, overflow="ignore", crop=False)


def _words(text: str, *, most: int) -> Iterator[tuple[str, str]]:
    """Words with the blanks before each; an option with its value and a quoted text are one, up to ``most`` cells."""
    position = 0
    while position < len(text):
        begin = position + len(text[position:]) - len(text[position:].lstrip(" "))
        found = _WORD.match(text, begin)
        if found is None:
            return
        end = found.end()
        if " " in found.group() and _cells(found.group()) > most:
            end = begin + len(found.group().partition(" ")[0])
        yield text[position:begin], text[begin:end]
        position = end


def _cells(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
