"""Bounds that anyone can recompute from their definition, with no solver in sight."""

from seeder.certify.bounds import certified_bound, usable_options
from seeder.certify.certificate import Certificate

__all__ = ["Certificate", "certified_bound", "usable_options"]
