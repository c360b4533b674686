"""Reads results of earlier posts and asks."""
