"""An ask as two names, account and approach, and the asks of a selection in this form."""

from __future__ import annotations

from dataclasses import dataclass

from seeder.formulation import Formulation
from seeder.problem.arrays import IntArray


@dataclass(frozen=True)
class Ask:
    """One account by one approach."""

    account: str
    approach: str


def asks_of(formulation: Formulation, selection: IntArray) -> tuple[Ask, ...]:
    """Return the asks of a selection, in its order."""
    return tuple(Ask(formulation.account_name(at), formulation.approach_name(at)) for at in selection.tolist())
