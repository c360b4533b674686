"""What a case is: how its problem is made, what is asked of the search, and what must be reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.bar import Bar
from seeder import SeedingProblem


@dataclass(frozen=True, slots=True)
class FolderWriter:
    """Writes the scenario of a seed."""

    write: Callable[[int, Path], None]


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of problem to solve with several seeds.

    Parameters
    ----------
    name
        As shown in the table.
    source
        Makes the problem of a seed; or writes it as a scenario into a folder, and then ``seeder solve`` is timed.
    bar
        What must be reached.
    relative_gap, time_limit
        Asked of the search; the limit leaves the rest of the bar's seconds for the rest of the process [s].
    is_quick
        Whether ``--quick`` runs it.
    is_long
        Whether it is left out unless asked for.
    """

    name: str
    source: Callable[[int], SeedingProblem] | FolderWriter
    bar: Bar
    relative_gap: float
    time_limit: float
    is_quick: bool = True
    is_long: bool = False
