"""The base class of all solver parameters: it checks that numbers are finite and above 0, and shares at most 1."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from seeder.errors import ProblemError

Share = float
"""A number up to 1: the share of something."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Numbers of an algorithm; each must be finite and above 0, and a :data:`Share` at most 1."""

    def __post_init__(self) -> None:
        shares = tuple(field.name for field in fields(self) if field.type == "Share")
        numbers = {field.name: getattr(self, field.name) for field in fields(self)}
        check_parameters(type(self).__name__, numbers, shares=shares)


def check_parameters(name: str, numbers: dict[str, float], *, shares: tuple[str, ...]) -> None:
    """Refuse a number that is not finite and above 0, and one of the shares over 1."""
    for field, number in numbers.items():
        if not (math.isfinite(number) and number > 0):
            raise ProblemError(f"{name}.{field}: expected a finite number above 0, found {number}")
        if field in shares and number > 1:
            raise ProblemError(f"{name}.{field}: expected a share up to 1, found {number}")
