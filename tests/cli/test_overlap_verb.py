"""``seeder overlap``, and what ``seeder check`` says of overlaps."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from oracles.hand_made_cells import cells_of

import seeder
import seeder.formulation
from seeder.analysis.overlap import products
from seeder.analysis.overlap.facts import overlap_facts
from seeder.cli import run
from seeder.cli.texts.understanding_text import understanding_lines

ACCOUNTS = """account,platform,followers
=cmd|' /C calc'!A0,x,1000
[red]b[/red],x,2000
ann,x,500
ann,tube,400
\u202eevil,x,60000
"""
OVERLAPS = """a,platform_a,b,platform_b,shared,share_of_smaller
=cmd|' /C calc'!A0,,[red]b[/red],,950,
ann,x,[red]b[/red],,,12%
ann,tube,ann,x,100,
"""
DOCUMENT = """name: "Overlap [bold]"
objective: reach
budget: {effort: 4}
accounts: accounts.csv
audience: {kind: overlaps, table: overlaps.csv}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four of five handles in three of ten pairs; the names are hostile."""
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    (tmp_path / "overlaps.csv").write_text(OVERLAPS, "utf-8")
    (tmp_path / "scenario.yaml").write_text(DOCUMENT, "utf-8")
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first two pairs met, and 130 people in place of the last pair's 100."""
    cells = cells_of([(950.0, [0, 1]), (60.0, [1, 2]), (130.0, [2, 3])], [1000, 2000, 500, 400, 60000])
    monkeypatch.setattr("seeder.analysis.overlap.facts.build_audience", lambda scenario: cells)


def lines_of(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    assert run(["overlap", str(folder), "--facts-only", *options]) == 0
    lines = (re.sub(" +", " ", line).strip() for line in capsys.readouterr().out.splitlines())
    return [line for line in lines if line and "─" not in line]


@pytest.mark.usefixtures("fitted")
def test_what_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lines_of(folder, capsys) == [
        "Overlap [bold]",
        "Known",
        "You gave 3 of 10 pairs (30%): 2 as shared, 1 as share_of_smaller.",
        "They cover 4 of 5 handles.",
        "Assumed",
        "The other 7 pairs are assumed separate: nobody follows both.",
        # (1,000 · 2,000 + 2,000 · 500 + 500 · 400) / (950 + 60 + 100) is 2,883 people.
        "Taken together, the pairs you gave overlap more than they would by chance, even in the smallest",
        "possible population, 60,000 people.",
        "Contradictions",
        "No sizes, pairs or triples contradict each other.",
        "Half of the pairs are reproduced within 0%, nine in ten within 24%.",
        "1 of 3 pairs (33.3%) could not be reproduced within the precision of your numbers.",
        "Farthest off",
        "a b given fitted off by line",
        "ann on x ann on tube 100 130 +30 +30.0% 4",
        "Nearest twins",
        "handle twin people of the smaller",
        "=cmd|' /C calc'!A0 [red]b[/red] 950 95%",
        "ann on x ann on tube 100 25%",
        "Twin: the handle that shares the largest part of the smaller audience. People: how many follow both.",
        "Half of 4 handles share at least 60% with their nearest twin.",
        "Audiences inside others",
        "followers of also follow share the reverse",
        "=cmd|' /C calc'!A0 [red]b[/red] 95% 47.5%",
        "Typically 25% of the smaller audience also follow the larger account; the other way round 20%.",
        "Odd data",
        "* 1 pair is off by more than 20%: no audience was found that fits it and all others; overlaps.csv,",
        "line 4.",
        "* 1 handle is in no pair: \\u202eevil.",
    ]


def test_pairs_that_are_met_are_called_so(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = cells_of([(950.0, [0, 1]), (60.0, [1, 2]), (100.0, [2, 3])], [1000, 2000, 500, 400, 60000])
    monkeypatch.setattr("seeder.analysis.overlap.facts.build_audience", lambda scenario: cells)
    lines = lines_of(folder, capsys)
    at = lines.index("Contradictions")
    assert lines[at + 1 : at + 4] == [
        "No sizes, pairs or triples contradict each other.",
        "All pairs are reproduced exactly.",
        "Nearest twins",
    ]


@pytest.mark.usefixtures("fitted")
def test_how_the_rest_is_taken(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    similar = " ".join(lines_of(folder, capsys, "--set", "audience.unstated=similar"))
    assert (
        "assumed similar: 3% of the smaller audience for each common topic; without topics, 3% for a common platform."
        in similar
    )
    options = ["--set", "audience.unstated=sainsbury", "--set", "audience.population=90000"]
    chance = " ".join(lines_of(folder, capsys, *options))
    assert "assumed sainsbury: as many people follow both as would by chance among 90,000 people." in chance
    listed = lines_of(folder, capsys, "--set", "audience.threshold=60")
    assert "3 of them are between handles of your table: they share at most 60 people." in listed
    assert not [line for line in listed if line.startswith("Taken together")]


@pytest.mark.usefixtures("fitted")
def test_top_cuts_lists_and_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both handles of ann now share 380 of 400 people."""
    overlaps = (folder / "overlaps.csv").read_text("utf-8").replace("ann,x,100,", "ann,x,380,")
    (folder / "overlaps.csv").write_text(f"{overlaps}ann,tube,[red]b[/red],,20,\n", "utf-8")
    lines = lines_of(folder, capsys, "--top", "1")
    twins = lines[lines.index("Nearest twins") :]
    assert twins[2:5] == [
        "=cmd|' /C calc'!A0 [red]b[/red] 950 95%",
        "Twin: the handle that shares the largest part of the smaller audience. People: how many follow both.",
        "Half of 4 handles share at least 95% with their nearest twin.",
    ]
    assert "In 1 more pair, 90% or more of the smaller audience also follow the larger account." in lines
    assert "ann on x ann on tube 380 130 -250 -65.8% 4" in lines
    assert "[red]b[/red] ann on tube 20 0 -20 -100% 5" in lines
    assert "* 2 pairs are off by more than 20%: no audience was found that fits them" in " ".join(lines)
    assert "overlaps.csv, lines 4 and 1 more." in " ".join(lines)


@pytest.mark.usefixtures("fitted")
def test_json_holds_everything(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["overlap", str(folder), "--json", "--facts-only"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == overlap_facts(seeder.read_scenario(folder)).to_document()
    assert list(document) == [
        "schema_version",
        "name",
        "kind",
        "handles",
        "handles_in_pairs",
        "pairs_that_share",
        "twins",
        "inside",
        "stated",
        "odd",
        "pairs",
        "notes",
    ]
    assert document["stated"] == {
        "pairs": 3,
        "of_pairs": 10,
        "share_of_pairs": 0.3,
        "by_form": {"shared": 2, "share_of_smaller": 1},
        "unstated": "separate",
        "population": None,
        "threshold": None,
        "unstated_pairs": 7,
        "unstated_under_threshold": 0,
        "chance_population": pytest.approx(3_200_000 / 1110),
        "least_population": 60000.0,
        "unstated_that_must_share": [],
        "misfit": {
            "median": 0.0,
            "p90": pytest.approx(0.24),
            "outside": 1,
            "share_outside": pytest.approx(1 / 3),
            "worst_by_relative": [2],
            "worst_by_people": [2],
        },
    }
    assert document["inside"]["pairs"][0]["inner"]["account"] == "=cmd|' /C calc'!A0"
    assert document["twins"]["handles"][2] == {
        "handle": {"account": "ann", "handle": "ann", "platform": "x"},
        "twin": {"account": "ann", "handle": "ann", "platform": "tube"},
        "shared": 100.0,
        "share": 0.25,
    }
    assert document["odd"]["unmet_pairs"] == [2]
    assert document["odd"]["handles_in_no_pair"] == [{"account": "\u202eevil", "handle": "\u202eevil", "platform": "x"}]
    assert document["pairs"][2] == {
        "a": "ann",
        "platform_a": "x",
        "b": "ann",
        "platform_b": "tube",
        "line": 4,
        "stated": 100.0,
        "low": 100.0,
        "high": 100.0,
        "fitted": 130.0,
        "misfit": 30.0,
        "relative_misfit": 0.3,
        "share_of_a": 0.2,
        "share_of_b": 0.25,
        "share_of_smaller": 0.25,
        "inside": False,
    }
    assert len(document["notes"]) == 1


@pytest.mark.usefixtures("fitted")
def test_csv_is_safe_and_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["overlap", str(folder), "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out.lstrip("\ufeff"))))
    assert [row["line"] for row in rows] == ["2", "3", "4"]
    assert rows[0]["a"] == "'=cmd|' /C calc'!A0"
    assert [float(rows[1][name]) for name in ("low", "stated", "high")] == pytest.approx([57.5, 60, 62.5])
    assert [row["inside"] for row in rows] == ["yes", "yes", "no"]


def test_two_ways_to_print_are_one_too_many(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["overlap", str(folder), "--json", "--csv"]) == 2
    assert "choose one" in capsys.readouterr().err


def test_contradictions_are_issues(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "overlaps.csv").open("a", encoding="utf-8") as file:
        file.write("ann,tube,[red]b[/red],,500,\n")
    assert run(["overlap", str(folder)]) == 3
    assert "overlaps.csv:5:shared: shared is '500', but 'ann' on tube has 400 followers" in capsys.readouterr().err


def test_of_separate_audiences_nothing_is_known(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = DOCUMENT.replace("audience: {kind: overlaps, table: overlaps.csv}\n", "")
    (folder / "scenario.yaml").write_text(document, "utf-8")
    assert lines_of(folder, capsys) == [
        "Overlap [bold]",
        "Nothing is known about shared followers of 5 handles: they are assumed to share none.",
        "seeder docs overlap explains where to get such numbers and how to write them down.",
    ]
    assert run(["overlap", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["kind"], found["stated"], found["pairs"]) == ("separate", None, [])
    assert run(["overlap", str(folder), "--csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.fixture
def followers(folder: Path) -> Path:
    """kim and lou follow both handles of ann, and kim b as well; a tenth of the people."""
    follows = [("ann,x", "kim"), ("ann,tube", "kim"), ("[red]b[/red],x", "kim"), ("ann,x", "lou"), ("ann,tube", "lou")]
    rows = "\n".join(f"{handle},{person}" for handle, person in follows)
    (folder / "followers.csv").write_text(f"handle,platform,person\n{rows}\n", "utf-8")
    document = DOCUMENT.replace("overlaps, table: overlaps.csv", "followers, table: followers.csv, sample: 0.1")
    (folder / "scenario.yaml").write_text(document, "utf-8")
    return folder


def test_a_follower_list_has_twins_too(followers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = lines_of(followers, capsys)
    assert lines[2] == "According to the follower list, 3 of 10 pairs (30%) share people, estimated from a sample."
    assert "ann on x ann on tube 20 5%" in lines
    assert "In no pair, 90% or more of the smaller audience also follow the larger account." in lines
    assert "Odd data" not in lines


def test_a_list_of_too_many_handles_is_refused(
    followers: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(products, "MOST_HANDLES", 4)
    assert run(["overlap", str(followers)]) == 2
    assert "5 handles have too many pairs: seeder looks at all pairs of at most" in " ".join(
        capsys.readouterr().err.split()
    )


@pytest.mark.usefixtures("fitted")
@pytest.mark.parametrize("width", [60, 80, 140])
def test_numbers_are_never_cut(
    folder: Path, width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("accounts.csv", "overlaps.csv"):
        text = (folder / name).read_text("utf-8").replace("[red]b[/red]", "b" * 90)
        (folder / name).write_text(text.replace("2000", "2000000000").replace("1000\n", "1000000000\n"), "utf-8")
    overlaps = (folder / "overlaps.csv").read_text("utf-8").replace("950", "950000000")
    (folder / "overlaps.csv").write_text(overlaps, "utf-8")
    monkeypatch.setenv("COLUMNS", str(width))
    text = "\n".join(lines_of(folder, capsys))
    assert not re.search("b{40}", text)
    for number in ("950,000,000", "-949,999,050", "-100.0%", "+30.0%", "95%", "47.5%"):
        assert number in text
    assert "bbb…bbb" in text


def test_check_says_how_pairs_are_taken_and_met(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("    3 of 10 pairs given, the others assumed separate")
    assert lines[at - 1].startswith("  audience   overlaps: ")
    assert lines[at + 1] == "    all pairs are reproduced exactly"
    options = ["--set", "audience.unstated=sainsbury", "--set", "audience.population=90000"]
    assert run(["check", str(folder), *options, "--set", "audience.threshold=60", "--json"]) == 0
    pairs = json.loads(capsys.readouterr().out)["audience"]["pairs"]
    assert (pairs["n_stated"], pairs["n_possible"]) == (3, 10)
    assert (pairs["unstated"], pairs["population"], pairs["threshold"]) == ("sainsbury", 90000, 60)


def test_check_says_how_far_off_pairs_are(folder: Path) -> None:
    understood = seeder.understand(seeder.formulation_of(seeder.read_scenario(folder)))
    assert understood.audience.pairs is not None
    pairs = dataclasses.replace(understood.audience.pairs, median_misfit=0.0, ninetieth_misfit=0.24, n_outside=1)
    audience = dataclasses.replace(understood.audience, pairs=pairs)
    lines = list(understanding_lines("n", dataclasses.replace(understood, audience=audience)))
    at = lines.index("    3 of 10 pairs given, the others assumed separate")
    assert lines[at + 1 : at + 3] == [
        "    pairs are reproduced: half within 0%, nine in ten within 24%",
        "    1 pair is not reproduced within the precision of your numbers",
    ]


def test_the_audience_of_the_verb_is_the_one_that_is_solved(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["overlap", str(folder), "--json"]) == 0
    printed = [pair["fitted"] for pair in json.loads(capsys.readouterr().out)["pairs"]]
    scenario = seeder.read_scenario(folder)
    from seeder.audience.shared_people import shared_people
    from seeder.scenario.audiences.overlaps import Overlaps

    assert isinstance(scenario.audience, Overlaps)
    built = seeder.build_audience(scenario)
    assert printed == shared_people(built, scenario.audience.a, scenario.audience.b).tolist()


def test_help_of_the_verb_is_light() -> None:
    script = (
        "from seeder.cli import run; run(['overlap', '--help']); import sys; "
        "print(sorted({'numpy', 'pandas', 'scipy', 'rich', 'pydantic'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[]"
    assert "\n  seeder overlap my-launch --csv > pairs.csv\n" in found.stdout


def made_plainly(folder: Path) -> Path:
    (folder / "accounts.csv").write_text(
        "account,followers,clicks,effort,acceptance\na,1000,100,1,50%\nb,900,90,1,50%\nc,800,80,1,50%\n", "utf-8"
    )
    (folder / "overlaps.csv").write_text("a,b,shared\na,c,0\nb,c,0\n", "utf-8")
    (folder / "scenario.yaml").write_text(
        "name: Plain\nobjective: clicks\nbudget: {effort: 2}\naccounts: accounts.csv\ninterested: 0.1\n"
        "audience: {kind: overlaps, table: overlaps.csv}\n",
        "utf-8",
    )
    return folder


def test_what_the_plan_hangs_on_follows_the_facts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["overlap", str(made_plainly(tmp_path))]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "The plan 95 clicks expected from 2 asks." in told
    # Inside a, the 900 of b are moved by the second post in half of the halves: 50 + 45 - 22.5.
    assert "Depending on overlaps that nobody has measured: 72.5 to 95 clicks." in told
    assert "If unknown pairs overlap as little as possible, the plan brings 95 clicks: the best of" in told
    assert "Replacing b with c would bring" in told
    assert "a and b: 0 to 900 people, assumed 0; 22.5 clicks depend on it; a different choice could bring up to" in told


def test_the_plan_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["overlap", str(made_plainly(tmp_path)), "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)["plan"]
    found = seeder.overlap_of_run(seeder.run_scenario(seeder.read_scenario(tmp_path)))
    assert found is not None
    assert plan == found.to_document()
    assert list(plan) == ["value", "interval", "worlds", "pairs_to_measure"]
    assert plan["interval"]["low"] == pytest.approx(72.5)
    assert plan["interval"]["is_exact"]
    assert [world["overlap"] for world in plan["worlds"]] == ["least", "assumed", "most"]
    assert plan["worlds"][2]["asks_instead"] == [{"account": "c", "approach": "ask"}]
    assert plan["worlds"][2]["leaves_out"] == [{"account": "b", "approach": "ask"}]
    assert plan["pairs_to_measure"][0]["both_on_plan"]


def test_solve_says_between_which_numbers_the_plan_lies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made_plainly(tmp_path)
    assert run(["solve", str(folder), "-o", str(tmp_path / "run")]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Depending on overlaps that nobody has measured: 72.5 to 95 clicks." in told
    plan = json.loads((tmp_path / "run" / "plan.json").read_text("utf-8"))
    assert plan["interval"] == {"low": pytest.approx(72.5), "high": pytest.approx(95)}
    assert run(["verify", str(tmp_path / "run")]) == 0
    assert "claim   interval" in capsys.readouterr().out
    plan["interval"]["high"] = 96.0
    (tmp_path / "run" / "plan.json").write_text(json.dumps(plan), "utf-8")
    assert run(["verify", str(tmp_path / "run")]) == 3
    assert "FAILED  interval" in capsys.readouterr().out


def test_facts_that_no_people_could_have_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made_plainly(tmp_path)
    (folder / "accounts.csv").write_text(
        "account,followers,clicks,effort\na,50,5,1\nb,50,5,1\nc,50,5,1\nd,50,5,1\ne,140,5,1\n", "utf-8"
    )
    pairs = [f"{a},{b},8" for a, b in ("ab", "ac", "ad", "bc", "bd", "cd")] + [f"{a},e,50" for a in "abcd"]
    (folder / "overlaps.csv").write_text("\n".join(["a,b,shared", *pairs, ""]), "utf-8")
    assert run(["overlap", str(folder), "--budget", "effort=5"]) == 0
    assert "The overlaps you gave cannot all be true, so no range is certain" in " ".join(
        capsys.readouterr().out.split()
    )
    assert run(["solve", str(folder), "--budget", "effort=5"]) == 0
    assert "The overlaps you gave cannot all be true, so no range is certain" in " ".join(
        capsys.readouterr().out.split()
    )


def test_facts_only_searches_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def search(*arguments: object, **keys: object) -> None:
        raise AssertionError("searched")

    folder = made_plainly(tmp_path)
    monkeypatch.setattr("seeder.runs.run_formulation", search)
    for options in (["--facts-only"], ["--facts-only", "--json"], ["--csv"]):
        assert run(["overlap", str(folder), *options]) == 0
        out = capsys.readouterr().out
        assert "The plan" not in out
        assert '"plan"' not in out
    assert run(["overlap", str(folder)]) == 1


def test_one_call_fits_the_audience_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    build = seeder.build_audience

    def build_counted(scenario: seeder.Scenario) -> seeder.Audience:
        calls.append(scenario)
        return build(scenario)

    def build_again(*_: object) -> None:
        raise AssertionError("built again")

    monkeypatch.setattr("seeder.formulation.build_audience", build_counted)
    monkeypatch.setattr("seeder.analysis.overlap.facts.build_audience", build_again)
    assert run(["overlap", str(made_plainly(tmp_path))]) == 0
    assert len(calls) == 1


def test_the_keys_of_the_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["overlap", str(made_plainly(tmp_path)), "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)["plan"]
    assert list(plan["interval"]) == ["low", "high", "low_by", "high_by", "is_exact"]
    assert list(plan["worlds"][0]) == [
        "overlap", "value", "rank", "of", "best_value", "is_same", "asks_instead", "leaves_out",
    ]  # fmt: skip
    assert list(plan["pairs_to_measure"][0]) == [
        "a", "platform_a", "b", "platform_b", "both_on_plan", "low", "assumed", "high", "swing", "could_gain",
    ]  # fmt: skip
    assert [world["value"] for world in plan["worlds"]] == sorted((w["value"] for w in plan["worlds"]), reverse=True)


def test_five_of_which_no_three_contradict_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each of a, b, c shares half with each of d, e, and nobody else shares: that holds for any three.

    Of a, b, c nobody follows two, so that each of d and e, with 50 of each, would have 150 followers: it has 100.
    """
    folder = made_plainly(tmp_path)
    rows = "".join(f"{name},100,10,1,50%\n" for name in "abcde")
    (folder / "accounts.csv").write_text(f"account,followers,clicks,effort,acceptance\n{rows}", "utf-8")
    across = [f"{a},{b},50" for a in "abc" for b in "de"]
    apart = [f"{a},{b},0" for a, b in ("ab", "ac", "bc", "de")]
    (folder / "overlaps.csv").write_text("\n".join(["a,b,shared", *across, *apart, ""]), "utf-8")
    assert run(["check", str(folder), "--budget", "effort=5"]) == 0
    capsys.readouterr()
    assert run(["overlap", str(folder), "--budget", "effort=5"]) == 0
    found = capsys.readouterr()
    assert "The overlaps you gave cannot all be true, so no range is certain" in " ".join(found.out.split())
    assert "Traceback" not in found.out + found.err
    assert run(["overlap", str(folder), "--budget", "effort=5", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)["plan"]
    assert list(plan) == ["value", "contradiction"]
    assert run(["solve", str(folder), "--budget", "effort=5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["interval"] == {"low": None, "high": None}


def test_where_nobody_can_be_asked_nothing_hangs_on_overlap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made_plainly(tmp_path)
    assert run(["overlap", str(folder), "--budget", "effort=0.5"]) == 0
    assert "There is no plan that asks anybody" in " ".join(capsys.readouterr().out.split())
    assert run(["overlap", str(folder), "--budget", "effort=0.5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["plan"] is None
