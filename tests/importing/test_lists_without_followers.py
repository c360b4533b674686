"""Lists without any follower count: imported with followers blank, and planned with clicks, views or tiers."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing.test_import_table import kinds, load, rows, written

from seeder import run_scenario
from seeder.errors import ScenarioError
from seeder.importing import Imported
from seeder.scenario import read_scenario


def _told(found: Imported) -> str:
    (guess,) = [one for one in found.report.guesses if one.subject == "followers"]
    assert guess.decision == "left blank"
    assert guess.is_doubtful
    assert guess.overrule.startswith("--map followers=")
    return guess.reason


def _solved(found: Imported, folder: Path) -> list[str]:
    scenario = read_scenario(written(found, folder))
    return [pick.account for pick in run_scenario(scenario).plan.picks]


def test_handles_alone(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,profile,email,stage,next task,notes\nann.lee,,a@example.org,sent,call,nice\n")
    assert rows(found, "handle", "followers") == [("ann.lee", "")]
    assert _told(found) == (
        "no column has the followers of an account; no plan can be made before you write followers, clicks, views or a "
        "tier into accounts.csv"
    )


def test_tiers_as_people_write_them(tmp_path: Path) -> None:
    text = "Username,Platform,Tier\nann.lee,IG,Micro (10-50k)\nbo.ray,TikTok,Makro-Influencer\ncy.dee,X,Mega\n"
    found = load(tmp_path, text)
    assert rows(found, "handle", "followers", "tier") == [
        ("ann.lee", "", "micro"),
        ("bo.ray", "", "macro"),
        ("cy.dee", "", "celebrity"),
    ]
    assert "sizes are assumed from the tier" in _told(found)
    assert found.columns["Tier (source)"][0] == "Micro (10-50k)"
    assert "ann.lee" in _solved(found, tmp_path)


def test_views_before_tiers_and_rows_with_neither(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,avg views,tier\nann.lee,6000,nano\nbo.ray,,mid\ncy.dee,,\ndee.ray,0,gold\n")
    assert rows(found, "handle", "followers", "views", "tier") == [
        ("ann.lee", "", "6000", "nano"),
        ("bo.ray", "", "", "mid"),
    ]
    assert kinds(found) == {"no followers, clicks, views or tier": 2}
    assert "sizes are assumed from the views and the tier" in _told(found)
    assert sorted(_solved(found, tmp_path)) == ["ann.lee", "bo.ray"]


def test_views_that_do_not_say_what_they_count(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,views\nann.lee,6000\nbo.ray,900\n")
    assert rows(found, "handle", "views") == [("ann.lee", "6000"), ("bo.ray", "900")]
    assert any(guess.decision == "read as views per post" for guess in found.report.guesses)
    found = load(tmp_path, "handle,views,posts\nann.lee,6000,10\nbo.ray,900,3\n")
    assert rows(found, "handle", "views") == [("ann.lee", "600"), ("bo.ray", "300")]


def test_clicks_serve_as_they_did(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,avg clicks\nann.lee,120\nbo.ray,\n")
    assert rows(found, "handle", "followers", "clicks") == [("ann.lee", "", "120")]
    assert _solved(found, tmp_path) == ["ann.lee"]


def test_a_column_of_followers_that_is_blank_throughout(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,tier\nann.lee,,micro\nbo.ray,,nano\n")
    assert rows(found, "handle", "followers", "tier") == [("ann.lee", "", "micro"), ("bo.ray", "", "nano")]


def test_some_blank_followers_are_rejected_where_no_tier_says_the_size(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,tier\nann.lee,900,micro\nbo.ray,,nano\ncy.dee,,\n")
    assert rows(found, "handle", "followers", "tier") == [("ann.lee", "900", "micro"), ("bo.ray", "", "nano")]
    assert kinds(found) == {"followers not known (followers)": 1}


def test_an_import_reads_what_it_wrote(tmp_path: Path) -> None:
    first = load(tmp_path, "handle,tier,avg views\nann.lee,micro,\nbo.ray,,500\n")
    folder = written(first, tmp_path)
    text = (folder / "accounts.csv").read_text("utf-8")
    again = load(tmp_path, text)
    assert rows(again, "handle", "followers", "tier", "views") == rows(first, "handle", "followers", "tier", "views")


def test_ranges_of_followers_stay_an_issue(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="the column has ranges"):
        load(tmp_path, "handle,followers,tier\nann.lee,10k-50k,micro\n")


def test_clicks_without_followers_say_what_that_rules_out(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,platform,clicks\namy.w,instagram,100\nben.k,tiktok,20\n")
    (guess,) = [one for one in found.report.guesses if one.subject == "followers"]
    assert guess.is_doubtful
    assert "the clicks are used as they are, and overlapping audiences cannot be described" in guess.reason


@pytest.mark.parametrize("header", ["Size", "Größe", "nivel", "tamanho", "fascia", "taille", "category", "Notes"])
def test_a_column_whose_cells_are_tiers_is_the_tier(tmp_path: Path, header: str) -> None:
    text = f"handle,platform,{header}\namy.w,instagram,Micro (10-50k)\nben.k,tiktok,nano\ncat.o,tiktok,\n"
    found = load(tmp_path, text)
    assert rows(found, "handle", "tier") == [("amy.w", "micro"), ("ben.k", "nano")]
    read_scenario(written(found, tmp_path))


def test_a_column_called_medium_is_no_tier(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,medio\namy.w,20000,medio\nben.k,,media\n")
    assert "tier" not in found.columns


@pytest.mark.parametrize("column", ["tier,nano", "Größe,Nano-Influencer", "clicks,40"])
def test_a_row_without_followers_is_kept_if_something_says_how_large_it_is(tmp_path: Path, column: str) -> None:
    header, cell = column.split(",")
    first = "9" if header == "clicks" else "micro"
    text = f"handle,platform,followers,{header}\namy.w,instagram,20000,{first}\nben.k,tiktok,,{cell}\ncat.o,tiktok,,\n"
    found = load(tmp_path, text)
    assert rows(found, "handle", "followers") == [("amy.w", "20000"), ("ben.k", "")]
    assert len(_solved(found, tmp_path)) == 2


@pytest.mark.parametrize("others", [("Kosten", "120 000 Ft"), ("Rang", "3"), ("Nota", "4,5")])
def test_a_column_of_large_numbers_is_offered_as_the_followers(tmp_path: Path, others: tuple[str, str]) -> None:
    name, cell = others
    lines = [f'@{handle};{number};"{cell}"' for handle, number in (("anna.sut", "12 450"), ("bela", "8 920"))]
    found = load(tmp_path, "\n".join([f"Handle;Ruritanian;{name}", *lines]) + "\n")
    (guess,) = [one for one in found.report.guesses if one.subject == "followers"]
    assert guess.overrule == '--map followers="Ruritanian"'
    assert "the numbers in 'Ruritanian' could be them" in guess.reason
    assert found.columns["followers"] == ("", "")
