"""Converts arguments of Python to plain data: numpy's numbers and arrays, tuples, sets, enums."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np

from seeder.errors import Issue, Place, ScenarioError
from seeder.foreign_numbers import plain_scalar

_DEEPEST = 30
_LISTS = (list, tuple, set, frozenset, np.ndarray)


def plain_value(value: Any, place: Place, around: tuple[int, ...] = ()) -> Any:
    """Plain data of a value that the user wrote at a place.

    A value that contains itself, or is nested deeper than a document may be, is refused. ``around`` has the identities
    of the lists and mappings that contain it.
    """
    if isinstance(value, np.generic) or value is np.ma.masked:
        return plain_scalar(value)
    if isinstance(value, np.ndarray) and not value.ndim:
        return plain_value(value[()], place, around)
    if isinstance(value, Enum):
        return value.value
    if not (isinstance(value, _LISTS) or hasattr(value, "keys")):
        return value
    if id(value) in around or len(around) >= _DEEPEST:
        found = "the list or mapping contains itself" if id(value) in around else "it is nested too deeply"
        issue = Issue(
            place,
            found,
            f"A scenario may be at most {_DEEPEST} levels deep",
            f"Nest at most {_DEEPEST} levels",
        )
        raise ScenarioError([issue])
    around = (*around, id(value))
    if not isinstance(value, _LISTS):
        pairs = ((str(plain_value(key, place)), inner) for key, inner in dict(value).items())
        return {key: plain_value(inner, place, around) for key, inner in pairs}
    parts = sorted(value, key=str) if isinstance(value, set | frozenset) else value
    return [plain_value(inner, place, around) for inner in parts]
