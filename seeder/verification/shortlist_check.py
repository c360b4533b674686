"""The shortlist, written once more from the scenario and the numbers of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from seeder.analysis.outcomes import Outcome
from seeder.formulation import Formulation
from seeder.plan.asks import Pick, Plan
from seeder.plan.shortlist import shortlist_csv
from seeder.run_folder.files import SHORTLIST_FILE
from seeder.verification.claims import PlanClaims
from seeder.verification.findings import Claim, Findings


def check_shortlist(
    formulation: Formulation, plan: PlanClaims, picks: Sequence[Pick], shortlist: bytes, findings: Findings
) -> None:
    """Every byte is what the plan and the scenario make it.

    Parameters
    ----------
    picks
        The plan's picks, made again from the scenario.
    """
    claim = Claim("shortlist", SHORTLIST_FILE)
    listed = tuple(
        replace(pick, rank=stated.rank, expected=stated.expected, added=stated.added, why=stated.why)
        for pick, stated in zip(picks, plan.picks, strict=True)
    )
    outcome = None if plan.outcome is None else Outcome(**plan.outcome, n_samples=0)
    expected = shortlist_csv(
        Plan(
            name=plan.name,
            objective=formulation.scenario.document.objective.value,
            status=plan.status,
            limit=plan.limit,
            estimated=plan.estimated,
            value=plan.value,
            bound=plan.bound,
            gap=plan.gap,
            bound_certified=plan.bound_certified,
            bound_is_proved=plan.bound_is_proved,
            gross=plan.gross,
            outcome=outcome,
            spent=plan.spent,
            budget=plan.budget,
            basis=plan.basis,
            picks=listed,
            reserves=(),
            baselines=plan.baselines,
            conflict=None,
            rests_on=None,
            measure_next=(),
            most_elsewhere=0.0,
            seed=plan.seed,
            leftover=(),
        )
    )
    if shortlist != expected:
        pairs = zip_longest(shortlist.split(b"\r\n"), expected.split(b"\r\n"))
        line = next(at for at, (found, wanted) in enumerate(pairs, start=1) if found != wanted)
        claim.refuse(f"line {line}", f"line {line} is not what the plan says", "It lists the picks of the plan")
    count = len(plan.picks)
    findings.add(claim, f"{count} row{'s' if count != 1 else ''}, as the plan says, to the byte")
