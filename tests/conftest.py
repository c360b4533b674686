"""What holds for all tests: hypothesis has no deadline, because tests assert no timing; benchmarks measure it."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("seeder", deadline=None)
settings.load_profile("seeder")
