"""Reads files of any usual kind as tables of cells."""
