"""Measurements that are run by hand: speed, and later quality."""
