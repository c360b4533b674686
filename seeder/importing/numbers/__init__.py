"""Reads numbers as people write them, in the style of their column."""
