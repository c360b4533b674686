"""One kind of rate for many handles or accounts, with the source of every number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.rates.posterior import Posterior

if TYPE_CHECKING:
    from seeder.rates.counts.counts import CountModel

GIVEN = -1
"""In place of a default's position: the number is given in the table."""

NO_DEFAULT = -2
"""In place of a default's position: the number is neither given nor measured nor has a default, and is NaN."""

MEASURED = -3
"""In place of a default's position: the number contains evidence of its own."""


class Provenance(Enum):
    """What a number rests on."""

    GIVEN = "given"
    MEASURED = "measured"
    DEFAULT = "default"
    NONE = "none"


@dataclass(frozen=True, eq=False)
class Pool:
    """Evidence of others that a number without its own was drawn to."""

    n_rates: int
    """How many handles or accounts have evidence."""
    trials: float
    successes: float
    """Of all of them: posts and clicks, clicks and conversions, asks and yeses, by the kind of rate."""


@dataclass(frozen=True, eq=False)
class RateColumn:
    """One kind of rate with the provenance of every number."""

    value: FloatArray
    """Expected value of each, shape (n,); NaN where nothing is known."""
    entry: IntArray
    """For each, the position of the default it starts from, ``GIVEN``, ``MEASURED`` or ``NO_DEFAULT``, shape (n,)."""
    default: IntArray
    """Position of the default that each would be without evidence, −1 where there is none, shape (n,)."""
    make_posterior: Callable[[], Posterior]
    """Makes what is known of each, a point where it is given: see :attr:`posterior`."""
    weight: FloatArray
    """Share of its own evidence in each number, shape (n,) [0–1]: 1 − variance left / variance before, 0 without
    any."""
    trials: FloatArray
    successes: FloatArray
    """Evidence of each, shape (n,): posts and clicks, posts and impressions, clicks and conversions, asks and yeses."""
    pool: Pool | None = None
    """Evidence of all of them together; None where there is none."""
    model: CountModel | None = None
    """What was fitted to the posts; None without posts, and for shares."""
    is_signalled: BoolArray = field(default_factory=lambda: np.empty(0, dtype=bool))
    """Whether signs of the audience moved it, shape (n,)."""

    @cached_property
    def posterior(self) -> Posterior:
        """Distribution of each number, made when first asked for."""
        return self.make_posterior()

    @property
    def is_given(self) -> BoolArray:
        """Which of the numbers are given in the table."""
        given: BoolArray = self.entry == GIVEN
        return given

    @property
    def is_measured(self) -> BoolArray:
        """Which of the numbers have evidence of their own."""
        measured: BoolArray = self.entry == MEASURED
        return measured

    @property
    def is_default(self) -> BoolArray:
        """Which of the numbers start from a default and have no evidence of their own."""
        return self.entry >= 0

    def provenance(self, position: int) -> Provenance:
        """What one number rests on."""
        entry = int(self.entry[position])
        return {GIVEN: Provenance.GIVEN, MEASURED: Provenance.MEASURED, NO_DEFAULT: Provenance.NONE}.get(
            entry, Provenance.DEFAULT
        )
