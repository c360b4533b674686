"""Convert pandas columns to cells of tables, with 32-bit floats as the decimals that users see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from seeder.engine.parquet_file import as_cells
from seeder.engine.table import Cell
from seeder.foreign_numbers import plain_scalar, shortest_decimals

if TYPE_CHECKING:
    import pandas as pd


def cells_of_series(series: pd.Series[Any]) -> list[Cell]:
    """Turn a column into cells; None where a value is missing or masked."""
    from pandas.api.types import is_float_dtype

    if isinstance(series.dtype, np.dtype) and series.dtype.kind in "biuf":
        # Plain numbers, of which there may be very many.
        numbers = decimals_of_series(series) if series.dtype.kind == "f" else series.to_numpy()
        return [None if number != number else number for number in numbers.tolist()]
    values = decimals_of_series(series).tolist() if is_float_dtype(series) else series.tolist()
    blank = series.isna().tolist()
    if set(map(type, values)) == {str}:
        return [None if is_blank else value.strip() for is_blank, value in zip(blank, values, strict=True)]
    return as_cells([None if is_blank else plain_scalar(value) for is_blank, value in zip(blank, values, strict=True)])


def decimals_of_series(series: pd.Series[Any]) -> npt.NDArray[np.float64]:
    """Floats of a column, narrow ones as the shortest decimals that they stand for; NaN where a value is missing."""
    return shortest_decimals(_floats_of(series))


def _floats_of(series: pd.Series[Any]) -> npt.NDArray[Any]:
    if isinstance(series.dtype, np.dtype):
        return series.to_numpy()
    # Columns that can miss values without NaN, and those of Arrow, name the size of their floats by themselves.
    size = getattr(series.dtype, "numpy_dtype", np.dtype(np.float64))
    return series.to_numpy(dtype=size, na_value=np.nan)
