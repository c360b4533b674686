"""Default rates for what a table does not give, each with its source.

The numbers are in ``defaults.csv`` beside this module and in ``docs/defaults.md``, one row each: a rate is
value · followers^exponent for followers from (inclusive) to below (exclusive) on a platform; a blank platform holds for
every platform without rows of its own, a row without follower numbers for accounts whose followers are unknown.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from functools import cached_property, lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray, IntArray
from seeder.scenario.platforms import canonical_platform

_FILE = "defaults.csv"


class RateKind(Enum):
    """What a rate says."""

    CLICKS = "clicks"
    VIEW = "view"
    CONVERSION = "conversion"
    ACCEPTANCE = "acceptance"
    EFFORT = "effort"


class Basis(Enum):
    """What a default rests on."""

    SOURCED = "sourced"
    ASSUMED = "assumed"


_SHARES = frozenset({RateKind.VIEW, RateKind.CONVERSION, RateKind.ACCEPTANCE})


@dataclass(frozen=True, slots=True)
class DefaultEntry:
    """One default: value · followers^exponent. A ValueError says which numbers contradict each other."""

    kind: RateKind
    """What it says."""
    platform: str
    """Platform that it holds for, in lower case; '' for every platform without entries of its own."""
    followers_from: float
    """Fewest followers [people], inclusive; NaN where it holds for unknown followers."""
    followers_below: float
    """Followers [people] from which it no longer holds; infinity for the last, NaN for unknown followers."""
    value: float
    """The number, in ``unit`` where the exponent is 0."""
    exponent: float
    """Power of followers that it grows with; 0 for a constant."""
    unit: str
    """Unit of the rate, in words."""
    basis: Basis
    """Whether a source gives the number."""
    source: str
    """Short citation; what an assumption leans on. "vendor" marks a vendor's statement without published method."""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and math.isfinite(self.exponent) and self.value > 0):
            raise ValueError(f"value: expected a finite number over 0, found {self.value} and power {self.exponent}")
        if self.kind in _SHARES and (self.value > 1 or self.exponent != 0):
            raise ValueError(f"value: {self.kind.value} is a constant share, found {self.value}, power {self.exponent}")
        if math.isnan(self.followers_from) != math.isnan(self.followers_below):
            raise ValueError("followers: give both ends of the range, or none")
        if self.is_for_unknown_followers and self.exponent != 0:
            raise ValueError("exponent: must be 0 if the followers are unknown")
        if not self.is_for_unknown_followers and not 0 <= self.followers_from < self.followers_below:
            raise ValueError(f"followers: expected a range, found {self.followers_from} to {self.followers_below}")
        if self.platform != canonical_platform(self.platform):
            raise ValueError(f"platform: expected {canonical_platform(self.platform)}, found {self.platform}")
        if not (self.unit and self.source):
            raise ValueError("unit, source: may not be blank")

    @property
    def is_for_unknown_followers(self) -> bool:
        """Whether it holds where followers are unknown."""
        return math.isnan(self.followers_from)

    def cite(self) -> str:
        """Return number, unit and source as one line for people."""
        growth = f" × followers^{self.exponent:g}" if self.exponent else ""
        prefix = "assumed: " if self.basis is Basis.ASSUMED else ""
        return f"{self.value:g}{growth} {self.unit} ({prefix}{self.source})"


@dataclass(frozen=True, eq=False)
class DefaultRates:
    """Default rates of some handles or accounts."""

    value: FloatArray
    """The rates, shape (n,), NaN where there is no default."""
    entry: IntArray
    """Position in :attr:`Defaults.entries` of what each was taken from, shape (n,), −1 where there is no default."""


@dataclass(frozen=True, eq=False)
class _Ladder:
    """Entries of one kind and platform: by rising followers, and for unknown ones (−1: none)."""

    followers_from: FloatArray
    entry: IntArray
    unknown: int


@dataclass(frozen=True)
class Defaults:
    """All defaults.

    The follower ranges of a kind and platform leave no gap, and each kind has entries for every platform.
    """

    entries: tuple[DefaultEntry, ...]
    """The defaults in the order of the file."""

    def __post_init__(self) -> None:
        missing = [kind.value for kind in RateKind if (kind, "") not in self._ladders]
        if missing:
            raise ValueError(f"defaults: {', '.join(missing)}: no entries for every platform")

    @cached_property
    def _ladders(self) -> Mapping[tuple[RateKind, str], _Ladder]:
        groups: dict[tuple[RateKind, str], list[int]] = {}
        for position, entry in enumerate(self.entries):
            groups.setdefault((entry.kind, entry.platform), []).append(position)
        return {key: self._ladder(key, positions) for key, positions in groups.items()}

    def _ladder(self, key: tuple[RateKind, str], positions: Sequence[int]) -> _Ladder:
        name = f"defaults: {key[0].value}, platform {key[1] or 'any'}"
        unknown = [position for position in positions if self.entries[position].is_for_unknown_followers]
        known = [position for position in positions if not self.entries[position].is_for_unknown_followers]
        known.sort(key=lambda position: self.entries[position].followers_from)
        if len(unknown) > 1:
            raise ValueError(f"{name}: {len(unknown)} entries for unknown followers")
        reached = 0.0
        for position in known:
            entry = self.entries[position]
            if entry.followers_from != reached:
                raise ValueError(
                    f"{name}: one entry ends at {reached:g} followers, but the next starts at {entry.followers_from:g}"
                )
            reached = entry.followers_below
        if reached != math.inf:
            raise ValueError(f"{name}: no entry from {reached:g} followers")
        return _Ladder(
            followers_from=np.array([self.entries[position].followers_from for position in known]),
            entry=np.array(known, dtype=np.int64),
            unknown=unknown[0] if unknown else -1,
        )

    def lookup(self, kind: RateKind, *, followers: npt.ArrayLike, platform: Sequence[str]) -> DefaultRates:
        """Look up the default of one kind for many handles or accounts.

            rate = value · followers^exponent of the entry for the platform, else of the entry for every platform

        Followers [people] are NaN where unknown; a platform is in any spelling of :func:`canonical_platform`, '' where
        unknown.
        """
        size = np.asarray(followers, dtype=np.float64)
        if size.ndim != 1 or len(size) != len(platform):
            raise ProblemError(f"followers: shape {size.shape} beside {len(platform)} platforms")
        wrong = (size < 0) | np.isinf(size)
        if wrong.any():
            at = int(np.argmax(wrong))
            raise ProblemError(f"followers: position {at} holds {size[at]:g}, expected 0 or more, or NaN for unknown")
        entry = np.full(len(size), -1, dtype=np.int64)
        rows_of: dict[str, list[int]] = {}
        ladder_of = {text: self._platform_with_entries(kind, text) for text in set(platform)}
        for row, text in enumerate(platform):
            rows_of.setdefault(ladder_of[text], []).append(row)
        for name, own in rows_of.items():
            rows, ladder = np.array(own), self._ladders[kind, name]
            is_unknown = np.isnan(size[rows])
            step = np.searchsorted(ladder.followers_from, size[rows[~is_unknown]], side="right") - 1
            entry[rows[~is_unknown]] = ladder.entry[step]
            entry[rows[is_unknown]] = ladder.unknown if ladder.unknown >= 0 else self._ladders[kind, ""].unknown
        return DefaultRates(value=self._values(entry, size), entry=entry)

    def steps(self, kind: RateKind, platform: str) -> tuple[DefaultEntry, ...]:
        """Entries of a platform, else of every platform, by rising followers; without those for unknown followers."""
        ladder = self._ladders[kind, self._platform_with_entries(kind, platform)]
        return tuple(self.entries[position] for position in ladder.entry.tolist())

    def _platform_with_entries(self, kind: RateKind, text: str) -> str:
        name = canonical_platform(text)
        return name if (kind, name) in self._ladders else ""

    def _values(self, entry: IntArray, size: FloatArray) -> FloatArray:
        # The last element answers position −1.
        value = np.array([*(each.value for each in self.entries), math.nan])[entry]
        exponent = np.array([*(each.exponent for each in self.entries), 0.0])[entry]
        grows = exponent != 0.0
        value[grows] *= size[grows] ** exponent[grows]
        return value


_COLUMNS = tuple(column.name for column in fields(DefaultEntry))


def parse_defaults(text: str) -> Defaults:
    """Read the data file; a ValueError names the line and what is wrong with it."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise ValueError(f"{_FILE}:1: expected the columns {', '.join(_COLUMNS)}")
    entries = []
    for row in reader:
        try:
            if None in row or None in row.values():
                raise ValueError(f"expected {len(_COLUMNS)} cells")
            entries.append(_entry(row))
        except ValueError as error:
            raise ValueError(f"{_FILE}:{reader.line_num}: {error}") from error
    return Defaults(tuple(entries))


def _entry(row: Mapping[str, str]) -> DefaultEntry:
    is_unknown = row["followers_from"] == row["followers_below"] == ""
    return DefaultEntry(
        kind=RateKind(row["kind"]),
        platform=row["platform"],
        followers_from=math.nan if is_unknown else float(row["followers_from"]),
        followers_below=math.nan if is_unknown else float(row["followers_below"] or math.inf),
        value=float(row["value"]),
        exponent=float(row["exponent"]),
        unit=row["unit"],
        basis=Basis(row["basis"]),
        source=row["source"],
    )


@lru_cache(maxsize=1)
def load_defaults() -> Defaults:
    """Load the defaults that come with seeder."""
    return parse_defaults(resources.files("seeder.scenario").joinpath(_FILE).read_text(encoding="utf-8"))
