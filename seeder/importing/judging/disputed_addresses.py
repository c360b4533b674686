"""Whether profile addresses belong to the handles in the same rows, or to somebody or something else.

A column of addresses beside one of handles is often the link of a bio: a page of links, a shop, another platform's
profile. Used as the profile it would give one platform's followers to another platform's handle.
"""

from __future__ import annotations

from seeder.importing.columns.handle_words import holds_handles, says_handle
from seeder.importing.columns.layout import Used
from seeder.importing.columns.roles import Role
from seeder.importing.judging.withdrawals import Withdrawal, withdraw
from seeder.importing.profiles.profiles import read_profile
from seeder.importing.rows.draft import Draft
from seeder.importing.rows.entries import Reading
from seeder.importing.rows.handles import are_strangers, is_elsewhere

_MOST_DISPUTED = 0.3
"""Share of the rows with both from which on addresses are not those of the accounts."""

_FEW = 0.1
_MANY_OTHERS = 0.2
"""Of a column of links to anywhere, one address in ten that names somebody else is enough."""

_NAMING = (Role.ACCOUNT, Role.NAME)


def disputed_addresses(draft: Draft) -> list[Withdrawal]:
    """Columns of addresses that are on other platforms or name other accounts than the columns beside them."""
    found = []
    for reading in draft.readings:
        url = reading.presence.url
        if url is None:
            continue
        why = _on_other_platforms(draft, reading, url) or _of_others(reading, url)
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
        f"{len(elsewhere):,} of its {n_addresses:,} profile addresses are on another platform than the row, such as "
        f"{profile.handle!r} on {profile.platform} in a row of {on}"
    )


def _of_others(reading: Reading, url: Used) -> str:
    """Why the addresses are of others than the handles beside them; '' where they are theirs."""
    presence = reading.presence
    if not presence.handles or not holds_handles(presence.handles[0].column):
        # "Page" and "channel" are titles as often as handles: there the address is right.
        return ""
    is_said = says_handle(presence.handles[0].column)
    disputed = [one for one in reading.disputed.values() if is_said or are_strangers(one)]
    n_same = sum(handle is not None and bool(handle.address_text) for handle in reading.handles)
    n_both = n_same + len(reading.disputed)
    if not disputed or len(disputed) < _limit(url, n_both) * n_both:
        return ""
    example = disputed[0]
    return (
        f"{len(disputed):,} of its {n_both:,} profile addresses name another account than the handle beside them, such "
        f"as {example.address_text!r} on {example.url_platform} for {example.text!r}"
    )


def _limit(url: Used, n_addresses: int) -> float:
    """Share of the profile addresses from which on they are others': less where many links lead to no profile."""
    filled = sum(bool(text.strip()) for text in url.column.texts)
    return _FEW if filled - n_addresses >= _MANY_OTHERS * filled else _MOST_DISPUTED
