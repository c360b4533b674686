"""Evidence tables: what past posts and asks brought is read as it stands, and nothing is lost without a word."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from seeder.errors import ScenarioError
from seeder.scenario import Scenario, read_scenario

ACCOUNTS = (
    "account,handle,platform,followers\nann,ann,x,1000\nann,ann.b,instagram,2000\nBéla & Co,bela,x,500\ncy,cy,x,90\n"
)


def scenario_of(folder: Path, evidence: str, **files: str) -> Scenario:
    (folder / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    (folder / "scenario.yaml").write_text(
        f"name: n\nobjective: clicks\nbudget: {{effort: 4}}\naccounts: accounts.csv\n"
        f"approaches: {{cold: {{}}, intro: {{}}}}\nevidence: {evidence}\n",
        "utf-8",
    )
    return read_scenario(folder)


def posts_of(scenario: Scenario) -> list[tuple[str, float, str]]:
    posts, accounts = scenario.evidence.posts, scenario.accounts
    assert posts is not None
    days = ["" if np.isnan(day) else date.fromordinal(int(day)).isoformat() for day in posts.day]
    return [
        (accounts.handle[row], clicks, day)
        for row, clicks, day in zip(posts.handle.tolist(), posts.clicks.tolist(), days, strict=True)
    ]


def test_posts_of_a_table(tmp_path: Path) -> None:
    scenario = scenario_of(
        tmp_path,
        "{posts: posts.csv}",
        posts="handle,platform,clicks,impressions,conversions,date,sponsored\n"
        'ann,x,"1,200",40k,3,2026-01-31,yes\nbela,,0,,,,no\nann.b,,7,100,,2026-02-01T10:00:00Z,\n',
    )
    posts = scenario.evidence.posts
    assert posts is not None
    assert posts_of(scenario) == [("ann", 1200.0, "2026-01-31"), ("bela", 0.0, ""), ("ann.b", 7.0, "2026-02-01")]
    assert posts.impressions.tolist()[::2] == [40000.0, 100.0]
    assert np.isnan(posts.impressions[1])
    assert posts.conversions[0] == 3
    assert posts.sponsored.tolist() == [1, 0, -1]
    assert posts.line.tolist() == [2, 3, 4]
    assert posts.source == ("posts.csv",)


def test_posts_of_others_are_left_out_with_a_word(tmp_path: Path) -> None:
    scenario = scenario_of(
        tmp_path, "{posts: posts.csv}", posts="handle,clicks\nbelo,3\nzzz-nobody,4\nzzz-nobody,5\ncy,6\n"
    )
    assert posts_of(scenario) == [("cy", 6.0, "")]
    notes = [str(note) for note in scenario.notes]
    assert any("3 posts of handles" in note and "'belo' (did you mean 'bela'?), 'zzz-nobody'" in note for note in notes)


def test_more_of_what_comes_later_is_noted(tmp_path: Path) -> None:
    scenario = scenario_of(
        tmp_path,
        "{posts: posts.csv}",
        posts="handle,clicks,impressions,conversions\ncy,3,2,4\nann,2,,3\n".replace("ann,", "bela,"),
    )
    notes = " ".join(str(note) for note in scenario.notes)
    assert "1 row has more clicks than impressions" in notes
    assert "2 rows have more conversions than clicks" in notes


def test_asks(tmp_path: Path) -> None:
    scenario = scenario_of(
        tmp_path,
        "{asks: asks.csv}",
        asks="account,approach,asked,accepted\nann,cold,3,1\nann,,2,0\ncy,intro,1,1\nx,cold,9,9\n",
    )
    asks = scenario.evidence.asks
    assert asks is not None
    assert asks.account.tolist() == [0, 0, 2]
    assert asks.approach.tolist() == [0, -1, 1]
    assert asks.asked.tolist() == [3.0, 2.0, 1.0]
    assert asks.accepted.tolist() == [1.0, 0.0, 1.0]
    assert any("'x'" in str(note) for note in scenario.notes)


def test_a_row_a_day_and_link(tmp_path: Path) -> None:
    scenario = scenario_of(
        tmp_path,
        "{clicks: export.csv, links: links.csv}",
        export="Date,Short Link,Total Clicks\n2026-03-02,https://sho.rt/a,5\n2026-03-01,http://www.sho.rt/a/,7\n"
        "2026-03-01,sho.rt/B,2\n2026-03-04,sho.rt/other,40\n",
        links="link,handle,platform,date,sponsored\nsho.rt/a,ann,x,,no\nhttps://sho.rt/B,ann.b,,2026-02-20,\n",
    )
    assert posts_of(scenario) == [("ann", 12.0, "2026-03-01"), ("ann.b", 2.0, "2026-02-20")]
    assert scenario.evidence.posts is not None
    assert scenario.evidence.posts.sponsored.tolist() == [0, -1]
    assert any(
        "clicks on links that belong to no account are ignored (40 in all)" in str(note) for note in scenario.notes
    )


def test_a_row_a_click_by_the_content_of_the_links_of_a_shortlist(tmp_path: Path) -> None:
    from seeder.plan.links import tracking_link

    def link(account: str, platform: str) -> str:
        return tracking_link("https://shop.example/p?x=1", account=account, platform=platform, campaign="c")

    rows = [
        ("2026-05-04 10:00:01", link("Béla & Co", "x")),
        ("2026-05-05 10:00:01", link("Béla & Co", "x")),
        ("2026-05-05 11:00:01", link("ann", "instagram")),
        ("2026-05-05 11:00:02", link("ann", "")),
    ]
    export = "clicked_at,page_location\n" + "".join(f"{when},{where}\n" for when, where in rows)
    scenario = scenario_of(tmp_path, "{clicks: export.csv}", export=export)
    assert posts_of(scenario) == [("bela", 2.0, "2026-05-04"), ("ann.b", 1.0, "2026-05-05")]
    # Ann has two handles, and the last link says which platform as little as the table does.
    assert any(
        "clicks on links that belong to no account are ignored (1 in all)" in str(note) for note in scenario.notes
    )


def test_analytics_by_content_and_source(tmp_path: Path) -> None:
    scenario = scenario_of(
        tmp_path,
        "{clicks: export.csv}",
        export="Session manual ad content,Session source,Day,Sessions,Key events\n"
        "ann,instagram,20260301,10,2\nann,instagram,20260302,5,0\nann,x,20260301,1,1\n"
        "cy,,20260301,4,0\n(not set),,20260301,9,0\n",
    )
    assert posts_of(scenario) == [("ann.b", 15.0, "2026-03-01"), ("ann", 1.0, "2026-03-01"), ("cy", 4.0, "2026-03-01")]
    assert scenario.evidence.posts is not None
    assert scenario.evidence.posts.conversions.tolist() == [2.0, 1.0, 0.0]


def test_comments_above_the_header_of_an_export(tmp_path: Path) -> None:
    export = (
        "\ufeff# ----------\n# Acquisition\n# 20260101-20260331\n# ----------\n\nutm_content,Sessions\ncy,5\nbela,x\n"
    )
    with pytest.raises(ScenarioError) as caught:
        scenario_of(tmp_path, "{clicks: export.csv}", export=export)
    assert "export.csv:8:Sessions: Sessions is 'x'" in str(caught.value)
    scenario = scenario_of(tmp_path, "{clicks: export.csv}", export=export.replace("bela,x\n", ""))
    assert posts_of(scenario) == [("cy", 5.0, "")]


def test_posts_and_clicks_together(tmp_path: Path) -> None:
    scenario = scenario_of(
        tmp_path,
        "{posts: posts.csv, clicks: export.csv}",
        posts="handle,clicks\ncy,1\n",
        export="utm_content,clicks\ncy,5\n",
    )
    posts = scenario.evidence.posts
    assert posts is not None
    assert [(posts.source[table], line) for table, line in zip(posts.table, posts.line, strict=True)] == [
        ("posts.csv", 2),
        ("export.csv", 2),
    ]
    assert posts.clicks.tolist() == [1.0, 5.0]


def test_older_posts_weigh_less_by_the_half_life(tmp_path: Path) -> None:
    text = "handle,clicks,date\ncy,1,2026-01-01\ncy,2,2026-01-31\ncy,3,\n"
    assert scenario_of(tmp_path, "{posts: p.csv}", p=text).evidence.post_weights().tolist() == [1.0, 1.0, 1.0]
    scenario = scenario_of(tmp_path, "{posts: p.csv, half_life: 15}", p=text)
    assert scenario.evidence.post_weights().tolist() == [0.25, 1.0, 0.25]
    assert any("1 of 3" in str(note) for note in scenario.notes)


def test_signs_are_taken_where_they_are_numbers(tmp_path: Path) -> None:
    def read(extra: str, evidence: dict[str, Any] | None = None) -> Scenario:
        path = tmp_path / "t.csv"
        path.write_text(extra, "utf-8")
        return read_scenario(path, settings=[budget])

    from seeder.scenario import Setting

    budget = Setting(("budget",), "{effort: 4}", "--budget")
    scenario = read("account,followers,views,engagement,following\na,100,1k,3%,\nb,10,,0.01,7\n")
    signals = scenario.evidence.signals
    assert signals is not None
    assert signals.views[0] == 1000.0
    assert signals.engagement.tolist() == [0.03, 0.01]
    assert np.isnan(signals.replies).all()
    assert not [note for note in scenario.notes if "did you mean" in str(note)]
    # Likes and links are no clicks, and a misspelt one still is.
    notes = [str(note) for note in read("account,followers,Likes,Links,Clicks\na,100,1,2,3\n").notes]
    assert [note for note in notes if "did you mean" in note] == [
        "t.csv: the column 'Clicks' is copied to the shortlist but not used; did you mean 'clicks'?"
    ]
    scenario = read("account,followers,views\na,100,lots\nb,10,5\n")
    assert scenario.evidence.signals is not None
    assert not scenario.evidence.signals.is_any
    assert any("'views' is copied to the shortlist but not used" in str(note) for note in scenario.notes)


def test_signs_can_be_turned_off(tmp_path: Path) -> None:
    assert scenario_of(tmp_path, "{signals: false}").evidence.signals is None


def test_frames() -> None:
    accounts = pd.DataFrame({"account": ["a", "b"], "followers": [100, None]})
    posts = pd.DataFrame(
        {"handle": ["a", "b"], "clicks": [3, 1], "date": pd.Series([pd.Timestamp("2026-01-01"), pd.NaT])}
    )
    asks = pd.DataFrame({"account": ["a"], "asked": [3], "accepted": [1]})
    scenario = Scenario.from_frames(accounts, budget={"effort": 1}, posts=posts, asks=asks, evidence={"half_life": 30})
    assert posts_of(scenario) == [("a", 3.0, "2026-01-01"), ("b", 1.0, "")]
    assert scenario.evidence.asks is not None
    assert scenario.evidence.half_life == 30


def test_evidence_on_given_numbers_is_noted() -> None:
    accounts = pd.DataFrame({"account": ["a", "b"], "followers": 100, "clicks": [5, None], "acceptance": [None, 0.5]})
    scenario = Scenario.from_frames(
        accounts,
        budget={"effort": 1},
        approaches={"cold": {"acceptance": 0.1}, "intro": {}},
        posts=pd.DataFrame({"handle": ["a", "b"], "clicks": [3, 1], "impressions": [9, 9]}),
        asks=pd.DataFrame({"account": ["b"], "approach": ["cold"], "asked": [3], "accepted": [1]}),
    )
    notes = [str(note) for note in scenario.notes]
    assert [note for note in notes if "posts" in note] == [
        "accounts (frame):1:clicks: you entered clicks for 1 handle with posts, so the posts are not used there. "
        "Delete the numbers to use the posts."
    ]
    assert any(
        'you entered an acceptance for "cold", so the answers in asks (frame) are not used for it. '
        "Delete the number to use them." in note
        for note in notes
    )
    assert any(
        "you entered an acceptance for 1 account with answers in asks (frame), so the answers are not used there"
        in note
        for note in notes
    )


BAD = [
    ("handle,clicks\n,3\n", "posts.csv:2:handle: handle is blank"),
    ("handle,clicks\ncy,\n", "posts.csv:2:clicks: clicks is blank"),
    ("handle,clicks\ncy,1.5\n", "posts.csv:2:clicks: clicks is '1.5'. clicks is a number of clicks and must be whole"),
    ("handle,clicks\ncy,-1\n", "posts.csv:2:clicks: clicks is '-1'"),
    ("handle,clicks,date\ncy,1,05/04/2026\n", "The column does not show which number is the day"),
    ("handle,clicks,date\ncy,1,soon\n", "posts.csv:2:date: date is 'soon'"),
    ("handle,clicks,sponsored\ncy,1,perhaps\n", "posts.csv:2:sponsored: sponsored is 'perhaps'"),
    ("handle,click\ncy,1\n", "Rename the column 'click' to 'clicks'"),
    ("clicks\n1\n", "there is no column 'handle'"),
]


@pytest.mark.parametrize(("posts", "told"), BAD)
def test_what_is_wrong_in_posts_is_told(tmp_path: Path, posts: str, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario_of(tmp_path, "{posts: posts.csv}", posts=posts)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("asks", "told"),
    [
        ("account,asked,accepted\ncy,1,2\n", "accepted is 2 but asked is 1"),
        ("account,asked,accepted\ncy,1,\n", "accepted is blank"),
        ("account,approach,asked,accepted\ncy,cald,1,1\n", "Did you mean 'cold'?"),
        ("account,asked,accepted\n,1,1\n", "account is blank"),
    ],
)
def test_what_is_wrong_in_asks_is_told(tmp_path: Path, asks: str, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario_of(tmp_path, "{asks: asks.csv}", asks=asks)
    assert told in str(caught.value)


def test_what_is_wrong_in_clicks_and_links_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario_of(tmp_path, "{clicks: e.csv}", e="who,clicks\ncy,1\n")
    assert "there is no column of links" in str(caught.value)
    with pytest.raises(ScenarioError) as caught:
        scenario_of(
            tmp_path,
            "{clicks: e.csv, links: l.csv}",
            e="link,clicks\nx.y/1,\n",
            l="link,handle\nx.y/1,cy\nx.y/1,bela\n,cy\n",
        )
    told = str(caught.value)
    assert "e.csv:2:clicks: clicks is blank" in told
    assert "l.csv:3:link: the link already belongs to another handle on line 2" in told
    assert "l.csv:4:link: link is blank" in told


def test_a_handle_that_nothing_is_known_of(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account,followers\na,\nb,\n", "utf-8")
    (tmp_path / "posts.csv").write_text("handle,clicks\na,1\n", "utf-8")
    (tmp_path / "scenario.yaml").write_text(
        "name: n\nobjective: clicks\nbudget: {effort: 4}\naccounts: accounts.csv\nevidence: {posts: posts.csv}\n",
        "utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        read_scenario(tmp_path)
    assert [str(issue.place) for issue in caught.value.issues] == ["accounts.csv:3:followers"]
