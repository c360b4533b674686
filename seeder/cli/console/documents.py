"""Print results for programs on stdout: JSON and CSV."""

from __future__ import annotations

import sys
from typing import Any


def print_document(document: Any) -> None:
    """Print one JSON document."""
    from seeder.run_folder.files import json_bytes

    print_bytes(json_bytes(document))


def print_bytes(raw: bytes) -> None:
    """Print bytes as they are: JSON and CSV files are UTF-8, whatever a terminal takes."""
    sys.stdout.flush()
    sys.stdout.buffer.write(raw)
    sys.stdout.flush()
