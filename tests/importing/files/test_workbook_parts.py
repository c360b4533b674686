"""What a workbook holds beside values: links behind cells, merged cells, hidden rows, formulas without values."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from seeder.errors import ScenarioError
from seeder.importing import Imported, import_table


def handles(found: Imported) -> list[tuple[str, ...]]:
    return list(zip(*(found.columns[name] for name in ("handle", "platform", "followers")), strict=True))


def read(path: Path, rows: list[list[object]], **keys: object) -> Imported:
    write(path, rows)
    return import_table(path, **keys)  # type: ignore[arg-type]


def write(path: Path, rows: list[list[object]]) -> None:
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("List")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def test_addresses_behind_names_are_read(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "list.xlsx")) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Influencer", "Followers", "E-Mail", "Site"])
        people = [
            ("Ada Reads", "https://www.instagram.com/ada.reads/"),
            ("Bo Bakes", "https://www.tiktok.com/@bo.bakes"),
        ]
        for row, (name, address) in enumerate(people, start=1):
            sheet.write_url(row, 0, address, string=name)
            sheet.write(row, 1, 1000 * row)
            sheet.write_url(row, 2, f"mailto:{name[:2]}@x.example", string=f"{name[:2]}@x.example")
            sheet.write_url(row, 3, "https://www.site.example/", string="site.example")
    found = import_table(tmp_path / "list.xlsx")
    assert handles(found) == [("ada.reads", "instagram", "1000"), ("bo.bakes", "tiktok", "2000")]
    assert found.columns["Influencer"] == ("Ada Reads", "Bo Bakes")
    assert found.columns["Influencer (link)"][0] == "https://www.instagram.com/ada.reads/"
    # A link that says what the cell says makes no column.
    assert not {"E-Mail (link)", "Site (link)"} & set(found.columns)
    assert any("the addresses behind cells of 'Influencer'" in guess.decision for guess in found.report.guesses)


def test_a_text_that_says_link_everywhere_is_no_handle(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "list.xlsx")) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Profile", "Followers"])
        for row, name in enumerate(("ada.reads", "bo.bakes"), start=1):
            sheet.write_url(row, 0, f"https://www.instagram.com/{name}/", string="Link")
            sheet.write(row, 1, 1000 * row)
    assert handles(import_table(tmp_path / "list.xlsx")) == [
        ("ada.reads", "instagram", "1000"),
        ("bo.bakes", "instagram", "2000"),
    ]


def test_the_function_hyperlink_is_a_link(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "list.xlsx")) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Followers"])
        sheet.write_formula(
            1, 0, '=HYPERLINK("https://www.instagram.com/ada.reads/?a=1&b=2","Ada Lee")', value="Ada Lee"
        )
        sheet.write(1, 1, 1000)
    found = import_table(tmp_path / "list.xlsx")
    assert handles(found) == [("ada.reads", "instagram", "1000")]


def test_merged_cells_count_for_all_their_rows(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "list.xlsx")) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Platform", "Handle", "Followers"])
        for row, name in enumerate(("ada", "bo", "cy", "dee"), start=1):
            sheet.write_row(row, 1, [name, 1000 * row])
        sheet.merge_range(1, 0, 3, 0, "Instagram")
        sheet.write(4, 0, "TikTok")
    found = import_table(tmp_path / "list.xlsx")
    assert found.columns["platform"] == ("instagram", "instagram", "instagram", "tiktok")


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "list.xlsx")) as workbook:
        sheet = workbook.add_worksheet()
        for row, cells in enumerate([["handle", "followers"], ["ada", 1000], ["bo", 2000], ["cy", 3000]]):
            sheet.write_row(row, 0, cells)
        sheet.set_row(2, options={"hidden": True})
    found = import_table(tmp_path / "list.xlsx")
    assert len(found.columns["handle"]) == 3
    assert any(
        "1 row is hidden or filtered out in the sheet" in one and "line 3" in one for one in found.report.warnings
    )


def test_formulas_without_stored_values_are_named(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("List")
        sheet.write_row(0, 0, ["handle", "k", "Followers"])
        for row in (1, 2):
            sheet.write_row(row, 0, [f"user_{row}", 2.8])
            sheet.write_formula(row, 2, f"=B{row + 1}*1000")
    without_values(path)
    with pytest.raises(ScenarioError) as caught:
        import_table(path)
    (issue,) = caught.value.issues
    assert str(issue.place) == f"{path}, sheet 'List':1:Followers"
    assert issue.found == "the column has formulas whose values are not stored in the file, such as '=B2*1000'"
    assert "save it there" in issue.way_out


def without_values(path: Path) -> None:
    """Leave out the values of formulas, as programs do that compute none."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f><v/>", data) if "sheet" in name else data)


def test_ranges_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path / "list.xlsx", [["handle", "followers"], ["ada", "10k-50k"], ["bo", "50k - 100k"]])
    (issue,) = caught.value.issues
    assert issue.found == "the column has ranges, not numbers, such as '10k-50k'"
    assert issue.way_out == "Write one number into each cell, such as the middle of its range"


def several(path: Path) -> Path:
    sheets: dict[str, list[list[object]]] = {
        "Instagram": [["Handle", "Followers", "Note"], ["ada", 1000, "kind"], ["bo", 2000, ""]],
        "TikTok": [["followers", "handle"], [3000, "ada"], [4000, "cy"]],
        "Read me": [["Lists of May"], ["ask Dee before you write"]],
        "Empty": [],
    }
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("keys", [{"sheet": ("Instagram", "TikTok")}, {"all_sheets": True}, {"sheet": ["1", "2"]}])
def test_several_sheets_are_one_table(tmp_path: Path, keys: dict[str, object]) -> None:
    found = import_table(several(tmp_path / "lists.xlsx"), **keys)  # type: ignore[arg-type]
    assert handles(found) == [
        ("ada", "instagram", "1000"),
        ("bo", "instagram", "2000"),
        ("ada", "tiktok", "3000"),
        ("cy", "tiktok", "4000"),
    ]
    assert found.columns["sheet"] == ("Instagram", "Instagram", "TikTok", "TikTok")
    assert found.columns["Note"] == ("kind", "", "", "")
    assert "'Read me'" in "".join(found.report.warnings)


def test_a_sheet_that_is_named_says_which_were_left(tmp_path: Path) -> None:
    found = import_table(several(tmp_path / "lists.xlsx"), sheet="TikTok")
    assert len(found.columns["handle"]) == 2
    assert "2 other sheets of the workbook were not read: 'Instagram', 'Read me'" in "".join(found.report.warnings)


def test_an_issue_of_several_sheets_names_the_workbook(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there is no sheet 'Tiktak'"):
        import_table(several(tmp_path / "lists.xlsx"), sheet=("Instagram", "Tiktak"))


def test_addresses_behind_cells_serve_on_several_sheets(tmp_path: Path) -> None:
    path = tmp_path / "lists.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, address in (("Instagram", "https://www.instagram.com/{}/"), ("TikTok", "https://www.tiktok.com/@{}")):
            sheet = workbook.add_worksheet(name)
            sheet.merge_range(0, 0, 0, 1, "Person")
            sheet.merge_range(0, 2, 0, 3, "Kanal")
            sheet.write_row(1, 0, ["Name", "E-Mail", "Profil", "Follower"])
            for row, person in enumerate(("ada", "bo", "cy"), start=2):
                sheet.write_row(row, 0, [f"{person.title()} Lee", f"{person}@x.example", "", 1000 * row])
                sheet.write_url(row, 2, address.format(person + name[:2].lower()), string="Profil")
    found = import_table(path, all_sheets=True)
    assert handles(found)[0] == ("adain", "instagram", "2000")
    assert handles(found)[5] == ("cyti", "tiktok", "4000")
    # The same person, by name and address, on both sheets.
    assert found.columns["account"] == ("adain", "boin", "cyin") * 2


def test_single_formulas_without_values_say_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        for row, cells in enumerate([["handle", "followers"], ["ada", 1000], ["bo", 2000], ["cy", 3000]]):
            sheet.write_row(row, 0, cells)
        sheet.write_formula(3, 1, "=B2*3")
    without_values(path)
    found = import_table(path)
    assert found.columns["handle"] == ("ada", "bo")
    (reason,) = found.rejected["reason"]
    assert reason.startswith("followers are '=B2*3' in 'followers': a formula without a stored value; open the file")


def test_columns_of_formulas_without_values_are_named(tmp_path: Path) -> None:
    """The clicks are enough to plan with, but the followers and prices are blank: somebody has to know."""
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Handle", "Followers", "Clicks", "Price"])
        for row, handle in enumerate(("amy.w", "ben.k", "cat.o"), start=1):
            sheet.write_row(row, 0, [handle])
            sheet.write_formula(row, 1, f"=C{row + 1}*1000")
            sheet.write_number(row, 2, 10 * row)
            sheet.write_formula(row, 3, f"=C{row + 1}*10")
    without_values(path)
    assert (
        "'Followers' and 'Price' have formulas whose values are not stored, such as =C2*1000 (6 cells). These cells "
        "are read as blank. Open the table in a spreadsheet program, save it, and import it again"
    ) in import_table(path).report.warnings


def test_lines_of_signs_are_no_formulas(tmp_path: Path) -> None:
    read(tmp_path / "list.xlsx", [["handle", "followers", "note"], ["ada", 1000, "=== new ==="], ["bo", 2000, "=)"]])
    found = import_table(tmp_path / "list.xlsx")
    assert not any("not stored" in told for told in found.report.warnings)


def test_hidden_sheets_are_told(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name in ("Q1", "Q2", "Old", "Blank"):
            sheet = workbook.add_worksheet(name)
            if name != "Blank":
                sheet.write_row(0, 0, ["handle", "followers"])
                sheet.write_row(1, 0, [f"ada.{name}", 1000])
            if name in ("Old", "Blank"):
                sheet.hide()
    told = "1 hidden sheet of the workbook was not read: 'Old'. To read one: --sheet NAME"
    assert import_table(path, all_sheets=True).report.warnings == (told,)
    assert told in import_table(path, sheet="Q2").report.warnings
    assert told in import_table(path).report.warnings
    assert not any("hidden" in one for one in import_table(path, sheet="Old").report.warnings)


def _engagement(path: Path, cells: list[tuple[object, str]], header: str = "ER") -> tuple[str, ...]:
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Handle", "Followers", header])
        for row, (cell, code) in enumerate(cells, start=1):
            sheet.write_row(row, 0, [f"acc.{row}", 10_000 * row])
            sheet.write(row, 2, cell, workbook.add_format({"num_format": code} if code else {}))
    return import_table(path).columns["engagement"]


@pytest.mark.parametrize("code", ["0.0%", "0%", "0.00%", "#,##0.0 %;[Red]-0.0 %", "0.0\\ %"])
def test_shares_that_a_workbook_shows_as_per_cent_are_shares_of_one(tmp_path: Path, code: str) -> None:
    cells: list[tuple[object, str]] = [(0.032, code), (1.25, code), (0.034, code)]
    assert _engagement(tmp_path / "list.xlsx", cells) == ("0.032", "1", "0.034")
    assert _engagement(tmp_path / "said.xlsx", cells, "ER (%)") == ("0.032", "1", "0.034")


def test_each_cell_of_a_column_has_its_own_format(tmp_path: Path) -> None:
    cells: list[tuple[object, str]] = [(0.032, "0.0%"), (1.25, "0.0%"), (3.4, ""), ("3,4 %", "")]
    assert _engagement(tmp_path / "list.xlsx", cells) == ("0.032", "1", "0.034", "0.034")


@pytest.mark.parametrize("code", ['0.0"%"', "0.0", r"0.0\%", "0.0_%"])
def test_a_sign_that_a_format_only_shows_changes_no_number(tmp_path: Path, code: str) -> None:
    cells: list[tuple[object, str]] = [(3.2, code), (125.0, code), (3.4, code)]
    assert _engagement(tmp_path / "list.xlsx", cells) == ("0.032", "1", "0.034")
