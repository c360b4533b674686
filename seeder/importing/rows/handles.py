"""Reads the handle of each row from its own column, from the address, or else from the name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from seeder.importing.columns.handle_words import holds_handles, surely_holds_handles
from seeder.importing.columns.layout import Presence
from seeder.importing.columns.roles import Role
from seeder.importing.columns.vocabulary import PLATFORMS, words_for, words_of
from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.profiles.profiles import read_profile
from seeder.scenario.platforms import is_platform_name

# Ids of channels on YouTube, of pages on LinkedIn, of profiles on Spotify, VK and Patreon, and numbers.
_IDENTIFIER = re.compile(r"UC[\w-]{22}|\d+|ACoAA[\w-]{10,}|(?:artist|show)/\w+|user/\d+|id\d+|[0-9a-f]{24}")

_WITHOUT = frozenset(
    (
        "no", "not", "none", "without", "kein", "keine", "keinen", "ohne", "nicht", "sin", "ningun", "ninguna", "sem",
        "nao", "nenhum", "nenhuma", "sans", "aucun", "aucune", "pas", "senza", "nessun", "nessuna", "non",
    )
)  # fmt: skip
"""Words with which a text begins that says that there is no profile."""


@dataclass(frozen=True, slots=True)
class Handle:
    """A handle as a row names it."""

    text: str  # the handle, without `@`
    platform: str  # its platform, '' if nothing says it
    key: str  # what two spellings of it share, on its platform
    is_profile: bool = True  # whether it can be a handle there; otherwise it is a name, taken as written
    url_platform: str = ""  # platform that an address says, '' if there is none
    address_text: str = ""  # the handle in the address, where it is another one


def read_handles(
    presence: Presence, platforms: Sequence[str], stated: Sequence[str] | None = None, *, is_own_format: bool
) -> tuple[list[Handle | None], dict[int, str], dict[int, Handle]]:
    """Read the handles of one presence, None if a row names none; each row is said to be on a platform, '' if on none.

    Stated are only the platforms of cells: others are guesses, to which an address is preferred.

    If a row has an address and a handle, the address says which account it is and the handle how it is called. With
    the handles come, by row, the texts that were no handle, so that the address served instead, and the handles as cell
    and address name them, where they name different accounts: other names, or one name on another platform than stated.
    """
    texts = presence.handles[0].column.texts if presence.handles else None
    urls = presence.url.column.texts if presence.url is not None else None
    found: list[Handle | None] = []
    rescued: dict[int, str] = {}
    disputed: dict[int, Handle] = {}
    for row, said in enumerate(platforms):
        platform = presence.platform or said
        on = _stated(presence, stated, row)
        text = texts[row].strip() if texts is not None else ""
        address = urls[row].strip() if urls is not None else ""
        if is_own_format:
            found.append(Handle(text, platform, text.casefold()) if text else None)
            continue
        by_address = _profile(address, platform) if address and not is_blank_word(address) else None
        by_text = _handle(text, by_address.platform if by_address is not None else platform) if text else None
        if by_address is None or (by_text is not None and not by_address.url_platform):
            # What is no address says no more than the handle beside it.
            found.append(by_text)
        elif by_text is None:
            found.append(by_address)
            if text:
                rescued[row] = text
        elif not by_text.is_profile and address.endswith(f"/@{by_text.text}"):
            # Somebody put an @ before the name: what stands before its first blank is nobody's handle.
            found.append(by_text)
        elif not by_text.is_profile and not is_opaque(by_address.text):
            # A page's name is no handle, and its address has one that people can read.
            found.append(by_address)
        else:
            both = replace(by_address, text=by_text.text, is_profile=by_text.is_profile, address_text=by_address.text)
            found.append(both)
            if not are_same_handle(both) or is_elsewhere(both.url_platform, on):
                disputed[row] = both
    _settle(disputed, found, platforms, presence, stated)
    return found, rescued, disputed


def _settle(
    disputed: Mapping[int, Handle],
    found: list[Handle | None],
    platforms: Sequence[str],
    presence: Presence,
    stated: Sequence[str] | None,
) -> None:
    """Choose between a handle and the address of another: the address, unless the column holds handles for certain.

    Then the address says nothing of the row but the platform, where it is that of most rows. Nor does an address count
    on another platform than the table states.
    """
    if not disputed:
        return
    said = [one.url_platform for one in found if one is not None and one.url_platform]
    usual = next((platform for platform, n in Counter(said).items() if 2 * n > len(said)), "")
    column = presence.handles[0].column
    is_sure, is_handle = surely_holds_handles(column), holds_handles(column)
    for row, both in disputed.items():
        on = _stated(presence, stated, row)
        if is_elsewhere(both.url_platform, on):
            found[row] = _handle(both.text, on)
        elif not is_sure and not (is_handle and are_strangers(both)):
            found[row] = replace(both, text=both.address_text, address_text="")
        else:
            platform = presence.platform or platforms[row] or (usual if both.url_platform == usual else "")
            found[row] = _handle(both.text, platform)


def _stated(presence: Presence, stated: Sequence[str] | None, row: int) -> str:
    return presence.platform or (stated[row] if stated is not None else "")


def is_elsewhere(platform: str, stated: str) -> bool:
    """Whether an address is on another platform than the one that a header or a cell states, if both are known."""
    return bool(platform) and stated != platform and is_platform_name(stated)


def names_nobody(handle: Handle, name: str, presence: Presence) -> bool:
    """Whether a text beside a name says that there is no profile: "kein Profil", or one word among addresses."""
    if handle.url_platform:
        return False
    if not handle.is_profile:
        words = words_of(handle.text)
        profiles = words_for(Role.HANDLE) | words_for(Role.URL) | PLATFORMS
        return not _WITHOUT.isdisjoint(words[:2]) and not profiles.isdisjoint(words[1:])
    is_among_addresses = not presence.handles and presence.url is not None and presence.url.column.content.url > 0.5
    letters = "".join(filter(str.isalnum, name.casefold()))
    return is_among_addresses and handle.text.isalpha() and handle.text.casefold() not in letters


def is_opaque(text: str) -> bool:
    """Whether a handle is an id that tells a person nothing: of a YouTube channel or an artist, or a number."""
    return _IDENTIFIER.fullmatch(text) is not None


def are_same_handle(handle: Handle) -> bool:
    """Whether the handle's own column and the address beside it name the same account.

    Signs between letters do not count, as titles leave them out; the number of a channel names nobody.
    """
    if not handle.address_text or is_opaque(handle.address_text):
        return True
    return _letters(handle.text) == _letters(handle.address_text)


def are_strangers(handle: Handle) -> bool:
    """Whether neither of the two names is part of the other, as a nickname is of a handle."""
    one, other = _letters(handle.text), _letters(handle.address_text)
    return bool(handle.address_text) and not is_opaque(handle.address_text) and one not in other and other not in one


def _letters(text: str) -> str:
    # c/name and company/name name what stands behind the stroke.
    return "".join(filter(str.isalnum, text.rpartition("/")[2].partition("@")[0].casefold()))


def _profile(text: str, platform: str) -> Handle | None:
    profile = read_profile(text, platform=platform)
    if profile is None:
        # An address says its platform itself: where it contradicts the column, the address is right.
        profile = read_profile(text)
        if profile is None or not profile.platform:
            return None
    says_platform = "/" in text and profile.url != ""
    return Handle(profile.handle, profile.platform, profile.key, url_platform=profile.platform if says_platform else "")


def _handle(text: str, platform: str) -> Handle | None:
    if is_blank_word(text):
        return None
    found = _profile(text, platform)
    if found is not None:
        return found
    plain = " ".join(text.split())
    return Handle(plain, platform, plain.casefold(), is_profile=False)
