"""Sentences about a plan: numbers as people read them, and what each sentence says."""

from __future__ import annotations

import dataclasses

import pytest

from seeder.analysis.outcomes import Outcome, Percentiles
from seeder.analysis.resting import Resting
from seeder.plan import wording
from seeder.plan_document import UnknownNumber


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
     (0.99999, ">99.99%"), (0.999, "99.9%"), (1 - 2e-16, "100%"), (1 - 1e-11, ">99.99%")],
)  # fmt: skip
def test_percentages(share: float, text: str) -> None:
    assert wording.percent(share) == text


def test_exact_amounts_keep_all_digits() -> None:
    assert wording.exact(1234567.25) == "1,234,567.25"
    assert wording.exact(0.1) == "0.1"
    assert wording.amount(2.5, "effort") == "2.5 h"
    assert wording.amount(400, "cash") == "400 cash"


def test_a_plan_of_one_celebrity_is_called_a_lottery_ticket() -> None:
    told = wording.outcome_sentences("clicks", Outcome(0, 0, 0, 0.98, 1, Percentiles(0, 0, 0)), value=250.0)
    assert told[0] == (
        "This is a lottery ticket: 98% of the time nobody says yes and the plan brings nothing. "
        "The average of 250 comes from the rare yes."
    )
    assert told[1] == "Likely result: 0 clicks (at least 8 times in 10). Chance that nobody says yes: 98%."


def outcome(p50: float = 631, *, rates_share: float | None = None) -> Outcome:
    found = Outcome(227, p50, 1409, 0.0026, 1, Percentiles(300, 631, 1200))
    if rates_share is None:
        return found
    return dataclasses.replace(found, over=("answers", "rates"), rates_share=rates_share)


def test_a_range_says_what_it_covers() -> None:
    likely = "Likely result: 227–1,409 people (8 times in 10), typically 631. Chance that nobody says yes: 0.26%."
    assert wording.outcome_sentences("reach", outcome(), value=640.0) == (
        likely,
        "This range covers who says yes. It treats all numbers as exact.",
    )
    for share, words in (
        (0.75, "How unsure the numbers are matters more (75% of the variance)."),
        (0.1, "Who says yes matters more (90% of the variance)."),
        (0.5, "Both matter about equally."),
    ):
        told = wording.outcome_sentences("reach", outcome(rates_share=share), value=640.0)
        assert told == (likely, f"This range covers who says yes and how unsure the numbers are. {words}")


def test_an_average_above_the_usual_result_is_said_first() -> None:
    told = wording.outcome_sentences("reach", outcome(), value=900.0)
    assert told[0] == "Usually the plan brings less: a few very good cases raise the average."
    told = wording.outcome_sentences("reach", outcome(0.0), value=9.0)
    assert told[0] == (
        "This is a lottery ticket: about half of the time the plan brings nothing. "
        "The average of 9 comes from the other cases."
    )


@pytest.mark.parametrize(
    ("status", "certified", "words"),
    [
        ("optimal", 1000.0, "proved best"),
        ("limit_reached", 1000.0000001, "proved best"),
        ("optimal", 1000.2, "within 0.02% of the best possible"),
        ("optimal", 1027.0, "best found; at most 2.63% below the best possible (proved)"),
        ("gap_reached", 1003.0, "within 0.3% of the best possible"),
        ("limit_reached", 1027.0, "best found; at most 2.63% below the best possible (proved)"),
        ("limit_reached", None, "best found; how far below the best possible is not known"),
    ],
)
def test_a_headline_tells_what_is_proved(status: str, certified: float | None, words: str) -> None:
    def told(**keys: bool) -> str:
        flags = {"is_sample": False, "is_assumed": False, **keys}
        return wording.proof_words(status=status, value=1000.0, certified=certified, **flags)

    assert told() == words
    if words == "proved best":
        assert told(is_assumed=True) == "proved best for these numbers"
        assert told(is_sample=True) == "proved best for this sample"
    else:
        assert told(is_sample=True) == words.replace("the best possible", "the best possible for this sample")


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
        (42.0, 31.0, "the rest of the plan does not reach 31 of them; "),
        (42.0, 42.0, ""),
        (42.0, 42.0 - 1e-12, ""),
        (42.0, 41.99, ""),
        (42.0, 0.0, "the rest of the plan reaches all of them; "),
        (42.0, 1e-15, "the rest of the plan reaches all of them; "),
        (0.0, 0.0, ""),
    ],
)
def test_a_reason_says_how_much_is_new(alone: float, beyond: float, told: str) -> None:
    assert reason(alone, beyond) == f"{wording.number(alone)} clicks if they say yes (35% likely); {told}5 per hour"


def test_repeats_stand_beside_people_where_they_differ() -> None:
    def told(gross: float, *, objective: str = "clicks", is_weighted: bool = False) -> tuple[str, ...]:
        return wording.repeats_sentences(objective=objective, value=104.0, gross=gross, is_weighted=is_weighted)

    assert told(120.0) == ("With repeats: 120 clicks by 104 people. The plan counts each person once.",)
    assert told(120.0, objective="reach")[0].startswith("With repeats: 120 views by 104 people.")
    assert told(104.0) == told(104.0 + 1e-12) == ()
    assert told(120.0, is_weighted=True) == (
        "With repeats: 120 clicks. The plan counts each person once, by the person's weight.",
    )


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
        "1 of 2 hours left.",
        "Every account that would add anything is asked, except those that your rules exclude.",
    )


def test_what_comes_next_is_named_with_what_it_lacks() -> None:
    def told(option: tuple[str, str], *rules: str, **shortage: float) -> tuple[str, ...]:
        return wording.leftover_sentences(
            left={"effort": 0.0, "cash": 6.0},
            spent={"effort": 40.0, "cash": 1494.0},
            budget={"effort": 40.0, "cash": 1500.0},
            option=option,
            costs={"effort": 1.5},
            shortage=shortage,
            rules=rules,
        )

    used = "All 40 hours used; 6 of 1,500 (cash) left."
    assert told(("leon.lang", "mail"), effort=0.5, cash=0.0) == (
        used, "Next in line: leon.lang (mail), for another half hour."
    )  # fmt: skip
    assert told(("ann", "ask"), effort=1.0, cash=120.0)[1] == "Next in line: ann, for another hour and 120 more (cash)."
    assert told(("ann", "ask"), "at most 60 accounts")[1] == "Next in line: ann, blocked by your limit of 60 accounts."
    assert told(("ann", "ask"), "at most one of ann, bob", effort=2.0)[1] == (
        'Next in line: ann, for another 2 hours; it is also blocked by your rule "at most one of ann, bob".'
    )
    assert told(("ann", "ask"))[1] == (
        "Next in line: ann. It would still fit (1.5 hours): give the search more time to improve the plan."
    )


def test_rules_that_nothing_keeps() -> None:
    assert wording.conflict_sentences(["include bob", "budget of 2 hours"]) == (
        "No plan keeps all of your rules. These contradict each other:",
        "Change or remove one of them.",
    )
    reason = "laura.vogel cannot be asked: none of your approaches applies to this account."
    assert wording.conflict_sentences(["include laura.vogel"], reason=reason) == (
        reason,
        "Remove this rule, or give the account an approach that applies to it.",
    )
    assert wording.conflict_sentences(["at least 3 accounts where tier == 'mid'"])[1] == "Change or remove it."


def test_what_a_plan_uses() -> None:
    def told(*, is_reserved: bool = True) -> str:
        return wording.spending_sentence(
            spent={"effort": 40.0, "cash": 1494.0, "samples": 3.0},
            budget={"effort": 40.0, "cash": 1500.0},
            is_reserved=is_reserved,
        )

    assert told() == "Uses 40 of 40 hours, 1,494 of 1,500 (cash) and 3 (samples, not limited by a budget)."
    assert told(is_reserved=False) == f"{told()} What a yes costs is multiplied by the chance of a yes."
    assert wording.spending_sentence(
        spent={"cash": 1494.0, "ads": 20.0, "samples": 3.0},
        budget={"cash": 1500.0},
        is_reserved=True,
        currency={"cash": "EUR", "ads": "USD"},
    ) == ("Uses 1,494 of 1,500 EUR, 20 USD (not limited by a budget) and 3 (samples, not limited by a budget).")
    assert wording.spending_sentence(
        spent={"cash": 5.0, "ads": 0.0},
        budget={"cash": 5.0, "ads": 2.0},
        is_reserved=True,
        currency={"cash": "EUR", "ads": "EUR"},
    ) == ("Uses 5 of 5 EUR (cash) and 0 of 2 EUR (ads).")
    assert wording.spending_sentence(spent={"effort": 1.0}, budget={"effort": 1.0}, is_reserved=True) == (
        "Uses 1 of 1 hour."
    )
    assert wording.spending_sentence(spent={"effort": 1.5}, budget={}, is_reserved=True) == (
        "Uses 1.5 hours (not limited by a budget)."
    )


def test_simpler_ways_to_pick_for_comparison() -> None:
    def told(greedy: float | None, top_followers: float | None) -> str:
        return wording.baselines_sentence(objective="clicks", greedy=greedy, top_followers=top_followers)

    assert told(3004, 2990) == (
        "For comparison: picking by clicks per hour brings 3,004, picking the biggest accounts 2,990."
    )
    assert told(3004, None) == (
        "For comparison: picking by clicks per hour brings 3,004. "
        "Picking the biggest accounts would break one of your rules."
    )
    assert told(None, None) == (
        "Picking by clicks per hour would break one of your rules. "
        "Picking the biggest accounts would break one of your rules."
    )


def test_what_a_plan_rests_on() -> None:
    def told(given: float, measured: float, default: float, **by_number: float) -> str:
        return wording.resting_sentence(Resting(given, measured, default, by_number))

    assert told(1.0, 0.0, 0.0, clicks=0.0) == "100% of this result comes from numbers you gave."
    assert told(0.2, 0.3, 0.5, clicks=0.4, acceptance=0.1) == (
        "20% of this result comes from numbers you gave, 30% from your earlier results and 50% from our standard "
        "assumptions "
        "(click rates 40%, acceptance 10%)."
    )


def test_a_plan_of_nothing_but_defaults_warns() -> None:
    def told(default: float, **by_number: float) -> str:
        return wording.caution_sentence(Resting(1.0 - default, 0.0, default, by_number))

    caution = "Caution: all click rates here are our standard assumptions, not your data."
    fill = "To use your own numbers, fill in the"
    assert told(1.0, clicks=1.0, acceptance=0.059) == f"{caution} {fill} column clicks of your accounts table."
    # What is 1 but for rounding is all of it.
    assert told(1.0 - 2e-16, clicks=1.0 - 1e-15, acceptance=0.0).startswith(caution)
    assert told(1.0, view=1.0, acceptance=1.0) == (
        "Caution: all view rates and all acceptances here are our standard assumptions, not your data. "
        f"{fill} columns view and acceptance of your accounts table."
    )
    assert told(1.0, clicks=0.6, acceptance=0.5) == (
        "Caution: 100% of this result comes from our standard assumptions (click rates 60%, acceptance 50%), "
        f"not from your data. {fill} columns clicks and acceptance of your accounts table."
    )
    assert told(0.999, clicks=0.999) == (
        "Caution: 99.9% of this result comes from our standard assumptions (click rates 99.9%), not from your data. "
        f"{fill} column clicks of your accounts table."
    )


def test_what_it_would_pay_to_know() -> None:
    def told(number: str, low: float, high: float, *, approach: str | None = None, elsewhere: float = 0.0) -> str:
        unknown = UnknownNumber(
            number=number,
            account="ann",
            handle="" if approach else "ann",
            platform="" if approach else "x",
            approach=approach,
            value=0.5,
            low=0.4,
            high=0.6,
            source="default",
            gain_at_least=low,
            gain_at_most=high,
        )
        return wording.measure_sentence("clicks", unknown, most_elsewhere=elsewhere)

    assert told("clicks", 2.5, 2.5) == (
        "Worth finding out first: how many clicks does a post of ann on x bring? Knowing it would be worth about "
        "2.5 clicks."
    )
    assert told("acceptance", 1.0, 2.0, approach="mail") == (
        "Worth finding out first: would ann (mail) say yes? Knowing it would be worth 1 to 2 clicks."
    )
    assert told("acceptance", 75.9, 75.9, approach="ask") == (
        "Worth finding out first: would ann say yes? Knowing it would be worth about 75.9 clicks."
    )
    assert told("view", 0.0, 2.0) == (
        "Worth finding out first: how many people see a post of ann on x? Knowing it would be worth up to 2 clicks."
    )
    assert told("conversion", 0.0, 2.0).startswith(
        "Worth finding out first: how many of the clicks on a post of ann on x convert? "
    )
    assert told("clicks", 1.0, 2.0, elsewhere=3.0) == (
        "Worth finding out: how many clicks does a post of ann on x bring? Knowing it would be worth 1 to 2 clicks; "
        "knowing any other number would be worth at most 3."
    )


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (494.6, 706.0, "Depending on overlaps that nobody has measured: 495 to 706 clicks."),
        (0.0, 12.345, "Depending on overlaps that nobody has measured: 0 to 12.3 clicks."),
        # Ends are moved outwards for rounding: that is no news.
        (
            702.0 * (1 - 1e-11),
            702.0 * (1 + 1e-11),
            "The overlaps you gave determine this number: no unknown overlap can change it.",
        ),
        (0.0, 0.0, "The overlaps you gave determine this number: no unknown overlap can change it."),
        (None, None, "The overlaps you gave cannot all be true, so no range is certain to contain the result."),
    ],
)
def test_the_interval_in_words(low: float | None, high: float | None, told: str) -> None:
    assert wording.interval_sentence(objective="clicks", low=low, high=high) == told


@pytest.mark.parametrize(
    ("low", "high", "value", "is_worth"),
    [
        (0.0, 1e-14, 0.0, False),
        (0.0, 3e-13, 232.0, False),
        (0.0, 0.04, 232.0, False),
        (0.0, 0.3, 232.0, True),
        (0.6, 0.6, 10_000.0, True),
        (0.0, 0.002, 0.8, True),
    ],
)
def test_what_is_worth_nothing_is_not_called_worth_finding_out(
    low: float, high: float, value: float, is_worth: bool
) -> None:
    unknown = UnknownNumber(
        number="acceptance", account="ann", handle="", platform="", approach="ask", value=0.5, low=0.4, high=0.6,
        source="default", gain_at_least=low, gain_at_most=high,
    )  # fmt: skip
    assert wording.is_worth_measuring(unknown, value=value) is is_worth
