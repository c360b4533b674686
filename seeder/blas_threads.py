"""Run BLAS on one thread while a search or a fit works on small matrices."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LOCK = threading.Lock()
_ENTERED: list[Any] = []
_N_INSIDE = [0]


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Have BLAS work on one thread; also a decorator.

    The matrices of a search and of a fit are small: threads wait for each other longer than they work, most of all
    where other programs need the cores. And sums come out the same on any number of cores. It holds for libraries
    that are loaded by now; what else brings a BLAS of its own is to be imported before.

    The number of threads is the whole process's, so it is given back when the last of several searches ends, which
    may run on threads of their own.
    """
    from threadpoolctl import get_cached_controller

    with _LOCK:
        _ENTERED.append(get_cached_controller().limit(limits=1, user_api="blas"))
        _N_INSIDE[0] += 1
    try:
        yield
    finally:
        with _LOCK:
            _N_INSIDE[0] -= 1
            while _ENTERED and not _N_INSIDE[0]:
                _ENTERED.pop().restore_original_limits()
