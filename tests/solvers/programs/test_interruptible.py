"""Work on another thread: its result, its failure, and how a wait is broken off."""

from __future__ import annotations

import threading

import pytest

from seeder.solvers.programs.interruptible import wait_for


def test_result_and_failure_come_through() -> None:
    assert wait_for(lambda: 5, stop=lambda: None) == 5
    with pytest.raises(ZeroDivisionError):
        wait_for(lambda: 1 / 0, stop=lambda: None)


def test_breaking_off_stops_the_work_first() -> None:
    asked = threading.Event()
    ended = threading.Event()

    def work() -> None:
        assert asked.wait(20)
        ended.set()

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait_for(work, stop=asked.set, on_wait=interrupt)
    assert ended.is_set()
