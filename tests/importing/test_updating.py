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
