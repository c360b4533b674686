"""Finds columns of prices, and what each price is paid for: a post, a story, a reel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seeder.importing.columns.layout import Layout, Used
from seeder.importing.columns.roles import Meaning, Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.columns.vocabulary import PLATFORMS, words_of
from seeder.importing.rows.fees import currencies_in
from seeder.importing.rows.paid_for import PAID_FOR

_PRICES = frozenset(
    (
        "price", "prices", "pricing", "cost", "costs", "fee", "fees", "charge", "charges", "precio", "precios", "coste",
        "costes", "costo", "costos", "tarifa", "tarifas", "preco", "precos", "custo", "custos", "cache", "preis",
        "preise", "kosten", "honorar", "honorare", "tarif", "tarife", "tarifs", "prix", "cout", "couts", "cachet",
        "prezzo", "prezzi", "costi", "tariffa", "tariffe", "compenso", "compensi", "onorario",
    )
)  # fmt: skip
_RATES = frozenset(("rate", "rates"))
"""Prices only beside a currency or "per": a rate of stories can be anything."""
_BESIDE = frozenset(
    (
        "a", "ab", "al", "approx", "average", "avg", "ca", "by", "cada", "chaque", "con", "d", "da", "de", "del",
        "della", "der", "des", "di", "do", "du", "each", "ein", "eine", "einen", "el", "est", "estimated", "excl",
        "exkl", "for", "from", "fur", "gross", "ht", "il", "in", "incl", "inkl", "iva", "je", "l", "la", "le", "mw",
        "mwst", "net", "netto", "of", "ogni", "brutto", "par", "para", "pela", "pelo", "per", "por", "pour", "pro",
        "singola", "st", "the", "ttc", "tva", "um", "uma", "un", "una", "une", "vat", "zzgl",
    )
)  # fmt: skip
PER_POST = "per_post"
"""What prices are of whose header says nothing else."""
_EACH = frozenset(("per", "pro", "por", "par", "each", "a", "card"))
_LEAST_NUMBERS = 0.5
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
    """

    used: Used
    name: str


def find_prices(columns: Sequence[SourceColumn], layout: Layout) -> list[PriceColumn]:
    """Columns of prices in the table's order: the one that has the role, and those whose names say it."""
    chosen = layout.single.get(Role.PRICE)
    found = []
    for column in columns:
        is_chosen = chosen is not None and column.index == chosen.column.index
        if not is_chosen and layout.taken.get(column.index, Role.PRICE.value) != Role.PRICE.value:
            continue
        kind = _paid_for(column.header)
        if chosen is not None and is_chosen:
            found.append(PriceColumn(chosen, _name(kind)))
        elif kind is not None and _has_amounts(column):
            found.append(PriceColumn(Used(column, Meaning(Role.PRICE)), _name(kind)))
    return found


def _name(kind: str | None) -> str:
    return f"per_{kind}" if kind else PER_POST


def _has_amounts(column: SourceColumn) -> bool:
    """Whether most of the first cells that are filled have a digit, and none is per cent."""
    filled = [text for text in column.texts[:_MOST_LOOKED_AT] if text.strip()]
    n_amounts = sum(any(map(str.isdigit, text)) for text in filled)
    return bool(filled) and n_amounts >= _LEAST_NUMBERS * len(filled) and not column.content.percent


def _paid_for(header: str) -> str | None:
    """What a header of prices says they are paid for, '' if it says nothing; None if it is no header of prices."""
    words = words_of(header)
    prices = _PRICES | (_RATES if currencies_in([header]) or not _EACH.isdisjoint(words) else frozenset())
    if prices.isdisjoint(words):
        return None
    kinds: list[str] = []
    for word in words:
        if word in PAID_FOR:
            kinds.append(PAID_FOR[word])
        elif word in PLATFORMS:
            kinds.append(word)
        elif word not in prices and word not in _BESIDE and not currencies_in([word, word.upper()]):
            return None
    return "_".join(dict.fromkeys(kinds))
