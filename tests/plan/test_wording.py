"""Numbers as people read them."""

from __future__ import annotations

import pytest

from seeder.plan import wording


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (5, "5"), (12345.6, "12,346"), (123.44, "123"), (12.345, "12.3"), (1.5, "1.5"), (1.256, "1.26"),
        (0.1234, "0.123"), (0.00001234, "0.00001234"), (1e-12, "0"), (2.0, "2"),
    ],
)  # fmt: skip
def test_numbers(value: float, text: str) -> None:
    assert wording.number(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0741163, "7.42%"), (0.0441436, "4.42%"), (0.05, "5%"), (0.5, "50%"), (0.0, "0%"), (1e-7, "<0.01%")],
)
def test_at_most_is_rounded_up(share: float, text: str) -> None:
    assert wording.percent_or_more(share) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (1, "100%"), (0.05, "5%"), (0.0025, "0.25%"), (0.35, "35%"), (0.118, "11.8%"), (0.00001, "<0.01%"),
     (0.99999, ">99.99%"), (0.999, "99.9%")],
)  # fmt: skip
def test_percentages(share: float, text: str) -> None:
    assert wording.percent(share) == text


def test_exact_amounts_keep_all_digits() -> None:
    assert wording.exact(1234567.25) == "1,234,567.25"
    assert wording.exact(0.1) == "0.1"
    assert wording.amount(2.5, "effort") == "2.5 h"
    assert wording.amount(400, "cash") == "400 cash"


def test_a_plan_of_one_celebrity_is_called_a_lottery_ticket() -> None:
    told = wording.outcome_sentences(p10=0, p50=0, p90=0, nobody=0.98)
    assert told[-1] == "This is a lottery ticket: 98% of the time nobody says yes and it brings nothing."
    assert len(wording.outcome_sentences(p10=1, p50=2, p90=3, nobody=0.1)) == 1
