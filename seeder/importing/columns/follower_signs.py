"""Whether a column with an unclear header holds followers, by words of the header and by its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from statistics import median

from seeder.importing.columns.roles import Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.columns.vocabulary import words_for, words_of
from seeder.importing.numbers.number_cells import parse_cell
from seeder.importing.numbers.number_styles import decide_style
from seeder.importing.numbers.number_words import is_blank_word

_MOST_LOOKED_AT = 2_000
_LEAST_MEDIAN = 200.0
_LEAST_FALLING = 0.9
_TOO_MANY = 2e9
"""More than any account has had: numbers as large count views, minutes or money."""

# A word or a sign behind or before digits that is no short unit of thousands or millions.
_MONEY = re.compile(r"[$€£¥₹₺₽₴₩]|\b(?:[A-Z]{3}|Ft|Kč|zł|kr|lei|лв|元|円)\b|[0-9](?:Ft|Kč|zł|kr|lei|元|円)")

_COUNTED = re.compile(r"#?\s?([0-9]{1,18})(?:st|nd|rd|th|º|ª|°|er|e|\.0|\.|\))?", re.IGNORECASE)
_CODE = re.compile(r"([A-Z]{1,5}[-_ #.]?)([0-9]{1,18})")
# Beside other words, these say as little of followers as of those who live in a country.
_VAGUE = frozenset(
    (
        "audience", "audiencia", "communaute", "members", "membres", "membros", "miembros", "mitglieder",
        "publico", "publikum",
    )
)  # fmt: skip
# Words that make another number of them, or none.
_OTHER_NUMBERS = frozenset(
    (
        "%", "active", "age", "anteil", "authentic", "bot", "bots", "bucket", "by", "cambio", "category",
        "change", "changed", "city", "ciudad", "cost", "country", "cpm", "crecimiento", "credibility",
        "crescimento", "croissance", "daily", "day", "days", "delta", "diff", "difference", "echte", "edad",
        "engagement", "faixa", "fake", "falsos", "faux", "gagnes", "gain", "gained", "gains", "ganados",
        "ganhos", "gender", "genero", "goal", "group", "grow", "growing", "growth", "handle", "id", "inactive",
        "increase", "interaccion", "last", "level", "link", "location", "loss", "lost", "meta", "month",
        "monthly", "months", "name", "neue", "new", "nivel", "notable", "nouveaux", "novos", "nuevas", "nuevos",
        "objetivo", "over", "pais", "per", "percent", "percentage", "perdidos", "perdus", "price", "quality",
        "quote", "range", "rango", "rank", "ranking", "rate", "ratio", "real", "reales", "share", "suspicious",
        "target", "tasa", "taux", "taxa", "tier", "tipo", "type", "url", "verlorene", "versus", "vs",
        "wachstum", "week", "weekly", "weeks",
    )
)  # fmt: skip


def mentions_followers(header: str) -> bool:
    """Whether a header names followers among words that are not known, and none that makes another number of them.

    ``Seguidores en la red``, ``Followers (est.)``; but not ``Followers gained`` and ``Fake followers``.
    """
    words = set(words_of(header))
    return bool(words & (words_for(Role.FOLLOWERS) - _VAGUE)) and not words & _OTHER_NUMBERS


def numbers_in(column: SourceColumn) -> list[float]:
    """Numbers among the first cells of a column."""
    cells = list(column.cells[:_MOST_LOOKED_AT])
    style = decide_style(cells).chosen
    found = [parse_cell(cell, style) for cell in cells if not (isinstance(cell, str) and is_blank_word(cell))]
    return [number for number in found if number is not None]


def looks_like_followers(column: SourceColumn) -> bool:
    """Whether cells are numbers too large for shares, ranks of short lists and scores."""
    if column.content.number < 0.7 or column.content.percent > 0.3 or column.content.day > 0.5:
        return False
    found = numbers_in(column)
    return bool(found) and median(found) >= _LEAST_MEDIAN and max(found) < _TOO_MANY


def could_be_followers(columns: Iterable[SourceColumn]) -> list[str]:
    """Names of columns of large whole numbers without a currency: what a header that nobody knows could mean."""
    return [
        column.name
        for column in columns
        if looks_like_followers(column) and not counts_rows(column) and not any(map(_MONEY.search, column.texts[:50]))
    ]


def counts_rows(column: SourceColumn) -> bool:
    """Whether a column numbers the rows: 1, 2, 3 …; 1st, 2nd, 3rd …; ids that rise from row to row."""
    found = []
    for text in column.texts[:_MOST_LOOKED_AT]:
        match = _COUNTED.fullmatch(text.strip())
        if match is None:
            return False
        found.append(int(match[1]))
    return len(found) > 2 and all(later > earlier for earlier, later in pairwise(found))


def counts_codes(column: SourceColumn) -> bool:
    """Whether a column numbers the rows behind capital letters that are always the same, such as INF001 and INF002."""
    matches = [_CODE.fullmatch(text.strip()) for text in column.texts[:_MOST_LOOKED_AT]]
    found = [(match[1], int(match[2])) for match in matches if match is not None]
    if len(found) < max(3, len(matches)):
        return False
    return all(later[0] == earlier[0] and later[1] > earlier[1] for earlier, later in pairwise(found))


def falls_with_rank(column: SourceColumn) -> bool:
    """Whether the numbers hardly ever rise from row to row, and fall in all."""
    found = numbers_in(column)
    if len(found) < 3:
        return False
    n_falling = sum(later <= earlier for earlier, later in pairwise(found))
    return n_falling >= _LEAST_FALLING * (len(found) - 1) and found[-1] < found[0]
