"""The problem as solvers take it: presolved, scaled, as rows and as cells."""
