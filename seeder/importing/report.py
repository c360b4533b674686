"""The result of an import and its report: every column, change, rejected row and assumption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from seeder.brief_repr import brief_repr
from seeder.importing.claims import Claims
from seeder.importing.raw_cells import Guess

SCHEMA_VERSION = 1

_MOST_LISTED = 100
"""How many changes and rejections of a kind a document lists."""


class Change(NamedTuple):
    """A cell that is not in accounts.csv as it stood."""

    line: int  # line of the source, from 1
    column: str  # header of the source's column, '' if it has none
    # Text of the cell, and what is written instead.
    found: str
    became: str
    reason: str  # why; the same words for all cells of a kind


class Cause(Enum):
    """Why a row, or one handle of it, is left out; the value is what many of them are called."""

    UNREADABLE = "rows that cannot be read"
    DUPLICATE_ROW = "duplicate rows"
    REPEATED_HEADER = "repeated headers"
    TOTALS = "looks like totals, not an account"
    NO_HANDLE = "no handle"
    SAME_NAME = "another account with the same name"
    NO_FOLLOWERS = "no followers"
    NO_SIGN_OF_SIZE = "no followers, clicks, views or tier"
    FOLLOWERS_RANGE = "followers are a range; write one number"
    FOLLOWERS_NO_NUMBER = "followers are not a number"
    FOLLOWERS_NOT_KNOWN = "followers not known"
    FOLLOWERS_OUT_OF_RANGE = "followers out of range"
    FOLLOWERS_WITH_FRACTION = "followers with a fraction"
    REPEATED_HANDLE = "repeated handles"
    OTHER_FOLLOWERS = "repeated handles with different followers"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row, or one handle of it, is left out."""

    cause: Cause
    text: str  # the reason in full
    column: str = ""  # name of the column that shows it; '' if it is no single one
    formula: str = ""  # of a cell that adds up other rows, if it shows it

    @property
    def kind(self) -> str:
        """The reason without what is special to the row."""
        if self.cause is Cause.UNREADABLE:
            return self.text
        return f"{self.cause.value} ({self.column})" if self.column else self.cause.value


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that could not be read; it is in rejected.csv."""

    line: int  # line of the source, from 1
    why: Reason
    cells: tuple[str, ...]  # text of every cell as it stood
    who: str = ""  # what the row is known by: its name, or else its first cells
    sheet: str = ""  # its sheet, if several were read as one table

    @property
    def place(self) -> str:
        """Line of the row, with its sheet if there are several: ``line 9 of 'TikTok'``."""
        return f"line {self.line} of {self.sheet!r}" if self.sheet else f"line {self.line}"

    @property
    def kind(self) -> str:
        """The reason without what is special to the row."""
        return self.why.kind

    @property
    def reason(self) -> str:
        """The reason in full."""
        return self.why.text


@dataclass(frozen=True, slots=True)
class ColumnStory:
    """What was made of a column of the source."""

    name: str  # header, made unique and short enough to write
    header: str  # header as it stood
    taken_as: str  # its role in the words of `--map`, '' if nothing was recognised
    written_to: tuple[str, ...]  # columns of accounts.csv that hold it or what follows from it
    told: tuple[str, ...]  # what a person should know, a sentence each


@dataclass(frozen=True, slots=True)
class Rule:
    """How a column of accounts.csv follows from columns of the source."""

    column: str  # column of accounts.csv
    formula: str  # the rule in words
    source: str  # where the rule comes from, or *assumed*
    n_cells: int  # cells that it fills


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Everything that an import tells of itself."""

    # Name of the file and of its sheet; sheet None if the file has none.
    source: str
    sheet: str | None
    n_rows: int  # rows below the header, as read
    # Accounts and rows of accounts.csv.
    n_accounts: int
    n_handles: int
    columns: tuple[ColumnStory, ...]  # every column of the source, in its order
    rules: tuple[Rule, ...]  # how evidence on views and engagement was computed
    guesses: tuple[Guess, ...]
    changes: tuple[Change, ...]
    rejections: tuple[Rejection, ...]  # rows of rejected.csv
    warnings: tuple[str, ...]  # what a person should look at
    # What ``--fee`` takes → the column of prices that it means.
    prices: Mapping[str, str] = field(default_factory=dict)

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
            "guesses": [asdict(guess) | {"overrule": guess.overrule or None} for guess in self.guesses],
            "rules": [
                {"column": rule.column, "formula": rule.formula, "source": rule.source, "cells": rule.n_cells}
                for rule in self.rules
            ],
            "prices": dict(self.prices),
            "warnings": list(self.warnings),
            "rejections": [
                {
                    "kind": kind,
                    "count": len(found),
                    "rows": [
                        {"line": one.line, "sheet": one.sheet or None, "who": one.who, "reason": one.reason}
                        for one in found[:_MOST_LISTED]
                    ],
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


@dataclass(frozen=True, eq=False)
class Imported:
    """The result of an import: a scenario made from a table, with its report.

    Parameters
    ----------
    name
        What the scenario is called.
    columns
        Columns of accounts.csv in their order, text of each row.
    scenario
        Text of scenario.yaml.
    rejected
        Columns of rejected.csv in their order: ``line``, ``reason``, then the source's.
    report
        What was made of every column, row and cell.
    claims
        What the report states of scenario.yaml.
    """

    __repr__ = brief_repr

    name: str
    columns: Mapping[str, tuple[str, ...]]
    scenario: str
    rejected: Mapping[str, tuple[str, ...]]
    report: ImportReport
    claims: Claims = field(default_factory=Claims)

    @property
    def n_rows(self) -> int:
        """Rows of accounts.csv."""
        return self.report.n_handles

    def to_document(self) -> dict[str, Any]:
        """Return the content of ``import-report.json``: how every column, row and cell was read."""
        return self.report.to_document()
