"""Reads topics in any form: lists, tags, dictionaries as text, words with any sign between them."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Sequence

from seeder.importing.written_cells import one_line

_LONGEST = 5_000
_BETWEEN = re.compile(r"[;|,、，/\n]|(?:^|\s)(?=#)")
_SURE = re.compile(r"[;|\n]")
_STRONG = re.compile(r"[;|\n]|(?:^|\s)(?=#)")
_WEAK = re.compile(r"[,、，/]")
_AND = re.compile(r"(?:^|\s)(&|and|und|y|e|et|ed)\s", re.IGNORECASE)
_EDGES = " \t,#'\"`[]{}()·•*-–"


def split_topics(texts: Sequence[str], *, are_written: bool = False) -> list[list[str]]:
    """Topics of every cell of a column, each once, in order.

    Where cells have ``;``, ``|`` or lines between topics that have commas in them, only these separate. A list or a
    dictionary that a program wrote as text has its items, or its keys, as topics. A word or sign for "and" stands
    between the last two topics of a cell; in an earlier one, as in "Música y baile, Humor", it is part of a name.

    With ``are_written`` the texts are those of a scenario's table, in which only ``;`` separates.
    """
    distinct = dict.fromkeys(texts)
    if are_written:
        topics = {text: _clean(text.split(";")) for text in distinct}
        return [topics[text] for text in texts]
    pieces = (_SURE.split(text[:_LONGEST]) for text in distinct)
    is_strong = any(len(found) > 1 and any(map(_WEAK.search, found)) for found in pieces)
    items = {text: _written_list(text) for text in distinct}
    split = {text: (_STRONG if is_strong else _BETWEEN).split(text[:_LONGEST]) for text in distinct}
    names = {
        match[1].casefold()
        for text in distinct
        if items[text] is None
        for item in [one for one in _BETWEEN.split(text[:_LONGEST]) if one.strip()][:-1]
        for match in _AND.finditer(item.strip())
        if match.start()
    }
    topics = {text: _clean(items[text] or _last_apart(split[text], names)) for text in distinct}
    return [topics[text] for text in texts]


def _last_apart(items: Sequence[str], names: Collection[str]) -> list[str]:
    """Topics with the last two, between which a word stands, told apart; not at words that are part of names."""
    found = [item for item in items if item.strip()]
    if not found:
        return []
    *first, last = found
    parts: list[str] = []
    start = 0
    for match in _AND.finditer(last):
        if match[1].casefold() not in names:
            parts.append(last[start : match.start()])
            start = match.end()
    return [*first, *parts, last[start:]]


def _clean(items: Iterable[str]) -> list[str]:
    found = (one_line(item.replace(";", ",")).strip(_EDGES) for item in items)
    return list(dict.fromkeys(topic for topic in found if topic))


def _written_list(text: str) -> list[str] | None:
    """Items of ``['climbing', 'food']`` or keys of ``{'food': 2}``; None where the text is neither."""
    plain = text.strip()
    if plain[:1] not in ("[", "{", "(") or len(plain) > _LONGEST:
        return None
    try:
        found = ast.literal_eval(plain)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    if not isinstance(found, list | dict | tuple | set):
        return None
    return [str(item) for item in found]
