"""Finds followers that name no platform and do not fit the columns of single platforms beside them.

Read as one account more, ``followers`` beside ``Instagram`` and ``YouTube`` would count people twice on a platform that
nobody names.
"""

from __future__ import annotations

import numpy as np

from seeder.importing.judging.withdrawals import Withdrawal, withdraw
from seeder.importing.rows.draft import Draft
from seeder.importing.rows.entries import Reading
from seeder.problem.arrays import BoolArray, FloatArray

_NEAR = 0.1
_MOSTLY = 0.8
_FEWEST = 2


def unexplained_followers(draft: Draft) -> list[Withdrawal]:
    """Columns that are called by a platform alone, or else the one of the followers, if the two contradict each other.

    They do not if the followers are on a further platform, or count the others again.
    """
    general = next((one for one in draft.readings if not one.presence.platform and one.followers.column), None)
    parts = [one for one in draft.readings if one.presence.platform and one.followers.column]
    if general is None or general.followers.column is None or not parts or draft.counted_again is not None:
        return []
    both = _on_no_platform(general) & _has_parts(parts)
    if not both.any():
        return []
    row = int(np.flatnonzero(both)[0])
    numbers = {
        one.followers.column.used.column.name: one.followers.numbers[row] for one in parts if one.followers.column
    }
    shown = " and ".join(f"{number:,.0f} in {name!r}" for name, number in numbers.items() if number == number)
    number = float(general.followers.numbers[row])
    named = general.followers.column.used
    agreeing = next((one for one in parts if _is_near(one, general, both)), None)
    if agreeing is not None and agreeing.followers.column is not None:
        name = agreeing.followers.column.used.column.name
        return [withdraw(named, f"it is about the number of {name!r}, such as {number:,.0f} beside {shown}")]
    guessed = [
        used
        for one in parts
        for used in one.presence.followers
        if (meaning := used.column.meaning) is not None and meaning.role is None
    ]
    guessed = [used for used in guessed if used.column.index not in draft.settled]
    if guessed:
        why = f"it contradicts the followers: {number:,.0f} in {named.column.name!r} beside {shown}"
        return [withdraw(used, why) for used in guessed]
    why = f"it says no platform, and contradicts the columns that do: {number:,.0f} beside {shown}"
    return [withdraw(named, why)]


def _is_near(part: Reading, general: Reading, both: BoolArray) -> bool:
    """Whether the followers of one platform are about the others in nearly all rows: they may be of different weeks."""
    ours: FloatArray = part.followers.numbers[both]
    theirs: FloatArray = general.followers.numbers[both]
    compared = ~np.isnan(ours) & (theirs > 0)
    near = compared & (np.abs(ours - theirs) <= _NEAR * np.maximum(ours, theirs))
    return bool(near.sum() >= max(_FEWEST, _MOSTLY * compared.sum()))


def _on_no_platform(reading: Reading) -> BoolArray:
    """Rows with followers of a handle on no platform."""
    known: FloatArray = reading.followers.numbers
    without = [handle is not None and not handle.platform for handle in reading.handles]
    return np.array(without, dtype=np.bool_) & ~np.isnan(known)


def _has_parts(parts: list[Reading]) -> BoolArray:
    """Rows with followers on a named platform."""
    known: BoolArray = ~np.isnan(np.array([one.followers.numbers for one in parts])).all(axis=0)
    return known
