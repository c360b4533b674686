"""Check the shortlist: write it again from scenario and plan, and compare the bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from seeder.formulation import Formulation
from seeder.plan.pick import Pick
from seeder.plan.shortlist import shortlist_csv
from seeder.plan_document import PlanDocument
from seeder.run_folder.files import SHORTLIST_FILE
from seeder.verification.findings import Claim, Findings


def check_shortlist(
    formulation: Formulation, plan: PlanDocument, picks: Sequence[Pick], shortlist: bytes, findings: Findings
) -> None:
    """Every byte is what the plan makes of its picks, made again from the scenario."""
    claim = Claim("shortlist", SHORTLIST_FILE)
    listed = tuple(
        replace(
            pick,
            rank=stated.rank,
            costs={name: stated.costs.get(name, cost) for name, cost in pick.costs.items()},
            acceptance=stated.acceptance,
            expected=stated.expected,
            added=stated.added,
            why=stated.why,
        )
        for pick, stated in zip(picks, plan.picks, strict=True)
    )
    expected = shortlist_csv(listed, resources=plan.spent, reserves=plan.reserves, value=plan.value)
    if shortlist != expected:
        pairs = zip_longest(shortlist.split(b"\r\n"), expected.split(b"\r\n"))
        line = next(at for at, (found, wanted) in enumerate(pairs, start=1) if found != wanted)
        claim.refuse(f"line {line}", f"line {line} differs from the plan", "It must list the asks of the plan")
    count = len(plan.picks)
    findings.add(claim, f"{count} row{'s' if count != 1 else ''}, exactly as in the plan")
