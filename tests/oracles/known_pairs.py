"""Plans on random follower lists, what is told of the lists, and the ends of the value by every set of handles."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.pair_bounds import PairBounds, StatedPairs, bound_pairs
from seeder.problem.arrays import BoolArray


@dataclass(frozen=True, eq=False)
class KnownPairs:
    """A plan, who follows its handles, shape (n_people, n_handles), and the facts that are told."""

    follows: BoolArray
    audiences: PlanAudiences
    stated: StatedPairs

    @property
    def bounds(self) -> PairBounds:
        return bound_pairs(self.audiences.people, self.stated)

    @property
    def truth(self) -> float:
        return sum(worth_of(self.audiences, np.flatnonzero(row).tolist()) for row in self.follows)


def worth_of(audiences: PlanAudiences, handles: list[int]) -> float:
    """f of a set of handles, from its definition."""
    nobody = 1.0
    for account, accepted in enumerate(audiences.acceptance.tolist()):
        own = [handle for handle in handles if audiences.owner[handle] == account]
        silent = math.prod(1.0 - float(audiences.chance[handle]) for handle in own)
        nobody *= 1.0 - accepted * (1.0 - silent)
    return 1.0 - nobody


def draw_known_pairs(seed: int, *, n_handles: int | None = None, most_people: int = 60) -> KnownPairs:
    """Draw a plan on random lists: alike or not, nested or not, accounts with several handles, chances of 0 and 1."""
    generator = np.random.default_rng(seed)
    n_handles = int(generator.integers(1, 9)) if n_handles is None else n_handles
    n_people = int(generator.integers(1, most_people))
    keenness = generator.choice([0.0, 0.3, 1.0, 1.5], n_people)[:, None]
    follows = generator.random((n_people, n_handles)) < keenness * generator.uniform(0, 0.8, n_handles) ** 2
    if n_handles > 1 and generator.random() < 0.3:
        follows[:, 0] |= follows[:, 1]
    n_accounts = int(generator.integers(1, n_handles + 1)) if generator.random() < 0.5 else n_handles
    owner = generator.integers(0, n_accounts, n_handles) if n_accounts < n_handles else np.arange(n_handles)
    chances = [np.array([1.0]), np.array([0.0, 1.0]), np.array([0.1]), np.array([0.02, 0.3, 0.5, 0.9, 1.0, 0.0])]
    audiences = PlanAudiences(
        people=follows.sum(axis=0),
        owner=owner,
        acceptance=generator.choice(chances[generator.integers(4)], n_accounts),
        chance=generator.choice(chances[generator.integers(4)], n_handles),
    )
    return KnownPairs(follows, audiences, _tell(follows, generator))


def _tell(follows: BoolArray, generator: np.random.Generator) -> StatedPairs:
    """Some pairs, exact or rounded, or all above a threshold and some that are not."""
    n_handles = follows.shape[1]
    a, b = np.triu_indices(n_handles, 1)
    shared = (follows.T.astype(np.float64) @ follows)[a, b]
    is_told = generator.random(len(a)) < generator.choice([0.0, 0.3, 0.7, 1.0])
    threshold = None
    if generator.random() < 0.3:
        threshold = float(generator.integers(0, 6))
        is_told |= shared > threshold
    blur = generator.choice([0.0, 0.0, 1.5]) * generator.random(len(a))
    return StatedPairs(
        a=a[is_told],
        b=b[is_told],
        low=np.maximum(shared - blur, 0.0)[is_told],
        high=(shared + blur)[is_told],
        threshold=threshold,
        is_listed=np.ones(n_handles, dtype=bool) if threshold is not None and generator.random() < 0.5 else None,
    )


def ends_by_sets(audiences: PlanAudiences, bounds: PairBounds) -> tuple[float, float]:
    """The least and the most over all arrangements, by a linear program over every set of handles."""
    from scipy.optimize import linprog

    n_handles = len(audiences)
    if not n_handles:
        return 0.0, 0.0
    sets = [
        list(chosen) for size in range(1, n_handles + 1) for chosen in itertools.combinations(range(n_handles), size)
    ]
    worth = np.array([worth_of(audiences, chosen) for chosen in sets])
    holds = np.array([[float(handle in chosen) for chosen in sets] for handle in range(n_handles)])
    upper_rows, upper = [np.zeros(len(sets))], [0.0]
    for h, k in itertools.combinations(range(n_handles), 2):
        both = holds[h] * holds[k]
        upper_rows += [both, -both]
        upper += [float(bounds.high[h, k]), -float(bounds.low[h, k])]
    found = []
    unit = float(worth.max(initial=0.0)) or 1.0
    for sign in (1.0, -1.0):
        solved = linprog(sign / unit * worth, A_ub=np.array(upper_rows), b_ub=upper, A_eq=holds, b_eq=audiences.people)
        assert solved.status == 0, solved.message
        found.append(sign * unit * float(solved.fun))
    return found[0], found[1]


def scale_of(audiences: PlanAudiences) -> float:
    """What a rounding error is measured by."""
    return 1e-9 * max(1.0, float(audiences.people.sum()))
