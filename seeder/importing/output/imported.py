"""The result of an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seeder.importing.report import ImportReport


@dataclass(frozen=True, eq=False)
class Imported:
    """A table turned into a scenario.

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
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    scenario: str
    rejected: Mapping[str, tuple[str, ...]]
    report: ImportReport

    @property
    def n_rows(self) -> int:
        """Rows of accounts.csv."""
        return self.report.n_handles

    def to_document(self) -> dict[str, Any]:
        """Return the content of ``import-report.json``: what was made of every column, row and cell."""
        return self.report.to_document()
