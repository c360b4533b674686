"""Reports columns of links that are copied but not used, as they lead to accounts other than the handles."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.profiles.profiles import read_profile
from seeder.importing.raw_cells import Guess
from seeder.importing.rows.entries import Reading
from seeder.importing.rows.handles import Handle, are_same_handle


def guesses_of_other_links(
    columns: Sequence[SourceColumn], readings: Sequence[Reading], settled: Collection[int]
) -> list[Guess]:
    """What to tell of each column of links that is nobody's profile here: the first account that one of them names.

    Settled are the positions of columns of which is told already.
    """
    used = {one.presence.url.column.index for one in readings if one.presence.url is not None}
    used |= {handle.column.index for one in readings for handle in one.presence.handles}
    found = []
    for column in columns:
        if column.index in used or column.index in settled or column.content.url <= 0.5:
            continue
        n_profiles, others = 0, []
        for row, text in enumerate(column.texts):
            handles = [one.handles[row] for one in readings]
            profile = read_profile(text) if text.strip() and any(handles) else None
            if profile is None or not profile.platform:
                continue
            n_profiles += 1
            if not any(handle is not None and _is_of(handle, profile.handle) for handle in handles):
                others.append((profile, next(handle for handle in handles if handle is not None)))
        if others:
            profile, handle = others[0]
            reason = (
                f"{some_addresses(len(others), n_profiles, 'names', 'name')} another account than the handle beside "
                f"it, such as {profile.handle!r} on {profile.platform} for {handle.text!r}"
            )
            name, decision = column.name, "copied, as it has links to other accounts"
            found.append(Guess(f"column {name!r}", decision, reason, f'--map "url={name}"'))
    return found


def some_addresses(n: int, n_all: int, verb: str, verb_of_several: str) -> str:
    """How many profile addresses of a column do something, with the verb for one or for several."""
    if n_all == 1:
        return f"its only profile address {verb}"
    return f"{n:,} of its {n_all:,} profile addresses {verb if n == 1 else verb_of_several}"


def _is_of(handle: Handle, name: str) -> bool:
    return are_same_handle(Handle(handle.text, handle.platform, handle.key, address_text=name))
