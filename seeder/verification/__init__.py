"""A written run held against its scenario, by code that knows no solver."""

from seeder.verification.findings import Check, Standing, Verification
from seeder.verification.run_checks import verify_run

__all__ = ["Check", "Standing", "Verification", "verify_run"]
