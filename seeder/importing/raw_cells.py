"""A table as read from a file: cells, line numbers, assumptions, and what could not be read."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from seeder.errors import Issue, Place, ScenarioError

RawCell = str | int | float | bool | datetime.date | datetime.datetime | None
"""A cell as it stood: text from text files, the file's own type from workbooks and Parquet; None or '' if blank."""


class ShownPerCent(float):
    """A number that its workbook shows as per cent: 0.034, shown as 3.4%."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Something that the file does not state and that was decided."""

    subject: str  # what was decided: `encoding`, `delimiter`, `sheet`, `header` …
    decision: str
    reason: str
    overrule: str = ""  # the option that decides otherwise: `--encoding NAME`; '' if nothing was left to choose
    is_doubtful: bool = False  # whether another decision is nearly as likely, so that a person should look
    column: str = ""  # name of the column, if the decision is which role it has

    def __str__(self) -> str:
        way = f" (change with: {self.overrule})" if self.overrule else ""
        return f"{self.subject}: {self.decision}, because {self.reason}{way}"


class Guesses(list[Guess]):
    """What was decided, each once, in order."""

    def add(
        self,
        subject: str,
        decision: str,
        reason: str,
        overrule: str = "",
        *,
        is_doubtful: bool = False,
        column: str = "",
    ) -> None:
        """Add a guess, unless it is among them."""
        self.join([Guess(subject, decision, reason, overrule, is_doubtful, column)])

    @classmethod
    def of(cls, *several: Iterable[Guess]) -> Guesses:
        """Several rows of guesses, one after the other."""
        found = cls()
        for guesses in several:
            found.join(guesses)
        return found

    def join(self, guesses: Iterable[Guess]) -> None:
        """Add those that are not among them."""
        self += [guess for guess in dict.fromkeys(guesses) if guess not in self]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row or a cell that was not taken as it stood."""

    line: int  # line of the file, or row of the sheet, from 1
    column_index: int | None  # position of the cell in its row, from 0; None if the whole row is meant
    found: str  # what stood there, shortened
    reason: str  # why it could not be taken as it stood, and what was done
    # Cells of a row that was taken out of the table; None if the row is still in it.
    row: tuple[RawCell, ...] | None = None
    became: str | None = None  # what was read instead, shortened; None if the text stayed as it stood


@dataclass(frozen=True, slots=True)
class Span:
    """Cells of a workbook that were merged into one."""

    # Rows of the sheet, from 1.
    first_line: int
    last_line: int
    # Positions in a row, from 0.
    first_column: int
    last_column: int


@dataclass(frozen=True, eq=False)
class RawTable:
    """Rows as they stood, ragged, without those that are blank."""

    source: str  # the file as the user named it
    sheet: str  # name of the sheet; '' if the file has none
    rows: list[list[RawCell]]  # cells row by row, the header among them
    lines: Sequence[int]  # line of the file, or row of the sheet, on which each row starts, from 1
    guesses: tuple[Guess, ...] = ()
    faults: tuple[Fault, ...] = ()
    delimiter: str = ""  # what separates the cells of a text file
    other_sheets: tuple[str, ...] = ()  # sheets with content that were not read, if nobody named one
    hidden_sheets: tuple[str, ...] = ()  # sheets with content that the workbook hides and that were not read
    header_is_given: bool = False  # whether the first row holds names for certain, as in Parquet
    spans: tuple[Span, ...] = ()  # merged cells of a workbook's sheet: the text is in the first of each
    # Line and position in the row of a workbook's cell → the address behind it.
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden_lines: frozenset[int] = frozenset()  # rows of a sheet that are hidden or filtered out, among the rows
    # Line and position in the row of a workbook's cell → its formula, if it adds up or averages several rows.
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)


def refusal(source: str, found: str, rule: str, way_out: str) -> ScenarioError:
    """Return the error for a file, or an option, as a whole."""
    return ScenarioError([Issue(Place(source), found, rule, way_out)])


def is_blank_cell(cell: RawCell) -> bool:
    """Whether a cell is blank: None, NaN, or text of blanks."""
    if isinstance(cell, str):
        return not cell or cell.isspace()
    return cell is None or cell != cell


CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MOST_NAMED = 5
_SHOWN = 60
_EXPONENT = re.compile(r"[0-9](?:[.,]([0-9]+))?E\+([0-9]{2,3})", re.IGNORECASE)
_LEAST_ROUNDED = 1e15
_LEAST_POWER = 11


def lost_digits(cell: RawCell) -> str:
    """Say that a spreadsheet rounded a long number, such as an id; '' if none did.

    Spreadsheets keep 15 digits of a number, and show longer ones as ``1.23457E+15``.
    """
    if isinstance(cell, float) and cell.is_integer() and abs(cell) >= _LEAST_ROUNDED:
        return "a whole number of 16 or more digits: spreadsheets keep only 15, so the last digits may be lost"
    if isinstance(cell, str) and len(cell) < 40 and "E+" in cell:
        match = _EXPONENT.fullmatch(cell.strip())
        if match and int(match[2]) >= _LEAST_POWER and len(match[1] or "") < int(match[2]):
            return "a spreadsheet shortened this long number, so its last digits are lost"
    return ""


def without_controls(text: str, *, line: int, column_index: int) -> tuple[str, Fault]:
    """Text of a cell without control characters, and what to say of it: they are shown as escapes in what was found."""
    names = sorted({f"U+{ord(character):04X}" for character in CONTROLS.findall(text)})
    clean = CONTROLS.sub("", text)
    found = CONTROLS.sub(lambda match: f"\\x{ord(match.group()):02x}", text)
    reason = f"control characters were removed from the cell: {', '.join(names[:_MOST_NAMED])}"
    return clean, Fault(line, column_index, found[:_SHOWN], reason, became=clean[:_SHOWN])
