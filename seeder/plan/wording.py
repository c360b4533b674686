"""Sentences about a plan; the numbers in them are computed elsewhere."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from seeder.analysis.outcomes import Outcome
from seeder.analysis.resting import Resting
from seeder.figures import UNITS_OF_VALUE, amount_in_words, counted, hours, listed
from seeder.figures import amount as amount
from seeder.figures import exact as exact
from seeder.figures import number as number
from seeder.figures import percent as percent
from seeder.figures import percent_or_more as percent_or_more
from seeder.plan_document import UnknownNumber
from seeder.scenario.document.documents import DEFAULT_APPROACH

UNITS = UNITS_OF_VALUE
"""Objective → what its value counts."""
REPEATED = {"reach": "views", "clicks": "clicks", "conversions": "conversions"}
"""Objective → what is counted where a person counts as often as they respond."""
ESTIMATED = (
    "Estimated: your follower list is a sample of the people, and value and bound are computed from that sample."
)
"""Printed with a plan that rests on a sample."""

NO_CURRENCY: Mapping[str, str] = MappingProxyType({})
"""Resource → code of its currency, if none has one."""

_PROVED = 1e-6
"""Relative gap up to which a plan is called proved best."""
_CLOSE = 0.01
"""Relative gap up to which a plan is within so much of the best possible, whatever ended the search."""
_WELL_BELOW = 0.9
"""A usual result below this share of the average is pointed out."""
_MATTERS_MORE = 0.6
"""A source of at least this share of the variance matters more than the other."""
_WORTH_FILLING = 0.1
"""A column is worth filling in if defaults in its place carry at least this share of the value."""
_LEAST_GAIN, _LEAST_GAIN_SHARE = 0.5, 1e-3
"""What knowing a number brings is worth a sentence from one of these on: half a click, or this share of the value."""
_MOST_RULES = 5
_DUST = 1e-9
"""Shares that are closer than this to 0 or 1 differ from it by rounding only."""


def _read_alike(first: float, second: float) -> bool:
    """Whether two numbers are shown as the same, or differ by rounding only."""
    is_close = math.isclose(first, second, rel_tol=1e-9)
    return is_close or float(number(first).replace(",", "")) == float(number(second).replace(",", ""))


def reason(
    *,
    objective: str,
    alone_if_yes: float,
    beyond_if_yes: float,
    acceptance: float,
    effort: float,
    added: float,
    rules: Sequence[str],
    is_assumed: bool,
    sizes_from: Sequence[str] = (),
    unknown_costs: Sequence[str] = (),
) -> str:
    """Why an ask is on the plan: what a yes brings alone, and what of that the rest of the plan does not bring."""
    unit = UNITS[objective]
    parts = [f"{number(alone_if_yes)} {unit} if they say yes ({percent(acceptance)} likely)"]
    if alone_if_yes > 0 and beyond_if_yes <= 1e-9 * alone_if_yes:
        parts.append("the rest of the plan reaches all of them")
    elif not _read_alike(beyond_if_yes, alone_if_yes):
        parts.append(f"the rest of the plan does not reach {number(beyond_if_yes)} of them")
    if effort > 0:
        parts.append(f"{number(added / effort)} per hour")
    if is_assumed:
        parts.append("the acceptance is our assumption, not your number")
    if sizes_from:
        parts.append(f"the followers are our estimate from the {' and the '.join(sizes_from)}")
    parts += [f"what a yes costs ({name}) is not known and counted as 0" for name in unknown_costs]
    parts += [f"required by your rule: {rule}" for rule in rules]
    return "; ".join(parts)


def repeats_sentences(*, objective: str, value: float, gross: float, is_weighted: bool) -> tuple[str, ...]:
    """Responses with repeats, for a value that counts each person once; none if both read the same."""
    if _read_alike(gross, value):
        return ()
    what = REPEATED[objective]
    if is_weighted:
        return (f"With repeats: {number(gross)} {what}. The plan counts each person once, by the person's weight.",)
    return (f"With repeats: {number(gross)} {what} by {number(value)} people. The plan counts each person once.",)


def interval_sentence(*, objective: str, low: float | None, high: float | None) -> str:
    """The range in which the expected value lies, whatever the overlaps are that nobody stated."""
    if low is None or high is None:
        return "The overlaps you gave cannot all be true, so no range is certain to contain the result."
    if _read_alike(low, high):
        return "The overlaps you gave determine this number: no unknown overlap can change it."
    # Both ends were moved outwards by less than is shown.
    least, most = (number(float(f"{end:.9g}")) for end in (low, high))
    return f"Depending on overlaps that nobody has measured: {least} to {most} {UNITS[objective]}."


def proof_words(*, status: str, value: float, certified: float | None, is_sample: bool, is_assumed: bool) -> str:
    """What is proved of a plan, and of nothing else: how far it is from the best possible at most.

    ``certified``: what no plan exceeds, as the certificate proves. ``is_assumed`` says that most numbers are defaults:
    the proof is then about those.
    """
    best = "the best possible for this sample" if is_sample else "the best possible"
    if certified is None or not math.isfinite(certified):
        return f"best found; how far below {best} is not known"
    gap = (certified - value) / certified if certified > value else 0.0
    if gap <= _PROVED:
        return f"proved best{' for this sample' if is_sample else ''}{' for these numbers' if is_assumed else ''}"
    if status == "gap_reached" or gap <= _CLOSE:
        return f"within {percent_or_more(gap)} of {best}"
    return f"best found; at most {percent_or_more(gap)} below {best} (proved)"


def outcome_sentences(objective: str, outcome: Outcome, *, value: float) -> tuple[str, ...]:
    """How sure the expected value is, what the range covers, and a warning first if the average misleads."""
    unit = UNITS[objective]
    low, typical, high = (number(end) for end in (outcome.p10, outcome.p50, outcome.p90))
    nobody = percent(outcome.nobody)
    told = []
    if outcome.nobody >= 0.5:
        told.append(
            f"This is a lottery ticket: {nobody} of the time nobody says yes and the plan brings nothing. "
            f"The average of {number(value)} comes from the rare yes."
        )
    elif outcome.p50 <= 0 < value:
        # The chance that nobody says yes takes the acceptances as they are; half of the results or more are nothing.
        told.append(
            f"This is a lottery ticket: about half of the time the plan brings nothing. "
            f"The average of {number(value)} comes from the other cases."
        )
    elif outcome.p50 < _WELL_BELOW * value:
        told.append("Usually the plan brings less: a few very good cases raise the average.")
    if outcome.p10 == outcome.p90:
        likely = f"{typical} {unit} (at least 8 times in 10)"
    else:
        likely = f"{low}–{high} {unit} (8 times in 10), typically {typical}"
    told.append(f"Likely result: {likely}. Chance that nobody says yes: {nobody}.")
    told.append(_range_words(outcome))
    return tuple(told)


def _range_words(outcome: Outcome) -> str:
    """What the range covers, and which part of it matters more."""
    if "rates" not in outcome.over:
        return "This range covers who says yes. It treats all numbers as exact."
    share = outcome.rates_share
    matters = "Both matter about equally"
    if share >= _MATTERS_MORE:
        matters = f"How unsure the numbers are matters more ({percent(share)} of the variance)"
    elif share <= 1 - _MATTERS_MORE:
        matters = f"Who says yes matters more ({percent(1 - share)} of the variance)"
    return f"This range covers who says yes and how unsure the numbers are. {matters}."


_NUMBERS = {"clicks": "click rates", "view": "view rates", "conversion": "conversion rates", "acceptance": "acceptance"}
"""Kind of number → what many of them are called."""
_ALL_OF = {**{kind: f"all {name}" for kind, name in _NUMBERS.items()}, "acceptance": "all acceptances"}
"""Kind of number → what all of them are called."""


def is_mostly_assumed(resting: Resting) -> bool:
    """Whether most of a value rests on defaults."""
    return resting.default >= 0.5


def caution_sentence(resting: Resting) -> str:
    """What is assumed where most of the value rests on defaults, and which columns to fill in instead."""
    by_number = resting.default_by_number
    alike = [name for kind, name in _ALL_OF.items() if by_number.get(kind, 0.0) >= 1 - _DUST]
    if alike and resting.default >= 1 - _DUST:
        told = f"Caution: {' and '.join(alike)} here are our standard assumptions, not your data."
    else:
        told = (
            f"Caution: {percent(resting.default)} of this result comes from our standard assumptions "
            f"({_by_number(by_number)}), not from your data."
        )
    columns = [kind for kind, share in by_number.items() if share >= _WORTH_FILLING]
    many = "columns" if len(columns) > 1 else "column"
    return f"{told} To use your own numbers, fill in the {many} {listed(columns)} of your accounts table."


def resting_sentence(resting: Resting) -> str:
    """Whose numbers the value rests on: the user's, measured ones, or defaults."""
    parts = [
        (percent(share), name)
        for name, share in (("numbers you gave", resting.given), ("your earlier results", resting.measured))
        if share > _DUST
    ]
    if resting.default > _DUST:
        name = f"our standard assumptions ({_by_number(resting.default_by_number)})"
        parts.append((percent(resting.default), name))
    told = [
        f"{share} of this result comes from {name}" if at == 0 else f"{share} from {name}"
        for at, (share, name) in enumerate(parts)
    ]
    return f"{listed(told)}."


def sizes_sentence(n_assumed: int, n_picks: int) -> str:
    """How many asks have followers that nobody gave."""
    return f"Caution: the followers of {n_assumed:,} of {counted(n_picks, 'account')} are our estimates, not your data."


def _by_number(by_number: Mapping[str, float]) -> str:
    return ", ".join(f"{_NUMBERS[kind]} {percent(share)}" for kind, share in by_number.items() if share > _DUST)


def option_name(account: str, approach: str) -> str:
    """An account with its approach in brackets: 'ann (mail)'; alone if it is just asked."""
    return account if approach == DEFAULT_APPROACH else f"{account} ({approach})"


def is_worth_measuring(unknown: UnknownNumber, *, value: float) -> bool:
    """Whether knowing a number would bring more than nothing to a plan of that value, as numbers are shown."""
    most = unknown.gain_at_most
    return number(most) != "0" and (most >= _LEAST_GAIN or most >= _LEAST_GAIN_SHARE * abs(value))


def measure_sentence(objective: str, unknown: UnknownNumber, *, most_elsewhere: float) -> str:
    """Which number to find out first, and what knowing it would bring on average.

    No other number would bring more than ``most_elsewhere``: if that is more, this one is not called the first.
    """
    account, least, most = unknown.account, unknown.gain_at_least, unknown.gain_at_most
    unit = UNITS[objective]
    whom = f"{account} on {unknown.platform}" if unknown.platform else account
    question = {
        "clicks": f"how many clicks does a post of {whom} bring?",
        "view": f"how many people see a post of {whom}?",
        "conversion": f"how many of the clicks on a post of {whom} convert?",
        "acceptance": f"would {option_name(account, unknown.approach or DEFAULT_APPROACH)} say yes?",
    }[unknown.number]
    if most <= least:
        gain = f"about {number(least)} {unit}"
    else:
        gain = f"{number(least)} to {number(most)} {unit}" if least > 0 else f"up to {number(most)} {unit}"
    words = f"{question} Knowing it would be worth {gain}"
    if most_elsewhere <= least or _read_alike(most_elsewhere, least):
        return f"Worth finding out first: {words}."
    return f"Worth finding out: {words}; knowing any other number would be worth at most {number(most_elsewhere)}."


def spending_sentence(
    *,
    spent: Mapping[str, float],
    budget: Mapping[str, float],
    is_reserved: bool,
    currency: Mapping[str, str] = NO_CURRENCY,
) -> str:
    """What the plan uses of every resource; ``is_reserved`` says that costs that only a yes brings count in full."""
    parts = [
        _of_budget(spent[name], budget[name], name, currency)
        if name in budget
        else _without_budget(spent[name], name, currency)
        for name in spent
    ]
    counted = "" if is_reserved else " What a yes costs is multiplied by the chance of a yes."
    return f"Uses {listed(parts)}.{counted}"


def _of_budget(used: float, limit: float, name: str, currency: Mapping[str, str]) -> str:
    """'39.5 of 40 hours', '1,494 of 1,500 (cash)', '1,494 of 1,500 EUR'."""
    return f"{exact(used)} of {amount_in_words(limit, name, currency)}"


def _without_budget(used: float, name: str, currency: Mapping[str, str]) -> str:
    if name != "effort" and name not in currency:
        return f"{exact(used)} ({name}, not limited by a budget)"
    return f"{amount_in_words(used, name, currency)} (not limited by a budget)"


def baselines_sentence(*, objective: str, greedy: float | None, top_followers: float | None) -> str:
    """What two simple ways to pick would bring; a way without a value breaks a rule."""
    ways = {f"picking by {UNITS[objective]} per hour": greedy, "picking the biggest accounts": top_followers}
    bring = [(way, number(value)) for way, value in ways.items() if value is not None]
    told = []
    if bring:
        (first, value), *others = bring
        told.append(
            "For comparison: " + ", ".join([f"{first} brings {value}", *(" ".join(one) for one in others)]) + "."
        )
    told += [f"{_capital(way)} would break one of your rules." for way, value in ways.items() if value is None]
    return " ".join(told)


def leftover_sentences(
    *,
    left: Mapping[str, float],
    spent: Mapping[str, float],
    budget: Mapping[str, float],
    option: tuple[str, str] | None,
    costs: Mapping[str, float],
    shortage: Mapping[str, float],
    rules: Sequence[str],
    is_excluded: bool = False,
    currency: Mapping[str, str] = NO_CURRENCY,
) -> tuple[str, ...]:
    """What is left of the budget, and what keeps the plan from using it.

    Amounts are by resource; those without a budget are not in ``left`` and ``budget``. ``option`` is account and
    approach of the nearest useful option left out, ``shortage`` what it would need beyond what is left, and ``rules``
    those that block it, in the user's words. If all that is left out is banned whatever else is asked, ``is_excluded``.
    """
    parts = [
        f"{_of_budget(left[name], budget[name], name, currency)} left"
        if left[name] > 0
        else _all_used(budget[name], name, currency)
        for name in budget
    ]
    told = [_capital("; ".join(parts)) + "."] if parts else []
    if option is None:
        return (*told, "Every account that would add anything is asked.")
    if is_excluded:
        return (*told, "Every account that would add anything is asked, except those that your rules exclude.")
    short = {name: missing for name, missing in shortage.items() if missing > 0}
    what = f"Next in line: {option_name(*option)}"
    if not short and not rules:
        needs = hours(costs.get("effort", 0.0))
        return (*told, f"{what}. It would still fit ({needs}): give the search more time to improve the plan.")
    blocked = f"blocked by {listed([_rule_words(rule) for rule in rules])}"
    if not short:
        return (*told, f"{what}, {blocked}.")
    more = listed([_further(missing, name, currency) for name, missing in short.items()])
    return (*told, f"{what}, for {more}{f'; it is also {blocked}' if rules else ''}.")


def _all_used(limit: float, name: str, currency: Mapping[str, str]) -> str:
    """'all 40 hours used', 'the one hour is used', 'all 1,500 (cash) used'."""
    if name != "effort":
        return f"all {amount_in_words(limit, name, currency)} used"
    return "the one hour is used" if limit == 1 else f"all {hours(limit)} used"


def conflict_sentences(rules: Sequence[str], *, reason: str = "") -> tuple[str, str]:
    """What is said before and after the rules that contradict each other, or the one that nothing can keep.

    ``reason`` is why the one rule cannot be kept: it includes an account that nobody can ask.
    """
    if reason:
        return reason, "Remove this rule, or give the account an approach that applies to it."
    if len(rules) != 1:
        return "No plan keeps all of your rules. These contradict each other:", "Change or remove one of them."
    return "No plan keeps this rule:", "Change or remove it."


def change_words(rule: str, to: float | None, *, is_only: bool) -> str:
    """A change of a rule: '"budget of 40 hours": at least 55 instead', 'remove "include ann"'."""
    if to is None:
        return f'remove "{rule}"' if is_only else f'change or remove "{rule}"'
    return f'"{rule}": change the number to {exact(round(to, 6))}'


def nobody_sentence(rules: Sequence[tuple[str, str]]) -> str:
    """Which rules, each with its place, and budgets leave nobody to ask."""
    shown = [f'"{rule}" ({at})' for rule, at in rules[:_MOST_RULES]]
    what = listed(shown, len(rules) - _MOST_RULES)
    if len(rules) == 1:
        return f"your rule {what} leaves nobody to ask. Change or remove it."
    return f"together, these leave nobody to ask: {what}. Change or remove one of them."


def few_draws(n_draws: int) -> str:
    """Why the range of results is a rough one."""
    return f"the range of results comes from only {n_draws:,} draws, because the time limit left no time for more."


def no_time_to_search(seconds: float, time_limit: float) -> str:
    """Say that what comes before the search took the whole of a time limit."""
    return (
        f"reading and preparing took {number(seconds)} s, and the time limit is {number(time_limit)} s, so there was "
        "no time to search: this is a simple plan. A longer limit may bring a better one."
    )


def caution(text: str) -> str:
    """Write a note as a caution."""
    return f"Caution: {text}"


def _further(missing: float, name: str, currency: Mapping[str, str]) -> str:
    """What is missing of a resource: 'another half hour', '120 more (cash)', 'another 120 EUR'."""
    if name in currency:
        return f"another {amount_in_words(missing, name, currency)}"
    if name != "effort":
        return f"{exact(missing)} more ({name})"
    return "another half hour" if missing == 0.5 else "another hour" if missing == 1 else f"another {hours(missing)}"


def _rule_words(rule: str) -> str:
    """A rule with whose it is: 'your limit of 60 accounts', 'your rule "exclude rival"'."""
    limit = re.fullmatch(r"at most (\d[\d,]* accounts?\b.*)", rule, flags=re.DOTALL)
    return f"your limit of {limit[1]}" if limit else f'your rule "{rule}"'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
