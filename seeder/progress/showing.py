"""Choose where and how often progress is shown."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from seeder.progress.notebook_bar import NotebookBar
    from seeder.progress.terminal_line import TerminalLine
    from seeder.solvers import ProgressPoint

_SILENT_SECONDS = 1.0
_EVERY_SECONDS = 0.2


class Progress:
    """Shows best value, bound, gap and time left on a terminal or in a notebook; nothing elsewhere.

    Parameters
    ----------
    stream
        Where a terminal may be; default: stderr.
    is_wanted
        Whether anything is shown; None: where somebody may be watching, which takes stdout to be a terminal too.
    relative_gap
        The gap that the search is to reach [0–1].
    """

    def __init__(
        self, stream: TextIO | None = None, *, is_wanted: bool | None = None, relative_gap: float = 1e-6
    ) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._is_wanted = is_wanted
        self._relative_gap = relative_gap
        self._next_at = _SILENT_SECONDS
        self._shown: TerminalLine | NotebookBar | None = None

    def __enter__(self) -> Progress:
        """Start; nothing is shown before a second has passed."""
        return self

    def __exit__(self, *error: object) -> None:
        """Wipe what was shown."""
        if self._shown is not None:
            self._shown.wipe()

    def show(self, point: ProgressPoint) -> None:
        """Show the state of the search."""
        if self._is_wanted is False or point.seconds < self._next_at:
            return
        if self._shown is None:
            self._shown = self._place()
        if self._shown is None:
            self._is_wanted = False
            return
        self._next_at = point.seconds + _EVERY_SECONDS
        self._shown.draw(point)

    def _place(self) -> TerminalLine | NotebookBar | None:
        from seeder.progress.notebook_bar import NotebookBar, is_notebook

        if is_notebook():
            return NotebookBar(relative_gap=self._relative_gap)
        is_watched = _is_terminal(self._stream) and (self._is_wanted is True or _is_terminal(sys.stdout))
        if not is_watched:
            return None
        from seeder.progress.terminal_line import TerminalLine

        return TerminalLine(self._stream, relative_gap=self._relative_gap)


def _is_terminal(stream: TextIO | None) -> bool:
    # A stream that is closed, or was never there, is no terminal.
    return stream is not None and not stream.closed and stream.isatty()
