"""Work that cannot be interrupted, in a process of its own: the caller keeps what was found, and ends it at will.

The child is a fresh interpreter, not a copy: it runs no line of the caller's script. It dies with the caller, answers
no Ctrl-C, and whatever its solver prints goes nowhere. It waits a minute for the next task, so that many small
searches in a row start it once.
"""

from __future__ import annotations

import atexit
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from seeder.errors import SolverError

_SHORT = 0.05
_MOMENT = 0.2
_IDLE = 60.0
_LENGTH = struct.Struct("<Q")
_MOST_AT_ONCE = 2**24
_PACKAGES = str(Path(__file__).parents[2])
"""Where this package was found, also by a caller that looked for it in a working directory it has left since."""
_lock = threading.Lock()
_idle: list[_Child] = []


def run_in_child(
    task: object, *, on_message: Callable[[Any], None], on_wait: Callable[[], None], is_over: Callable[[], bool]
) -> bool:
    """Solve a task of :mod:`seeder.solvers.linearised` in a child.

    Parameters
    ----------
    on_message
        Takes what the child tells: an upper bound as a float, or a selection as an array.
    on_wait
        Called every twentieth of a second.
    is_over
        Says that the child is to be ended now.

    Returns
    -------
    bool
        Whether the child came to its end by itself.

    Raises
    ------
    SolverError
        Where the child fails.
    """
    child = _take()
    try:
        child.send(task)
        while True:
            message = child.next_message()
            if message is None:
                on_wait()
            elif isinstance(message, _End):
                if not message.is_whole:
                    raise SolverError(f"the process of the exact search ended early: {message.reason}")
                _give_back(child)
                return True
            else:
                on_message(message)
            if is_over():
                if child.ends_soon():
                    _give_back(child)
                    return True
                child.end()
                return False
    except BaseException:
        child.end()
        raise


class _End:
    """The last message of a task: whether it came to its end."""

    def __init__(self, *, is_whole: bool, reason: str) -> None:
        self.is_whole, self.reason = is_whole, reason


class _Child:
    """A process that solves tasks, seen from its caller."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            # Neither -P nor this path looks into the working directory: a file there that is named like a module stays
            # what it is.
            [sys.executable, "-P", "-c", "from seeder.solvers.child import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([*filter(None, sys.path), _PACKAGES])},
            start_new_session=True,
        )
        self._messages: queue.Queue[Any] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def send(self, task: object) -> None:
        assert self._process.stdin is not None
        try:
            _send(self._process.stdin, task)
        except (BrokenPipeError, OSError) as error:
            raise SolverError("the process of the exact search did not start") from error

    def next_message(self) -> Any:
        """The next message, None where none came for a moment."""
        try:
            return self._messages.get(timeout=_SHORT)
        except queue.Empty:
            return None

    def ends_soon(self) -> bool:
        """Whether the task comes to its end within a moment; what is told until then is left aside."""
        patience = time.monotonic() + _MOMENT
        while time.monotonic() < patience:
            message = self.next_message()
            if isinstance(message, _End):
                return message.is_whole
        return False

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join(timeout=1.0)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            try:
                stream.close()
            except OSError:
                # What was still to be written has no reader any more.
                continue

    def _read(self) -> None:
        assert self._process.stdout is not None
        while True:
            try:
                self._messages.put(_receive(self._process.stdout.fileno()))
            except (EOFError, OSError, ValueError):
                self._messages.put(_End(is_whole=False, reason="it was killed"))
                return


def _take() -> _Child:
    while True:
        with _lock:
            child = _idle.pop() if _idle else None
        if child is None:
            return _Child()
        if child.is_alive:
            return child
        child.end()


def _give_back(child: _Child) -> None:
    with _lock:
        _idle.append(child)


@atexit.register
def _end_idle_children() -> None:
    while _idle:
        _idle.pop().end()


def _send(stream: IO[bytes], message: object) -> None:
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def _receive(source: int) -> Any:
    """Read a message; past Python's buffers, whose locks a fork of the caller would inherit while they are held."""
    size = _LENGTH.unpack(_read_exactly(source, _LENGTH.size))[0]
    return pickle.loads(_read_exactly(source, size))


def _read_exactly(source: int, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = os.read(source, min(size - len(parts), _MOST_AT_ONCE))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def serve() -> None:
    """Be the child: solve tasks in turn and tell what is found, until none comes for a minute."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    tasks: queue.Queue[Any] = queue.Queue()
    threading.Thread(target=_take_tasks, args=(tasks,), daemon=True).start()
    from seeder.solvers.linearised import solve_linearised

    while True:
        try:
            task = tasks.get(timeout=_IDLE)
        except queue.Empty:
            os._exit(0)
        try:
            solve_linearised(
                task, on_bound=lambda bound: _send(out, float(bound)), on_selection=lambda found: _send(out, found)
            )
            end = _End(is_whole=True, reason="")
        except Exception as error:
            end = _End(is_whole=False, reason=f"{type(error).__name__}: {error}")
        _send(out, end)


def _take_tasks(tasks: queue.Queue[Any]) -> None:
    """Read tasks; the caller's end closes standard input, and that ends the child whatever it does."""
    while True:
        try:
            tasks.put(_receive(0))
        except EOFError:
            os._exit(1)
