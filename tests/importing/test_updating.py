"""A newer export over a scenario that exists: new rows, changed cells, and nothing lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import seeder
from seeder.errors import ScenarioError
from seeder.importing import Updated, import_table, update_import, write_import

OLD = (
    "Handle,Platform,Followers,Likes,Note\nada,Instagram,1000,20,kind\nbo,TikTok,2000,30,\ncy,Instagram,3000,40,late\n"
)
NEW = (
    "Handle,Platform,Followers,Likes,Note,Country\nada,Instagram,1100,20,,UK\ncy,Instagram,3000,45,late,FR\n"
    "dee,YouTube,50,1,new,DE\nbo,Instagram,70,1,,DE\n"
)


def scenario(folder: Path, text: str = OLD) -> Path:
    (folder / "old.csv").write_text(text, "utf-8")
    write_import(import_table(folder / "old.csv"), folder / "made")
    return folder / "made"


def update(folder: Path, text: str = NEW) -> Updated:
    path = folder.parent / "new.csv"
    path.write_text(text, "utf-8")
    return update_import(import_table(path), folder)


def rows(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    with (folder / "accounts.csv").open(encoding="utf-8", newline="") as file:
        return {(row["handle"], row["platform"]): row for row in csv.DictReader(file)}


def test_rows_are_added_changed_and_kept(tmp_path: Path) -> None:
    folder = scenario(tmp_path)
    document = folder / "scenario.yaml"
    document.write_text(document.read_text("utf-8").replace("effort: 40", "effort: 7"), "utf-8")
    before = document.read_bytes()
    found = update(folder)
    assert document.read_bytes() == before
    assert [(row.account, row.handle, row.platform) for row in found.added] == [
        ("dee", "dee", "youtube"),
        ("bo-2", "bo", "instagram"),
    ]
    assert [(row.account, row.handle, row.platform) for row in found.kept] == [("bo", "bo", "tiktok")]
    assert found.new_columns == ("Country",)
    changed = {(one.account, one.column): (one.was, one.became) for one in found.changes}
    assert changed[("ada", "followers")] == ("1000", "1100")
    assert changed[("ada", "Country")] == ("", "UK")
    table = rows(folder)
    assert set(table) == {
        ("ada", "instagram"), ("bo", "tiktok"), ("cy", "instagram"), ("dee", "youtube"), ("bo", "instagram"),
    }  # fmt: skip
    # A blank of the new table takes nothing away.
    assert table[("ada", "instagram")]["Note"] == "kind"
    assert table[("bo", "tiktok")]["followers"] == "2000"
    with (folder / "update-changes.csv").open(encoding="utf-8", newline="") as file:
        listed = {(row["account"], row["column"]): (row["was"], row["became"]) for row in csv.DictReader(file)}
    assert listed == changed


def test_what_somebody_added_by_hand_stays(tmp_path: Path) -> None:
    folder = scenario(tmp_path)
    accounts = folder / "accounts.csv"
    lines = accounts.read_text("utf-8").splitlines()
    own = [f"{lines[0]},acceptance", *(f"{line},0.{n}" for n, line in enumerate(lines[1:], start=1))]
    accounts.write_text("\n".join(own) + "\n", "utf-8")
    update(folder)
    table = rows(folder)
    assert [table[key]["acceptance"] for key in (("ada", "instagram"), ("bo", "tiktok"), ("dee", "youtube"))] == [
        "0.1",
        "0.2",
        "",
    ]


def test_the_same_table_again_changes_nothing(tmp_path: Path) -> None:
    folder = scenario(tmp_path)
    before = (folder / "accounts.csv").read_bytes()
    found = update(folder, OLD)
    assert (found.added, found.kept, found.changes) == ((), (), ())
    assert (folder / "accounts.csv").read_bytes() == before
    assert not (folder / "update-changes.csv").exists()


def test_a_folder_without_a_scenario_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    with pytest.raises(ScenarioError, match=r"no scenario\.yaml"):
        update(folder)
    assert list(folder.iterdir()) == []


TWO = (
    'Handle,Platform,Followers,E-mail,Topics,Fee,Note\nada,Instagram,1000,a@x.example,"Books, Travel",120,old\n'
    "adatube,YouTube,900,a@x.example,Books,120,old\nbo,TikTok,2000,b@x.example,Food,90,old\n"
)


def test_topics_of_an_accounts_other_handles_stay(tmp_path: Path) -> None:
    """The new table has one of two handles: what it lacks is not lost, and the rows of the account stay alike."""
    folder = scenario(tmp_path, TWO)
    new = "Handle,Platform,Followers,E-mail,Topics,Fee,Note\nadatube,YouTube,950,a@x.example,{},{},new\n"
    found = update(folder, new.format("Books", 120))
    assert {one.column for one in found.changes} == {"followers", "Note"}
    found = update(folder, new.format("Food", 150))
    table = rows(folder)
    for key in (("ada", "instagram"), ("adatube", "youtube")):
        assert table[key]["topics"] == "Books;Travel;Food"
        assert table[key]["fee"] == "150"
    assert table["bo", "tiktok"]["topics"] == "Food"
    assert table["ada", "instagram"]["Note"] == "old"
    assert [(one.platform, one.column) for one in found.changes] == [
        ("instagram", "fee"),
        ("instagram", "topics"),
        ("youtube", "fee"),
        ("youtube", "topics"),
    ]
    assert seeder.read_scenario(folder).accounts.topics == ("Books;Travel;Food", "Food")


def test_topics_are_replaced_where_the_new_table_has_all_handles(tmp_path: Path) -> None:
    folder = scenario(tmp_path, TWO)
    found = update(folder, TWO.replace('"Books, Travel"', "Music").replace(",Books,", ",Music,"))
    assert {(one.account, one.column, one.became) for one in found.changes} == {("ada", "topics", "Music")}
    assert rows(folder)["adatube", "youtube"]["topics"] == "Music"


def test_two_accounts_of_the_new_table_that_are_one_here_agree(tmp_path: Path) -> None:
    folder = scenario(tmp_path, TWO)
    update(folder, "Handle,Platform,Followers,Topics,Fee\nada,Instagram,1000,Art,100\nadatube,YouTube,900,Food,130\n")
    table = rows(folder)
    for key in (("ada", "instagram"), ("adatube", "youtube")):
        assert (table[key]["topics"], table[key]["fee"]) == ("Art;Food", "100")
    seeder.read_scenario(folder)


ASKED = "Handle,Platform,Followers,Status\nada,Instagram,1000,New\nbo,TikTok,2000,Declined\ncy,Instagram,3000,New\n"
REFUSED = "said no or must not be asked ('Declined' in 'Status')"


def _of_refusals(found: Updated) -> str:
    (told,) = [one for one in found.report.warnings if "said no" in one]
    return told


def test_an_update_says_that_rules_leave_refusals_out_only_if_they_do(tmp_path: Path) -> None:
    folder = scenario(tmp_path, ASKED)
    document = folder / "scenario.yaml"
    assert _of_refusals(update(folder, ASKED)) == f"1 account {REFUSED}. Your rules in scenario.yaml leave them out"
    whole = document.read_text("utf-8")
    document.write_text(whole[: whole.index("rules:")], "utf-8")
    told = _of_refusals(update(folder, ASKED))
    assert told == (
        f"1 account {REFUSED}. Your rules in scenario.yaml do not leave out 'bo', so the plan may ask them. To exclude "
        "them, add to rules.groups: {where: Status in ('Declined'), at_most: 0}"
    )
    assert "do not leave out" in (folder / "import-report.md").read_text("utf-8")
    rule = told.partition("rules.groups: ")[2]
    document.write_text(f"{whole[: whole.index('rules:')]}rules:\n  groups:\n    - {rule}\n", "utf-8")
    assert "leave them out" in _of_refusals(update(folder, ASKED))
    document.write_text(f"{whole[: whole.index('rules:')]}rules: {{exclude: [bo]}}\n", "utf-8")
    assert "leave them out" in _of_refusals(update(folder, ASKED))


def test_a_rule_that_is_too_narrow_for_the_new_export_is_noticed(tmp_path: Path) -> None:
    folder = scenario(tmp_path, ASKED)
    told = _of_refusals(update(folder, ASKED.replace("3000,New", "3000,Do not contact")))
    assert "2 accounts" in told
    assert "do not leave out 'cy', so the plan may ask them" in told


def test_an_update_says_that_fees_are_not_paid_where_no_approach_pays_them(tmp_path: Path) -> None:
    table = "Handle,Platform,Followers,Fee\nada,Instagram,1000,150 EUR\nbo,TikTok,2000,\n"
    folder = scenario(tmp_path, table)
    (tmp_path / "new.csv").write_text(table, "utf-8")
    imported = import_table(tmp_path / "new.csv", fee="per_post")
    assert update_import(imported, folder).report.warnings == (
        "no approach in scenario.yaml has 'fee: yes', so the prices in 'Fee' are copied but not paid. To pay "
        "them, add to scenario.yaml: approaches: {ask: {fee: yes}}",
    )
    document = folder / "scenario.yaml"
    document.write_text(document.read_text("utf-8") + "\napproaches: {ask: {fee: yes}}\n", "utf-8")
    blank, unlimited = update_import(imported, folder).report.warnings
    assert blank.startswith("1 account has no price in 'Fee' ('bo')")
    assert unlimited.startswith("no budget limits the sum of the fees")
    text = document.read_text("utf-8").replace("effort: 40 ", "effort: 40\n  cash: 1500 EUR ")
    document.write_text(text, "utf-8")
    assert len(update_import(imported, folder).report.warnings) == 1


FEES = "Handle,Platform,Followers,Fee,Note\namy.w,Instagram,12400,{},kind\nben.k,Instagram,8300,90 EUR,\n"


def _with_fees(folder: Path) -> Path:
    """A folder from a list of prices, in which somebody wrote down what was negotiated, a remark and an own column."""
    made = scenario(folder, FEES.format("150 EUR"))
    edit(made, ("amy.w", "fee", "120"), ("ben.k", "Note", "call first"))
    return made


def edit(folder: Path, *cells: tuple[str, str, str]) -> None:
    path = folder / "accounts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    for handle, column, text in cells:
        next(row for row in found if row["handle"] == handle)[column] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(found)


def test_a_cell_that_the_export_did_not_change_stays_as_written(tmp_path: Path) -> None:
    folder = _with_fees(tmp_path)
    found = update(folder, FEES.format("150 EUR").replace("8300", "8500"))
    assert [(one.account, one.column, one.became) for one in found.changes] == [("ben.k", "followers", "8500")]
    assert found.conflicts == ()
    assert rows(folder)["amy.w", "instagram"]["fee"] == "120"
    assert rows(folder)["ben.k", "instagram"]["Note"] == "call first"


def test_a_cell_that_both_changed_stays_and_is_listed(tmp_path: Path) -> None:
    folder = _with_fees(tmp_path)
    found = update(folder, FEES.format("180 EUR").replace("90 EUR,", "90 EUR,new remark"))
    assert [(one.account, one.column, one.was, one.offered) for one in found.conflicts] == [
        ("amy.w", "fee", "120", "180"),
        ("ben.k", "Note", "call first", "new remark"),
    ]
    assert rows(folder)["amy.w", "instagram"]["fee"] == "120"
    text = (folder / found.list_file).read_text("utf-8")
    assert "amy.w,instagram,fee,120,120,180" in text
    # The next export says the same: nothing is new in it.
    again = update(folder, FEES.format("180 EUR").replace("90 EUR,", "90 EUR,new remark"))
    assert (again.changes, again.conflicts, again.list_file) == ((), (), "")


def test_what_somebody_wrote_beside_a_blank_of_the_export_stays(tmp_path: Path) -> None:
    folder = scenario(tmp_path, FEES.format(""))
    edit(folder, ("amy.w", "fee", "120"))
    found = update(folder, FEES.format("150 EUR"))
    assert [(one.column, one.was, one.offered) for one in found.conflicts] == [("fee", "120", "150")]
    assert rows(folder)["amy.w", "instagram"]["fee"] == "120"


def test_earlier_lists_of_changes_stay(tmp_path: Path) -> None:
    folder = scenario(tmp_path)
    lists = [update(folder, OLD.replace("1000", followers)).list_file for followers in ("1100", "1200", "1300")]
    assert lists == ["update-changes.csv", "update-changes-2.csv", "update-changes-3.csv"]
    assert "ada,instagram,followers,1000,1100,1100" in (folder / lists[0]).read_text("utf-8")
    assert "ada,instagram,followers,1200,1300,1300" in (folder / lists[2]).read_text("utf-8")


def test_a_folder_from_before_takes_what_the_export_has(tmp_path: Path) -> None:
    folder = _with_fees(tmp_path)
    (folder / "imported-accounts.csv").unlink()
    found = update(folder, FEES.format("150 EUR"))
    assert ("amy.w", "fee", "120", "150") in {(one.account, one.column, one.was, one.became) for one in found.changes}
    assert (folder / "imported-accounts.csv").is_file()


def test_hours_of_the_folder_are_the_effort_of_the_export(tmp_path: Path) -> None:
    folder = scenario(tmp_path)
    path = folder / "accounts.csv"
    first, *others = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"{first},Stunden", *(f"{line},2" for line in others)]) + "\n", "utf-8")
    update(folder, OLD.replace("Likes", "hours"))
    seeder.read_scenario(folder)
    assert "effort" not in rows(folder)["ada", "instagram"]


def test_a_handle_without_a_platform_is_the_one_that_is_there(tmp_path: Path) -> None:
    folder = scenario(tmp_path)
    found = update(folder, "Username,Followers\nada,1100\ndee,50\n")
    assert [row.handle for row in found.added] == ["dee"]
    assert rows(folder)["ada", "instagram"]["followers"] == "1100"
    (told,) = [one for one in found.report.warnings if "name of the handle" in one]
    assert told.startswith(
        "1 handle has no platform in the new table, so only the name of the handle was compared: 'ada' on insta"
    )
    again = update(folder, "Username,Followers\nada,1100\ndee,50\n")
    assert (again.added, again.changes) == ((), ())


def test_a_row_without_a_platform_gets_it_from_the_new_table(tmp_path: Path) -> None:
    folder = scenario(tmp_path, "Username,Followers\nada,1000\nbo,2000\n")
    found = update(folder, "Username,Platform,Followers\nada,Instagram,1000\n")
    assert (found.added, len(rows(folder))) == ((), 2)
    assert rows(folder)["ada", "instagram"]["followers"] == "1000"
    assert ("platform", "", "instagram") in {(one.column, one.was, one.became) for one in found.changes}


def test_a_handle_that_could_be_several_rows_is_asked_for(tmp_path: Path) -> None:
    folder = scenario(tmp_path, OLD + "ada,TikTok,500,4,\n")
    before = (folder / "accounts.csv").read_bytes()
    with pytest.raises(
        ScenarioError, match=r"'ada' has no platform, and accounts\.csv has it on instagram and on tiktok"
    ):
        update(folder, "Username,Followers\nada,1100\ndee,50\n")
    assert (folder / "accounts.csv").read_bytes() == before
    found = update(folder, "Username,Platform,Followers\nada,TikTok,600\ndee,,50\n")
    assert [(one.platform, one.became) for one in found.changes] == [("tiktok", "600")]


def test_an_update_asks_for_fees_only_where_nobody_pays_them(tmp_path: Path) -> None:
    folder = scenario(tmp_path, FEES.format("150 EUR"))
    assert "no approach in scenario.yaml has 'fee: yes'" in "".join(
        update(folder, FEES.format("1 EUR")).report.warnings
    )
    document = folder / "scenario.yaml"
    document.write_text(document.read_text("utf-8") + "\napproaches: {ask: {fee: yes}}\n", "utf-8")
    assert update(folder, FEES.format("2 EUR")).report.warnings == ()
