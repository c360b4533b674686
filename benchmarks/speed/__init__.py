"""How long it takes, beside the same model given whole to other solvers."""
