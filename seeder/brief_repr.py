"""Short ``repr`` of large objects, for notebooks and debuggers."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from itertools import islice
from typing import Any

import numpy as np

_MOST_LINES = 20
_WIDTH = 100
_SHOWN = 3
"""Parts of a list that are written out."""
_DEEPEST = 2


def brief_repr(self: Any) -> str:
    """Return the fields of a dataclass, one a line, in at most twenty lines of at most a hundred characters.

    Arrays are written as their type and shape; of lists and mappings the first parts and the number of the others are
    given.

    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Pair:
    ...     numbers: tuple[int, ...]
    ...     name: str
    ...     __repr__ = brief_repr
    >>> Pair(tuple(range(1000)), "a")
    Pair(
        numbers=(0, 1, 2, … 997 more),
        name='a',
    )
    """
    lines = [
        f"    {_cut(f'{field.name}={_text(getattr(self, field.name), 0)}')}," for field in fields(self) if field.repr
    ]
    name = type(self).__name__
    if len(lines) > _MOST_LINES - 2:
        n_hidden = len(lines) - (_MOST_LINES - 3)
        lines = [*lines[: _MOST_LINES - 3], f"    … {n_hidden} more fields"]
    return "\n".join([f"{name}(", *lines, ")"])


def _cut(line: str) -> str:
    longest = _WIDTH - 5
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _text(value: Any, depth: int) -> str:
    """Text of a part on one line, never of all that is in it."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, str):
        return repr(value if len(value) <= _WIDTH else f"{value[:_WIDTH]}…")
    if value is None or isinstance(value, bool | int | float | np.generic):
        return repr(value)
    if isinstance(value, np.ndarray):
        return f"<{value.dtype} array of shape {value.shape}>"
    if hasattr(value, "shape") and hasattr(value, "columns"):
        return f"<{type(value).__name__} of shape {value.shape}>"
    if isinstance(value, Mapping):
        pairs = (f"{_text(key, depth + 1)}: {_text(part, depth + 1)}" for key, part in value.items())
        return f"{{{_listed(pairs, len(value))}}}"
    if isinstance(value, list | tuple | Set):
        left, right = "[]" if isinstance(value, list) else "()" if isinstance(value, tuple) else "{}"
        return f"{left}{_listed((_text(part, depth + 1) for part in value), len(value))}{right}"
    if is_dataclass(value):
        if depth >= _DEEPEST:
            return f"{type(value).__name__}(…)"
        inner = (
            f"{field.name}={_text(getattr(value, field.name), depth + 1)}" for field in fields(value) if field.repr
        )
        return f"{type(value).__name__}({', '.join(inner)})"
    return f"<{type(value).__name__}>"


def _listed(parts: Any, size: int) -> str:
    shown = list(islice(parts, _SHOWN))
    n_hidden = size - len(shown)
    return ", ".join([*shown, f"… {n_hidden:,} more"] if n_hidden > 0 else shown)
