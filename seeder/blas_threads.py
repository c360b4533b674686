"""Small matrices on one thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Have BLAS work on one thread; also a decorator.

    The matrices of a search and of a fit are small: threads wait for each other longer than they work, most of all
    where other programs need the cores. And sums come out the same on any number of cores. It holds for libraries
    that are loaded by now; what else brings a BLAS of its own is to be imported before.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1, user_api="blas"):
        yield
