"""Children that hear signals, whatever this process inherited."""

from __future__ import annotations

import signal


def hear_signals() -> None:
    """For ``preexec_fn``: a job in the background of a script is started deaf to some signals, and hands that on."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
