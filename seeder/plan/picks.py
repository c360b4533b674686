"""Make the asks of a plan, with numbers, reason, sources and handles of each. Imports no solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from seeder.analysis.resting import value_kinds
from seeder.formulation import Formulation, Origin
from seeder.plan import wording
from seeder.plan.links import tracking_link
from seeder.plan.pick import Handle, Pick
from seeder.problem import marginal_values_if_yes, marginal_values_of
from seeder.problem.arrays import IntArray
from seeder.rates.evidence_words import source_words
from seeder.scenario.document.documents import FEE_RESOURCE
from seeder.scenario.spending import unknown_fees
from seeder.scenario.tables.accounts import Accounts


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
    pinned, known = _pins(formulation), np.nan_to_num(accounts.followers, nan=-1.0)
    has_fee = ~unknown_fees(document, accounts, scenario.overrides)[
        problem.account[ordered], formulation.approach[ordered]
    ]
    unknown = [() if known_fee else (FEE_RESOURCE,) for known_fee in has_fee.tolist()]
    picks = []
    for place, option in enumerate(ordered.tolist()):
        account = int(problem.account[option])
        rows = sorted(accounts.rows_of[account].tolist(), key=lambda row: (-known[row], row))
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
                    sizes_from=_bases(accounts, rows),
                    unknown_costs=unknown[place],
                ),
                handles=tuple(
                    Handle(
                        platform=accounts.platform[row],
                        handle=accounts.handle[row],
                        followers=None if np.isnan(accounts.followers[row]) else float(accounts.followers[row]),
                        assumed_from=next(iter(_bases(accounts, [row])), ""),
                    )
                    for row in rows
                ),
                link=link,
                sources=_sources(formulation, option, rows),
                carried={
                    header: " | ".join(dict.fromkeys(texts[row] for row in rows if texts[row]))
                    for header, texts in accounts.carried.items()
                },
                unknown_costs=unknown[place],
            )
        )
    return tuple(picks)


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


def _sources(formulation: Formulation, option: int, rows: Sequence[int]) -> dict[str, str]:
    """Effort, acceptance and value → where they come from, in words; ``rows`` are the handles, the largest first."""
    account, approach = int(formulation.problem.account[option]), int(formulation.approach[option])
    rates = formulation.rates
    found = {}
    for name, origins, column in (
        ("effort", formulation.effort_origin, rates.effort),
        ("acceptance", formulation.acceptance_origin, rates.acceptance[approach]),
    ):
        found[name] = {
            Origin.OVERRIDE: "given: overrides table",
            Origin.APPROACH: "given: the approach",
            Origin.ACCOUNT: f"given: column {name}",
        }.get(Origin(int(origins[option]))) or source_words(rates, name, column, account)
    kinds = value_kinds(formulation.scenario.document.objective)
    parts = [source_words(rates, kind, getattr(rates, kind), row) for kind in kinds for row in rows]
    parts += [f"followers assumed from {basis}" for basis in _bases(formulation.scenario.accounts, rows)]
    found["value"] = "; ".join(dict.fromkeys(parts))
    return found


def _bases(accounts: Accounts, rows: Sequence[int]) -> tuple[str, ...]:
    """What followers of some rows are assumed from, each once."""
    return tuple(dict.fromkeys(basis.value for row in rows if (basis := accounts.basis_of(row)) is not None))
