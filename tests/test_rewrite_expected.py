"""The script that writes shown outputs and expected.json again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from rewrite_expected import renew, rewrite_all, rewrite_page, rewrite_record

ROOT = Path(__file__).parents[1]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "README.md", tmp_path)
    return tmp_path


@pytest.mark.slow
def test_nothing_changes_in_the_tree_as_it_is() -> None:
    assert [found.path for found in rewrite_all(ROOT)] == []


def test_a_changed_number_of_the_readme_is_restored(copy: Path) -> None:
    page = copy / "README.md"
    right = page.read_text("utf-8")
    wrong = right.replace("412 clicks expected from 21 asks", "499 clicks expected from 27 asks")
    wrong = wrong.replace(
        "the.star             agent   celebrity      30", "the.star             agent   celebrity      31"
    )
    assert wrong.count("499") == 1
    assert wrong.count("celebrity      31") == 1
    page.write_text(wrong, "utf-8")
    assert rewrite_page(page, copy) == right


def test_a_changed_number_of_the_docs_is_restored(copy: Path) -> None:
    page = copy / "docs" / "bound.md"
    right = page.read_text("utf-8")
    wrong = right.replace(
        "ok      value            510 people expected", "ok      value            999 people expected"
    )
    wrong = wrong.replace("Refused: 4 of", "Refused: 7 of")
    assert wrong.count("999 people expected") == wrong.count("Refused: 7 of") == 1
    page.write_text(wrong, "utf-8")
    assert rewrite_page(page, copy) == right


def test_a_changed_record_is_restored(copy: Path) -> None:
    record = copy / "scenarios" / "one-celebrity-or-250" / "expected.json"
    right = record.read_text("utf-8")
    assert rewrite_record(record) == right
    changed = json.loads(right)
    changed["scenario.yaml"] |= {"value": 401.0, "n_picks": 81}
    changed["scenario.yaml"]["asked"], changed["scenario.yaml"]["not_asked"] = ["the.star"], []
    record.write_text(json.dumps(changed, indent=2), "utf-8")
    made = json.loads(rewrite_record(record))["scenario.yaml"]
    before = json.loads(right)["scenario.yaml"]
    assert made["value"] == pytest.approx(before["value"])
    assert made["n_picks"] == before["n_picks"]
    assert (made["asked"], made["not_asked"]) == ([], ["the.star"])


@pytest.mark.parametrize(
    ("shown", "made"),
    [
        (["a 1", "b 1"], ["a 2", "x", "b 2", "c 2"]),
        (["a 1", "[…]"], ["a 2", "[…]"]),
        (["a 1", "[…]", "b 1", "[…]"], ["a 2", "[…]", "b 2", "[…]"]),
        (["[…]", "c 1"], ["[…]", "c 2"]),
        (["[…]", "b 1", "[…]", "c 1"], ["[…]", "b 2", "[…]", "c 2"]),
    ],
)
def test_the_same_lines_are_shown_again(shown: list[str], made: list[str]) -> None:
    assert renew(shown, ["a 2", "x", "b 2", "c 2"]) == made
