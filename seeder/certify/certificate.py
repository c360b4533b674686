"""The multipliers that certify an upper bound, and their form in ``certificate.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from seeder.brief_repr import brief_repr
from seeder.certify.array_json import Sizes, read_array, write_array
from seeder.certify.tree import ARRAYS, ProofTree, set_arrays
from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray

SCHEMA_VERSION = 3

NAMES = "names"
"""Key of ``certificate.json`` under which a run says what the positions stand for; no part of the proof."""

_TREE = "tree"
_LARGEST_ROUNDED = 1e6
"""From here on, decimals are left as they are: scaling them might leave the range of floats."""


@dataclass(frozen=True, eq=False)
class Certificate:
    """Numbers that prove an upper bound on the value of every feasible selection of one problem.

    Parameters
    ----------
    digest
        ``SeedingProblem.digest`` of the problem that the numbers speak of: its accounts, options, budgets, rules, and
        which options move which cells. What people and asks are worth is no part of it: the bound is computed for the
        numbers of the problem at hand, and is true whatever they are.
    resource_multiplier
        λ_r ≥ 0, shape (n_resources,) [value per unit of the resource]; 0 for an unlimited resource.
    at_least_multiplier
        ν ≥ 0 of each rule's lower side, shape (n_rules,) [value per option, 0 for a limit].
    at_most_multiplier
        μ ≥ 0 of each rule's upper side, shape (n_rules,) [value per option, or per unit of a limited resource].
    z
        z̄_g ≥ 0, where the tangent of each cell touches, shape (n_cells,); empty without coverage.
    theta
        θ_g, weight of the tangent against Σ_o b_og x_o, shape (n_cells,) [0–1]; empty without coverage.
    tree
        Cases that cover every selection, each with a bound of its own; None where the multipliers are all.

    Raises
    ------
    ProblemError
        Where a number is NaN, infinite, negative or a weight over 1, or lengths differ that must not.
    """

    __repr__ = brief_repr

    digest: str
    resource_multiplier: FloatArray
    at_least_multiplier: FloatArray
    at_most_multiplier: FloatArray
    z: FloatArray
    theta: FloatArray
    tree: ProofTree | None

    def __init__(
        self,
        *,
        digest: str,
        resource_multiplier: npt.ArrayLike,
        at_least_multiplier: npt.ArrayLike = (),
        at_most_multiplier: npt.ArrayLike = (),
        z: npt.ArrayLike = (),
        theta: npt.ArrayLike = (),
        tree: ProofTree | None = None,
    ) -> None:
        object.__setattr__(self, "digest", str(digest))
        object.__setattr__(self, "tree", tree)
        set_arrays(self, "certificate", (resource_multiplier, at_least_multiplier, at_most_multiplier, z, theta))
        if len(self.at_least_multiplier) != len(self.at_most_multiplier):
            raise ProblemError("certificate: each rule needs a multiplier for its lower and one for its upper side")
        if len(self.z) != len(self.theta):
            raise ProblemError(f"certificate: {len(self.z)} tangents beside {len(self.theta)} weights")

    def rounded(self, decimals: int = 7) -> Certificate:
        """Return a certificate with z̄ and θ of few decimals, for a file that is small and quickly read.

        Any z̄ and θ prove a bound. Where they were the best ones, the bound rises by the square of the change only,
        1e-14 of a cell's weight at 7 decimals.
        """
        z = np.where(self.z < _LARGEST_ROUNDED, np.round(np.minimum(self.z, _LARGEST_ROUNDED), decimals), self.z)
        return replace(self, z=z, theta=np.round(self.theta, decimals))

    def with_tree(self, tree: ProofTree | None) -> Certificate:
        """Return a certificate of the same multipliers with another tree, or with none."""
        return replace(self, tree=tree)

    def to_document(self) -> dict[str, Any]:
        """Write as a plain document for JSON; every float keeps all its digits."""
        document: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "digest": self.digest}
        for name in ARRAYS:
            document[name] = write_array(getattr(self, name))
        if self.tree is not None:
            document[_TREE] = self.tree.to_document()
        return document

    @classmethod
    def from_document(cls, document: Mapping[str, Any], *, sizes: Sizes | None = None) -> Certificate:
        """Read what :meth:`to_document` wrote; ``names``, which a run adds for readers, is not looked at.

        Parameters
        ----------
        sizes
            How long its arrays may be: those of the problem, where that is at hand.

        Raises
        ------
        ProblemError
            Where the document has another version, lacks a part or holds what is no certificate.
        """
        require_certificate(document)
        allowed = Sizes() if sizes is None else sizes
        arrays = {name: read_array(name, document[name], most=allowed.most(name)) for name in ARRAYS}
        tree = None if _TREE not in document else ProofTree.from_document(document[_TREE], sizes=allowed)
        return cls(digest=document["digest"], tree=tree, **arrays)


def require_certificate(document: Any) -> None:
    """Refuse a document of another version, or with other parts than a certificate; what they hold is not looked at."""
    version = document.get("schema_version") if isinstance(document, Mapping) else None
    if type(version) is not int or version != SCHEMA_VERSION:
        raise ProblemError(f"certificate: expected a document with schema_version {SCHEMA_VERSION}")
    missing = [name for name in ("digest", *ARRAYS) if name not in document]
    unknown = sorted(set(document) - {"schema_version", "digest", NAMES, _TREE, *ARRAYS})
    if missing or unknown:
        raise ProblemError(f"certificate: missing {missing}, unknown {unknown}")
    if not isinstance(document["digest"], str):
        raise ProblemError("certificate.digest: expected text")
