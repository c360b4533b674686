"""Numbers into sentences. Computes nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from seeder.figures import amount as amount
from seeder.figures import exact as exact
from seeder.figures import number as number
from seeder.figures import percent as percent
from seeder.figures import percent_or_more as percent_or_more

UNITS = {"reach": "people", "clicks": "clicks", "conversions": "conversions"}
"""Objective → what its value counts."""
REPEATED = {"reach": "views", "clicks": "clicks", "conversions": "conversions"}
"""Objective → what is counted where a person counts as often as they respond."""
ESTIMATED = "Estimated: who follows whom is known of a sample of the people, and value and bound are that sample's."
"""Stands beside a plan that rests on a sample."""


def _read_alike(first: float, second: float) -> bool:
    """Whether two numbers are the same to who reads them: what rounding leaves between them is no difference."""
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
) -> str:
    """Why an ask is on the plan.

    Parameters
    ----------
    alone_if_yes, beyond_if_yes
        What a yes brings were it the only ask, and what of it the rest of the plan is not expected to bring.
    """
    unit = UNITS[objective]
    parts = [f"{number(alone_if_yes)} {unit} if yes, and {percent(acceptance)} say yes"]
    if alone_if_yes > 0 and beyond_if_yes <= 1e-9 * alone_if_yes:
        parts.append("the rest of the plan reaches all of them")
    elif not _read_alike(beyond_if_yes, alone_if_yes):
        parts.append(f"{number(beyond_if_yes)} of them are not reached by the rest of the plan")
    if effort > 0:
        parts.append(f"{number(added / effort)} an hour")
    if is_assumed:
        parts.append("acceptance is assumed, not given")
    parts += [f"asked for by your rule: {rule}" for rule in rules]
    return "; ".join(parts)


def repeats_sentences(*, objective: str, value: float, gross: float, is_weighted: bool) -> tuple[str, ...]:
    """Responses with repeats beside the value, which counts each person once; nothing where they read the same."""
    if _read_alike(gross, value):
        return ()
    what = REPEATED[objective]
    if is_weighted:
        return (f"With repeats it is {number(gross)} {what}; the plan counts each person once, by their worth.",)
    return (f"With repeats it is {number(gross)} {what} by {number(value)} people; the plan counts each person once.",)


def interval_sentence(*, objective: str, low: float | None, high: float | None) -> str:
    """Between which the expected value lies, whatever people the pairs share that nobody stated."""
    if low is None or high is None:
        return "What is stated of pairs cannot all be true: no interval holds the value for certain."
    if _read_alike(low, high):
        return "What is known of overlap leaves nothing of that open."
    # Both ends were moved outwards by less than is shown.
    least, most = (number(float(f"{end:.9g}")) for end in (low, high))
    return f"Whatever pairs share that is not known: at least {least} and at most {most} {UNITS[objective]}."


def outcome_sentences(*, p10: float, p50: float, p90: float, nobody: float) -> tuple[str, ...]:
    """How sure the expected value is; a plan that most likely brings nothing is called by its name."""
    if p10 == p90:
        told = [f"At least eight times in ten it brings {number(p50)}; nobody says yes: {percent(nobody)}."]
    else:
        told = [
            f"Eight times in ten it brings {number(p10)} to {number(p90)}, "
            f"at least half the time {number(p50)} or more; nobody says yes: {percent(nobody)}."
        ]
    if nobody >= 0.5:
        told.append(f"This is a lottery ticket: {percent(nobody)} of the time nobody says yes and it brings nothing.")
    return tuple(told)


def origin_words(origin: str, column: str) -> str:
    """Where a number of an option comes from, by the name of its origin."""
    return {
        "OVERRIDE": "given: overrides table",
        "APPROACH": "given: the approach",
        "ACCOUNT": f"given: column {column}",
    }[origin]


_NUMBERS = {"clicks": "click rates", "view": "views", "conversion": "conversion rates", "acceptance": "acceptance"}
"""Kind of number → what many of them are called."""


def resting_sentence(*, given: float, measured: float, default: float, by_number: Mapping[str, float]) -> str:
    """What the value rests on: 'It rests 20% on given numbers and 80% on defaults (click rates 60%, …)'."""
    parts = [f"{percent(share)} on {name}" for name, share in (("given", given), ("measured", measured)) if share > 0]
    if parts:
        parts[-1] += " numbers"
    if default > 0:
        which = ", ".join(f"{_NUMBERS[kind]} {percent(share)}" for kind, share in by_number.items() if share > 0)
        parts.append(f"{percent(default)} on defaults ({which})")
    return f"It rests {' and '.join(parts)}."


def measure_sentence(
    *,
    objective: str,
    number_kind: str,
    account: str,
    platform: str,
    approach: str | None,
    gain_at_least: float,
    gain_at_most: float,
    most_elsewhere: float,
) -> str:
    """Which number it would pay most to know, and what that would bring on average.

    Parameters
    ----------
    most_elsewhere
        What no other number would bring more than: where that is more, this one is not called the most.
    """
    unit = UNITS[objective]
    what = {
        "clicks": "clicks of a post",
        "view": "views of a post",
        "conversion": "conversions per click",
        "acceptance": f"how likely {account} is to say yes to {approach}",
    }[number_kind]
    whose = what if number_kind == "acceptance" else f"the {what} of {account}{f' on {platform}' if platform else ''}"
    if gain_at_most <= gain_at_least:
        gain = f"{number(gain_at_least)} {unit}"
    elif gain_at_least > 0:
        gain = f"{number(gain_at_least)} to {number(gain_at_most)} {unit}"
    else:
        gain = f"up to {number(gain_at_most)} {unit}"
    brings = f"to know {whose}: the best plan would then bring {gain} more on average"
    if most_elsewhere <= gain_at_least or _read_alike(most_elsewhere, gain_at_least):
        return f"It would pay most {brings}."
    return f"It would pay {brings}; no other number is worth more than {number(most_elsewhere)}."


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
) -> tuple[str, ...]:
    """What is left, and what stands against using it.

    Parameters
    ----------
    left, spent, budget
        Resource → amount; resources without a budget are not in ``left`` and ``budget``.
    option
        Account and approach of the nearest useful option left out; None where none is.
    costs, shortage
        Resource → what that option costs, and what it would need beyond what is left.
    rules
        Rules that stand against it, in the user's words.
    is_excluded
        Whether one of them bans it whatever else is asked, as others ban all that is left out.
    """
    sentences = [
        f"{amount(left[name], name)} of {amount(budget[name], name)} left"
        if left[name] > 0
        else f"all of the {amount(budget[name], name)} spent"
        for name in budget
    ]
    told = [_capital("; ".join(sentences)) + "."] if sentences else []
    if option is None:
        told.append("Every account that would add something is asked.")
        return tuple(told)
    account, approach = option
    if is_excluded:
        told.append("Every account that would add something is asked, but for those that your rules exclude.")
        return tuple(told)
    short = {name: missing for name, missing in shortage.items() if missing > 0}
    what = f"The nearest useful ask left out, {account} by {approach}"
    needs = " and ".join(amount(costs[name], name) for name in short) or amount(costs.get("effort", 0.0), "effort")
    if not short and not rules:
        return (*told, f"{what}, would still fit ({needs}): more time may improve the plan.")
    reasons = []
    if short:
        missing = " and ".join(amount(value, name) for name, value in short.items())
        reasons.append(f"needs {needs}: {missing} more than is left")
    if rules:
        reasons.append(f"is held back by: {'; '.join(rules)}")
    return (*told, f"{what}, {', and '.join(reasons)}.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
