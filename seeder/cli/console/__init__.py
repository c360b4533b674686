"""Standard streams, progress, signals and exit codes of a command."""
