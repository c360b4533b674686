"""The table on the terminal: 80 and 120 columns, and names that would break it."""

from __future__ import annotations

import dataclasses
import io
from typing import Any

import pandas as pd
import pytest
from rich.cells import cell_len

import seeder
from seeder.cli.texts.plan_table import print_plan

NASTY = [
    "[bold]", "[/bold]", "[red]x[/]", ":smile:", "🎉🎊 party 👩‍👩‍👧", "مها الرياض", "שלום עולם", "a" * 60,
    "b" * 59 + "1", "b" * 59 + "2", "tab\there", "esc\x1b[31mred", "line\nbreak", "\u202eevil", "=1+1", "日本語の名前",
    "zero\u200bwidth", "%s {x} \\n",
]  # fmt: skip


def rendered(width: int, **keys: Any) -> str:
    from rich.console import Console

    rows = [
        {"account": name, "followers": 1000, "clicks": 50 + position, "effort": 1.25, "acceptance": 0.3}
        for position, name in enumerate(NASTY)
    ]
    scenario = seeder.Scenario.from_frames(pd.DataFrame(rows), **{"budget": {"effort": 100}, "name": "[b]n", **keys})
    console = Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False, color_system=None)
    print_plan(seeder.run_scenario(scenario).plan, output=None, console=console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_nasty_names_stay_in_their_cells(width: int) -> None:
    text = rendered(width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    for shown in ("[bold]", "[/bold]", "[red]x[/]", ":smile:", "🎉🎊 party", "مها", "日本語の名前", "=1+1"):
        assert shown in text
    for hidden in ("\x1b", "\t", "\u202e", "\u200b"):
        assert hidden not in text
    assert "…" in text


def test_two_long_handles_with_a_common_start_stay_apart() -> None:
    lines = [line for line in rendered(80).splitlines() if " bbbb" in line]
    assert len({line.split()[1] for line in lines}) == 2


def test_no_colour_means_no_escape_codes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    frame = pd.DataFrame([{"account": "ann", "followers": 1000, "clicks": 50, "effort": 1, "acceptance": 1}])
    plan = seeder.run_scenario(seeder.Scenario.from_frames(frame, budget={"effort": 1})).plan
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    print_plan(plan, output=None)
    assert "\x1b[" in capsys.readouterr().out
    for is_asked_for in (False, True):
        monkeypatch.setenv("NO_COLOR", "" if is_asked_for else "1")
        print_plan(plan, output=None, no_color=is_asked_for)
        assert "\x1b[3" not in capsys.readouterr().out


def printed(plan: seeder.Plan) -> str:
    from rich.console import Console

    console = Console(file=io.StringIO(), width=120, markup=False, emoji=False, highlight=False, color_system=None)
    print_plan(plan, output=None, console=console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_repeats_and_samples_are_told_where_they_are() -> None:
    frame = pd.DataFrame([{"account": "ann", "followers": 1000, "clicks": 50, "effort": 1, "acceptance": 1}])
    plan = seeder.run_scenario(seeder.Scenario.from_frames(frame, budget={"effort": 1})).plan
    plain = printed(plan)
    assert "With repeats" not in plain
    assert "sample" not in plain
    told = printed(dataclasses.replace(plan, gross=60.0, estimated=True))
    assert "50 clicks expected from 1 ask: proved best for this sample." in told
    assert "Estimated: your follower list is a sample of the people, and value and bound are" in told
    assert "With repeats: 60 clicks by 50 people. The plan counts each person once." in told
    weighted = printed(dataclasses.replace(plan, gross=60.0, is_weighted=True))
    assert "With repeats: 60 clicks. The plan counts each person once, by the person's weight." in weighted


def test_backups_fit_however_long_their_names_are() -> None:
    from rich.console import Console

    rows = [
        {"account": f"a.name.that.is.far.too.long.{k}", "followers": 9_000, "clicks": 90 - k, "conversion": 0.5}
        for k in range(6)
    ]
    scenario = seeder.Scenario.from_frames(
        pd.DataFrame(rows),
        objective="conversions",
        budget={"effort": 4},
        approaches={"a long approach": {"effort": 1}},
        rules={"accounts": {"at_most": 2}},
    )
    console = Console(file=io.StringIO(), width=80, markup=False, emoji=False, highlight=False, color_system=None)
    print_plan(seeder.run_scenario(scenario).plan, output=None, console=console)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    header = next(line for line in text.splitlines() if "replaces" in line)
    assert header.split("  ")[-1].strip() == "conversions after the swap"
    assert max(cell_len(line) for line in text.splitlines()) <= 80


def test_backups_of_the_picks_that_add_most_are_shown() -> None:
    rows = [
        {"account": f"a{k}", "followers": 900, "clicks": 10 * (k + 1), "effort": 1, "acceptance": 0.5} for k in range(9)
    ]
    keys: dict[str, Any] = {"budget": {"effort": 8}, "rules": {"accounts": {"at_most": 7}}, "plan": {"reserves": 2}}

    def lines(**more: Any) -> list[str]:
        return printed(
            seeder.run_scenario(seeder.Scenario.from_frames(pd.DataFrame(rows), **{**keys, **more})).plan
        ).splitlines()

    shown = lines()
    start = next(at for at, line in enumerate(shown) if line.startswith("Best backups if someone says no"))
    assert [line.split() for line in shown[start + 4 : start + 6]] == [
        ["a8", "a1", "ask", "35", "175"],
        ["a7", "a1", "ask", "30", "180"],
    ]
    assert "To get 5 more backups in shortlist.csv, add -o RUN." in shown
    assert "adds: clicks that the plan would lose without this ask." in shown
    none = "No backups: if someone says no, no other useful ask fits into what is left."
    assert none in lines(budget={"effort": 7})
    assert not any("backup" in line.lower() for line in lines(plan={"reserves": 0}))


def test_most_numbers_assumed_is_the_first_thing_said() -> None:
    frame = pd.DataFrame([{"account": "ann", "followers": 1000}])
    _, first, *others = printed(
        seeder.run_scenario(seeder.Scenario.from_frames(frame, budget={"effort": 1})).plan
    ).splitlines()
    assert first.startswith("Caution: all click rates and all acceptances here are our standard assumptions, not your")
    assert "expected from 1 ask: proved best for these numbers." in " ".join(others)


def test_names_give_way_and_numbers_stay_whole() -> None:
    """Six columns of numbers beside long names, approaches and tiers, in 80 columns."""
    from rich.console import Console

    rows = [
        {"account": f"a.long.name.of.an.account.{k}", "followers": 5_000_000, "clicks": 43_211 + k, "effort": 12.25}
        for k in range(3)
    ]
    approaches = {"moderator": {"acceptance": 0.125, "costs": {"envelopes": 1234.5}}}
    scenario = seeder.Scenario.from_frames(
        pd.DataFrame(rows), budget={"effort": 100, "envelopes": 9999}, approaches=approaches
    )
    console = Console(file=io.StringIO(), width=80, markup=False, emoji=False, highlight=False, color_system=None)
    print_plan(seeder.run_scenario(scenario).plan, output=None, console=console)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    first = next(line for line in text.splitlines() if line.strip().startswith("1 "))
    assert first.split()[-5:] == ["celebrity", "12.25", "1,234.5", "12.5%", "5,402"]
    assert "adds" in text
    assert max(cell_len(line) for line in text.splitlines()) <= 80


def _with_fees(width: int, **keys: Any) -> str:
    from rich.console import Console

    rows = [
        {"account": name, "followers": 5000, "clicks": 90, "effort": 1, "acceptance": 0.1, "fee": fee}
        for name, fee in (("ann", 500.0), ("bob", None), ("cat", 0.0))
    ]
    scenario = seeder.Scenario.from_frames(pd.DataFrame(rows), **{"approaches": {"ask": {"fee": True}}, **keys})
    console = Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False, color_system=None)
    print_plan(seeder.run_scenario(scenario).plan, output=None, console=console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_a_price_that_is_not_known_does_not_look_free(width: int) -> None:
    text = _with_fees(width, budget={"effort": 9, "cash": "1500 EUR"})
    cells = {line.split()[1]: line.split() for line in text.splitlines() if line.split()[:1] and line[1].isdigit()}
    assert "cash EUR" in text
    assert (cells["ann"][5], cells["bob"][5], cells["cat"][5]) == ("500", "?", "0")
    told = "?: the cost of a yes of bob is not known. The plan counts 0, so the yes can cost more."
    assert told in " ".join(text.split())
    with_costs = _with_fees(
        width, budget={"effort": 9, "cash": 1500}, approaches={"ask": {"fee": True, "costs": {"cash": 5}}}
    )
    assert " 5 + ? " in with_costs
    assert " 505 " in with_costs


def test_a_price_that_is_not_known_is_named_where_no_column_shows_it() -> None:
    text = " ".join(_with_fees(80, budget={"effort": 9}).split())
    assert "500 (cash, not limited by a budget)" in text
    assert "adds: clicks that the plan would lose without this ask. The cost of a yes of bob is not known." in text


@pytest.mark.parametrize("width", [80, 120])
def test_costs_that_count_times_the_chance_of_a_yes_say_so(width: int) -> None:
    text = _with_fees(width, budget={"effort": 9, "cash": "1500 EUR", "basis": "expected"})
    assert "avg cash EUR" in text
    assert "avg hours" not in text
    assert "avg: average cost, over a yes and a no." in text
    assert " 50 " in text
    assert "avg" not in _with_fees(width, budget={"effort": 9, "cash": "1500 EUR"})
