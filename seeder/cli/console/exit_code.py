"""Exit codes of all verbs."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of all verbs."""

    DONE = 0
    BUG = 1
    """A fault of seeder, never of the input."""
    USAGE = 2
    """A wrong call, or a place that cannot be written to."""
    REFUSED = 3
    """The input has issues, or ``verify`` refuses a claim."""
    INFEASIBLE = 4
    """No plan keeps all of the rules."""
    SHORT = 5
    """No selection was found, or with ``--strict`` the search stopped short of the gap."""
    INTERRUPTED = 130
    """Ctrl-C."""
