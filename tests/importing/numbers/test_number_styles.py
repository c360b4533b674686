"""Numbers as people write them, and the style of a whole column."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seeder.importing.numbers.number_cells import COMMA, POINT, NumberStyle, explain_cell, note_on_cell, parse_cell
from seeder.importing.numbers.number_styles import decide_style
from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.numbers.shares import ShareUnit, decide_share, parse_share


class Writing(NamedTuple):
    """A way in which people write numbers."""

    style: NumberStyle
    grouping: str
    is_indian: bool = False

    def write(self, value: float, *, suffix: str = "") -> str:
        sign, plain = "-" if value < 0 else "", format(Decimal(repr(abs(value))), "f")
        whole, _, part = plain.partition(".")
        part = part.rstrip("0")
        head, groups = whole[:-3], [whole[-3:]]
        size = 2 if self.is_indian else 3
        while head:
            head, group = head[:-size], head[-size:]
            groups.insert(0, group)
        return f"{sign}{self.grouping.join(groups)}{self.style.decimal + part if part else ''}{suffix}"


WRITINGS = [
    *(Writing(POINT, grouping) for grouping in (",", "", " ", "\u00a0", "\u202f", "\u2009", "'", "’")),
    *(Writing(COMMA, grouping) for grouping in (".", "", " ", "\u00a0", "\u202f", "\u2009", "'", "’")),
    *(Writing(POINT, grouping, is_indian=True) for grouping in (",", " ")),
]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234.5", 1234.5),
        ("1\u2009234", 1234.0),
        ("1'234.5", 1234.5),
        ("1’234.5", 1234.5),
        ("12,34,567", 1234567.0),
        ("1.234.567", 1234567.0),
        ("13,8k", 13800.0),
        ("475.8m", 475800000.0),
        ("29.0b", 29e9),
        ("1.2M followers", 1200000.0),
        ("12,5 Tsd. Abonnenten", 12500.0),
        ("4,5 Mio.", 4500000.0),
        ("4 Mrd.", 4e9),
        ("3.4 k subs", 3400.0),
        ("1,2 mil", 1200.0),
        ("2 mil millones", 2e9),
        ("3 MM", 3e6),
        ("1,2 mi", 1200000.0),
        ("3 bi", 3e9),
        ("2 lakh", 200000.0),
        ("1.5 crore", 15000000.0),
        ("1.5万", 15000.0),
        ("3亿", 3e8),
        ("2.5E+06", 2500000.0),
        ("2,5E+06", 2500000.0),
        ("'1234", 1234.0),
        ("(1,200.5)", -1200.5),
        ("−5", -5.0),
        ("+12", 12.0),
        ("１２３４", 1234.0),
        ("١٢٣٤", 1234.0),
        ("١٬٢٣٤٫٥", 1234.5),
        ("R$ 1.234,56", 1234.56),
        ("USD 300", 300.0),
        ("1.5 M€", 1500000.0),
        ("3.4%", 0.034),
        ("0,5 %", 0.005),
        ("5‰", 0.005),
        ("\u200e1,234,567\u200e", 1234567.0),
        ("00123", 123.0),
    ],
)
def test_a_text_that_can_be_read_in_one_way_only_is_so_read_in_every_style(text: str, number: float) -> None:
    assert parse_cell(text, POINT) == number
    assert parse_cell(text, COMMA) == number
    assert explain_cell(text, POINT) == ""


@pytest.mark.parametrize(
    ("text", "with_point", "with_comma"),
    [
        ("1.234", 1.234, 1234.0),
        ("1,234", 1234.0, 1.234),
        ("€1.200", 1.2, 1200.0),
        ("-12,345", -12345.0, -12.345),
        ("1,234k", 1234000.0, 1234.0),
    ],
)
def test_a_text_that_can_be_read_in_two_ways_depends_on_the_style(
    text: str, with_point: float, with_comma: float
) -> None:
    assert parse_cell(text, POINT) == with_point
    assert parse_cell(text, COMMA) == with_comma


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("10k-50k", "range"),
        ("10 – 50", "range"),
        ("Jan 2", "date"),
        ("02. Jan", "date"),
        ("2-Mai", "date"),
        ("1/2/2024", "date"),
        ("2024-05-01", "date"),
        ("12:30", "time"),
        ("1..2", "not written like a number"),
        ("1,23,4", "not written like a number"),
        ("1.234.5", "not written like a number"),
        ("12 34", "not written like a number"),
        ("1e400", "not written like a number"),
        ("12 Main Street", "after the number"),
        ("12k/month", "after the number"),
        ("=1+1", "formula"),
        ("<b>5</b>", "before"),
        ("many", "no number"),
        ("9" * 200, "too long"),
    ],
)
def test_what_is_no_single_number_is_refused_with_the_reason(text: str, word: str) -> None:
    assert parse_cell(text, POINT) is None
    assert parse_cell(text, COMMA) is None
    assert word in explain_cell(text, POINT)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", "–", "—", "--", "N/A", "n/a", "N/A'", "NaN", "#VALOR!", "#¡VALOR!", "#VALUE!", "#N/A", "#N/D"),
        *(
            "#REF!",
            "#DIV/0!",
            "#NV",
            "#BEZUG!",
            "null",
            "None",
            "?",
            "unknown",
            "n.d.",
            "k. A.",
            "s/d",
            "\ufeff",
            "\u200c",
            "´",
        ),
    ],
)
def test_words_for_no_value(text: str) -> None:
    assert is_blank_word(text)
    assert parse_cell(text, POINT) is None
    assert explain_cell(text, POINT) == ""


@pytest.mark.parametrize("text", ["0", "1", "alice", "#1", "#alice", "nano", "n/a b", "@-", "x" * 500])
def test_other_words_say_something(text: str) -> None:
    assert not is_blank_word(text)


def test_what_was_read_into_a_number_is_said() -> None:
    assert (parse_cell("10k+", POINT), note_on_cell("10k+", POINT)) == (10000.0, "at least")
    assert (parse_cell("~10k", POINT), note_on_cell("~10k", POINT)) == (10000.0, "about")
    assert (parse_cell("<1k", POINT), note_on_cell("<1k", POINT)) == (1000.0, "at most")
    assert note_on_cell("10k", POINT) == ""


def test_typed_cells() -> None:
    assert parse_cell(3.5, COMMA) == 3.5
    assert parse_cell(7, COMMA) == 7.0
    assert parse_cell(True, POINT) is None
    assert "yes" in explain_cell(True, POINT)
    assert "date" in explain_cell(datetime.date(2024, 1, 2), POINT)
    assert parse_cell(math.nan, POINT) is None
    assert parse_cell(10**400, POINT) is None
    assert parse_cell(None, POINT) is None


@given(
    st.one_of(st.floats(-1e15, 1e15), st.integers(-(10**15), 10**15).map(float)),
    st.sampled_from(WRITINGS),
    st.sampled_from(["", "", "k", " Mio.", "%", " followers", " €"]),
)
def test_a_number_written_in_a_style_is_read_back(value: float, writing: Writing, suffix: str) -> None:
    written = writing.write(value, suffix=suffix)
    if suffix == "%" and len(written) > 5 and written.count(".") + written.count(",") == 1:
        # One mark beside a sign for per cent is the decimal one, whatever the style.
        written = Writing(writing.style, "").write(value, suffix=suffix)
    # Numbers of over 60 digits are refused.
    assume(len(written) <= 100 and sum(map(str.isdigit, written)) <= 60)
    power = {"k": 3, " Mio.": 6, "%": -2}.get(suffix, 0)
    assert parse_cell(written, writing.style) == float(Decimal(repr(value)).scaleb(power))


@given(st.text(max_size=60), st.sampled_from([POINT, COMMA]))
def test_any_text_is_a_number_or_blank_or_refused_with_a_reason(text: str, style: NumberStyle) -> None:
    number = parse_cell(text, style)
    assert number is None or math.isfinite(number)
    assert (number is None) == (is_blank_word(text) or explain_cell(text, style) != "")


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=30), st.sampled_from(WRITINGS))
def test_whole_numbers_of_a_column_in_one_style_are_read_right_where_the_style_is_called_certain(
    values: list[int], writing: Writing
) -> None:
    cells = [writing.write(float(value)) for value in values]
    decision = decide_style(cells)
    if decision.is_certain:
        assert [parse_cell(cell, decision.chosen) for cell in cells] == values


@pytest.mark.parametrize(
    ("cells", "decimal", "is_certain"),
    [
        (["1.234", "2,5"], ",", True),
        (["1,234", "1.5M"], ".", True),
        (["1.234", "1.234.567"], ",", True),
        (["1.234", "0.125"], ".", True),
        (["1.234"], ".", False),
        (["1,234"], ".", False),
        (["1.234", "1,234"], ".", False),
        (["1.234", "12.500", "950"], ",", False),
        (["1.234", "2.345", "3.456"], ".", False),
        ([f"{n}.{n}00" for n in range(1, 120, 9) if n < 10] + [f"{n}.500" for n in range(10, 30)] + ["7"], ",", True),
        (["1,5", "1.5", "2.5", "1,234"], ".", False),
        (["12", "13"], ".", True),
        ([], ".", True),
    ],
)
def test_the_whole_column_decides(cells: list[str], decimal: str, is_certain: bool) -> None:
    decision = decide_style(cells)
    assert decision.chosen.decimal == decimal
    assert decision.is_certain is is_certain


def test_a_column_that_mixes_both_is_decided_and_reported() -> None:
    decision = decide_style(["1.234", "1,234", "5"])
    assert decision.n_ambiguous == 2
    assert decision.examples == ("1.234", "1,234")
    assert "nothing decides 2 cells such as 1.234" in decision.words


def test_the_other_columns_decide_where_the_column_cannot() -> None:
    decision = decide_style(["1.234", "1,234"], hint=COMMA)
    assert decision.chosen.decimal == ","
    assert not decision.is_certain
    assert decide_style(["1.234", "0.125"], hint=COMMA).chosen.decimal == "."


def test_a_style_has_one_of_two_decimal_marks() -> None:
    with pytest.raises(ValueError, match="decimal mark: expected"):
        NumberStyle("x")


@pytest.mark.parametrize(
    ("cells", "unit", "is_certain"),
    [
        (["3.4%", "5%"], ShareUnit.ONE, True),
        (["3.4%", "0.034", "0.05"], ShareUnit.ONE, True),
        (["3.4%", "3.1", "5"], ShareUnit.PER_CENT, True),
        (["3.4", "5.1"], ShareUnit.PER_CENT, False),
        (["0.034", "0.05"], ShareUnit.ONE, False),
        ([0.03] * 12, ShareUnit.ONE, True),
        ([0.03] * 30 + [1.4], ShareUnit.ONE, False),
        (["N/A", None], ShareUnit.ONE, True),
        (["0", "0"], ShareUnit.ONE, True),
    ],
)
def test_shares(cells: list[str | float | None], unit: ShareUnit, is_certain: bool) -> None:
    decision = decide_share(cells, POINT)
    assert decision.chosen is unit
    assert decision.is_certain is is_certain


def test_a_share_is_rounded_once() -> None:
    assert parse_share("3.4", POINT, ShareUnit.PER_CENT) == 0.034
    assert parse_share("3.4%", POINT, ShareUnit.PER_CENT) == 0.034
    assert parse_share(0.034, POINT, ShareUnit.ONE) == 0.034
    assert parse_share(1e-9, POINT, ShareUnit.PER_CENT) == pytest.approx(1e-11)
    assert parse_share("-", POINT, ShareUnit.PER_CENT) is None


@settings(max_examples=20)
@given(st.sampled_from(["1", "1,", "1.", "1 ", "1'", "(", "~", "+", "-", "é", "1k", "a ", "1-", " "]))
def test_long_texts_are_refused_at_once(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert parse_cell(text, POINT) is None
    assert explain_cell(text, POINT) or is_blank_word(text)
