"""Numbers of tables: what the rule allows is read exactly, and nothing else is."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.scenario.numbers import number_of, numbers_of, parse_number, way_out_of, whole_where_near

POWERS = {"": 0, "k": 3, "M": 6, "B": 9}
DIGITS = st.integers(min_value=0, max_value=10**12)
PARTS = st.none() | st.text(alphabet="0123456789", max_size=6)
# The rule in other words than the module's: digits, or groups of three behind one to three that begin with none of 0.
GROUPED = re.compile(r"[1-9]\d{0,2}(,\d{3})+", re.ASCII)
EXPONENT = re.compile(r"-?(\d+(\.\d*)?|\.\d+)[eE][+-]?\d{1,4}", re.ASCII)


@given(
    whole=DIGITS,
    part=PARTS,
    is_grouped=st.booleans(),
    is_negative=st.booleans(),
    suffix=st.sampled_from(sorted(POWERS)),
    percent=st.sampled_from(["", "%"]),
)
def test_every_accepted_style_is_read_as_the_nearest_float(
    whole: int, part: str | None, is_grouped: bool, is_negative: bool, suffix: str, percent: str
) -> None:
    sign = "-" if is_negative else ""
    digits = f"{whole:,}" if is_grouped else str(whole)
    text = f"{sign}{digits}{'' if part is None else '.' + part}{suffix}{percent}"
    exact = (whole + Fraction(int(part), 10 ** len(part)) if part else Fraction(whole)) * 10 ** POWERS[suffix]
    exact = exact / 100 if percent else exact
    assert parse_number(text) == float(-exact if is_negative else exact)


@given(
    whole=st.none() | DIGITS,
    part=PARTS,
    is_negative=st.booleans(),
    letter=st.sampled_from("eE"),
    exponent=st.integers(min_value=-30, max_value=30),
    style=st.sampled_from(["{}", "{:+}", "{:+03}", "{:03}"]),
)
def test_an_exponent_is_read_as_the_nearest_float(
    whole: int | None, part: str | None, is_negative: bool, letter: str, exponent: int, style: str
) -> None:
    part = part or "5" if whole is None else part
    text = ("-" if is_negative else "") + ("" if whole is None else str(whole)) + ("" if part is None else f".{part}")
    digits = Fraction(f"{whole or 0}.{part or 0}") * Fraction(10) ** exponent
    assert parse_number(text + letter + style.format(exponent)) == float(-digits if is_negative else digits)


@given(text=st.text(alphabet="0123456789.,kMB% -+eE", max_size=8) | st.text(max_size=6))
def test_anything_else_is_refused(text: str) -> None:
    body = text.removeprefix("-")
    body = body.removesuffix("%")
    body = body[:-1] if body[-1:] in ("k", "M", "B") else body
    whole, point, part = body.partition(".")
    is_number = (GROUPED.fullmatch(whole) or re.fullmatch(r"[0-9]+", whole)) and re.fullmatch(r"[0-9]*", part)
    is_bare_part = not whole and point and re.fullmatch(r"[0-9]+", part)
    has_exponent = EXPONENT.fullmatch(text) and abs(float(text)) < math.inf
    assert (parse_number(text) is not None) == bool(is_number or is_bare_part or has_exponent)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0.0),
        ("007", 7.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1,234,567.5", 1234567.5),
        ("1.2M", 1_200_000.0),
        ("13.8k", 13_800.0),
        ("2B", 2e9),
        ("3.4%", 0.034),
        ("100%", 1.0),
        ("-3", -3.0),
        ("1e-06", 1e-06),
        ("2.5E+3", 2500.0),
        ("1e5", 100_000.0),
        ("-.5e1", -5.0),
        ("1e-999", 0.0),
        ("1" + "0" * 200, 1e200),
    ],
)
def test_numbers_as_people_write_them(text: str, number: float) -> None:
    assert parse_number(text) == number


def test_minus_nought_is_nought() -> None:
    assert math.copysign(1.0, parse_number("-0") or 0.0) == 1.0


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "1,23", "0,500", "1.234,5", "1,234e5", "1e", "e5", "1e5k", "1ke5", "1e5%",
     "1e400", "-inf", "1e1.5", "1e 5", "+5", "$5", "5 %", "1.2m", "1K", "NaN", "inf", "--3", "5%%",
     "٣", "1\u00a0000", "9" * 400, "1" * 399 + "B", "9" * 100_000, ".", "-", "%", "k", "1_000", "0x1F"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None
    assert way_out_of(text)


def test_cells_of_every_type() -> None:
    numbers, refused = numbers_of(["", None, 5, 2.5, "1k", True, float("nan"), float("inf"), 10**400, "x"])
    assert refused == [5, 6, 7, 8, 9]
    assert numbers[2:5].tolist() == [5.0, 2.5, 1000.0]
    assert all(math.isnan(number) for number in (*numbers[:2], *numbers[5:]))


@given(cells=st.lists(st.text("0123456789.", max_size=6) | st.sampled_from(["", "1,234", "1e5", "nan", "٣", "1_0"])))
def test_a_column_has_the_numbers_of_its_cells(cells: list[str]) -> None:
    numbers, refused = numbers_of(cells)
    expected = [number_of(cell) for cell in cells]
    assert refused == [position for position, number in enumerate(expected) if number is None]
    np.testing.assert_array_equal(numbers, [np.nan if number is None else number for number in expected])


def test_a_truth_is_no_number() -> None:
    assert number_of(False) is None


def test_numbers_are_whole_within_the_rounding_of_floats() -> None:
    numbers = np.array([434.99999999999994, 0.30000000000000004 * 1000, 2_874_000_000.0000005, 2.5, 7.00001, np.nan])
    whole = whole_where_near(numbers)
    assert whole[:5].tolist() == [435.0, 300.0, 2_874_000_000.0, 2.5, 7.00001]
    assert math.isnan(whole[5])
