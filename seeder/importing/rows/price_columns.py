"""Finds columns of prices, and what each price is paid for: a post, a story, a reel."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from seeder.importing.columns.layout import Layout, Used
from seeder.importing.columns.price_headers import kind_in, paid_for, says_other_amount
from seeder.importing.columns.roles import Meaning, Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.numbers.currency_names import names_currency
from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.rows.fees import is_amount

PER_POST = "per_post"
"""What prices are of whose header says nothing else."""
_LEAST_NUMBERS = 0.5
_LEAST_AMOUNTS = 0.8
_MOST_LOOKED_AT = 2_000


@dataclass(frozen=True, eq=False)
class PriceColumn:
    """A column of prices.

    Parameters
    ----------
    used
        The column.
    name
        What it is called as a choice of ``--fee``: ``per_story``.
    is_by_cells
        Whether its cells are amounts, and its header does not say that they are prices.
    """

    used: Used
    name: str
    is_by_cells: bool = False


def find_prices(
    columns: Sequence[SourceColumn], layout: Layout, *, settled: Collection[int] = (), wanted: str | None = None
) -> list[PriceColumn]:
    """Columns of prices in the table's order.

    They are the column that has the role and those whose names say it; where there are none, those whose cells are
    amounts with a currency; and in any case the column of which the user wants the prices.

    Parameters
    ----------
    settled
        Positions of columns of which the user said what they are.
    wanted
        Which prices the user wants, which can be the name of a column.
    """
    chosen = layout.single.get(Role.PRICE)
    found = []
    free = []
    for column in columns:
        if chosen is not None and column.index == chosen.column.index:
            found.append(PriceColumn(chosen, _name(paid_for(column.header))))
            continue
        if column.index in settled or layout.taken.get(column.index, Role.PRICE.value) != Role.PRICE.value:
            continue
        kind = paid_for(column.header)
        if kind is not None and _has_amounts(column):
            found.append(PriceColumn(Used(column, Meaning(Role.PRICE)), _name(kind)))
        else:
            free.append(column)
    by_cells = [column for column in free if not says_other_amount(column.header) and _are_amounts(column)]
    named = [column for column in free if _is_wanted(column, wanted) and _has_amounts(column)]
    for column in dict.fromkeys((*named, *(by_cells if not found else ()))):
        found.append(PriceColumn(Used(column, Meaning(Role.PRICE)), _name(kind_in(column.header)), is_by_cells=True))
    return sorted(found, key=lambda one: one.used.column.index)


def _is_wanted(column: SourceColumn, wanted: str | None) -> bool:
    return wanted is not None and wanted.strip().casefold() in (
        column.name.casefold(),
        column.header.strip().casefold(),
    )


def _are_amounts(column: SourceColumn) -> bool:
    """Whether nearly all filled cells are amounts with a currency, their own or that of the header."""
    filled = [text for text in column.texts[:_MOST_LOOKED_AT] if not is_blank_word(text)]
    if names_currency(column.header) and not column.content.percent and not column.content.day:
        return column.content.number >= _LEAST_AMOUNTS
    # Words such as "on request" are no amounts, and no sign against the others.
    numbered = [text for text in filled if any(map(str.isdigit, text))]
    n_amounts = sum(map(is_amount, numbered))
    return bool(numbered) and 2 * len(numbered) >= len(filled) and n_amounts >= _LEAST_AMOUNTS * len(numbered)


def _name(kind: str | None) -> str:
    return f"per_{kind}" if kind else PER_POST


def _has_amounts(column: SourceColumn) -> bool:
    """Whether most of the first cells that are filled have a digit, and none is per cent."""
    filled = [text for text in column.texts[:_MOST_LOOKED_AT] if text.strip()]
    n_amounts = sum(any(map(str.isdigit, text)) for text in filled)
    return bool(filled) and n_amounts >= _LEAST_NUMBERS * len(filled) and not column.content.percent
