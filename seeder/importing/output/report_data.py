"""The import report as data."""

from __future__ import annotations

import json

from seeder.importing.report import ImportReport


def write_report_data(report: ImportReport) -> str:
    """Write the report as JSON; only ASCII, so that any reader of text can hold it."""
    return json.dumps(report.to_document(), indent=1, ensure_ascii=True) + "\n"
