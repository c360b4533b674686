"""The import report as data."""

from __future__ import annotations

import json
from typing import Any

from seeder.importing.report import ImportReport

SCHEMA_VERSION = 1

_MOST_LISTED = 100


def report_document(report: ImportReport) -> dict[str, Any]:
    """The report as a plain document; of many changes of a kind the first hundred, and how many there are."""
    return {
        "schema_version": SCHEMA_VERSION,
        "source": report.source,
        "sheet": report.sheet,
        "rows": report.n_rows,
        "accounts": report.n_accounts,
        "handles": report.n_handles,
        "rejected": len(report.rejections),
        "changed": len(report.changes),
        "columns": [
            {
                "name": story.name,
                "header": story.header,
                "taken_as": story.taken_as or None,
                "written_to": list(story.written_to),
                "told": list(story.told),
            }
            for story in report.columns
        ],
        "guesses": [
            {
                "subject": guess.subject,
                "decision": guess.decision,
                "reason": guess.reason,
                "overrule": guess.overrule or None,
            }
            for guess in report.guesses
        ],
        "rules": [
            {"column": rule.column, "formula": rule.formula, "source": rule.source, "cells": rule.n_cells}
            for rule in report.rules
        ],
        "warnings": list(report.warnings),
        "rejections": [
            {
                "kind": kind,
                "count": len(found),
                "rows": [{"line": one.line, "reason": one.reason} for one in found[:_MOST_LISTED]],
            }
            for kind, found in report.grouped_rejections().items()
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
            for (column, reason), found in report.grouped_changes().items()
        ],
    }


def write_report_data(report: ImportReport) -> str:
    """Write the report as JSON; only ASCII, so that any reader of text can hold it."""
    return json.dumps(report_document(report), indent=1, ensure_ascii=True) + "\n"
