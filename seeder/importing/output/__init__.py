"""Writes an import: the scenario, its report and the rows left out."""
