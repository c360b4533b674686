"""Convert columns of numbers to plain lists, and to one record per row for JSON documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from seeder.problem.arrays import FloatArray


def known_numbers(values: FloatArray) -> list[object]:
    """Numbers as a plain list, None for NaN."""
    return [None if np.isnan(value) else value for value in values.tolist()]


def records(**columns: Sequence[object] | np.ndarray) -> list[dict[str, Any]]:
    """One mapping a row, with the names of the columns as keys; numbers of arrays become plain ones."""
    lists = [column.tolist() if isinstance(column, np.ndarray) else column for column in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)]
