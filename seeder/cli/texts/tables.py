"""Tables for the terminal: no frames, texts on the left and numbers on the right of their column."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_UNBOUND = 1000
"""Cells that no table is wider than."""


def plain_table(
    titles: Sequence[str],
    rows: Iterable[Iterable[str]],
    *,
    left: Collection[int],
    min_widths: Mapping[int, int] | None = None,
) -> Table:
    """Make a table that reads nothing as markup; ``left`` are the positions of the columns that hold text.

    Columns may be cut down to their width in ``min_widths`` [cells], others to nothing.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    for at, title in enumerate(titles):
        least = (min_widths or {}).get(at)
        table.add_column(title, justify="left" if at in left else "right", no_wrap=True, min_width=least)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def excess_width(table: Table, out: Console) -> int:
    """By how many cells a table is wider than the terminal; below 0 where there is room."""
    from rich.measure import Measurement

    return Measurement.get(out, out.options.update(max_width=_UNBOUND), table).maximum - out.width
