"""Finds feasible selections quickly: greedy selections and local search. Proves no bounds."""
