"""A ``where`` beside a naive interpreter: random conditions, written at random, on random rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seeder.problem.arrays import FloatArray
from seeder.scenario.where.where import match_rows, parse_where

LEXEMES = {"5": 5.0, ".5": 0.5, "50%": 0.5, "2k": 2000.0, "-1": -1.0, "0": 0.0, "1.5M": 1.5e6}
TEXT_CELLS = ("", " ", "youtube", "YouTube ", "you", "STRASSE", "straße", "it's", 'say "x"', "a;B", "b ; a", ";", "é")
NUMBER_CELLS = ("", "0", "0.5", "5", "2000", "1500000", "-1")
TEXT_COLUMNS = ("platform", "niche score", "größe", "and")
COUNTED = ("followers", "view")
CARRIED = ("score",)

Row = Mapping[str, str]


@dataclass(frozen=True)
class Phrase:
    """Words of a condition, and what it says of one row."""

    words: tuple[str, ...]
    holds: Callable[[Row], bool]


def as_number(cell: str) -> float | None:
    return None if cell == "" else float(cell)


def as_plain(text: str) -> str:
    return text.strip().casefold()


def compare(relation: str, left: Any, right: Any) -> bool:
    if left is None or right is None:
        return False
    truth: dict[str, bool] = {
        "==": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }
    return truth[relation]


def quoted(draw: st.DrawFn, text: str) -> str:
    mark = draw(st.sampled_from("'\""))
    return mark + text.replace(mark, mark * 2) + mark


def header(draw: st.DrawFn, name: str) -> str:
    return name if name not in ("niche score", "and") and draw(st.booleans()) else f"`{name}`"


def keyword(draw: st.DrawFn, word: str) -> str:
    return "".join(draw(st.sampled_from((letter, letter.upper()))) for letter in word)


def listed(words: Sequence[str]) -> tuple[str, ...]:
    return ("(", *[word for value in words for word in (",", value)][1:], ")")


def sided(draw: st.DrawFn, column: str, literal: str, read: Callable[[str], Any], meant: Any) -> Phrase:
    """Compare a column with a literal, on either side of it."""
    relation = draw(st.sampled_from(("==", "!=", "<", "<=", ">", ">=")))
    if draw(st.booleans()):
        return Phrase(
            (literal, relation, header(draw, column)), lambda row: compare(relation, meant, read(row[column]))
        )
    return Phrase((header(draw, column), relation, literal), lambda row: compare(relation, read(row[column]), meant))


@st.composite
def comparisons(draw: st.DrawFn) -> Phrase:
    kind = draw(st.sampled_from(("number", "text", "blank", "columns", "numbers", "texts", "list")))
    text_column = draw(st.sampled_from((*TEXT_COLUMNS, *CARRIED)))
    number_column = draw(st.sampled_from((*COUNTED, *CARRIED)))
    if kind == "number":
        lexeme = draw(st.sampled_from(tuple(LEXEMES)))
        return sided(draw, number_column, lexeme, as_number, LEXEMES[lexeme])
    if kind == "text":
        text = draw(st.sampled_from(TEXT_CELLS))
        return sided(draw, text_column, quoted(draw, text), as_plain, as_plain(text))
    if kind == "blank":
        is_unequal = draw(st.booleans())
        words = (header(draw, number_column), "!=" if is_unequal else "==", "''")
        return Phrase(words, lambda row: is_unequal != (row[number_column] == ""))
    if kind == "columns":
        left, right = draw(st.tuples(*[st.sampled_from((*TEXT_COLUMNS, *COUNTED, *CARRIED))] * 2))
        read: Callable[[str], Any] = as_number if left in COUNTED and right in COUNTED else as_plain
        relation = draw(st.sampled_from(("==", "!=", "<", "<=", ">", ">=")))
        words = (header(draw, left), relation, header(draw, right))
        return Phrase(words, lambda row: compare(relation, read(row[left]), read(row[right])))
    is_negated = draw(st.booleans())
    contained = (*((keyword(draw, "not"),) if is_negated else ()), keyword(draw, "in"))
    if kind == "list":
        entry = draw(st.sampled_from(("a", "B ", "youtube", "straße", "it's", "x")))
        words = (quoted(draw, entry), *contained, header(draw, text_column))
        return Phrase(
            words,
            lambda row: is_negated != (as_plain(entry) in [as_plain(part) for part in row[text_column].split(";")]),
        )
    if kind == "numbers":
        lexemes = draw(st.lists(st.sampled_from(tuple(LEXEMES)), min_size=1, max_size=4))
        meant = [LEXEMES[lexeme] for lexeme in lexemes]
        return Phrase(
            (header(draw, number_column), *contained, *listed(lexemes)),
            lambda row: row[number_column] != "" and is_negated != (float(row[number_column]) in meant),
        )
    texts = draw(st.lists(st.sampled_from(TEXT_CELLS), min_size=1, max_size=4))
    words = (header(draw, text_column), *contained, *listed([quoted(draw, text) for text in texts]))
    return Phrase(words, lambda row: is_negated != (as_plain(row[text_column]) in [as_plain(text) for text in texts]))


@st.composite
def larger(draw: st.DrawFn, parts: st.SearchStrategy[Phrase]) -> Phrase:
    """Join phrases, each in parentheses, so that the tree drawn is the tree written whatever binds first."""
    kind = draw(st.sampled_from(("and", "or", "not", "()")))
    first = draw(parts)
    inner = ("(", *first.words, ")")
    if kind == "()":
        return Phrase(inner, first.holds)
    if kind == "not":
        return Phrase((keyword(draw, "not"), *inner), lambda row: not first.holds(row))
    second = draw(parts)
    words = (*inner, keyword(draw, kind), "(", *second.words, ")")
    if kind == "and":
        return Phrase(words, lambda row: first.holds(row) and second.holds(row))
    return Phrase(words, lambda row: first.holds(row) or second.holds(row))


def spaced(draw: st.DrawFn, words: Sequence[str]) -> str:
    text = draw(st.sampled_from(("", " ", "\n")))
    for word in words:
        needs_space = re.search(r"[\w.%,]$", text) is not None and re.match(r"[\w.\-]", word) is not None
        text += draw(st.sampled_from((" ", "\t ", "\n") if needs_space else ("", "", " ", "\u00a0"))) + word
    return text + draw(st.sampled_from(("", " ")))


rows_of_cells = st.lists(
    st.fixed_dictionaries(
        {
            **{name: st.sampled_from(TEXT_CELLS) for name in TEXT_COLUMNS},
            **{name: st.sampled_from(NUMBER_CELLS) for name in (*COUNTED, *CARRIED)},
        }
    ),
    min_size=1,
    max_size=6,
)


@dataclass(frozen=True)
class Cells:
    """The drawn rows as a row source."""

    rows: Sequence[Row]
    column_names: Sequence[str] = (*TEXT_COLUMNS, *COUNTED, *CARRIED)
    number_columns: Sequence[str] = COUNTED

    @property
    def n_rows(self) -> int:
        return len(self.rows)

    def text(self, column: str) -> Sequence[str]:
        return [row[column] for row in self.rows]

    def number(self, column: str) -> FloatArray:
        return np.array([float(row[column] or "nan") for row in self.rows])


def matches_of(text: str, rows: Sequence[Row]) -> list[bool]:
    return [bool(row) for row in match_rows(parse_where(text), Cells(rows))]


@given(st.data(), st.recursive(comparisons(), larger, max_leaves=8), rows_of_cells)
def test_same_rows_as_a_naive_interpreter(data: st.DataObject, phrase: Phrase, rows: list[Row]) -> None:
    text = data.draw(st.composite(spaced)(phrase.words))
    assert matches_of(text, rows) == [phrase.holds(row) for row in rows]


@given(
    st.data(),
    st.lists(st.tuples(st.sampled_from(("and", "or")), st.integers(0, 2), comparisons()), min_size=1, max_size=6),
    rows_of_cells,
)
def test_not_binds_before_and_before_or(
    data: st.DataObject, parts: list[tuple[str, int, Phrase]], rows: list[Row]
) -> None:
    words = [word for joint, n_nots, phrase in parts for word in (joint, *["not"] * n_nots, *phrase.words)][1:]
    text = data.draw(st.composite(spaced)(words))

    def holds(row: Row) -> bool:
        alternatives: list[list[bool]] = [[]]
        for position, (joint, n_nots, phrase) in enumerate(parts):
            if joint == "or" and position:
                alternatives.append([])
            alternatives[-1].append(phrase.holds(row) != (n_nots == 1))
        return any(all(alternative) for alternative in alternatives)

    assert matches_of(text, rows) == [holds(row) for row in rows]
