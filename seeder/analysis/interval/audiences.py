"""The handles of a plan as the interval bounds read them, and the value of a person who follows some of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from seeder.errors import ProblemError
from seeder.problem.arrays import BoolArray, FloatArray, IntArray, frozen_floats, frozen_positions, require_range


@dataclass(frozen=True, eq=False)
class PlanAudiences:
    """The handles of a plan: followers, account, and probability of a response of each.

    A person who follows the handles T responds with

        f(T) = 1 − Π_i (1 − q_i (1 − Π_{h ∈ T of account i} (1 − p_h)))

    Raises ProblemError where the arrays contradict each other or hold values outside their ranges.
    """

    people: FloatArray  # Followers, shape (n_handles,) [people].
    owner: IntArray  # Account of each handle, shape (n_handles,): a position in ``acceptance``.
    acceptance: FloatArray  # q: chance that the account says yes, shape (n_accounts,) [0–1].
    chance: FloatArray  # p: chance that an interested follower responds to one post, shape (n_handles,) [0–1].

    def __post_init__(self) -> None:
        for name in ("people", "acceptance", "chance"):
            object.__setattr__(self, name, frozen_floats(name, getattr(self, name)))
        object.__setattr__(self, "owner", frozen_positions("owner", self.owner, size=len(self.acceptance)))
        if not len(self.people) == len(self.owner) == len(self.chance):
            raise ProblemError("people, owner and chance: expected one value per handle")
        require_range("people", self.people, low=0.0, high=np.finfo(np.float64).max)
        require_range("acceptance", self.acceptance, low=0.0, high=1.0)
        require_range("chance", self.chance, low=0.0, high=1.0)

    def __len__(self) -> int:
        return len(self.people)

    @cached_property
    def moved(self) -> FloatArray:
        """b_h = q p_h: chance that a follower of the handle alone responds, shape (n_handles,) [0–1]."""
        return self.acceptance[self.owner] * self.chance

    @cached_property
    def both_moved(self) -> FloatArray:
        """Chance that a follower of both responds to both, shape (n_handles, n_handles) [0–1].

        q_i q_j p_h p_k for handles of two accounts, q_i p_h p_k for two of one account, b_h on the diagonal.
        """
        both = np.outer(self.moved, self.moved)
        same = self.owner[:, None] == self.owner[None, :]
        both = np.where(same, self.moved[:, None] * self.chance[None, :], both)
        np.fill_diagonal(both, self.moved)
        return both

    @cached_property
    def is_alone(self) -> BoolArray:
        """Handles that are the only one of their account here, shape (n_handles,)."""
        n_handles = np.bincount(self.owner, minlength=len(self.acceptance))
        alone: BoolArray = n_handles[self.owner] == 1
        return alone

    @cached_property
    def moved_apart(self) -> FloatArray:
        """b′ with f(T) ≥ 1 − Π_{h ∈ T} (1 − b′_h) for every T, shape (n_handles,) [0–1].

        b itself where the account has one handle, and p where q = 1, since the answer is then no common cause. Else
        1 − b′_h is the ratio of the account's 1 − f before and after the handle, larger audiences first:
        −ln(1 − f) is submodular on the account's handles, as ln(1 − q + q e^−z) is convex, so its gains along any
        order add up to at most its value on every subset (Edmonds 1970).
        """
        apart = self.moved.copy()
        several = np.flatnonzero(~self.is_alone & (self.acceptance[self.owner] < 1.0))
        silent: dict[int, float] = {}
        for handle in several[np.argsort(-self.people[several], kind="stable")].tolist():
            account = int(self.owner[handle])
            accepted, before = float(self.acceptance[account]), silent.get(account, 1.0)
            after = before * (1.0 - float(self.chance[handle]))
            silent[account] = after
            apart[handle] = accepted * (before - after) / (1.0 - accepted * (1.0 - before))
        return apart

    def only(self, handles: npt.ArrayLike) -> PlanAudiences:
        """These handles alone, in their order."""
        chosen = np.asarray(handles, dtype=np.int64)
        return PlanAudiences(self.people[chosen], self.owner[chosen], self.acceptance, self.chance[chosen])

    def enumerate_sets(self) -> FloatArray:
        """Value f of every set of handles, shape (2^n_handles,): set S at Σ_{h ∈ S} 2^h [0–1]."""
        log_of_nobody = np.zeros(2 ** len(self))
        with np.errstate(divide="ignore"):
            quiet = np.log1p(-self.chance)
            for account in np.unique(self.owner).tolist():
                log_of_silence = sums_of_sets(np.where(self.owner == account, quiet, 0.0))
                log_of_nobody += np.log1p(self.acceptance[account] * np.expm1(log_of_silence))
        return -np.expm1(log_of_nobody)


def sums_of_sets(values: FloatArray) -> FloatArray:
    """Σ_{h ∈ S} values_h of every set, shape (2^n,): set S at Σ_{h ∈ S} 2^h."""
    found = np.zeros(1)
    for value in values.tolist():
        found = np.concatenate((found, found + value))
    return found


def gains_along(audiences: PlanAudiences, order: IntArray, *, certain: IntArray | None = None) -> FloatArray:
    """What each handle adds for a person who follows it and all before it, along several orders at once.

    ``order``: handles in the order in which they join, shape (n_orders, n_handles). ``certain``: for each order an
    account that is known to say yes, shape (n_orders,); None for none. Returns gain of the handle at each place, shape
    (n_orders, n_handles) [0–1].
    """
    rows = np.arange(len(order))
    accepted = np.tile(audiences.acceptance, (len(order), 1))
    if certain is not None:
        accepted[rows, certain] = 1.0
    owner = audiences.owner[order]
    if audiences.is_alone.all():
        moved = accepted[rows[:, None], owner] * audiences.chance[order]
        nobody = np.cumprod(1.0 - moved, axis=1)
        return moved * np.concatenate((np.ones((len(order), 1)), nobody[:, :-1]), axis=1)
    silent = np.ones_like(accepted)
    left = np.ones(len(order))
    gain = np.zeros(order.shape)
    for place in range(order.shape[1]):
        account, chance = owner[:, place], audiences.chance[order[:, place]]
        accept, before = accepted[rows, account], silent[rows, account]
        silent[rows, account] = before * (1.0 - chance)
        unmoved = 1.0 - accept * (1.0 - before)
        joined = np.divide(accept * before * chance, unmoved, out=np.zeros_like(unmoved), where=unmoved > 0)
        gain[:, place] = left * joined
        left = left * (1.0 - joined)
    return gain


def nested_value(audiences: PlanAudiences, sizes: FloatArray, *, certain: IntArray | None = None) -> FloatArray:
    """Value of audiences that lie inside one another, for several lists of sizes at once.

        Σ_r s_(r) · (f({(1) … (r)}) − f({(1) … (r − 1)}))    with s_(1) ≥ s_(2) ≥ …

    f is submodular, so the sum is its Lovász extension: no arrangement of these sizes is worth less.

    ``sizes``: shape (n_lists, n_handles) [people]. ``certain``: for each list an account that is known to say yes,
    shape (n_lists,); None for none. The result has shape (n_lists,) [people].

    Source: Lorentz, An inequality for rearrangements, 1953. Lovász, Submodular functions and convexity, 1983.
    """
    order = np.argsort(-sizes, axis=1, kind="stable")
    gain = gains_along(audiences, order, certain=certain)
    found: FloatArray = np.einsum("ij,ij->i", np.take_along_axis(sizes, order, axis=1), gain)
    return found
