"""Overlap tables made from true lists of who follows whom, in every form that the format has."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from seeder.problem.arrays import BoolArray
from seeder.scenario import Scenario

FORMS = ("shared", "share_of_a", "share_of_b", "share_of_smaller")


@dataclass(frozen=True, eq=False)
class TrueList:
    """Who follows whom, shape (n_people, n_handles), each row standing for ``copies`` people."""

    follows: BoolArray
    copies: int

    @property
    def sizes(self) -> list[int]:
        """Followers of each handle."""
        return [int(size) * self.copies for size in self.follows.sum(axis=0)]

    def shared(self, one: int, other: int) -> int:
        """People who follow both."""
        return int((self.follows[:, one] & self.follows[:, other]).sum()) * self.copies


@st.composite
def true_lists(draw: st.DrawFn) -> TrueList:
    """Small lists; every handle has a follower."""
    n_handles = draw(st.integers(2, 6))
    seed, n_people = draw(st.integers(0, 2**32 - 1)), draw(st.integers(1, 12))
    follows = np.random.default_rng(seed).random((n_people, n_handles)) < draw(st.sampled_from([0.2, 0.5, 0.9]))
    follows[0] |= ~follows.any(axis=0)
    return TrueList(follows=follows, copies=draw(st.sampled_from([1, 7, 1000, 123_457])))


def accounts_of(sizes: list[int]) -> pd.DataFrame:
    """Handles h0, h1 … of these sizes."""
    return pd.DataFrame({"account": [f"h{position}" for position in range(len(sizes))], "followers": sizes})


def rounded(share: float, decimals: int, *, in_per_cent: bool) -> str:
    """Write a share as tools do: 12%, 12.3%, 0.12, 0.1234."""
    number = Decimal(share) * (100 if in_per_cent else 1)
    step = Decimal(1).scaleb(-decimals)
    return f"{number.quantize(step, rounding=ROUND_HALF_UP)}{'%' if in_per_cent else ''}"


def written(form: str, shared: int, size_a: int, size_b: int, decimals: int, *, in_per_cent: bool) -> str:
    """One statement of a pair, as text."""
    if form == "shared":
        return str(shared)
    base = {"share_of_a": size_a, "share_of_b": size_b, "share_of_smaller": min(size_a, size_b)}[form]
    return rounded(shared / base, decimals if in_per_cent else decimals + 2, in_per_cent=in_per_cent)


@st.composite
def overlap_tables(draw: st.DrawFn, truth: TrueList, *, least: int = 0) -> pd.DataFrame:
    """Rows of all pairs that share at least ``least`` people, or of some where that is 0; in both orders or one."""
    rows: list[dict[str, str]] = []
    sizes = truth.sizes
    for one, other in combinations(range(len(sizes)), 2):
        shared = truth.shared(one, other)
        if shared < least or (not least and draw(st.integers(0, 5)) == 0):
            continue
        orders = draw(st.sampled_from([[(one, other)], [(other, one)], [(one, other), (other, one)]]))
        for a, b in orders:
            forms = draw(st.lists(st.sampled_from(FORMS), min_size=1, max_size=4, unique=True))
            in_per_cent = draw(st.booleans())
            cells = {
                form: written(form, shared, sizes[a], sizes[b], draw(st.integers(0, 2)), in_per_cent=in_per_cent)
                for form in forms
            }
            rows.append({"a": f"h{a}", "b": f"h{b}", **cells})
    frame = pd.DataFrame(rows, columns=["a", "b", *FORMS])
    return frame.sample(frac=1, random_state=draw(st.integers(0, 1000)))


def scenario_of(sizes: list[int], overlaps: pd.DataFrame, **audience: object) -> Scenario:
    """Read frames as a scenario; raises with all issues."""
    return Scenario.from_frames(
        accounts_of(sizes),
        overlaps=overlaps,
        audience={"kind": "overlaps", **audience},
        budget={"effort": 1},
        objective="reach",
    )
