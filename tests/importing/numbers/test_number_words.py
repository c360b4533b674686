"""Words behind numbers are those of the Unicode CLDR, and one that means two numbers is not guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from rewrite_number_words import FOLDER, currencies, number_words

from seeder.errors import ScenarioError
from seeder.importing import import_table
from seeder.importing.numbers.number_texts import read_number_text
from seeder.importing.numbers.number_words import explain_meanings


@pytest.mark.slow
def test_the_words_are_as_the_script_writes_them() -> None:
    assert (FOLDER / "number_words.csv").read_text("utf-8") == number_words()
    assert (FOLDER / "currencies.csv").read_text("utf-8") == currencies()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12 हज़ार", 12e3),
        ("12 लाख", 12e5),
        ("3 พัน", 3e3),
        ("5 ล้าน", 5e6),
        ("12万粉丝", 12e4),
        ("3천명", 3e3),
        ("۱۲ هزار", 12e3),
        ("3 тыс. подписчиков", 3e3),
        ("7 mil.", 7e6),
        ("7 mil", 7e3),
        ("2 tr", 2e6),
        ("5 tūkst.", 5e3),
        ("5 tūkst", 5e3),
        ("3 Mio.", 3e6),
        ("3 Mio", 3e6),
        ("3 тыс подписчиков", 3e3),
        ("5 Kč", 5.0),
        ("5 kr", 5.0),
    ],
)
def test_words_of_many_languages(text: str, number: float) -> None:
    found = read_number_text(text)
    assert (found.with_point, found.with_comma) == (number, number)


@pytest.mark.parametrize("text", ["12 km", "12 Mr", "12 g", "12 l"])
def test_units_of_other_things_are_no_powers(text: str) -> None:
    assert read_number_text(text).reason


def test_the_language_decides_what_a_word_of_two_meanings_is() -> None:
    assert read_number_text("13,8 B").with_comma == 13.8e9
    assert read_number_text("13,8 B").doubt == explain_meanings("B")
    assert "1,000 in Turkish" in explain_meanings("B")
    assert read_number_text("13,8 B", "tr").with_comma == 13_800.0
    assert not read_number_text("13,8 B", "tr").doubt
    assert not read_number_text("13,8 K").doubt


def followers_of(path: Path, text: str) -> tuple[list[str], list[str]]:
    path.write_text(text, "utf-8")
    imported = import_table(path, platform="instagram")
    return list(imported.columns["followers"]), [rejection.reason for rejection in imported.report.rejections]


def test_a_turkish_header_says_that_b_is_a_thousand(tmp_path: Path) -> None:
    found, rejected = followers_of(tmp_path / "t.csv", "Ad;Takipçi\nann.lee;13,8 B\nbo.ray;2,5 B\ncy.tan;1,2 Mn\n")
    assert found == ["13800", "2500", "1200000"]
    assert not rejected


def test_without_one_b_is_asked_about(tmp_path: Path) -> None:
    text = "handle;Followers\nann.lee;13,8 B\nbo.ray;2,5 B\ncy.tan;1,2 Mn\n"
    found, rejected = followers_of(tmp_path / "t.csv", text)
    assert found == ["1200000"]
    assert len(rejected) == 2
    assert all("1,000 in Turkish; write the number out" in reason for reason in rejected)
    with pytest.raises(ScenarioError, match="1,000 in Turkish"):
        followers_of(tmp_path / "t.csv", "handle;Followers\nann.lee;13,8 B\nbo.ray;2,5 B\n")


@pytest.mark.parametrize("number", ["13800000000", "9e9", "8300000001"])
def test_nobody_has_more_followers_than_there_are_people(tmp_path: Path, number: str) -> None:
    found, rejected = followers_of(tmp_path / "t.csv", f"handle,Followers\nann.lee,{number}\nbo.ray,120\n")
    assert found == ["120"]
    assert "they must be between 0 and 8,300,000,000, the number of people on earth. Correct the number" in rejected[0]
