"""Read tables, and run queries on tables too large for memory."""
