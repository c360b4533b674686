"""The rules that handles of each platform follow."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HandleRule:
    """What a handle of a platform can be, and how to say it."""

    pattern: re.Pattern[str]
    words: str


def _rule(pattern: str, words: str) -> HandleRule:
    return HandleRule(re.compile(pattern), words)


_RULES = {
    "x": _rule(r"[A-Za-z0-9_]{1,20}", "letters, digits and _, up to 15"),
    "instagram": _rule(r"(?!\.)(?!.*\.\.)[A-Za-z0-9_.]{1,30}(?<!\.)", "letters, digits, _ and single dots, up to 30"),
    "threads": _rule(r"(?!\.)(?!.*\.\.)[A-Za-z0-9_.]{1,30}(?<!\.)", "letters, digits, _ and single dots, up to 30"),
    "tiktok": _rule(r"[\w.]{1,24}(?<!\.)", "letters, digits, _ and dots, up to 24"),
    "youtube": _rule(r"(?:(?:c|user)/)?[\w\-.·]{1,100}", "letters, digits, _, -, dots, up to 30"),
    "twitch": _rule(r"[A-Za-z0-9_]{1,25}", "letters, digits and _, up to 25"),
    "linkedin": _rule(r"(?:(?:company|school|showcase)/)?[\w\-.’'&·]{1,100}", "letters, digits and -, up to 100"),
    "facebook": _rule(r"[\w.\-]{1,80}", "letters, digits and dots, up to 50"),
    "bluesky": _rule(
        r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z][A-Za-z0-9-]{0,62}"
        r"|did:plc:[a-z2-7]{24}|did:web:[A-Za-z0-9.-]{3,200}",
        "a name of a host, such as alice.bsky.social, or a did",
    ),
    "mastodon": _rule(
        r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?"
        r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z][A-Za-z0-9-]{1,62}",
        "user@host",
    ),
    "telegram": _rule(r"[A-Za-z0-9_]{3,32}", "letters, digits and _, 4 to 32"),
    "pinterest": _rule(r"[\w\-]{1,40}", "letters, digits and _, up to 30"),
    "snapchat": _rule(r"[A-Za-z0-9_.\-]{1,30}", "letters, digits, _, - and ., up to 15"),
    "reddit": _rule(r"[A-Za-z0-9_\-]{1,20}", "letters, digits, _ and -, up to 20"),
    "substack": _rule(r"[A-Za-z0-9_\-]{1,63}", "letters, digits and -, up to 63"),
    "medium": _rule(r"[A-Za-z0-9_.\-]{1,60}", "letters, digits, _ and dots"),
    "patreon": _rule(r"(?:user/[0-9]{1,20}|[A-Za-z0-9_\-]{1,64})", "letters, digits, _ and -, up to 64"),
    "kick": _rule(r"[A-Za-z0-9_\-]{1,30}", "letters, digits and _, up to 25"),
    "vk": _rule(r"[A-Za-z0-9_.]{2,40}", "letters, digits, _ and dots, 5 to 32"),
    "weibo": _rule(r"(?:n/)?[\w\-]{1,40}", "letters, digits, _ and -, up to 30"),
    "spotify": _rule(r"(?:(?:artist|show)/)?[\w.\-]{1,100}", "letters, digits, _, - and dots"),
    "xiaohongshu": _rule(r"[\w.\-]{1,40}", "letters, digits, _, - and dots, up to 40"),
}
_ANY = _rule(r"[^\s@/\\<>\"'`|,;(){}\[\]?#=&%*]{1,100}", "one word of letters, digits and signs, up to 100")
_EXACT = re.compile(r"UC[A-Za-z0-9_-]{22}")


def rule_of(platform: str) -> HandleRule:
    """Rule for handles of a platform, by its one name; a lenient one where the platform is not known."""
    return _RULES.get(platform, _ANY)


def is_channel_id(handle: str) -> bool:
    """Whether a handle is the id of a YouTube channel, in which upper and lower case differ."""
    return _EXACT.fullmatch(handle) is not None


def key_of(platform: str, handle: str) -> str:
    """What two spellings of one handle share: without case, but for ids of YouTube channels and on Spotify."""
    is_id = is_channel_id(handle) and platform in ("youtube", "")
    is_id = is_id or (platform == "spotify" and handle.startswith(("artist/", "show/")))
    return handle if is_id else handle.casefold()
