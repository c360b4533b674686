"""Run a command to its end: its output, its seconds, and the peak of its memory."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that has ended.

    Parameters
    ----------
    output, errors
        What it wrote.
    exit_code
        0 where it went well; minus the signal that ended it.
    seconds
        From its start to its end [s].
    peak
        Most memory of it or of one of its children, and no less than this process had when it started it: Linux counts
        the image that a new process begins as [MiB].
    is_late
        Whether it was ended because it took too long.
    """

    output: str
    errors: str
    exit_code: int
    seconds: float
    peak: float
    is_late: bool

    @property
    def complaint(self) -> str | None:
        """Why nothing can be read from it, in one line; None where all is well."""
        if self.is_late:
            return "did not stop at the time limit"
        if self.exit_code == 0:
            return None
        lines = self.errors.strip().splitlines()
        return lines[-1] if lines else f"exit {self.exit_code}"


def run_process(command: Sequence[str], *, longest: float) -> Ended:
    """Run a command from the top of the checkout; after ``longest`` seconds it and its children are killed."""
    with TemporaryFile() as output, TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=_ROOT, stdout=output, stderr=errors, start_new_session=True)
        late = threading.Event()

        def end() -> None:
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(longest, end)
        timer.start()
        try:
            # subprocess tells no memory of one child alone; wait4 does, with that of the children it waited for.
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            timer.cancel()
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        return Ended(
            output=output.read().decode(errors="replace"),
            errors=errors.read().decode(errors="replace"),
            exit_code=process.returncode,
            seconds=seconds,
            peak=usage.ru_maxrss / 1024,
            is_late=late.is_set(),
        )
