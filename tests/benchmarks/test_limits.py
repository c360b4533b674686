"""What the table of limits solves can be read, and says what was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import seeder
from benchmarks.limits import kinds, time_call, write_segments


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


def test_a_call_says_where_its_seconds_went(tmp_path: Path) -> None:
    write_segments(tmp_path, 60, 8)
    found = time_call(tmp_path, 30.0, None)
    assert found["wall"] == pytest.approx(found["before"] + found["search"] + found["after"])
    assert found["ended"] == "optimal"
    assert json.loads(json.dumps(found)) == found


def test_scenarios_have_names_of_their_own() -> None:
    names = [kind.name for kind in kinds()]
    assert len(set(names)) == len(names)
