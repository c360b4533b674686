"""Show the progress of a search on a terminal or in a notebook, never in a pipe or a file."""

from seeder.progress.showing import Progress as Progress
