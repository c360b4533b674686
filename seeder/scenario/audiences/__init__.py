"""Reads the tables that say who follows whom, and checks them."""
