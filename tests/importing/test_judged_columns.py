"""Roles of columns are judged by what they make of the table: small tables of public bug reports, each for its kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing.test_import_table import load, rows, told, written

from seeder.importing import Imported


def handles(found: Imported) -> list[tuple[str, ...]]:
    return rows(found, "handle", "platform", "followers")


BIO_LINKS = (
    "username,full_name,follower_count,external_url\n"
    "ada.reads,Ada,2874,https://youtube.com/@adatube\n"
    "bo.bakes,Bo,13800,https://linktr.ee/bo\n"
    "cy.climbs,Cy,51000,https://www.twitch.tv/CyClimbs\n"
    "dee_d,Dee,900,https://shop.example/users/8145\n"
    "eli_eats_makeupartist,Eli,1200,https://www.tiktok.com/@eli_eats_mua\n"
)


def test_the_link_of_a_bio_is_not_the_profile(tmp_path: Path) -> None:
    found = load(tmp_path, BIO_LINKS)
    assert handles(found) == [
        ("ada.reads", "", "2874"),
        ("bo.bakes", "", "13800"),
        ("cy.climbs", "", "51000"),
        ("dee_d", "", "900"),
        ("eli_eats_makeupartist", "", "1200"),
    ]
    assert found.columns["external_url"][0] == "https://youtube.com/@adatube"
    (guess,) = [one for one in found.report.guesses if one.subject == "column 'external_url'"]
    assert guess.is_doubtful
    assert "'adatube' on youtube for 'ada.reads'" in guess.reason
    assert guess.overrule == '--map "url=external_url"'
    written(found, tmp_path)


def test_the_users_word_on_the_link_counts(tmp_path: Path) -> None:
    found = load(tmp_path, BIO_LINKS, mapping={"url": "external_url"})
    assert handles(found)[2] == ("CyClimbs", "twitch", "51000")
    # Where the two name different people, the handle is who the followers are of.
    assert handles(found)[0] == ("ada.reads", "", "2874")
    assert "such as 'adatube' for 'ada.reads' on line 2: 'ada.reads' is used" in "".join(found.report.warnings)


def test_an_address_of_another_account_serves_as_the_profile_of_nobody(tmp_path: Path) -> None:
    lines = [f"user_{n},{n}000,https://instagram.com/user_{n}" for n in range(1, 9)]
    lines += ["wrong_one,9000,https://instagram.com/somebody.else", "tik_tok,9100,https://tiktok.com/@another"]
    found = load(tmp_path, "handle,followers,profile url\n" + "\n".join(lines) + "\n")
    assert handles(found)[7:] == [
        ("user_8", "instagram", "8000"),
        ("wrong_one", "instagram", "9000"),
        ("tik_tok", "", "9100"),
    ]
    assert "2 rows whose address names another account" in "".join(found.report.warnings)


def test_a_title_of_one_word_gives_way_to_the_address(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "Channel title,Subscribers,Channel URL\nNinja,100,https://youtube.com/@ninja.plays\n"
        "Ada Reads,200,https://youtube.com/@adareads\n",
    )
    assert handles(found) == [("ninja.plays", "youtube", "100"), ("adareads", "youtube", "200")]


def test_a_total_beside_its_parts_is_no_further_account(tmp_path: Path) -> None:
    found = load(
        tmp_path, "handle,Instagram,TikTok,Followers\nada.reads,30000,25000,55000\nbo.bakes,10000,3800,13800\n"
    )
    assert handles(found) == [
        ("ada.reads", "instagram", "30000"),
        ("ada.reads", "tiktok", "25000"),
        ("bo.bakes", "instagram", "10000"),
        ("bo.bakes", "tiktok", "3800"),
    ]
    assert "it is the sum of 'Instagram' and 'TikTok' in 2 of 2 rows" in told(found)


def test_a_total_that_is_out_of_date_is_known_by_its_name(tmp_path: Path) -> None:
    table = "handle,Instagram followers,TikTok followers,Total followers\nada,30000,25000,57500\nbo,10000,3800,14500\n"
    assert {platform for _, platform, _ in handles(load(tmp_path, table))} == {"instagram", "tiktok"}


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (
            "username,num_followers,Coffee shop,Podcast\nada,2874,0.12,0\nbo,13800,0,0.083\ncy,51000,.04,0\n",
            "fractions",
        ),
        ("Handle,Followers,Instagram,TikTok\nada,2874,1,1\nbo,13800,1,0\ncy,51000,0,1\n", "only 0 and 1"),
        ("handle,followers,Instagram,TikTok\nada,2874,60%,40%\nbo,13800,100%,0%\n", "per cent"),
        ("handle,followers,Instagram,TikTok\nada,2874,60,40\nbo,13800,99,1\n", "below 100"),
        ("handle,followers,Instagram,YouTube\nada,2874,$150,$400\nbo,13800,$300,$900\n", "amounts of money"),
        ("handle,followers,Instagram,YouTube\nada,2874,150,400\nbo,13800,300,900\n", "far below"),
        ("handle,followers,Instagram,YouTube\nada,2874,yes,no\nbo,13800,yes,yes\n", "yes or no"),
        (
            "handle,platform,followers,Instagram,YouTube\nada,Instagram,2874,150,400\nbo,Instagram,13800,300,900\n"
            "cy,YouTube,51000,0,2000\n",
            "contradicts the followers, such as 150 and 2,874",
        ),
    ],
)
def test_what_stands_below_a_platform_is_not_always_followers(tmp_path: Path, table: str, reason: str) -> None:
    found = load(tmp_path, table)
    assert len(found.columns["handle"]) == len(table.splitlines()) - 1
    assert [number for _, _, number in handles(found)][:2] == ["2874", "13800"]
    assert reason in told(found)
    written(found, tmp_path)


def test_followers_by_platform_stay_followers(tmp_path: Path) -> None:
    table = "handle,platform,followers,Instagram,TikTok\nada,instagram,30100,30000,9000\nbo,tiktok,50000,20000,50500\n"
    found = load(tmp_path, table)
    assert ("ada", "tiktok", "9000") in handles(found)


def test_an_agencys_address_does_not_join_people(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "Name,Handle,Platform,Followers,Email\nAda Lee,ada.reads,Instagram,2874,booking@agency.example\n"
        "Bo Kim,bo.bakes,TikTok,13800,booking@agency.example\nCy Day,cy_climbs,Instagram,51000,cy@mail.example\n",
    )
    assert found.columns["account"] == ("ada.reads", "bo.bakes", "cy_climbs")
    assert "probably an agency" in "".join(found.report.warnings)


def test_people_without_a_usable_address_are_kept_by_name(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "Name,Profile URL,Followers\nAda Lee,,2874\nBo Kim,none,13800\nCy Day,https://instagram.com/cy_climbs,51000\n"
        "Dee Fox,https://kick.com/deeplays,9000\nEli Ray,https://eliray.example,4000\n"
        "Fay Su,https://shop.example/users/8145,10\n",
    )
    assert handles(found) == [
        ("Ada Lee", "", "2874"),
        ("Bo Kim", "", "13800"),
        ("cy_climbs", "instagram", "51000"),
        ("deeplays", "kick", "9000"),
        ("Eli Ray", "", "4000"),
        ("Fay Su", "", "10"),
    ]
    assert "4 rows without a handle or an address of a profile, kept by the name" in "".join(found.report.warnings)
    written(found, tmp_path)


def test_channels_with_ids_show_their_titles(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "channelId,title,subscribers,channel_url\n"
        "UC1dW5G1L2K8GcUFl94sjCMw,Ada Reads,75600,https://www.youtube.com/channel/UC1dW5G1L2K8GcUFl94sjCMw\n"
        "UC2dW5G1L2K8GcUFl94sjCMw,Bo Bakes,48000,https://www.youtube.com/channel/UC2dW5G1L2K8GcUFl94sjCMw\n",
    )
    assert found.columns["account"] == ("Ada Reads", "Bo Bakes")
    assert handles(found)[0] == ("UC1dW5G1L2K8GcUFl94sjCMw", "youtube", "75600")
