"""Give the user's own columns back in the types that they had in the user's table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_TRUTHS = {"true": True, "false": False, "": None}


def typed_column(texts: Sequence[str], dtype: str) -> pd.Series[Any]:
    """Return the texts of a column as values of a type of pandas; where they are none, as texts.

    A number, date or truth that is blank is missing. Texts that several rows of an account gave together stay texts.
    """
    import pandas as pd

    as_texts = pd.Series(list(texts), dtype=object)
    name = dtype.lower()
    try:
        if name in ("bool", "boolean", "bool[pyarrow]"):
            truths = [_TRUTHS[text] for text in texts]
            return pd.Series(truths, dtype="boolean" if None in truths else dtype)
        if name.startswith(("int", "uint")):
            numbers = [int(text) if text else None for text in texts]
            return pd.Series(numbers, dtype=f"{dtype[0].upper()}{dtype[1:]}" if None in numbers else dtype)
        if name.startswith(("float", "double")):
            return pd.Series([float(text) if text else None for text in texts], dtype=dtype)
        if name.startswith("datetime64"):
            filled = pd.Series([text or None for text in texts], dtype=object)
            moments: pd.Series[Any] = pd.to_datetime(filled, format="ISO8601", utc="," in dtype)
            return moments.astype(pd.api.types.pandas_dtype(dtype))
    except (KeyError, ValueError, TypeError, OverflowError):
        return as_texts
    return as_texts
