"""What a problem and a certificate say together, without a solver."""

from __future__ import annotations

import json
import math

import pytest

import seeder


def knapsack(**changes: object) -> seeder.SeedingProblem:
    given = {"account": [0, 1, 2], "value_if_yes": [6, 5, 4], "cost": [[3, 2, 2]], "budget": [4]} | changes
    return seeder.SeedingProblem(**given)  # type: ignore[arg-type]


def test_bound_value_and_gap_by_hand() -> None:
    problem = knapsack()
    certificate = seeder.Certificate(digest=problem.digest, resource_multiplier=[2.0])
    verified = seeder.verify(problem, certificate, selection=[1, 2])
    # 2 · 4 + (6 − 6) + (5 − 4) + (4 − 4)
    assert verified.bound == pytest.approx(9, abs=1e-8)
    assert verified.evaluation is not None
    assert (verified.evaluation.value, verified.evaluation.is_feasible) == (9.0, True)
    assert verified.relative_gap == pytest.approx(0, abs=1e-8)


def test_without_a_feasible_selection_there_is_no_gap() -> None:
    problem = knapsack()
    certificate = seeder.Certificate(digest=problem.digest, resource_multiplier=[0.0])
    assert seeder.verify(problem, certificate).evaluation is None
    assert seeder.verify(problem, certificate).relative_gap is None
    too_much = seeder.verify(problem, certificate, selection=[0, 1, 2])
    assert too_much.evaluation is not None
    assert not too_much.evaluation.is_feasible
    assert too_much.relative_gap is None


def test_a_document_of_what_was_verified() -> None:
    problem = knapsack()
    certificate = seeder.Certificate(digest=problem.digest, resource_multiplier=[2.0])
    verified = seeder.verify(problem, certificate, selection=[0, 1])
    assert json.loads(json.dumps(verified.to_document(), allow_nan=False)) == {
        "schema_version": 1,
        "bound": pytest.approx(9, abs=1e-8),
        "gap": None,
        "evaluation": {
            "value": 11.0,
            "spent": [5.0],
            "is_feasible": False,
            "violations": [{"kind": "budget", "index": 0}],
        },
    }
    assert seeder.Verified(-math.inf, None).to_document()["bound"] is None


def test_a_bound_of_nothing_has_no_gap() -> None:
    problem = knapsack(value_if_yes=[0, 0, 0])
    certificate = seeder.Certificate(digest=problem.digest, resource_multiplier=[0.0])
    assert seeder.verify(problem, certificate, selection=[]).relative_gap == 0.0


def test_a_certificate_of_another_problem_is_refused() -> None:
    certificate = seeder.Certificate(digest=knapsack(budget=[5]).digest, resource_multiplier=[0.0])
    with pytest.raises(seeder.ProblemError, match="solve again"):
        seeder.verify(knapsack(), certificate)
