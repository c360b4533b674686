"""Reads columns of prices that accounts charge for a post, and the currencies that they name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from seeder.importing.columns.layout import Used
from seeder.importing.raw_cells import RawCell
from seeder.importing.rows.number_columns import NumberColumn

_CODES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "₹": "INR", "inr": "INR",
    "rs": "INR", "r$": "BRL", "brl": "BRL", "us$": "USD", "usd": "USD", "chf": "CHF", "zł": "PLN", "pln": "PLN",
    "kč": "CZK", "czk": "CZK", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "¥": "JPY", "jpy": "JPY", "₺": "TRY",
    "try": "TRY", "cad": "CAD", "c$": "CAD", "ca$": "CAD", "aud": "AUD", "a$": "AUD", "au$": "AUD", "mxn": "MXN",
    "mx$": "MXN", "₩": "KRW", "krw": "KRW", "₽": "RUB", "rub": "RUB", "ars": "ARS", "ar$": "ARS", "cny": "CNY",
    "zar": "ZAR", "$": "USD",
}  # fmt: skip
"""Signs and words of currencies → code. A bare dollar is taken as the American one."""

_CURRENCY = re.compile(
    r"(?<![a-z])(?:" + "|".join(re.escape(sign) for sign in sorted(_CODES, key=len, reverse=True)) + r")(?![a-z])",
    re.IGNORECASE,
)
_OF_A_POST = re.compile(
    r"\s*(?:/|per|pro|por|par|each|a)\s*(?:post|posts|reel|story|video|beitrag|posting|publicaci[oó]n|publica[cç][aã]o|"
    r"publication|feed post|integration)\b.*\Z",
    re.IGNORECASE,
)
_DASH = re.compile(r"[.,][-–—]+(?=\s|\Z|€)")
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


def currencies_in(texts: Sequence[str]) -> list[str]:
    """Codes of the currencies that texts name, the most frequent first."""
    found = Counter(
        code
        for text in texts
        for code in {_CODES[match.group().casefold()] for match in _CURRENCY.finditer(text[:200])}
    )
    return [code for code, _ in found.most_common()]


def _plain(cell: RawCell) -> RawCell:
    """A price without the words for what it is paid, as in 150 EUR/post or CHF 200.- (a whole amount)."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if text.casefold() in _FREE:
        return 0.0
    return _DASH.sub("", _OF_A_POST.sub("", text)).strip()
