"""Cuts: linear inequalities that follow from the problem's rows, so that every feasible selection satisfies them.

A cut says nothing about selections that the problem does not say already, but it says more about fractions of them: a
budget of 4,000 that sixteen asks of 250 use up holds no seventeenth, and not even a sixteenth beside an ask of 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from seeder.certify.array_json import Sizes, read_array, read_positions, write_array
from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray, IntArray, frozen_floats, frozen_positions, require_range, whole_number
from seeder.problem.rules import Rule

_MULTIPLIERS = ("resource_multiplier", "at_least_multiplier", "at_most_multiplier")
_PARTS = (*_MULTIPLIERS, "option", "weight", "limit")
_LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True, eq=False)
class Cut:
    """Σ_o α_o x_o ≤ β, for every selection of at most one option per account that keeps a combination of rows.

        Σ_r λ_r Σ_o c_ro x_o + Σ_rules (μ − ν) Σ_o a_o x_o ≤ Σ_r λ_r B_r + Σ_rules (μ upper − ν lower)

    Raises ProblemError where a multiplier is below 0 or infinite, a weight or the limit is no whole number of 1 or of
    0 or more, or an option is named twice.

    Source: Balas, Facets of the knapsack polytope, Math. Prog. 8, 1975, for the cuts that are looked for.
    """

    # resource_multiplier, at_least_multiplier, at_most_multiplier: λ, ν, μ of the combination, the decimals as written.
    resource_multiplier: FloatArray
    at_least_multiplier: FloatArray
    at_most_multiplier: FloatArray
    option: IntArray  # Options of a weight other than 0, strictly rising.
    weight: IntArray  # α_o of each, whole numbers of 1 or more.
    limit: int  # β, 0 or more.

    def __init__(
        self,
        *,
        resource_multiplier: npt.ArrayLike,
        at_least_multiplier: npt.ArrayLike,
        at_most_multiplier: npt.ArrayLike,
        option: npt.ArrayLike,
        weight: npt.ArrayLike,
        limit: int,
    ) -> None:
        for name, values in zip(
            _MULTIPLIERS, (resource_multiplier, at_least_multiplier, at_most_multiplier), strict=True
        ):
            array = frozen_floats(f"cut.{name}", values)
            require_range(f"cut.{name}", array, low=0.0, high=_LARGEST)
            object.__setattr__(self, name, array)
        options = frozen_positions("cut.option", option, size=2**62)
        weights = frozen_positions("cut.weight", weight, size=2**32)
        if len(options) != len(weights) or (np.diff(options) <= 0).any() or (weights < 1).any():
            raise ProblemError("cut: expected options that rise strictly, and a weight of 1 or more for each")
        object.__setattr__(self, "option", options)
        object.__setattr__(self, "weight", weights)
        object.__setattr__(self, "limit", whole_number("cut.limit", limit, low=0))

    @property
    def rule(self) -> Rule:
        """The cut as a rule."""
        return Rule(self.option, weight=self.weight, upper=self.limit)

    def to_document(self) -> dict[str, Any]:
        """Write as a plain document for JSON."""
        document: dict[str, Any] = {name: write_array(getattr(self, name)) for name in _MULTIPLIERS}
        return {**document, "option": self.option.tolist(), "weight": self.weight.tolist(), "limit": self.limit}

    @classmethod
    def from_document(cls, document: Any, *, sizes: Sizes) -> Cut:
        """Read what :meth:`to_document` wrote; raises ProblemError where the document holds no cut."""
        if not isinstance(document, Mapping) or set(document) != set(_PARTS):
            raise ProblemError(f"certificate.tree.cuts: expected {', '.join(_PARTS)}")
        arrays = {name: read_array(f"cuts.{name}", document[name], most=sizes.most(name)) for name in _MULTIPLIERS}
        return cls(
            **arrays,
            option=read_positions("cuts.option", document["option"]),
            weight=read_positions("cuts.weight", document["weight"]),
            limit=document["limit"],
        )
