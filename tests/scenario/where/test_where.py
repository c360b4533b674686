"""What a ``where`` matches: hand-made tables, misfits with the table, and docs/where.md."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from seeder.problem.arrays import FloatArray
from seeder.scenario.numbers import numbers_of
from seeder.scenario.tables.columns import NUMBER_COLUMNS
from seeder.scenario.where.where import WhereError, check_where, match_rows, parse_where
from seeder.scenario.where.where_syntax import DEEPEST
from seeder.scenario.where.where_tokens import LONGEST

NUMBERS = ("followers", "clicks", "view", "conversion", "acceptance", "effort", "fee")
PAGE = Path(__file__).parents[3] / "docs" / "where.md"


@dataclass
class TextRows:
    """Rows whose cells are all text, as in a CSV file."""

    columns: Mapping[str, Sequence[str]]
    number_columns: Sequence[str] = NUMBERS

    @property
    def column_names(self) -> Sequence[str]:
        return tuple(self.columns)

    @property
    def n_rows(self) -> int:
        return len(next(iter(self.columns.values())))

    def text(self, column: str) -> Sequence[str]:
        return self.columns[column]

    def number(self, column: str) -> FloatArray:
        numbers, refused = numbers_of([cell.strip() for cell in self.columns[column]])
        if refused:
            raise LookupError(f"{column}: no number in rows {refused}")
        return numbers


def matched(text: str, **columns: Sequence[str]) -> list[bool]:
    found = match_rows(parse_where(text), TextRows(columns))
    assert found.dtype == np.bool_
    return [bool(row) for row in found]


def error_of(text: str) -> WhereError:
    with pytest.raises(WhereError) as caught:
        parse_where(text)
    return caught.value


# What conditions mean, row by row


FOLLOWERS = ("", "4", "5", "6", "5000", "0")
PLATFORM = ("", "YouTube", " youtube ", "tiktok", "STRASSE", "you")
TOPICS = ("", "Fitness; food", "food", " ; ;", "seafood;fit", "FOOD ;FOOD;")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("followers == 5", "001000"),
        ("followers != 5", "010111"),
        ("followers < 5", "010001"),
        ("followers <= 5", "011001"),
        ("followers > 5", "000110"),
        ("followers >= 5", "001110"),
        ("5 > followers", "010001"),
        ("5 >= followers", "011001"),
        ("5 < followers", "000110"),
        ("5 <= followers", "001110"),
        ("5 == followers", "001000"),
        ("5 != followers", "010111"),
        ("not followers > 5", "111001"),
        ("not followers != 5", "101000"),
        ("followers in (5, 5k)", "001010"),
        ("followers not in (5, 5k)", "010101"),
        ("not followers in (5, 5k)", "110101"),
        ("followers == ''", "100000"),
        ("followers != ''", "011111"),
        ("'' == followers", "100000"),
        ("followers == 500%", "001000"),
        ("followers > -1", "011111"),
        ("followers == followers", "011111"),
        ("followers != followers", "000000"),
        ("platform == 'youtube'", "011000"),
        ("platform == ' YOUTUBE '", "011000"),
        ('platform == "youtube"', "011000"),
        ("platform != 'youtube'", "100111"),
        ("platform == 'straße'", "000010"),
        ("platform == ''", "100000"),
        ("platform > 'you'", "011000"),
        ("platform >= 'you'", "011001"),
        ("platform < 'you'", "100110"),
        ("platform <= 'you'", "100111"),
        ("platform < 'youth'", "100111"),
        ("platform >= 'youth'", "011000"),
        ("'you' < platform", "011000"),
        ("platform < 'zzz'", "111111"),
        ("platform > ''", "011111"),
        ("platform in ('youtube', 'you')", "011001"),
        ("platform in ('', 'TikTok', 'nowhere')", "100100"),
        ("platform not in ('youtube', 'you')", "100110"),
        ("'food' in topics", "011001"),
        ("' FOOD ' in topics", "011001"),
        ("'food' not in topics", "100110"),
        ("not 'food' in topics", "100110"),
        ("'absent' in topics", "000000"),
        ("topics == ''", "100000"),
        ("'youtube' in platform", "011000"),
        ("platform == topics", "100000"),
        ("topics != platform", "011111"),
        ("followers == clicks", "010001"),
        ("followers != clicks", "001010"),
        ("followers < clicks", "001000"),
        ("followers >= clicks", "010011"),
        ("platform < topics", "000001"),
        ("platform <= topics", "100001"),
        ("platform > topics", "011110"),
        ("platform >= topics", "111110"),
        ("followers == 5 or followers == 6 and platform == 'nothing'", "001000"),
        ("(followers == 5 or followers == 6) and platform != 'tiktok'", "001000"),
        ("not followers == 5 and followers != ''", "010111"),
        ("not (followers == 5 and followers != '')", "110111"),
        ("not not followers == 5", "001000"),
    ],
)
def test_truth_by_hand(condition: str, expected: str) -> None:
    clicks = ("7", "4.0", "8", "", "12", "0")
    # platform < topics by hand: '' = '', youtube > fitness, youtube > food, tiktok > ';', strasse > seafood, you > food
    topics = (*TOPICS[:5], "zoo")
    columns = {"followers": FOLLOWERS, "clicks": clicks, "platform": PLATFORM, "topics": TOPICS}
    if re.search(r"platform [<>]=? topics", condition):
        columns["topics"] = topics
    assert "".join(str(int(row)) for row in matched(condition, **columns)) == expected


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1000", 1000.0), ("0.5", 0.5), (".5", 0.5), ("5.", 5.0), ("-3", -3.0), ("-.25", -0.25), ("1.2k", 1200.0),
        ("3M", 3e6), ("2B", 2e9), ("1%", 0.01), ("0.1%", 0.001), ("1.1k", 1100.0), ("007", 7.0), ("-0", 0.0),
        ("1e-06", 1e-06), ("2.5E+3", 2500.0), ("1e5", 1e5),
    ],
)  # fmt: skip
def test_number_literals(written: str, number: float) -> None:
    cells = [repr(number), repr(number + 0.001), ""]
    assert matched(f"clicks=={written}", clicks=cells) == [True, False, False]
    assert matched(f"{written}<clicks", clicks=cells) == [False, True, False]


def test_carried_column_is_read_as_numbers_only_where_it_is_compared_with_one() -> None:
    scores = ["9", "1,000", "", "12.5k"]
    assert matched("score > 10", score=scores) == [False, True, False, True]
    assert matched("score > '10'", score=scores) == [True, False, False, True]
    assert matched("score in (9, 12500)", score=scores) == [True, False, False, True]


def test_number_column_against_text_column_compares_text() -> None:
    assert matched("followers == score", followers=["5", "5", ""], score=["5", "5.0", ""]) == [True, False, True]


def test_error_of_the_row_source_passes_whatever_the_other_parts_say() -> None:
    with pytest.raises(LookupError, match=r"score: no number in rows \[1\]"):
        matched("followers == 7 and score > 10", followers=["5", "6"], score=["1", "much"])


def test_columns_compared_as_text_are_not_read_as_numbers() -> None:
    assert matched("score == 'much'", score=["1", "much"]) == [False, True]
    assert matched("followers == ''", followers=["unknown", ""]) == [False, True]


def test_no_rows() -> None:
    for condition in ("a == 'x'", "a > 'x'", "a > 1", "'x' in a", "a in ('x')", "a in (1)", "a == a", "not a == 'x'"):
        assert matched(condition, a=[]) == []


@pytest.mark.parametrize("condition", ["b == 'x'", "b == 1", "'x' in b"])
def test_cells_of_another_length_are_refused(condition: str) -> None:
    with pytest.raises(ValueError, match="column 'b': 1 cells for 2 rows"):
        matched(condition, a=["x", "y"], b=["1"])


def test_match_rows_refuses_what_does_not_fit() -> None:
    with pytest.raises(WhereError, match="there is no column b"):
        matched("a == 1 or b == 1", a=["1"])
    with pytest.raises(WhereError, match="Tiers are names"):
        matched("tier > 'mid'", tier=["nano"])


@pytest.mark.parametrize(
    "spelling",
    [
        "NOT a == 'x' AND b IN (1) OR 'y' NOT IN c",
        "not a=='x'and b in(1)or'y'not in c",
        "  Not\ta\n==\r\n'x'\u00a0aNd b iN ( 1 ) oR 'y' nOt In c  ",
        "((not (a == 'x')) and (b in (1))) or ('y' not in c)",
        'not `a` == "x" and `b` in (1.0) or "y" not in `c`',
    ],
)
def test_spelling_does_not_change_the_meaning(spelling: str) -> None:
    columns = {"a": ["x", "", "x", "", "x"], "b": ["1", "1", "", "2", "1"], "c": ["y", "y", "z", "y;z", ""]}
    assert matched(spelling, **columns) == [False, True, True, False, True]


def test_quotes_and_backticks_double_inside_themselves() -> None:
    assert matched("a == 'it''s'", a=["it's", "its"]) == [True, False]
    assert matched('a == "say ""hi"""', a=['say "hi"', "say hi"]) == [True, False]
    assert matched('a == "it\'s"', a=["it's", "its"]) == [True, False]
    assert matched("`a``b` == ''''", **{"a`b": ["'", "''"]}) == [True, False]
    assert matched("a == ''", a=["", "'"]) == [True, False]


def test_any_character_may_stand_in_quotes() -> None:
    strange = "\0 \u202eשם\u200b🙂👩\u200d👧 \ud800\n%s{}"
    columns = {"a": [strange, "x"], strange: ["", ""]}
    assert matched(f"a == '{strange}' and 'x' not in `{strange}`", **columns) == [True, False]


def test_the_deepest_and_the_longest_are_understood() -> None:
    assert matched("(" * DEEPEST + "a == 1" + ")" * DEEPEST, a=["1", "2"]) == [True, False]
    assert matched("not " * DEEPEST + "a == 1", a=["1", "2"]) == [DEEPEST % 2 == 0, DEEPEST % 2 == 1]
    text = " or ".join(f"a == {number}" for number in range(1_300)) + " or b in ('" + "', '".join("xy" * 300) + "')"
    assert LONGEST * 0.9 < len(text) <= LONGEST
    assert matched(text, a=["1299", "1300", "7"], b=["z", "Y", ""]) == [True, True, True]
    assert matched(text, a=["1300", "-1", ""], b=["z", "z", ""]) == [False, False, False]


# What does not fit the table; ▸ stands in front of each place

COLUMNS = ("account", "followers", "tier", "niche score", "Topics", "platform")


def misfits(marked: str, columns: Sequence[str] = COLUMNS) -> tuple[WhereError, ...]:
    errors = check_where(parse_where(marked.replace("▸", "")), columns, NUMBERS)
    places = [match.start() - before for before, match in enumerate(re.finditer("▸", marked))]
    assert [error.offset for error in errors] == places, [str(error) for error in errors]
    return errors


def test_every_unknown_column_once_with_the_nearest() -> None:
    first, second = misfits("▸Followers > 5 and ('x' in ▸topcs or Followers < 9) and tier == 'mid'")
    assert first.found == "there is no column Followers"
    assert first.way_out == "Write followers if you mean that column; a text must be in quotes, 'Followers'"
    assert first.rule.endswith("which has account, followers, tier, `niche score`, Topics, platform")
    assert second.way_out.startswith("Write Topics if you mean that column")


def test_unquoted_text_is_told_to_take_quotes() -> None:
    (error,) = misfits("platform == ▸xyzzy")
    assert error.way_out == "A text must be in quotes, 'xyzzy'"


def test_nearest_header_is_written_in_backticks_where_it_must_be() -> None:
    (error,) = misfits("▸niche_score > 5")
    assert error.way_out.startswith("Write `niche score` if")


def test_headers_in_messages_can_be_copied_into_a_where() -> None:
    (error,) = misfits("▸`a``c` > 5", ["a`b"])
    assert error.found == "there is no column `a``c`"
    assert error.way_out.startswith("Write `a``b` if")


def test_long_tables_are_listed_in_part() -> None:
    (error,) = misfits("▸nowhere == 1", [f"column{position}" for position in range(50)])
    assert error.rule.endswith("column19 and 30 more")


@pytest.mark.parametrize(
    ("marked", "way_out"),
    [
        ("followers > ▸'10k'", "followers > 10k"),
        ("followers == ▸'1,000'", "followers == 1000"),
        ("followers != ▸'many'", "followers != 10"),
        ("▸'5' < followers", "followers > 5"),
        ("followers < ▸''", "followers < 10"),
        ("followers in (▸'5', '6')", "followers in (1, 2)"),
        ("followers not in (▸'')", "followers not in (1, 2)"),
        ("'x' in ▸followers", "followers > 10"),
        ("▸tier > 'mid'", "tier in ('mid', 'macro')"),
        ("'mid' <= ▸tier", "tier in ('mid', 'macro')"),
        ("platform < ▸tier", "tier in ('mid', 'macro')"),
        ("tier == ▸3", "tier == 'mid'"),
        ("▸3 != tier", "compare followers with a number"),
        ("tier in (▸1, 2)", "tier == 'mid'"),
        ("▸nowhere > 5 or followers > ▸'5'", "nowhere"),
        ("followers > ▸'5' or ▸nowhere > 5", "followers > 5"),
    ],
)
def test_type_clashes(marked: str, way_out: str) -> None:
    assert way_out in misfits(marked)[0].way_out


@pytest.mark.parametrize(
    "text",
    [
        "followers == '' or followers != ' '",
        "followers in (1, 2)",
        "account > 5",
        "account == followers",
        "tier != 'mid' and tier not in ('nano') and 'mid' in tier",
    ],
)
def test_what_fits(text: str) -> None:
    assert misfits(text) == ()


# docs/where.md


def blocks(kind: str) -> list[tuple[str, str]]:
    pattern = re.compile(rf"^```{kind}\n(.*?)\n→ ?(.*?)\n```$", flags=re.MULTILINE | re.DOTALL)
    return pattern.findall(PAGE.read_text(encoding="utf-8"))


def rows_of_the_page() -> TextRows:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return TextRows({name: [row[position] for row in cells[2:]] for position, name in enumerate(cells[0])})


@pytest.mark.parametrize(("condition", "accounts"), blocks("where"))
def test_examples_of_the_page(condition: str, accounts: str) -> None:
    rows = rows_of_the_page()
    found = match_rows(parse_where(condition), rows)
    matching = dict.fromkeys(account for account, row in zip(rows.text("account"), found, strict=True) if row)
    assert ", ".join(matching) == accounts


@pytest.mark.parametrize(("condition", "message"), blocks("where-error"))
def test_mistakes_of_the_page(condition: str, message: str) -> None:
    with pytest.raises(WhereError) as caught:
        match_rows(parse_where(condition), rows_of_the_page())
    assert str(caught.value) == message


def test_every_block_of_the_page_is_run() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count("```where") == len(blocks("where")) + len(blocks("where-error")) > 20


def test_the_page_names_the_limits_and_the_number_columns() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert f"at most {LONGEST:,} characters, and parentheses and nots are nested at most {DEEPEST} deep" in page
    assert ", ".join(f"`{name}`" for name in NUMBERS) in page
    assert frozenset(NUMBERS) == NUMBER_COLUMNS
