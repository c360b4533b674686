"""Reads handles and addresses of profiles in every spelling."""
