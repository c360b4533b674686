"""Make stdout and stderr safe: closed pipes, full disks and unknown characters cause no traceback.

Whoever reads may leave, the disk behind a redirection may fill up, and a terminal may know few letters. None of this
undoes the work: a command goes on to its end, so that its exit code says how the work ended.
"""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from seeder.cli.console.exit_code import ExitCode
from seeder.cli.console.lines import print_line

_FIRST_FREE = 3
_LEFT = frozenset({errno.EPIPE, errno.ESHUTDOWN, *((errno.EINVAL,) if sys.platform == "win32" else ())})


class _Outlet(io.RawIOBase):
    """Passes bytes on until that fails once; what comes later is dropped."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self.failure: OSError | None = None
        self._raw = raw

    def write(self, data: object) -> int:
        """Write, or drop."""
        view = memoryview(data)  # type: ignore[arg-type]
        while self.failure is None:
            try:
                n_written = self._raw.write(view)
                if n_written is not None:
                    return n_written
                # The reader set its end of the pipe to give up where it would have to wait.
                select.select([], [self._raw], [])
            except OSError as error:
                self.failure = error
        return view.nbytes

    def writable(self) -> bool:
        """Say yes."""
        return True

    def isatty(self) -> bool:
        """Whether a terminal is behind it."""
        return self._raw.isatty()

    def fileno(self) -> int:
        """Descriptor behind it."""
        return self._raw.fileno()


class _Closed(io.RawIOBase):
    """What is behind a stream that was closed before the command began: whatever is written there fails."""

    def write(self, data: object) -> int:
        """Fail."""
        raise OSError(errno.EBADF, "it is closed")

    def writable(self) -> bool:
        """Say yes, as whoever prints need not know."""
        return True


class _Stream(io.TextIOWrapper):
    """Text that goes to an outlet; letters that its encoding does not have are replaced."""

    def __init__(self, outlet: _Outlet, like: io.TextIOWrapper) -> None:
        self.outlet = outlet
        self.is_spare = False
        super().__init__(
            io.BufferedWriter(outlet),
            encoding=like.encoding,
            errors="replace" if like.errors in ("strict", "surrogateescape") else like.errors,
            line_buffering=like.line_buffering,
            write_through=like.write_through,
        )

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding; click takes ASCII for a mistake and would write UTF-8 into it, so that it goes by another."""
        name = super().encoding
        return "latin-1" if name.lower().replace("_", "-") in ("ascii", "us-ascii", "ansi-x3.4-1968") else name


@contextmanager
def guarded_streams() -> Iterator[None]:
    """Guard stdout and stderr of this process while a command runs; those that are closed lose everything."""
    before = sys.stdout, sys.stderr
    if None in (sys.stdin, *before):
        _occupy_descriptors()
    sys.stdout, sys.stderr = _guarded(sys.stdout), _guarded(sys.stderr)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = before


def stdout_is_spare() -> None:
    """Say that what the command made is kept elsewhere, so that it is done also where nothing can be printed."""
    if isinstance(sys.stdout, _Stream):
        sys.stdout.is_spare = True


def leave_if_nobody_reads() -> None:
    """End the command before more work is done for a reader that has closed the pipe behind stdout."""
    sys.stdout.flush()
    failure = _failure(sys.stdout)
    if failure is not None and failure.errno in _LEFT:
        raise click.exceptions.Exit(ExitCode.DONE)


def code_after_printing(code: int) -> int:
    """Return the exit code, once all is printed: as it is, or what says that the result did not arrive.

    A reader that has left has seen enough. A result for a full disk, or for a stdout that is closed, is lost.
    """
    sys.stdout.flush()
    failure = _failure(sys.stdout)
    if failure is None or failure.errno in _LEFT:
        return code
    reason = failure.strerror or str(failure)
    print_line(
        f"stdout: cannot be written ({reason}). The output is incomplete; redirect it to another place.", err=True
    )
    is_kept = isinstance(sys.stdout, _Stream) and sys.stdout.is_spare
    return ExitCode.USAGE if code == ExitCode.DONE and not is_kept else code


def _failure(stream: TextIO) -> OSError | None:
    return stream.outlet.failure if isinstance(stream, _Stream) else None


def _guarded(stream: TextIO | None) -> TextIO:
    if stream is None:
        with open(os.devnull, "w", encoding="utf-8") as like:
            return _Stream(_Outlet(_Closed()), like)
    buffer = getattr(stream, "buffer", None)
    raw = buffer.raw if isinstance(buffer, io.BufferedWriter) else buffer
    if not isinstance(stream, io.TextIOWrapper) or not isinstance(raw, io.RawIOBase):
        # Somebody in this process listens, such as a test.
        return stream
    outlet = _Outlet(raw)
    try:
        stream.flush()
    except OSError as error:
        outlet.failure = error
    return _Stream(outlet, stream)


def _occupy_descriptors() -> None:
    """Put nothing in the place of closed standard streams: files opened later would get their numbers, and output."""
    descriptor = 0
    while descriptor < _FIRST_FREE:
        descriptor = os.open(os.devnull, os.O_RDWR)
    os.close(descriptor)
