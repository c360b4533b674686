"""Copies the examples that ship with the package: whole scenarios to start from."""

from __future__ import annotations

from pathlib import Path

from seeder.folders import fill_folder
from seeder.scenario.document.json_schema import SCHEMA_FILE, schema_bytes
from seeder.shipped import examples_folder

_SHARED_SCHEMA = f"../{SCHEMA_FILE}"
_COPIED = (".yaml", ".json", ".csv", ".parquet", ".md")
_LEFT = ("expected.json",)


def write_example(name: str, folder: Path) -> list[str]:
    """Copy an example into a new or empty folder, with the schema that its documents complete from beside them.

    Returned are the names of the files written.
    """
    contents = {}
    for source in sorted((examples_folder() / name).iterdir()):
        if source.suffix not in _COPIED or source.name in _LEFT:
            continue
        raw = source.read_bytes()
        if source.suffix == ".yaml":
            raw = raw.replace(_SHARED_SCHEMA.encode(), f"./{SCHEMA_FILE}".encode())
        contents[source.name] = raw
    contents[SCHEMA_FILE] = schema_bytes()
    fill_folder(folder, contents)
    return list(contents)
