"""Kinds of lists that people publish: columns without a known name, numbers without quotes, codes and contacts."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing.test_import_table import load, rows, told

from seeder.importing import Imported


def handles(found: Imported) -> list[tuple[str, ...]]:
    return rows(found, "handle", "platform", "followers")


def test_a_nickname_beside_the_handle_of_the_address_is_a_name(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "id,nickname,uniqueId,followerCount,profileUrl\n"
        "71,Ada Reads 📚,ada.reads,28900,tiktok.com/@ada.reads\n"
        "72,Bo_B,bo_bakes90,9367,tiktok.com/@bo_bakes90\n"
        "73,Cy,cyclimbs,1200,tiktok.com/@cyclimbs\n"
        "74,Dee D,_dee.d_,1300000,tiktok.com/@_dee.d_\n",
    )
    assert handles(found) == [
        ("ada.reads", "tiktok", "28900"),
        ("bo_bakes90", "tiktok", "9367"),
        ("cyclimbs", "tiktok", "1200"),
        ("_dee.d_", "tiktok", "1300000"),
    ]


def test_a_unique_id_of_digits_is_no_handle(tmp_path: Path) -> None:
    codes = ["550e8400-e29b-41d4-a716-446655440001", "550e8400-e29b-41d4-a716-446655440002"]
    found = load(tmp_path, f"unique_id,username,followers\n{codes[0]},ada.reads,100\n{codes[1]},bo.bakes,200\n")
    assert handles(found) == [("ada.reads", "", "100"), ("bo.bakes", "", "200")]


def test_the_handle_of_a_channel_goes_before_its_name(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "channel_id,channel_name,channel_handle,subscriber_count\n"
        "UCaaaaaaaaaaaaaaaaaaaaaa,Ada Reads,@AdaReads,2874\nUCbbbbbbbbbbbbbbbbbbbbbb,Bakes,@bo.bakes,13800\n",
    )
    assert rows(found, "handle", "followers") == [("AdaReads", "2874"), ("bo.bakes", "13800")]


def test_ids_of_channels_identify_where_nothing_else_does(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "channel_id,channel_view_count,channel_sub_count,channel_video_count\n"
        "UCaaaaaaaaaaaaaaaaaaaaaa,485920,2370,314\nUCbbbbbbbbbbbbbbbbbbbbbb,37977,52,84\n",
    )
    assert handles(found) == [
        ("UCaaaaaaaaaaaaaaaaaaaaaa", "youtube", "2370"),
        ("UCbbbbbbbbbbbbbbbbbbbbbb", "youtube", "52"),
    ]
    assert "column 'channel_id': used as the handle on youtube" in told(found)


def test_a_column_whose_cells_are_platforms_is_the_platform(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "ID,이름,플랫폼,팔로워 수\n1,에이다_1,TikTok,84810\n2,보_2,YouTube,78397\n3,사이_3,Instagram,59878\n",
    )
    assert handles(found) == [
        ("에이다_1", "tiktok", "84810"),
        ("보_2", "youtube", "78397"),
        ("사이_3", "instagram", "59878"),
    ]
    assert "column '플랫폼': used as the platform" in told(found)


def test_marks_are_no_platforms(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,kontaktiert\nada.reads,2874,x\nbo.bakes,13800,\ncy_climbs,900,x\n")
    assert {platform for _, platform, _ in handles(found)} == {""}


def test_codes_that_count_rows_are_no_handles(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "INF051,Ada Reads Daily,YouTube,Riverside,420000\nINF052,Bakes by Bo,YouTube,Hillside,310000\n"
        "INF054,Cy on Rocks,YouTube,Riverside,540000\n",
    )
    assert handles(found) == [
        ("Ada Reads Daily", "youtube", "420000"),
        ("Bakes by Bo", "youtube", "310000"),
        ("Cy on Rocks", "youtube", "540000"),
    ]


def test_a_contact_of_few_rows_does_not_identify_all(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "达人昵称,粉丝数,沟通记录,微信联系方式\n美食小李,85000,已确认,wx_one\n晓明,42000,等待,wx_two\n"
        "豆豆频道,120000,待建联,\n小欣,9500,暂无,\n",
    )
    assert rows(found, "handle", "followers") == [
        ("美食小李", "85000"),
        ("晓明", "42000"),
        ("豆豆频道", "120000"),
        ("小欣", "9500"),
    ]


def test_links_that_name_others_on_every_third_row_say_no_platform(tmp_path: Path) -> None:
    lines = [f"@user_{n},{n}000,https://www.youtube.com/@user_{n}" for n in range(1, 7)]
    lines += ["@ada.reads,8000,https://www.youtube.com/@somebody", "@bo.bakes,9000,https://youtube.com/@BoTastes"]
    lines += ["@cy_climbs,7000,https://www.youtube.com/@rockgym"]
    found = load(tmp_path, "Username,Follower,URL\n" + "\n".join(lines) + "\n")
    assert {platform for _, platform, _ in handles(found)} == {""}
    assert "3 of its 9 profile addresses name another account" in told(found)


UNQUOTED = (
    "Ada Reads,Books,269,123,332,0.55%\nBo Bakes,--,89,647,958,2.66%\nCy Climbs,Sports,69,002,005,1.40%\n"
    "Dee D,Art,48,297,807,12.30%\n"
)


def test_thousands_without_quotes_and_a_header_are_joined(tmp_path: Path) -> None:
    found = load(tmp_path, UNQUOTED)
    assert rows(found, "handle", "followers") == [
        ("Ada Reads", "269123332"),
        ("Bo Bakes", "89647958"),
        ("Cy Climbs", "69002005"),
        ("Dee D", "48297807"),
    ]
    (guess,) = [one for one in found.report.guesses if one.subject == "numbers split over several cells"]
    assert guess.is_doubtful
    assert len([one for one in found.report.changes if one.became == "69,002,005"]) == 1


def test_three_digits_in_all_rows_can_be_columns_of_their_own(tmp_path: Path) -> None:
    found = load(tmp_path, "ada.reads,12,284500,120,314\nbo.bakes,7,138000,450,210\ncy_climbs,9,190000,333,240\n")
    assert rows(found, "handle", "followers")[0] == ("ada.reads", "284500")
    (guess,) = [one for one in found.report.guesses if one.subject == "column 'column 3'"]
    assert guess.is_doubtful


def test_of_many_large_numbers_without_a_header_none_is_guessed(tmp_path: Path) -> None:
    text = (
        "AdaPlays,6196161750,215250,222720,27716,3246298\nboruns,6091677300,211845,190998,29610,5310163\n"
        "CyOnAir,5644590915,515280,387315,10976,1767635\n"
    )
    unknown = load(tmp_path, text)
    assert set(unknown.columns["followers"]) == {""}
    assert "--map followers=" in "".join([*unknown.report.warnings, *map(str, unknown.report.guesses)])
    found = load(tmp_path, text, mapping={"followers": "column 6"})
    assert rows(found, "handle", "followers")[1] == ("boruns", "5310163")


def test_nobody_has_billions_of_followers(tmp_path: Path) -> None:
    found = load(
        tmp_path, "user,minutes,people\nada.reads,6196161750,28740\nbo.bakes,6091677300,13800\ncy,5644590915,900\n"
    )
    assert rows(found, "handle", "followers") == [("ada.reads", "28740"), ("bo.bakes", "13800"), ("cy", "900")]


def test_a_name_with_blanks_in_the_address_is_not_cut(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "uniqueId,followerCount,profileUrl\nada.reads,28900,tiktok.com/@ada.reads\n"
        "Books for All,13800,tiktok.com/@Books for All\n",
    )
    assert handles(found) == [("ada.reads", "tiktok", "28900"), ("Books for All", "tiktok", "13800")]


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("subreddits.csv", "reddit"),
        ("telegram_channels.csv", "telegram"),
        ("newsletters 2026.csv", "newsletter"),
        ("podcasts.csv", "podcast"),
        ("channels.csv", "youtube"),
    ],
)
def test_subscribers_are_of_what_the_file_is_called(tmp_path: Path, name: str, platform: str) -> None:
    found = load(tmp_path, "name,subscribers\nbooks_daily,856989\nbaking,223544\n", name)
    assert {one for _, one, _ in handles(found)} == {platform}


def test_a_column_about_newsletters_makes_no_newsletter_of_the_list(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,newsletter\nada.reads,2874,weekly\nbo.bakes,13800,\n")
    assert {one for _, one, _ in handles(found)} == {""}


def test_a_header_that_is_too_short_for_all_rows_shifts_none(tmp_path: Path) -> None:
    lines = ["_ada_,Ada Reads,Books,,48.5K,South Korea,383.1K,637K", "bo_90,Bo,Food,Baking,12.7K,Italy,478K,542.3K"]
    lines += ["cyclimbs,Cy C.,,,18.8K,India,310.8K,377K", "dee.d,,Art,,13.2K,Peru,263.5K,462K"]
    lines += ["eli_eats,Eli,Food,,4.5K,Chile,11K,19.5K", "fay,F.,,,5.5K,Japan,21K,39K"]
    found = load(tmp_path, "Nick,Instagram name,Category 1,Category 2,Followers,Country,Likes\n" + "\n".join(lines))
    assert rows(found, "handle", "followers")[:2] == [("_ada_", "48500"), ("bo_90", "12700")]
    assert len(found.columns["handle"]) == 6
    assert "column 8 added for cells beyond the header" in told(found)


def test_a_fraction_of_a_follower_casts_doubt_on_all(tmp_path: Path) -> None:
    found = load(tmp_path, "name,subscriber\nAda,20.2\nBo,19\nCy,21\nDee,10\n")
    (warning,) = [one for one in found.report.warnings if "not whole" in one]
    assert warning == (
        "1 row has a number of followers that is not whole in 'subscriber': if the column counts in thousands, write "
        '--map "followers in thousands=subscriber"; the same works with millions'
    )


def test_ids_of_channels_go_before_addresses_of_fewer_rows(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "유튜버,구독자 수,유튜브링크,인스타 링크\n"
        "에이다,79만,UCaaaaaaaaaaaaaaaaaaaaaa,https://www.instagram.com/ada.reads/\n"
        "보,9.5만,UCbbbbbbbbbbbbbbbbbbbbbb,https://www.instagram.com/bo.bakes/\n"
        "사이,148만,UCcccccccccccccccccccccc,\n",
    )
    assert handles(found) == [
        ("UCaaaaaaaaaaaaaaaaaaaaaa", "youtube", "790000"),
        ("UCbbbbbbbbbbbbbbbbbbbbbb", "youtube", "95000"),
        ("UCcccccccccccccccccccccc", "youtube", "1480000"),
    ]


@pytest.mark.parametrize("start", ["UC", "UU"])
def test_ids_of_channels_beside_names_say_the_platform(tmp_path: Path, start: str) -> None:
    found = load(
        tmp_path,
        f"username,followers,uploads\nadareads,12000,{start}aaaaaaaaaaaaaaaaaaaaaa\nbobakes,99000,{start}bbbbbbbbbbbbbbbbbbbbbb\n",
    )
    assert handles(found) == [("adareads", "youtube", "12000"), ("bobakes", "youtube", "99000")]


def test_almost_is_about(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers_approx\n@ada,189K\n@bo,almost 500K\n@cy,over 800K\n")
    assert rows(found, "followers") == [("189000",), ("500000",), ("800000",)]
