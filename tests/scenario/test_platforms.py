"""A platform has one name, whatever people call it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from seeder.scenario.platforms import canonical_platform, profile_url


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


@pytest.mark.parametrize(
    ("text", "name"),
    [("Linked In", "linkedin"), ("bsky", "bluesky"), ("twitch.tv", "twitch"), ("TG", "telegram"), ("Snap", "snapchat")],
)
def test_more_names(text: str, name: str) -> None:
    assert canonical_platform(text) == name


@pytest.mark.parametrize(
    ("platform", "handle", "url"),
    [
        ("Twitter", "alice", "https://x.com/alice"),
        ("ig", "alice", "https://www.instagram.com/alice/"),
        ("tiktok", "al.ice", "https://www.tiktok.com/@al.ice"),
        ("youtube", "alice", "https://www.youtube.com/@alice"),
        ("youtube", "UCX6OQ3DkcsbYNE6H8uQQuVA", "https://www.youtube.com/channel/UCX6OQ3DkcsbYNE6H8uQQuVA"),
        ("youtube", "c/alice", "https://www.youtube.com/c/alice"),
        ("facebook", "123", "https://www.facebook.com/profile.php?id=123"),
        ("linkedin", "jörg", "https://www.linkedin.com/in/j%C3%B6rg"),
        ("linkedin", "company/acme", "https://www.linkedin.com/company/acme"),
        ("linkedin", "acme inc.", "https://www.linkedin.com/in/acme%20inc%2E"),
        ("youtube", "c/a.b..", "https://www.youtube.com/c/a.b%2E%2E"),
        ("facebook", "..", "https://www.facebook.com/%2E%2E"),
        ("mastodon", "user@example.social", "https://example.social/@user"),
        ("mastodon", "user", ""),
        ("mastodon", "user@evil.example/x?", ""),
        ("podcast", "alice", ""),
        ("x", "", ""),
    ],
)
def test_addresses_of_profiles(platform: str, handle: str, url: str) -> None:
    assert profile_url(platform, handle) == url


@given(
    st.sampled_from(["x", "instagram", "tiktok", "youtube", "facebook", "linkedin", "bluesky", "telegram", "mastodon"]),
    st.text(max_size=40),
)
def test_a_handle_never_leads_to_another_host(platform: str, handle: str) -> None:
    url = profile_url(platform, handle)
    assume(url)
    parts = urlsplit(url)
    assert parts.scheme == "https"
    assert url.isascii()
    assert not set(url) & set("<>\"' \\\r\n")
    assert not url.endswith(".")
    if platform != "mastodon":
        assert parts.netloc == urlsplit(profile_url(platform, "plain")).netloc
        assert ".." not in parts.path.split("/")
