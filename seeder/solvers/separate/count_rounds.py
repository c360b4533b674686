"""Close the gap in rounds: propose how many options of each class to take, bound that, and make it a selection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from seeder.problem.arrays import FloatArray
from seeder.solvers.incumbent import Incumbent
from seeder.solvers.model.pricing import Pricing, best_of_accounts
from seeder.solvers.parameters import Parameters, Share
from seeder.solvers.separate.core import Core
from seeder.solvers.separate.counting import Classes, CountBound

Improve = Callable[[Pricing, int], None]
"""Looks for a better selection among the accounts that lose least at a pricing, and offers it; the more failures
there were before, the more of them."""


@dataclass(frozen=True, slots=True)
class CountRoundsParams(Parameters):
    """How long counts are proposed, and how far prices move."""

    most_rounds: int = 60
    most_failures: int = 3  # Most rounds in a row whose counts cannot be made into a better selection.
    radius: Share = 0.2  # Half the width of the first box around the prices, as a share of them.


_PARAMS = CountRoundsParams()


def close_by_counts(
    incumbent: Incumbent, pricing: Pricing, core: Core, classes: Classes, improve: Improve, *, seed: int
) -> None:
    """Lower the uncertified bound and raise the value until the gap is closed or proposals make no selections.

    ``pricing``: the Lagrangian at the multipliers of the rows. ``core``: what is open, complete: no selection that
    leaves it is worth more than ``core.outside``. ``classes``: of the core's options.
    """
    model = pricing.model
    fixed = float(model.value[core.restriction.fixed].sum())
    prices = _prices_of_rows(pricing, core, classes)
    bound = CountBound(model.value[core.restriction.option], core, classes, prices)
    radius = np.maximum(
        _PARAMS.radius * np.abs(prices), 1e-3 * _PARAMS.radius * (float(np.abs(prices).max(initial=0.0)) or 1.0)
    )
    n_failures = 0
    for _ in range(_PARAMS.most_rounds):
        proposal = bound.propose(seed=seed, deadline=incumbent.deadline)
        if proposal is None or incumbent.lower is None or incumbent.deadline.has_passed:
            return
        uncertified = proposal.bound + fixed
        incumbent.offer_uncertified(max(uncertified + 1e-13 * abs(uncertified), core.outside))
        if incumbent.is_good_enough:
            return
        goal = incumbent.lower / (1 - incumbent.stop.relative_gap)
        upper, prices = bound.determine(proposal.count, radius=radius, enough=goal - fixed, deadline=incumbent.deadline)
        if upper + fixed > goal:
            before = incumbent.lower
            improve(_at_prices(pricing, core, classes, prices), n_failures)
            n_failures = 0 if incumbent.lower > before else n_failures + 1
        incumbent.report()
        if incumbent.is_good_enough or n_failures > _PARAMS.most_failures:
            return


def _prices_of_rows(pricing: Pricing, core: Core, classes: Classes) -> FloatArray:
    """What the rows' multipliers ask of an option of each class, shape (n_classes,)."""
    asked = (pricing.model.value - pricing.adjusted)[core.restriction.option]
    times = np.bincount(classes.of_option, minlength=classes.n_classes)
    total: FloatArray = np.bincount(classes.of_option, weights=asked, minlength=classes.n_classes) / times
    return total


def _at_prices(pricing: Pricing, core: Core, classes: Classes, prices: FloatArray) -> Pricing:
    """Return the pricing with prices by class in place of the rows' multipliers, for the open options."""
    model = pricing.model
    adjusted = pricing.adjusted.copy()
    adjusted[core.restriction.option] = model.value[core.restriction.option] - prices[classes.of_option]
    return replace(pricing, adjusted=adjusted, best=best_of_accounts(model, adjusted))
