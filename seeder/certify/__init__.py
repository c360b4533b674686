"""Bounds that anyone can recompute from their definition, with no solver in sight."""

from seeder.certify.bounds import certified_bound, usable_options
from seeder.certify.certificate import Certificate
from seeder.certify.verifying import Verified, verify

__all__ = ["Certificate", "Verified", "certified_bound", "usable_options", "verify"]
