"""End a command cleanly on a signal: remove temporary folders, and report no bug."""

from __future__ import annotations

import inspect
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN = 0.02
_IMPORTING = "<frozen importlib._bootstrap>"
_ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ended(BaseException):
    """Somebody asked this process to end, by another signal than Ctrl-C."""


class Signals:
    """What was heard while a command ran.

    A module that is imported when a signal comes is imported to its end first: modules in C turn what a handler raises
    into an ImportError, or lose it.
    """

    def __init__(self) -> None:
        self.received: int | None = None
        self._n_imports = _imports_on(inspect.currentframe())
        self._timer: threading.Timer | None = None

    @property
    def ends_process(self) -> bool:
        """Whether the signal was one that ends a process without asking."""
        return self.received in _ENDING

    def hear(self, number: int, frame: FrameType | None) -> None:
        """Raise what ends the command, now or as soon as nothing is being imported: at Ctrl-C ``KeyboardInterrupt``.

        At any other signal it is ``Ended``, once: what comes while folders are cleaned up changes nothing.
        """
        if self.ends_process and self._timer is None:
            return
        if not self.ends_process:
            self.received = number
        if _imports_on(frame) > self._n_imports:
            self._timer = threading.Timer(_AGAIN, _send_again, [self.received])
            self._timer.daemon = True
            self._timer.start()
            return
        self._timer = None
        raise Ended if self.ends_process else KeyboardInterrupt

    def forget(self) -> None:
        """Send nothing again."""
        if self._timer is not None:
            self._timer.cancel()


@contextmanager
def heard_signals() -> Iterator[Signals]:
    """Hear signals while a command runs; those that the caller ignores or handles are left to it."""
    signals = Signals()
    before = {}
    if threading.current_thread() is threading.main_thread():
        for number, usual in ((signal.SIGINT, signal.default_int_handler), *((end, signal.SIG_DFL) for end in _ENDING)):
            if signal.getsignal(number) == usual:
                before[number] = signal.signal(number, signals.hear)
    try:
        yield signals
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signals.forget()


def _imports_on(frame: FrameType | None) -> int:
    """How many imports are under way on a stack."""
    n_found = 0
    while frame is not None:
        n_found += frame.f_code.co_filename == _IMPORTING
        frame = frame.f_back
    return n_found


def _send_again(number: int) -> None:
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, number)
    else:
        signal.raise_signal(number)
