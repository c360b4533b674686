"""Rows of totals: by their words in several languages, and by their formulas."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from seeder.importing import import_table
from seeder.importing.report import Cause, Rejection
from seeder.importing.rows.total_rows import names_total
from seeder.importing.sum_formulas import adds_rows


@pytest.mark.parametrize(
    "text",
    [
        "Total", "TOTAL:", "Grand Total", "Subtotal", "Average", "Total Instagram", "Total followers",
        "Summe", "Gesamt:", "Gesamtsumme", "Zwischensumme", "Summe Reichweite", "Ø", "Durchschnitt",
        "Total general", "Suma", "Promedio", "Total de seguidores",
        "Total général", "Somme", "Sous-total", "Moyenne", "Total des abonnés",
        "Total geral", "Soma", "Média", "Totais",
        "Celkem", "Összesen:", "Razem", "Toplam", "Totaal", "I alt", "Итого", "合計",
        "Totale", "Somma", "Totale complessivo", "Media", "Σ", "∑",
    ],
)  # fmt: skip
def test_words_for_sums_and_averages(text: str) -> None:
    assert names_total(text)


@pytest.mark.parametrize(
    "text",
    [
        "Anna Summe",
        "Total Fitness",
        "totalfitness",
        "Soma Patel",
        "Sommer",
        "Media Markt",
        "Max Media",
        "media.de",
        "total_x",
        "",
        "9",
    ],
)
def test_names_of_people_are_none(text: str) -> None:
    assert not names_total(text)


@pytest.mark.parametrize(
    ("formula", "is_sum"),
    [
        ("=SUM(D2:D5)", True),
        ("SUM($D$2:$D$5)", True),
        ("=SUBTOTAL(109,D2:D50)", True),
        ("=SUMME(D2:D5)", True),
        ("=SOUS.TOTAL(9;D2:D5)", True),
        ("=SUM(D2:D5)/1000", True),
        ("=SUM(C2:D2)", False),
        ("=SUM(C2:D5)", False),
        ("=B2*1000", False),
        ("=SUM(D2,D3)", False),
        ("SUM", False),
    ],
)
def test_formulas_over_several_rows(formula: str, is_sum: bool) -> None:
    assert adds_rows(formula) == is_sum


@pytest.mark.parametrize("word", ["Total", "Summe", "Suma", "Somme", "Soma", "Somma"])
@pytest.mark.parametrize("first", ["", "Nr;"])
def test_a_total_without_a_handle_is_called_so(word: str, first: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    number = "4;" if first else ""
    path.write_text(
        f"{first}Name;Handle;Followers\n{number}Ann Lee;ann.lee;1200\n{number}Bo Ray;bo.ray;900\n"
        f"{number}{word};;2100\n{number};;700\n",
        "utf-8",
    )
    found = import_table(path, delimiter=";")
    total, nameless = found.report.rejections
    assert total.why.cause is Cause.TOTALS
    assert total.reason == f"it looks like a row of totals: {word!r} in 'Name'"
    assert nameless.why.cause is Cause.NO_HANDLE
    assert found.columns["handle"] == ("ann.lee", "bo.ray")


def _rows_of_workbook(path: Path, name: str) -> Rejection:
    with xlsxwriter.Workbook(str(path)) as workbook:
        for sheet_name in ("Instagram", "TikTok"):
            sheet = workbook.add_worksheet(sheet_name)
            sheet.write_row(0, 0, ["Name", "Handle", "Follower"])
            sheet.write_row(1, 0, ["Ann Lee", "ann.lee", 1200])
            sheet.write_row(2, 0, ["Bo Ray", "bo.ray", 900])
            if sheet_name == "TikTok":
                sheet.write(4, 0, name)
                sheet.write_formula(4, 2, "=SUM(C2:C3)", value=2100)
    found = import_table(path, all_sheets=True)
    assert len(found.columns["handle"]) == 4
    (rejection,) = found.report.rejections
    return rejection


def test_the_formula_of_a_total_is_named(tmp_path: Path) -> None:
    rejection = _rows_of_workbook(tmp_path / "a.xlsx", "Summe")
    assert (rejection.line, rejection.why.cause, rejection.why.formula) == (5, Cause.TOTALS, "=SUM(C2:C3)")
    assert rejection.reason.endswith("'Summe' in 'Name', and 'Follower' has the formula =SUM(C2:C3)")


def test_a_formula_shows_a_total_without_a_known_word(tmp_path: Path) -> None:
    rejection = _rows_of_workbook(tmp_path / "a.xlsx", "Alle zusammen")
    assert rejection.why.cause is Cause.TOTALS
    assert rejection.reason.endswith("totals: 'Follower' has the formula =SUM(C2:C3)")


@pytest.mark.parametrize("word", ["Zusammengezählt", "Guztira", ""])
def test_a_last_row_without_a_handle_and_with_the_sum_is_a_total_in_any_language(word: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Name;Handle;Followers\nAnn Lee;ann.lee;1200\nBo Ray;;900\n{word};;2100\n", "utf-8")
    found = import_table(path)
    (total,) = found.report.rejections
    assert total.reason == "it looks like a row of totals: 'Followers' has the sum of the rows above"
    assert found.columns["handle"] == ("ann.lee", "Bo Ray")
