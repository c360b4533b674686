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
    assert "1 row has a handle and an address of different accounts" in "".join(found.report.warnings)


NAMES = ("Amy", "Ben", "Cat", "Dan", "Eve", "Fay")


@pytest.mark.parametrize(
    "header",
    [
        "handle", "username", "Benutzername", "usuario", "account", "Name", "first name", "First Name", "Prénom",
        "Vorname", "Nombre de pila", "Primeiro nome", "Nome di battesimo",
    ],
)  # fmt: skip
def test_first_names_are_people_whatever_their_column_is_called(tmp_path: Path, header: str) -> None:
    lines = [f"{NAMES[n % 6]},{1000 + 137 * n},US" for n in range(24)]
    found = load(tmp_path, "\n".join([f"{header},followers,country", *lines]) + "\n")
    assert len(set(found.columns["account"])) == 24
    assert found.columns["account"][6:8] == ("Amy (2)", "Ben (2)")
    assert found.columns["followers"][6] == "1822"
    assert "18 rows have the name of an earlier row but other followers" in "".join(found.report.warnings)
    written(found, tmp_path)


def test_a_first_name_gives_way_to_a_handle(tmp_path: Path) -> None:
    found = load(tmp_path, "First name,Instagram handle,Followers\nAmy,@amy.w,100\nAmy,@amy_k,200\n")
    assert handles(found) == [("amy.w", "instagram", "100"), ("amy_k", "instagram", "200")]


@pytest.mark.parametrize("cells", [("amy.w", "ben_k"), ("@amy", "@ben"), ("amy1", "ben2")])
@pytest.mark.parametrize("header", ["handle", "account"])
def test_handles_with_their_signs_stay_one_account_each(tmp_path: Path, header: str, cells: tuple[str, str]) -> None:
    lines = [f"{cells[n % 2]},{100 + n}" for n in range(8)]
    found = load(tmp_path, "\n".join([f"{header},followers", *lines]) + "\n")
    assert rows(found, "handle") == [(cells[0].lstrip("@"),), (cells[1].lstrip("@"),)]


@pytest.mark.parametrize(
    "header",
    [
        "date,account,followers", "Datum;Profil;Follower", "data;perfil;seguidores", "data;utente;follower",
        "Date,Name,Followers", "fecha;cuenta;seguidores", "scraped on,influencer,followers",
    ],
)  # fmt: skip
def test_several_dates_of_one_account_are_one_account(tmp_path: Path, header: str) -> None:
    text = f"{header}\n2024-01-05,amy.w,9000\n2024-03-25,amy.w,12000\n"
    found = load(tmp_path, text.replace(",", ";") if ";" in header else text)
    assert handles(found) == [("amy.w", "", "12000")]


def test_several_dates_of_named_people_are_one_person_each(tmp_path: Path) -> None:
    dates = ("2024-03-25", "2024-01-05", "2024-02-01")
    lines = [
        f"{date},{name},{number}"
        for number, date in zip((300, 100, 200), dates, strict=True)
        for name in ("Amy", "Bo Kim")
    ]
    found = load(tmp_path, "\n".join(["Date,Name,Followers", *lines]) + "\n")
    assert rows(found, "handle", "followers") == [("Amy", "300"), ("Bo Kim", "300")]


def test_first_names_with_a_day_of_their_own_are_several_people(tmp_path: Path) -> None:
    lines = [f"{NAMES[n % 3]},{100 + n},2020-{n + 1:02d}-0{n % 9 + 1}" for n in range(9)]
    for header in ("name,followers,joined", "name,followers,date", "name,followers,last post"):
        found = load(tmp_path, "\n".join([header, *lines]) + "\n")
        assert len(set(found.columns["account"])) == 9
        assert found.columns["account"][3] == "Amy (2)"


@pytest.mark.parametrize(
    ("header", "older", "newer"),
    [
        ("scraped_at", "2024-01-05T10:00:00Z", "2024-03-25T10:00:00Z"),
        ("scraped_at", "2024-03-25T09:00:00Z", "2024-03-25T10:00:00Z"),
        ("month", "2024-01", "2024-03"),
        ("mese", "11/2023", "03/2024"),
        ("mes", "enero 2024", "marzo 2024"),
        ("Monat", "Dezember 2023", "März 2024"),
        ("quarter", "Q4 2023", "Q1 2024"),
        ("week", "2024-W05", "2024-W10"),
        ("week", "9", "10"),
        ("month", "Feb", "Mar"),
        ("mes", "febrero", "marzo"),
        ("Monat", "Okt-23", "Mär-24"),
        ("scraped", "1/5/24", "3/25/24"),
        ("Stand", "05.12.23", "25.03.24"),
        ("date", "45296", "45376"),
        ("Kalenderwoche (KW)", "KW 9", "KW 10"),
        ("year", "2023", "2024"),
        ("scrape date", "2024-01-05", "2024-03-25"),
        ("Erhoben am", "05.12.2023", "25.03.2024"),
        ("date de relevé", "05/12/2023", "25/03/2024"),
        ("data do levantamento", "05/12/2023", "25/03/2024"),
        ("rilevato il", "5 dicembre 2023", "25 marzo 2024"),
        ("timestamp", "1704445200", "1711360800"),
        ("fetched", "1704445200", "1711360800"),
        ("day", "02/01/2024", "03/02/2024"),
        ("Semaine", "S12 2026", "S40 2026"),
        ("Woche", "KW 12 2026", "KW 40 2026"),
        ("Woche", "KW 50 2025", "KW 2 2026"),
        ("Stand", "KW 9/2026", "KW 10/2026"),
        ("Stand", "KW 9", "KW 10"),
        ("Kalenderwoche", "Kalenderwoche 9", "Kalenderwoche 10"),
        ("scraped", "Week 9, 2026", "Week 10, 2026"),
        ("semana", "9/2026", "40/2026"),
        ("semana", "semana 9 de 2026", "semana 10 de 2026"),
        ("settimana", "Sett. 9 - 2026", "Sett. 40 - 2026"),
        ("Tydzień", "2026 tydz. 9", "2026 tydz. 10"),
        ("uke", "2026-9", "2026-40"),
        ("wk", "W9 '26", "W40 '26"),
        ("Quartal", "4. Quartal 2025", "1. Quartal 2026"),
        ("trimestre", "4º trimestre 2025", "1º trimestre 2026"),
        ("half", "H2 2025", "H1 2026"),
    ],
)
@pytest.mark.parametrize("handle", ["username", "Profil", "Name"])
def test_a_column_of_dates_is_the_date_whatever_it_is_called(
    tmp_path: Path, header: str, older: str, newer: str, handle: str
) -> None:
    text = f"{header},{handle},followers\n{older},amy.w,9000\n{newer},amy.w,12000\n{older},ben.k,9\n"
    found = load(tmp_path, text)
    assert rows(found, "handle", "followers") == [("amy.w", "12000"), ("ben.k", "9")]
    assert found.columns[header][0] == newer
    written(found, tmp_path)


def test_the_date_that_tells_rows_of_one_handle_apart_is_the_date(tmp_path: Path) -> None:
    text = (
        "joined,username,followers,scraped_at\n2020-01-05,amy.w,9000,2024-01-05\n2020-01-05,amy.w,12000,2024-03-25\n"
        "2019-01-05,ben.k,9,2024-01-05\n"
    )
    found = load(tmp_path, text)
    assert rows(found, "handle", "followers") == [("amy.w", "12000"), ("ben.k", "9")]
    assert "column 'scraped_at': used as the date" in told(found)
    kept = load(tmp_path, text, mapping={"date": "joined"})
    assert rows(kept, "followers") == [("9000",), ("9",)]
    carried = load(tmp_path, text, mapping=[("carry", "scraped_at")])
    assert rows(carried, "followers") == [("9000",), ("9",)]


def test_days_and_months_that_cannot_be_told_apart_are_told(tmp_path: Path) -> None:
    text = "date,username,followers\n05/01/2024,amy.w,9000\n03/02/2024,amy.w,12000\n"
    found = load(tmp_path, text)
    assert rows(found, "followers") == [("12000",)]
    assert "dates in 'date' such as '05/01/2024' can be read in two ways" in "".join(found.report.warnings)


def test_a_table_without_repeats_has_no_date_to_find(tmp_path: Path) -> None:
    found = load(tmp_path, "username,followers,scraped_at\namy.w,9000,2024-01-05\nben.k,9,2024-01-06\n")
    assert "scraped_at" not in told(found)


@pytest.mark.parametrize(
    "header",
    ["Website", "bio link", "Webseite", "enlace en bio", "link na bio", "site", "sito", "Linktree", "lien en bio"],
)
def test_a_carried_link_that_names_others_is_told(tmp_path: Path, header: str) -> None:
    found = load(tmp_path, table(f"username,followers,{header}", OTHERS))
    assert handles(found)[0] == ("amy.w", "", "12400")
    (guess,) = [one for one in found.report.guesses if one.subject == f"column {header!r}"]
    assert "2 of its 2 profile addresses name another account than the handle beside it" in guess.reason
    own = load(tmp_path, f"username,followers,{header}\namy.w,12400,https://www.tiktok.com/@amy.w\n")
    assert f"column {header!r}" not in told(own)


def test_a_name_identifies_followers_of_platforms_that_one_address_is_not_of(tmp_path: Path) -> None:
    text = "Name,URL,Instagram followers,TikTok followers\nAmy W,https://instagram.com/amy.w,100,7\nBo,,20,9\n"
    found = load(tmp_path, text)
    assert handles(found) == [
        ("amy.w", "instagram", "100"), ("Amy W", "tiktok", "7"), ("Bo", "instagram", "20"), ("Bo", "tiktok", "9"),
    ]  # fmt: skip
    assert len(set(found.columns["account"])) == 2


@pytest.mark.parametrize("header", ["Creator,Followers,Link", "Name,Followers,Link", "Nombre,Seguidores,Enlace"])
@pytest.mark.parametrize("names", [("AmyW", "BenK", "CatO"), ("Amy Walker", "Ben King", "Cat Ott")])
def test_links_to_anywhere_that_share_no_word_with_the_names_are_not_theirs(
    tmp_path: Path, header: str, names: tuple[str, ...]
) -> None:
    found = load(tmp_path, table(header, tuple((name, *cells[1:]) for name, cells in zip(names, OTHERS, strict=True))))
    assert rows(found, "handle", "platform") == [(name, "") for name in names]
    assert f"column {header.split(',')[-1]!r}" in doubts(found)


def test_profiles_of_one_platform_or_of_the_stated_ones_are_theirs_under_any_name(tmp_path: Path) -> None:
    one = "Name,Followers,Link\nDwayne J,9,https://instagram.com/therock\nAmy W,8,https://instagram.com/martalee\n"
    assert rows(load(tmp_path, one), "handle", "platform") == [("therock", "instagram"), ("martalee", "instagram")]
    stated = (
        "Name,Platform,Followers,Link\nDwayne J,Instagram,9,https://instagram.com/therock\n"
        "Amy W,TikTok,8,https://tiktok.com/@martalee\n"
    )
    assert rows(load(tmp_path, stated), "handle", "platform") == [("therock", "instagram"), ("martalee", "tiktok")]
    letters = (
        "이름,팔로워,링크\n에이다,9,https://instagram.com/ada.reads\n보,8,https://tiktok.com/@bobakes\n"
        "사이,7,https://youtube.com/@cyclimbs\n"
    )
    assert rows(load(tmp_path, letters, mapping={"name": "이름", "followers": "팔로워"}), "handle")[0] == ("ada.reads",)


@pytest.mark.parametrize(
    "header",
    [
        "Creator,Kanal,Follower", "Influencer,Handle,Followers", "Influenceur,Compte,Abonnés",
        "Creador,Usuario,Seguidores", "Criador,Perfil,Seguidores", "Creatore,Profilo,Follower",
        "Creator,Instagram,Followers", "Blogger,IG handle,Followers", "Name,Kanal,Follower",
        "Content Creator,Nickname,Follower",
    ],
)  # fmt: skip
@pytest.mark.parametrize("blank", ["", "n/a", "-"])
@pytest.mark.parametrize("names", [("Lena Lang", "Uta Urlaub", "Tim Turn"), ("Lena", "Uta", "Tim")])
def test_a_person_without_a_handle_is_kept_by_name_whatever_names_are_called(
    tmp_path: Path, header: str, blank: str, names: tuple[str, ...]
) -> None:
    cells = (("@lena.l", "45000"), (blank, "5600"), ("@tim.t", "9000"))
    found = load(tmp_path, table(header, tuple((name, *rest) for name, rest in zip(names, cells, strict=True))))
    assert rows(found, "handle", "followers") == [("lena.l", "45000"), (names[1], "5600"), ("tim.t", "9000")]
    assert f"1 row has neither a handle nor a profile address. The name is used instead, such as {names[1]!r}" in (
        "".join(found.report.warnings)
    )
    assert not found.report.rejections
    written(found, tmp_path)


@pytest.mark.parametrize("header", ["Name", "Creator", "Influencer", "Influenceur", "Criador", "Blogger"])
def test_addresses_below_the_names_of_platforms_are_handles_whatever_names_are_called(
    tmp_path: Path, header: str
) -> None:
    text = (
        f"{header};Instagram;TikTok;Followers\nAnn Lee;instagram.com/ann.a;-;23400\n"
        "Bob Day;instagram.com/bob.b;tiktok.com/@bobtok;7800\nCat Fox;k.A.;tiktok.com/@cat.c;9000\n"
        "Dan Gee;;;700\n"
    )
    found = load(tmp_path, text)
    assert handles(found) == [
        ("ann.a", "instagram", "23400"), ("bob.b", "instagram", "7800"), ("cat.c", "tiktok", "9000"),
        ("Dan Gee", "", "700"),
    ]  # fmt: skip
