"""Counts of evidence beyond all people are issues with a place, never a failure of an estimate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import seeder

ACCOUNTS = pd.DataFrame({"account": ["ada", "bo", "cy"], "followers": [1000, 2000, 3000]})


def _evidence(kind: str, count: float) -> dict[str, Any]:
    if kind == "asks":
        return {"asks": pd.DataFrame({"account": ["ada", "bo"], "asked": [count, 4], "accepted": [count / 2, 2]})}
    posts = pd.DataFrame({"handle": ["ada", "ada", "ada", "bo", "bo"], "clicks": [count, 5, 5, 4, 7]})
    if kind == "posts":
        return {"posts": posts}
    more = posts.assign(impressions=[count, 50, 100, 50, 60], conversions=[count / 2, 1, 1, 1, 0])
    return {"posts": more}


@pytest.mark.parametrize("kind", ["asks", "posts", "posts with impressions"])
@pytest.mark.parametrize("count", [2e12, 1e15, 9e15])
def test_more_than_there_is_of_anything_is_an_issue(kind: str, count: float) -> None:
    with pytest.raises(seeder.ScenarioError) as caught:
        seeder.Scenario.from_frames(ACCOUNTS, budget={"effort": 1}, **_evidence(kind, count))
    first = caught.value.issues[0]
    assert "may add up to at most 1,000,000,000,000" in first.rule
    assert first.place.line == 1


@pytest.mark.parametrize("kind", ["asks", "posts", "posts with impressions"])
@pytest.mark.parametrize("count", [9e8, 2e9, 9e11])
def test_what_is_allowed_is_estimated_and_tested(kind: str, count: float) -> None:
    scenario = seeder.Scenario.from_frames(ACCOUNTS, budget={"effort": 1}, **_evidence(kind, count))
    assert np.isfinite(seeder.estimate_rates(scenario).clicks.value).all()
    assert seeder.backtest(scenario, thinned=0.5).rows()


def test_clicks_of_an_export_count_together(tmp_path: Path) -> None:
    files: dict[str, Any] = {
        "accounts.csv": "account,followers\nada,1000\n",
        "clicks.csv": "link,clicks\nads.example/ada,600000000000\nads.example/ada,600000000000\n",
        "links.csv": "link,handle\nads.example/ada,ada\n",
        "scenario.yaml": "name: x\nobjective: clicks\nbudget: {effort: 1}\naccounts: accounts.csv\n"
        "evidence: {clicks: clicks.csv, links: links.csv}\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(seeder.ScenarioError, match=r"clicks\.csv:2:clicks: the numbers of clicks add up to 1,200,000"):
        seeder.read_scenario(tmp_path)
