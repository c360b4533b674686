"""Linear and integer programs, solved by GLOP and CP-SAT."""
