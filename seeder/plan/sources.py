"""Where the numbers of a pick come from, in words."""

from __future__ import annotations

from collections.abc import Sequence

from seeder.analysis.resting import value_kinds
from seeder.formulation import Formulation, Origin
from seeder.plan import wording
from seeder.rates.evidence_words import source_words


class Sources:
    """Says where the numbers of options come from."""

    def __init__(self, formulation: Formulation) -> None:
        self._formulation = formulation
        self._kinds = value_kinds(formulation.scenario.document.objective)

    def of(self, option: int, rows: Sequence[int]) -> dict[str, str]:
        """Effort, acceptance and value → words; ``rows`` are the account's handles, the largest first."""
        formulation = self._formulation
        account, approach = int(formulation.problem.account[option]), int(formulation.approach[option])
        rates = formulation.rates
        found = {}
        for name, origins, column in (
            ("effort", formulation.effort_origin, rates.effort),
            ("acceptance", formulation.acceptance_origin, rates.acceptance[approach]),
        ):
            origin = Origin(int(origins[option]))
            if origin in (Origin.DEFAULT, Origin.MEASURED):
                found[name] = source_words(rates, name, column, account)
            else:
                found[name] = wording.origin_words(origin.name, name)
        parts = [source_words(rates, kind, getattr(rates, kind), row) for kind in self._kinds for row in rows]
        found["value"] = "; ".join(dict.fromkeys(parts))
        return found
