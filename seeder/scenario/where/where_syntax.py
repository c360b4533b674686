"""Parse a ``where`` into a tree of conditions; nothing of it is ever run as Python.

    where      = all { "or" all }
    all        = condition { "and" condition }
    condition  = "not" condition | "(" where ")" | comparison
    comparison = operand ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) operand
               | column [ "not" ] "in" "(" value { "," value } ")"
               | text [ "not" ] "in" column

What the conditions mean is in :mod:`seeder.scenario.where.where`; docs/where.md has both in a user's words.
"""

from __future__ import annotations

from typing import NoReturn

from seeder.scenario.where.where_tokens import Kind, Token, Tokens, WhereError, as_header, as_text, found_text, shown
from seeder.scenario.where.where_tree import (
    AllOf,
    AnyOf,
    Column,
    Comparison,
    Condition,
    Lists,
    Not,
    Number,
    OneOf,
    Relation,
    Text,
    Where,
)

DEEPEST = 50
"""How many parentheses and nots may enclose a comparison; the parser calls itself that often and no more."""


def parse_where(text: str) -> Where:
    """Read a ``where``; a WhereError names the first thing that is not of the language."""
    parser = _Parser(text)
    condition = parser.any_of(0)
    parser.require_end()
    return Where(text, condition, tuple(parser.columns.items()))


class _Parser:
    """Recursive descent, one method a rule of the grammar; ``token`` is the next one not yet used."""

    def __init__(self, text: str) -> None:
        self.tokens = Tokens(text)
        self.columns: dict[str, int] = {}
        self.token = self.tokens.next()

    def stands(self, *kinds: Kind) -> bool:
        return self.token.kind in kinds

    def take(self) -> Token:
        taken = self.token
        self.token = self.tokens.next()
        return taken

    def any_of(self, depth: int) -> Condition:
        parts = [self.all_of(depth)]
        while self.stands(Kind.OR):
            self.take()
            parts.append(self.all_of(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def all_of(self, depth: int) -> Condition:
        parts = [self.condition(depth)]
        while self.stands(Kind.AND):
            self.take()
            parts.append(self.condition(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def condition(self, depth: int) -> Condition:
        if not self.stands(Kind.NOT, Kind.OPEN):
            return self.comparison()
        opening = self.take()
        if depth == DEEPEST:
            raise WhereError(
                "the condition is nested too deeply",
                offset=opening.offset,
                rule=f"Parentheses and nots may be nested at most {DEEPEST} deep",
                way_out="Remove parentheses that are not needed",
            )
        if opening.kind is Kind.NOT:
            return Not(self.condition(depth + 1))
        inner = self.any_of(depth + 1)
        self.close(opening)
        if self.stands(Kind.RELATION, Kind.IN):
            self.refuse(
                self.token,
                f"{self.quoted(self.token)} follows a condition in parentheses",
                "Only columns, texts and numbers are compared",
                "Join conditions with and, or and not; put no parentheses around a single column or value",
            )
        return inner

    def close(self, opening: Token) -> None:
        if self.stands(Kind.CLOSE):
            self.take()
            return
        if self.stands(Kind.END):
            self.refuse(opening, "this parenthesis is never closed", "Every ( needs a )", "Add the missing )")
        self.refuse_behind_condition()

    def require_end(self) -> None:
        if self.stands(Kind.CLOSE):
            self.refuse(
                self.token,
                "this parenthesis has no opening one",
                "Every ) needs a (",
                "Remove it, or add the missing (",
            )
        if not self.stands(Kind.END):
            self.refuse_behind_condition()

    def comparison(self) -> Condition:
        start = self.token
        left = self.operand()
        if self.stands(Kind.RELATION):
            relation = Relation(self.take().value)
            right = self.right_operand(start)
            self.refuse_chain(relation.value, start)
            return self.compared(left, relation, right)
        is_negated = self.stands(Kind.NOT)
        if is_negated:
            negation = self.take()
            if not self.stands(Kind.IN):
                self.refuse(
                    negation,
                    f"'not' follows {self.quoted(start)}",
                    "'not' belongs before a condition or directly before 'in'",
                    "Write for instance: not platform == 'tiktok', or platform != 'tiktok'",
                )
        if not self.stands(Kind.IN):
            self.refuse_operand_alone(start, left)
        operator = self.take()
        found = self.one_of(start, left, is_negated) if self.stands(Kind.OPEN) else None
        condition = found or self.lists(start, left, is_negated, operator)
        self.refuse_chain("in", start)
        return condition

    def compared(self, left: Column | Text | Number, relation: Relation, right: Column | Text | Number) -> Comparison:
        if isinstance(left, Column):
            return Comparison(left, relation, right)
        if isinstance(right, Column):
            return Comparison(right, relation.mirrored, left)
        raise _compares_nothing(left.offset)

    def one_of(self, start: Token, left: Column | Text | Number, is_negated: bool) -> OneOf:
        if not isinstance(left, Column):
            raise _compares_nothing(start.offset)
        opening = self.take()
        texts: list[Text] = []
        numbers: list[Number] = []
        while True:
            token = self.token
            if token.kind is Kind.TEXT:
                texts.append(Text(str(token.value), token.offset))
            elif token.kind is Kind.NUMBER:
                numbers.append(Number(float(token.value), token.offset))
            elif token.kind is Kind.END:
                self.refuse(opening, "this list is never closed", "Every ( needs a )", "Add the missing )")
            else:
                way_out = "Write for instance in ('a', 'b') or in (1, 2), without a comma at the end"
                if token.kind is Kind.NAME:
                    way_out = f"Write {as_text(str(token.value))} if it is a text"
                self.refuse(
                    token,
                    f"{self.quoted(token)} cannot be in a list",
                    "A list needs at least one number or one text in quotes; put commas between several",
                    way_out,
                )
            if texts and numbers:
                self.refuse(
                    token,
                    "the list mixes texts and numbers",
                    "A list may contain only texts or only numbers",
                    "Write all of them in quotes, or none",
                )
            self.take()
            if self.stands(Kind.COMMA):
                self.take()
            elif self.stands(Kind.CLOSE):
                self.take()
                return OneOf(left, tuple(texts) if texts else tuple(numbers), is_negated)
            elif self.stands(Kind.END):
                self.refuse(opening, "this list is never closed", "Every ( needs a )", "Add the missing )")
            else:
                self.refuse(
                    self.token,
                    f"{self.quoted(self.token)} follows an entry of the list",
                    "Entries of a list must be separated by commas",
                    "Add the missing comma or the missing )",
                )

    def lists(self, start: Token, left: Column | Text | Number, is_negated: bool, operator: Token) -> Lists:
        if not self.stands(Kind.NAME):
            example = f"{self.source(start)} in ('a', 'b')" if isinstance(left, Column) else "'fitness' in topics"
            self.refuse(
                self.token,
                f"{self.quoted(self.token)} follows 'in'",
                "'in' must be followed by a list in parentheses, or by a column that contains a list",
                f"Write for instance {example}",
            )
        right = self.operand()
        assert isinstance(right, Column)
        if isinstance(left, Column):
            self.refuse(
                start,
                f"the column {as_header(left.name)} is searched for in the column {as_header(right.name)}",
                "Only a text in quotes can be searched for in a column's list",
                f"Write {as_text(left.name)} in {as_header(right.name)} if it is a text",
            )
        if isinstance(left, Number):
            self.refuse(
                start,
                f"the number {self.source(start)} is searched for in the column {as_header(right.name)}",
                "Only a text in quotes can be searched for in a column's list",
                f"Write '{self.source(start)}' in {as_header(right.name)}, or {as_header(right.name)} == "
                f"{self.source(start)}",
            )
        entries = list(dict.fromkeys(part.strip() for part in left.value.split(";")))
        if len(entries) > 1 or not entries[0]:
            several = " and ".join(f"{as_text(entry)} in {as_header(right.name)}" for entry in entries[:2] if entry)
            self.refuse(
                start,
                f"{self.quoted(start)} cannot be an entry of a list",
                "Entries of a column's list are separated by ; and are never blank",
                f"Write {several}" if several else f"Write {as_header(right.name)} == '' for a blank cell",
            )
        return Lists(left, right, is_negated)

    def operand(self) -> Column | Text | Number:
        token = self.token
        if token.kind is Kind.NAME:
            self.take()
            self.columns.setdefault(str(token.value), token.offset)
            return Column(str(token.value), token.offset)
        if token.kind is Kind.TEXT:
            self.take()
            return Text(str(token.value), token.offset)
        if token.kind is Kind.NUMBER:
            self.take()
            return Number(float(token.value), token.offset)
        found = "the condition ends here" if token.kind is Kind.END else f"{self.quoted(token)} cannot be here"
        self.refuse(
            token,
            found if self.tokens.text.strip() else "the condition is blank",
            "A column, a text in quotes or a number is needed here",
            "Write for instance platform == 'youtube' or followers > 10k",
        )

    def right_operand(self, start: Token) -> Column | Text | Number:
        if self.stands(Kind.OPEN):
            self.refuse(
                self.token,
                "a parenthesis follows a comparison sign",
                "A comparison needs one column, text or number on each side",
                "Remove the parenthesis"
                if start.kind is not Kind.NAME
                else f"Remove the parenthesis; for several values write {self.source(start)} in (…)",
            )
        return self.operand()

    def refuse_chain(self, first: str, start: Token) -> None:
        if not self.stands(Kind.RELATION, Kind.IN):
            return
        middle = self.tokens.text[start.offset : self.token.offset].strip()
        self.refuse(
            self.token,
            f"{self.quoted(self.token)} follows a complete comparison ({first})",
            "A comparison has only two sides",
            f"Join two comparisons: {shown(middle)} and …, with the column written again",
        )

    def refuse_operand_alone(self, start: Token, operand: Column | Text | Number) -> NoReturn:
        token = self.token
        here = self.quoted(start)
        if token.kind is Kind.OPEN and isinstance(operand, Column):
            self.refuse(
                start,
                f"{here} is written like a function",
                "Functions are not supported",
                "Compare columns with values, for instance followers > 10k",
            )
        if token.kind is Kind.NAME and (hint := _FOREIGN_WORDS.get(str(token.value).casefold())) is not None:
            self.refuse(token, f"{self.quoted(token)} follows {here}", "Conditions do not have this word", hint)
        if token.kind in (Kind.NAME, Kind.TEXT, Kind.NUMBER):
            both = shown(self.tokens.text[start.offset : token.end])
            self.refuse(
                token,
                f"{self.quoted(token)} directly follows {here}",
                "Two sides must be joined by one of == != < <= > >= in",
                f"Write `{both}` if it is one header, in backticks"
                if isinstance(operand, Column) and start.is_bare and token.kind is not Kind.TEXT
                else "Add the missing comparison sign",
            )
        kind = "column" if isinstance(operand, Column) else "text" if isinstance(operand, Text) else "number"
        example = as_header(operand.name) if isinstance(operand, Column) else "platform"
        self.refuse(
            start,
            f"the {kind} {here} is not compared with anything",
            "A condition must compare a column with something",
            f"Write for instance {example} == 'yes' or {example} != ''"
            if isinstance(operand, Column)
            else f"Write for instance {'platform' if kind == 'text' else 'followers'} == {self.source(start)}",
        )

    def refuse_behind_condition(self) -> NoReturn:
        self.refuse(
            self.token,
            f"{self.quoted(self.token)} follows a complete condition",
            "Conditions must be joined by 'and' or 'or'",
            "Add the missing 'and' or 'or'; write a quote inside a text twice",
        )

    def source(self, token: Token) -> str:
        """Return the token as it is written, for an example."""
        return shown(self.tokens.text[token.offset : token.end])

    def quoted(self, token: Token) -> str:
        """Return the token as what was found."""
        return "nothing" if token.kind is Kind.END else found_text(self.tokens.text[token.offset : token.end])

    def refuse(self, token: Token, found: str, rule: str, way_out: str) -> NoReturn:
        raise WhereError(found, offset=token.offset, rule=rule, way_out=way_out)


def _compares_nothing(offset: int) -> WhereError:
    return WhereError(
        "a value is compared with another value",
        offset=offset,
        rule="A comparison needs a column on at least one side",
        way_out="Write the column without quotes, in backticks if it has spaces",
    )


_FOREIGN_WORDS = {
    "is": "Write == or !=; a blank cell is ''",
    "like": "Write == for a whole text, or 'x' in topics for an entry of a list",
    "contains": "Write 'x' in topics for an entry of a list",
    "has": "Write 'x' in topics for an entry of a list",
    "between": "Write two comparisons joined by and, for instance followers >= 10k and followers < 100k",
    "equals": "Write ==",
    "if": "Write the condition alone, without if",
    "xor": "Write and, or and not",
}
