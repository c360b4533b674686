"""The glossary is short, and defines each word in one sentence."""

from __future__ import annotations

import re

from docs.documentation_page import Page

PAGE = Page("glossary.md")


def test_at_most_twenty_words_each_in_one_sentence() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", PAGE.text, re.MULTILINE)[1:]
    assert 15 <= len(rows) <= 20
    assert len({word for word, _ in rows}) == len(rows)
    for word, meaning in rows:
        assert re.fullmatch(r"[A-Z][^.]*(?:\.\w[^.]*)*\.", meaning), word


def test_the_words_that_every_plan_shows_are_there() -> None:
    words = {word.strip() for row in re.findall(r"^\| ([^|]+) \|", PAGE.text, re.MULTILINE) for word in row.split(",")}
    assert {"account", "handle", "ask", "hours", "backup", "value", "bound", "gap", "certificate", "default"} <= words
