"""Texts before links that only invite to open them: one text in all rows names nobody, and the link does."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from seeder.importing import Imported, import_table

PEOPLE = (
    ("María López", "https://www.instagram.com/maria_cocina/", 12450),
    ("Pablo Ruiz", "https://www.tiktok.com/@viajero", 8920),
    ("Lucía Gómez", "https://www.youtube.com/@fitness.tv", 101300),
)
ACCOUNTS = [
    ("maria_cocina", "instagram", "12450"),
    ("viajero", "tiktok", "8920"),
    ("fitness.tv", "youtube", "101300"),
]


def handles(found: Imported) -> list[tuple[str, ...]]:
    return list(zip(*(found.columns[name] for name in ("handle", "platform", "followers")), strict=True))


def read(folder: Path, header: list[str], rows: list[list[object]]) -> Imported:
    """Write a workbook, a cell with a link as a pair of text and address, and import it."""
    path = folder / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("List")
        sheet.write_row(0, 0, header)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, tuple):
                    sheet.write_url(line, column, cell[1], string=cell[0])
                else:
                    sheet.write(line, column, cell)
    return import_table(path)


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Name;Profil;Follower", "Zum Profil"),
        ("Nombre;Perfil;Seguidores", "ver perfil"),
        ("Nombre;Perfil;Seguidores", "Ver"),
        ("Nom;Compte;Abonnés", "Voir le profil"),
        ("Name;Profile;Followers", "view profile"),
        ("Name;Handle;Followers", "open"),
        ("Név;Profil;Followers", "megnyitás"),
        ("Nome;Perfil;Seguidores", "abrir perfil"),
        ("Nome;Profilo;Follower", "Vai al profilo"),
        ("Name;Kanal;Follower", "zum Kanal"),
        ("Name;Account;Followers", "Go to profile"),
        ("Creator;Page;Followers", "→"),
    ],
)
def test_one_text_in_all_rows_names_nobody(tmp_path: Path, header: str, text: str) -> None:
    rows: list[list[object]] = [[name, (text, address), number] for name, address, number in PEOPLE]
    found = read(tmp_path, header.split(";"), rows)
    assert handles(found) == ACCOUNTS
    assert found.columns[header.split(";")[0]] == tuple(name for name, _, _ in PEOPLE)


def test_numbered_texts_and_a_few_different_ones_name_nobody(tmp_path: Path) -> None:
    numbered: list[list[object]] = [
        [name, (f"Profile {n}", address), number] for n, (name, address, number) in enumerate(PEOPLE, start=1)
    ]
    assert handles(read(tmp_path, ["Name", "Profile", "Followers"], numbered)) == ACCOUNTS
    rows: list[list[object]] = [
        [name, (text, address), number]
        for text in ("Zum Profil", "Zum Kanal")
        for name, address, number in (
            (f"{name} {text[-2:]}", f"{address.rstrip('/')}_{text[-2:]}", number) for name, address, number in PEOPLE
        )
    ]
    found = read(tmp_path, ["Name", "Kanal", "Follower"], rows)
    assert found.columns["handle"][:2] == ("maria_cocina_il", "viajero_il")
    assert found.columns["platform"] == ("instagram", "tiktok", "youtube") * 2


def test_the_text_of_a_link_to_no_profile_gives_way_to_the_name(tmp_path: Path) -> None:
    rows: list[list[object]] = [[name, ("Link", address), number] for name, address, number in PEOPLE]
    rows.append(["Dan Gee", ("Link", "https://dangee.example"), 77])
    assert handles(read(tmp_path, ["Name", "Profile", "Followers"], rows)) == [*ACCOUNTS, ("Dan Gee", "", "77")]


def test_links_below_the_names_of_platforms_are_on_them(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Ann Lee", ("Link", "https://instagram.com/ann.a"), ("Link", "https://tiktok.com/@anntok"), 100, 9],
        ["Bob Day", ("Link", "https://instagram.com/bob.b"), ("Link", "https://tiktok.com/@bobtok"), 200, 8],
        ["Cat Fox", ("Link", "https://instagram.com/kitty"), None, 300, None],
    ]
    header = ["Name", "Instagram", "TikTok", "Instagram Follower", "TikTok Follower"]
    assert handles(read(tmp_path, header, rows)) == [
        ("ann.a", "instagram", "100"), ("anntok", "tiktok", "9"), ("bob.b", "instagram", "200"),
        ("bobtok", "tiktok", "8"), ("kitty", "instagram", "300"),
    ]  # fmt: skip


def test_a_handle_at_several_dates_stays_the_handle_before_its_link(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["2026-01-01", ("@ann.a", "https://instagram.com/ann.a"), 100],
        ["2026-02-01", ("@ann.a", "https://instagram.com/ann.a"), 120],
    ]
    assert handles(read(tmp_path, ["Date", "Profile", "Followers"], rows)) == [("ann.a", "instagram", "120")]
