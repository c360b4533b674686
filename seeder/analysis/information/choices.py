"""Bounds on the best value of plans with one given option, whatever the value of that option's unknown number."""

from __future__ import annotations

import itertools

import numpy as np

from seeder.analysis.information.option_terms import Terms
from seeder.problem.arrays import FloatArray, IntArray

_UNBOUNDED = 1e300


class Choice:
    """The best value F of the selections that hold one option, as a function of that option's own terms c = (v, b).

        F(c) = max_S (rest_S + v + Σ_g b_g u_Sg),   u_Sg = w_g Π_{others of S} (1 − b) in [0, w_g]

    is a maximum of linear functions of c, so it is convex, and every selection is a line below it. Three things bound
    it from above:

    * a certificate, whose formula holds for any terms;
    * what is known at other terms, F(c') ≤ F(c) + v' − v + Σ_g w_g max(0, b'_g − b_g), because no one counts twice and
      no one counts against it;
    * chords: between two known terms F lies below the line that joins them.

    Without cells, one known number therefore gives F everywhere. The choice to leave an account out is the same
    without terms, and F is a number.

    ``option``: position of the option; None where the account is left out. ``weight``: w_g of the option's entries,
    shape (n_entries,). ``ceiling``: certified bound on F at the problem's own terms; −∞ where no feasible selection
    makes the choice. ``tangent``, ``cap``, ``modular``: of the certificate, for each entry: w_g θ_g e^−z̄_g, 1 + z̄_g
    and w_g (1 − θ_g). ``known``: the problem's own terms.

    ``is_impossible``: whether it is proved that no feasible selection makes the choice. ``plans``: selections that make
    it, with what each is worth without the option, and u_Sg of the option's entries.
    """

    def __init__(
        self,
        option: int | None,
        *,
        weight: FloatArray,
        ceiling: float,
        tangent: FloatArray,
        cap: FloatArray,
        modular: FloatArray,
        known: Terms,
    ) -> None:
        self.option = option
        self.known = known
        self._weight = weight
        self._tangent, self._cap, self._modular = tangent, cap, modular
        self.is_impossible = ceiling == -np.inf
        self._base = 0.0 if self.is_impossible else ceiling - float(self._certified(known)[0])
        self._upper: list[tuple[Terms, float]] = []
        self.plans: list[tuple[IntArray, float, FloatArray]] = []
        self._tried: set[bytes] = set()

    def limit(self, at: Terms, most: float) -> None:
        """Take note that F is no more than this at some terms."""
        self._upper.append((at, most))

    def add_plan(self, selection: IntArray, rest: float, unmoved: FloatArray) -> None:
        """Take note of a feasible selection that makes this choice, what it is worth without the option, and u_Sg."""
        self.plans.append((selection, rest, unmoved))

    def best_plan(self, at: Terms) -> IntArray | None:
        """The best known selection at some terms, None where none is known."""
        values = [rest + float(at.separate[0]) + float(at.moved[0] @ unmoved) for _, rest, unmoved in self.plans]
        return self.plans[int(np.argmax(values))][0] if values else None

    def is_tried(self, at: Terms) -> bool:
        """Whether a search at these terms has been made; without entries, terms make no difference."""
        return self._key(at) in self._tried

    def mark_tried(self, at: Terms) -> None:
        """Take note that a search at these terms has been made."""
        self._tried.add(self._key(at))

    def _key(self, at: Terms) -> bytes:
        return at.separate.tobytes() + at.moved.tobytes() if len(self._weight) else b""

    def low(self, terms: Terms) -> FloatArray:
        """What known selections are worth at each row of the terms, shape (n_rows,); −∞ where none is known."""
        best = np.full(len(terms), -np.inf)
        if self.is_impossible:
            return best
        for _, rest, unmoved in self.plans:
            best = np.maximum(best, rest + terms.separate + terms.moved @ unmoved)
        return best

    def high(self, terms: Terms) -> FloatArray:
        """What no feasible selection with this choice exceeds at each row of the terms, shape (n_rows,)."""
        if self.is_impossible:
            return np.full(len(terms), -np.inf)
        best: FloatArray = self._base + self._certified(terms)
        for at, most in self._upper:
            best = np.minimum(best, most + self._growth(terms, at.separate, at.moved))
        if len(self._weight):
            for (at, most), (to, most_there) in itertools.combinations(self._upper, 2):
                best = np.minimum(best, self._chord(terms, at, most, to, most_there))
        return best

    def _certified(self, terms: Terms) -> FloatArray:
        """V + Σ_g w_g (θ_g min(e^−z̄_g a_g, e^−z̄_g (1 + z̄_g)) + (1 − θ_g) b_g), with a = −ln(1 − b)."""
        if not len(self._weight):
            return terms.separate
        with np.errstate(divide="ignore"):
            exponent = -np.log1p(-terms.moved)
        found: FloatArray = (
            terms.separate + np.minimum(exponent, self._cap) @ self._tangent + terms.moved @ self._modular
        )
        return found

    def _growth(self, terms: Terms, separate: FloatArray, moved: FloatArray) -> FloatArray:
        """The most that F can grow by from some terms to others."""
        grown: FloatArray = terms.separate - separate + np.maximum(terms.moved - moved, 0.0) @ self._weight
        return grown

    def _chord(self, terms: Terms, at: Terms, most: float, to: Terms, most_there: float) -> FloatArray:
        """Bound by the chord between two known terms, at its point nearest to each row, and by growth from there."""
        scale = np.concatenate(([1.0], self._weight))
        start = scale * np.concatenate((at.separate, at.moved[0]))
        step = scale * np.concatenate((to.separate, to.moved[0])) - start
        length = float(step @ step)
        if length == 0.0 or max(most, most_there) > _UNBOUNDED:
            return np.full(len(terms), np.inf)
        row = scale * np.column_stack((terms.separate, terms.moved))
        share = np.clip((row - start) @ step / length, 0.0, 1.0)[:, None]
        separate = at.separate + share[:, 0] * (to.separate - at.separate)
        moved = at.moved + share * (to.moved - at.moved)
        bound: FloatArray = most + share[:, 0] * (most_there - most) + self._growth(terms, separate, moved)
        return bound
