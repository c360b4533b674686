"""Relaxations that give upper bounds: multipliers, facets, tangents and cutting planes."""
