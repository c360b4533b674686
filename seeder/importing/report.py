"""What an import tells: what was read, what was made of every column, what was changed, and what was guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from seeder.importing.raw_cells import Guess

SCHEMA_VERSION = 1

_MOST_LISTED = 100
"""How many changes and rejections of a kind a document lists."""


def counted(number: int, word: str) -> str:
    """A number and its noun: 1 row, 2 rows."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


class Change(NamedTuple):
    """A cell that is not in accounts.csv as it stood.

    Parameters
    ----------
    line
        Line of the source, from 1.
    column
        Header of the source's column, '' where it has none.
    found, became
        Text of the cell, and what is written instead.
    reason
        Why; the same words for all cells of a kind.
    """

    line: int
    column: str
    found: str
    became: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that could not be read; it stands in rejected.csv.

    Parameters
    ----------
    line
        Line of the source, from 1.
    kind
        The reason without what is special to the row.
    reason
        The reason in full.
    cells
        Text of every cell as it stood.
    """

    line: int
    kind: str
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnStory:
    """What was made of a column of the source.

    Parameters
    ----------
    name
        Header, made unique and short enough to write.
    header
        Header as it stood.
    taken_as
        Its role in the words of ``--map``, '' where nothing was recognised.
    written_to
        Columns of accounts.csv that hold it or what follows from it.
    told
        What a person should know, a sentence each.
    """

    name: str
    header: str
    taken_as: str
    written_to: tuple[str, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """How a column of accounts.csv follows from columns of the source.

    Parameters
    ----------
    column
        Column of accounts.csv.
    formula
        The rule in words.
    source
        Where the rule comes from, or *assumed*.
    n_cells
        Cells that it fills.
    """

    column: str
    formula: str
    source: str
    n_cells: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Everything that an import tells of itself.

    Parameters
    ----------
    source, sheet
        Name of the file and of its sheet; sheet None where the file has none.
    n_rows
        Rows below the header, as read.
    n_accounts, n_handles
        Accounts and rows of accounts.csv.
    columns
        Every column of the source, in its order.
    rules
        How evidence on views and engagement was computed.
    guesses
        What was guessed.
    changes
        Every cell that was changed or left out.
    rejections
        Rows of rejected.csv.
    warnings
        What a person should look at.
    """

    source: str
    sheet: str | None
    n_rows: int
    n_accounts: int
    n_handles: int
    columns: tuple[ColumnStory, ...]
    rules: tuple[Rule, ...]
    guesses: tuple[Guess, ...]
    changes: tuple[Change, ...]
    rejections: tuple[Rejection, ...]
    warnings: tuple[str, ...]

    def grouped_changes(self) -> dict[tuple[str, str], list[Change]]:
        """Changes by column and reason, in order of first appearance."""
        groups: dict[tuple[str, str], list[Change]] = {}
        for change in self.changes:
            groups.setdefault((change.column, change.reason), []).append(change)
        return groups

    def grouped_rejections(self) -> dict[str, list[Rejection]]:
        """Rejections by kind, in order of first appearance."""
        groups: dict[str, list[Rejection]] = {}
        for rejection in self.rejections:
            groups.setdefault(rejection.kind, []).append(rejection)
        return groups

    def to_document(self) -> dict[str, Any]:
        """Return the content of ``import-report.json``; of many changes of a kind the first hundred and a count."""
        return {
            "schema_version": SCHEMA_VERSION,
            "source": self.source,
            "sheet": self.sheet,
            "rows": self.n_rows,
            "accounts": self.n_accounts,
            "handles": self.n_handles,
            "rejected": len(self.rejections),
            "changed": len(self.changes),
            "columns": [
                {
                    "name": story.name,
                    "header": story.header,
                    "taken_as": story.taken_as or None,
                    "written_to": list(story.written_to),
                    "told": list(story.told),
                }
                for story in self.columns
            ],
            "guesses": [
                {
                    "subject": guess.subject,
                    "decision": guess.decision,
                    "reason": guess.reason,
                    "overrule": guess.overrule or None,
                    "is_doubtful": guess.is_doubtful,
                }
                for guess in self.guesses
            ],
            "rules": [
                {"column": rule.column, "formula": rule.formula, "source": rule.source, "cells": rule.n_cells}
                for rule in self.rules
            ],
            "warnings": list(self.warnings),
            "rejections": [
                {
                    "kind": kind,
                    "count": len(found),
                    "rows": [{"line": one.line, "reason": one.reason} for one in found[:_MOST_LISTED]],
                }
                for kind, found in self.grouped_rejections().items()
            ],
            "changes": [
                {
                    "column": column,
                    "reason": reason,
                    "count": len(found),
                    "cells": [
                        {"line": one.line, "found": one.found[:1000], "became": one.became[:1000]}
                        for one in found[:_MOST_LISTED]
                    ],
                }
                for (column, reason), found in self.grouped_changes().items()
            ],
        }
