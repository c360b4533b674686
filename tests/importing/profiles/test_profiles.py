"""Handles in every spelling, and the addresses that lead to them."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seeder.importing.profiles.handle_rules import handle_pattern
from seeder.importing.profiles.profile_addresses import known_platforms
from seeder.importing.profiles.profiles import read_profile
from seeder.scenario.platforms import profile_url

PLATFORMS = (
    *("", "x", "instagram", "tiktok", "youtube", "facebook", "twitch", "linkedin", "threads", "telegram", "pinterest"),
    *("snapchat", "reddit", "substack", "medium", "bluesky", "mastodon", "podcast", "patreon", "kick", "vk", "weibo"),
    *("spotify", "xiaohongshu"),
)


@pytest.mark.parametrize(
    ("text", "platform", "handle"),
    [
        ("@x", "", "x"),
        ("＠alice", "", "alice"),
        ("alice", "", "alice"),
        ("virat.kohli", "", "virat.kohli"),
        ("\u200e@alice\u200f", "", "alice"),
        ("'@alice", "", "alice"),
        ("@日本語", "", "日本語"),
        ("Alice (@alice)", "", "alice"),
        ("IG @alice", "instagram", "alice"),
        ("Instagram: alice", "instagram", "alice"),
        ("https://www.instagram.com/alice/?hl=en#top", "instagram", "alice"),
        ("HTTPS://INSTAGRAM.COM/Alice", "instagram", "Alice"),
        ("instagram.com/_u/x", "instagram", "x"),
        ("https://www.instagram.com/alice/reels/", "instagram", "alice"),
        ("https://www.instagram.com/stories/alice/123", "instagram", "alice"),
        ("http://m.youtube.com/@Al-ice/videos", "youtube", "Al-ice"),
        (
            "http://youtube.com/channel/UCX6OQ3DkcsbYNE6H8uQQuVA",
            "youtube",
            "UCX6OQ3DkcsbYNE6H8uQQuVA",
        ),
        ("UCX6OQ3DkcsbYNE6H8uQQuVA", "youtube", "UCX6OQ3DkcsbYNE6H8uQQuVA"),
        ("https://youtube.com/c/Foo/about", "youtube", "c/Foo"),
        ("youtube.com/user/foo", "youtube", "user/foo"),
        ("tiktok.com/@a.b?lang=de", "tiktok", "a.b"),
        ("https://www.tiktok.com/@x/video/1", "tiktok", "x"),
        ("https://m.twitch.tv/x/videos", "twitch", "x"),
        ("https://de.linkedin.com/in/j%C3%B6rg-123/", "linkedin", "jörg-123"),
        ("linkedin.com/company/acme/posts", "linkedin", "company/acme"),
        ("linkedin.com/school/mit", "linkedin", "school/mit"),
        ("facebook.com/profile.php?id=123&sk=about", "facebook", "123"),
        ("https://www.facebook.com/pages/Some-Name/1234567", "facebook", "1234567"),
        ("https://de-de.facebook.com/alice.b", "facebook", "alice.b"),
        ("fb.me/alice", "facebook", "alice"),
        ("@user@mastodon.social", "mastodon", "user@mastodon.social"),
        ("https://Mastodon.Social/@user", "mastodon", "user@mastodon.social"),
        ("https://www.patreon.com/alice/posts", "patreon", "alice"),
        ("patreon.com/c/alice", "patreon", "alice"),
        ("https://www.patreon.com/user?u=12345", "patreon", "user/12345"),
        ("https://kick.com/alice", "kick", "alice"),
        ("Kick: alice", "kick", "alice"),
        ("https://vk.com/alice.b", "vk", "alice.b"),
        ("m.vk.com/id12345", "vk", "id12345"),
        ("https://weibo.com/u/1234567", "weibo", "1234567"),
        ("https://m.weibo.cn/u/1234567", "weibo", "1234567"),
        ("https://weibo.com/alice?refer=1", "weibo", "alice"),
        ("https://weibo.com/n/小花", "weibo", "n/小花"),
        ("https://open.spotify.com/intl-de/artist/0du5cEVh5yTK9QJze8zA0C", "spotify", "artist/0du5cEVh5yTK9QJze8zA0C"),
        ("https://open.spotify.com/user/alice?si=1", "spotify", "alice"),
        (
            "https://www.xiaohongshu.com/user/profile/5f0c0c0c0000000001001234",
            "xiaohongshu",
            "5f0c0c0c0000000001001234",
        ),
        ("https://www.facebook.com/pages/category/Some-Name-1234567", "facebook", "1234567"),
        ("https://de.linkedin.com/pub/ann-lee/1a/2b/3c", "linkedin", "ann-lee-3c2b1a"),
        ("alice.bsky.social", "bluesky", "alice.bsky.social"),
        ("https://bsky.app/profile/alice.dev", "bluesky", "alice.dev"),
        ("did:plc:z72i7hdynmk6r22z27h6tvur", "bluesky", "did:plc:z72i7hdynmk6r22z27h6tvur"),
        ("threads.net/@x", "threads", "x"),
        ("https://www.threads.com/@x", "threads", "x"),
        ("https://x.com/alice/status/123", "x", "alice"),
        ("https://mobile.twitter.com/alice", "x", "alice"),
        ("twitter.com/intent/user?screen_name=bob", "x", "bob"),
        ("https://twitter.com/#!/bob", "x", "bob"),
        ("t.me/s/chan", "telegram", "chan"),
        ("pinterest.co.uk/alice", "pinterest", "alice"),
        ("https://de.pinterest.com/alice/boards", "pinterest", "alice"),
        ("snapchat.com/add/bob", "snapchat", "bob"),
        ("u/spez", "reddit", "spez"),
        ("https://alice.substack.com/p/post", "substack", "alice"),
        ("[Alice](https://instagram.com/alice)", "instagram", "alice"),
        ('<a href="https://x.com/bob">Bob</a>', "x", "bob"),
        ('=HYPERLINK("https://x.com/zed","zed")', "x", "zed"),
        ("@alice https://instagram.com/alice", "instagram", "alice"),
    ],
)
def test_spellings(text: str, platform: str, handle: str) -> None:
    profile = read_profile(text)
    assert profile is not None
    assert (profile.platform, profile.handle) == (platform, handle)


@pytest.mark.parametrize(
    "text",
    [
        "https://youtu.be/abc",
        "https://www.youtube.com/watch?v=1",
        "https://vm.tiktok.com/ZM/",
        "https://bit.ly/3x",
        "https://www.instagram.com/p/xyz/",
        "https://www.instagram.com/",
        "instagram.com",
        "https://www.facebook.com/groups/1",
        "https://www.reddit.com/r/python",
        "https://linktr.ee/alice",
        "https://example.com/alice",
        "https://instagram.com@evil.example/x",
        "https://vk.com/wall-12345_678",
        "https://vk.com/photo12345_678",
        "https://weibo.com/1234567/NbCdEf",
        "https://kick.com/alice/clips/1",
        "https://www.patreon.com/posts/hello-123",
        "https://open.spotify.com/track/1",
        "https://www.xiaohongshu.com/explore/1",
        "xhslink.com/abc",
        "https://www.patreon.com/login",
        "mailto:a@b.com",
        "a.b@c.org",
        "Alice Smith",
        "x" * 200,
        "123",
        "N/A",
        "-",
        "",
        "javascript:alert(1)",
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "https://[broken",
        "@a / @b",
        "x" * 20_000,
    ],
)
def test_what_is_no_profile_is_none(text: str) -> None:
    assert read_profile(text) is None


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("Música y baile", "youtube"),
        ("a" * 31, "instagram"),
        ("al-ice", "instagram"),
        ("al.ice", "x"),
        ("alice", "mastodon"),
    ],
)
def test_impossible_handles_of_a_platform(text: str, platform: str) -> None:
    assert read_profile(text, platform=platform) is None


def test_the_platform_comes_from_elsewhere_and_an_address_goes_before_it() -> None:
    profile = read_profile("@Alice", platform="IG")
    assert profile is not None
    assert (profile.platform, profile.handle, profile.key) == ("instagram", "Alice", "alice")
    assert profile.url == "https://www.instagram.com/Alice/"
    other = read_profile("https://tiktok.com/@bob", platform="instagram")
    assert other is not None
    assert other.platform == "tiktok"
    fediverse = read_profile("user@example.social", platform="Mastodon")
    assert fediverse is not None
    assert fediverse.url == "https://example.social/@user"
    blue = read_profile("alice", platform="bsky")
    assert blue is not None
    assert blue.handle == "alice.bsky.social"


@pytest.mark.parametrize("text", ["@a / @b", "@a / @b\n@A; https://x.com/c", "alice\nbob"])
def test_several_profiles_in_one_cell_are_none(text: str) -> None:
    assert read_profile(text) is None


def test_keys_ignore_case_but_for_ids_of_channels() -> None:
    first, second = (read_profile(f"https://x.com/{name}") for name in ("Alice", "aLICE"))
    assert first is not None
    assert second is not None
    assert first.key == second.key
    ids = [read_profile(f"youtube.com/channel/UC{letter * 22}") for letter in "aA"]
    assert len({profile.key for profile in ids if profile is not None}) == 2


def handles_of(platform: str) -> st.SearchStrategy[str]:
    """Handles that the rule of a platform allows, those of a few signs and a dot at the end among them."""
    pattern = handle_pattern(platform)
    few = st.text("abcXYZ019_.-", max_size=20).map(lambda text: f"{text}a.")
    return (st.from_regex(pattern, fullmatch=True) | few).filter(pattern.fullmatch)


@pytest.mark.parametrize("platform", [name for name in PLATFORMS if name])
@settings(max_examples=20)
@given(data=st.data())
def test_the_address_of_a_profile_leads_back_to_it(platform: str, data: st.DataObject) -> None:
    handle = data.draw(handles_of(platform))
    assume(any(map(str.isalnum, handle)))
    url = profile_url(platform, handle)
    assert bool(url) == (platform != "podcast")
    # Anybody can host Mastodon: of a host that no list has, the row must say so.
    again = read_profile(url, platform="mastodon" if platform == "mastodon" else "") if url else None
    # Words such as "explore" or "p" are pages of the platform, never handles.
    assert again is not None or not url or len(handle) < 8
    if again is not None:
        host = handle.partition("@")[2]
        assert (again.platform, again.handle) == (platform, handle.removesuffix(host) + host.casefold())
        assert again.url == url


@given(st.sampled_from(PLATFORMS), st.text("abcXYZ019_.-", min_size=1, max_size=20))
def test_a_name_that_is_a_profile_has_its_address(platform: str, name: str) -> None:
    text = f"{name}@example.social" if platform == "mastodon" else name
    profile = read_profile(text, platform=platform)
    if profile is not None:
        assert profile.url == profile_url(profile.platform, profile.handle)


@given(st.sampled_from(["company/{}", "school/{}", "in/{}"]), st.text("abcäöé019-", min_size=3, max_size=30))
def test_addresses_of_linkedin_lead_back(pattern: str, name: str) -> None:
    profile = read_profile(f"https://www.linkedin.com/{pattern.format(name)}")
    if profile is not None:
        assert read_profile(profile.url) == profile


@given(st.text(max_size=80), st.sampled_from(PLATFORMS))
def test_any_text_gives_a_safe_profile_or_none(text: str, platform: str) -> None:
    profile = read_profile(text, platform=platform)
    if profile is not None:
        assert profile.handle
        assert not any(character.isspace() or ord(character) < 32 for character in profile.handle)
        if profile.url:
            assert profile.url.isascii()
            assert urlsplit(profile.url).scheme == "https"
            assert not set(profile.url) & set("<>\"' \\")


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["@a", "a@", "a.", "http://", "x.com/", "@a@b.", "a@b.c", "[", "&amp;", " / ", "<a ", "did:", "-"])
)
def test_long_texts_are_refused_at_once(piece: str) -> None:
    for n_characters in (9_999, 1_000_000):
        text = piece * (n_characters // len(piece))
        read_profile(text)


def test_every_platform_of_the_table_of_addresses_is_known_elsewhere() -> None:
    assert known_platforms() <= set(PLATFORMS)
    for platform in known_platforms():
        assert handle_pattern(platform) is not handle_pattern("")
        handle = f"UC{'a' * 22}" if platform == "youtube" else "alice.bsky.social" if platform == "bluesky" else "alice"
        profile = read_profile(profile_url(platform, handle))
        assert profile is not None
        assert (profile.platform, profile.handle) == (platform, handle)


@pytest.mark.parametrize(
    "address",
    ["https://shop.example/users/8145", "https://github.com/users/bo/projects/1", "https://shop.example/@ada"],
)
def test_an_address_of_a_host_that_is_no_platform_is_of_no_account(address: str) -> None:
    assert read_profile(address) is None


def test_an_unknown_host_is_one_of_mastodon_where_the_row_says_so() -> None:
    found = read_profile("https://ada.example/@ada", platform="Mastodon")
    assert found is not None
    assert (found.platform, found.handle) == ("mastodon", "ada@ada.example")
    known = read_profile("https://hachyderm.io/@ada")
    assert known is not None
    assert known.handle == "ada@hachyderm.io"


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://www.facebook.com/gaming/realadaplays", "realadaplays"),
        ("https://www.facebook.com/watch/bo.official/", "bo.official"),
        ("https://www.facebook.com/watch/?v=123", ""),
        ("https://www.facebook.com/watch/live/?v=123", ""),
        ("https://fb.com/gaming", ""),
    ],
)
def test_pages_of_games_and_videos_on_facebook(address: str, handle: str) -> None:
    found = read_profile(address)
    assert (found.handle if found is not None else "") == handle
