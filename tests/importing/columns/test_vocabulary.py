from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from seeder.importing.columns.roles import Base, Factor, Meaning, Per, Role
from seeder.importing.columns.vocabulary import read_meaning, words_of

NAMES = list(csv.DictReader((files("seeder.importing.columns") / "vocabulary.csv").read_text("utf-8").splitlines()))
MODIFIERS = list(csv.DictReader((files("seeder.importing.columns") / "modifiers.csv").read_text("utf-8").splitlines()))


def wording(header: str) -> str | None:
    meaning = read_meaning(header)
    return None if meaning is None else meaning.wording


@pytest.mark.parametrize("row", NAMES, ids=lambda row: f"{row['language']}-{row['name']}")
def test_every_name_of_the_vocabulary_is_understood_in_any_case(row: dict[str, str]) -> None:
    for header in (row["name"], row["name"].upper(), row["name"].replace(" ", "_"), f" {row['name']}:\r\n"):
        meaning = read_meaning(header)
        assert meaning is not None, header
        assert meaning.role is not None
        assert meaning.role.value == row["role"]


def test_names_are_plain_and_stand_for_one_role() -> None:
    roles: dict[str, set[str]] = {}
    for row in NAMES:
        assert " ".join(words_of(row["name"])) == row["name"]
        roles.setdefault(row["name"], set()).add(row["role"])
    assert {name: found for name, found in roles.items() if len(found) > 1} == {}
    assert {row["language"] for row in NAMES} == {"en", "es", "pt", "de", "fr", "it", "tr", "any"}
    for row in MODIFIERS:
        assert " ".join(words_of(row["name"])) == row["name"]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("channel_info", "handle"),
        ("Subscribers count", "followers"),
        ("avg_likes", "likes per post"),
        ("new_post_avg_like", "likes per post"),
        ("total_likes", "likes total"),
        ("60d_eng_rate", "engagement"),
        ("Suscriptores", "followers"),
        ("Abonnenten", "followers"),
        ("Abonnés", "followers"),
        ("Nombre d'abonnés", "followers"),
        ("Nombre", "name"),
        ("Seguidores (M)", "followers in millions"),
        ("followers_mm", "followers in millions"),
        ("followers mn", "followers in millions"),
        ("Follower Tsd.", "followers in thousands"),
        ("Followers in millions", "followers in millions"),
        ("Followers ('000)", "followers in thousands"),
        ("Audience size", "followers"),
        ("Usuario", "handle"),
        ("Enlace", "url"),
        ("Land", "country"),
        ("Pays", "country"),
        ("Instagram", "instagram handle"),
        ("IG handle", "instagram handle"),
        ("Instagram followers", "instagram followers"),
        ("Twitter/X", "x handle"),
        ("TikTok URL", "tiktok url"),
        ("YouTube subscribers", "youtube followers"),
        ("Influencer insta name", "instagram handle"),
        ("instagram name", "instagram name"),
        ("Engagement avg\r\n", "engagement"),
        ("Authentic engagement\n", "reactions"),
        ("Views avg.", "views per post"),
        ("Ø Aufrufe", "views per post"),
        ("Durchschnittliche Likes pro Beitrag", "likes per post"),
        ("Me gusta\n(promedio)", "likes per post"),
        ("Engagement rate by reach", "engagement by reach"),
        ("ER by views (%)", "engagement by views"),
        ("Taux d'engagement", "engagement"),
        ("FollowersCount", "followers"),
        ("# Followers", "followers"),
        ("media_url", "url"),
        ("profile_name", "handle"),
        ("influencer_id", "id"),
        ("next task", "notes"),
        ("rate", "price"),
        ("Követők száma", "followers"),
        ("Følgere", "followers"),
        ("Takipçi sayısı", "followers"),
        ("Sledující", "followers"),
        ("Subskrybenci", "followers"),
        ("Kullanıcı adı", "handle"),
        ("Kanał", "handle"),
        ("ユーザー名", "handle"),
        ("Ø Følgere", "followers"),
        ("ØLikes", "likes per post"),
        ("Blogger*in", "handle"),
        ("Nome da conta", "handle"),
        ("First Name", None),
        ("Followers gained", None),
        ("Follower growth", None),
        ("gender", None),
        ("", None),
        ("%", None),
        ("2023", None),
    ],
)
def test_headers_as_met_are_understood(header: str, found: str | None) -> None:
    assert wording(header) == found


def test_what_a_header_says_beside_its_role_is_kept() -> None:
    assert read_meaning("Instagram avg views (30 days)") == Meaning(
        Role.VIEWS, platform="instagram", per=Per.POST, is_recent=True, n_extra=2
    )
    meaning = read_meaning("tasa de interacción por alcance")
    assert meaning is not None
    assert (meaning.role, meaning.base, meaning.factor) == (Role.ENGAGEMENT, Base.REACH, Factor.ONE)


def test_a_header_of_ten_megabytes_is_no_trouble() -> None:
    assert read_meaning("followers " * 1_000_000) is None


@pytest.mark.parametrize("header", ["Aufwand (Std.)", "hours", "Stunden", "Zeitaufwand [h]", "Effort (h)", "Horas"])
def test_hours_in_any_wording_are_effort(header: str) -> None:
    meaning = read_meaning(header)
    assert meaning is not None
    assert meaning.role is Role.EFFORT
