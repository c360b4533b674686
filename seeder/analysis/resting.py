"""What a plan's value rests on: the shares of it that depend on given, on measured and on default numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seeder.errors import ProblemError
from seeder.formulation import Formulation, Origin
from seeder.problem import Survival
from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.evaluation import as_selection
from seeder.rates import Provenance, RateColumn
from seeder.scenario.document.documents import Objective

_STRENGTH = (Provenance.DEFAULT, Provenance.MEASURED, Provenance.GIVEN)
"""The weakest first."""

ACCEPTANCE = "acceptance"


@dataclass(frozen=True, slots=True)
class Resting:
    """Shares of a plan's expected value that depend on given, on measured and on default numbers."""

    # given, measured, default: by the weakest number in each product [0–1]; they sum to 1, or are all 0 where the value
    # is.
    given: float
    measured: float
    default: float
    # ``clicks``, ``view``, ``conversion`` and ``acceptance``, as far as the objective multiplies them → share of the
    # value in which this number is a default [0–1].
    default_by_number: Mapping[str, float]


def what_it_rests_on(formulation: Formulation, selection: npt.ArrayLike, order: npt.ArrayLike) -> Resting:
    """Divide the value of a selection by what its numbers rest on.

    The value is the sum of what each ask adds to those before it,

        m_k = v_k + q_k Σ_g w_g r_kg Π_{p before k} (1 − b_pg)

    and each part is a product of acceptance and of what followers do, so it belongs to the weakest of these numbers: a
    default is weaker than a measurement, and that is weaker than what is given. What an account with several handles
    adds is divided between them by what one post of each brings, a person counted as often as they respond: views, or
    clicks times conversion.

    ``selection``: positions of the chosen options. ``order``: the same in the order to ask in. Raises ProblemError
    where the order is not one of the selection.
    """
    chosen = as_selection(formulation.problem, selection)
    ordered = np.asarray(order, dtype=np.int64).reshape(-1)
    if not np.array_equal(np.sort(ordered), chosen):
        raise ProblemError("order: expected the positions of the selection, each once")
    kinds = value_kinds(formulation.scenario.document.objective)
    rows_of = formulation.scenario.accounts.rows_of
    brought = _brought_by_handles(formulation)
    of_strength = dict.fromkeys(_STRENGTH, 0.0)
    of_kind = dict.fromkeys((*kinds, ACCEPTANCE), 0.0)
    for option, part in zip(ordered.tolist(), parts_of(formulation, ordered).tolist(), strict=True):
        asked = acceptance_provenance(formulation, option)
        if asked is Provenance.DEFAULT:
            of_kind[ACCEPTANCE] += part
        rows = rows_of[int(formulation.problem.account[option])]
        for row, share in zip(rows.tolist(), _shares(brought[rows]).tolist(), strict=True):
            own = {kind: column_of(formulation, kind).provenance(row) for kind in kinds}
            for kind, provenance in own.items():
                if provenance is Provenance.DEFAULT:
                    of_kind[kind] += part * share
            weakest = min((asked, *own.values()), key=_STRENGTH.index)
            of_strength[weakest] += part * share
    total = sum(of_strength.values())
    scale = 1.0 / total if total > 0 else 0.0
    return Resting(
        given=of_strength[Provenance.GIVEN] * scale,
        measured=of_strength[Provenance.MEASURED] * scale,
        default=of_strength[Provenance.DEFAULT] * scale,
        default_by_number={kind: part * scale for kind, part in of_kind.items()},
    )


def parts_of(formulation: Formulation, ordered: IntArray) -> FloatArray:
    """What each ask adds to those before it, shape of ``ordered``; the sum is the value of all."""
    problem = formulation.problem
    before = Survival(problem, np.empty(0, dtype=np.int64))
    parts = np.empty(len(ordered))
    for position, option in enumerate(ordered.tolist()):
        parts[position] = problem.value[option] + problem.acceptance[option] * before.moved_if_yes(option)
        before.add(option)
    return parts


def value_kinds(objective: Objective) -> tuple[str, ...]:
    """Kinds of rates of handles that an objective multiplies."""
    return {Objective.REACH: ("view",), Objective.CLICKS: ("clicks",), Objective.CONVERSIONS: ("clicks", "conversion")}[
        objective
    ]


def column_of(formulation: Formulation, kind: str) -> RateColumn:
    """Rates of handles of one kind: clicks, view or conversion."""
    column: RateColumn = getattr(formulation.rates, kind)
    return column


def acceptance_provenance(formulation: Formulation, option: int) -> Provenance:
    """What the acceptance of an option rests on."""
    origin = int(formulation.acceptance_origin[option])
    if origin == Origin.MEASURED:
        return Provenance.MEASURED
    return Provenance.DEFAULT if origin == Origin.DEFAULT else Provenance.GIVEN


def _brought_by_handles(formulation: Formulation) -> FloatArray:
    """Views or responses to one post of each handle, with repeats, shape (n_rows,)."""
    rates, document = formulation.rates, formulation.scenario.document
    if document.objective is Objective.REACH:
        return np.nan_to_num(rates.view.value * formulation.scenario.accounts.followers)
    brought = np.nan_to_num(rates.clicks.value)
    if document.objective is Objective.CONVERSIONS:
        brought = brought * np.nan_to_num(rates.conversion.value)
    return brought


def _shares(brought: FloatArray) -> FloatArray:
    """Shares that sum to 1; equal ones where nothing is brought, as there is nothing to share then."""
    total = float(brought.sum())
    shares: FloatArray = brought / total if total > 0 else np.full(len(brought), 1.0 / len(brought))
    return shares
