"""Amounts of resources as people write them: 1500, 1,500, 1500 EUR or €1,500."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError, PydanticKnownError

from seeder.scenario.numbers import LARGEST_NUMBER, parse_number

NO_AMOUNT = "no_amount"
"""Kind of a text that has digits and is no amount."""

_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?[kMB]?|\.[0-9]+[kMB]?"
_CURRENCY = r"[A-Za-z]{3}|[€$£]"
_PATTERN = rf"^\s*(?:(?:{_CURRENCY})\s*(?:{_NUMBER})|(?:{_NUMBER})\s*(?:{_CURRENCY})?)\s*$"
_AMOUNT = re.compile(rf"(?P<before>{_CURRENCY})?\s*(?P<number>{_NUMBER})\s*(?P<after>{_CURRENCY})?")
_ONE_GROUP = re.compile(r"(?<![0-9.,])([1-9][0-9]{0,2})\.([0-9]{3})(?![0-9.,])")


class Money(float):
    """An amount of a resource, with the currency that is written beside it: '' if none is."""

    currency: str

    def __new__(cls, number: float, currency: str = "") -> Money:
        """Take a number and the code of a currency."""
        amount = super().__new__(cls, number)
        amount.currency = currency
        return amount

    def __reduce__(self) -> tuple[type[Money], tuple[float, str]]:
        """Pickle by number and currency."""
        return Money, (float(self), self.currency)


def parse_money(text: str) -> Money | None:
    """Parse an amount with or without a currency; None for what is none by the rule.

    >>> parse_money("1,500 EUR"), parse_money("£20").currency, parse_money("1.5.0")
    (1500.0, 'GBP', None)
    """
    match = _AMOUNT.fullmatch(text.strip())
    number = None if match is None else parse_number(match["number"])
    if match is None or number is None or (match["before"] and match["after"]):
        return None
    written = match["before"] or match["after"] or ""
    return Money(number, _SIGNS.get(written, written.upper()))


def two_readings(text: str) -> tuple[str, str] | None:
    """Both readings of a number whose point has one group of exactly three digits behind it, without the currency.

    >>> two_readings("1.500 EUR"), two_readings("0.500"), two_readings("1.50")
    (('1.5', '1500'), None, None)
    """
    match = _ONE_GROUP.search(text)
    if match is None:
        return None
    whole, part = match.groups()
    return f"{whole}.{part.rstrip('0')}".rstrip("."), f"{whole}{part}"


def _amount(value: Any) -> Money:
    if isinstance(value, str):
        parsed = parse_money(value)
        if parsed is None and any(letter.isdigit() for letter in value):
            raise PydanticCustomError(NO_AMOUNT, "expected an amount")
        if parsed is None:
            raise PydanticKnownError("float_type")
        value = parsed
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticKnownError("float_type")
    if value != value or value in (float("inf"), float("-inf")):
        raise PydanticKnownError("finite_number")
    if value < 0:
        raise PydanticKnownError("greater_than_equal", {"ge": 0})
    if value > LARGEST_NUMBER:
        raise PydanticKnownError("less_than_equal", {"le": LARGEST_NUMBER})
    return value if isinstance(value, Money) else Money(value)


ResourceAmount = Annotated[
    Money,
    PlainValidator(_amount),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": LARGEST_NUMBER},
                {"type": "string", "pattern": _PATTERN},
            ]
        }
    ),
]
