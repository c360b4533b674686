"""Followers that a table does not give: assumed from views or a tier, marked wherever they are shown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

import seeder
from seeder.analysis.rate_table import rate_table
from seeder.analysis.understanding import understand
from seeder.errors import ScenarioError
from seeder.formulation import formulation_of
from seeder.scenario import Scenario
from seeder.scenario.document.documents import TiersDocument
from seeder.scenario.tables.assumed_sizes import SizeBasis, followers_of_views, tier_bounds, tier_named
from seeder.verification import verify_run

BUDGET = {"effort": 40}


def _scenario(rows: Sequence[Mapping[str, object]], **keys: object) -> Scenario:
    return Scenario.from_frames(pd.DataFrame(rows), budget=BUDGET, **keys)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("views", "platform", "followers"),
    [
        # Instagram shows a post to 30 % below 10,000 followers, to 20 % below 100,000, 15 %, 12 %, and 10 % above.
        (1_500, "instagram", 5_000),
        (2_999, "Instagram", 9_997),
        # 2,500 views are 8,333 followers at 30 %, or 12,500 at 20 %: the smaller number.
        (2_500, "instagram", 8_333),
        (3_000, "instagram", 15_000),
        (6_000, "instagram", 30_000),
        (30_000, "instagram", 200_000),
        (500_000, "instagram", 5_000_000),
        (250, "", 1_000),
        (250, "a platform of its own", 1_000),
        (0.1, "x", 1),
    ],
)
def test_followers_of_views_fit_the_share_of_their_own_size(views: float, platform: str, followers: float) -> None:
    assert followers_of_views(views, platform) == followers


def test_a_given_share_of_viewers_replaces_the_default() -> None:
    assert followers_of_views(500, "instagram", view=0.05) == 10_000


@pytest.mark.parametrize("views", [0.0, math.nan, -1.0, 8e9])
def test_views_that_say_nothing(views: float) -> None:
    assert followers_of_views(views, "x") is None


def test_bounds_of_tiers() -> None:
    bounds = tier_bounds(TiersDocument(celebrity=2_000_000))
    assert bounds == {
        "nano": (1_000, 10_000),
        "micro": (10_000, 100_000),
        "mid": (100_000, 500_000),
        "macro": (500_000, 2_000_000),
        "celebrity": (2_000_000, 20_000_000),
    }


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("nano", "nano"), ("Micro (10-50k)", "micro"), ("MICRO-influencer", "micro"), ("Mikro-Influencer", "micro"),
        ("mid-tier", "mid"), ("Medio", "mid"), ("médio", "mid"), ("mittlere", "mid"), ("Makro", "macro"),
        ("Macro [500k+]", "macro"), ("Mega", "celebrity"), ("Célébrité", "celebrity"), ("celebrity", "celebrity"),
        ("", ""), ("gold", ""), ("micro/macro", ""), ("1", ""),
    ],
)  # fmt: skip
def test_names_of_tiers(text: str, tier: str) -> None:
    assert tier_named(text) == tier


def test_blank_followers_are_assumed_from_views_before_the_tier() -> None:
    scenario = _scenario(
        [
            {"account": "ann", "platform": "instagram", "followers": None, "views": 6000, "tier": "nano"},
            {"account": "bob", "platform": "tiktok", "followers": None, "views": None, "tier": "Micro"},
            {"account": "cy", "platform": "x", "followers": 500, "views": 70, "tier": "Mega"},
            {"account": "dee", "platform": "x", "followers": None, "views": 0, "tier": "mid"},
        ]
    )
    accounts = scenario.accounts
    assert accounts.followers.tolist() == [30_000, 31_623, 500, 223_607]
    assert accounts.size_basis == (SizeBasis.VIEWS, SizeBasis.TIER, None, SizeBasis.TIER)
    assert accounts.tier == ("micro", "micro", "nano", "mid")
    assert [note.text for note in scenario.notes] == [
        "accounts (frame): blank followers are estimated: those of 1 handle from its views and of 2 handles from their "
        "tier. Write the numbers if you know them."
    ]


def test_given_clicks_need_no_size() -> None:
    rows = [{"account": "ann", "followers": None, "clicks": 40, "views": 10, "tier": "nano"}]
    scenario = _scenario(rows)
    assert math.isnan(scenario.accounts.followers[0])
    assert not any(scenario.accounts.size_basis)
    assert _scenario(rows, objective="reach").accounts.followers.tolist() == [40]


def test_reach_of_an_assumed_size_is_near_its_views() -> None:
    rows = [{"account": "ann", "platform": "instagram", "followers": None, "views": 6000, "acceptance": 0.5}]
    run = seeder.run_scenario(_scenario(rows, objective="reach"))
    assert run.plan.value == pytest.approx(3000, rel=0.2)


@pytest.mark.parametrize("row", [{}, {"views": 0}, {"tier": "gold"}, {"views": 10, "tier": ""}])
def test_without_any_sign_it_is_an_issue_with_a_way_out(row: Mapping[str, object]) -> None:
    rows: list[Mapping[str, object]] = [{"account": "ann", "followers": None, **row}]
    if row.get("views"):
        assert _scenario(rows).accounts.followers.tolist() == [40]
        return
    with pytest.raises(ScenarioError, match="into a column 'views', or nano, micro, mid, macro or celebrity"):
        _scenario(rows)


def test_people_who_are_known_rule_an_assumed_size_out() -> None:
    rows: list[Mapping[str, object]]
    rows = [{"account": "ann", "followers": None, "views": 6000}, {"account": "bob", "followers": 5, "views": 1}]
    overlaps = pd.DataFrame({"a": ["ann"], "b": ["bob"], "shared": [3]})
    for objective in ("clicks", "reach"):
        with pytest.raises(ScenarioError, match="it is not estimated from views or a tier"):
            _scenario(rows, overlaps=overlaps, audience={"kind": "overlaps"}, objective=objective)


def test_assumed_sizes_are_marked(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text(
        "account,platform,followers,views,tier\nann,instagram,,6000,\nbob,tiktok,,,micro\ncy,x,500,,\n"
    )
    document = "name: Sizes\nobjective: clicks\nbudget: {effort: 40}\naccounts: accounts.csv\n"
    (tmp_path / "scenario.yaml").write_text(document)
    scenario = seeder.read_scenario(tmp_path)
    assert understand(formulation_of(scenario)).to_document()["followers_assumed"] == {"views": 1, "tier": 1}
    frame = rate_table(scenario).to_frame()
    assert frame["followers_from"].tolist() == ["views", "tier", "given"]
    run = seeder.run_scenario(scenario)
    picks = {pick.account: pick for pick in run.plan.picks}
    assert "the followers are our estimate from the views" in picks["ann"].why
    assert picks["bob"].sources["value"].endswith("followers assumed from tier")
    assert picks["bob"].handles[0].assumed_from == "tier"
    assert not picks["cy"].handles[0].assumed_from
    seeder.write_run(run, tmp_path / "run")
    assert "followers assumed from views" in (tmp_path / "run" / "shortlist.csv").read_text("utf-8-sig")
    assert verify_run(tmp_path / "run").is_verified
