"""Turns any table of accounts into a scenario."""

from seeder.errors import MappingError
from seeder.importing.building import import_table
from seeder.importing.output.writing import write_import
from seeder.importing.report import Imported

__all__ = ["Imported", "MappingError", "import_table", "write_import"]
