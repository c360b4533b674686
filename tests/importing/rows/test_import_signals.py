"""Evidence from likes, views and rates: each rule with numbers checked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeder.importing import Imported, import_table


def load(folder: Path, header: str, *rows: str, **keys: object) -> Imported:
    path = folder / "list.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return import_table(path, **keys)  # type: ignore[arg-type]


def numbers(imported: Imported, column: str) -> list[float | None]:
    return [float(cell) if cell else None for cell in imported.columns.get(column, ())]


def told(imported: Imported) -> str:
    report = imported.report
    return "\n".join([*map(str, report.guesses), *(words for story in report.columns for words in story.told)])


def test_averages_over_followers(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "handle,followers,avg likes,avg comments,avg shares",
        "a.a,1000,30,5,2",
        "b.b,2000,40,,",
        "c.c,0,1,1,1",
    )
    assert numbers(found, "engagement") == [0.037, 0.02, None]
    (rule,) = found.report.rules
    assert rule.formula == "('avg likes' + 'avg comments' + 'avg shares') / followers"
    assert rule.source.startswith("GRIN")
    assert rule.n_cells == 2


def test_totals_over_posts(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,posts,total likes,total views", "a.a,1000,100,3000,50000", "b.b,10,0,5,5")
    assert numbers(found, "engagement") == [0.03, None]
    assert numbers(found, "views") == [500.0, None]


def test_totals_without_posts_are_only_carried(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,total likes", "a.a,1000,3000")
    assert "engagement" not in found.columns
    assert found.columns["total likes"] == ("3000",)
    assert "no column has the number of posts" in told(found)


def test_counts_that_do_not_say_so_are_decided_by_their_size(tmp_path: Path) -> None:
    per_post = load(tmp_path, "handle,followers,likes,views", "a.a,1000,30,400", "b.b,2000,40,900")
    assert numbers(per_post, "engagement") == [0.03, 0.02]
    assert numbers(per_post, "views") == [400.0, 900.0]
    assert '--map "likes total=likes"' in told(per_post)
    total = load(tmp_path, "handle,followers,likes,views,posts", "a.a,1000,30000,90000,100", "b.b,2000,40000,80000,100")
    assert numbers(total, "engagement") == [0.3, 0.2]
    assert numbers(total, "views") == [900.0, 800.0]


def test_a_rate_that_agrees_with_reactions_per_follower_is_by_followers(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,avg likes,ER", "a.a,1000,30,3.1%", "b.b,2000,40,2.2%")
    assert numbers(found, "engagement") == [0.031, 0.022]
    assert "'ER' is about the same as 'avg likes' divided by followers, typically 1.1 times as much" in told(found)


def test_a_rate_that_agrees_with_reactions_per_view_is_by_views(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "handle,followers,avg likes,avg views,ER",
        "a.a,10000,30,300,10%",
        "b.b,20000,40,400,10%",
        "c.c,100,1,10,10%",
    )
    assert numbers(found, "engagement") == [0.003, 0.002, 0.01]
    assert "share of viewers who react" in told(found)


def test_a_rate_that_agrees_with_nothing_is_only_carried(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,avg likes,ER", "a.a,1000,30,45%", "b.b,2000,40,60%")
    assert numbers(found, "engagement") == [0.03, 0.02]
    assert "is like neither" in told(found)


def test_a_rate_alone_is_by_followers_and_that_is_told(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,Engagement rate", "a.a,1000,3.4%", "b.b,2000,0.034", "c.c,1,5%")
    assert numbers(found, "engagement") == [0.034, 0.034, 0.05]
    assert '--map "engagement by views=Engagement rate"' in told(found)


def test_rates_by_views_need_views_and_rates_by_reach_stay(tmp_path: Path) -> None:
    by_views = load(tmp_path, "handle,followers,avg views,ER by views", "a.a,1000,500,6%", "b.b,2000,100,4%")
    assert numbers(by_views, "engagement") == [0.03, 0.002]
    alone = load(tmp_path, "handle,followers,ER by views", "a.a,1000,6%")
    assert "engagement" not in alone.columns
    reach = load(tmp_path, "handle,followers,avg views,ER by reach", "a.a,1000,500,6%")
    assert "engagement" not in reach.columns
    assert reach.columns["ER by reach"] == ("6%",)
    assert "reach is not known" in told(reach)


def test_more_reactions_than_followers_are_very_much_and_told(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,avg likes", "a.a,1000,30", "b.b,10,40", "c.c,100,3")
    assert numbers(found, "engagement") == [0.03, 1.0, 0.03]
    (change,) = [change for change in found.report.changes if "more reactions than followers" in change.reason]
    assert (change.line, change.column, change.found, change.became) == (3, "avg likes", "40", "1")


def test_replies_and_mentions_are_those_that_the_account_writes_per_post(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,following,replies per post,mentions", "a.a,1000,84,1.5,7", "b.b,5,6,0,2")
    assert numbers(found, "following") == [84.0, 6.0]
    assert numbers(found, "replies") == [1.5, 0.0]
    assert found.columns["mentions (source)"] == ("7", "2")


@pytest.mark.parametrize(
    ("header", "rows", "clicks"),
    [
        ("avg clicks", ("50", "7"), [50.0, 7.0]),
        ("clicks", ("50", "7"), [50.0, 7.0]),
        ("total clicks,posts", ("50,10", "7,2"), [5.0, 3.5]),
        ("total clicks", ("50", "7"), []),
    ],
)
def test_clicks_are_those_of_one_post(tmp_path: Path, header: str, rows: tuple[str, str], clicks: list[float]) -> None:
    found = load(tmp_path, f"handle,followers,{header}", f"a.a,1000,{rows[0]}", f"b.b,2000,{rows[1]}")
    assert numbers(found, "clicks") == clicks


def test_numbers_of_each_platform_go_with_its_handle(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "instagram,tiktok,instagram followers,tiktok followers,instagram avg likes,tiktok avg views",
        "a.a,a_a,1000,2000,30,900",
    )
    assert numbers(found, "engagement") == [0.03, None]
    assert numbers(found, "views") == [None, 900.0]


@pytest.mark.parametrize(("header", "share"), [("Engagement rate (%)", 0.008), ("ER in percent", 0.008), ("ER", 0.8)])
def test_a_header_that_says_per_cent_is_believed(tmp_path: Path, header: str, share: float) -> None:
    found = load(tmp_path, f"handle,followers,{header}", "a.a,1000,0.8", "b.b,2000,0.5")
    assert numbers(found, "engagement")[0] == pytest.approx(share)


def test_workbooks_hand_over_what_a_format_shows_per_cent(tmp_path: Path) -> None:
    import pandas as pd
    from duckdb import sql

    frame = pd.DataFrame({"handle": ["a.a", "b.b"], "followers": [10, 20], "ER %": [0.034, 0.02]})
    sql(f"COPY frame TO '{tmp_path / 'list.parquet'}'")
    assert frame is not None
    assert numbers(import_table(tmp_path / "list.parquet"), "engagement") == [0.034, 0.02]
