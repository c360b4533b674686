"""Find accounts that nobody can ask because no approach applies, and rules that leave nobody to ask."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from seeder.errors import Note
from seeder.figures import listed
from seeder.formulation import Formulation
from seeder.problem.arrays import BoolArray
from seeder.scenario.count_or_share import share_of

_MOST_NAMED = 5


def unaskable_notes(formulation: Formulation) -> tuple[Note, ...]:
    """Notes on accounts that cannot be asked, and on shares that can only be kept by asking nobody."""
    names = formulation.cannot_be_asked
    notes = []
    if len(names) == 1:
        notes.append(Note(None, f"{names[0]} cannot be asked: none of your approaches applies to this account."))
    elif names:
        many = f"{len(names):,} of {formulation.scenario.accounts.n_accounts:,} accounts cannot be asked"
        shown = listed([name[:60] for name in names[:_MOST_NAMED]], len(names) - _MOST_NAMED)
        notes.append(Note(None, f"{many}, because none of your approaches applies to them: {shown}."))
    return (*notes, *shares_for_nobody(formulation))


def pin_that_cannot_be_asked(formulation: Formulation) -> tuple[int, str] | None:
    """Position and reason of the first rule that includes an account which has no such option; None without one.

    The reason names all accounts with the same fate.
    """
    scenario = formulation.scenario
    options = set(zip(formulation.problem.account.tolist(), formulation.approach.tolist(), strict=True))
    asked = {account for account, _ in options}
    never: list[tuple[int, str]] = []
    otherwise: list[tuple[int, str, str]] = []
    # Rows of pins come first, in the document's order.
    for position, include in enumerate(scenario.document.rules.include):
        account = scenario.accounts.position[include.account]
        if account not in asked:
            never.append((position, include.account))
        elif include.approach and (account, scenario.approaches.index(include.approach)) not in options:
            otherwise.append((position, include.account, include.approach))
    if never:
        names = list(dict.fromkeys(name for _, name in never))
        shown = listed(names[:_MOST_NAMED], len(names) - _MOST_NAMED)
        whom = "this account" if len(names) == 1 else "these accounts"
        return never[0][0], f"{shown} cannot be asked: none of your approaches applies to {whom}."
    if otherwise:
        position, name, approach = otherwise[0]
        return position, f"{name} cannot be asked by {approach}: this approach does not apply to this account."
    return None


def shares_for_nobody(formulation: Formulation) -> Iterator[Note]:
    """Shares of a single group that no ask can keep."""
    scenario = formulation.scenario
    askable = np.bincount(formulation.problem.account, minlength=scenario.accounts.n_accounts) > 0
    for name in scenario.document.rules.exclude:
        askable[scenario.accounts.position[name]] = False
    if not askable.any():
        return
    for index, group in enumerate(scenario.document.rules.groups):
        members = scenario.group_accounts[index]
        for side, limit in (("at_least", group.at_least), ("at_most", group.at_most)):
            share = None if limit is None else share_of(limit)
            if share is None:
                continue
            reason = _reason(members, askable) if side == "at_least" and share > 0 else ""
            if side == "at_most" and share < 1 and members[askable].all():
                reason = "all accounts that can be asked match its condition"
            if reason:
                sign = side.replace("_", " ")
                rule = f"{sign} {100 * float(share):.12g}% of the asked accounts match {group.where}"
                place = scenario.located.place(("rules", "groups", index, side))
                yield Note(place, f'your rule "{rule}" leaves nobody to ask: {reason}. Change or remove it.')


def _reason(members: BoolArray, askable: BoolArray) -> str:
    """Why no account of a group can be asked; '' if one can."""
    if not members.any():
        return "no account matches its condition"
    return "" if members[askable].any() else "no account that matches its condition can be asked"
