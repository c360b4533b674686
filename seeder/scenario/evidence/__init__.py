"""Reads results of earlier posts and requests."""
