"""The console that results are printed to, with the width of the terminal."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

_NARROWEST, _WIDEST = 20, 1000
_USUAL, _LINES = 80, 25
_STANDARD_STREAMS = (0, 1, 2)


def terminal(*, no_color: bool, file: TextIO | None = None) -> Console:
    """A console that reads nothing as markup; on stdout, where no other file is named."""
    from rich.console import Console

    # rich believes COLUMNS whatever it says, and prints nothing into a width of 0.
    return Console(
        file=file,
        markup=False,
        emoji=False,
        highlight=False,
        no_color=no_color or None,
        soft_wrap=False,
        width=terminal_width(),
        height=_LINES,
    )


def terminal_width() -> int:
    """Columns to print into [cells]: those of the terminal or of COLUMNS, as far as they can be."""
    told = os.environ.get("COLUMNS", "")
    try:
        columns = int(told) if len(told) <= len(str(_WIDEST)) else 0
    except ValueError:
        columns = 0
    if columns <= 0:
        columns = _width_of_terminal()
    return min(max(columns, _NARROWEST), _WIDEST)


def _width_of_terminal() -> int:
    """Columns of the terminal that any of the standard streams is [cells]; some report none."""
    for descriptor in _STANDARD_STREAMS:
        with suppress(OSError, ValueError):
            return os.get_terminal_size(descriptor).columns or _USUAL
    return _USUAL
