"""Lines for the terminal are wrapped between words, below what stands behind a label."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from seeder.cli.console.lines import print_command, print_line, wrapped


@pytest.mark.parametrize(
    ("line", "width", "lines"),
    [
        ("short", 80, ["short"]),
        ("one two three", 8, ["one two", "three"]),
        ("note: one two three", 15, ["note: one two", "      three"]),
        ("    way out: one two three", 24, ["    way out: one two", "            three"]),
        ("  check      one two three", 22, ["  check      one two", "           three"]),
        ("  approaches one: two three", 22, ["  approaches one: two", "           three"]),
        ("    platform: instagram for 3", 26, ["    platform: instagram", "             for 3"]),
        ("    'A' is one two three", 20, ["    'A' is one two", "      three"]),
        ("Written to /a/very/long/path/indeed. Now", 20, ["Written to", "/a/very/long/path/indeed.", "Now"]),
        ("it is [change with: --map followers=COLUMN]", 30, ["it is [change with:", "--map followers=COLUMN]"]),
        ("now change with: --map 'followers=A b'", 22, ["now change with:", "--map 'followers=A b'"]),
        ("now change with: --map followers='A b'", 22, ["now change with:", "--map followers='A b'"]),
        ("the column 'Followers (M)' is", 20, ["the column", "'Followers (M)' is"]),
        ("don't say what you can't", 12, ["don't say", "what you", "can't"]),
        ("To read: --sheet NAME for each", 14, ["To read:", "--sheet NAME", "for each"]),
    ],
)
def test_a_line_is_wrapped_between_words(line: str, width: int, lines: list[str]) -> None:
    assert wrapped(line, width) == lines


def test_a_long_quoted_text_is_wrapped_too() -> None:
    text = "'" + "word " * 30 + "end'"
    assert all(len(line) <= 40 for line in wrapped(f"found {text} there", 40))


def test_wide_letters_count_twice() -> None:
    assert wrapped("日本 日本 日本", 10) == ["日本 日本", "日本"]


def test_text_from_right_to_left_stays_isolated_on_each_line() -> None:
    assert wrapped("\u2068שלום עולם\u2069", 6) == ["\u2068שלום\u2069", "\u2068עולם\u2069"]


WORDS = st.text(st.sampled_from("ab-='\"[(:日"), min_size=1, max_size=12)


@given(st.lists(WORDS, max_size=12), st.integers(0, 6), st.integers(20, 60))
def test_no_letter_is_lost_and_only_a_single_word_is_too_long(words: list[str], n_blanks: int, width: int) -> None:
    line = " " * n_blanks + " ".join(words)
    lines = wrapped(line, width)
    assert " ".join(lines).split() == line.split()
    assert all(cell_len(one) <= width or len(one.split()) == 1 for one in lines)


def test_a_command_over_several_lines_is_still_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    print_command("seeder solve my-launch-in-spring -o my-launch-in-spring-run")
    assert capsys.readouterr().out.splitlines() == [
        "    seeder solve my-launch-in-spring \\",
        "      -o my-launch-in-spring-run",
    ]


def test_lines_are_as_wide_as_the_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    print_line("note: " + "word " * 6, err=True)
    assert capsys.readouterr().err == "note: word word word\n      word word word\n"
