"""Reads one text as a number in two ways: with a decimal point, and with a decimal comma."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from seeder.importing.numbers.number_words import currencies, explain_meanings, is_blank_word, is_unit, power_of

LONGEST_NUMBER = 120
"""Most characters of a text that is looked at as a number."""

_MOST_DIGITS = 60
_SAME = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f\u2009\u2007\u2008\u200a\u2002\u2003\u3000\t\n\r\x0b\x0c", " "),
        **dict.fromkeys("’‘′ʼ´`＇", "'"),
        **dict.fromkeys("−﹣－‒–‐‑", "-"),
        **dict.fromkeys(
            "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
        ),
        "＋": "+",
        "．": ".",
        "，": ",",
        "％": "%",
        "٪": "%",
        "﹪": "%",
        "～": "~",
        "∼": "~",
        "＄": "$",
        "￥": "¥",
        "（": "(",
        "）": ")",
        "٫": "\ue000",
        "٬": "'",
    }
)
_ARABIC_POINT = "\ue000"
_QUALIFIERS = (
    (
        "at least",
        ("+", ">=", "=>", "≥", ">", "at least", "over", "more than", "über", "ueber", "mehr als", "mindestens"),
    ),
    ("at least", ("más de", "mas de", "mais de", "plus de", "al menos", "pelo menos", "au moins")),
    ("at most", ("<=", "=<", "≤", "<", "under", "less than", "unter", "weniger als", "up to", "bis zu", "menos de")),
    ("about", ("~", "≈", "≃", "±", "about", "approx.", "approx", "around", "circa", "ca.", "ca", "c.", "etwa", "rund")),
    ("about", ("aprox.", "aprox", "cerca de", "environ", "env.", "alrededor de", "unos")),
    ("about", ("almost", "nearly", "roughly", "fast", "knapp", "casi", "quase", "presque")),
)
_CORE = re.compile(rf"(?:[0-9]|[.,{_ARABIC_POINT}](?=[0-9]))(?:[0-9.,{_ARABIC_POINT}]|[' ](?=[0-9]))*")
# Marks of footnotes as encyclopedias set them: 661[12], 392[a][b], 100*, 12†.
_FOOTNOTES = re.compile(r"(?:\[[^\[\]]{1,20}\]\s?|[*†‡§¹²³⁰⁴-⁹]){1,8}")
_EXPONENT = re.compile(r"[eE]([+-]?[0-9]{1,3})(?![0-9A-Za-z])")
# Vowel signs of Indian scripts and of Thai are no letters for \w.
_LETTER = r"[^\W\d_]|[\u0900-\u0e4e]"
_WORD = re.compile(rf"(?:{_LETTER})+\.?")
_SECOND_WORD = re.compile(rf" ?((?:{_LETTER})+)")
_FIRST_CJK = "\u2e80"
RANGE = "it is a range, not a single number"
"""Why a text such as 10k-50k is no number."""
_RANGE = re.compile(
    r"[0-9][0-9.,' ]{0,20}[^\W\d_]{0,8}\.?\s?[%$€£]?\s?"
    r"(?:-|—|/|~|\.\.|to|bis|a|à|até|hasta|and)\s?[$€£]?[0-9][^-]{0,40}"
)
_SIMPLE = re.compile(r"(-?)([0-9]{1,30})(?:([.,])([0-9]{1,30}))?([kKmMbB]?)(%?)")
_MONTH = (
    "jan|feb|mar|mär|mrz|apr|may|mai|maj|jun|jul|aug|sep|sept|oct|okt|out|nov|dec|dez|dic|ene|abr|ago|set|fev|janv|févr"
    "|avr|juin|juil|août|déc"
)
_DATE = re.compile(
    rf"[0-9]{{1,4}}\s?[./-]\s?[0-9]{{1,2}}\s?[./-]\s?[0-9]{{1,4}}(?:[ T].{{0,20}})?"
    rf"|[0-9]{{1,2}}\.?[ -]?(?:{_MONTH})[a-z]{{0,7}}\.?(?:[ -][0-9]{{2,4}})?"
    rf"|(?:{_MONTH})[a-z]{{0,7}}\.?[ -][0-9]{{1,4}}(?:,? [0-9]{{4}})?",
    re.IGNORECASE,
)
_TIME = re.compile(r"[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?(?:\s?[ap]m)?", re.IGNORECASE)

_THREES = {mark: re.compile(rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+") for mark in ",. '"}
_INDIAN = {
    mark: re.compile(rf"[1-9][0-9]?(?:{re.escape(mark)}[0-9]{{2}})+{re.escape(mark)}[0-9]{{3}}") for mark in ", "
}


@dataclass(frozen=True, slots=True)
class NumberText:
    """A text read as a number in both ways."""

    # The number where `.` or where `,` is the decimal mark; None if it is none so.
    with_point: float | None = None
    with_comma: float | None = None
    mark: str = ""  # the one mark on which it depends, `.` or `,`; '' if both ways agree or only one is possible
    is_percent: bool = False  # whether a sign says per cent or per mille; the numbers are shares then
    note: str = ""  # what was read into it: `at least`, a unit; '' if nothing
    reason: str = ""  # why it is no number in either way; '' if it is one, or blank
    is_blank: bool = False
    has_unit: bool = False  # whether a letter, a word or an exponent says what it counts in: `1.2M`, `980 mil`, `1.2e6`
    doubt: str = ""  # what that word means in other languages; '' if it means the same in all, or the language is known

    @property
    def is_number(self) -> bool:
        """Whether it is a number in one of the two ways."""
        return self.with_point is not None or self.with_comma is not None


@lru_cache(maxsize=200_000)
def read_number_text(text: str, language: str = "") -> NumberText:
    """Read a text as a number in both ways; linear in its length, which is limited.

    Words count in a language, given by its code: Turkish ``B`` is *bin*, a thousand; '' if it is not known.
    """
    simple = _SIMPLE.fullmatch(text)
    if simple is not None and simple[5] not in ("b", "B"):
        return _read_simple(*simple.groups())
    if is_blank_word(text):
        return NumberText(is_blank=True)
    if len(text) > LONGEST_NUMBER:
        return NumberText(reason="it is too long for a number")
    plain = text.translate(_SAME)
    if not plain.isascii():
        plain = "".join(_ascii_digit(character) for character in plain)
    plain = plain.strip()
    # Spreadsheets write an apostrophe before what they are to keep as text.
    if plain.startswith("'"):
        plain = plain[1:].strip()
    if is_blank_word(plain):
        return NumberText(is_blank=True)
    if _DATE.fullmatch(plain) and not any(_THREES[mark].fullmatch(plain) for mark in ",."):
        return NumberText(reason="it is a date; spreadsheets turn numbers such as 1.2 into dates")
    if _TIME.fullmatch(plain):
        return NumberText(reason="it is a time or a length of time")
    return _without_frame(plain, language)


def _read_simple(sign: str, whole: str, mark: str | None, part: str | None, suffix: str, percent: str) -> NumberText:
    """Read what most cells are: digits, at most one mark, a letter or a sign."""
    power = (power_of(suffix) or 0) - (2 if percent else 0)
    if part is None:
        value = _as_float(sign, whole, power)
        return NumberText(value, value, is_percent=bool(percent), has_unit=bool(suffix))
    decimal = _as_float(sign, f"{whole}.{part}", power)
    if percent and len(part) == 3:
        return NumberText(decimal, decimal, is_percent=True)
    if len(part) != 3 or len(whole) > 3 or whole[0] == "0":
        point, comma = (decimal, None) if mark == "." else (None, decimal)
        return NumberText(point, comma, is_percent=bool(percent), has_unit=bool(suffix))
    grouped = _as_float(sign, whole + part, power)
    point, comma = (decimal, grouped) if mark == "." else (grouped, decimal)
    return NumberText(point, comma, mark or "" if point != comma else "", has_unit=bool(suffix))


def _ascii_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _without_frame(plain: str, language: str) -> NumberText:
    """Take signs, qualifiers and currencies off the front, and read the rest."""
    notes: list[str] = []
    is_negative = False
    rest = plain
    if rest.startswith("(") and rest.endswith(")") and len(rest) > 2:
        is_negative, rest = True, rest[1:-1].strip()
    for _ in range(4):
        before = rest
        for word, spellings in _QUALIFIERS:
            for spelling in spellings:
                if rest.casefold().startswith(spelling) and _ends_word(rest, len(spelling)):
                    rest = rest[len(spelling) :].strip()
                    # A plus before a number is its sign as often as it is "at least".
                    if spelling != "+":
                        notes.append(word)
                    break
        if rest.startswith("-") and not is_negative:
            is_negative, rest = True, rest[1:].strip()
        rest = _without_currency(rest)
        if rest == before:
            break
    core = _CORE.match(rest)
    if core is None:
        return NumberText(
            reason="there is no number in it" if not any(map(str.isdigit, rest)) else "there is text before the number"
        )
    return _with_tail(rest, core, notes, language, is_negative=is_negative)


def _ends_word(text: str, position: int) -> bool:
    return not text[position - 1].isalpha() or not text[position : position + 1].isalpha()


def _without_currency(rest: str) -> str:
    folded = rest[:8].casefold()
    for currency in currencies():
        if folded.startswith(currency) and _ends_word(rest, len(currency)):
            return rest[len(currency) :].strip()
    return rest


def _with_tail(rest: str, core: re.Match[str], notes: list[str], language: str, *, is_negative: bool) -> NumberText:
    """Read what follows the digits: exponent, multiplier, per cent, currency, unit, plus."""
    digits = core.group()
    tail = rest[core.end() :]
    power = 0
    exponent = _EXPONENT.match(tail)
    if exponent:
        power, tail = int(exponent[1]), tail[exponent.end() :]
    tail = tail.strip()
    has_unit, doubt = exponent is not None, ""
    if not exponent:
        word, rest_of_tail = _multiplier(tail)
        found = power_of(word, language)
        power += found or 0
        has_unit = found is not None
        if has_unit and found == power_of(word):
            doubt = explain_meanings(word)
        tail = rest_of_tail
    is_percent = False
    while tail:
        if tail[0] in "%‰" and not is_percent:
            is_percent = True
            power -= 2 if tail[0] == "%" else 3
            tail = tail[1:].strip()
        elif tail[0] == "+":
            notes.append("at least")
            tail = tail[1:].strip()
        elif _FOOTNOTES.fullmatch(tail):
            notes.append("a footnote mark was removed")
            tail = ""
        elif (shorter := _without_currency(tail)) != tail:
            tail = shorter
        elif is_unit(tail):
            notes.append(f"counted in {tail}")
            tail = ""
        else:
            is_range = _RANGE.match(rest) is not None
            reason = RANGE if is_range else "there is text after the number"
            return NumberText(reason=reason)
    point, comma = _in_both_ways(digits, decimal_only=is_percent or exponent is not None)
    sign = "-" if is_negative else ""
    with_point = _as_float(sign, point, power)
    with_comma = _as_float(sign, comma, power)
    if with_point is None and with_comma is None:
        return NumberText(reason="it is not written like a number")
    mark = ""
    if with_point is not None and with_comma is not None and with_point != with_comma:
        mark = "." if "." in digits else ","
    note = ", ".join(dict.fromkeys(notes))
    return NumberText(with_point, with_comma, mark, is_percent, note, has_unit=has_unit, doubt=doubt)


def _multiplier(tail: str) -> tuple[str, str]:
    """Word of a power of ten at the start, '' if none is, and what follows it."""
    first = _WORD.match(tail)
    if first is None:
        return "", tail
    second = _SECOND_WORD.match(tail, first.end())
    if second is not None:
        both = f"{first.group()} {second[1]}"
        if power_of(both) is not None:
            return both, tail[second.end() :].strip()
    # Chinese, Japanese and Korean set no blank between the word and what is counted: 万粉丝.
    shorter = (2, 1) if tail[0] >= _FIRST_CJK else ()
    for end in (first.end(), *shorter):
        if power_of(tail[:end]) is not None:
            return tail[:end], tail[end:].strip()
    return "", tail


def _in_both_ways(digits: str, *, decimal_only: bool) -> tuple[str | None, str | None]:
    """Digits with a point for the decimal mark, under a decimal point and under a decimal comma."""
    if sum(map(str.isdigit, digits)) > _MOST_DIGITS:
        return None, None
    if _ARABIC_POINT in digits:
        plain = _as_decimal(digits.replace(_ARABIC_POINT, "."), ".", ",'") if digits.count(_ARABIC_POINT) == 1 else None
        return plain, plain
    digits = digits.rstrip(".,") if len(digits) > 1 and digits[-1] in ".," and digits[:-1].isdigit() else digits
    if digits.isdigit():
        return digits, digits
    point = _as_decimal(digits, ".", ", '")
    comma = _as_decimal(digits, ",", ". '")
    if decimal_only and point is not None and comma is not None and digits.count(".") + digits.count(",") == 1:
        # 3.456 % and 2,500E+06: the mark is the decimal one, as nobody groups the thousands of such numbers.
        point = comma = digits.replace(",", ".").replace(" ", "").replace("'", "")
    return point, comma


def _as_decimal(digits: str, decimal: str, groupings: str) -> str | None:
    whole, mark, part = digits.partition(decimal)
    if mark and not part.isdigit():
        return None
    if not whole and mark:
        return f"0.{part}"
    if whole.isdigit():
        return f"{whole}.{part}" if mark else whole
    for grouping in groupings:
        is_grouped = _THREES[grouping].fullmatch(whole) or (grouping in _INDIAN and _INDIAN[grouping].fullmatch(whole))
        if is_grouped:
            joined = whole.replace(grouping, "")
            return f"{joined}.{part}" if mark else joined
    return None


def _as_float(sign: str, digits: str | None, power: int) -> float | None:
    """Round once: 1.2 and a power of 6 are 1200000.0 exactly."""
    if digits is None:
        return None
    value = float(f"{sign}{digits}e{power}")
    # Adding 0 turns −0 into 0.
    return value + 0.0 if abs(value) < float("inf") else None
