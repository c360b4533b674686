"""Solve a scenario for a verb that examines its plan, with progress and Ctrl-C."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from seeder.cli.console.streams import leave_if_nobody_reads
from seeder.progress import Progress

if TYPE_CHECKING:
    from seeder.formulation import Formulation
    from seeder.runs import Run


def searched(formulation: Formulation) -> Run:
    """Solve a formulated scenario, with progress on a terminal; leave if nobody reads on.

    Ctrl-C ends the command: half a search is no ground for what the verb says of the plan.
    """
    from seeder.runs import run_formulation

    leave_if_nobody_reads()
    with Progress(sys.stderr, is_wanted=True) as progress:
        run = run_formulation(formulation, on_progress=progress.show)
    if run.is_interrupted:
        raise KeyboardInterrupt
    return run
