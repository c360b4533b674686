"""One line on the terminal while a search lasts over a second."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from seeder.solvers import ProgressPoint

_SILENT_SECONDS = 1.0
_EVERY_SECONDS = 0.2


class Progress:
    """Shows value, bound, gap and time left on a terminal; nothing elsewhere."""

    def __init__(self, stream: TextIO, *, is_wanted: bool) -> None:
        self._stream = stream
        self._is_wanted = is_wanted and stream.isatty()
        self._shown_at = 0.0
        self._width = 0

    def __enter__(self) -> Progress:
        """Start; nothing is shown before a second has passed."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wipe the line."""
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()

    def show(self, point: ProgressPoint) -> None:
        """Show where the search stands."""
        if not self._is_wanted or point.seconds < _SILENT_SECONDS:
            return
        if self._width and point.seconds - self._shown_at < _EVERY_SECONDS:
            return
        self._shown_at = point.seconds
        line = progress_line(point)
        self._stream.write("\r" + line.ljust(self._width))
        self._stream.flush()
        self._width = len(line)


def progress_line(point: ProgressPoint) -> str:
    """Return value, bound, gap and times in words."""
    from seeder.plan.wording import number

    parts = [f"{point.seconds:.0f} s"]
    if point.value is not None:
        parts.append(f"value {number(point.value)}")
    if point.bound is not None:
        parts.append(f"bound {number(point.bound)}")
    if point.gap is not None:
        parts.append(f"gap {100 * point.gap:.4f}%")
    if point.seconds_left is not None:
        parts.append(f"{point.seconds_left:.0f} s left")
    return "  ".join(parts)
