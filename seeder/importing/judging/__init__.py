"""Takes back roles of columns that contradict the rest of the table."""
