"""The pages on bounds, audiences and overlaps: everything in them runs, and is shown as it is."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from docs.documentation_page import Block, Page, compare

PAGES = [Page("bound.md"), Page("audience.md"), Page("overlap.md")]
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@every_page
def test_everything_runs_in_the_order_of_the_page(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    blocks = [block.language for block in page.blocks()]
    assert blocks.count("console") >= 3
    assert "python" in blocks
    page.follow(capsys)


@every_page
def test_a_sentence_stands_on_a_line(page: Page) -> None:
    for line in page.prose.splitlines():
        if line and not line.startswith(("|", "#", "!", "    ")):
            assert not re.findall(r"[.?!:](?= [A-Z])", line), line
            assert line.endswith((".", ":", "?")), line


@every_page
def test_measurements_can_be_repeated(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """They take minutes: that their commands are there has to do."""
    for line in re.findall(r"^    (.*)$", page.prose, flags=re.MULTILINE):
        *words, module = line.split()
        assert words == ["./run", "python", "-m"]
        monkeypatch.setattr("sys.argv", [module, "--help"])
        with pytest.raises(SystemExit) as left:
            runpy.run_module(module, run_name="__main__")
        assert left.value.code == 0


@every_page
def test_pictures_say_in_words_what_they_show(page: Page) -> None:
    for told, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.text):
        assert len(told.split()) > 6, target


@every_page
def test_the_readme_lists_the_page(page: Page) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert re.search(rf"^\| \[docs/{page.name}\]\([^)]*/docs/{page.name}\) \|", readme, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("shown", "is_right"),
    [
        (["a", "b", "c"], True),
        (["a", "[…]", "c"], True),
        (["[…]", "b", "[…]"], True),
        (["a", "c"], False),
        (["a", "b"], False),
        (["[…]", "c", "b"], False),
        (["a", "b", "c", "d"], False),
        (["[…]", "d"], False),
    ],
)
def test_a_wrong_output_would_be_found(shown: list[str], is_right: bool) -> None:
    if is_right:
        compare("command", shown, ["a", "b", "c"])
    else:
        with pytest.raises(AssertionError):
            compare("command", shown, ["a", "b", "c"])


def test_a_block_that_nobody_runs_would_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Page, "blocks", lambda _: iter([Block("json", "", "{}")]))
    with pytest.raises(AssertionError, match="nobody runs"):
        PAGES[0].follow(capsys)


def test_the_examples_of_the_python_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = Page("api.md")
    assert [block.language for block in page.blocks()].count("python") >= 3
    page.write_files()
