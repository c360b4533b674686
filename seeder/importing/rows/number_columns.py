"""Reads columns of numbers, each in one style of writing, and separates wrong cells from blank ones."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import median

import numpy as np

from seeder.figures import counted
from seeder.importing.columns.layout import Used
from seeder.importing.columns.roles import SHARES_OF_ONE, Factor, Role
from seeder.importing.numbers.number_cells import COMMA, POINT, NumberStyle, explain_cell, note_on_cell, parse_cell
from seeder.importing.numbers.number_styles import decide_style
from seeder.importing.numbers.number_texts import read_number_text
from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.numbers.shares import ShareUnit, decide_share, parse_share
from seeder.importing.raw_cells import Guess, Guesses, RawCell, is_blank_cell
from seeder.problem.arrays import FloatArray
from seeder.scenario.numbers import MOST_PEOPLE, number_of

_LEAST_DOUBTED = 1e9
_MOST_LOOKED_AT = 2_000
_WHOLE = frozenset((Role.FOLLOWERS, Role.FOLLOWING, Role.POSTS))
_PEOPLE = frozenset((Role.FOLLOWERS, Role.FOLLOWING))
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class NumberColumn:
    """A column as numbers."""

    used: Used
    numbers: FloatArray  # NaN if blank, not known, or no number, shape (n_rows,)
    unknown: frozenset[int]  # rows whose cell says that nothing is known: `N/A`, `-`, `#VALOR!`
    refused: dict[int, str]  # row → why its cell is no number
    told: tuple[str, ...]  # what a person should know of the whole column
    guesses: tuple[Guess, ...]  # what was decided though the cells leave it open
    style: NumberStyle | None = None  # how the column is written; None if scenario tables' strict rules hold

    def note(self, row: int) -> str:
        """What was read into a cell that is a number in other than plain words, '' if nothing."""
        return "" if self.style is None else note_on_cell(self.used.column.cells[row], self.style)


def find_common_style(columns: Sequence[Used]) -> NumberStyle | None:
    """The style that columns agree on which leave no choice; None if none does or they differ."""
    found = set()
    for used in columns:
        cells = used.column.cells[:_MOST_LOOKED_AT]
        # What is decided against the hint was decided by the cells.
        for hint, other in ((POINT, ","), (COMMA, ".")):
            decision = decide_style(cells, hint=hint)
            if decision.is_certain and decision.chosen.decimal == other:
                found.add(COMMA if other == "," else POINT)
    return found.pop() if len(found) == 1 else None


def read_numbers(
    used: Used, *, hint: NumberStyle | None = None, language: str = "", is_own_format: bool = False
) -> NumberColumn:
    """Read a column of numbers, with the style of the table's other columns as a hint.

    The language is the code of that of the headers, '' if they tell none. Cells of an import's own format follow the
    strict rules of scenario tables: then nothing is decided by the column.
    """
    cells = used.column.cells
    if is_own_format:
        return _read(
            used,
            lambda cell: None if isinstance(cell, datetime.date) else number_of(cell),
            lambda cell: "it is not a number",
        )
    decision = decide_style(cells, hint=hint)
    name = used.column.name
    told: list[str] = []
    guesses = Guesses()
    style, words = decision.chosen, decision.words.rstrip(".")
    if used.meaning.role in _WHOLE and not decision.is_certain and used.meaning.factor is Factor.ONE:
        style = _whole_style(cells, style)
        if style.decimal != decision.chosen.decimal:
            words = f"decimal {'comma' if style.decimal == ',' else 'point'}, as {used.meaning.role.value} are whole"
    style = replace(style, language=language)
    if not decision.is_certain and decision.n_ambiguous:
        examples = ", ".join(decision.examples)
        guesses.add(
            f"numbers of {name!r}",
            words,
            f"{counted(decision.n_ambiguous, 'cell')} could be read differently, such as {examples}",
            f"--decimal {'.' if style.decimal == ',' else ','}",
        )
    elif decision.n_ambiguous:
        told.append(words)
    parse: Callable[[RawCell], float | None]
    if used.meaning.role in SHARES_OF_ONE:
        share = decide_share(cells, style)
        unit_of_column, is_said = share.chosen, used.meaning.is_percent and not _are_formatted(cells)
        if is_said:
            unit_of_column = ShareUnit.PER_CENT
            told.append("per cent, even if a cell has no % sign, because the header says so")
        else:
            told.append(share.words)
        if not (share.is_certain or is_said) and any(not is_blank_cell(cell) for cell in cells):
            reason = share.words.removeprefix(f"{share.chosen.value}, because ")
            guesses.add(f"shares of {name!r}", share.chosen.value, reason, f'--map carry="{name}"')
        parse = partial(parse_share, style=style, unit=unit_of_column)
    else:
        parse = partial(parse_cell, style=style)
    found = _read(used, parse, partial(explain_cell, style=style), told=told, guesses=guesses, style=style)
    if used.meaning.role in _PEOPLE:
        found = _scaled(_without_doubtful_people(found, language))
        return replace(found, numbers=tidy(found.numbers))
    return found if used.meaning.role in SHARES_OF_ONE else _scaled(found)


def _without_doubtful_people(column: NumberColumn, language: str) -> NumberColumn:
    """Refuse billions of followers whose word means less in another language: Turkish 13,8 B is 13,800."""
    numbers, refused = column.numbers.copy(), dict(column.refused)
    for row in np.flatnonzero(column.numbers >= _LEAST_DOUBTED).tolist():
        doubt = read_number_text(column.used.column.texts[row], language).doubt
        if doubt:
            numbers[row] = np.nan
            refused[row] = f"{doubt}; write the number out"
    return replace(column, numbers=numbers, refused=refused)


def _whole_style(cells: Sequence[RawCell], style: NumberStyle) -> NumberStyle:
    """The other style where only by that all cells are whole: nobody has 1.234 followers."""
    other = COMMA if style.decimal == "." else POINT
    parts = {one: [number for cell in cells if (number := parse_cell(cell, one)) is not None] for one in (style, other)}
    if all(number.is_integer() for number in parts[style]):
        return style
    return other if all(number.is_integer() for number in parts[other]) else style


def _are_formatted(cells: Sequence[RawCell]) -> bool:
    """Whether cells are typed numbers up to 1: a workbook shows 0.034 as 3.4% and hands over 0.034."""
    numbers = [cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)]
    return bool(numbers) and max(numbers) <= 1.0


def _read(
    used: Used,
    parse: Callable[[RawCell], float | None],
    explain: Callable[[RawCell], str],
    *,
    told: Sequence[str] = (),
    guesses: Sequence[Guess] = (),
    style: NumberStyle | None = None,
) -> NumberColumn:
    numbers = np.full(len(used.column.cells), np.nan)
    unknown: set[int] = set()
    refused: dict[int, str] = {}
    for row, cell in enumerate(used.column.cells):
        if cell is None or cell == "":
            continue
        number = parse(cell)
        if number is not None:
            numbers[row] = number
        elif is_blank_cell(cell):
            continue
        elif isinstance(cell, str) and is_blank_word(cell):
            unknown.add(row)
        else:
            refused[row] = explain(cell) or "it is not a number"
    return NumberColumn(used, numbers, frozenset(unknown), refused, tuple(told), tuple(guesses), style)


def _scaled(column: NumberColumn) -> NumberColumn:
    """Apply what the header says that numbers are counted in, but not to cells that say it themselves."""
    factor = column.used.meaning.factor
    if factor is Factor.ONE:
        return column
    texts = column.used.column.texts
    plain = np.array([not read_number_text(text).has_unit for text in texts], dtype=bool)
    known = plain & ~np.isnan(column.numbers)
    words = factor.name.lower()
    name = column.used.column.name
    if not known.any():
        return column
    if median(column.numbers[known].tolist()) * factor.value > MOST_PEOPLE:
        guess = Guess(
            f"unit of {name!r}",
            "used unchanged",
            f"in {words}, as the header says, there would be more followers than people on earth",
            f'--map "{column.used.meaning.wording}={name}"',
        )
        return replace(column, guesses=(*column.guesses, guess))
    numbers = column.numbers.copy()
    numbers[known] = tidy(numbers[known] * factor.value)
    told = (*column.told, f"the header says {words}: numbers without their own unit are multiplied by {factor.value:,}")
    return replace(column, numbers=numbers, told=told)


def tidy(numbers: FloatArray) -> FloatArray:
    """Whole numbers where rounding of a product alone keeps them from it: 475.8 · 1,000,000 is 475,800,000."""
    whole = np.round(numbers)
    with np.errstate(invalid="ignore"):
        is_near = np.abs(numbers - whole) <= _ROUNDING * np.maximum(1.0, np.abs(numbers))
    return np.where(is_near, whole, numbers)


def plain_number(number: float) -> str:
    """A number as scenario tables write it: without grouping and without an exponent; it reads back as the same."""
    if number.is_integer() and abs(number) < 1e16:
        return str(int(number))
    text = repr(number)
    if "e" not in text:
        return text
    from decimal import Decimal

    return format(Decimal(text), "f")
