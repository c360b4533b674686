"""Reads back what an import left for a person to review, from the report in the scenario's folder."""

from __future__ import annotations

import json
from pathlib import Path

from seeder.importing.output.writing import REPORT_DATA_FILE

_LARGEST = 50_000_000
"""Larger reports are no import's [bytes]."""


def points_to_review(folder: str | Path) -> tuple[str, ...]:
    """What the import that wrote a folder says to check, a sentence each; nothing if no import wrote it.

    The report is as old as the import: what was put right since is still in it.
    """
    path = Path(folder) / REPORT_DATA_FILE
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return ()
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return ()
    points = document.get("warnings") if isinstance(document, dict) else None
    return tuple(point for point in points if isinstance(point, str)) if isinstance(points, list) else ()
