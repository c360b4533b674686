"""The bar and the lines of the quality table, and the command that prints it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from oracles.enumeration import best_by_enumeration

import seeder
from benchmarks.quality.bar import Bar, Measured
from benchmarks.quality.case import Case, FolderWriter
from benchmarks.quality.cases import all_cases
from benchmarks.quality.lines import HEADER, line_of, mean_line_of, summary_of
from benchmarks.quality.location import make_location, make_places, write_location
from benchmarks.quality.peers import PEERS, bar_of_peers, solve_peer_cell
from benchmarks.quality.segments import make_segments
from benchmarks.speed.peers import Outcome

ROOT = Path(__file__).parents[2]


def measured(
    *, seconds: float = 2.0, value: float | None = 99.0, certified: float | None = 110.0, greedy: float | None = 90.0
) -> Measured:
    return Measured(
        seconds=seconds,
        built=0.25,
        search=1.5,
        value=value,
        upper=None if certified is None else 100.0,
        certified=certified,
        greedy=greedy,
        ratio_greedy=None if greedy is None else 88.0,
        n_picks=7,
        status="gap_reached",
        peak=81.6,
    )


def test_gaps_by_hand() -> None:
    found = measured()
    assert found.gap == pytest.approx(0.01)
    assert found.certified_gap == pytest.approx(0.1)
    assert found.above_greedy == pytest.approx(0.1)
    assert found.above_ratio == pytest.approx(0.125)


def test_without_a_plan_there_is_no_gap() -> None:
    found = measured(value=None, greedy=None)
    assert (found.gap, found.certified_gap, found.above_greedy, found.above_ratio) == (None,) * 4
    assert Bar(3, gap=1e-4).shortfalls(found) == ("no plan",)


@pytest.mark.parametrize(
    ("bar", "missed"),
    [
        (Bar(2.0, gap=0.0101), ()),
        (Bar(1.9, gap=0.0101), ("over 1.9 s",)),
        (Bar(2.0, gap=0.0099), ("gap over 0.0099",)),
        (Bar(2.0, certified_gap=0.11), ()),
        (Bar(1.0, certified_gap=0.09), ("over 1 s", "certified gap over 0.09")),
        (Bar(2.0, mean_above_ratio=0.5), ()),
    ],
)
def test_shortfalls(bar: Bar, missed: tuple[str, ...]) -> None:
    assert bar.shortfalls(measured()) == missed


def test_a_line_can_be_read_by_its_header() -> None:
    line = line_of("segments 300 x 40", 1, measured(), Bar(3, gap=0.02))
    assert len(line.split("  ")[0]) <= HEADER.index("seed")
    name, rest = line[: HEADER.index("seed")], line[HEADER.index("seed") :]
    assert name.strip() == "segments 300 x 40"
    assert rest.split() == [
        "1",
        "2.00",
        "0.25",
        "1.50",
        "99",
        "100",
        "110",
        "1.0e-02",
        "1.0e-01",
        "+10.00%",
        "+12.50%",
        "7",
        "82",
        "gap_reached",
        "met",
    ]
    assert len(rest.split()) == len(HEADER[HEADER.index("seed") :].split())


def test_a_line_says_what_is_missed() -> None:
    assert line_of("x", 0, measured(), Bar(3, gap=0.001)).endswith("  missed: gap over 0.001")
    assert line_of("x", 0, measured(), Bar(3, mean_above_ratio=0.02)).endswith("  by the mean")
    assert line_of("x", 0, "did not stop at the time limit", Bar(3)).endswith(
        "not measured: did not stop at the time limit"
    )


def test_a_summary_has_means_and_the_worst() -> None:
    found = [measured(), measured(seconds=4.0, value=97.0)]
    line = summary_of("x", found, Bar(3, gap=0.02))
    assert "seconds 3.00 | 4.00" in line
    assert "  gap 2.0e-02 | 3.0e-02" in line
    assert "above greedy +8.89% | +7.78%, ratio greedy +11.36% | +10.23%" in line
    assert line.endswith("missed (1 of 2)")
    assert summary_of("x", found[:1], Bar(3, gap=0.02)).endswith("met (1 of 1)")


def test_what_was_not_measured_is_not_met() -> None:
    assert summary_of("x", [measured(), "exit 1"], Bar(3)).endswith("missed (1 of 2)")
    assert mean_line_of([measured(), "exit 1"], 0.02).endswith("missed")
    assert mean_line_of([], 0.02).endswith("missed")


def test_a_mean_over_several_runs() -> None:
    # 12.5 % and 2.5 % above ratio greedy: 7.5 % on average, 2.5 % at worst.
    found = [measured(), measured(value=90.2)]
    assert "above ratio greedy +7.50% | +2.50% of 2" in mean_line_of(found, 0.074)
    assert mean_line_of(found, 0.074).endswith("met")
    assert mean_line_of(found, 0.076).endswith("missed")


def test_a_cell_tells_what_the_search_found() -> None:
    command = [sys.executable, "-m", "benchmarks.quality", "--cell", "segments 300 x 40", "1", "--time-limit", "0.1"]
    told = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    problem = make_segments(300, 40, seed=1)
    assert told["built"] > 0
    assert told["search"] > 0
    assert told["ratio_greedy"] <= told["greedy"] <= told["value"] <= told["upper"] <= told["certified"]
    assert 0 < told["value"] < seeder.evaluate(problem, range(300)).value
    assert 0.05 <= told["n_picks"] / 300 <= 0.15


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_gets_the_same_problem(peer: str) -> None:
    command = [sys.executable, "-m", "benchmarks.quality", "--cell", "segments 300 x 40", "1", "--time-limit", "5"]
    text = subprocess.run([*command, "--peer", peer], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    told = json.loads(text)
    problem = make_segments(300, 40, seed=1)
    assert told["built"] > 0
    assert 0 < told["value"] <= told["upper"]
    assert 0 < told["value"] < seeder.evaluate(problem, range(300)).value
    assert 0.05 <= told["n_picks"] / 300 <= 0.15


def test_a_peer_reads_the_scenario_of_a_case_from_files(tmp_path: Path) -> None:
    def write(seed: int, folder: Path) -> None:
        write_location(make_places(6, 300, radius=9.0, seed=seed), folder, n_chosen=2)

    case = Case("tiny", FolderWriter(write), Bar(1, gap=1e-3), relative_gap=1e-3, time_limit=5)
    write(2, tmp_path)
    told = solve_peer_cell(case, 2, "HiGHS", time_limit=5.0, scenario=tmp_path)
    held = best_by_enumeration(make_location(make_places(6, 300, radius=9.0, seed=2), n_chosen=2))
    assert held is not None
    assert told["value"] == pytest.approx(held, rel=1e-3)
    assert told["upper"] >= held * (1 - 1e-9)
    assert told["status"] == "optimal"


def test_a_plan_that_breaks_a_rule_is_none() -> None:
    def broken(problem: seeder.SeedingProblem, **_: float) -> Outcome:
        return Outcome(1.0, 7.0, 8.0, "optimal", is_feasible=False, n_picks=3)

    case = Case("tiny", lambda seed: make_segments(20, 5, seed=seed), Bar(1, gap=1e-3), relative_gap=1e-3, time_limit=5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PEERS, "HiGHS", broken)
        told = solve_peer_cell(case, 0, "HiGHS", time_limit=5.0)
    assert (told["value"], told["upper"], told["n_picks"]) == (None, 8.0, 3)
    assert told["status"] == "optimal, breaks a rule or a budget"


def test_error_and_gap_of_a_peer_add_up_to_the_gap_asked_for() -> None:
    asked: list[dict[str, float]] = []

    def noted(problem: seeder.SeedingProblem, **options: float) -> Outcome:
        asked.append(options)
        return Outcome(1.0, None, None, "unknown", is_feasible=False)

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PEERS, "HiGHS", noted)
        for gap in (1e-3, 1e-6):
            case = Case("tiny", lambda seed: make_segments(20, 5, seed=seed), Bar(1, gap=gap), gap, time_limit=5)
            told = solve_peer_cell(case, 0, "HiGHS", time_limit=4.0)
            assert told["status"] == "unknown"
    assert [options["time_limit"] for options in asked] == [4.0, 4.0]
    assert asked[0]["relative_gap"] + asked[0]["relative_error"] == pytest.approx(1e-3)
    assert (asked[1]["relative_gap"], asked[1]["relative_error"]) == (0.0, 1e-6)


def test_the_bar_of_a_peer_asks_no_certificate() -> None:
    assert bar_of_peers(Bar(3, certified_gap=1e-4)) == Bar(3, gap=1e-4)
    assert bar_of_peers(Bar(3, gap=1e-3)) == Bar(3, gap=1e-3)


def test_cases_have_names_of_their_own_that_fit_the_column() -> None:
    names = [case.name for case in all_cases()]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) < HEADER.index("seed")
    assert all(case.time_limit < case.bar.seconds or case.bar.certified_gap is not None for case in all_cases())


def test_the_peers_come_after_the_seeds_of_a_case() -> None:
    command = [sys.executable, "-m", "benchmarks.quality", "--only", "300 x 40", "--seeds", "1", "--time-limit", "1"]
    lines = subprocess.run([*command, "--peers"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    names = [line[: HEADER.index("seed")].strip() for line in lines.splitlines()]
    assert names[1] == "segments 300 x 40"
    assert names[3:] == ["HiGHS, linearised", "CP-SAT, linearised", "SCIP, linearised"]


def test_the_command_prints_a_table() -> None:
    command = [sys.executable, "-m", "benchmarks.quality", "--only", "300 x 40", "--seeds", "1", "--time-limit", "0.1"]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    assert lines[0] == HEADER
    assert len(lines) == 3
    seed, seconds, built, search, value, upper, certified, *_ = lines[1][HEADER.index("seed") :].split()
    assert (seed, lines[1][:17]) == ("0", "segments 300 x 40")
    assert float(seconds) > float(built)
    assert float(seconds) > float(search)
    assert float(value) <= float(upper) <= float(certified)
    assert lines[2].startswith("segments 300 x 40")
    assert lines[2].endswith("of 1)")
