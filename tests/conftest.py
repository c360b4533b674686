"""What holds for all tests: hypothesis has no deadline, because tests assert no timing; benchmarks measure it.

The examples are the same every time, so that a suite that was green says the same of the same code tomorrow. To look
for new ones, thousands a test: ``HYPOTHESIS_PROFILE=explore ./run pytest -m slow``; what it finds becomes a test of its
own. Every property test that takes a problem with overlap is held to drawing real overlap: :mod:`oracles.useful_draws`.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from hypothesis import settings
from oracles.exploring import explore

settings.register_profile("seeder", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2_000, print_blob=True)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "seeder")
settings.load_profile(PROFILE)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if PROFILE == "explore":
        for item in items:
            explore(item)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Spare the garbage collector the modules and thousands of tests that stay to the end: it would look at all."""
    gc.freeze()


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print lines whole; tests of how they are wrapped set a width of their own."""
    monkeypatch.setenv("COLUMNS", "1000")


@pytest.fixture
def usual_interrupt() -> Iterator[None]:
    """Ctrl-C as Python hears it, also where the shell started the tests in the background and it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    if not getattr(pyfuncitem.obj, "is_hypothesis_test", False):
        return (yield)
    from oracles.useful_draws import counted

    with counted(pyfuncitem.obj) as draws:
        result = yield
    draws.check()
    return result
