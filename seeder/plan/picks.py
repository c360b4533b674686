"""The asks of a plan, each with its numbers, its reason and its handles. Knows no solver."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from seeder.formulation import Formulation, Origin
from seeder.plan import wording
from seeder.plan.links import tracking_link
from seeder.plan.pick import Handle, Pick
from seeder.plan.sources import Sources
from seeder.problem import marginal_values_if_yes, marginal_values_of
from seeder.problem.arrays import FloatArray, IntArray


def make_picks(formulation: Formulation, ordered: IntArray, *, told: float = 1.0) -> tuple[Pick, ...]:
    """Say of each ask, in the order to ask in, what it costs and brings, why it is there, and where the account posts.

    Numbers in reasons are multiplied by ``told``: just above and below 1 shows how they would read where last digits
    differ.
    """
    if not len(ordered):
        return ()
    problem, scenario = formulation.problem, formulation.scenario
    document, accounts = scenario.document, scenario.accounts
    nobody = np.empty(0, dtype=np.int64)
    added = marginal_values_of(problem, ordered, ordered).tolist()
    expected = marginal_values_of(problem, nobody, ordered).tolist()
    alone = marginal_values_if_yes(problem, nobody, ordered).tolist()
    beyond = marginal_values_if_yes(problem, ordered, ordered).tolist()
    effort = problem.cost[problem.resources.index("effort")]
    pinned = _pins(formulation)
    sources = Sources(formulation)
    picks = []
    for place, option in enumerate(ordered.tolist()):
        account = int(problem.account[option])
        rows = sorted(accounts.rows_of[account].tolist(), key=lambda row: (-_known(accounts.followers[row]), row))
        name, platform = accounts.account_id[account], accounts.platform[rows[0]]
        link = ""
        if document.plan.link is not None:
            campaign = document.plan.campaign or scenario.name
            link = tracking_link(document.plan.link, account=name, platform=platform, campaign=campaign)
        picks.append(
            Pick(
                rank=place + 1,
                option=option,
                account=name,
                approach=formulation.approach_name(option),
                tier=accounts.tier[account],
                costs=costs_of(formulation, option),
                acceptance=float(problem.acceptance[option]),
                expected=expected[place],
                added=added[place],
                why=wording.reason(
                    objective=document.objective.value,
                    alone_if_yes=told * alone[place],
                    beyond_if_yes=told * beyond[place],
                    acceptance=told * float(problem.acceptance[option]),
                    effort=float(effort[option]),
                    added=told * added[place],
                    rules=pinned.get(option, ()),
                    is_assumed=int(formulation.acceptance_origin[option]) == Origin.DEFAULT,
                ),
                handles=tuple(
                    Handle(
                        platform=accounts.platform[row],
                        handle=accounts.handle[row],
                        followers=None if np.isnan(accounts.followers[row]) else float(accounts.followers[row]),
                    )
                    for row in rows
                ),
                link=link,
                sources=sources.of(option, rows),
                carried={
                    header: " | ".join(dict.fromkeys(texts[row] for row in rows if texts[row]))
                    for header, texts in accounts.carried.items()
                },
            )
        )
    return tuple(picks)


def _known(followers: FloatArray) -> float:
    return -1.0 if np.isnan(followers) else float(followers)


def costs_of(formulation: Formulation, option: int) -> Mapping[str, float]:
    """Resource → what an option costs as counted against the budget."""
    problem = formulation.problem
    return {name: float(problem.cost[resource, option]) for resource, name in enumerate(problem.resources)}


def _pins(formulation: Formulation) -> dict[int, tuple[str, ...]]:
    """Options that rules ask for by name, with the rules' words."""
    found: dict[int, tuple[str, ...]] = {}
    for rule, source in zip(formulation.problem.rules, formulation.rule_sources, strict=True):
        if source.is_pin:
            for option in rule.options.tolist():
                found[option] = (*found.get(option, ()), source.words)
    return found
