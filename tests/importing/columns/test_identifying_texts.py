"""Which column says who a row is, where no header does: by how its cells are written and by what is beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing.test_import_table import load, rows, told, written

from seeder.importing import Imported

LINKS = ("https://www.facebook.com/kasiagotujeblog", "https://linktr.ee/tomek", "https://www.youtube.com/@olafitpl")
HANDLES = ("kasia.gotuje", "tomek_podroze", "ola.fit")
NUMBERS = ("12450", "8920", "101300")


def handles(found: Imported) -> list[tuple[str, ...]]:
    return rows(found, "handle", "platform", "followers")


def table(header: str, *columns: tuple[str, ...]) -> str:
    return "\n".join([header, *(",".join(cells) for cells in zip(*columns, strict=True))]) + "\n"


@pytest.mark.parametrize("link", ["Bio link", "Website", "Link", "URL", "Strona"])
@pytest.mark.parametrize(
    "header",
    [
        "Blogger", "Nom du profil", "Nome do perfil", "Nome da conta", "IG name", "Instagram ID", "ID", "Creator name",
        "Content creator", "Influencer-Name", "Streamer", "Author", "Ambassador", "KOL", "Talento", "Persona",
        "Testimonial", "ユーザー名", "Kullanıcı adı", "Nazwa profilu", "Felhasználónév", "Brukernavn", "Gebruikersnaam",
        "Käyttäjänimi", "Gagnant", "Xyzzy",
    ],
)  # fmt: skip
def test_cells_written_as_handles_are_handles_under_any_header(tmp_path: Path, header: str, link: str) -> None:
    found = load(tmp_path, table(f"{header},Followers,{link}", HANDLES, NUMBERS, LINKS))
    platform = "instagram" if header in ("IG name", "Instagram ID") else ""
    assert handles(found) == [(name, platform, n) for name, n in zip(HANDLES, NUMBERS, strict=True)]
    assert found.columns[link] == LINKS
    assert f"column {link!r}" in told(found)
    written(found, tmp_path)


@pytest.mark.parametrize("header", ["Blogger", "Xyzzy", "Nickname"])
def test_plain_words_within_the_handles_of_bio_links_are_handles(tmp_path: Path, header: str) -> None:
    words = ("kasiagotuje", "tomekpodroze", "olafit")
    found = load(tmp_path, table(f"{header},Followers,Link", words, NUMBERS, LINKS))
    assert handles(found) == [(name, "", n) for name, n in zip(words, NUMBERS, strict=True)]


def test_addresses_of_the_handles_beside_them_say_the_platform(tmp_path: Path) -> None:
    own = tuple(f"https://www.instagram.com/{name}" for name in HANDLES)
    found = load(tmp_path, table("Xyzzy,Followers,Abcde", HANDLES, NUMBERS, own))
    assert handles(found) == [(name, "instagram", n) for name, n in zip(HANDLES, NUMBERS, strict=True)]


NAMES = ("Kasia Nowak", "Tomek Maj", "Ola Fit")
OWN = ("https://instagram.com/kasia.nowak", "https://tiktok.com/@tomek_maj", "https://youtube.com/@olafit")


@pytest.mark.parametrize("header", ["Coupon code", "Rabattcode", "Kuponkód", "Ref"])
@pytest.mark.parametrize("codes", [("kasia10", "tomek15", "ola20"), ("spring_kn", "spring_tm", "spring_of")])
def test_codes_beside_names_are_no_handles(tmp_path: Path, header: str, codes: tuple[str, ...]) -> None:
    found = load(tmp_path, table(f"Name,Link,Followers,{header}", NAMES, OWN, NUMBERS, codes))
    assert rows(found, "handle") == [("kasia.nowak",), ("tomek_maj",), ("olafit",)]


def test_codes_files_hosts_and_contacts_of_some_rows_are_no_handles(tmp_path: Path) -> None:
    for cells in (
        ("rec_01", "rec_02", "rec_03"), ("kasia.jpg", "tomek.jpg", "ola.png"), ("kasia.pl", "tomek.de", "ola.com"),
        ("kasia10", "tomek15", "ola20"), ("kasia_k", "", ""),
    ):  # fmt: skip
        found = load(tmp_path, table("Name,Followers,Xyzzy", NAMES, NUMBERS, cells))
        assert rows(found, "handle") == [(name,) for name in NAMES]


@pytest.mark.parametrize("header", ["Bio link", "Website", "Weboldal", "Sito web", "external_url"])
def test_a_link_in_a_bio_is_nobodys_profile_beside_names_either(tmp_path: Path, header: str) -> None:
    found = load(tmp_path, table(f"Name,Followers,{header}", NAMES, NUMBERS, LINKS))
    assert handles(found) == [(name, "", n) for name, n in zip(NAMES, NUMBERS, strict=True)]
    assert "name is that of a link in a bio" in told(found)
    one = tuple(f"https://instagram.com/{name}" for name in HANDLES)
    assert handles(load(tmp_path, table(f"Name,Followers,{header}", NAMES, NUMBERS, one)))[0] == (
        "kasia.gotuje", "instagram", "12450",
    )  # fmt: skip


def test_whole_names_keep_the_rows_whose_link_is_no_profile(tmp_path: Path) -> None:
    links = (OWN[0], "https://linktr.ee/tomek", OWN[2])
    found = load(tmp_path, table("Xyzzy,Followers,Link", NAMES, NUMBERS, links))
    assert rows(found, "handle") == [("kasia.nowak",), ("Tomek Maj",), ("olafit",)]
    assert "column 'Xyzzy': used as the name" in told(found)


def test_topics_are_no_handles_beside_names(tmp_path: Path) -> None:
    text = "Xyzzy,Platforma,Zasięg,Abcde\nKasia Gotuje,YouTube,120 tys.,kulinaria/podróże\nTomek,Twitch,10 tys.,gry\n"
    assert rows(load(tmp_path, text), "handle") == [("Kasia Gotuje",), ("Tomek",)]
    text = text.replace("Xyzzy", "Kanał").replace("Abcde", "Kategoria")
    found = load(tmp_path, text.replace("Zasięg", "Subskrybenci"))
    assert rows(found, "handle", "followers") == [("Kasia Gotuje", "120000"), ("Tomek", "10000")]
    assert "topics" in found.columns


def test_a_column_of_a_platform_with_other_accounts_says_nothing_of_the_handles_beside_it(tmp_path: Path) -> None:
    others = ("https://www.tiktok.com/@lenatok", "https://www.tiktok.com/@radmax", "https://www.tiktok.com/@turnt")
    for header in ("Xyzzy,Followers,TikTok", "Handle,Followers,TikTok"):
        assert rows(load(tmp_path, table(header, HANDLES, NUMBERS, others)), "platform") == [("",)] * 3
    own = tuple(f"https://www.tiktok.com/@{name}" for name in HANDLES)
    found = load(tmp_path, table("Handle,Followers,TikTok", HANDLES, NUMBERS, own))
    assert rows(found, "platform") == [("tiktok",)] * 3


@pytest.mark.parametrize("header", ["Xyzzy,Handle", "Influencer/Creator,@", "Creator,Xyzzy", "Influencer,@", "Név,@"])
@pytest.mark.parametrize("handles_", [("@lena.l", "", "@tim.t"), ("lena.l", "", "tim_t")])
def test_names_keep_rows_without_a_handle_in_any_language(
    tmp_path: Path, header: str, handles_: tuple[str, ...]
) -> None:
    names = ("Lena Lang", "Uta Urlaub", "Tim Turn")
    found = load(tmp_path, table(f"{header},Followers", names, handles_, NUMBERS))
    wanted = [handle.lstrip("@") or "Uta Urlaub" for handle in handles_]
    assert rows(found, "handle") == [(one,) for one in wanted]
    assert not found.report.rejections


@pytest.mark.parametrize("header", ["Collab partner", "Referred by", "Mentions", "Empfohlen von"])
@pytest.mark.parametrize("others", [("@maxx", "@some.one", "@who_else"), ("max_x", "some.one", "who_else")])
def test_handles_of_other_people_are_not_those_of_the_names(
    tmp_path: Path, header: str, others: tuple[str, ...]
) -> None:
    found = load(tmp_path, table(f"Name,Followers,{header}", NAMES, NUMBERS, others))
    assert rows(found, "handle") == [(name,) for name in NAMES]
    unknown = load(tmp_path, table("Name,Followers,Xyzzy", NAMES, NUMBERS, ("max_x", "some.one", "who_else")))
    assert rows(unknown, "handle") == [(name,) for name in NAMES]


def test_managers_do_not_name_rows_without_a_handle(tmp_path: Path) -> None:
    found = load(tmp_path, "Manager,Handle,Followers\nMaria Lopez,@lena,12450\nPaula Ruiz,,8920\nJo Do,@uta,7\n")
    assert rows(found, "handle") == [("lena",), ("uta",)]
