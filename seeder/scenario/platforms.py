"""One name for each platform, whatever people call it, and the addresses of profiles."""

from __future__ import annotations

import re
from urllib.parse import quote

_ALIASES = {
    "x": ("twitter", "x (twitter)", "x/twitter", "twitter/x", "twitter (x)", "tw", "x (formerly twitter)"),
    "instagram": ("ig", "insta"),
    "tiktok": ("tik tok", "tik-tok", "tt"),
    "youtube": ("yt", "you tube", "youtu.be"),
    "facebook": ("fb",),
    "linkedin": ("linked in", "linked-in", "li"),
    "bluesky": ("bsky", "blue sky", "bsky.app", "bsky.social"),
    "threads": ("threads.net",),
    "twitch": ("twitch.tv",),
    "telegram": ("tg", "t.me"),
    "snapchat": ("snap", "snap chat"),
    "mastodon": ("fediverse", "mastodon.social"),
    "pinterest": ("pin interest",),
    "vk": ("vkontakte", "вконтакте", "вк"),
    "weibo": ("sina weibo", "微博"),
    "spotify": ("open.spotify",),
    "xiaohongshu": ("xhs", "rednote", "red note", "little red book", "小红书", "小紅書"),
}
_CANONICAL = {name: platform for platform, names in _ALIASES.items() for name in (platform, *names)}

_ADDRESSES = {
    "x": "https://x.com/{}",
    "instagram": "https://www.instagram.com/{}/",
    "tiktok": "https://www.tiktok.com/@{}",
    "youtube": "https://www.youtube.com/@{}",
    "facebook": "https://www.facebook.com/{}",
    "twitch": "https://www.twitch.tv/{}",
    "linkedin": "https://www.linkedin.com/in/{}",
    "threads": "https://www.threads.net/@{}",
    "bluesky": "https://bsky.app/profile/{}",
    "telegram": "https://t.me/{}",
    "pinterest": "https://www.pinterest.com/{}/",
    "snapchat": "https://www.snapchat.com/add/{}",
    "reddit": "https://www.reddit.com/user/{}",
    "substack": "https://substack.com/@{}",
    "medium": "https://medium.com/@{}",
    "patreon": "https://www.patreon.com/{}",
    "kick": "https://kick.com/{}",
    "vk": "https://vk.com/{}",
    "weibo": "https://weibo.com/{}",
    "spotify": "https://open.spotify.com/user/{}",
    "xiaohongshu": "https://www.xiaohongshu.com/user/profile/{}",
}
_OTHER_KINDS = {
    # Names of other kinds than the usual one: an id, or a name behind a word of the address.
    "youtube": {
        "(UC[A-Za-z0-9_-]{22})": "https://www.youtube.com/channel/{}",
        "(c|user)/(.+)": "https://www.youtube.com/{}/{}",
    },
    "linkedin": {"(company|school|showcase)/(.+)": "https://www.linkedin.com/{}/{}"},
    "facebook": {"([0-9]+)": "https://www.facebook.com/profile.php?id={}"},
    "patreon": {"user/(.+)": "https://www.patreon.com/user?u={}"},
    "weibo": {"([0-9]+)": "https://weibo.com/u/{}", "n/(.+)": "https://weibo.com/n/{}"},
    "spotify": {"(artist|show)/(.+)": "https://open.spotify.com/{}/{}"},
}
"""Platform → pattern of a handle → its address."""

_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")


def canonical_platform(text: str) -> str:
    """Return the one name of a platform: without case, blanks around, ``www.`` and ``.com``, aliases resolved.

    Known by several names: x (twitter, tw, twitter/x), instagram (ig, insta), tiktok (tik tok, tik-tok, tt), youtube
    (yt, you tube), facebook (fb), linkedin (linked in, li), bluesky (bsky, blue sky), threads (threads.net), twitch
    (twitch.tv), telegram (tg), snapchat (snap), mastodon (fediverse), vk (vkontakte), weibo (sina weibo), xiaohongshu
    (xhs, rednote). Any other name stays as it is, in lower case.
    """
    name = text.strip().casefold().removeprefix("www.").removesuffix(".com")
    return _CANONICAL.get(name, name)


def is_platform_name(text: str) -> bool:
    """Whether a text is one of the names that :func:`canonical_platform` resolves; ``x`` is one, and no mark."""
    return canonical_platform(text) in _ALIASES


def profile_url(platform: str, handle: str) -> str:
    """Address of a profile, '' if the platform has none that follows from the handle, which is written without ``@``.

    Always ``https``, and everything in the handle that is no letter, digit, ``.``, ``_``, ``-`` or ``~`` of ASCII is
    percent-encoded, and so are dots at its end: a handle is untrusted text, and leads to no other host and, read back,
    to no other handle. On Mastodon it leads to the host that it names, if that is a name of a host.

    A YouTube channel is named by its id (``UC…``) or older names ``c/x`` and ``user/x``; on LinkedIn a person or
    ``company/x``, ``school/x``; on Facebook a name or an id; on Mastodon ``user@host``; on Spotify a user or
    ``artist/x``, ``show/x``; on Weibo a name of an address, an id or ``n/x``.
    """
    name = canonical_platform(platform)
    if not handle:
        return ""
    if name == "mastodon":
        user, _, host = handle.partition("@")
        is_whole = bool(user) and _HOST.fullmatch(host.lower()) is not None
        return f"https://{host.lower()}/@{_encoded(user)}" if is_whole else ""
    for pattern, address in _OTHER_KINDS.get(name, {}).items():
        if match := re.fullmatch(pattern, handle, re.DOTALL):
            return address.format(*map(_encoded, match.groups()))
    address = _ADDRESSES.get(name, "")
    return address.format(_encoded(handle, also=":" if name == "bluesky" else ""))


def _encoded(text: str, *, also: str = "") -> str:
    """Percent-encode, dots at the end too: who reads a text takes them for its own, and "." and ".." are folders."""
    encoded = quote(text, safe=also, errors="replace")
    stem = encoded.rstrip(".")
    return stem + "%2E" * (len(encoded) - len(stem))
