"""The clock of a search: when it began, its time limit, and the time that is left."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a search began and when it must end."""

    started: float  # ``time.perf_counter()`` at the call [s].
    time_limit: float | None  # Seconds from then on, or None for no limit.

    @classmethod
    def start(cls, time_limit: float | None) -> Deadline:
        """Begin now."""
        return cls(time.perf_counter(), time_limit)

    @property
    def seconds(self) -> float:
        """Time since the start [s]."""
        return time.perf_counter() - self.started

    @property
    def seconds_left(self) -> float | None:
        """Time until the end, not below 0 [s]; None without a limit."""
        return None if self.time_limit is None else max(0.0, self.time_limit - self.seconds)

    @property
    def has_passed(self) -> bool:
        """Whether the limit is over."""
        return self.time_limit is not None and self.seconds >= self.time_limit
