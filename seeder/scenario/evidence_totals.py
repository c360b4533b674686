"""Checks that counts of evidence do not add up to more than rates can be estimated from."""

from __future__ import annotations

import numpy as np

from seeder.engine.table import Table
from seeder.problem.arrays import FloatArray
from seeder.scenario.issue_log import IssueLog

MOST_COUNTED = 1e12
"""Largest sum of a column of counts, over a hundred for everyone alive."""


def check_total(table: Table, name: str, numbers: FloatArray, log: IssueLog) -> None:
    """Report a column whose numbers come to more than rates are estimated from, at its largest number."""
    total = float(np.nansum(numbers))
    if total > MOST_COUNTED:
        row = int(np.nanargmax(numbers))
        log.report(
            table.place(row, name),
            f"the numbers of {name} add up to {total:,.0f}; the largest is {numbers[row]:,.0f}",
            f"The numbers of a column of evidence may add up to at most {MOST_COUNTED:,.0f}",
            "Correct the largest number, or the unit of all of them",
        )
