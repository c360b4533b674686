"""Solves problems with shared audiences: tangents, local search, and branch and bound."""
