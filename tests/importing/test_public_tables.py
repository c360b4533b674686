"""Tables as people publish them: each as small as it can be with what made it hard, all names invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from seeder.importing import import_table
from seeder.importing.report import Imported


def table(path: Path, rows: Sequence[object], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        assert isinstance(row, list)
        writer.writerow(row)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def followers(imported: Imported) -> dict[str, str]:
    return dict(zip(imported.columns["handle"], imported.columns["followers"], strict=True))


def decisions(imported: Imported) -> dict[str, str]:
    return {guess.subject: guess.decision for guess in imported.report.guesses}


def test_the_first_word_of_a_name_is_no_handle(tmp_path: Path) -> None:
    names = ["Lina & die Freunde", "Toms | Küche am Meer", "kleine welt / große welt", "Solo"]
    rows = [["channel name", "Subscribers count"], *([name, 1000 + n] for n, name in enumerate(names))]
    found = followers(import_table(table(tmp_path / "youtube.csv", rows)))
    assert found == {name: str(1000 + n) for n, name in enumerate(names)}


def test_a_handle_and_a_name_on_two_lines_of_a_cell_are_told_apart(tmp_path: Path) -> None:
    rows = [["#", "Influencer", "Followers"], [1, "lina.k\nLina Kant", "1.2M"], [2, "tom_b\nTom Bauer", "980K"]]
    found = followers(import_table(table(tmp_path / "t.csv", rows)))
    assert found == {"lina.k": "1200000", "tom_b": "980000"}


@pytest.mark.parametrize("name", ["ýýý Kids", "ýý Kids", "ýýýýýý"])
def test_letters_that_a_conversion_lost_speak_for_no_language(tmp_path: Path, name: str) -> None:
    rows = [["Youtuber", "subscribers"], [name, 1200], ["ýýýýýýýýý ýýýýý", 1100], ["Plain", 1000]]
    found = followers(import_table(table(tmp_path / "t.csv", rows, encoding="latin-1")))
    assert found == {name: "1200", "ýýýýýýýýý ýýýýý": "1100", "Plain": "1000"}


def test_marks_of_footnotes_are_no_part_of_a_number(tmp_path: Path) -> None:
    rows = [
        ["Rank", "Username", "Followers (millions)[11]"],
        [1, "@one", "661[12]"],
        [2, "@two", "506"],
        [3, "@three", "392.5[13][b]"],
        [4, "@four", "100*"],
        [5, "@five[c]", "99.5 †"],
    ]
    imported = import_table(table(tmp_path / "t.csv", rows))
    assert followers(imported) == {
        "one": "661000000",
        "two": "506000000",
        "three": "392500000",
        "four": "100000000",
        "five": "99500000",
    }
    assert any("footnote" in change.reason for change in imported.report.changes)


def test_units_of_the_header_are_for_cells_without_one_whatever_letters_stand_there(tmp_path: Path) -> None:
    rows = [["Handle", "Followers (millions)"], ["@a1", "3.5 followers"], ["@a2", "3.5M"], ["@a3", "900K"]]
    found = followers(import_table(table(tmp_path / "t.csv", rows)))
    assert found == {"a1": "3500000", "a2": "3500000", "a3": "900000"}


@pytest.mark.parametrize("cell", ["{} followers", "{} mi", "{}[1]", "{} mil seguidores"])
def test_a_column_is_of_numbers_also_where_words_stand_behind_each(tmp_path: Path, cell: str) -> None:
    rows = [["Account", "Followers"], *([f"@a{n}", cell.format(n + 10)] for n in range(8))]
    imported = import_table(table(tmp_path / "t.csv", rows))
    times = 1_000_000 if cell.endswith("mi") else 1_000 if "mil" in cell else 1
    assert followers(imported) == {f"a{n}": str((n + 10) * times) for n in range(8)}


def test_without_a_header_ordinals_and_grades_are_no_handles(tmp_path: Path) -> None:
    ordinals = ["1st", "2nd", "3rd", "4th", "5th", "6th"]
    rows = [[ordinal, "A+", f"Channel {n}", 900 + n, f"{30 - n}M"] for n, ordinal in enumerate(ordinals)]
    found = followers(import_table(table(tmp_path / "t.csv", rows)))
    assert found == {f"Channel {n}": f"{30 - n}000000" for n in range(6)}


def test_without_a_header_the_first_of_several_counts_is_taken_and_that_is_told(tmp_path: Path) -> None:
    rows = [
        [1, "user_a", "Anna", "1.1M", "9.3M", "90K"],
        [2, "user_b", "Bert", "13.8M", "1.2M", "70K"],
        [3, "user_c", "Cora", "5.9M", "4.2M", "60K"],
        [4, "user_a", "Anna", "1.1M", "9.1M", "80K"],
    ]
    imported = import_table(table(tmp_path / "t.csv", rows))
    assert followers(imported) == {"user_a": "1100000", "user_b": "13800000", "user_c": "5900000"}
    assert len(imported.report.rejections) == 1
    (guess,) = [guess for guess in imported.report.guesses if guess.decision == "used as the followers"]
    assert guess.subject == "column 'column 4'"
    assert "'column 5'" in guess.reason
    assert "'column 6'" in guess.reason


def test_without_a_header_ids_before_and_posts_beside_are_not_the_followers(tmp_path: Path) -> None:
    rows = [[1_000_000_000 + 7919 * n % 1009, f"user.{n}", 120 + n, 50_000 + 37 * n % 91] for n in range(12)]
    found = followers(import_table(table(tmp_path / "t.csv", rows)))
    assert found == {f"user.{n}": str(50_000 + 37 * n % 91) for n in range(12)}


@pytest.mark.parametrize(
    ("header", "times"),
    [
        ("Seguidores no Instagram", 1),
        ("Seguidores en Twitch", 1),
        ("Followers (est.)", 1),
        ("Instagram Followers (as of May 2023)", 1),
        ("Followers/Subs", 1),
        ("Follower*innen", 1),
        ("Nº Seguidores", 1),
        ("followers_m", 1_000_000),
        ("Followers_K", 1_000),
        ("Подписчики", 1),
        ("フォロワー数", 1),
    ],
)
def test_headers_that_say_followers_in_other_words(tmp_path: Path, header: str, times: int) -> None:
    numbers = [5, 9, 7, 12, 8]
    rows = [["Username", "Country", header], *([f"u{n}", "Chile", number] for n, number in enumerate(numbers))]
    found = followers(import_table(table(tmp_path / "t.csv", rows)))
    assert found == {f"u{n}": str(number * times) for n, number in enumerate(numbers)}


@pytest.mark.parametrize(
    "header", ["Followers gained", "Fake followers", "New followers (30 days)", "Cost per follower", "Follower growth"]
)
def test_headers_that_make_another_number_of_followers(tmp_path: Path, header: str) -> None:
    rows = [["Username", header], ["u1", 500], ["u2", 900], ["u3", 700]]
    found = import_table(table(tmp_path / "t.csv", rows))
    assert set(found.columns["followers"]) == {""}
    assert any("no column has the followers" in guess.reason for guess in found.report.guesses)


def test_a_profile_column_that_names_only_platforms_is_the_platform(tmp_path: Path) -> None:
    rows = [["Name", "Profile", "Followers"], *([f"Anna {n}", "Instagram", 1000 + n] for n in range(6))]
    imported = import_table(table(tmp_path / "t.csv", rows))
    assert followers(imported) == {f"Anna {n}": str(1000 + n) for n in range(6)}
    assert set(imported.columns["platform"]) == {"instagram"}


def test_what_serves_as_the_handle_is_called_so_and_what_does_not_serve_is_told(tmp_path: Path) -> None:
    rows = [
        ["name", "Category_1", "Category_2", "followers"],
        ["anna_k", "Art", "Fun", 1200],
        ["b.ert", "Art", "", 900],
    ]
    stories = {story.name: story for story in import_table(table(tmp_path / "t.csv", rows)).report.columns}
    assert stories["name"].taken_as == "handle"
    assert not any("copied but not used" in words for words in stories["Category_1"].told)
    assert any("copied but not used" in words for words in stories["Category_2"].told)


def test_sheets_that_were_not_read_are_told(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name, n_rows in (("Instagram", 4), ("TikTok", 3), ("blank", 0)):
            sheet = workbook.add_worksheet(name)
            if n_rows:
                sheet.write_row(0, 0, ["Username", "Followers"])
            for row in range(n_rows):
                sheet.write_row(row + 1, 0, [f"{name}_{row}", 1000 + row])
    for sheet, other in ((None, "TikTok"), ("TikTok", "Instagram")):
        (warning,) = import_table(path, sheet=sheet).report.warnings
        assert warning == (
            f"1 other sheet of the workbook was not read: {other!r}. To read other sheets: --sheet NAME for each, "
            "or --all-sheets"
        )


def test_parquet_keeps_columns_whose_name_is_blank_or_stands_twice(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "t.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'u' || i AS handle, 1000 + i AS followers, 7 + i AS qqqqq, 'x' || i AS followerz "
            f"FROM range(5) t(i)) TO '{path}' (FORMAT parquet)"
        )
    # Names of the same length, as other tools leave them.
    path.write_bytes(path.read_bytes().replace(b"qqqqq", b"     ").replace(b"followerz", b"handle   "))
    imported = import_table(path)
    assert followers(imported) == {f"u{n}": str(1000 + n) for n in range(5)}
    assert imported.columns["column 3"] == tuple(str(7 + n) for n in range(5))
    assert [story.name for story in imported.report.columns] == ["handle", "followers", "column 3", "handle (2)"]
    assert any(cells == tuple(f"x{n}" for n in range(5)) for cells in imported.columns.values())


def test_two_columns_that_name_one_account_on_a_platform_are_one_handle(tmp_path: Path) -> None:
    rows = [
        ["s.no", "Youtube channel", "youtuber name", "Followers", "Followers", "\nViews (Avg.)"],
        [1, "musichouse", "Music House", "229.5M", 229500000, "103.8K"],
        [2, "✿ Toys & More", "✿ Toys & More", "103.4M", 103400000, "0"],
        [3, "fivecrafts", "5-Minute Things", "77.9M", 77900000, "199.5"],
    ]
    imported = import_table(table(tmp_path / "t.csv", rows))
    assert followers(imported) == {"musichouse": "229500000", "✿ Toys & More": "103400000", "fivecrafts": "77900000"}
    assert set(imported.columns["platform"]) == {"youtube"}
    assert "'youtuber name' copied but not used" in decisions(imported)["youtube handle"]


def test_headers_that_stand_above_other_columns_do_not_touch_the_followers(tmp_path: Path) -> None:
    rows = [
        ["instagram name", "influencer name ", "Subscribers count", "Subscribers count", "Views avg.", "Likes avg"],
        ["___anna", "안나", "3.6M", 3600000, "Indonesia", "449.4K"],
        ["433", "433", "50.7M", 50700000, "Spain", "274.9K"],
        ["b.ert", "", "2.8M", 2800000, 0, "1.9M"],
        ["instagram", "Instagram", "549.3M", 549300000, "10.2M", "10.2M"],
        ["b.ert", "", "2.7M", 2700000, "Peru", "1.9M"],
    ]
    imported = import_table(table(tmp_path / "t.csv", rows))
    assert followers(imported) == {
        "___anna": "3600000",
        "433": "50700000",
        "b.ert": "2800000",
        "instagram": "549300000",
    }
    assert [rejection.line for rejection in imported.report.rejections] == [6]
    assert "copied but not used" in decisions(imported)["column 'Views avg.'"]
