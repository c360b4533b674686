"""What was decided about a whole column, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Chosen = TypeVar("Chosen")


@dataclass(frozen=True, slots=True)
class Decision(Generic[Chosen]):
    """A decision about a column.

    Parameters
    ----------
    chosen
        What was decided.
    is_certain
        Whether nothing depends on it, or the cells leave no other way.
    words
        The decision and its reason.
    n_ambiguous
        Cells that depend on it.
    examples
        Up to three of them as they stood, shortened.
    """

    chosen: Chosen
    is_certain: bool
    words: str
    n_ambiguous: int = 0
    examples: tuple[str, ...] = ()
