"""Numbers as people read them."""

from __future__ import annotations

import pytest

from seeder.plan import wording


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (5, "5"), (12345.6, "12,346"), (123.44, "123"), (12.345, "12.3"), (1.5, "1.5"), (1.256, "1.26"),
        (0.1234, "0.123"), (0.00001234, "0.00001234"), (1e-12, "0"), (2.0, "2"),
        (59.99999999999999, "60"), (-59.99999999999999, "-60"), (59.99, "60.0"),
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


def reason(alone: float, beyond: float) -> str:
    return wording.reason(
        objective="clicks",
        alone_if_yes=alone,
        beyond_if_yes=beyond,
        acceptance=0.35,
        effort=2.0,
        added=10.0,
        rules=(),
        is_assumed=False,
    )


@pytest.mark.parametrize(
    ("alone", "beyond", "told"),
    [
        (42.0, 31.0, "31 of them are not reached by the rest of the plan; "),
        (42.0, 42.0, ""),
        (42.0, 42.0 - 1e-12, ""),
        (42.0, 41.99, ""),
        (42.0, 0.0, "the rest of the plan reaches all of them; "),
        (42.0, 1e-15, "the rest of the plan reaches all of them; "),
        (0.0, 0.0, ""),
    ],
)
def test_a_reason_says_how_much_is_new(alone: float, beyond: float, told: str) -> None:
    assert reason(alone, beyond) == f"{wording.number(alone)} clicks if yes, and 35% say yes; {told}5 an hour"


def test_repeats_stand_beside_people_where_they_differ() -> None:
    def told(gross: float, *, objective: str = "clicks", is_weighted: bool = False) -> tuple[str, ...]:
        return wording.repeats_sentences(objective=objective, value=104.0, gross=gross, is_weighted=is_weighted)

    assert told(120.0) == ("With repeats it is 120 clicks by 104 people; the plan counts each person once.",)
    assert told(120.0, objective="reach")[0].startswith("With repeats it is 120 views by 104 people")
    assert told(104.0) == told(104.0 + 1e-12) == ()
    assert "people" not in told(120.0, is_weighted=True)[0]


def test_who_is_excluded_is_not_called_nearest() -> None:
    told = wording.leftover_sentences(
        left={"effort": 1.0},
        spent={"effort": 1.0},
        budget={"effort": 2.0},
        option=("rival", "ask"),
        costs={"effort": 1.0},
        shortage={"effort": 0.0},
        rules=("exclude rival",),
        is_excluded=True,
    )
    assert told == (
        "1 h of 2 h left.",
        "Every account that would add something is asked, but for those that your rules exclude.",
    )


def test_what_a_plan_rests_on() -> None:
    def told(given: float, measured: float, default: float, **by_number: float) -> str:
        return wording.resting_sentence(given=given, measured=measured, default=default, by_number=by_number)

    assert told(1.0, 0.0, 0.0, clicks=0.0) == "It rests 100% on given numbers."
    assert told(0.2, 0.3, 0.5, clicks=0.4, acceptance=0.1) == (
        "It rests 20% on given and 30% on measured numbers and 50% on defaults (click rates 40%, acceptance 10%)."
    )
    assert told(0.0, 0.0, 1.0, view=1.0, acceptance=0.0) == "It rests 100% on defaults (views 100%)."


def test_what_it_would_pay_to_know() -> None:
    def told(number: str, low: float, high: float, *, approach: str | None = None, elsewhere: float = 0.0) -> str:
        return wording.measure_sentence(
            objective="clicks",
            number_kind=number,
            account="ann",
            platform="" if approach else "x",
            approach=approach,
            gain_at_least=low,
            gain_at_most=high,
            most_elsewhere=elsewhere,
        )

    assert told("clicks", 2.5, 2.5) == (
        "It would pay most to know the clicks of a post of ann on x: the best plan would then bring 2.5 clicks more on "
        "average."
    )
    assert "how likely ann is to say yes to mail: the best plan would then bring 1 to 2 clicks more" in told(
        "acceptance", 1.0, 2.0, approach="mail"
    )
    assert "bring up to 2 clicks more" in told("clicks", 0.0, 2.0)
    assert told("clicks", 1.0, 2.0, elsewhere=3.0).startswith("It would pay to know ")
    assert told("clicks", 1.0, 2.0, elsewhere=3.0).endswith("; no other number is worth more than 3.")


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (494.6, 706.0, "Whatever pairs share that is not known: at least 495 and at most 706 clicks."),
        (0.0, 12.345, "Whatever pairs share that is not known: at least 0 and at most 12.3 clicks."),
        # Ends are moved outwards for rounding: that is no news.
        (702.0 * (1 - 1e-11), 702.0 * (1 + 1e-11), "What is known of overlap leaves nothing of that open."),
        (0.0, 0.0, "What is known of overlap leaves nothing of that open."),
        (None, None, "What is stated of pairs cannot all be true: no interval holds the value for certain."),
    ],
)
def test_the_interval_in_words(low: float | None, high: float | None, told: str) -> None:
    assert wording.interval_sentence(objective="clicks", low=low, high=high) == told
