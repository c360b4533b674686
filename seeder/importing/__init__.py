"""Turns any table of accounts into a scenario."""

from seeder.errors import MappingError
from seeder.importing.building import import_table
from seeder.importing.output.writing import write_import
from seeder.importing.report import Imported
from seeder.importing.reviews import points_to_review
from seeder.importing.unexcluded import unexcluded_refusals
from seeder.importing.updating import Updated, update_import

__all__ = [
    "Imported",
    "MappingError",
    "Updated",
    "import_table",
    "points_to_review",
    "unexcluded_refusals",
    "update_import",
    "write_import",
]
