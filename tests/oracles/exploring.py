"""Turns property tests into slow ones that draw as many examples as the profile says."""

from __future__ import annotations

import pytest
from hypothesis import settings


def explore(item: pytest.Item) -> None:
    """Mark a property test as slow, and let it draw at least as many examples as the loaded profile."""
    test = getattr(item, "obj", None)
    if not getattr(test, "is_hypothesis_test", False):
        return
    item.add_marker("slow")
    # A number of examples that a test sets itself goes before the profile's, and hypothesis has no public way around.
    own = getattr(test, "_hypothesis_internal_use_settings", None) or settings()
    n_examples = max(own.max_examples, settings().max_examples)
    test._hypothesis_internal_use_settings = settings(own, max_examples=n_examples)  # type: ignore[union-attr]
