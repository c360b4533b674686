"""A platform has one name, whatever people call it."""

from __future__ import annotations

import pytest

from seeder.scenario.platforms import canonical_platform


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Twitter", "x"),
        ("X", "x"),
        ("twitter.com", "x"),
        ("X (Twitter)", "x"),
        (" IG ", "instagram"),
        ("www.instagram.com", "instagram"),
        ("YT", "youtube"),
        ("YouTube", "youtube"),
        ("Tik Tok", "tiktok"),
        ("fb", "facebook"),
        ("Mastodon", "mastodon"),
        ("", ""),
    ],
)
def test_platform_names(text: str, name: str) -> None:
    assert canonical_platform(text) == name
    assert canonical_platform(name) == name
