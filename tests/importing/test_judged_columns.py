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
    assert "such as 'ada.reads' and 'adatube' on line 2. There, 'ada.reads' is used" in "".join(found.report.warnings)


def test_an_address_of_another_account_serves_as_the_profile_of_nobody(tmp_path: Path) -> None:
    lines = [f"user_{n},{n}000,https://instagram.com/user_{n}" for n in range(1, 9)]
    lines += ["wrong_one,9000,https://instagram.com/somebody.else", "tik_tok,9100,https://tiktok.com/@another"]
    found = load(tmp_path, "handle,followers,profile url\n" + "\n".join(lines) + "\n")
    assert handles(found)[7:] == [
        ("user_8", "instagram", "8000"),
        ("wrong_one", "instagram", "9000"),
        ("tik_tok", "", "9100"),
    ]
    assert "2 rows have a handle and an address of different accounts" in "".join(found.report.warnings)


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


@pytest.mark.parametrize("names", ["handle,followers,Instagram,YouTube", "Kanal,Follower,Instagram,YouTube"])
def test_numbers_below_platforms_that_contradict_the_followers_are_carried(tmp_path: Path, names: str) -> None:
    text = f"{names}\nnina.knits,23400,22000,51000\notto.rides,7800,90000,1000\npia.paints,156000,310,88000\n"
    found = load(tmp_path, text)
    assert handles(found) == [("nina.knits", "", "23400"), ("otto.rides", "", "7800"), ("pia.paints", "", "156000")]
    assert found.columns["YouTube"] == ("51000", "1000", "88000")
    name = names.split(",")[1]
    assert f"it contradicts the followers: 23,400 in {name!r} beside 22,000 in 'Instagram' and 51,000 in" in told(found)
    written(found, tmp_path)
    said = load(tmp_path, text, mapping={"instagram followers": "Instagram", "youtube followers": "YouTube"})
    assert len(handles(said)) == 6
    assert {platform for _, platform, _ in handles(said)} == {"instagram", "youtube"}
    assert f"column {name!r}: copied but not used as followers" in told(said)


@pytest.mark.parametrize("number", ["7800", "7500"])
def test_followers_that_are_about_those_of_one_platform_are_no_further_account(tmp_path: Path, number: str) -> None:
    text = f"handle,followers,Instagram,YouTube\nnina.knits,23400,22000,51000\notto.rides,{number},7500,1000\n"
    found = load(tmp_path, text)
    assert handles(found) == [
        ("nina.knits", "instagram", "22000"), ("nina.knits", "youtube", "51000"),
        ("otto.rides", "instagram", "7500"), ("otto.rides", "youtube", "1000"),
    ]  # fmt: skip
    assert "it is about the number of 'Instagram'" in told(found)


def test_followers_without_a_platform_give_way_to_columns_that_say_one(tmp_path: Path) -> None:
    text = "handle,followers,Instagram followers,YouTube subscribers\nnina,23400,2200,51000\notto,7800,90000,1000\n"
    found = load(tmp_path, text)
    assert len(handles(found)) == 4
    assert "column 'followers': copied but not used as followers, because it says no platform" in told(found)
    on_twitch = text.replace("handle,", "handle,platform,").replace("nina,", "nina,Twitch,").replace("o,", "o,Twitch,")
    assert ("nina", "twitch", "23400") in handles(load(tmp_path, on_twitch))


def test_an_agencys_address_does_not_join_people(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "Name,Handle,Platform,Followers,Email\nAda Lee,ada.reads,Instagram,2874,booking@agency.example\n"
        "Bo Kim,bo.bakes,TikTok,13800,booking@agency.example\nCy Day,cy_climbs,Instagram,51000,cy@mail.example\n",
    )
    assert found.columns["account"] == ("ada.reads", "bo.bakes", "cy_climbs")
    assert "probably belongs to an agency" in "".join(found.report.warnings)


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
    assert "4 rows have neither a handle nor a profile address. The name is used instead" in "".join(
        found.report.warnings
    )
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


def test_somebody_listed_under_two_categories_has_both(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "Username,Category,Followers\n@ada.reads,Fashion,8.8M\n@bo.bakes,Food,2.1M\n@ada.reads,Travel,8.8M\n",
    )
    assert rows(found, "handle", "topics") == [("ada.reads", "Fashion;Travel"), ("bo.bakes", "Food")]
    assert found.rejected["reason"] == (
        "the same handle, 'ada.reads', is already on line 2; its topics are added there",
    )


@pytest.mark.parametrize(
    ("cell", "topics"),
    [
        ("fashion, beauty, and food", "fashion;beauty;food"),
        ("food & travel", "food;travel"),
        ("food and travel", "food;travel"),
        ("['climbing', 'food']", "climbing;food"),
        ("{'Beauty, cosmetic': 7, 'Food': 2}", "Beauty, cosmetic;Food"),
        ("food/travel", "food;travel"),
        ("#food #travel", "food;travel"),
        ("food、travel", "food;travel"),
        ("R&B, brand stories", "R&B;brand stories"),
        ("['climbing', 'food", "climbing;food"),
    ],
)
def test_topics_are_told_apart_however_they_are_written(tmp_path: Path, cell: str, topics: str) -> None:
    found = load(tmp_path, f'handle,topics,followers\nada,"{cell}",2874\nbo,books,10\n')
    assert found.columns["topics"] == (topics, "books")


def test_of_several_rows_at_dates_the_newest_counts(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "date,handle,followers\n2026-03-01,ada,100\n2026-05-01,ada,120\n2026-04-01,bo,50\n,bo,70\n2026-04-02,ada,110\n",
    )
    assert rows(found, "handle", "followers") == [("ada", "120"), ("bo", "50")]
    assert sorted(rejection.line for rejection in found.report.rejections) == [2, 5, 6]
    assert "is already on line 3 with a later date with 120 followers" in found.rejected["reason"][0]


def test_people_of_one_first_name_are_not_one_account(tmp_path: Path) -> None:
    names = ["Ada", "Bo", "Ada", "Ada", "Bo", "Cy"]
    table = "Influencer,Followers\n" + "".join(f"{name},{1000 + place}\n" for place, name in enumerate(names))
    found = load(tmp_path, table)
    assert found.columns["handle"] == ("Ada", "Bo", "Ada (2)", "Ada (3)", "Bo (2)", "Cy")
    assert found.columns["account"] == found.columns["handle"]
    assert "3 rows have the name of an earlier row but other followers" in "".join(found.report.warnings)
    assert "--map handle=COLUMN" in "".join(found.report.warnings)
    written(found, tmp_path)


def test_repeated_handles_stay_one_account(tmp_path: Path) -> None:
    found = load(tmp_path, "username,followers\nada,1000\nada,1100\nbo,5\n")
    assert found.columns["handle"] == ("ada", "bo")


def test_noise_of_floats_is_no_fraction(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers\nada,0.30000000000000004k\nbo,434.99999999999994\ncy,64099.99999999999\n")
    assert found.columns["followers"] == ("300", "435", "64100")


@pytest.mark.parametrize(
    ("numbers", "units"),
    [(("2.874", "13.8"), ("thousands", "millions")), (("2.8741", "13.8"), ("millions", "thousands"))],
)
def test_the_unit_that_fits_is_offered_first(tmp_path: Path, numbers: tuple[str, str], units: tuple[str, str]) -> None:
    found = load(tmp_path, "handle,followers\n" + "".join(f"u{text},{text}\n" for text in numbers) + "cy,800\n")
    reason = found.rejected["reason"][0]
    assert f'write --map "followers in {units[0]}=followers"; the same works with {units[1]}' in reason


def test_very_much_engagement_is_not_unknown(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "handle,platform,followers,engagement\na,Instagram,10000,140%\nb,Instagram,10000,95%\nc,Instagram,1,3%\n",
    )
    assert found.columns["engagement"] == ("1", "0.95", "0.03")
    assert any("more reactions than followers" in change.reason for change in found.report.changes)


def test_a_word_that_stands_everywhere_names_nobody(tmp_path: Path) -> None:
    people = ["Ada Lee", "Bo Kim", "Cy Day", "Dee Fox"]
    lines = "".join(f"{name},Profil,{1000 + place}\n" for place, name in enumerate(people))
    found = load(tmp_path, f"Name,Profil,Follower\n{lines}")
    assert found.columns["handle"] == tuple(people)
    assert found.columns["Profil"] == ("Profil",) * 4
    assert "only 1 of its 4 cells differ" in told(found)


def test_an_italian_list_is_read_like_the_others(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "Nome;Profilo;Piattaforma;Numero di follower;Mi piace medi;Categoria;Stato;Compenso\n"
        "Ada Lisi;ada.legge;Instagram;12.400;610;Libri, Viaggi;;120 €\n"
        "Bo Conti;bo_cucina;TikTok;38.200;1.150;Cucina;Rifiutato;350 €\n"
        "Cy Rossi;cy.scala;Instagram;8.930;540;Sport;Contattato;80 €\n",
    )
    assert handles(found) == [
        ("ada.legge", "instagram", "12400"),
        ("bo_cucina", "tiktok", "38200"),
        ("cy.scala", "instagram", "8930"),
    ]
    assert found.columns["fee"] == ("120", "350", "80")
    assert found.columns["topics"][0] == "Libri;Viaggi"
    assert "Stato in ('Rifiutato')" in found.scenario
    assert "engagement" in found.columns


@pytest.mark.parametrize(
    ("header", "totals", "reason"),
    [
        ("handle,followers,instagram followers,tiktok followers", (30000, 9000), "the number of one of"),
        ("usuario,seguidores,seguidores instagram,seguidores tiktok", (30000, 9000), "the number of one of"),
        ("Benutzername,Follower,Instagram Follower,TikTok Follower", (25000, 9000), "the number of one of"),
        ("handle,followers,pinterest followers,twitch followers", (12000, 800), "it is below"),
        ("compte,abonnés,abonnés instagram,abonnés tiktok", (12000, 800), "it is below"),
        ("handle,followers,instagram followers,tiktok followers", (41000, 10000), "between the largest and the sum"),
    ],
)
def test_followers_that_others_count_already_are_no_further_account(
    tmp_path: Path, header: str, totals: tuple[int, int], reason: str
) -> None:
    found = load(tmp_path, f"{header}\namy.w,{totals[0]},30000,25000\nben.k,{totals[1]},9000,2500\n")
    assert [number for _, _, number in handles(found)] == ["30000", "25000", "9000", "2500"]
    assert "" not in found.columns["platform"]
    assert reason in told(found)
    written(found, tmp_path)


def test_a_total_counts_where_no_platform_has_a_number(tmp_path: Path) -> None:
    text = (
        "handle,followers,instagram followers,tiktok followers\namy.w,30000,30000,25000\nben.k,9000,9000,2500\n"
        "cat.o,700,,\n"
    )
    found = load(tmp_path, text)
    assert len(handles(found)) == 5
    assert handles(found)[-1] == ("cat.o", "", "700")
    assert "used only in rows without followers by platform" in told(found)
    said = load(tmp_path, text, mapping={"followers": "followers"})
    assert len(handles(said)) == 7


def test_followers_on_a_further_platform_are_a_further_account(tmp_path: Path) -> None:
    text = "handle,platform,followers,youtube subscribers\namy.w,instagram,300,3000\nben.k,tiktok,900,1900\n"
    assert len(handles(load(tmp_path, text))) == 4


def test_a_number_below_the_followers_of_the_only_platform_does_not_replace_them(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,youtube subscribers\namy.w,300,3000\nben.k,900,1900\n")
    assert handles(found) == [("amy.w", "youtube", "3000"), ("ben.k", "youtube", "1900")]


def test_numbers_below_platforms_above_all_followers_are_something_else(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,Pinterest,Twitch\namy.w,12000,350000,410000\n")
    assert handles(found) == [("amy.w", "", "12000")]
    assert "its numbers are above the followers that another column has" in told(found)


@pytest.mark.parametrize(
    "word", ["nessuno", "ninguna", "keine", "aucun", "nenhum", "n/d", "privato", "gelöscht", "kein Profil", "non ha"]
)
def test_a_word_for_none_among_addresses_is_nobodys_name(tmp_path: Path, word: str) -> None:
    text = (
        f"Nome;Profilo;Follower\nLeo Bianchi;{word};8.300\nAda Lisi;https://instagram.com/ada.legge;12.400\n"
        "Eva;https://instagram.com/eva;900\nBo Conti;boconti;700\nCy;https://instagram.com/cy.scala;600\n"
    )
    found = load(tmp_path, text)
    assert [handle for handle, _, _ in handles(found)] == ["Leo Bianchi", "ada.legge", "eva", "boconti", "cy.scala"]


@pytest.mark.parametrize(
    "words", ["kein Profil", "nessun profilo", "no Instagram account", "sin perfil", "has no page"]
)
def test_words_for_no_profile_are_no_handle(tmp_path: Path, words: str) -> None:
    found = load(
        tmp_path, f"Name,Account,Followers\nLeo Bianchi,{words},8300\nAda Lisi,ada.reads,100\nBo,No Limits,7\n"
    )
    assert [handle for handle, _, _ in handles(found)] == ["Leo Bianchi", "ada.reads", "No Limits"]
