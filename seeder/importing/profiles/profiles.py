"""Reads handles in every spelling: names, addresses, links."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.profiles.handle_rules import handle_pattern, is_channel_id, key_of
from seeder.importing.profiles.profile_addresses import host_pattern, known_hosts, known_platforms, read_address
from seeder.scenario.platforms import canonical_platform, profile_url

LONGEST_TEXT = 10_000
"""Most characters of a cell in which profiles are looked for."""

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_AT = str.maketrans("＠﹫", "@@")
_EDGES = " \t\r\n'\"`´’‘“”«»<>()[]{},;:!*…"
_ENDS = ".,;:!?)]}>\"'*”»"
_PLAIN = re.compile(r"@?[A-Za-z0-9_][A-Za-z0-9_.\-]{0,60}")
# Most cells with an address hold nothing else, and need no search.
_ONE_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\-]{4,100}/[A-Za-z0-9_./@\-]{1,200}")
_DOMAIN = "|".join(map(host_pattern, known_hosts()))
_ADDRESS = re.compile(
    rf"(?:https?:)?//[^\s<>\"'|]{{3,2000}}"
    rf"|(?<![\w@.\-/])(?:[A-Za-z0-9\-]{{1,30}}\.){{0,3}}(?:{_DOMAIN})/[^\s<>\"'|]{{0,2000}}"
    rf"|(?<![\w@.\-/])[a-z0-9\-]{{1,63}}\.substack\.com(?![\w.\-])",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?:mailto:)?(?<![@\w.+\-%])[\w.+\-%]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,8}", re.IGNORECASE)
_FEDIVERSE = re.compile(r"(?<![\w@])@([A-Za-z0-9_.\-]{1,64})@([A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8})")
_AT_HANDLE = re.compile(r"(?<![\w@/.])@([^\s@,;|/\\()<>\[\]{}\"'!?:=&]{1,120})")
_DID = re.compile(r"(?<!\w)did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.\-]{3,200})(?![\w:])")
_BSKY = re.compile(r"(?<![\w@/.])[A-Za-z0-9\-]{1,63}\.bsky\.social(?![\w.])", re.IGNORECASE)
_REDDIT = re.compile(r"/?u/([A-Za-z0-9_\-]{3,20})/?")
_LINKEDIN = re.compile(r"/?(in|company|school|showcase)/([\w\-%]{1,100})/?")
_PREFIX = re.compile(r"([A-Za-z][A-Za-z ]{0,11}[A-Za-z]|X|x)\s{0,3}(?::|-|–|\s@)\s{0,3}(\S.{0,300})", re.DOTALL)
_HOSTS = frozenset(known_hosts())
_SEPARATORS = re.compile(r"\s/\s|[;|]|\s[&+]\s")
# "Medium: 12" is a size as often as a platform.
_PREFIXES = known_platforms() - {"medium"}


@dataclass(frozen=True, slots=True)
class Profile:
    """An account's presence on a platform."""

    platform: str  # one name of the platform, '' if nothing says it
    # The name without `@`, with upper and lower case as it stood. Other kinds of names keep the word before them:
    # `c/name` and `user/name` on YouTube, `company/name` on LinkedIn; on Mastodon it is `user@host`.
    handle: str
    key: str  # what two spellings of one handle share; without case but for ids of YouTube channels
    url: str = ""  # the canonical address, '' if there is none


def read_profile(text: str, *, platform: str = "") -> Profile | None:
    """Read one profile; None if there is none, several, or an impossible one.

    The text is a cell: ``@x``, a name, an address, a link in Markdown or HTML, with a name beside it. An address in it
    counts more than the platform, which is what is known from elsewhere, in any spelling.
    """
    profiles = _read(text, canonical_platform(platform))
    return profiles[0] if len(profiles) == 1 else None


@lru_cache(maxsize=100_000)
def _read(text: str, platform: str) -> tuple[Profile, ...]:
    """All profiles of a text in their order, each once."""
    if (
        _PLAIN.fullmatch(text)
        and not text.isdigit()
        and "." not in text.removeprefix("@")[-24:]
        and not is_blank_word(text)
    ):
        profile = _made(platform, text.removeprefix("@"))
        return (profile,) if profile else ()
    if _ONE_ADDRESS.fullmatch(text):
        profile = _from_address(text, platform)
        return (profile,) if profile else ()
    if len(text) > LONGEST_TEXT:
        return ()
    plain = _HIDDEN.sub("", text.translate(_AT)).replace("\u00a0", " ")
    if "<" in plain or "&" in plain:
        plain = html.unescape(plain)
    plain = plain.strip()
    if is_blank_word(plain):
        return ()
    if platform == "mastodon" and (whole := _MAIL.fullmatch(plain)) and not plain.casefold().startswith("mailto:"):
        profile = _made("mastodon", whole.group())
        return (profile,) if profile else ()
    found: dict[tuple[str, str], Profile] = {}
    for profile in _candidates(plain, platform):
        if profile is not None:
            found.setdefault((profile.platform, profile.key), profile)
    known = {profile.key for profile in found.values() if profile.platform}
    return tuple(profile for profile in found.values() if profile.platform or profile.key not in known)


def _candidates(plain: str, platform: str) -> Iterator[Profile | None]:
    """What could be a profile: addresses, then handles with ``@``, and only without any of these the bare text."""
    has_any = False
    rest = plain
    for match in _ADDRESS.finditer(plain):
        has_any = True
        yield _from_address(match.group(), platform)
    rest = _ADDRESS.sub(" ", rest)
    for match in _FEDIVERSE.finditer(rest):
        has_any = True
        yield _made("mastodon", f"{match[1]}@{match[2]}")
    rest = _FEDIVERSE.sub(" ", rest)
    has_mail = _MAIL.search(rest) is not None
    rest = _MAIL.sub(" ", rest) if has_mail else rest
    for pattern in (_DID, _BSKY):
        for match in pattern.finditer(rest):
            has_any = True
            yield _made("bluesky", match.group())
        rest = pattern.sub(" ", rest)
    prefixed = _prefixed(rest)
    at_platform = prefixed[0] if prefixed else platform
    for match in _AT_HANDLE.finditer(rest):
        has_any = True
        yield _made(at_platform, match[1].rstrip(_ENDS + "·"))
    if has_any or has_mail:
        return
    for line in plain.splitlines()[:50]:
        pieces = [piece.strip(_EDGES) for piece in _SEPARATORS.split(line)]
        read = [_bare(piece, platform) for piece in pieces[:50] if piece]
        # "Heidi & her friends" is a name: that one word of it could be a handle makes it none.
        if None not in read:
            yield from read


def _prefixed(text: str) -> tuple[str, str] | None:
    """Platform and the rest of ``Instagram: alice`` or ``IG @alice``."""
    match = _PREFIX.fullmatch(text.strip())
    name = canonical_platform(match[1]) if match else ""
    return (name, match[2].strip()) if match and name in _PREFIXES else None


def _from_address(address: str, platform: str) -> Profile | None:
    # A bracket or a stop behind an address belongs to the text around it.
    found = read_address(address.rstrip(_ENDS), platform=platform)
    return None if found is None else _made(*found)


def _bare(text: str, platform: str) -> Profile | None:
    prefixed = _prefixed(text)
    if prefixed and (not platform or platform == prefixed[0]):
        platform, text = prefixed[0], prefixed[1].strip(_EDGES + "@")
    text = text.removeprefix("@")
    reddit, linkedin = _REDDIT.fullmatch(text), _LINKEDIN.fullmatch(text)
    if reddit and platform in ("", "reddit"):
        return _made("reddit", reddit[1])
    if linkedin and platform in ("", "linkedin"):
        return _made("linkedin", linkedin[2] if linkedin[1] == "in" else f"{linkedin[1]}/{linkedin[2]}")
    if not platform and text.isdigit():
        return None
    if text[:1] in "=+" or "://" in text or re.match(r"(?:javascript|data|file|ftp|mailto):", text, re.IGNORECASE):
        return None
    return _made(platform, text)


def _made(platform: str, handle: str) -> Profile | None:
    """A profile if the platform allows the handle."""
    if not platform and is_channel_id(handle):
        platform = "youtube"
    if handle.casefold().removeprefix("www.") in _HOSTS:
        return None
    if platform == "bluesky" and handle and "." not in handle and ":" not in handle:
        handle = f"{handle}.bsky.social"
    if platform == "mastodon" and "@" in handle:
        user, _, host = handle.partition("@")
        handle = f"{user}@{host.casefold()}"
    if not handle_pattern(platform).fullmatch(handle) or not any(map(str.isalnum, handle)):
        return None
    return Profile(platform, handle, key_of(platform, handle), profile_url(platform, handle))
