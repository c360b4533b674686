"""Stages of a run, each logged by ``logging`` when it ends: its name, what it made, and how long it took.

Loggers are named after modules, all below ``seeder``; they are silent until a program sets a handler.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field

logging.getLogger("seeder").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Stage:
    """A stage that has begun."""

    logger: logging.Logger
    """The logger of the module that the stage belongs to."""
    name: str
    """What the stage does, such as ``read``."""
    began: float = field(default_factory=time.perf_counter)
    """When it began, by ``time.perf_counter`` [s]."""

    def end(self, **sizes: float | str | None) -> float:
        """Log the stage with the sizes of what it made, those that are None left out; return its time [s]."""
        seconds = time.perf_counter() - self.began
        if self.logger.isEnabledFor(logging.INFO):
            told = [_told(size, name.replace("_", " ")) for name, size in sizes.items() if size is not None]
            self.logger.info("%s: %s", self.name, ", ".join([*told, f"{seconds:.3f} s"]))
        return seconds


def _told(size: float | str, name: str) -> str:
    if isinstance(size, str):
        return f"{name} {size}"
    return f"{size:,} {name}" if isinstance(size, int) else f"{name} {size:,.6g}"
