"""The overrides table: numbers of single account–approach pairs, and whether the pair is there at all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from seeder.engine.table import Table, text_of
from seeder.errors import Place
from seeder.figures import counted
from seeder.problem.arrays import FloatArray, IntArray
from seeder.scenario.document.effort_words import resource_of
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.account_names import AccountNames
from seeder.scenario.tables.columns import (
    TABLES,
    Column,
    Kind,
    near_misses,
    read_number_column,
    read_text_column,
    read_yes_no_column,
    report_blanks,
)
from seeder.spelling import KnownNames

_COLUMNS = {column.name: column for column in TABLES["overrides"]}
_MOST_NOTES = 20
ON_YES = "on_yes."
"""Begins the header of a column with what a yes costs."""


@dataclass(frozen=True, eq=False)
class Overrides:
    """Pairs and what replaces the approach's numbers for them."""

    # Positions of the account and of the approach, shape (n_pairs,).
    account: IntArray
    approach: IntArray
    # NaN if not overridden, shape (n_pairs,) [hours, 0–1]
    effort: FloatArray
    acceptance: FloatArray
    costs: dict[str, FloatArray]  # resource → what asking costs of it, NaN if not overridden, shape (n_pairs,)
    on_yes: dict[str, FloatArray]  # resource → what a yes costs of it on top, NaN if not overridden, shape (n_pairs,)
    available: IntArray  # 1 opens the pair, 0 removes it, −1 leaves it to `where`, shape (n_pairs,)


def no_overrides() -> Overrides:
    """Overrides of a scenario that has none."""
    nothing, none = np.empty(0, dtype=np.int64), np.empty(0)
    return Overrides(
        account=nothing, approach=nothing, effort=none, acceptance=none, costs={}, on_yes={}, available=nothing
    )


def build_overrides(
    table: Table,
    *,
    names: AccountNames | None,
    approaches: Sequence[str] | None,
    resources: Collection[str],
    log: IssueLog,
) -> Overrides:
    """Check the overrides table and build it; rows with issues are left out.

    A further column that is named like a resource is a cost, one such as ``on_yes.cash`` what a yes costs on top; any
    other is ignored with a note. Names and approaches are None if they are not known because of other issues.
    """
    # A column that is missing was reported with the header; the others are checked all the same.
    account, approach = _accounts(table, names, log), read_approaches(table, approaches, log)
    _report_repeated(table, account, approach, log)
    header = _resource_columns(table, resources, log)
    numbers = {
        resource: read_number_column(table, Column(name, Kind.NUMBER, f"how much {resource} it costs"), log)
        for resource, name in header.items()
    }
    _note_ignored(table, resources, log)
    kept = (account >= 0) & (approach >= 0)
    return Overrides(
        account=account[kept],
        approach=approach[kept],
        effort=numbers.get("effort", np.full(table.n_rows, np.nan))[kept],
        acceptance=read_number_column(table, _COLUMNS["acceptance"], log)[kept],
        costs={name: cost[kept] for name, cost in numbers.items() if name != "effort" and not name.startswith(ON_YES)},
        on_yes={name.removeprefix(ON_YES): cost[kept] for name, cost in numbers.items() if name.startswith(ON_YES)},
        available=read_yes_no_column(table, "available", log)[kept],
    )


def _report_repeated(table: Table, account: IntArray, approach: IntArray, log: IssueLog) -> None:
    """Report each row whose account and approach stand above already."""
    known = np.flatnonzero((account >= 0) & (approach >= 0))
    # Equal pairs side by side, each in the order of its rows.
    order = known[np.lexsort((known, approach[known], account[known]))]
    pair = np.stack((account[order], approach[order]))
    is_first = np.append(True, (np.diff(pair) != 0).any(axis=0))[: len(order)]
    first = order[np.maximum.accumulate(np.where(is_first, np.arange(len(order)), 0))]
    for row, before in sorted(zip(order[~is_first].tolist(), first[~is_first].tolist(), strict=True)):
        key, name = (text_of(table.columns[column][row]) for column in ("account", "approach"))
        log.report(
            table.place(row, "approach"),
            f"the pair {key!r}, {name!r} is already on line {table.lines[before]}",
            "Each pair may appear only once",
            "Remove one of the two rows",
        )


def on_yes_resources(table: Table) -> tuple[str, ...]:
    """Resources that columns such as ``on_yes.cash`` name."""
    return tuple(dict.fromkeys(resource_of(name.removeprefix(ON_YES)) for name in table.columns if _is_on_yes(name)))


def _is_on_yes(name: str) -> bool:
    return name.startswith(ON_YES) and len(name) > len(ON_YES)


def _resource_columns(table: Table, resources: Collection[str], log: IssueLog) -> dict[str, str]:
    """Resource, with ``on_yes.`` in front for what a yes costs → header of its column, in the table's order."""
    found: dict[str, str] = {}
    for name in table.columns:
        prefix = ON_YES if _is_on_yes(name) else ""
        resource = resource_of(name.removeprefix(prefix))
        if (name in _COLUMNS and resource != "effort") or (resource not in resources and resource != "effort"):
            continue
        before = found.setdefault(prefix + resource, name)
        if before != name:
            log.report(
                Place(table.source, table.header_line, name),
                f"the columns {before!r} and {name!r} are the same",
                "hours, h and time are other words for effort",
                "Keep one of the two columns",
            )
    return found


def _accounts(table: Table, names: AccountNames | None, log: IssueLog) -> IntArray:
    """Position of each row's account, −1 if there is none; what is wrong is reported."""
    keys = read_text_column(table, "account", log)
    rule = "Every row needs the key of its account"
    report_blanks(table, "account", rule, "Write the account, or delete the row", log)
    if keys is None or names is None:
        return np.full(table.n_rows, -1)
    found = np.array([names.position(key) for key in keys], dtype=np.int64)
    for row in np.flatnonzero(found < 0).tolist():
        if keys[row]:
            names.report_unknown(keys[row], table.place(row, "account"), log)
    return found


def read_approaches(
    table: Table, approaches: Sequence[str] | None, log: IssueLog, *, is_needed: bool = True
) -> IntArray:
    """Position of each row's approach, −1 if there is none; what is wrong is reported.

    Approaches are None if they are not known because of other issues.
    """
    given = read_text_column(table, "approach", log)
    if given is None:
        return np.full(table.n_rows, -1)
    position = {name: position for position, name in enumerate(approaches or ())}
    known = KnownNames(approaches or ())
    found = np.array([position.get(name, -1) for name in given], dtype=np.int64)
    for row in np.flatnonzero(found < 0).tolist():
        name, place = given[row], table.place(row, "approach")
        if not name and is_needed:
            way_out = "Write the approach, or delete the row"
            log.report(place, "approach is blank", "Every row needs the name of its approach", way_out)
        elif name and approaches is not None:
            guess = known.nearest(name)
            way_out = "Correct the name, or add the approach"
            if not is_needed:
                way_out = "Correct the name, add the approach, or leave it blank"
            way_out = f"Did you mean {guess!r}?" if guess else way_out
            rule = f"The approaches are {', '.join(approaches)}"
            log.report(place, f"unknown approach {name[:60]!r}", rule, way_out)
    return found


def _note_ignored(table: Table, resources: Collection[str], log: IssueLog) -> None:
    ignored = [
        name
        for name in table.columns
        if name not in _COLUMNS and name not in resources and not _is_on_yes(name) and resource_of(name) != "effort"
    ]
    meant = near_misses("overrides", table.columns)
    known = KnownNames(resources)
    for name in ignored[:_MOST_NOTES]:
        guess = meant.get(name) or known.nearest(name)
        hint = f"did you mean {guess!r}?" if guess else "neither the budget nor an approach names such a resource"
        log.note(f"{table.source}: the column {name!r} is ignored; {hint}")
    if len(ignored) > _MOST_NOTES:
        more = counted(len(ignored) - _MOST_NOTES, "more column is", "more columns are")
        log.note(f"{table.source}: {more} ignored")
