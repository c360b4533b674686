"""Split a ``where`` into tokens, one at a time, and define the error for anything wrong in a ``where``.

Tokens are read when they are asked for, so the first error of a text is the one that a reader meets first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from seeder.scenario.numbers import parse_number

LONGEST = 20_000
"""Most characters of a ``where``."""

_SHOWN = 60
_NAME = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"-?\.?[0-9](?:[eE][-+](?=[0-9])|[\w.%])*")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?[kMB]?%?")
_RELATION = re.compile(r"==(?!=)|!=(?!=)|<=|>=|<(?!>)|>")


class Kind(Enum):
    """What a token is."""

    NAME = auto()
    TEXT = auto()
    NUMBER = auto()
    RELATION = auto()
    IN = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    OPEN = auto()
    CLOSE = auto()
    COMMA = auto()
    END = auto()


_KEYWORDS = {"in": Kind.IN, "and": Kind.AND, "or": Kind.OR, "not": Kind.NOT}
_SIGNS = {"(": Kind.OPEN, ")": Kind.CLOSE, ",": Kind.COMMA}
_NO_VALUES = ("true", "false", "none", "null")


class WhereError(ValueError):
    """A ``where`` that cannot be understood, or that its table does not fit; the offset in its text counts from 0."""

    def __init__(self, found: str, *, offset: int, rule: str, way_out: str) -> None:
        self.offset = offset
        self.found = found
        self.rule = rule
        self.way_out = way_out
        super().__init__(f"character {offset + 1}: {found}. {rule}. {way_out}.")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign."""

    kind: Kind
    # Its first character, and the one behind its last, from 0.
    offset: int
    end: int
    value: str | float = ""  # the header, the text without quotes, the number, or the sign itself
    is_bare: bool = False  # whether a header is written without backticks


class Tokens:
    """Reads a text token by token; at its end, END for ever."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise WhereError(
                f"the condition has {len(text):,} characters",
                offset=LONGEST,
                rule=f"A 'where' may have at most {LONGEST:,} characters",
                way_out="Put a long list into a column of the accounts table and compare that column",
            )
        self.text = text
        self.at = 0

    def next(self) -> Token:
        """Read the next token; what is none is a WhereError."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        token = self._scan()
        self.at = token.end
        return token

    def _scan(self) -> Token:
        text, at = self.text, self.at
        if at == len(text):
            return Token(Kind.END, at, at)
        if text[at] in _SIGNS:
            return Token(_SIGNS[text[at]], at, at + 1, text[at])
        if text[at] in "'\"":
            return self._quoted(Kind.TEXT)
        if text[at] == "`":
            return self._quoted(Kind.NAME)
        if (relation := _RELATION.match(text, at)) is not None and not text.startswith("=", relation.end()):
            return Token(Kind.RELATION, at, relation.end(), relation.group())
        if (number := _NUMBER.match(text, at)) is not None:
            return self._number(number)
        name = _NAME.match(text, at)
        if name is not None and (text[at].isalpha() or text[at] == "_"):
            return self._word(name.group())
        raise self._foreign()

    def _quoted(self, kind: Kind) -> Token:
        mark, parts, at = self.text[self.at], [], self.at + 1
        what = "header" if kind is Kind.NAME else "text"
        while (end := self.text.find(mark, at)) >= 0:
            parts.append(self.text[at:end])
            if not self.text.startswith(mark, end + 1):
                value = mark.join(parts)
                if kind is Kind.NAME and not value:
                    raise WhereError(
                        "there is no column name between the backticks",
                        offset=self.at,
                        rule="A column name in backticks may not be empty",
                        way_out="Write the column name between the backticks",
                    )
                return Token(kind, self.at, end + 1, value)
            at = end + 2
        raise WhereError(
            f"the {what} that begins here is not closed",
            offset=self.at,
            rule=(
                f"A {what} must end with the same mark that it begins with; if the mark is also part of it, write it"
                " twice there"
            ),
            way_out=f"Add the missing {mark}",
        )

    def _number(self, match: re.Match[str]) -> Token:
        grouped = _GROUPED.match(self.text, self.at)
        if grouped is not None:
            written = grouped.group()
            raise WhereError(
                f"{found_text(written)} may be one number or several",
                offset=self.at,
                rule="Write numbers without commas",
                way_out=f"Write {shown(written.replace(',', ''))} for one number; "
                "in a list, add a space after the comma",
            )
        value = parse_number(match.group())
        if value is None:
            written = shown(match.group())
            raise WhereError(
                f"{found_text(match.group())} is not a number",
                offset=self.at,
                rule="A number has digits and '.' as decimal point; k, M, B, % or an exponent may follow",
                way_out=f"Write it out, such as 1200 or 1.2k; in quotes if it is a text; `{written}` if it is a header",
            )
        return Token(Kind.NUMBER, self.at, match.end(), value)

    def _word(self, word: str) -> Token:
        end = self.at + len(word)
        kind = _KEYWORDS.get(word.lower(), Kind.NAME)
        if kind is Kind.NAME and word.lower() in _NO_VALUES:
            raise WhereError(
                f"{found_text(word)} is not allowed here",
                offset=self.at,
                rule="Values are texts in quotes and numbers; a blank cell is ''",
                way_out=f"Write {as_text(word)} for the text of a cell, or `{word}` in backticks for a column",
            )
        return Token(kind, self.at, end, word, is_bare=kind is Kind.NAME)

    def _foreign(self) -> WhereError:
        for sign, (rule, way_out) in _FOREIGN.items():
            if self.text.startswith(sign, self.at):
                return WhereError(f"{found_text(sign)} is not allowed here", offset=self.at, rule=rule, way_out=way_out)
        character = self.text[self.at]
        is_visible = character.isprintable()
        return WhereError(
            f"the {'character' if is_visible else 'invisible character'} {found_text(character)} is not allowed here",
            offset=self.at,
            rule="Without quotes, only column names, numbers, comparison signs, commas and parentheses are allowed",
            way_out="Put a text into quotes and a header into backticks" if is_visible else "Delete it",
        )


def shown(text: str) -> str:
    """Return a piece of the user's text for a message: short, with every invisible character spelt out."""
    cut = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in cut)


def found_text(text: str) -> str:
    """Return a piece of the user's text as what was found: in quotes, short, invisible characters spelt out."""
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def as_text(value: str) -> str:
    """Return a text as it is written in a ``where``, for a message."""
    return "'" + shown(value).replace("'", "''") + "'"


def as_header(name: str) -> str:
    """Return a header as it is written in a ``where``, for a message: in backticks where it is more than one word."""
    match = _NAME.fullmatch(name)
    is_bare = match is not None and (name[0].isalpha() or name[0] == "_")
    if is_bare and name.lower() not in _KEYWORDS and name.lower() not in _NO_VALUES:
        return shown(name)
    return f"`{shown(name).replace('`', '``')}`"


def one_of(header: str, texts: Sequence[str]) -> str:
    """Return the condition that a column has one of some texts, exactly as they are."""
    match = _NAME.fullmatch(header)
    is_bare = match is not None and as_header(header) == header
    column = header if is_bare else f"`{header.replace('`', '``')}`"
    return f"{column} in ({', '.join(_written(text) for text in texts)})"


def _written(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_EQUALITY = ("'Equal' is written ==", "Write ==")
_INEQUALITY = ("'Not equal' is written !=", "Write !=")
_QUOTES = ("Texts need straight quotes", "Write ' or \" on both sides of the text")
_ARITHMETIC = (
    "Arithmetic is not supported",
    "Put a column name with this sign into backticks; write a minus directly before its digits",
)
_LIST = ("Lists need parentheses", "Write for instance platform in ('youtube', 'tiktok')")

_FOREIGN = {  # the longer of two that begin alike comes first
    "===": _EQUALITY,
    "!==": _INEQUALITY,
    "=>": ("'At least' is written >=", "Write >="),
    "=<": ("'At most' is written <=", "Write <="),
    "<==": ("'At most' is written <=", "Write <="),
    ">==": ("'At least' is written >=", "Write >="),
    "=": ("'Equal' is written ==", "Write == instead of ="),
    "<>": _INEQUALITY,
    "≠": _INEQUALITY,
    "≤": ("'At most' is written <=", "Write <="),
    "≥": ("'At least' is written >=", "Write >="),
    "!": ("Negation is written with the word not", "Write not instead of !, or != between two sides"),
    "~": ("Negation is written with the word not", "Write not instead of ~"),
    "&&": ("Conditions are joined with the word and", "Write and instead of &&"),
    "&": ("Conditions are joined with the word and", "Write and instead of &"),
    "||": ("Alternatives are joined with the word or", "Write or instead of ||"),
    "|": ("Alternatives are joined with the word or", "Write or instead of |"),
    "[": _LIST,
    "]": _LIST,
    "{": _LIST,
    "}": _LIST,
    ".": ("Attributes are not supported", "Put a header with a dot into backticks, for instance `a.b`"),
    "%": ("A per cent sign must follow its number directly", "Write for instance 2%"),
    "+": ("Numbers have no +, and arithmetic is not supported", "Remove the +"),
    "-": _ARITHMETIC,
    "*": _ARITHMETIC,
    "/": _ARITHMETIC,
    "\u2018": _QUOTES,
    "\u2019": _QUOTES,
    "\u201a": _QUOTES,
    "“": _QUOTES,
    "”": _QUOTES,
    "„": _QUOTES,
    "«": _QUOTES,
    "»": _QUOTES,
}
