"""Make the workbooks of docs/first-afternoon.md: a list of influencers as a team keeps it. All names are made up.

``./run python tests/docs/first_afternoon_workbook.py`` writes both again.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import xlsxwriter

PLACE = Path(__file__).parents[2] / "docs" / "first-afternoon.xlsx"
NEXT_MONTH = PLACE.with_name("first-afternoon-next-month.xlsx")

_GROUPS = ((0, 1, "Person"), (2, 4, "Kanal"), (5, 8, "Orga"))
_HEADER = ("Name", "E-Mail", "Profil", "Follower", "Ø Likes", "Thema", "Status", "Honorar", "Aufwand (Std.)")
_INSTAGRAM = (
    ("Ada Lindt", "ada@lindt.example", "ada.liest", "12,4k", "610", "Bücher, Reisen", "", "120 €", "0,5"),
    (
        "Bo Kramer",
        "booking@agentur.example",
        "bo_backt",
        "38.200",
        "1.150",
        "Backen & Kochen",
        "Angeschrieben",
        "350 €",
        "1",
    ),
    ("Cem Arslan", "cem@arslan.example", "cem.klettert", "8.930", "540", "Sport", "", "80 €", "0,5"),
    ("Dana Weiß", "dana@weiss.example", "dana.weiss", "251.000", "4.900", "Mode/Beauty", "Abgelehnt", "1.800 €", "2"),
    ("Emil Vogt", "booking@agentur.example", "emil.vogt", "64,5k", "2.020", "Technik", "", "600 €", "1"),
    ("Fay Sommer", "fay@sommer.example", "fay_sommer", "5.410", "390", "Bücher", "", "gratis", "0,5"),
    ("Gil Marten", "gil@marten.example", "gilmarten", "19.800", "700", "Reisen", "nicht kontaktieren", "200 €", "0,5"),
    ("Hana Roth", "hana@roth.example", "hana.roth", "102.000", "3.300", "Bücher, Garten", "", "900 €/Post", "1,5"),
    ("Ivo Kern", "ivo@kern.example", "ivo_kern", "27.300", "880", "Fotografie", "", "auf Anfrage", "1"),
    ("Jule Brand", "jule@brand.example", "jule.brand", "3.950", "330", "Bücher, Kinder", "", "40 €", "0,5"),
)
_TIKTOK = (
    ("Ada Lindt", "ada@lindt.example", "adaliest", "21.700", "1.400", "Bücher", "", "120 €", "0,5"),
    ("Kim Adler", "kim@adler.example", "kimadler", "48.900", "3.050", "Bücher", "", "300 €", "1"),
    ("Lou Becker", "lou@becker.example", "lou.becker", "9.760", "820", "Humor", "keine Antwort", "90 €", "0,5"),
    ("Mira Stein", "mira@stein.example", "mira.stein", "310.000", "12.400", "Humor", "", "1.400 €", "2"),
    ("Nils Ott", "nils@ott.example", "nilsott", "15.200", "990", "Technik", "", "150 €", "0,5"),
)
_NEXT_INSTAGRAM = (
    *_INSTAGRAM[:2],
    (*_INSTAGRAM[2][:3], "9.410", *_INSTAGRAM[2][4:]),
    *_INSTAGRAM[3:-1],
    ("Pia Lang", "pia@lang.example", "pia.lang", "7.260", "510", "Bücher, Musik", "", "70 €", "0,5"),
)
"""A month later: more followers of Cem Arslan, Jule Brand is no longer in the list, and Pia Lang is new."""

_NEXT_TIKTOK = ((*_TIKTOK[0][:3], "22.900", *_TIKTOK[0][4:]), *_TIKTOK[1:])
"""A month later: more followers of Ada Lindt."""

_ADDRESSES = {"Instagram": "https://www.instagram.com/{}/", "TikTok": "https://www.tiktok.com/@{}"}
_HIDDEN = "Ivo Kern"


def write_workbook(path: Path, *, next_month: bool = False) -> None:
    """Write the workbook: a sheet for each platform, and one of notes."""
    instagram, tiktok = (_NEXT_INSTAGRAM, _NEXT_TIKTOK) if next_month else (_INSTAGRAM, _TIKTOK)
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.set_properties({"created": datetime.datetime(2026, 11, 2, 9, 0)})
        bold = workbook.add_format({"bold": True})
        for name, rows in (("Instagram", instagram), ("TikTok", tiktok)):
            sheet = workbook.add_worksheet(name)
            for first, last, group in _GROUPS:
                sheet.merge_range(0, first, 0, last, group, bold)
            sheet.write_row(1, 0, _HEADER, bold)
            for number, row in enumerate(rows, start=2):
                sheet.write_row(number, 0, row)
                sheet.write_url(number, 2, _ADDRESSES[name].format(row[2]), string="Profil")
                if row[0] == _HIDDEN:
                    sheet.set_row(number, None, None, {"hidden": True})
            sheet.autofit()
        notes = workbook.add_worksheet("Notizen")
        notes.write_column(0, 0, ["Stand: 2. November", "Honorare sind verhandelbar", "1.500 Euro und 40 Stunden"])


if __name__ == "__main__":
    write_workbook(PLACE)
    write_workbook(NEXT_MONTH, next_month=True)
