"""Repairs or refuses rows with more cells than the header: usually a cell with the delimiter in it lacks quotes.

``ada.reads,2,874,UK`` below ``handle,followers,country`` is 2,874 followers, not 2. Read as it stands, every cell
behind would be shifted. Such a row is repaired where joining cells fits what the columns hold in one way alone, and
otherwise left out with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from seeder.importing.columns.roles import COUNTS_OF_POSTS, NUMBERS, Role
from seeder.importing.columns.vocabulary import read_meaning
from seeder.importing.numbers.number_texts import read_number_text
from seeder.importing.raw_cells import RawCell, is_blank_cell

_MOST_SOLUTIONS = 50
_MOST_LOOKED_AT = 500
_MOSTLY = 0.9
_NEARLY_ALL = 0.8
_DIGITS = re.compile(r"[-+]?\d+(?:[.,]\d+)*")
_WHOLE = re.compile(r"[-+$€£]?\s?(?:0|[1-9]\d{0,5})")
_DECIMALS = re.compile(r"\d{1,2}(?:\s?[%€$£]|\s?[A-Za-z]{1,3})?")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
_WORD = re.compile(r"[@＠]?[\w.\-]+")
_WHOLE_NUMBERS = frozenset((Role.FOLLOWERS, Role.FOLLOWING, Role.POSTS, *COUNTS_OF_POSTS))
_WORDS = (Role.HANDLE, Role.ACCOUNT, Role.PLATFORM)
_TEXTS = (Role.NAME, Role.TOPICS, Role.NOTES)


@dataclass(frozen=True, eq=False)
class LongRows:
    """What becomes of rows that are longer than the header.

    Parameters
    ----------
    repaired
        Position of a row → its cells, as many as the header names, and the columns whose cells were joined.
    refused
        Positions of rows that could be read in several ways, or in none.
    """

    repaired: dict[int, tuple[list[RawCell], tuple[int, ...]]] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)


def settle_long_rows(
    rows: Sequence[Sequence[RawCell]], widths: Sequence[int], headers: Sequence[str], delimiter: str
) -> LongRows:
    """Repair the rows whose width is above the header's, or refuse them.

    Rows whose further cells stand behind the last column, where all cells before fit their columns and nothing else
    fits, are in neither: nothing is shifted in them. So are all where nearly all are of one width: the header is short,
    unless their numbers can have fallen apart. Decimals with a comma are tried where nothing else fits.

    Parameters
    ----------
    widths
        Cells of each row up to the last that is filled.
    headers
        Names of the columns.
    delimiter
        What separates cells, and is put back between those that are joined.
    """
    n = len(headers)
    long = [position for position, width in enumerate(widths) if width > n]
    regular = [rows[position] for position, width in enumerate(widths) if width <= n][:_MOST_LOOKED_AT]
    tests = [
        _test_of(header, [row[index] for row in regular if index < len(row)]) for index, header in enumerate(headers)
    ]

    def solve(tests: Sequence[_Test]) -> dict[int, list[Sizes]]:
        return {position: _solutions(rows[position][: widths[position]], tests, delimiter) for position in long}

    solutions = solve(tests)
    if delimiter == "," and not any(solutions.values()):
        solutions = solve([_with_decimals(test, header) for test, header in zip(tests, headers, strict=True)])
    agreed = _agreed(list(solutions.values()))
    found = LongRows()
    split = sum(any(_joins_numbers(one, tests) for one in ways) for ways in solutions.values())
    if agreed is None and split < _NEARLY_ALL * len(long) and _is_header_short(rows, widths, tests):
        return found
    for position in long:
        of_row = [one for one in solutions[position] if agreed is None or one == agreed]
        if len(of_row) == 1:
            cells = _joined(rows[position][: widths[position]], of_row[0], delimiter)
            found.repaired[position] = (cells, tuple(index for index, size in enumerate(of_row[0]) if size > 1))
        elif of_row or not _fits_unshifted(rows[position], tests):
            found.refused.append(position)
    return found


Sizes = tuple[int, ...]
"""How many cells of a row each column takes."""


def _agreed(solutions: Sequence[Sequence[Sizes]]) -> Sizes | None:
    """The one way of joining that fits every row; None where there is none, or several."""
    common = set(solutions[0]).intersection(*map(set, solutions[1:])) if solutions else set()
    return common.pop() if len(common) == 1 else None


def _solutions(row: Sequence[RawCell], tests: Sequence[_Test], delimiter: str) -> list[Sizes]:
    """All ways, up to 50, of joining neighbouring cells so that every column gets what it holds."""
    n_columns, n_cells = len(tests), len(row)

    @cache
    def rest(column: int, cell: int) -> tuple[Sizes, ...]:
        """Ways of giving the cells from one on to the columns from one on."""
        if column == n_columns:
            return ((),) if cell == n_cells else ()
        most = n_cells - cell - (n_columns - column - 1)
        ways: list[Sizes] = []
        for size in range(1, most + 1):
            if size > 1 and (is_blank_cell(row[cell]) or is_blank_cell(row[cell + size - 1])):
                # No text begins or ends with the delimiter; the blank is a cell of its own.
                continue
            if len(ways) < _MOST_SOLUTIONS and tests[column](row[cell : cell + size], delimiter):
                ways += [(size, *way) for way in rest(column + 1, cell + size)]
        return tuple(ways[:_MOST_SOLUTIONS])

    return list(rest(0, 0))


def _joined(row: Sequence[RawCell], sizes: Sizes, delimiter: str) -> list[RawCell]:
    cells: list[RawCell] = []
    start = 0
    for size in sizes:
        pieces = row[start : start + size]
        cells.append(pieces[0] if size == 1 else delimiter.join(str(piece or "") for piece in pieces))
        start += size
    return cells


def _is_header_short(rows: Sequence[Sequence[RawCell]], widths: Sequence[int], tests: Sequence[_Test]) -> bool:
    """Whether nearly all rows have the same cells beyond the header, and fit it before."""
    most = max(widths)
    usual = [row for row, width in zip(rows, widths, strict=True) if width == most]
    n_fitting = sum(_fits_unshifted(row, tests) for row in usual)
    return len(usual) >= _NEARLY_ALL * len(rows) and n_fitting >= _NEARLY_ALL * len(usual)


def _fits_unshifted(row: Sequence[RawCell], tests: Sequence[_Test]) -> bool:
    return all(test([cell], "") for cell, test in zip(row, tests, strict=False))


_Test = Callable[[Sequence[RawCell], str], bool]
"""Whether cells, joined by a delimiter if they are several, can be one cell of a column."""


def _test_of(header: str, cells: Sequence[RawCell]) -> _Test:
    """What a column holds: told from the cells of rows that are not too long, or else from its name."""
    texts = [str(cell).strip() for cell in cells if not is_blank_cell(cell)]
    meaning = read_meaning(header)
    role = None if meaning is None else meaning.role
    kinds = [(_link, _is_link), (_mail, _is_mail)]
    if role in _WORDS:
        # Before numbers: a handle such as "_" is also a way to write that there is no number.
        kinds.append((_word, _is_word))
    kinds.append((_number, _is_number))
    if role is Role.COUNTRY:
        kinds.append((_place, _is_place))
    for kind, is_kind in kinds:
        if texts and sum(map(is_kind, texts)) >= _MOSTLY * len(texts):
            return kind
    if texts:
        return _anything if any(map(_DIGITS.fullmatch, texts)) else _text
    by_role = dict.fromkeys(NUMBERS, _number) | dict.fromkeys(_WORDS, _word) | dict.fromkeys(_TEXTS, _text)
    by_role |= {Role.URL: _link, Role.EMAIL: _mail, Role.COUNTRY: _place}
    return _anything if role is None else by_role.get(role, _anything)


def _is_link(text: str) -> bool:
    return _LINK.fullmatch(text) is not None


def _is_mail(text: str) -> bool:
    return _MAIL.fullmatch(text) is not None


def _is_word(text: str) -> bool:
    return _WORD.fullmatch(text) is not None and _DIGITS.fullmatch(text) is None


def _is_place(text: str) -> bool:
    return not any(map(str.isdigit, text))


def _is_number(text: str) -> bool:
    number = read_number_text(text)
    return number.is_blank or number.with_point is not None or number.with_comma is not None


def _whole(cells: Sequence[RawCell], delimiter: str) -> str:
    return delimiter.join(str(cell or "") for cell in cells).strip()


def _number(cells: Sequence[RawCell], delimiter: str) -> bool:
    text = _whole(cells, delimiter)
    if len(cells) == 1:
        return not text or _is_number(text)
    groups = [str(cell or "").strip() for cell in cells]
    are_groups = all(len(group) == 3 and group.isdigit() for group in groups[1:-1])
    last = re.fullmatch(r"\d{3}(?:\.\d+)?\D{0,3}", groups[-1])
    return are_groups and last is not None and re.fullmatch(r"[-+$€£]?\s?[1-9]\d{0,2}", groups[0]) is not None


def _decimal(cells: Sequence[RawCell], delimiter: str) -> bool:
    """A number, or one that fell apart at its decimal comma: 3,5."""
    groups = [str(cell or "").strip() for cell in cells]
    is_decimal = len(groups) == 2 and _WHOLE.fullmatch(groups[0]) and _DECIMALS.fullmatch(groups[1])
    return _number(cells, delimiter) or bool(is_decimal)


def _short_decimal(cells: Sequence[RawCell], delimiter: str) -> bool:
    """A count, or one of thousands or millions that fell apart at its decimal comma: 12,4k."""
    return _number(cells, delimiter) or (_decimal(cells, delimiter) and str(cells[-1]).strip()[-1].isalpha())


def _with_decimals(test: _Test, header: str) -> _Test:
    """The same test of a column, which takes decimals with a comma if it holds numbers; counts are whole."""
    if test is not _number:
        return test
    meaning = read_meaning(header)
    return _short_decimal if meaning is not None and meaning.role in _WHOLE_NUMBERS else _decimal


def _joins_numbers(sizes: Sizes, tests: Sequence[_Test]) -> bool:
    return any(size > 1 and test is _number for size, test in zip(sizes, tests, strict=True))


def _link(cells: Sequence[RawCell], delimiter: str) -> bool:
    text = _whole(cells, delimiter)
    return not text or _is_link(text)


def _mail(cells: Sequence[RawCell], delimiter: str) -> bool:
    text = _whole(cells, delimiter)
    return not text or (len(cells) == 1 and _is_mail(text))


def _word(cells: Sequence[RawCell], delimiter: str) -> bool:
    """A handle or a platform: one word, and no number."""
    text = _whole(cells, delimiter)
    return not text or (len(cells) == 1 and _is_word(text))


def _place(cells: Sequence[RawCell], delimiter: str) -> bool:
    """A country: words in one cell, such as South Korea."""
    return len(cells) == 1 and _is_place(_whole(cells, delimiter))


def _text(cells: Sequence[RawCell], delimiter: str) -> bool:
    return all(_DIGITS.fullmatch(str(cell or "").strip()) is None for cell in cells)


def _anything(cells: Sequence[RawCell], delimiter: str) -> bool:
    return True
