"""Run a C++ solver so that Ctrl-C and the display of progress still work.

Solvers hold or swallow SIGINT while they run on the main thread. So they run on a thread of their own, and the caller
waits on an event in short waits. ``Thread.join(timeout)`` would mark a living thread as finished when an interrupt
falls into it (CPython up to 3.12). Calls that take less time than to start a thread stay on the caller's, and signals
wait for their end.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

_SHORT = 0.05
_PATIENCE = 10.0
"""How long a solver may take to stop when asked to [s]; after that its thread is left behind."""

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))

T = TypeVar("T")


def wait_for(work: Callable[[], T], *, stop: Callable[[], None] | None, on_wait: Callable[[], None] | None = None) -> T:
    """Run ``work`` on another thread and return its result.

    ``work``: what to run; it must release the GIL. ``stop``: asks ``work`` to end soon; called when the wait is broken
    off by KeyboardInterrupt or by ``on_wait``; None where nothing can, and its thread is left behind. ``on_wait``:
    called on the waiting thread every twentieth of a second.
    Raises whatever ``work`` raised; or what broke the wait off, after ``work`` has ended.
    """
    done = threading.Event()
    result: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(work())
        except BaseException as error:
            failure.append(error)
        finally:
            done.set()

    threading.Thread(target=run, name="seeder-solver", daemon=True).start()
    try:
        while not done.wait(_SHORT):
            if on_wait is not None:
                on_wait()
    except BaseException:
        if stop is not None:
            stop()
            done.wait(_PATIENCE)
        raise
    if failure:
        raise failure[0]
    return result[0]


@contextmanager
def signals_held() -> Iterator[None]:
    """Let signals wait for the end of a short call of C++.

    C++ that calls Python, as when it reads a message of protobuf, drops what a signal's handler raises there, and goes
    on. So handlers run after the call.
    """
    received: list[int] = []

    def hold(number: int, frame: FrameType | None) -> None:
        received.append(number)

    before = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: handler for number in _SIGNALS if callable(handler := signal.getsignal(number))}
    try:
        for number in before:
            signal.signal(number, hold)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in received:
            signal.raise_signal(number)
