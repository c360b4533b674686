"""Judges the roles of columns by what they make of the table."""
