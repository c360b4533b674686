"""A ``where`` as a tree of conditions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Relation(Enum):
    """How a comparison compares."""

    EQUAL = "=="
    UNEQUAL = "!="
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="

    @property
    def is_ordering(self) -> bool:
        """Whether it asks which of the two comes first."""
        return self not in (Relation.EQUAL, Relation.UNEQUAL)

    @property
    def mirrored(self) -> Relation:
        """The relation that says the same with the sides exchanged."""
        return _MIRRORED.get(self, self)


_MIRRORED = {
    Relation.BELOW: Relation.ABOVE,
    Relation.AT_MOST: Relation.AT_LEAST,
    Relation.ABOVE: Relation.BELOW,
    Relation.AT_LEAST: Relation.AT_MOST,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A header, and its offset in the text."""

    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes, and its offset in the text."""

    value: str
    offset: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its suffix worked in, and its offset in the text."""

    value: float
    offset: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """``column relation other``; a value written on the left has changed sides, and the relation with it."""

    column: Column
    relation: Relation
    other: Column | Text | Number


@dataclass(frozen=True, slots=True)
class OneOf:
    """``column in (…)`` or ``column not in (…)``, with texts only or numbers only."""

    column: Column
    values: tuple[Text, ...] | tuple[Number, ...]
    is_negated: bool


@dataclass(frozen=True, slots=True)
class Lists:
    """``'entry' in column`` or ``'entry' not in column``: membership in a cell's list."""

    entry: Text
    column: Column
    is_negated: bool


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    part: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """Conditions joined by ``and``."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Conditions joined by ``or``."""

    parts: tuple[Condition, ...]


Condition = Comparison | OneOf | Lists | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Where:
    """A ``where`` that was understood."""

    text: str  # as the user wrote it
    condition: Condition
    # Each header once, in order of appearance, with the offset (from 0) at which it first appears.
    columns: tuple[tuple[str, int], ...]
