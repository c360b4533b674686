"""Progress as one line on the terminal, redrawn in place and wiped at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from seeder.progress.words import progress_line, share_done
from seeder.terminal import terminal

if TYPE_CHECKING:
    from rich.live import Live

    from seeder.solvers import ProgressPoint

_BAR = 20
"""Width of the bar [cells]; of signs that every terminal has."""


class TerminalLine:
    """Value, bound, gap, time left and a bar on a terminal."""

    def __init__(self, stream: TextIO, *, relative_gap: float) -> None:
        self._stream = stream
        self._relative_gap = relative_gap
        self._live: Live | None = None

    def draw(self, point: ProgressPoint) -> None:
        """Draw the state of the search over what was drawn before."""
        from rich.live import Live
        from rich.text import Text

        if self._live is None:
            console = terminal(no_color=True, file=self._stream)
            # No thread draws it, and what others print stays theirs.
            self._live = Live(
                console=console, auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False
            )
            self._live.start()
        n_done = int(_BAR * share_done(point, self._relative_gap))
        line = f"{progress_line(point)}  [{'#' * n_done}{'-' * (_BAR - n_done)}]"
        self._live.update(Text(line, no_wrap=True, overflow="ellipsis"), refresh=True)

    def wipe(self) -> None:
        """Wipe the line."""
        if self._live is not None:
            self._live.stop()
