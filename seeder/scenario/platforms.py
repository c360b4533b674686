"""Names of platforms: one for each, whatever people call it."""

from __future__ import annotations

_ALIASES = {
    "x": ("twitter", "x (twitter)", "x/twitter", "twitter/x", "twitter (x)", "tw"),
    "instagram": ("ig", "insta"),
    "tiktok": ("tik tok", "tik-tok", "tt"),
    "youtube": ("yt", "you tube"),
    "facebook": ("fb",),
}
_CANONICAL = {name: platform for platform, names in _ALIASES.items() for name in (platform, *names)}


def canonical_platform(text: str) -> str:
    """Return the one name of a platform: without case, blanks around, ``www.`` and ``.com``, aliases resolved.

    Known by several names: x (twitter, tw, twitter/x), instagram (ig, insta), tiktok (tik tok, tik-tok, tt), youtube
    (yt, you tube), facebook (fb). Any other name stays as it is, in lower case.
    """
    name = text.strip().casefold().removeprefix("www.").removesuffix(".com")
    return _CANONICAL.get(name, name)
