"""One rule of the user as a linear constraint: lower ≤ a weighted sum over some options ≤ upper."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

import numpy as np
import numpy.typing as npt

from seeder.brief_repr import brief_repr
from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray, IntArray, real_number, whole_number, whole_numbers
from seeder.problem.decimals import as_written

_LARGEST_SUM = 2**52
"""Weights add up to less than this in size, so that every sum of them is exact as a float too."""


def _positions(options: npt.ArrayLike) -> IntArray:
    return whole_numbers("rule: positions of options", options)


def _option_set(options: npt.ArrayLike) -> IntArray:
    return np.unique(_positions(options))


@dataclass(frozen=True, eq=False)
class Rule:
    """A linear constraint on a selection: lower ≤ Σ_{o in options} a_o x_o ≤ upper.

    a_o is the option's weight, a whole number; or its cost in a resource, where the rule names one. Sums of whole
    numbers are compared exactly, sums of costs as the decimals written, within the tolerance of budgets.

    As an account has at most one option in a selection, counting the options of some accounts counts the accounts.
    A pin is a count of at least 1 over the account's options, a ban at most 0, a conflict at most 1. Use the named
    constructors :meth:`count`, :meth:`conflict`, :meth:`share`, :meth:`together` and :meth:`limit`.

    Parameters
    ----------
    options
        Positions of the options, each once; kept in rising order.
    weight
        a_o of each, whole numbers of either sign; default: all 1. Options of weight 0 are left out.
    lower, upper
        The sides, whole numbers of either sign beside weights; None for a side that is missing.
    resource
        Position of the resource whose costs are the coefficients; None where the weights are.

    Raises
    ------
    ProblemError
        Where a weight or side is no whole number, or weights stand beside a resource.
    """

    __repr__ = brief_repr

    options: IntArray
    weight: IntArray
    lower: int | None
    upper: float | None
    resource: int | None

    def __init__(
        self,
        options: npt.ArrayLike,
        *,
        weight: npt.ArrayLike | None = None,
        lower: int | None = None,
        upper: float | None = None,
        resource: int | None = None,
    ) -> None:
        positions = _positions(options)
        weights = np.ones(len(positions), dtype=np.int64) if weight is None else whole_numbers("rule: weights", weight)
        if len(weights) != len(positions):
            raise ProblemError(f"rule: {len(weights)} weights for {len(positions)} options")
        order = np.argsort(positions, kind="stable")
        order = order[weights[order] != 0]
        positions, weights = positions[order], weights[order]
        if (np.diff(positions) == 0).any():
            raise ProblemError("rule: an option appears twice")
        if resource is None:
            lower, upper = _whole_side("lower", lower), _whole_side("upper", upper)
            if int(np.abs(weights).sum(dtype=object) if len(weights) else 0) >= _LARGEST_SUM:
                raise ProblemError(f"rule: the weights add up to {_LARGEST_SUM:,} or more")
        else:
            if lower is not None or (weights != 1).any():
                raise ProblemError("rule: costs of a resource have an upper side only, and no weights")
            upper = real_number("rule.limit", upper)
            if not 0 <= upper < float("inf"):
                raise ProblemError(f"rule.limit: expected a number of 0 or more, found {upper}")
            resource = whole_number("rule.resource", resource, low=0)
        for array in (positions, weights):
            array.setflags(write=False)
        object.__setattr__(self, "options", positions)
        object.__setattr__(self, "weight", weights)
        object.__setattr__(self, "lower", lower)
        object.__setattr__(self, "upper", upper)
        object.__setattr__(self, "resource", resource)

    @classmethod
    def count(cls, options: npt.ArrayLike, *, at_least: int = 0, at_most: int | None = None) -> Self:
        """at_least ≤ Σ_{o in options} x_o ≤ at_most.

        Parameters
        ----------
        options
            Positions of the options that count; sorted and made unique.
        at_least
            Smallest number allowed, 0 or more. More than ``len(options)`` is well-formed and cannot be met.
        at_most
            Largest number allowed, or None for no upper side.
        """
        least = whole_number("rule.at_least", at_least, low=0)
        most = None if at_most is None else whole_number("rule.at_most", at_most, low=0)
        # No problem has more options than this, so larger counts mean the same.
        return cls(
            _option_set(options),
            lower=min(least, _LARGEST_SUM - 1),
            upper=None if most is None else min(most, _LARGEST_SUM - 1),
        )

    @classmethod
    def conflict(cls, options: npt.ArrayLike) -> Self:
        """At most one of some options: a count of at most 1."""
        return cls.count(options, at_most=1)

    @classmethod
    def limit(cls, options: npt.ArrayLike, *, resource: int, limit: float) -> Self:
        """Σ_{o in options} c_ro x_o ≤ limit, for one resource r.

        Parameters
        ----------
        options
            Positions of the options whose cost counts; sorted and made unique.
        resource
            Position of the resource.
        limit
            What may be spent on them, in the resource's unit, 0 or more.
        """
        return cls(_option_set(options), upper=limit, resource=resource)

    @classmethod
    def share(
        cls,
        options: npt.ArrayLike,
        *,
        of: npt.ArrayLike,
        at_least: float | Fraction | None = None,
        at_most: float | Fraction | None = None,
    ) -> Self:
        """Σ_{o in options} x_o ≥ s Σ_{o in of} x_o, or ≤ for ``at_most``; a selection without any keeps it.

        With s = p / q in lowest terms, the weights are q − p of the options and −p of all others: whole numbers,
        so that 30 % of ten is three, and no float is near.

        Parameters
        ----------
        options
            Positions of the options that match, all of them among ``of``; sorted and made unique.
        of
            Positions of the options whose number is the whole.
        at_least, at_most
            s [0–1], one of the two; a float is taken as the decimal written.
        """
        if (at_least is None) == (at_most is None):
            raise ProblemError("rule: a share needs either at_least or at_most")
        given = at_least if at_most is None else at_most
        share = given if isinstance(given, Fraction) else _as_share(given)
        if not 0 <= share <= 1:
            raise ProblemError(f"rule: a share lies between 0 and 1, found {given}")
        whole, matching = _option_set(of), _option_set(options)
        if not np.isin(matching, whole).all():
            raise ProblemError("rule: every option of a share must also be in 'of', the options that the share is of")
        part, unit = share.numerator, share.denominator
        if unit >= _LARGEST_SUM:
            raise ProblemError(f"rule: a share with so many digits cannot be counted exactly, found {given}")
        weight = np.where(np.isin(whole, matching), unit - part, -part)
        return cls(whole, weight=weight, lower=None if at_least is None else 0, upper=None if at_most is None else 0)

    @classmethod
    def together(cls, first: npt.ArrayLike, second: npt.ArrayLike) -> Self:
        """Σ_{o in first} x_o = Σ_{o in second} x_o: of two accounts both are asked, or neither.

        Parameters
        ----------
        first, second
            Positions of the options of the one account and of the other; sorted and made unique.
        """
        one, other = _option_set(first), _option_set(second)
        weight = np.repeat(np.array([1, -1], dtype=np.int64), (len(one), len(other)))
        return cls(np.concatenate((one, other)), weight=weight, lower=0, upper=0)

    @property
    def is_count(self) -> bool:
        """Whether every coefficient is 1."""
        return self.resource is None and bool((self.weight == 1).all())

    @property
    def has_negative(self) -> bool:
        """Whether a coefficient is below 0, so that leaving an option out may break the upper side."""
        return bool((self.weight < 0).any())

    def coefficient(self, cost: FloatArray) -> FloatArray:
        """a_o of each of its options, shape of ``options``.

        Parameters
        ----------
        cost
            c_ro of all options, shape (n_resources, n_options).
        """
        found: FloatArray = (
            self.weight.astype(np.float64) if self.resource is None else cost[self.resource, self.options]
        )
        return found

    def at(self, position: IntArray) -> Rule:
        """The same row over options under other positions; those with a position below 0 are left out."""
        moved = position[self.options]
        kept = moved >= 0
        return Rule(moved[kept], weight=self.weight[kept], lower=self.lower, upper=self.upper, resource=self.resource)

    def to_digest(self) -> str:
        """What a problem's digest says of it beside its options and weights."""
        if self.resource is not None:
            return f"limit:{self.resource}:{self.upper!r};"
        kind = "count" if self.is_count else "row"
        return f"{kind}:{self.lower}:{self.upper};"


def _whole_side(name: str, side: float | None) -> int | None:
    if side is None:
        return None
    number = real_number(f"rule.{name}", side)
    if not abs(number) < _LARGEST_SUM or number != int(number):
        raise ProblemError(f"rule: beside weights, {name} is a whole number, found {side}")
    return int(side)


def _as_share(share: float | None) -> Fraction:
    if share is None or not 0 <= share <= 1:
        raise ProblemError(f"rule: a share lies between 0 and 1, found {share}")
    return as_written(share)
