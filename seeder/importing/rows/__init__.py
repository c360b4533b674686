"""Turns the rows of a table into handles, accounts and their numbers."""
