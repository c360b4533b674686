"""One line on the terminal while a search lasts over a second."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from seeder.cli.console.terminal import terminal

if TYPE_CHECKING:
    from rich.live import Live

    from seeder.solvers import ProgressPoint

_SILENT_SECONDS = 1.0
_EVERY_SECONDS = 0.2


class Progress:
    """Shows best value, bound, gap and time left on a terminal; nothing elsewhere."""

    def __init__(self, stream: TextIO, *, is_wanted: bool) -> None:
        self._stream = stream
        self._is_wanted = is_wanted and stream.isatty()
        self._next_at = _SILENT_SECONDS
        self._live: Live | None = None

    def __enter__(self) -> Progress:
        """Start; nothing is shown before a second has passed."""
        return self

    def __exit__(self, *error: object) -> None:
        """Wipe the line."""
        if self._live is not None:
            self._live.stop()

    def show(self, point: ProgressPoint) -> None:
        """Show the state of the search."""
        if not self._is_wanted or point.seconds < self._next_at:
            return
        from rich.live import Live
        from rich.text import Text

        self._next_at = point.seconds + _EVERY_SECONDS
        if self._live is None:
            console = terminal(no_color=True, file=self._stream)
            # No thread draws it, and what others print stays theirs.
            self._live = Live(
                console=console, auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False
            )
            self._live.start()
        self._live.update(Text(progress_line(point), no_wrap=True, overflow="ellipsis"), refresh=True)


def progress_line(point: ProgressPoint) -> str:
    """Return value, bound, gap and times in words."""
    from seeder.figures import number

    parts = [f"{point.seconds:.0f} s"]
    if point.value is not None:
        parts.append(f"best so far {number(point.value)}")
    if point.bound is not None:
        parts.append(f"bound {number(point.bound)}")
    if point.gap is not None:
        parts.append(f"gap {100 * point.gap:.4f}%")
    if point.seconds_left is not None:
        parts.append(f"{point.seconds_left:.0f} s left")
    return "  ".join(parts)
