"""Children that can be interrupted, whatever this process inherited."""

from __future__ import annotations

import signal


def hear_ctrl_c() -> None:
    """For ``preexec_fn``: a job in the background of a script is started deaf to SIGINT, and hands that on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
