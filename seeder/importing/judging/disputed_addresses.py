"""Finds columns of profile addresses that do not belong to the handles in the same rows.

A column of addresses beside one of handles is often the link of a bio: a page of links, a shop, another platform's
profile. Used as the profile it would give one platform's followers to another platform's handle.
"""

from __future__ import annotations

from seeder.figures import counted
from seeder.importing.columns.handle_words import holds_handles, surely_holds_handles
from seeder.importing.columns.layout import Used
from seeder.importing.columns.roles import Role
from seeder.importing.columns.vocabulary import words_of
from seeder.importing.judging.link_texts import has_links_alone
from seeder.importing.judging.withdrawals import Withdrawal, withdraw
from seeder.importing.profiles.profiles import read_profile
from seeder.importing.rows.draft import Draft
from seeder.importing.rows.entries import Reading
from seeder.importing.rows.handles import are_strangers, is_elsewhere, is_opaque
from seeder.importing.rows.other_links import some_addresses

_MOST_DISPUTED = 0.3
"""Share of the rows with both from which on addresses are not those of the accounts."""

_FEW = 0.1
_MANY_OTHERS = 0.2
"""Of a column of links to anywhere, one address in ten that names somebody else is enough."""

_MOSTLY_STRANGERS = 2 / 3
_FEWEST = 2
_BIO_WORDS = frozenset(
    (
        "bio", "biolink", "external", "extern", "externe", "externo", "esterno", "homepage", "internetseite",
        "linkinbio", "linktree", "nettside", "pagina", "site", "siti", "sitio", "sito", "sivusto", "stranka", "strona",
        "web", "webbplats", "weblink", "weboldal", "webseite", "website", "webside", "www",
    )
)  # fmt: skip
"""Words of columns of links in bios, which lead to anything."""

_PROFILES = frozenset(("profile", "profil", "perfil", "profilo", "profils"))

_NAMING = (Role.ACCOUNT, Role.NAME)


def disputed_addresses(draft: Draft) -> list[Withdrawal]:
    """Columns of addresses that are on other platforms or name other accounts than the columns beside them."""
    found = []
    for reading in draft.readings:
        url = reading.presence.url
        if url is None:
            continue
        why = _on_other_platforms(draft, reading, url) or _of_others(reading, url) or _of_strangers(draft, reading, url)
        if why:
            found.append(withdraw(url, why))
    return found


def _on_other_platforms(draft: Draft, reading: Reading, url: Used) -> str:
    """Why the addresses contradict the platform that is stated; '' where they agree or nothing else names the rows."""
    presence = reading.presence
    if not presence.handles and not any(role in draft.layout.single for role in _NAMING):
        return ""
    stated = [presence.platform] * len(url.column.texts) if presence.platform else draft.stated
    if stated is None:
        return ""
    n_addresses, elsewhere = 0, []
    for text, on in zip(url.column.texts, stated, strict=True):
        profile = read_profile(text) if text.strip() and on else None
        if profile is not None and profile.platform:
            n_addresses += 1
            if is_elsewhere(profile.platform, on):
                elsewhere.append((profile, on))
    if not elsewhere or len(elsewhere) < _limit(url, n_addresses) * n_addresses:
        return ""
    profile, on = elsewhere[0]
    return (
        f"{some_addresses(len(elsewhere), n_addresses, 'is', 'are')} on another platform than the row, such as "
        f"{profile.handle!r} on {profile.platform} in a row of {on}"
    )


def _of_others(reading: Reading, url: Used) -> str:
    """Why the addresses are of others than the handles beside them; '' where they are theirs."""
    presence = reading.presence
    if not presence.handles or not holds_handles(presence.handles[0].column):
        # "Page" and "channel" are titles as often as handles: there the address is right.
        return ""
    # A nickname is part of its handle: such an address is of another only among links that lead to no profile as well.
    is_sure = (
        surely_holds_handles(presence.handles[0].column) or _is_of_a_bio(url) or _limit(url, _n_profiles(url)) == _FEW
    )
    disputed = [one for one in reading.disputed.values() if is_sure or are_strangers(one)]
    n_same = sum(handle is not None and bool(handle.address_text) for handle in reading.handles)
    n_both = n_same + len(reading.disputed)
    if not disputed or len(disputed) < _limit(url, n_both) * n_both:
        return ""
    example = disputed[0]
    return (
        f"{some_addresses(len(disputed), n_both, 'names', 'name')} another account than the handle beside it, such "
        f"as {example.address_text!r} on {example.url_platform} for {example.text!r}"
    )


def _of_strangers(draft: Draft, reading: Reading, url: Used) -> str:
    """Why links to anywhere are of others than the titles or names beside them: they share no word with most of them.

    A title differs from the handle of its account, and a name too; but of a whole list some words are the same. Links
    to one platform alone, or to the one that is stated, are profiles all the same.
    """
    titles = [used for used in (*reading.presence.handles, *_names(draft)) if used is not url][:1]
    if not titles or reading.presence.platform or has_links_alone(url, draft):
        return ""
    platforms, n_both, strangers = set(), 0, []
    for row, (text, title) in enumerate(zip(url.column.texts, titles[0].column.texts, strict=True)):
        # Names in other letters share no word with any handle.
        words = [word for word in words_of(title) if word.isascii()]
        profile = read_profile(text) if text.strip() and words else None
        if profile is None or not profile.platform or is_opaque(profile.handle):
            continue
        n_both += 1
        platforms.add(profile.platform)
        letters = "".join(filter(str.isalnum, profile.handle.casefold()))
        is_stated = draft.stated is not None and draft.stated[row] == profile.platform
        if not is_stated and (_is_of_a_bio(url) or not any(word in letters for word in words)):
            strangers.append((profile, title))
    filled = sum(bool(text.strip()) for text in url.column.texts)
    leads_anywhere = len(platforms) > 1 or filled - n_both >= _MANY_OTHERS * filled
    if len(strangers) < max(_FEWEST, _MOSTLY_STRANGERS * n_both) or not leads_anywhere:
        return ""
    profile, title = strangers[0]
    which = f"{len(strangers):,} of its {n_both:,} profile addresses, on {counted(len(platforms), 'platform')},"
    example = f"such as {profile.handle!r} on {profile.platform} for {title.strip()!r}"
    if _is_of_a_bio(url):
        return f"{which} can be of other accounts, as its name is that of a link in a bio, {example}"
    return f"{which} share no word with the name beside them, {example}"


def _is_of_a_bio(url: Used) -> bool:
    """Whether a column of addresses is called as the links in bios are, which lead to anything."""
    words = words_of(url.column.header)
    return not _BIO_WORDS.isdisjoint(words) and _PROFILES.isdisjoint(words)


def _n_profiles(url: Used) -> int:
    profiles = (read_profile(text) for text in url.column.texts if text.strip())
    return sum(profile is not None and bool(profile.platform) for profile in profiles)


def _names(draft: Draft) -> list[Used]:
    return [draft.layout.single[role] for role in _NAMING if role in draft.layout.single]


def _limit(url: Used, n_addresses: int) -> float:
    """Share of the profile addresses from which on they are others': less where many links lead to no profile."""
    filled = sum(bool(text.strip()) for text in url.column.texts)
    return _FEW if filled - n_addresses >= _MANY_OTHERS * filled else _MOST_DISPUTED
