"""What was decided about a whole column, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Chosen = TypeVar("Chosen")


@dataclass(frozen=True, slots=True)
class Decision(Generic[Chosen]):
    """A decision about a column."""

    chosen: Chosen
    is_certain: bool  # whether nothing depends on it, or the cells leave no other way
    words: str  # the decision and its reason
    n_ambiguous: int = 0  # cells that depend on it
    examples: tuple[str, ...] = ()  # up to three of them as they stood, shortened
