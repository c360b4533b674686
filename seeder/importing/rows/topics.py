"""Reads topics in any form: lists, tags, dictionaries as text, words with any sign between them."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from seeder.importing.written_cells import one_line

_LONGEST = 5_000
_BETWEEN = re.compile(r"[;|,、，/\n]|\s&\s|(?:^|\s)and\s|(?:^|\s)(?=#)", re.IGNORECASE)
_STRONG = re.compile(r"[;|\n]")
_EDGES = " \t#'\"`[]{}()·•*-–"


def split_topics(texts: Sequence[str]) -> list[list[str]]:
    """Topics of every cell of a column, each once, in order.

    Where some cells have ``;``, ``|`` or lines between topics, only these separate: a comma is part of a topic then.
    A list or a dictionary that a program wrote as text has its items, or its keys, as topics.
    """
    distinct = set(texts)
    between = _STRONG if any(map(_STRONG.search, distinct)) else _BETWEEN
    topics = {text: _topics(text, between) for text in distinct}
    return [topics[text] for text in texts]


def _topics(text: str, between: re.Pattern[str]) -> list[str]:
    items = _written_list(text)
    if items is None:
        items = between.split(text[:_LONGEST])
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
