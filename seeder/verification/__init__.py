"""Check a written run against its scenario, without any solver."""

from seeder.verification.findings import Check, Standing, Verification
from seeder.verification.run_checks import verify_run

__all__ = ["Check", "Standing", "Verification", "verify_run"]
