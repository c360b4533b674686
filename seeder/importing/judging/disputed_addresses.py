"""Whether profile addresses belong to the handles in the same rows, or to somebody or something else.

A column of addresses beside one of handles is often the link of a bio: a page of links, a shop, another platform's
profile. Used as the profile it would give one platform's followers to another platform's handle.
"""

from __future__ import annotations

from seeder.importing.columns.handle_words import says_handle
from seeder.importing.judging.withdrawals import Withdrawal, withdraw
from seeder.importing.rows.draft import Draft
from seeder.importing.rows.handles import Handle

_MOST_DISPUTED = 0.3
"""Share of the rows with both from which on addresses are not those of the accounts."""

_FEW = 0.1
_MANY_OTHERS = 0.2
"""Of a column of links to anywhere, one address in ten that names somebody else is enough."""


def disputed_addresses(draft: Draft) -> list[Withdrawal]:
    """Columns of addresses that name other accounts than the column of handles beside them."""
    found = []
    for reading in draft.readings:
        presence = reading.presence
        if presence.url is None or not presence.handles or not says_handle(presence.handles[0].column):
            # "Page" and "channel" are titles as often as handles: there the address is right.
            continue
        disputed = list(reading.disputed.values())
        n_same = sum(handle is not None and bool(handle.address_text) for handle in reading.handles)
        filled = sum(bool(text.strip()) for text in presence.url.column.texts)
        n_elsewhere = filled - n_same - len(disputed)
        limit = _FEW if n_elsewhere >= _MANY_OTHERS * filled else _MOST_DISPUTED
        if disputed and len(disputed) >= limit * (n_same + len(disputed)):
            found.append(withdraw(presence.url, _why(disputed[0], len(disputed), n_same + len(disputed))))
    return found


def _why(example: Handle, n_disputed: int, n_both: int) -> str:
    return (
        f"{n_disputed:,} of its {n_both:,} profile addresses name another account than the handle beside them, such as "
        f"{example.address_text!r} on {example.url_platform} for {example.text!r}"
    )
