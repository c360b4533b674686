"""Pauses Python's garbage collector while millions of cells are created."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pause Python's cyclic garbage collection: each of its runs looks at every cell again and finds nothing.

    They take a third of the time of an import of 100,000 rows. Memory that nothing refers to is freed all the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
