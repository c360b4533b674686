"""The files of a run folder, and what its manifest and its certificate record."""

from seeder.run_folder.files import WrittenRun, read_run

__all__ = ["WrittenRun", "read_run"]
