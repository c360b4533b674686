"""Progress as one line and a bar below the cell of a notebook, wiped at the end."""

from __future__ import annotations

import importlib
import sys
from html import escape
from typing import TYPE_CHECKING, Any

from seeder.progress.words import progress_line, share_done

if TYPE_CHECKING:
    from seeder.solvers import ProgressPoint


def is_notebook() -> bool:
    """Whether this process is the kernel of a notebook: IPython runs, and talks to a client of its own."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return getattr(shell, "kernel", None) is not None


class NotebookBar:
    """Value, bound, gap, time left and a bar in the output of a notebook's cell."""

    def __init__(self, *, relative_gap: float) -> None:
        self._relative_gap = relative_gap
        self._output: Any = importlib.import_module("IPython.display")
        self._handle: Any = None

    def draw(self, point: ProgressPoint) -> None:
        """Draw the state of the search over what was drawn before."""
        share = share_done(point, self._relative_gap)
        line = f'<progress value="{share:.3f}" max="1"></progress> {escape(progress_line(point))}'
        if self._handle is None:
            self._handle = self._output.display(self._output.HTML(line), display_id=True)
        else:
            self._handle.update(self._output.HTML(line))

    def wipe(self) -> None:
        """Wipe the bar."""
        if self._handle is not None:
            self._handle.update(self._output.HTML(""))
