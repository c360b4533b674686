"""Tracking links: one an account, told apart, with the link's own query kept."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.plan.links import tracking_link
from seeder.scenario.slugs import account_slug


def test_a_link_by_hand() -> None:
    link = tracking_link(
        "https://example.org/launch?a=1&utm_source=old#top",
        account="ann_lee",
        platform="YouTube",
        campaign="Launch week!",
    )
    assert link == (
        "https://example.org/launch?a=1&utm_source=youtube&utm_medium=social"
        "&utm_campaign=launch-week&utm_content=ann_lee#top"
    )


@pytest.mark.parametrize("account", ["Ann Lee", "ann lee", "ann-lee ", "@ann-lee", "مها", "🎉", "a&b=c", "'><script>"])
def test_changed_keys_stay_apart_and_harmless(account: str) -> None:
    assert account_slug(account) != account_slug("ann-lee")
    query = parse_qs(urlsplit(tracking_link("https://example.org/", account=account, platform="", campaign="c")).query)
    assert set(query) == {"utm_source", "utm_medium", "utm_campaign", "utm_content"}
    assert query["utm_source"] == ["direct"]


@given(st.lists(st.text(min_size=1), min_size=2, max_size=6, unique=True))
def test_two_accounts_never_share_a_link(accounts: list[str]) -> None:
    links = {tracking_link("https://example.org/", account=a, platform="x", campaign="c") for a in accounts}
    assert len(links) == len(accounts)
    assert all(link.isascii() and " " not in link for link in links)
