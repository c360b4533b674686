"""A row of groups above the header changes nothing: the same table gives the same roles with and without it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import xlsxwriter

from seeder.importing import Imported, import_table

GROUPS = {
    "en": ("Person,,Channel,,,Admin,", "Name,Email,Platform,Handle,Followers,Status,Fee"),
    "de": ("Person,,Kanal,,,Orga,", "Name,E-Mail,Plattform,Handle,Follower,Status,Honorar"),
    "es": ("Persona,,Canal,,,Gestión,", "Nombre,Correo,Plataforma,Usuario,Seguidores,Estado,Tarifa"),
    "fr": ("Personne,,Chaîne,,,Organisation,", "Nom,E-mail,Plateforme,Pseudo,Abonnés,Statut,Tarif"),
    "pt": ("Pessoa,,Canal,,,Organização,", "Nome,E-mail,Plataforma,Usuário,Seguidores,Status,Preço"),
}
ROWS = (
    "Ada Lee,a@x.example,Instagram,ada.reads,2874,new,100",
    "Bo Kim,b@x.example,TikTok,bo.bakes,13800,declined,200",
    "Cy Day,c@x.example,Instagram,cy_climbs,51000,,300",
)


def read(folder: Path, *lines: str) -> Imported:
    (folder / "list.csv").write_text("\n".join((*lines, *ROWS)) + "\n", "utf-8")
    return import_table(folder / "list.csv")


def read_workbook(folder: Path, groups: str, header: str) -> Imported:
    with xlsxwriter.Workbook(str(folder / "list.xlsx")) as workbook:
        sheet = workbook.add_worksheet()
        starts = [*(place for place, name in enumerate(groups.split(",")) if name), 7]
        for start, end in pairwise(starts):
            sheet.merge_range(0, start, 0, end - 1, groups.split(",")[start])
        for row, line in enumerate((header, *ROWS), start=1):
            for column, text in enumerate(line.split(",")):
                sheet.write(row, column, int(text) if text.isdigit() else text or None)
    return import_table(folder / "list.xlsx")


def roles(found: Imported) -> list[str]:
    return [column.taken_as for column in found.report.columns]


@pytest.mark.parametrize("language", GROUPS)
@pytest.mark.parametrize("kind", ["gaps", "repeated", "merged"])
def test_a_row_of_groups_changes_no_role(tmp_path: Path, language: str, kind: str) -> None:
    groups, header = GROUPS[language]
    plain = read(tmp_path, header)
    assert roles(plain) == ["name", "email", "platform", "handle", "followers", "status", "price"]
    if kind == "merged":
        found = read_workbook(tmp_path, groups, header)
    else:
        names, current = groups.split(","), ""
        if kind == "repeated":
            names = [current := name or current for name in names]
        found = read(tmp_path, ",".join(names), header)
    assert roles(found) == roles(plain)
    for column in ("handle", "platform", "followers"):
        assert found.columns[column] == plain.columns[column]


def test_map_takes_the_name_that_the_report_shows(tmp_path: Path) -> None:
    lines = ("Instagram,,TikTok,", "Handle,Followers,Handle,Followers", "ada,10,ada.tt,20", "bo,11,bo.tt,21")
    (tmp_path / "list.csv").write_text("\n".join(lines) + "\n", "utf-8")
    found = import_table(tmp_path / "list.csv")
    assert [column.name for column in found.report.columns][1] == "Instagram Followers"
    assert set(found.columns["platform"]) == {"instagram", "tiktok"}
    mapped = import_table(tmp_path / "list.csv", mapping={"carry": "Instagram Followers"})
    assert "instagram" not in mapped.columns["platform"]
