"""Assume followers that are not given from the views or the tier of the handle.

    from views    views / s(f), with s the default share of f followers who see a post on that platform
    from a tier   √(first number of the tier · first number of the next)

The share falls as followers grow, so both are solved together: of the numbers f with f · s(f) = views, the smallest is
taken. A share that the row gives (``view``) replaces the default. Nano is taken to begin at a tenth of the first number
of micro, and celebrity to end at ten times its own first number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from seeder.engine.table import Table, text_of
from seeder.problem.arrays import BoolArray, FloatArray
from seeder.scenario.defaults import RateKind, load_defaults
from seeder.scenario.document.documents import TiersDocument
from seeder.scenario.numbers import MOST_PEOPLE, numbers_of

_BEYOND = 10
"""How many times the known bound of nano and celebrity the other one is away."""
_BRACKETS = re.compile(r"[(\[{].*")
_WORDS = {
    "nano": "nano",
    "micro": "micro mikro",
    "mid": "mid midtier middle medium mittel mittlere medio media moyen moyenne",
    "macro": "macro makro",
    "celebrity": "celebrity celebrities celeb mega celebrite celebridad celebridade promi prominente",
}
_TIER_OF_WORD = {word: tier for tier, words in _WORDS.items() for word in words.split()}


class SizeBasis(Enum):
    """What the followers of a handle are assumed from."""

    VIEWS = "views"
    TIER = "tier"


@dataclass(frozen=True, eq=False)
class Sizes:
    """Followers of each row."""

    followers: FloatArray  # given, or assumed, NaN if neither, shape (n_rows,) [people]
    basis: tuple[SizeBasis | None, ...]  # of each row; None if its followers are given or not known


def assume_sizes(
    table: Table,
    *,
    followers: FloatArray,
    view: FloatArray,
    platform: Sequence[str],
    wanted: BoolArray,
    tiers: TiersDocument,
) -> Sizes:
    """Assume the followers of the wanted rows, of which none has any, from their views, else from their tier."""
    found = followers.copy()
    basis: list[SizeBasis | None] = [None] * table.n_rows
    views = _views_per_post(table)
    sizes = {name: _middle(low, high) for name, (low, high) in tier_bounds(tiers).items()}
    labels = table.columns.get("tier")
    for row in np.flatnonzero(wanted).tolist():
        size = followers_of_views(float(views[row]), platform[row], view=float(view[row]))
        if size is not None:
            found[row], basis[row] = size, SizeBasis.VIEWS
        elif labels is not None and (name := tier_named(text_of(labels[row]))):
            found[row], basis[row] = sizes[name], SizeBasis.TIER
    return Sizes(found, tuple(basis))


def followers_of_views(views: float, platform: str, *, view: float = np.nan) -> float | None:
    """Followers of whom a post shows itself to so many, whole; None if that cannot be, as for no views.

    >>> followers_of_views(6000, "instagram")  # 20 % of 10,000 to 100,000 followers see a post there
    30000.0
    """
    if not views > 0:
        return None
    if view > 0:
        found = views / view
    else:
        sizes = ((views / entry.value, entry) for entry in load_defaults().steps(RateKind.VIEW, platform))
        found = next((size for size, entry in sizes if entry.followers_from <= size < entry.followers_below), np.nan)
    return max(1.0, float(round(found))) if found <= MOST_PEOPLE else None


def tier_bounds(tiers: TiersDocument) -> dict[str, tuple[float, float]]:
    """First number of followers of each tier, and of the next one."""
    names = ["nano", *(name for name, _ in tiers.cut_offs)]
    edges = [float(edge) for _, edge in tiers.cut_offs]
    edges = [edges[0] / _BEYOND, *edges, edges[-1] * _BEYOND]
    return {name: (edges[at], edges[at + 1]) for at, name in enumerate(names)}


def tier_named(text: str) -> str:
    """Tier that a text names, as "Micro (10-50k)", "mid-tier" or "Mega-Influencer" do; '' if none or several."""
    plain = unicodedata.normalize("NFKD", _BRACKETS.sub("", text[:100]))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    found = {_TIER_OF_WORD[word] for word in re.findall(r"[a-z]+", plain) if word in _TIER_OF_WORD}
    return found.pop() if len(found) == 1 else ""


def _middle(low: float, high: float) -> float:
    """Geometric mean, whole."""
    return max(1.0, float(round((low * high) ** 0.5)))


def _views_per_post(table: Table) -> FloatArray:
    """Views of each row, NaN if blank; NaN throughout if a cell of the column is no number of 0 or more."""
    cells = table.columns.get("views")
    if cells is None:
        return np.full(table.n_rows, np.nan)
    numbers, refused = numbers_of(cells, table.decimal)
    if refused or (numbers < 0).any():
        return np.full(table.n_rows, np.nan)
    return numbers
