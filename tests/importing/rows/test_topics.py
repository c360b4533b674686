"""Topics however they are written, cell by cell and in five languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing.test_import_table import load, written

from seeder.importing import import_table
from seeder.importing.rows.topics import split_topics


@pytest.mark.parametrize("word", ["and", "und", "y", "et", "e", "ed", "&"])
def test_the_last_two_topics_have_a_word_between_them(word: str) -> None:
    texts = [f"art {word} yoga", f"art, yoga {word} food", f"art, yoga, {word} food", f"art; yoga {word} food"]
    assert split_topics(texts) == [["art", "yoga"], *[["art", "yoga", "food"]] * 3]


def test_a_word_before_the_last_topic_is_part_of_a_name() -> None:
    texts = ["Música y baile, Humor", "Música y baile", "Juguetes, Coches y vehículos", "art and yoga"]
    assert split_topics(texts) == [
        ["Música y baile", "Humor"], ["Música y baile"], ["Juguetes", "Coches y vehículos"], ["art", "yoga"],
    ]  # fmt: skip


def test_each_cell_is_split_by_the_signs_in_it() -> None:
    texts = ["art|yoga", "art/yoga", "music, dance", "#diy #garden", "#diy, #garden", "#diy#garden", "", "R&B"]
    assert split_topics(texts)[:5] == [["art", "yoga"], ["art", "yoga"], ["music", "dance"], *[["diy", "garden"]] * 2]
    assert split_topics(texts)[6:] == [[], ["R&B"]]


def test_commas_are_parts_of_topics_where_stronger_signs_separate_such_topics() -> None:
    texts = ["Beauty, cosmetic;Food", "Beauty, cosmetic", "#diy #garden", "Música y baile, Humor"]
    assert split_topics(texts) == [
        ["Beauty, cosmetic", "Food"], ["Beauty, cosmetic"], ["diy", "garden"], ["Música y baile, Humor"],
    ]  # fmt: skip


def test_topics_of_an_import_stay_as_they_are_when_read_again(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,topics,followers\nada,\"['Music and dance', 'Beauty, cosmetic']\",2874\nbo,art,10\n")
    assert found.columns["topics"] == ("Music and dance;Beauty, cosmetic", "art")
    again = import_table(written(found, tmp_path) / "accounts.csv")
    assert again.columns["topics"] == found.columns["topics"]
