"""Reads the followers of each row, from one column or from several that agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from seeder.importing.columns.layout import Used
from seeder.importing.raw_cells import Guess, Guesses
from seeder.importing.rows.number_columns import NumberColumn, plain_number
from seeder.problem.arrays import BoolArray, FloatArray

_NEAR = 0.06
"""Relative difference that one digit behind the first explains: 1.2M stands for 1.15 to 1.25 million."""

_MOSTLY = 0.95
_MOST_NAMED = 3


@dataclass(frozen=True, eq=False)
class Followers:
    """Followers of each row."""

    numbers: FloatArray  # NaN if blank or refused, shape (n_rows,) [people]
    column: NumberColumn | None  # the column they are from; None if there is none
    filled: dict[int, NumberColumn]  # row → the other column that served where this one has no number
    guesses: tuple[Guess, ...] = ()


def read_followers(
    candidates: Sequence[Used], read: Callable[[Used], NumberColumn], lines: Sequence[int], *, platform: str = ""
) -> Followers:
    """Read followers from the best of some columns.

    Columns that agree, within what rounding explains, are one number written in several ways: the one with the most
    digits counts, and the others replace it where it has none, as do those that have numbers in other rows alone. If
    they do not agree, the first counts alone.
    """
    if not candidates:
        return Followers(np.full(len(lines), np.nan), None, {})
    columns = [read(one) for one in candidates]
    best = columns[0]
    guesses = Guesses()
    agreeing: list[NumberColumn] = []
    role = f"{platform} followers".strip()
    for other in columns[1:]:
        name = other.used.column.name
        overrule = f'--map "{role}={name}"'
        both = ~np.isnan(best.numbers) & ~np.isnan(other.numbers)
        far = both & (np.abs(best.numbers - other.numbers) > _NEAR * np.maximum(best.numbers, other.numbers))
        if both.any() and far.sum() <= (1 - _MOSTLY) * both.sum():
            first, second = (other, best) if _digits(other) > _digits(best) else (best, other)
            told = f", though {_shown(first, second, far, lines)}" if far.any() else ""
            guesses.add(
                role,
                f"from {first.used.column.name!r}; where that column is blank, from {second.used.column.name!r}",
                f"both columns agree, and the first has more digits{told}",
                f'--map "{role}={second.used.column.name}"',
            )
            agreeing.append(second)
            best = first
        elif not both.any() and not np.isnan(best.numbers).all():
            how = "no row has both numbers"
            guesses.add(
                role, f"from {best.used.column.name!r}; where that column is blank, from {name!r}", how, overrule
            )
            agreeing.append(other)
        else:
            how = f"they differ on {int(far.sum()):,} lines: {_shown(best, other, far, lines)}"
            how = how if both.any() else f"{best.used.column.name!r} has no numbers"
            guesses.add(role, f"from the column {best.used.column.name!r}, not from {name!r}", how, overrule)
    numbers = best.numbers.copy()
    filled: dict[int, NumberColumn] = {}
    for other in agreeing:
        if other is best:
            continue
        for row in np.flatnonzero(np.isnan(numbers) & ~np.isnan(other.numbers)).tolist():
            numbers[row] = other.numbers[row]
            filled[row] = other
    return Followers(numbers, best, filled, tuple(guesses))


def _digits(column: NumberColumn) -> float:
    """Significant digits of the usual number."""
    known = column.numbers[~np.isnan(column.numbers)][:500].tolist()
    lengths = [len(plain_number(number).replace(".", "").strip("0")) for number in known]
    return sum(lengths) / len(lengths) if lengths else 0.0


def _shown(one: NumberColumn, other: NumberColumn, far: BoolArray, lines: Sequence[int]) -> str:
    rows = np.flatnonzero(far).tolist()
    shown = [
        f"line {lines[row]} has {plain_number(float(one.numbers[row]))} and {plain_number(float(other.numbers[row]))}"
        for row in rows[:_MOST_NAMED]
    ]
    return "; ".join(shown)
