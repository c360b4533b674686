"""BLAS works on one thread while a search or a fit runs, and on as many as before afterwards."""

from __future__ import annotations

import pytest
import scipy.linalg  # noqa: F401
from threadpoolctl import threadpool_info

import seeder
from seeder.blas_threads import one_blas_thread


def _threads() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_one_thread_inside_and_as_many_as_before_outside() -> None:
    before = _threads()
    with one_blas_thread():
        assert _threads() == {1}
    assert _threads() == before
    with pytest.raises(KeyboardInterrupt), one_blas_thread():
        raise KeyboardInterrupt
    assert _threads() == before


def test_a_search_is_on_one_thread_to_its_end() -> None:
    coverage = seeder.Coverage(
        weight=[10, 20, 30], start=[0, 2, 4, 6], cell=[0, 1, 1, 2, 0, 2], chance=[0.5, 0.3, 0.4, 0.2, 0.6, 0.1]
    )
    problem = seeder.SeedingProblem(
        account=[0, 1, 2], value_if_yes=[1, 2, 3], cost=[1, 1, 1], budget=[2], coverage=coverage
    )
    before, seen = _threads(), []
    seeder.solve(problem, on_progress=lambda point: seen.append(_threads()))
    assert seen
    assert all(threads == {1} for threads in seen)
    assert _threads() == before


def test_searches_that_overlap_on_threads_give_back_what_was_there() -> None:
    before = _threads()
    first, second = one_blas_thread(), one_blas_thread()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert _threads() == {1}
    second.__exit__(None, None, None)
    assert _threads() == before
