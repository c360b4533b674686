"""How far the value of a plan moves with one unsure number, or with the level that many of them share."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from seeder.analysis.information.open_numbers import OpenNumber, OpenNumbers
from seeder.analysis.information.option_terms import OptionTerms
from seeder.analysis.sensitivity.answer import Swing
from seeder.analysis.sensitivity.redrawn import Redrawn
from seeder.formulation import Formulation
from seeder.problem import Survival, value
from seeder.problem.arrays import IntArray

_HIGH = NormalDist().inv_cdf(0.9)
"""Normal score of the 90th percentile."""


def swings_of(formulation: Formulation, redrawn: Redrawn, selection: IntArray) -> tuple[Swing, ...]:
    """Each number that moves the value of a selection, the widest swing first; of equals, levels first.

    A number is at its 10th and at its 90th percentile, with all other numbers as taken. A level is shared by all
    numbers of a kind: at its percentiles, each of them is what it is expected to be then.
    """
    if not len(selection):
        return ()
    today = value(formulation.problem, selection)
    found = []
    for kind in redrawn.unsure_kinds:
        low, high = (value(redrawn.at_level(kind, score), selection) for score in (-_HIGH, _HIGH))
        found.append(Swing(account=None, number=kind, handle=None, interval=None, swing=(low, high)))
    chosen = dict.fromkeys(selection.tolist())
    of_account = {int(formulation.problem.account[option]): option for option in chosen}
    numbers = OpenNumbers(formulation, n_points=1)
    terms, survival = OptionTerms(formulation), Survival(formulation.problem, selection)
    for number in numbers.numbers:
        if number.account not in of_account or (number.option is not None and number.option not in chosen):
            continue
        low, high = numbers.interval(number)
        if low < high:
            option = of_account[number.account]
            before = terms.known(option)
            at_ends = terms.at(number, np.array([low, high]))[option]
            unmoved = survival.unmoved_by_others(option)
            gains = at_ends.separate[:2] - before.separate + (at_ends.moved[:2] - before.moved) @ unmoved
            ends = (today + gains).tolist()
            found.append(
                Swing(
                    account=formulation.account_name(option),
                    number=number.kind.value,
                    handle=_handle(formulation, number),
                    interval=(low, high),
                    swing=(min(ends), max(ends)),
                )
            )
    return tuple(sorted((swing for swing in found if swing.width > 0), key=lambda swing: -swing.width))


def _handle(formulation: Formulation, number: OpenNumber) -> str | None:
    """The handle that a number belongs to, if its account has several."""
    accounts = formulation.scenario.accounts
    if number.row is None or len(accounts.rows_of[number.account]) == 1:
        return None
    return accounts.handle[number.row]
