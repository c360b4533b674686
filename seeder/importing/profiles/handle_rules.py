"""The rules that handles of each platform follow."""

from __future__ import annotations

import re
from functools import cache

_PATTERNS = {
    "x": r"[A-Za-z0-9_]{1,20}",
    "instagram": r"(?!\.)(?!.*\.\.)[A-Za-z0-9_.]{1,30}(?<!\.)",
    "threads": r"(?!\.)(?!.*\.\.)[A-Za-z0-9_.]{1,30}(?<!\.)",
    "tiktok": r"[\w.]{1,24}(?<!\.)",
    "youtube": r"(?:(?:c|user)/)?[\w\-.·]{1,100}",
    "twitch": r"[A-Za-z0-9_]{1,25}",
    "linkedin": r"(?:(?:company|school|showcase)/)?[\w\-.’'&·]{1,100}",
    "facebook": r"[\w.\-]{1,80}",
    "bluesky": (
        r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z][A-Za-z0-9-]{0,62}"
        r"|did:plc:[a-z2-7]{24}|did:web:[A-Za-z0-9.-]{3,200}"
    ),
    "mastodon": (
        r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?"
        r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z][A-Za-z0-9-]{1,62}"
    ),
    "telegram": r"[A-Za-z0-9_]{3,32}",
    "pinterest": r"[\w\-]{1,40}",
    "snapchat": r"[A-Za-z0-9_.\-]{1,30}",
    "reddit": r"[A-Za-z0-9_\-]{1,20}",
    "substack": r"[A-Za-z0-9_\-]{1,63}",
    "medium": r"[A-Za-z0-9_.\-]{1,60}",
    "patreon": r"(?:user/[0-9]{1,20}|[A-Za-z0-9_\-]{1,64})",
    "kick": r"[A-Za-z0-9_\-]{1,30}",
    "vk": r"[A-Za-z0-9_.]{2,40}",
    "weibo": r"(?:n/)?[\w\-]{1,40}",
    "spotify": r"(?:(?:artist|show)/)?[\w.\-]{1,100}",
    "xiaohongshu": r"[\w.\-]{1,40}",
}
_ANY = r"[^\s@/\\<>\"'`|,;(){}\[\]?#=&%*]{1,100}"
_EXACT = re.compile(r"UC[A-Za-z0-9_-]{22}")


@cache
def handle_pattern(platform: str) -> re.Pattern[str]:
    """What handles of a platform, by its one name, can be; a lenient pattern if the platform is not known."""
    return re.compile(_PATTERNS.get(platform, _ANY))


def is_channel_id(handle: str) -> bool:
    """Whether a handle is the id of a YouTube channel, in which upper and lower case differ."""
    return _EXACT.fullmatch(handle) is not None


def key_of(platform: str, handle: str) -> str:
    """What two spellings of one handle share: without case, but for ids of YouTube channels and on Spotify."""
    is_id = is_channel_id(handle) and platform in ("youtube", "")
    is_id = is_id or (platform == "spotify" and handle.startswith(("artist/", "show/")))
    return handle if is_id else handle.casefold()
