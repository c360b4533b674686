"""Whose account a row is: handles against links and platforms, first names, several rows of one account."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing.test_import_table import load, rows, told, written

from seeder.importing import Imported


def handles(found: Imported) -> list[tuple[str, ...]]:
    return rows(found, "handle", "platform", "followers")


def doubts(found: Imported) -> list[str]:
    return [one.subject for one in found.report.guesses if one.is_doubtful]


BIOS = (
    ("@amy.w", "12400", "https://www.tiktok.com/@amyother"),
    ("@ben.k", "8300", "https://benk.example"),
    ("@cat.o", "45100", ""),
)


def table(header: str, lines: tuple[tuple[str, ...], ...], mark: str = ",") -> str:
    return "\n".join([header, *(mark.join(line) for line in lines)]) + "\n"


@pytest.mark.parametrize(
    ("header", "mark", "platform"),
    [
        ("Instagram Handle,Followers,URL", ",", "instagram"),
        ("TikTok handle;Follower;Link", ";", "tiktok"),
        ("Usuario de Instagram;Seguidores;Enlace", ";", "instagram"),
        ("Instagram-Benutzername;Follower;Link", ";", "instagram"),
        ("Compte Instagram;Abonnés;Lien", ";", "instagram"),
        ("Usuário Instagram;Seguidores;Link", ";", "instagram"),
        ("Instagram;Follower;Collegamento", ";", "instagram"),
    ],
)
def test_a_link_does_not_replace_the_handle_of_a_named_platform(
    tmp_path: Path, header: str, mark: str, platform: str
) -> None:
    found = load(tmp_path, table(header, BIOS, mark))
    assert handles(found) == [("amy.w", platform, "12400"), ("ben.k", platform, "8300"), ("cat.o", platform, "45100")]
    link = header.split(mark)[-1]
    assert found.columns[link][0] == "https://www.tiktok.com/@amyother"
    assert f"column {link!r}" in doubts(found)
    assert not found.report.rejections
    written(found, tmp_path)


def test_a_blank_link_loses_no_handle_of_a_named_platform(tmp_path: Path) -> None:
    text = (
        "IG handle,Followers,Profile link\namy.w,12400,https://instagram.com/amy.w\n"
        "ben.k,8300,https://instagram.com/ben.k\ncat.o,45100,\n"
    )
    found = load(tmp_path, text)
    assert handles(found)[2] == ("cat.o", "instagram", "45100")
    assert not doubts(found)


def test_a_link_beside_handles_of_two_platforms_is_of_the_one_that_it_names(tmp_path: Path) -> None:
    text = (
        "Instagram handle,Instagram followers,TikTok handle,TikTok followers,Link\n"
        "amy.w,12400,amytok,900,https://tiktok.com/@amytok\nben.k,8300,bentok,700,https://tiktok.com/@bentok\n"
    )
    assert len(handles(load(tmp_path, text))) == 4
    found = load(tmp_path, text.replace("https://tiktok.com/@", "https://linktr.ee/"))
    assert len(handles(found)) == 4
    assert "column 'Link'" in doubts(found)


OTHERS = (
    ("amy.w", "12400", "https://www.tiktok.com/@martaleetok"),
    ("ben.k", "8300", "https://linktr.ee/pau"),
    ("cat.o", "45100", "https://youtube.com/@NuriaViajera"),
)


@pytest.mark.parametrize(
    "header",
    [
        "account,followers,link", "creator,followers,link", "influencer,followers,url", "Konto,Follower,Link",
        "compte,abonnés,lien", "utente,follower,link", "nome utente,follower,link", "cuenta,seguidores,enlace",
        "perfil,seguidores,link", "name,followers,link",
    ],
)  # fmt: skip
def test_cells_written_as_handles_are_handles_whatever_their_column_is_called(tmp_path: Path, header: str) -> None:
    found = load(tmp_path, table(header, OTHERS))
    assert handles(found) == [("amy.w", "", "12400"), ("ben.k", "", "8300"), ("cat.o", "", "45100")]
    link = header.split(",")[-1]
    assert f"column {link!r}" in doubts(found)
    assert found.columns[link][2] == "https://youtube.com/@NuriaViajera"


def test_a_nickname_in_the_handle_of_its_address_is_no_other_account(tmp_path: Path) -> None:
    text = "creator,followers,link\namy,12400,https://tiktok.com/@amy.w\nben,8300,https://tiktok.com/@ben_k\n"
    assert handles(load(tmp_path, text)) == [("amy.w", "tiktok", "12400"), ("ben_k", "tiktok", "8300")]


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("Account,Platform,Followers,Link", ("amy.w", "ben.k")),
        ("Handle,Platform,Followers,Link", ("amy.w", "ben.k")),
        ("Konto,Plattform,Follower,Link", ("amy.w", "ben.k")),
        ("Name,Platform,Followers,Link", ("Amy Walker", "Ben King")),
        ("Nombre,Plataforma,Seguidores,Enlace", ("Amy Walker", "Ben King")),
    ],
)
def test_an_address_on_another_platform_than_stated_is_not_the_profile(
    tmp_path: Path, header: str, names: tuple[str, str]
) -> None:
    lines = (
        (names[0], "Instagram", "12400", "https://www.tiktok.com/@amyother"),
        (names[1], "Instagram", "8300", "https://youtube.com/@benk"),
    )
    found = load(tmp_path, table(header, lines))
    assert handles(found) == [(names[0], "instagram", "12400"), (names[1], "instagram", "8300")]
    assert f"column {header.split(',')[-1]!r}" in doubts(found)
    assert "'amyother' on tiktok in a row of instagram" in told(found)


def test_a_few_addresses_on_another_platform_change_no_handle(tmp_path: Path) -> None:
    lines = [f"user_{n},Instagram,{n}000,https://instagram.com/user_{n}" for n in range(1, 9)]
    lines.append("tik_tok,Instagram,9100,https://tiktok.com/@tik_tok")
    found = load(tmp_path, "\n".join(["Account,Platform,Followers,Link", *lines]) + "\n")
    assert handles(found)[-1] == ("tik_tok", "instagram", "9100")
    assert "1 row with a handle and an address of different accounts" in "".join(found.report.warnings)
