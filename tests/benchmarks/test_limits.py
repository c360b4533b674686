"""What the table of limits solves can be read, and says what was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import seeder
from benchmarks.limits import kinds, time_call, write_segments
from benchmarks.quality.quotas import make_quotas


@pytest.mark.parametrize("has_quotas", [False, True])
def test_segments_are_written_as_a_scenario(tmp_path: Path, has_quotas: bool) -> None:
    write_segments(tmp_path, 60, 8, has_quotas=has_quotas)
    scenario = seeder.read_scenario(tmp_path)
    problem = seeder.formulation_of(scenario).problem
    assert (problem.n_accounts, problem.n_options) == (60, 60)
    assert problem.coverage is not None
    assert problem.coverage.n_cells == 8
    assert list(scenario.document.budget.amounts) == (["effort", "cash"] if has_quotas else ["effort"])
    assert len(problem.rules) == (3 if has_quotas else 0)


def test_written_quotas_are_the_same_problem(tmp_path: Path) -> None:
    write_segments(tmp_path, 60, 8, has_quotas=True, seed=3)
    written = seeder.formulation_of(seeder.read_scenario(tmp_path)).problem
    held = make_quotas(60, 8, seed=3)
    assert written.budget.tolist() == held.budget.tolist()
    assert written.cost.tolist() == held.cost.tolist()
    rng = np.random.default_rng(0)
    for n_chosen in (1, 3, 8, 20):
        for _ in range(20):
            chosen = rng.choice(60, n_chosen, replace=False)
            found, kept = seeder.evaluate(written, chosen), seeder.evaluate(held, chosen)
            assert found.value == pytest.approx(kept.value, rel=1e-9)
            assert len(found.violations) == len(kept.violations)


def test_a_call_says_where_its_seconds_went(tmp_path: Path) -> None:
    write_segments(tmp_path, 60, 8)
    found = time_call(tmp_path, 30.0, None)
    assert found["wall"] == pytest.approx(found["before"] + found["search"] + found["after"])
    assert found["ended"] == "optimal"
    assert json.loads(json.dumps(found)) == found


def test_scenarios_have_names_of_their_own() -> None:
    names = [kind.name for kind in kinds()]
    assert len(set(names)) == len(names)
