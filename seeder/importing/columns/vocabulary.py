"""The words for column headers, in six languages and a few in others, from ``vocabulary.csv`` and ``modifiers.csv``."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from seeder.importing.columns.effort_headers import says_effort
from seeder.importing.columns.roles import COUNTS_OF_POSTS, Base, Factor, Meaning, Per, Role
from seeder.scenario.platforms import canonical_platform

_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_UNIT_IN_BRACKETS = {
    unit: factor
    for factor, units in (
        (Factor.THOUSANDS, ("k", "000", "000s", "tsd")),
        (Factor.MILLIONS, ("m", "mm", "mn", "mio", "mill")),
        (Factor.BILLIONS, ("b", "bn", "mrd")),
    )
    for unit in units
}
_FACTORS = {factor.name.lower(): factor for factor in Factor if factor is not Factor.ONE}
_BASES = {base.value: base for base in Base if base is not Base.UNSTATED}
_PLATFORM_WORDS = {
    ("you", "tube"),
    ("tik", "tok"),
    ("linked", "in"),
    ("face", "book"),
    ("blue", "sky"),
    ("snap", "chat"),
}
PLATFORMS = frozenset(
    (
        "instagram", "insta", "ig", "tiktok", "tt", "youtube", "yt", "twitter", "x", "facebook", "fb", "twitch",
        "linkedin", "mastodon", "bluesky", "pinterest", "snapchat", "threads", "telegram", "newsletter", "podcast",
        "substack",
    )
)  # fmt: skip
"""Words that name a platform in a header."""

_FILLERS = frozenset(
    (
        "of", "the", "a", "an", "in", "on", "at", "to", "for", "and", "de", "del", "la", "el", "los", "las", "da",
        "di", "della", "dei", "degli", "il", "lo", "gli",
        "do", "dos", "das", "der", "die", "von", "des", "du", "le", "les", "et", "y", "e", "d", "l", "un", "una",
    )
)  # fmt: skip
_TIME = frozenset(
    (
        "day", "days", "d", "dias", "tage", "jours", "week", "weeks", "semanas", "wochen", "semaines", "month",
        "months", "meses", "monate", "mois", "year", "years", "h",
    )
)  # fmt: skip
_COUNTED = COUNTS_OF_POSTS | {Role.FOLLOWERS, Role.FOLLOWING}
_NOW = frozenset(("current", "latest"))
_GENDERED = re.compile(r"(?<=[a-z])[*:_/·]-?in(nen)?\b")
# A sign of its own, and a letter within a word.
_AVERAGE = re.compile(r"(?<![^\W_])(?:[øØ](?![^\W_])|Ø(?=[A-Z]))")
_PLAIN_LETTERS = str.maketrans("łŁıøØđĐ", "lLioOdD")
"""Letters with strokes and without points, which are no accents."""

_UNITS_AT_THE_END = frozenset(("m", "mm", "mn", "mio", "mill", "k", "tsd", "bn", "mrd"))
_LONGEST = 300


def words_of(header: str) -> tuple[str, ...]:
    """Words of a header: without case, accents, punctuation and line breaks; camel case split, ``%`` a word."""
    text = unicodedata.normalize("NFKD", header[:_LONGEST])
    # Put together again, as it takes the syllables of Korean apart too.
    text = unicodedata.normalize("NFC", "".join(letter for letter in text if not unicodedata.combining(letter)))
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    text = _AVERAGE.sub(" average ", re.sub(r"[ßẞ]", "ss", text)).translate(_PLAIN_LETTERS).casefold()
    # Follower*innen and Influencer:in are followers and an influencer.
    found = re.findall(r"[^\W_]+|%", _GENDERED.sub("", text))
    words: list[str] = []
    for word in found:
        if words and (words[-1], word) in _PLATFORM_WORDS:
            words[-1] += word
        else:
            words.append(word)
    return tuple(words)


def read_meaning(header: str) -> Meaning | None:
    """What a header means by its words; None if they name nothing known.

    The words that say how something is counted (average, total, 60d, in millions, by reach, Instagram …) are taken
    off first; what is left must be a name of the vocabulary, with or without filling words. ``Followers/Subs`` means
    what both of its names mean.
    """
    factor, whole = _bracketed_unit(header)
    meaning = _read_words(words_of(whole), factor)
    if meaning is None and "/" in whole:
        parts = [_read_words(words_of(part), factor) for part in whole.split("/") if part.strip()]
        if len({part and (part.role, part.platform, part.per) for part in parts}) == 1:
            meaning = parts[0]
    if meaning is None and (words := words_of(whole))[-1:] and words[-1] in _UNITS_AT_THE_END and factor is Factor.ONE:
        # followers_m counts in millions.
        shorter = _read_words(words[:-1], _UNIT_IN_BRACKETS[words[-1]])
        meaning = shorter if shorter is not None and shorter.role in _COUNTED else None
    return meaning


def _read_words(words: tuple[str, ...], factor: Factor) -> Meaning | None:
    if not words:
        return None
    if len(words) == 1 and factor is Factor.ONE:
        plain = _names().get(words)
        # One word alone is what it says: "media" is a platform's word before it is an average.
        if plain is not None and words[0] not in PLATFORMS:
            return Meaning(plain)
    rest, found = _take_off(words)
    named = {canonical_platform(word) for word in rest if word in PLATFORMS}
    platform = named.pop() if len(named) == 1 else ""
    if platform:
        rest = tuple(word for word in rest if word not in PLATFORMS)
    is_share = "%" in rest or "share" in found
    rest = tuple(word for word in rest if word != "%")
    role, n_extra = _role_of(rest, words)
    if role is None and says_effort(words):
        return Meaning(Role.EFFORT, n_extra=1)
    if role is None and not (platform and not rest):
        return None
    if role is None and found:
        # "Instagram total" or "TikTok avg" names no handle.
        role = Role.FOLLOWERS if "count" in found else None
        if role is None and found - {"window"}:
            return None
    if role is Role.FOLLOWERS and "window" in found and _NOW.isdisjoint(words):
        # Followers of the last 30 days, and new ones, are those that came.
        return None
    per = Per.UNSTATED
    if role in COUNTS_OF_POSTS:
        per = Per.POST if "average" in found else Per.TOTAL if "total" in found else Per.UNSTATED
    if role is Role.REACTIONS and is_share:
        role = Role.ENGAGEMENT
    base = next((base for name, base in _BASES.items() if name in found), Base.UNSTATED)
    for name, unit in _FACTORS.items():
        if name in found:
            factor = unit
    return Meaning(
        role,
        platform=platform,
        per=per,
        base=base if role is Role.ENGAGEMENT else Base.UNSTATED,
        factor=factor,
        is_recent="window" in found,
        is_percent=is_share,
        n_extra=n_extra + len(found),
    )


def _bracketed_unit(header: str) -> tuple[Factor, str]:
    factor = Factor.ONE
    for inside in _BRACKETS.findall(header[:_LONGEST]):
        unit = _UNIT_IN_BRACKETS.get(inside.strip(" '’.").casefold())
        if unit is not None:
            factor = unit
            header = header.replace(inside, " ")
    return factor, header


def _take_off(words: tuple[str, ...]) -> tuple[tuple[str, ...], set[str]]:
    """Take off modifiers, longest first, unless nothing else would be left."""
    found: set[str] = set()
    rest = list(words)
    position = 0
    while position < len(rest):
        if re.fullmatch(r"\d+(d|day|days|w|m|h|mo)?", rest[position]) and _is_window(rest, position):
            width = 2 if position + 1 < len(rest) and rest[position + 1] in _TIME else 1
            del rest[position : position + width]
            found.add("window")
            continue
        for width in (3, 2, 1):
            modifier = _modifiers().get(tuple(rest[position : position + width]))
            if modifier is None or (width == len(rest) and tuple(rest) in _names()):
                continue
            if modifier in _FACTORS and tuple(rest[position : position + 2]) in _names():
                # Italian "mi piace" counts likes, and "mi" alone millions.
                continue
            # "Engagement rate by followers" keeps its base; "followers count" keeps its followers.
            if len(rest) > width:
                del rest[position : position + width]
                found.add(modifier)
                break
        else:
            position += 1
    return tuple(rest), found


def _is_window(words: Sequence[str], position: int) -> bool:
    is_timed = not words[position].isdigit()
    return is_timed or (position + 1 < len(words) and words[position + 1] in _TIME)


def _role_of(rest: tuple[str, ...], words: tuple[str, ...]) -> tuple[Role | None, int]:
    names = _names()
    for candidate, extra in _variants(rest, words):
        if candidate in names:
            return names[candidate], extra
    return None, 0


def _variants(rest: tuple[str, ...], words: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], int]]:
    yield words, 0
    yield rest, 0
    joined = ("".join(rest),)
    yield joined, 1
    plain = tuple(word for word in rest if word not in _FILLERS)
    yield plain, 1
    if plain and plain[-1].isdigit():
        yield plain[:-1], 2
    if plain:
        yield (*plain[:-1], plain[-1].removesuffix("s")), 2
        yield (*plain[:-1], plain[-1] + "s"), 2


def language_of(headers: Iterable[str]) -> str:
    """Code of the one language beside English of which headers have a word; '' if there is none, or several."""
    found = {_languages().get(words_of(header), "") for header in headers} - {"", "en", "any"}
    return found.pop() if len(found) == 1 else ""


@cache
def words_for(role: Role) -> frozenset[str]:
    """Names of a role that are one word."""
    return frozenset(name[0] for name, found in _names().items() if len(name) == 1 and found is role)


@cache
def _names() -> dict[tuple[str, ...], Role]:
    return {tuple(row["name"].split()): Role(row["role"]) for row in reversed(_rows("vocabulary.csv"))}


@cache
def _languages() -> dict[tuple[str, ...], str]:
    return {tuple(row["name"].split()): row["language"] for row in reversed(_rows("vocabulary.csv"))}


@cache
def _modifiers() -> dict[tuple[str, ...], str]:
    return {tuple(row["name"].split()): row["modifier"] for row in reversed(_rows("modifiers.csv"))}


def _rows(file: str) -> list[dict[str, str]]:
    text = (files("seeder.importing.columns") / file).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
