"""Finds the currencies that texts name, by sign, code or word."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

_BY_HAND = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "₹": "INR", "inr": "INR",
    "rs": "INR", "r$": "BRL", "brl": "BRL", "us$": "USD", "usd": "USD", "chf": "CHF", "zł": "PLN", "pln": "PLN",
    "kč": "CZK", "czk": "CZK", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "¥": "JPY", "jpy": "JPY", "₺": "TRY",
    "try": "TRY", "cad": "CAD", "c$": "CAD", "ca$": "CAD", "aud": "AUD", "a$": "AUD", "au$": "AUD", "mxn": "MXN",
    "mx$": "MXN", "₩": "KRW", "krw": "KRW", "₽": "RUB", "rub": "RUB", "ars": "ARS", "ar$": "ARS", "cny": "CNY",
    "zar": "ZAR", "$": "USD", "dollar": "USD", "dollars": "USD", "forint": "HUF", "zloty": "PLN", "złoty": "PLN",
    "franken": "CHF", "sfr": "CHF", "reais": "BRL", "rmb": "CNY", "￥": "JPY", "円": "JPY", "원": "KRW",
    "元": "CNY", "＄": "USD", "rs.": "INR", "rupees": "INR", "dirhams": "AED",
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
_KRONE = re.compile(r"(?<![^\W\d_])kr\.?(?![^\W\d_])", re.IGNORECASE)
"""The crown of three countries: an amount in it names a currency, and nothing says which."""
_LENGTH_OF_CODES = 3


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


def names_currency(text: str) -> bool:
    """Whether a text names a currency, also one that several countries have."""
    return bool(_named_in(text[:200])) or _KRONE.search(text[:200]) is not None
