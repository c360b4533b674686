"""Checks for the parameter objects of the algorithms."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from seeder.errors import ProblemError


def check_parameters(parameters: Any, *, shares: tuple[str, ...] = ()) -> None:
    """Check that every number of a parameter object is finite and above 0, and that shares are at most 1.

    ``parameters``: a dataclass or a named tuple of numbers. ``shares``: names of the fields that are shares of
    something. Raises ProblemError, which names the first field that breaks a rule, what was found and the rule.
    """
    is_tuple = hasattr(parameters, "_asdict")
    fields: dict[str, float] = parameters._asdict() if is_tuple else dataclasses.asdict(parameters)
    for name, number in fields.items():
        if not (math.isfinite(number) and number > 0):
            raise ProblemError(f"{type(parameters).__name__}.{name}: expected a finite number above 0, found {number}")
        if name in shares and number > 1:
            raise ProblemError(f"{type(parameters).__name__}.{name}: expected a share up to 1, found {number}")
