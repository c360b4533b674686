"""Decides how to read the numbers of a whole column: with a decimal point or a decimal comma."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from seeder.figures import counted
from seeder.importing.numbers.number_cells import COMMA, POINT, Decision, NumberStyle
from seeder.importing.numbers.number_texts import NumberText, read_number_text
from seeder.importing.raw_cells import RawCell

_N_EXAMPLES = 3
_LONGEST_EXAMPLE = 30
_MOST_LOOKED_AT = 5_000
_LEAST_ALIKE = 3
_LEAST_CLEAR = 10


def decide_style(cells: Sequence[RawCell], *, hint: NumberStyle | None = None) -> Decision[NumberStyle]:
    """Decide how a whole column is written; blank cells and cells that are no number do not count.

    A cell such as 1,5 or 1.234.567 or 0.125 can be read in one way only, and it is, whatever the style; it is also
    evidence for the others. 1.234 and 1,234 depend on the style. In this order decide: cells that fit one way alone, by
    their majority; the number of digits behind the mark if many cells have three; the hint, which is the style of the
    table's other columns; that number if fewer have three; the decimal point.
    """
    texts = [cell for cell in cells if isinstance(cell, str)]
    found = [
        (text, number) for text in texts if (number := read_number_text(text)).reason == "" and not number.is_blank
    ]
    only_point = [text for text, number in found if number.with_comma is None]
    only_comma = [text for text, number in found if number.with_point is None]
    depends = [(text, number) for text, number in found if number.mark]
    examples = _examples(text for text, _ in depends)
    if not depends:
        style = COMMA if len(only_comma) > len(only_point) else hint or POINT
        if only_point and len(only_point) >= len(only_comma):
            style = POINT
        return Decision(style, True, "every number can be read in only one way")
    n = len(depends)
    about = f"{counted(n, 'cell')} such as {examples[0]}"
    if only_point or only_comma:
        style, evidence = (POINT, only_point) if len(only_point) >= len(only_comma) else (COMMA, only_comma)
        against = only_comma if style is POINT else only_point
        shown = " and ".join(_examples(evidence)[:2])
        words = f"{_mark(style)}, because of {counted(len(evidence), 'cell')} such as {shown}; this decides {about}"
        if against:
            words += f"; but {len(against):,} such as {_examples(against)[0]} use the other mark"
        return Decision(style, not against, words, n, examples)
    found_out = _by_digits(depends, [text for text, number in found if not number.mark], about, examples)
    if hint is None or found_out.is_certain:
        return found_out
    style = COMMA if hint.decimal == "," else POINT
    words = f"{_mark(style)}, as in the other columns; nothing in this column decides {about}"
    return Decision(style, False, words, n, examples)


def _by_digits(
    depends: Sequence[tuple[str, NumberText]], others: Sequence[str], about: str, examples: tuple[str, ...]
) -> Decision[NumberStyle]:
    """Decide where all cells with a mark have three digits behind it: such a mark groups, more surely with more."""
    n = len(depends)
    marks = {number.mark for _, number in depends}
    if len(marks) > 1:
        words = f"{_mark(POINT)} by default: both marks are followed by three digits, so nothing decides {about}"
        return Decision(POINT, False, words, n, examples)
    mark = marks.pop()
    grouped = POINT if mark == "," else COMMA
    leading = [len(re.sub(r"[^0-9].*", "", re.sub(r"^[^0-9]*", "", text))) for text, _ in depends[:_MOST_LOOKED_AT]]
    plain = [len(re.sub(r"[^0-9]", "", text)) for text in others[:_MOST_LOOKED_AT]]
    shown = "comma" if mark == "," else "point"
    # 12.500 is hardly a decimal: who writes those leaves zeros at the end out.
    has_zeros = any(re.search(r"0(?![0-9])", text.split(mark)[-1]) for text, _ in depends)
    if mark == "." and not has_zeros and (n < _LEAST_ALIKE or (max(leading) == 1 and not plain)):
        words = f"{_mark(POINT)} by default: nothing in the column decides {about}"
        return Decision(POINT, False, words, n, examples)
    is_clear = n >= _LEAST_CLEAR and len(set(leading)) > 1 and all(size <= 3 for size in plain)
    words = f"{_mark(grouped)}: each {shown} is followed by three digits, so it separates thousands in {about}"
    return Decision(grouped, is_clear, words, n, examples)


def _mark(style: NumberStyle) -> str:
    return "decimal point" if style.decimal == "." else "decimal comma"


def _examples(texts: Iterable[str]) -> tuple[str, ...]:
    different = dict.fromkeys(" ".join(text.split())[:_LONGEST_EXAMPLE] for text in texts)
    return tuple(different)[:_N_EXAMPLES]
