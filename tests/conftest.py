"""What holds for all tests: hypothesis has no deadline, because tests assert no timing; benchmarks measure it.

The examples are the same every time, so that a suite that was green says the same of the same code tomorrow. To look
for new ones: ``HYPOTHESIS_PROFILE=explore ./run pytest``; what it finds becomes a test of its own.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("seeder", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "seeder"))
