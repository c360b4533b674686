"""The run folder: its files, and what its manifest and its certificate record beside the numbers."""

from seeder.run_folder.files import WrittenRun, read_run

__all__ = ["WrittenRun", "read_run"]
