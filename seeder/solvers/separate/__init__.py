"""Solve problems with separate audiences: close the gap by growing cores and by class counts."""
