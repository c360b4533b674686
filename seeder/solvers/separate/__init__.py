"""Solves problems with separate audiences: closes the gap by cores and by counts."""
