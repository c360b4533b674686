"""How much the best plan and its value depend on numbers that are not known for sure."""
