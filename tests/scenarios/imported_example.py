"""The shipped scenario that an import made, made again."""

from __future__ import annotations

from pathlib import Path

from seeder.importing import import_table
from seeder.importing.output.writing import import_files

NAME = "from-a-spreadsheet"


def files_of_import(folder: Path) -> dict[str, bytes]:
    """Return what ``seeder init --from`` makes of the folder's table; the shipped scenarios share one schema."""
    files = import_files(import_table(folder / "influencers-export.csv"))
    del files["seeder.schema.json"]
    files["scenario.yaml"] = files["scenario.yaml"].replace(b"./seeder.schema.json", b"../seeder.schema.json")
    return files
