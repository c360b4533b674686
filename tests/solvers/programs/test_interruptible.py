"""Work on another thread: its result, its failure, and how a wait is broken off."""

from __future__ import annotations

import contextlib
import signal
import threading

import pytest

from seeder.solvers.programs.interruptible import signals_held, wait_for


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


@pytest.mark.usefixtures("usual_interrupt")
def test_an_interrupt_within_a_call_that_drops_it_is_raised_after_the_call() -> None:
    done = []

    def call_held() -> None:
        with signals_held():
            with contextlib.suppress(BaseException):
                signal.raise_signal(signal.SIGINT)
            done.append("the rest of the call")

    with pytest.raises(KeyboardInterrupt):
        call_held()
    assert done
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_signals_that_python_does_not_handle_are_left_alone() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with signals_held():
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)
