"""Click exports with semicolons, and with headers in several languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeder.scenario import read_scenario

ACCOUNTS = "account,handle,platform,followers\nada.reads,ada.reads,instagram,20000\nbo.bakes,bo.bakes,instagram,13800\n"
DOCUMENT = (
    "name: Clicks\nobjective: clicks\nbudget: {effort: 40}\naccounts: accounts.csv\nevidence: {clicks: clicks.csv}\n"
)


@pytest.mark.parametrize(
    "header",
    [
        "link;clicks;conversions;date", "Link;Klicks;Käufe;Datum", "Enlace;Clics;Conversiones;Fecha",
        "Lien;Clics;Commandes;Jour", "Link;Cliques;Conversões;Dia", "Collegamento;Clic totali;Acquisti;Giorno",
        "Kurzlink;Klicks (gesamt);Bestellungen;Tag", "URL corta;Total de clics;Compras;Día",
        "Lien court;Nombre de clics;Achats;Date",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("number", "read"), [("1234", 1234), ("1.234", 1234)])
def test_headers_of_languages(header: str, number: str, read: float, tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(DOCUMENT)
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    row = "https://example.org/?utm_content=ada.reads"
    (tmp_path / "clicks.csv").write_text(f"{header}\n{row};{number};5;2026-11-22\n{row};1;0;2026-11-23\n", "utf-8")
    scenario = read_scenario(tmp_path)
    posts = scenario.evidence.posts
    assert posts is not None
    assert posts.handle.tolist() == [0]
    assert posts.clicks.tolist() == [read + 1]
    assert posts.conversions.tolist() == [5]
    assert posts.day.tolist() == [739942]
    mark = " and , as decimal mark" if "." in number else ""
    assert f"clicks.csv is read with ; between cells{mark}" in [note.text for note in scenario.notes]


def test_comments_above_a_header_with_semicolons(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(DOCUMENT)
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    (tmp_path / "clicks.csv").write_text("# Export, all links\n#\nLink;Klicks\nbo.bakes;7\n")
    posts = read_scenario(tmp_path).evidence.posts
    assert posts is not None
    assert posts.clicks.tolist() == [7]
