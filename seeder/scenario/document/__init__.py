"""Reads the scenario document: YAML or JSON with positions, its model, and its issues."""
