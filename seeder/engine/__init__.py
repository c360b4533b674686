"""Reads tables; answers the questions asked of large ones."""
