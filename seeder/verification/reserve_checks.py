"""Check the backups of a plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.certify import Certificate
from seeder.figures import counted
from seeder.formulation import Formulation
from seeder.plan.picks import costs_of
from seeder.plan.reserves import may_replace, reserves_of
from seeder.plan_document import PlanDocument, Reserve
from seeder.problem import value
from seeder.problem.arrays import IntArray
from seeder.run_folder.files import MANIFEST_FILE
from seeder.verification.findings import Claim, Findings, is_close
from seeder.verification.plan_checks import option_of


@dataclass(frozen=True, eq=False)
class _Solved:
    """What backups are found from."""

    selection: IntArray
    certificate: Certificate | None


def check_reserves(
    formulation: Formulation,
    plan: PlanDocument,
    options: IntArray,
    findings: Findings,
    *,
    certificate: Certificate | None,
    is_interrupted: bool,
) -> None:
    """Every backup: whom it replaces, what it costs, what the plan brings with it, and that none is better.

    The certificate's prices order the candidates where there are too many to try them all. A run that says that Ctrl-C
    came (``is_interrupted``) may have no backups.
    """
    claim = Claim("reserves")
    count = len(plan.reserves)
    is_cut_short = is_interrupted and not count and not plan.measure_next and plan.interval is None
    if is_interrupted and not is_cut_short and plan.limit != "interrupt":
        claim.refuse("reserves", "nothing is missing", f"{MANIFEST_FILE} says that the run was interrupted")
    if not is_cut_short:
        best = {
            reserve.replaces: reserve
            for reserve in reserves_of(formulation, _Solved(np.sort(options), certificate), options)
        }
        order = [pick.account for pick in plan.picks if pick.account in best]
        if [reserve.replaces for reserve in plan.reserves] != order:
            found = f"the backups are for {counted(count, 'ask')}, or their order is another one"
            rule = (
                f"There must be one backup for each of {counted(len(order), 'ask')} that can have one, in their order"
            )
            claim.refuse("reserves", found, rule)
        else:
            for position, reserve in enumerate(plan.reserves):
                _check_reserve(formulation, plan, options, reserve, best[reserve.replaces], position, claim)
    detail = (
        f"{counted(count, 'backup')}: for each ask, the best one that fits into what is left if the account declines"
    )
    if is_cut_short:
        detail = "none: according to the run, it was interrupted"
    findings.add(claim, detail, is_trusted=is_cut_short)


def _check_reserve(
    formulation: Formulation,
    plan: PlanDocument,
    options: IntArray,
    reserve: Reserve,
    best: Reserve,
    position: int,
    claim: Claim,
) -> None:
    """One backup beside the one found here; two of the same value are equally good."""
    at, problem = f"reserves.{position}", formulation.problem
    option = option_of(formulation, reserve.account, reserve.approach)
    if option is None or reserve.account in {pick.account for pick in plan.picks}:
        found = f"{reserve.account} by {reserve.approach} is a backup"
        claim.refuse(at, found, "A backup must be an option of an account that is not asked")
        return
    claim.close_amounts(f"{at}.costs", reserve.costs, costs_of(formulation, option))
    rest = [int(one) for one, pick in zip(options, plan.picks, strict=True) if pick.account != reserve.replaces]
    worth = value(problem, [*rest, option])
    claim.close(f"{at}.value", reserve.value, worth)
    if (reserve.account, reserve.approach) == (best.account, best.approach):
        return
    pick = int(options[[pick.account for pick in plan.picks].index(reserve.replaces)])
    fits = may_replace(problem, np.sort(options), pick, option, asking=formulation.asking)
    if not fits or not is_close(worth, best.value):
        found = f"{reserve.account} by {reserve.approach} is the backup of {reserve.replaces}"
        rule = f"It must be {best.account} by {best.approach}: with it, the plan's value is {best.value!r}"
        claim.refuse(at, found, rule)
