"""The objective, budget, approaches and rules of a scenario, as seeder understood them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.formulation import Formulation


@dataclass(frozen=True, slots=True)
class ApproachTerms:
    """An approach as understood."""

    name: str
    effort: float | None  # Hours of asking; None where accounts or defaults say it.
    acceptance: float | None  # [0–1]; None where accounts, evidence or defaults say it.
    costs: dict[str, float]  # Resource → what asking costs of it besides effort.
    on_yes: dict[str, float]  # Resource → what a yes costs of it on top.
    fee: bool  # Whether a yes costs the account's fee.
    where: str | None  # Which accounts it is for; None: all.


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """A rule in the user's words, and its place."""

    rule: str
    at: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a scenario asks for."""

    objective: str
    budget: dict[str, float]  # Resource → what may be spent of it.
    unlimited: tuple[str, ...]  # Resources that asks or a yes cost and no budget limits.
    currency: dict[str, str]  # Resource → code of its currency, where one is named.
    basis: str  # Whether costs of a yes count in full (``reserved``) or times acceptance (``expected``).
    approaches: tuple[ApproachTerms, ...]
    rules: tuple[RuleTerms, ...]


def terms_of(formulation: Formulation) -> Terms:
    """Return what was understood of a scenario's document."""
    scenario, problem = formulation.scenario, formulation.problem
    document = scenario.document
    sources = dict.fromkeys(formulation.rule_sources)
    return Terms(
        objective=document.objective.value,
        budget={name: float(amount) for name, amount in document.budget.amounts.items()},
        unlimited=tuple(
            name for name, limit in zip(problem.resources, problem.budget.tolist(), strict=True) if np.isinf(limit)
        ),
        currency=dict(scenario.currencies),
        basis=document.budget.basis.value,
        approaches=tuple(
            ApproachTerms(
                name=name,
                effort=approach.effort,
                acceptance=approach.acceptance,
                costs={resource: float(cost) for resource, cost in approach.costs.items()},
                on_yes={resource: float(cost) for resource, cost in approach.on_yes.items()},
                fee=approach.fee,
                where=approach.where,
            )
            for name, approach in document.approaches.items()
        ),
        rules=tuple(RuleTerms(source.words, str(source.place)) for source in sources),
    )
