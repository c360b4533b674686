"""Analyses of a problem and a selection, as numbers; other packages write the sentences."""
