"""Reads columns of prices that accounts charge for a post, and the currencies that they name."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np

from seeder.importing.columns.layout import Used
from seeder.importing.raw_cells import RawCell
from seeder.importing.rows.number_columns import NumberColumn
from seeder.importing.rows.paid_for import PAID_FOR

_BY_HAND = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "₹": "INR", "inr": "INR",
    "rs": "INR", "r$": "BRL", "brl": "BRL", "us$": "USD", "usd": "USD", "chf": "CHF", "zł": "PLN", "pln": "PLN",
    "kč": "CZK", "czk": "CZK", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "¥": "JPY", "jpy": "JPY", "₺": "TRY",
    "try": "TRY", "cad": "CAD", "c$": "CAD", "ca$": "CAD", "aud": "AUD", "a$": "AUD", "au$": "AUD", "mxn": "MXN",
    "mx$": "MXN", "₩": "KRW", "krw": "KRW", "₽": "RUB", "rub": "RUB", "ars": "ARS", "ar$": "ARS", "cny": "CNY",
    "zar": "ZAR", "$": "USD", "dollar": "USD", "dollars": "USD", "forint": "HUF", "zloty": "PLN", "złoty": "PLN",
    "franken": "CHF", "sfr": "CHF", "reais": "BRL", "rmb": "CNY", "rs.": "INR", "rupees": "INR", "dirhams": "AED",
    "dhs": "AED", "shekel": "ILS", "naira": "NGN", "baht": "THB",
}  # fmt: skip
"""Signs and words of currencies → code. A bare dollar is taken as the American one, a dirham as the Emirati one."""

_NEXT_TO_NUMBERS = {"lei": "RON", "leu": "RON", "real": "BRL", "rand": "ZAR", "yen": "JPY", "yuan": "CNY", "dh": "AED"}
"""Words that are currencies beside a number, and elsewhere may be other words → code."""

_OTHER_WORDS = frozenset(("all", "top", "mad", "cup", "pen", "mop", "sos", "bob", "gel", "cop", "ang", "zig", "ron"))
"""Codes of currencies that are words: they count beside a number or in brackets."""

_CURRENCY = re.compile(
    r"(?<![a-z])(?:" + "|".join(re.escape(sign) for sign in sorted(_BY_HAND, key=len, reverse=True)) + r")(?![a-z])",
    re.IGNORECASE,
)
_OF_A_POST = re.compile(
    r"\s*(?:/|per|pro|por|par|each|je|cada|a|la|una|un|il|le|el)\s*(?:"
    + "|".join(
        [*sorted(PAID_FOR, key=len, reverse=True), "publicación", "publicação", "beiträge", "vídeos?", "vidéos?"]
    )
    + r")\b.*\Z",
    re.IGNORECASE,
)
_LENGTH_OF_CODES = 3
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
    found = Counter(code for text in texts for code in _named_in(text[:200]))
    return [code for code, _ in found.most_common()]


def _named_in(text: str) -> set[str]:
    by_hand = {_BY_HAND[match.group().casefold()] for match in _CURRENCY.finditer(text)}
    if by_hand:
        return by_hand
    codes = _codes()
    return {codes[match.group().casefold()] for match in _other_currency().finditer(text) if _is_meant(match)}


def _is_meant(match: re.Match[str]) -> bool:
    """Whether letters are a currency: alone, beside a number, in brackets, or a code in capitals."""
    sign, text = match.group(), match.string
    if not sign.strip(".").isalpha() or not sign.isascii():
        return True
    before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
    if before[-1:].isdigit() or after[:1].isdigit() or (before[-1:] in ("(", "[", "/") and after[:1] in (")", "]", "")):
        return True
    if sign.casefold() in _OTHER_WORDS or sign.casefold() in _NEXT_TO_NUMBERS:
        return False
    return not (before or after) or (len(sign) == _LENGTH_OF_CODES and sign.isupper() and not text.isupper())


@cache
def _codes() -> dict[str, str]:
    """Signs, codes and words of currencies that are not chosen by hand → code."""
    text = (files("seeder.importing.numbers") / "currencies.csv").read_text("utf-8")
    return {row["sign"]: row["code"] for row in csv.DictReader(text.splitlines())} | _NEXT_TO_NUMBERS


@cache
def _other_currency() -> re.Pattern[str]:
    signs = "|".join(re.escape(sign) for sign in sorted(_codes(), key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{signs})(?![^\W\d_])", re.IGNORECASE)


def _plain(cell: RawCell) -> RawCell:
    """A price without the words for what it is paid, as in 150 EUR/post or CHF 200.- (a whole amount)."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if text.casefold() in _FREE:
        return 0.0
    return _DASH.sub("", _OF_A_POST.sub("", text)).strip()
