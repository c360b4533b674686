"""The console that results are printed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def terminal(*, no_color: bool) -> Console:
    """A console that reads nothing as markup, and leaves a closed pipe to the command line.

    rich itself exits with 1 where nobody reads on, which here says that there is a bug.
    """
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            """Tell the command line."""
            raise BrokenPipeError

    return Terminal(markup=False, emoji=False, highlight=False, no_color=no_color or None, soft_wrap=False)
