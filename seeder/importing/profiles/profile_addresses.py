"""Addresses of profiles: which platform and handle an address leads to, or why it leads to none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

LONGEST_ADDRESS = 2_000
"""Most characters of an address that is looked at."""

_POST = "it leads to a post, not to a profile"
_SHORT = "it is a short link, and says nothing without being opened"
_NO_PLATFORM = "it is an address of no known platform"
_NO_NAME = "it leads to the platform and names no profile"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an address leads.

    Parameters
    ----------
    platform, handle
        '' where it leads to no profile.
    reason
        Why it leads to none; '' where it leads to one.
    note
        What a reader should know.
    """

    platform: str = ""
    handle: str = ""
    reason: str = ""
    note: str = ""


_HOSTS = {
    "x": "x.com twitter.com",
    "instagram": "instagram.com instagr.am ig.me",
    "tiktok": "tiktok.com",
    "youtube": "youtube.com youtube-nocookie.com",
    "facebook": "facebook.com fb.com fb.me messenger.com m.me",
    "twitch": "twitch.tv",
    "linkedin": "linkedin.com",
    "threads": "threads.net threads.com",
    "bluesky": "bsky.app",
    "telegram": "t.me telegram.me telegram.dog",
    "snapchat": "snapchat.com",
    "reddit": "reddit.com",
    "substack": "substack.com",
    "medium": "medium.com",
}
_PLATFORM_OF = {host: platform for platform, hosts in _HOSTS.items() for host in hosts.split()}
_PINTEREST = re.compile(r"pinterest\.(?:com|[a-z]{2}|co\.[a-z]{2}|com\.[a-z]{2})")
_SHORTENERS_TEXT = (
    "bit.ly goo.gl tinyurl.com t.co ow.ly buff.ly lnkd.in vm.tiktok.com vt.tiktok.com fb.watch youtu.be "
    "is.gd rb.gy cutt.ly shorturl.at amzn.to pin.it redd.it spoti.fi on.soundcloud.com flip.it trib.al "
    "dlvr.it"
)
_SHORTENERS = frozenset(_SHORTENERS_TEXT.split())
_LINK_PAGES_TEXT = "linktr.ee beacons.ai linkin.bio bio.link campsite.bio allmylinks.com solo.to lnk.bio"
_LINK_PAGES = frozenset(_LINK_PAGES_TEXT.split())
KNOWN_HOSTS = tuple(
    sorted({*_PLATFORM_OF, "pinterest.com", *_SHORTENERS, *_LINK_PAGES}, key=lambda host: (-len(host), host))
)
"""Hosts that are told from plain text without ``https://`` before them, longest first."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}:")
_SUBSTACK = re.compile(r"([a-z0-9][a-z0-9-]{0,62})\.substack\.com")
_IN_PART = re.compile(r"[0-9]{3,}")


def read_address(address: str) -> Destination:
    """Tell where an address leads, with or without a scheme; nothing is opened."""
    if len(address) > LONGEST_ADDRESS:
        return Destination(reason="it is too long for an address")
    text = address.strip()
    if text.startswith("//"):
        text = f"https:{text}"
    elif not re.match(r"https?://", text, re.IGNORECASE):
        if _SCHEME.match(text) and not re.match(r"[A-Za-z0-9.-]+:[0-9]+(?:/|\Z)", text):
            is_mail = text.casefold().startswith("mailto:")
            return Destination(reason="it is an e-mail address, and no handle" if is_mail else _NO_PLATFORM)
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").casefold().rstrip(".")
    except ValueError:
        return Destination(reason="it is a broken address")
    segments = [unquote(segment).strip() for segment in parts.path.split("/")]
    segments = [segment for segment in segments if segment]
    if host in _SHORTENERS:
        is_video = host == "youtu.be"
        return Destination(reason="it leads to a video, not to a channel" if is_video else _SHORT)
    if host.removeprefix("www.") in _LINK_PAGES:
        return Destination(reason="it leads to a page of links, not to a profile")
    substack = _SUBSTACK.fullmatch(host)
    if substack and substack[1] not in ("www", "open", "on"):
        return Destination("substack", substack[1])
    platform = _platform_of(host)
    if platform:
        return _named(platform, _READERS[platform](segments, parts))
    if segments and segments[0].startswith("@") and len(segments[0]) > 1 and "." in host:
        user, _, other = segments[0][1:].partition("@")
        return Destination("mastodon", f"{user}@{other or host.removeprefix('www.')}")
    if len(segments) > 1 and segments[0] == "users" and "." in host:
        return Destination("mastodon", f"{segments[1]}@{host}")
    return Destination(reason=_NO_PLATFORM)


def _named(platform: str, found: Destination) -> Destination:
    return found if found.reason else Destination(platform, found.handle, "", found.note)


def _platform_of(host: str) -> str:
    """Platform of a host or of a host above it: ``de.linkedin.com``, ``m.youtube.com``."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        name = ".".join(labels[start:])
        if name in _PLATFORM_OF:
            return _PLATFORM_OF[name]
        if _PINTEREST.fullmatch(name):
            return "pinterest"
    return ""


def _handle(segment: str, note: str = "") -> Destination:
    handle = segment.removeprefix("@")
    return Destination(handle=handle, note=note) if handle else Destination(reason=_NO_NAME)


def _x(segments: Sequence[str], parts: SplitResult) -> Destination:
    if not segments and parts.fragment.startswith("!/"):
        segments = [segment for segment in parts.fragment[2:].split("/") if segment]
    if not segments:
        return Destination(reason=_NO_NAME)
    first = segments[0].casefold()
    query = parse_qs(parts.query, max_num_fields=50)
    if first == "intent" or (first in ("i", "share") and "screen_name" in query):
        name = query.get("screen_name", [""])[0]
        return _handle(name) if name else Destination(reason=_NO_NAME)
    if first in _X_PAGES:
        return Destination(reason=_POST if first == "i" else _NO_NAME)
    return _handle(segments[0])


_X_PAGES_TEXT = "i home search hashtag share explore settings login messages notifications compose tos privacy"
_X_PAGES = frozenset(_X_PAGES_TEXT.split())


def _instagram(segments: Sequence[str], _parts: SplitResult) -> Destination:
    while segments and segments[0] in ("_u", "_n", "m"):
        segments = segments[1:]
    if not segments:
        return Destination(reason=_NO_NAME)
    first = segments[0].casefold()
    if first == "stories" and len(segments) > 1 and segments[1] != "highlights":
        return _handle(segments[1])
    if first in ("p", "reel", "reels", "tv", "share", "s", "stories"):
        return Destination(reason=_POST)
    if first in ("explore", "accounts", "direct", "about", "legal", "developer", "web"):
        return Destination(reason=_NO_NAME)
    return _handle(segments[0])


def _tiktok(segments: Sequence[str], _parts: SplitResult) -> Destination:
    if segments and segments[0].startswith("@"):
        return _handle(segments[0])
    if len(segments) > 1 and segments[0] in ("share", "h5") and segments[-1].startswith("@"):
        return _handle(segments[-1])
    if segments and segments[0] == "t":
        return Destination(reason=_SHORT)
    return Destination(reason=_NO_NAME)


def _youtube(segments: Sequence[str], _parts: SplitResult) -> Destination:
    if not segments:
        return Destination(reason=_NO_NAME)
    first = segments[0]
    if first.startswith("@"):
        return _handle(first)
    if first in ("channel", "c", "user") and len(segments) > 1:
        name = segments[1].removeprefix("@")
        return Destination(handle=name if first == "channel" else f"{first}/{name}")
    if first.casefold() in ("watch", "shorts", "playlist", "embed", "v", "live", "clip", "attribution_link", "e"):
        return Destination(reason="it leads to a video, not to a channel")
    pages = (
        "results",
        "feed",
        "hashtag",
        "gaming",
        "channel",
        "c",
        "user",
        "premium",
        "account",
        "redirect",
        "t",
        "about",
    )
    if first.casefold() in pages:
        return Destination(reason=_NO_NAME)
    return _handle(first, "an address without @, taken for the handle of this name")


def _facebook(segments: Sequence[str], parts: SplitResult) -> Destination:
    query = parse_qs(parts.query, max_num_fields=50)
    if not segments:
        return Destination(reason=_NO_NAME)
    first = segments[0].casefold()
    if first in ("profile.php", "permalink.php", "story.php"):
        number = query.get("id", [""])[0]
        return _handle(number) if number.isascii() and number.isdigit() else Destination(reason=_NO_NAME)
    if first in ("pages", "people") and len(segments) > 2:
        numbers = _IN_PART.findall(segments[-1]) if not segments[-1].isdigit() else [segments[-1]]
        return _handle(numbers[-1]) if numbers else Destination(reason=_NO_NAME)
    if first in ("pg", "p", "public") and len(segments) > 1:
        return _handle(segments[1])
    if first == "groups":
        return Destination(reason="it leads to a group, not to a profile")
    if first in _FACEBOOK_POSTS:
        return Destination(reason=_POST)
    if first in _FACEBOOK_PAGES or first.endswith(".php"):
        return Destination(reason=_NO_NAME)
    return _handle(segments[0])


_FACEBOOK_POSTS_TEXT = "watch photo photo.php video.php reel share story events notes media"
_FACEBOOK_POSTS = frozenset(_FACEBOOK_POSTS_TEXT.split())
_FACEBOOK_PAGES_TEXT = "sharer login hashtag help policies marketplace gaming pages people home.php search"
_FACEBOOK_PAGES = frozenset(_FACEBOOK_PAGES_TEXT.split())


def _twitch(segments: Sequence[str], parts: SplitResult) -> Destination:
    if (parts.hostname or "").startswith("clips."):
        return Destination(reason=_POST)
    if len(segments) > 1 and segments[0] in ("popout", "embed", "moderator", "u"):
        return _handle(segments[1])
    if segments and segments[0] in ("videos", "directory", "p", "settings", "downloads", "search", "team"):
        return Destination(reason=_POST if segments[0] == "videos" else _NO_NAME)
    return _handle(segments[0]) if segments else Destination(reason=_NO_NAME)


def _linkedin(segments: Sequence[str], _parts: SplitResult) -> Destination:
    if len(segments) > 1 and segments[0] == "mwlite":
        segments = segments[1:]
    if len(segments) < 2:
        return Destination(reason=_NO_NAME)
    first, name = segments[0].casefold(), segments[1]
    if first == "in":
        return _handle(name)
    if first in ("company", "school", "showcase"):
        return Destination(handle=f"{first}/{name}")
    if first == "pub":
        if len(segments) == 5:
            # The older address ends in three parts that the newer one writes behind the name, last first.
            return _handle("-".join((name, f"{segments[4]}{segments[3]}{segments[2]}")))
        return _handle(name)
    return Destination(reason=_POST if first in ("posts", "feed", "pulse") else _NO_NAME)


def _at_only(segments: Sequence[str], _parts: SplitResult) -> Destination:
    if segments and segments[0].startswith("@"):
        return _handle(segments[0])
    return Destination(reason=_POST if segments else _NO_NAME)


def _bluesky(segments: Sequence[str], _parts: SplitResult) -> Destination:
    if len(segments) > 1 and segments[0] == "profile":
        return _handle(segments[1])
    return Destination(reason=_NO_NAME)


def _telegram(segments: Sequence[str], _parts: SplitResult) -> Destination:
    if len(segments) > 1 and segments[0] == "s":
        segments = segments[1:]
    if segments and (segments[0] in ("joinchat", "c", "addstickers", "share", "proxy") or segments[0].startswith("+")):
        return Destination(reason="it is an invitation, and names no profile")
    return _handle(segments[0]) if segments else Destination(reason=_NO_NAME)


def _pinterest(segments: Sequence[str], _parts: SplitResult) -> Destination:
    if segments and segments[0] in ("pin", "search", "ideas", "today", "business", "settings"):
        return Destination(reason=_POST if segments[0] == "pin" else _NO_NAME)
    return _handle(segments[0]) if segments else Destination(reason=_NO_NAME)


def _snapchat(segments: Sequence[str], _parts: SplitResult) -> Destination:
    if len(segments) > 1 and segments[0] in ("add", "p"):
        return _handle(segments[1])
    if segments and segments[0].startswith("@"):
        return _handle(segments[0])
    return Destination(reason=_NO_NAME)


def _reddit(segments: Sequence[str], _parts: SplitResult) -> Destination:
    if len(segments) > 1 and segments[0] in ("u", "user"):
        return _handle(segments[1])
    is_community = bool(segments) and segments[0] == "r"
    return Destination(reason="it leads to a community, not to a profile" if is_community else _NO_NAME)


def _medium(segments: Sequence[str], parts: SplitResult) -> Destination:
    host = (parts.hostname or "").removesuffix(".medium.com")
    if host not in ("medium.com", "www") and "." not in host:
        return _handle(host)
    return _at_only(segments, parts)


_READERS: Mapping[str, Callable[[Sequence[str], SplitResult], Destination]] = {
    "x": _x,
    "instagram": _instagram,
    "tiktok": _tiktok,
    "youtube": _youtube,
    "facebook": _facebook,
    "twitch": _twitch,
    "linkedin": _linkedin,
    "threads": _at_only,
    "bluesky": _bluesky,
    "telegram": _telegram,
    "pinterest": _pinterest,
    "snapchat": _snapchat,
    "reddit": _reddit,
    "substack": _at_only,
    "medium": _medium,
}
