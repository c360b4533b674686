"""Finds the header of a table and decides what each column holds."""
