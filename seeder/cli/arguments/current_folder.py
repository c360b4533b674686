"""Find the scenario of the current folder by file names alone."""

from __future__ import annotations

from pathlib import Path

DOCUMENTS = ("scenario.yaml", "scenario.json")


def scenario_here() -> Path | None:
    """Return the current folder if it has a scenario document, else its table of accounts; None if it has neither."""
    folder = Path()
    if any((folder / name).exists() for name in DOCUMENTS):
        return folder
    table = folder / "accounts.csv"
    return table if table.is_file() else None
