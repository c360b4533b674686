"""Reads the tables of a scenario: their columns, names, dates, files and frames."""
