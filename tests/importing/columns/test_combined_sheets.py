"""Several sheets as one table: columns of the same role are one, and each row knows its own sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing.files.test_workbooks import Cell, write
from importing.test_import_table import rows, told, written

from seeder.importing import import_table

Sheets = dict[str, list[list[Cell]]]

QUARTERS: Sheets = {
    "Q1": [["Handle", "Followers"], ["amy.w", 12000], ["ben.k", 800]],
    "Q2": [["Username", "Follower count"], ["cat.o", 500], ["dan_p", 90]],
}
LANGUAGES: Sheets = {
    "EN": [["Handle", "Platform", "Followers", "Topics"], ["amy.w", "TikTok", 12000, "art"], ["ben.k", "X", 800, ""]],
    "ES": [["Usuario", "Plataforma", "Seguidores", "Temas"], ["cat.o", "TikTok", 500, "yoga"], ["dan_p", "X", 90, ""]],
    "DE": [["Benutzername", "Plattform", "Abonnenten", "Themen"], ["eve.r", "TikTok", 7, ""]],
}


@pytest.mark.parametrize("sheets", [QUARTERS, LANGUAGES])
def test_columns_of_the_same_role_are_one(tmp_path: Path, sheets: Sheets) -> None:
    path = write(tmp_path / "list.xlsx", sheets)
    for keys in ({"all_sheets": True}, {"sheet": list(sheets)}):
        found = import_table(path, **keys)
        wanted = [(str(row[0]), f"{row[2 if len(row) > 2 else 1]}") for one in sheets.values() for row in one[1:]]
        assert rows(found, "handle", "followers") == wanted
        assert not found.report.rejections
        second = list(sheets.values())[1][0][0]
        assert f"joined with {second!r}" in told(found)
    written(found, tmp_path)


def test_topics_and_platforms_of_sheets_in_two_languages_are_one_column_each(tmp_path: Path) -> None:
    found = import_table(write(tmp_path / "list.xlsx", LANGUAGES), all_sheets=True)
    assert found.columns["topics"] == ("art", "", "yoga", "", "")
    assert found.columns["platform"] == ("tiktok", "x", "tiktok", "x", "tiktok")


def test_columns_of_one_role_in_one_sheet_stay_two(tmp_path: Path) -> None:
    sheets: Sheets = {
        "A": [["Handle", "Followers", "Follower count"], ["amy.w", 12000, 12001], ["ben.k", 800, 801]],
        "B": [["Username", "Subscribers"], ["cat.o", 500], ["dan_p", 90]],
    }
    found = import_table(write(tmp_path / "list.xlsx", sheets), all_sheets=True)
    assert rows(found, "handle", "followers")[2:] == [("cat.o", "500"), ("dan_p", "90")]


def test_notes_and_prices_of_other_names_stay_apart(tmp_path: Path) -> None:
    sheets: Sheets = {
        "A": [["Handle", "Followers", "Price per post"], ["amy.w", 12000, 100], ["ben.k", 800, 80]],
        "B": [["Handle", "Followers", "Price per story"], ["cat.o", 500, 5], ["dan_p", 90, 1]],
    }
    found = import_table(write(tmp_path / "list.xlsx", sheets), all_sheets=True)
    assert ("100", "80", "", "") in found.columns.values()
    assert ("", "", "5", "1") in found.columns.values()


@pytest.mark.parametrize("order", [("Instagram", "Paris"), ("Paris", "Instagram")])
def test_the_name_of_a_sheet_says_the_platform_of_its_own_rows_alone(tmp_path: Path, order: tuple[str, str]) -> None:
    handles = {"Instagram": "amy.w", "Paris": "dan_p"}
    sheets: Sheets = {name: [["Handle", "Followers"], [handles[name], 12000]] for name in order}
    path = write(tmp_path / "list.xlsx", sheets)
    for keys in ({"all_sheets": True}, {"sheet": list(order)}):
        found = import_table(path, **keys)
        assert set(rows(found, "handle", "platform")) == {("amy.w", "instagram"), ("dan_p", "")}
        assert "instagram for the rows of sheet 'Instagram'" in told(found)
    alone = import_table(path, sheet="Instagram")
    assert rows(alone, "handle", "platform") == [("amy.w", "instagram")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["Channel", "Subscribers"], ["Profil", "Obserwujący"]),
        (["Canal", "Suscriptores"], ["Perfil", "Seguidores"]),
        (["Handle", "Followers", "Instagram likes"], ["Handle", "Followers"]),
    ],
)
@pytest.mark.parametrize("names", [("One", "Two"), ("YouTube", "Two")])
def test_a_platform_that_headers_of_one_sheet_hint_at_is_not_that_of_the_others(
    tmp_path: Path, first: list[Cell], second: list[Cell], names: tuple[str, str]
) -> None:
    sheets: Sheets = {
        names[0]: [first, ["amy.w", 12000, 7], ["ben.k", 800, 8]],
        names[1]: [second, ["cat.o", 500], ["dan_p", 90]],
    }
    found = import_table(write(tmp_path / "list.xlsx", sheets), sheet=list(names))
    platform = "instagram" if "Instagram likes" in first and names[0] == "One" else "youtube"
    assert found.columns["platform"] == (platform, platform, "", "")
    assert f"{platform} for " in told(found)


def test_a_creator_beside_handles_is_the_name_in_its_sheet(tmp_path: Path) -> None:
    sheets: Sheets = {
        "Eins": [["Creator", "Kanal", "Follower"], ["Amy Wu", "@amy.w", 12000], ["Ben King", "@ben.k", 800]],
        "Zwei": [["Channel", "Followers"], ["cat.o", 500], ["dan_p", 90]],
        "Drei": [["Xyzzy", "Followers"], ["eve.r", 7], ["fay_u", 8]],
    }
    found = import_table(write(tmp_path / "list.xlsx", sheets), sheet=list(sheets))
    assert rows(found, "handle") == [("amy.w",), ("ben.k",), ("cat.o",), ("dan_p",), ("eve.r",), ("fay_u",)]
    assert not found.report.rejections
    assert found.columns["Creator"] == ("Amy Wu", "Ben King", "", "", "", "")


def _prices(first: tuple[str, ...], second: tuple[str, ...]) -> Sheets:
    found: Sheets = {}
    for sheet, names, prices in (("Madrid", "Usuario", first), ("Lisboa", "Usuário", second)):
        found[sheet] = [[names, "Seguidores", prices[0]]]
        for number, price in enumerate(prices[1:]):
            found[sheet].append([f"{sheet[:2]}.{number}", 1200 + number, price])
    return found


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Precio por post", "250 €", "120 €"), ("Cachê por post", "300 €", "150 €")),
        (("Tarifa", "250", "120"), ("Price per post", "300", "150")),
        (("Preis pro Story (EUR)", "250", "120"), ("Story fee (EUR)", "300", "150")),
    ],
)
def test_prices_of_the_same_in_one_currency_are_one_column(
    tmp_path: Path, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    fee = "per_story" if "Story" in first[0] else "per_post"
    found = import_table(write(tmp_path / "list.xlsx", _prices(first, second)), all_sheets=True, fee=fee)
    assert found.columns["fee"] == ("250", "120", "300", "150")
    assert f"joined with {second[0]!r}" in told(found)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Precio por post", "250 €", "120 €"), ("Price per post", "$300", "$150")),
        (("Precio por post", "250 €", "120 €"), ("Preço por story", "300 €", "150 €")),
    ],
)
def test_prices_of_other_things_or_currencies_stay_apart(
    tmp_path: Path, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    found = import_table(write(tmp_path / "list.xlsx", _prices(first, second)), all_sheets=True)
    assert set(found.report.prices.values()) == {first[0], second[0]}


def test_a_sheet_of_prices_gives_them_to_the_accounts_of_the_others(tmp_path: Path) -> None:
    sheets: Sheets = {
        "Tarifas": [["Usuario", "Tarifa"], ["maria_c", "250 €"], ["pablo.v", "120 €"], ["nadie", "90 €"]],
        "España": [["Usuario", "Red", "Seguidores"], ["maria_c", "Instagram", 12450], ["pablo.v", "TikTok", 8920]],
        "México": [["Usuario", "Red", "Seguidores"], ["lucia.f", "YouTube", 101300], ["ana", "TikTok", 700]],
    }
    found = import_table(write(tmp_path / "list.xlsx", sheets), all_sheets=True, fee="per_post")
    assert rows(found, "handle", "fee") == [("maria_c", "250"), ("pablo.v", "120"), ("lucia.f", ""), ("ana", "")]
    reasons = [rejection.reason for rejection in found.report.rejections]
    assert sum("its fee, hours, acceptance and topics count there" in reason for reason in reasons) == 2
    assert len(reasons) == 3


def test_a_row_without_followers_says_nothing_of_a_handle_on_several_platforms(tmp_path: Path) -> None:
    sheets: Sheets = {
        "A": [["Usuario", "Red", "Seguidores"], ["maria_c", "Instagram", 12450], ["maria_c", "TikTok", 8920]],
        "B": [["Usuario", "Tarifa"], ["maria_c", "250 €"]],
    }
    found = import_table(write(tmp_path / "list.xlsx", sheets), all_sheets=True)
    assert "fee" not in found.columns
    assert [rejection.reason for rejection in found.report.rejections] == ["followers are blank in 'Seguidores'"]
