"""Reads columns of prices that accounts charge for a post."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from seeder.figures import counted, listed
from seeder.importing.columns.layout import Used
from seeder.importing.columns.paid_for import PAID_FOR
from seeder.importing.numbers.currency_names import names_currency
from seeder.importing.raw_cells import RawCell
from seeder.importing.rows.number_columns import NumberColumn

_OF_A_POST = re.compile(
    r"\s*(?:/|per|pro|por|par|each|je|cada|a|la|una|un|il|le|el)\s*(?:"
    + "|".join(
        [*sorted(PAID_FOR, key=len, reverse=True), "publicación", "publicação", "beiträge", "vídeos?", "vidéos?"]
    )
    + r")\b.*\Z",
    re.IGNORECASE,
)
_TAX = re.compile(
    r"[\s,;(]*(?:\+|(?:plus|zzgl|zuzüglich|exkl|excl|excluding|inkl|incl|including|inc|ohne|mit|sin|con|sem|com|sans"
    r"|avec|senza|più|hors|más|mas|mais|exc|s/|c/)\.?)?\s*(?:[0-9]{1,2}(?:[.,][0-9])?\s?%\s*)?(?:gesetzl\.?\s*)?"
    r"(?:(?:mwst|mehrwertsteuer|ust|vat|iva|tva|gst|hst|tax|taxes|impuestos|impostos|imposte|tasse|moms|btw|áfa|kdv)"
    r"|ht|h\.t\.|ttc|t\.t\.c\.|htva|tvac|netto|brutto|net|gross|lordo|neto|bruto|brut|líquido|liquido)\.?"
    r"(?:\s*(?:[0-9]{1,2}\s?%|incluid[oa]s?|inclus[oaei]?s?|incl\.?|inkl\.?|included|excluded|esclus[oa]|excluid[oa]"
    r"|aparte|non|comprise?s?|extra|not|no|ausgewiesen))*\)?\Z",
    re.IGNORECASE,
)
"""A tax that an amount is with or without: ``250 € HT``, ``300 + IVA``."""
_DASH = re.compile(r"[.,][-–—]+(?=\s|\Z|€)")
_LONGEST_AMOUNT = 40
_MOST_NAMED = 3
_FREE = frozenset(
    ("free", "gratis", "kostenlos", "umsonst", "gifted", "gift", "barter", "gratuit", "gratuito", "grátis")
)


@dataclass(frozen=True, eq=False)
class Fees:
    """Fees of a table.

    Parameters
    ----------
    column
        The column as numbers, NaN where no fee is known.
    currency
        Code of the currency; '' where nothing says it.
    """

    column: NumberColumn
    currency: str


def read_fees(used: Used, read: Callable[[Used], NumberColumn], *, currency: str) -> Fees | None:
    """Read a column of prices in one currency, '' if nothing says which; None where no cell is a price."""
    cells = [_plain(cell) for cell in used.column.cells]
    column = read(replace(used, column=replace(used.column, cells=cells)))
    numbers = np.where(column.numbers >= 0, column.numbers, np.nan)
    if np.isnan(numbers).all():
        return None
    return Fees(replace(column, used=used, numbers=numbers), currency)


def fee_warnings(fees: Fees, rows: Collection[int]) -> Iterator[str]:
    """Say what was made of amounts of some rows that are not plain: those with a tax, and those of no single amount."""
    column = fees.column.used.column
    texts = {row: " ".join(column.texts[row].split()) for row in sorted(rows)}
    known = ~np.isnan(fees.column.numbers)
    taxed = [
        text for row, text in texts.items() if known[row] and (_TAX.search(text) or _TAX.search(_without_what(text)))
    ]
    if taxed:
        yield (
            f"{counted(len(taxed), 'price')} in {column.name!r} with a word for taxes, such as {_named(taxed)}: the "
            f"amount is used as it is written; if a yes costs another one, write it into the column 'fee' of "
            "accounts.csv"
        )
    unread = [text for row, text in texts.items() if not known[row] and any(map(str.isdigit, text))]
    if unread:
        yield (
            f"{counted(len(unread), 'price')} in {column.name!r} that {'is' if len(unread) == 1 else 'are'} no single "
            f"amount, such as {_named(unread)}: left blank; write the amount into the column 'fee' of accounts.csv"
        )


def is_amount(text: str) -> bool:
    """Whether a short text is an amount of money: a number beside a currency, with words of what it is for."""
    text = text.strip()
    return 0 < len(text) <= _LONGEST_AMOUNT and any(map(str.isdigit, text)) and names_currency(text)


def _named(texts: Sequence[str]) -> str:
    several = list(dict.fromkeys(text[:40] for text in texts))
    return listed([repr(text) for text in several[:_MOST_NAMED]])


def _plain(cell: RawCell) -> RawCell:
    """A price without the words for what it is paid, as in 150 EUR/post or CHF 200.- (a whole amount)."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if text.casefold() in _FREE:
        return 0.0
    return _TAX.sub("", _without_what(text)).strip()


def _without_what(text: str) -> str:
    return _DASH.sub("", _OF_A_POST.sub("", text)).strip()
