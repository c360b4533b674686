"""The types of options that take a decimal number within limits, or a share; they refuse NaN."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import click


class NumberRange(click.FloatRange):
    """A number within limits, never NaN, which lies within all of them."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse what is no number."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


class ShareBelowOne(click.ParamType[float]):
    """A share from 0 to below 1, written as 0.01 or 1%."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read a percentage or a share; refuse all else."""
        if isinstance(value, float):
            return value
        text = str(value).strip()
        try:
            number = float(Decimal(text.removesuffix("%").rstrip()) / (100 if text.endswith("%") else 1))
        except ArithmeticError:
            number = math.nan
        if not 0 <= number < 1:
            # 1 may be meant as 1%.
            self.fail(f"{value!r} is not a share from 0 to below 1. Write for instance 1% or 0.01.", param, ctx)
        return number
