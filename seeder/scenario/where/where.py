"""Check a ``where`` against the accounts table, and find the rows that it matches.

Text compares without case and without spaces around it; a blank is '' as text and matches no number comparison, not
even ``!=`` and ``not in``. ``not`` is plain negation, so ``not followers > 5`` holds for a blank. docs/where.md has
the grammar and the meaning in a user's words.
"""

from __future__ import annotations

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol, TypeVar

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.scenario.numbers import parse_number
from seeder.scenario.where.where_syntax import parse_where
from seeder.scenario.where.where_tokens import WhereError, as_header, as_text, shown
from seeder.scenario.where.where_tree import (
    AllOf,
    AnyOf,
    Column,
    Comparison,
    Condition,
    Lists,
    Not,
    Number,
    OneOf,
    Relation,
    Text,
    Where,
)
from seeder.spelling import KnownNames

__all__ = ["RowSource", "Where", "WhereError", "check_where", "match_rows", "parse_where"]

Cells = TypeVar("Cells", Sequence[str], FloatArray)
Leaf = Comparison | OneOf | Lists
_LISTED = 20
_COMPARE: dict[Relation, Callable[[Any, Any], Any]] = {
    Relation.EQUAL: operator.eq,
    Relation.UNEQUAL: operator.ne,
    Relation.BELOW: operator.lt,
    Relation.AT_MOST: operator.le,
    Relation.ABOVE: operator.gt,
    Relation.AT_LEAST: operator.ge,
}


class RowSource(Protocol):
    """Rows of the accounts table, with ``tier`` beside its own columns."""

    @property
    def n_rows(self) -> int:
        """Number of rows."""

    @property
    def column_names(self) -> Sequence[str]:
        """Every header that a ``where`` may name, ``tier`` among them."""

    @property
    def number_columns(self) -> Collection[str]:
        """The columns that hold numbers by the format, such as followers."""

    def text(self, column: str) -> Sequence[str]:
        """Cells as text, shape (n_rows,); '' if blank."""

    def number(self, column: str) -> FloatArray:
        """Cells as numbers, shape (n_rows,); NaN if blank. Raises its own error for cells that are no numbers."""


def check_where(where: Where, column_names: Sequence[str], number_columns: Collection[str]) -> tuple[WhereError, ...]:
    """Return everything in which a ``where`` does not fit its table, in order of appearance.

    It may name every header in ``column_names``, ``tier`` among them; number columns hold numbers by the format.
    """
    present = set(column_names)
    unknown = [(name, offset) for name, offset in where.columns if name not in present]
    known = KnownNames(column_names if unknown else ())
    errors = [_unknown(name, offset, column_names, known) for name, offset in unknown]
    for leaf in _leaves(where.condition):
        if (error := _clash(leaf, number_columns)) is not None:
            errors.append(error)
    return tuple(sorted(errors, key=lambda error: error.offset))


def match_rows(where: Where, rows: RowSource) -> BoolArray:
    """Return which rows match, shape (n_rows,); raise the first thing that :func:`check_where` finds.

    Every part is evaluated on all rows, so a cell that is no number is met in any row.
    """
    errors = check_where(where, rows.column_names, rows.number_columns)
    if errors:
        raise errors[0]
    return _Matcher(rows, where.condition).match(where.condition)


def _leaves(condition: Condition) -> Iterator[Leaf]:
    if isinstance(condition, Not):
        yield from _leaves(condition.part)
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from _leaves(part)
    else:
        yield condition


def _unknown(name: str, offset: int, column_names: Sequence[str], known: KnownNames) -> WhereError:
    near = known.nearest(name)
    meant = f"Write {as_header(near)} if you mean that column; a" if near else "A"
    listed = ", ".join(as_header(column) for column in column_names[:_LISTED])
    rest = f" and {len(column_names) - _LISTED} more" if len(column_names) > _LISTED else ""
    return WhereError(
        f"there is no column {as_header(name)}",
        offset=offset,
        rule=f"A 'where' must name columns exactly as in the header of the accounts table, which has {listed}{rest}",
        way_out=f"{meant} text must be in quotes, {as_text(name)}",
    )


def _clash(leaf: Leaf, number_columns: Collection[str]) -> WhereError | None:
    header = as_header(leaf.column.name)
    if isinstance(leaf, Comparison) and leaf.relation.is_ordering:
        for side in (leaf.column, leaf.other):
            if isinstance(side, Column) and side.name == "tier":
                return WhereError(
                    f"tier is compared with {leaf.relation.value}",
                    offset=side.offset,
                    rule="Tiers are names, and names are compared alphabetically: nano would be above mid",
                    way_out="List the tiers, tier in ('mid', 'macro'), or compare followers with a number",
                )
    if leaf.column.name == "tier" and (number := _number_of(leaf)) is not None:
        return WhereError(
            "tier is compared with a number",
            offset=number.offset,
            rule="Tiers are names: nano, micro, mid, macro, celebrity",
            way_out="Write a tier in quotes, tier == 'mid', or compare followers with a number",
        )
    if leaf.column.name not in number_columns:
        return None
    if isinstance(leaf, Lists):
        return WhereError(
            f"{header} is searched as a list",
            offset=leaf.column.offset,
            rule=f"{header} contains numbers",
            way_out=f"Compare it with a number, for instance {header} > 10",
        )
    if isinstance(leaf, OneOf):
        text = leaf.values[0] if isinstance(leaf.values[0], Text) else None
        relation = f"{'not in' if leaf.is_negated else 'in'} (1, 2)"
    else:
        text = leaf.other if isinstance(leaf.other, Text) else None
        if text is not None and not text.value.strip() and not leaf.relation.is_ordering:
            return None
        plain = (text.value if text is not None else "").strip().replace(",", "")
        relation = f"{leaf.relation.value} {shown(plain) if parse_number(plain) is not None else 10}"
    if text is None:
        return None
    return WhereError(
        f"the number column {header} is compared with the text {as_text(text.value)}",
        offset=text.offset,
        rule=f"{header} contains numbers; the only text it can be compared with is '' (a blank cell), and only by "
        "== or !=",
        way_out=f"Write a number without quotes, for instance {header} {relation}",
    )


def _number_of(leaf: Leaf) -> Number | None:
    """First number that a column is compared with."""
    compared = leaf.values if isinstance(leaf, OneOf) else (leaf.other,) if isinstance(leaf, Comparison) else ()
    return next((value for value in compared if isinstance(value, Number)), None)


class _Vocabulary:
    """The distinct cells of all text columns, folded; columns become codes, so comparisons compare whole numbers."""

    def __init__(self, columns: Mapping[str, Sequence[str]]) -> None:
        self.position: dict[str, int] = {}
        self.code = {name: self._coded(cells) for name, cells in columns.items()}
        self.distinct = tuple(self.position)

    def _coded(self, cells: Sequence[str]) -> IntArray:
        position = self.position
        code_of_cell = {cell: position.setdefault(_fold(cell), len(position)) for cell in dict.fromkeys(cells)}
        return np.fromiter((code_of_cell[cell] for cell in cells), dtype=np.int64, count=len(cells))

    @cached_property
    def ordered(self) -> list[str]:
        return sorted(self.distinct)

    @cached_property
    def rank(self) -> IntArray:
        """Code → place in the order, shape (n_distinct,)."""
        rank = np.empty(len(self.distinct), dtype=np.int64)
        rank[[self.position[text] for text in self.ordered]] = np.arange(len(self.distinct))
        return rank

    @cached_property
    def holders(self) -> dict[str, list[int]]:
        """Entry of a ;-list → codes of the cells that have it."""
        found: dict[str, list[int]] = {}
        for code, cell in enumerate(self.distinct):
            for entry in {part.strip() for part in cell.split(";")}:
                found.setdefault(entry, []).append(code)
        return found

    def rows_of(self, column: str, codes: Sequence[int]) -> BoolArray:
        """Rows whose cell has one of these codes."""
        is_chosen = np.zeros(len(self.distinct), dtype=np.bool_)
        is_chosen[list(codes)] = True
        matched: BoolArray = is_chosen[self.code[column]]
        return matched

    def compared(self, column: str, relation: Relation, text: str) -> BoolArray:
        """Rows whose cell stands in the relation to a folded text."""
        code = self.code[column]
        if not relation.is_ordering:
            matched: BoolArray = _COMPARE[relation](code, self.position.get(text, -1))
            return matched
        # The text need not be a cell and has then no rank, only a number of cells before it.
        counts_equal = relation in (Relation.AT_MOST, Relation.ABOVE)
        edge = bisect_right(self.ordered, text) if counts_equal else bisect_left(self.ordered, text)
        below: BoolArray = self.rank[code] < edge
        return below if relation in (Relation.BELOW, Relation.AT_MOST) else ~below

    def compared_columns(self, left: str, relation: Relation, right: str) -> BoolArray:
        """Rows whose two cells stand in the relation."""
        matched: BoolArray = _COMPARE[relation](self.rank[self.code[left]], self.rank[self.code[right]])
        return matched


class _Matcher:
    """Matches one ``where``; each column is read once."""

    def __init__(self, rows: RowSource, condition: Condition) -> None:
        self.rows = rows
        self.numbers: dict[str, FloatArray] = {}
        names = dict.fromkeys(name for leaf in _leaves(condition) for name in self.text_columns(leaf))
        self.texts = _Vocabulary({name: self.of_length(name, rows.text(name)) for name in names})

    def text_columns(self, leaf: Leaf) -> tuple[str, ...]:
        """Headers of the columns that a comparison reads as text."""
        if isinstance(leaf, Lists):
            return (leaf.column.name,)
        if isinstance(leaf, OneOf):
            return (leaf.column.name,) if isinstance(leaf.values[0], Text) else ()
        if isinstance(leaf.other, Column):
            pair = (leaf.column.name, leaf.other.name)
            return () if all(name in self.rows.number_columns for name in pair) else pair
        return (leaf.column.name,) if isinstance(leaf.other, Text) else ()

    def match(self, condition: Condition) -> BoolArray:
        if isinstance(condition, Not):
            return ~self.match(condition.part)
        if isinstance(condition, AllOf | AnyOf):
            join = np.logical_and if isinstance(condition, AllOf) else np.logical_or
            matched = self.match(condition.parts[0])
            for part in condition.parts[1:]:
                join(matched, self.match(part), out=matched)
            return matched
        if isinstance(condition, Comparison):
            return self.comparison(condition)
        if isinstance(condition, OneOf):
            return self.one_of(condition)
        listed = self.texts.rows_of(condition.column.name, self.texts.holders.get(_fold(condition.entry.value), []))
        return ~listed if condition.is_negated else listed

    def comparison(self, condition: Comparison) -> BoolArray:
        name, relation, other = condition.column.name, condition.relation, condition.other
        if isinstance(other, Text):
            return self.texts.compared(name, relation, _fold(other.value))
        if isinstance(other, Number):
            return _compared_numbers(relation, self.number(name), np.float64(other.value))
        if self.text_columns(condition):
            return self.texts.compared_columns(name, relation, other.name)
        return _compared_numbers(relation, self.number(name), self.number(other.name))

    def one_of(self, condition: OneOf) -> BoolArray:
        values, name = condition.values, condition.column.name
        if self.text_columns(condition):
            folded = (_fold(value.value) for value in values if isinstance(value, Text))
            codes = [self.texts.position[text] for text in folded if text in self.texts.position]
            matched = self.texts.rows_of(name, codes)
            return ~matched if condition.is_negated else matched
        cell = self.number(name)
        found: BoolArray = np.isin(cell, [value.value for value in values])
        return ~found & ~np.isnan(cell) if condition.is_negated else found

    def number(self, column: str) -> FloatArray:
        if column not in self.numbers:
            self.numbers[column] = self.of_length(column, self.rows.number(column))
        return self.numbers[column]

    def of_length(self, column: str, cells: Cells) -> Cells:
        if len(cells) != self.rows.n_rows:
            raise ValueError(f"column {column!r}: {len(cells)} cells for {self.rows.n_rows} rows")
        return cells


def _compared_numbers(relation: Relation, left: FloatArray, right: FloatArray | np.float64) -> BoolArray:
    matched: BoolArray = _COMPARE[relation](left, right)
    if relation is Relation.UNEQUAL:  # the one comparison that a NaN would match
        matched = matched & ~np.isnan(left) & ~np.isnan(right)
    return matched


def _fold(text: str) -> str:
    return text.strip().casefold()
