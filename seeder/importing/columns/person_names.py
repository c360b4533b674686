"""Finds and joins first names and last names of people that are in two columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.columns.vocabulary import words_of

_FIRST = frozenset(
    (
        ("first", "name"), ("firstname",), ("first",), ("given", "name"), ("forename",), ("prenom",), ("vorname",),
        ("rufname",), ("nombre", "de", "pila"), ("primer", "nombre"), ("primeiro", "nome"), ("nome", "proprio"),
        ("nome", "di", "battesimo"),
    )
)  # fmt: skip
_LAST = frozenset(
    (
        ("last", "name"), ("lastname",), ("last",), ("surname",), ("family", "name"), ("nachname",), ("familienname",),
        ("apellido",), ("apellidos",), ("sobrenome",), ("apelido",), ("ultimo", "nome"), ("cognome",),
        ("nom", "de", "famille"),
    )
)  # fmt: skip
_FIRST_BESIDE_LAST = frozenset((("name",), ("nombre",), ("nome",)))
"""Headers of whole names, or of first names where another column has the last ones."""

_LAST_BESIDE_FIRST = frozenset((("name",), ("nom",)))


def says_first_name(column: SourceColumn) -> bool:
    """Whether a column is called by first names, which several people share."""
    return words_of(column.header) in _FIRST


def says_part_of_name(column: SourceColumn) -> bool:
    """Whether a column is called by first names or by last names."""
    words = words_of(column.header)
    return words in _FIRST or words in _LAST


def first_and_last(
    names: Sequence[SourceColumn], others: Sequence[SourceColumn]
) -> tuple[SourceColumn, SourceColumn] | None:
    """The columns of first and of last names, among those of names and among those without a role; None if not both.

    "Nom" beside "Prénom" has last names, and "Nombre" beside "Apellidos" first ones.
    """
    firsts = [column for column in (*names, *others) if says_first_name(column)]
    lasts = [column for column in (*names, *others) if words_of(column.header) in _LAST]
    if firsts and not lasts:
        lasts = [column for column in names if words_of(column.header) in _LAST_BESIDE_FIRST]
    elif lasts and not firsts:
        firsts = [column for column in names if words_of(column.header) in _FIRST_BESIDE_LAST]
    if len(firsts) != 1 or len(lasts) != 1 or len(names) > sum(column in names for column in (*firsts, *lasts)):
        # A column of whole names says more.
        return None
    return firsts[0], lasts[0]


def joined_names(first: SourceColumn, last: SourceColumn) -> SourceColumn:
    """The column of first names with the last names behind them, where they are not in it already."""
    pairs = [(one.strip(), other.strip()) for one, other in zip(first.texts, last.texts, strict=True)]
    cells = [one if other.casefold() in one.casefold() else f"{one} {other}".strip() for one, other in pairs]
    return replace(first, cells=cells)
