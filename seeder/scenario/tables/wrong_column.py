"""Reports a column of numbers in which no cell is a number, as one issue: another column is probably meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from seeder.engine.table import Table
from seeder.figures import listed
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.numbers import WRITE_A_NUMBER, number_rule, shown_cell, way_out_of

_MOST_EXAMPLES, _MOST_LOOKED_AT = 3, 100


def report_wrong_column(table: Table, name: str, refused: Sequence[int], log: IssueLog) -> None:
    """Report a column of numbers, none of whose cells is one, with examples and the way out that fits most of them."""
    cells = table.columns[name]
    distinct = list(dict.fromkeys(shown_cell(cells[row]) for row in refused))
    named = listed(distinct[:_MOST_EXAMPLES], len(distinct) - _MOST_EXAMPLES)
    found = f"none of the {len(refused):,} cells of {name} is a number: they are {named}"
    ways_out = Counter(way_out_of(cells[row], table.decimal) for row in refused[:_MOST_LOOKED_AT])
    way_out = ways_out.most_common(1)[0][0]
    if way_out == WRITE_A_NUMBER:
        way_out = f"Give the name {name!r} to the column with the numbers, or leave the cells blank"
    log.report(table.place(refused[0], name), found, number_rule(table.decimal), way_out)
