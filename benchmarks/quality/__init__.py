"""How good the plans are: gaps to the best bound, and how far above greedy, on generated problems."""
