"""The limits of a group: a number of accounts, or a share of all that are asked, such as ``30%``."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError, PydanticKnownError

LARGEST_COUNT = 10**9
_SHARE_PATTERN = r"^(100(\.0{1,6})?|[0-9]{1,2}(\.[0-9]{1,6})?) ?%$"
_NUMBER_AND_SIGN = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?%")

NO_SHARE, SHARE_OUT_OF_RANGE = "no_share", "share_out_of_range"
"""Kinds of what is refused, beside those of numbers."""


def share_of(number: int | str) -> Fraction | None:
    """The exact share that a text such as ``30%`` stands for; None for a number of accounts."""
    if not isinstance(number, str):
        return None
    return Fraction(number.removesuffix("%").rstrip(" ")) / 100


def _count_or_share(value: Any) -> int | str:
    if isinstance(value, str):
        written = _NUMBER_AND_SIGN.fullmatch(value)
        if written is not None and Fraction(written[1]) > 100:
            raise PydanticCustomError(SHARE_OUT_OF_RANGE, "a share must be between 0% and 100%")
        if re.search(_SHARE_PATTERN, value) is None or value.endswith("\n"):
            raise PydanticCustomError(NO_SHARE, "expected a whole number of accounts, or a share of those asked")
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise PydanticCustomError(NO_SHARE, "expected a whole number of accounts, or a share of those asked")
    if value < 0:
        raise PydanticKnownError("greater_than_equal", {"ge": 0})
    if value > LARGEST_COUNT:
        raise PydanticKnownError("less_than_equal", {"le": LARGEST_COUNT})
    return int(value)


CountOrShare = Annotated[
    int | str,
    PlainValidator(_count_or_share),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": LARGEST_COUNT},
                {"type": "string", "pattern": _SHARE_PATTERN},
            ]
        }
    ),
]
