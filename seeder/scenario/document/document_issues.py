"""Turns pydantic's findings in a document into issues: found, rule and way out in the user's words."""

from __future__ import annotations

from datetime import date
from typing import Any

from seeder.argument_kinds import in_words
from seeder.errors import Issue, Place
from seeder.scenario.count_or_share import NO_SHARE, SHARE_OUT_OF_RANGE
from seeder.scenario.document.audience_kinds import (
    ONE_KIND_RULE,
    TABLES_OF_KIND,
    kind_of_table,
    one_kind_way_out,
    to_use_both,
)
from seeder.scenario.document.documents import allowed_keys, audience_keys, kinds_with
from seeder.scenario.document.located import LocatedDocument, Path_
from seeder.scenario.document.money import NO_AMOUNT
from seeder.spelling import did_you_mean

_MISSING_WAY_OUT: dict[Path_, str] = {
    ("name",): "Add a line such as 'name: Launch week'",
    ("objective",): "Add 'objective: clicks' (or reach, or conversions)",
    ("budget",): "Add 'budget: {effort: 40}' (hours), or --budget effort=40",
    ("accounts",): "Add 'accounts: accounts.csv'",
}
_WHOLE = ("It must be a whole number", "Write a whole number, such as 3")
_MAPPING = ("It must be a mapping of keys to values", "Write a mapping: {key: value}")
_NO_TEXT = ("The text may not be empty", "Write a name, or remove the key")
_SENTENCES = {
    "bool_type": ("It must be true or false", "Write true or false"),
    "float_type": ("It must be a number", "Write a plain number, such as 2.5"),
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    NO_AMOUNT: (
        "An amount is a number, with its currency if it has one: '.' is the decimal point, ',' groups thousands",
        "Write a plain number, such as 1500, or 1500 EUR",
    ),
    "string_type": ("It must be text", "Write text; use quotes if it looks like a number or a date"),
    "list_type": ("It must be a list", "Write a list: [a, b], or one line '- a' for each entry"),
    "dict_type": ("It must be a mapping of names to values", "Write a mapping: {name: value}"),
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "string_too_short": _NO_TEXT,
    "string_too_long": ("The text is too long", "Shorten it"),
}
"""Kind of pydantic's finding → rule and way out."""
_AUDIENCE_WAY_OUT = "Write {kind: separate}, or {kind: segments, table: segments.csv, memberships: memberships.csv}"
_SAMPLE_RULE = "The sample is the share of all people who are in the list: above 0 and at most 1"
_LINK_RULE = "A link must start with http:// or https:// and a host, without spaces"


def issue_of(located: LocatedDocument, path: Path_, detail: dict[str, Any]) -> Issue:
    """Turn one of pydantic's findings at a path of the document into an issue."""
    kind = str(detail["type"])
    shown = located.shown(path) or "the document"
    if kind == "missing":
        way_out = _MISSING_WAY_OUT.get(path, f"Add the key {path[-1]!r}")
        return Issue(located.place(path), f"{shown} is missing", "It is required here", way_out)
    if kind == "extra_forbidden":
        return _unknown_key(located, path)
    place = located.place(path)
    found = f"{shown} is {_shown_value(_written(located, path, detail['input']))}"
    if _is_list_of_audiences(located, path):
        shown = "audience" if isinstance(located.data["audience"], list) else "audience.kind"
        place = located.place(tuple(shown.split(".")))
        return Issue(place, f"{shown} is a list", ONE_KIND_RULE, one_kind_way_out())
    context = dict(detail.get("ctx") or {})
    if kind in ("enum", "literal_error", "union_tag_invalid"):
        return _unknown_word(located, path, detail, context)
    if kind == "union_tag_not_found":
        return _without_kind(located, place)
    if path == ("audience", "sample"):
        way_out = "Write one in a hundred as 0.01; remove the key if the list is complete"
        return Issue(place, found, _SAMPLE_RULE, way_out)
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than", "finite_number"):
        return _out_of_range(place, found, context, detail["input"])
    if kind == "too_short" and detail["input"] == "":
        return Issue(place, found, *_NO_TEXT)
    if kind == "too_short":
        least = int(context["min_length"])
        entries = f"{context['actual_length']} {'entry' if context['actual_length'] == 1 else 'entries'}"
        return Issue(
            place, f"{shown} has {entries}", f"It needs {least} or more", f"Write {least} or more, or remove it"
        )
    if kind in ("string_pattern_mismatch", "value_error"):
        return Issue(place, found, _LINK_RULE, "Write it as https://example.org/page")
    if kind in (NO_SHARE, SHARE_OUT_OF_RANGE) or (path[:2] == ("rules", "accounts") and _is_share(detail["input"])):
        return _no_count(place, found, path, kind, detail["input"])
    rule, way_out = _SENTENCES.get(kind, (str(detail["msg"]).rstrip("."), "Correct the value"))
    if path == ("audience",):
        way_out = _AUDIENCE_WAY_OUT
    if detail["input"] is None:
        way_out += ", or remove the key" if isinstance(path[-1], str) else ", or remove the entry"
    if path[:1] == ("budget",) and len(path) == 2 and str(path[1]).isdigit() and detail["input"] is None:
        # {cash: 1,500} in YAML is {cash: 1, 500: null}.
        return Issue(place, found, "A comma between { and } begins the next key", "Write thousands without a comma")
    if path[:1] == ("budget",) and len(path) == 2:
        guess = did_you_mean(str(path[1]), ("basis",))
        way_out = f"Did you mean {guess!r}?" if guess else way_out
    return Issue(place, found, rule, way_out)


def key_issue_of(located: LocatedDocument, path: Path_, detail: dict[str, Any]) -> Issue:
    """Turn a finding about the key of a value into an issue."""
    inside = located.shown(path[:-1])
    rule = "A name must have 1 to 1,000 characters"
    found = f"a name in {inside} is {_shown_value(str(path[-1]))}"
    return Issue(located.key_place(path), found, rule, "Write a name before the colon")


def _written(located: LocatedDocument, path: Path_, parsed: Any) -> Any:
    """Return a value as it was written, where the document still has it; else as it was parsed."""
    value: Any = located.data
    for piece in path:
        try:
            value = value[piece]
        except (KeyError, IndexError, TypeError):
            return parsed
    return value


def _unknown_word(located: LocatedDocument, path: Path_, detail: dict[str, Any], context: dict[str, Any]) -> Issue:
    expected = str(context.get("expected") or context.get("expected_tags"))
    words = [word.strip(" '") for word in expected.replace(" or ", ", ").split(",")]
    inner = (*path, "kind") if detail["type"] == "union_tag_invalid" else path
    given = context["tag"] if detail["type"] == "union_tag_invalid" else detail["input"]
    guess = did_you_mean(given, words) if isinstance(given, str) else None
    way_out = f"Did you mean {guess!r}?" if guess else f"Write one of: {', '.join(words)}"
    found = f"{'.'.join(str(piece) for piece in inner)} is {_shown_value(given)}"
    return Issue(located.place(inner), found, f"It must be one of: {', '.join(words)}", way_out)


def _out_of_range(place: Place, found: str, context: dict[str, Any], value: Any) -> Issue:
    if value != value or value in (float("inf"), float("-inf")):
        return Issue(place, found, "It must be a finite number", "Write a finite number")
    words = {"ge": "or more", "gt": "more than", "le": "at most", "lt": "less than"}
    key = next(key for key in words if key in context)
    limit = f"{context[key]:,.12g}"
    rule = f"It must be {limit} or more" if key == "ge" else f"It must be {words[key]} {limit}"
    if key == "le" and context[key] == 1:
        return Issue(place, found, "A share or probability must be between 0 and 1", "Write 5 per cent as 0.05")
    return Issue(place, found, rule, "Correct the number")


def _is_share(value: Any) -> bool:
    return isinstance(value, str) and value.rstrip().endswith("%")


def _no_count(place: Place, found: str, path: Path_, kind: str, value: Any) -> Issue:
    if path[1] == "accounts":
        rule = "It must be a number of accounts; shares are possible only in a group"
        way_out = f"Write a whole number, or 'groups: [{{where: ..., {path[-1]}: {value}}}]'"
        return Issue(place, found, rule, way_out)
    if kind == SHARE_OUT_OF_RANGE:
        return Issue(place, found, "A share must be between 0% and 100%", "Correct the number")
    rule = "It must be a whole number of accounts, or a share of all accounts asked"
    way_out = "Write a whole number, such as 3, or a share, such as 30% or 12.5%"
    if isinstance(value, float) and 0 < value < 1:
        way_out = f"Write it as {100 * value:.12g}%"
    return Issue(place, found, rule, way_out if value is not None else f"{way_out}, or remove the key")


def meant_path(located: LocatedDocument, path: Path_) -> Path_ | None:
    """Path that an unknown key seems to mean, None if no key is near."""
    if path[:-1] == ("audience",) and kind_of_table(str(path[-1])) == _kind_of_audience(located):
        return (*path[:-1], _key_of_table(str(path[-1])))
    guess = did_you_mean(str(path[-1]), _known_keys(located, path)) if path else None
    return None if guess is None else (*path[:-1], guess)


def _unknown_key(located: LocatedDocument, path: Path_) -> Issue:
    known = _known_keys(located, path)
    name = str(path[-1])
    if path[:-1] == ("audience",) and (kinds := kinds_with(name)):
        return _key_of_another_kind(located, path, name, kinds)
    inside = ".".join(str(piece) for piece in path[:-1] if isinstance(piece, str)) or "a scenario"
    if len(path) == 1 or path[:-1] == ("audience",):
        table_issue = _table_of_audience(located, path, name)
        if table_issue is not None:
            return table_issue
    guess = did_you_mean(name, known)
    rule = f"Keys of {inside}: {', '.join(known)}" if known else f"{inside} has no such key"
    way_out = f"Did you mean {guess!r}?" if guess else "Remove it, or correct its name"
    return Issue(located.key_place(path), f"unknown key {name[:60]!r}", rule, way_out)


def _known_keys(located: LocatedDocument, path: Path_) -> tuple[str, ...]:
    """Keys that could replace the last one of a path."""
    return audience_keys(_kind_of_audience(located)) if path[:-1] == ("audience",) else allowed_keys(path[:-1])


def _kind_of_audience(located: LocatedDocument) -> object:
    written = located.data.get("audience")
    return written.get("kind") if isinstance(written, dict) else None


def _key_of_another_kind(located: LocatedDocument, path: Path_, name: str, kinds: tuple[str, ...]) -> Issue:
    kind = _kind_of_audience(located)
    known = audience_keys(kind)
    rule = f"An audience of kind {kind!r} has the key{'s' if len(known) > 1 else ''} {', '.join(known)}"
    shown = f"{', '.join(kinds[:-1])} and {kinds[-1]}" if len(kinds) > 1 else kinds[0]
    way_out = f"Remove it, or correct the kind: {name} belongs to {shown}"
    if kind in TABLES_OF_KIND and kind_of_table(name) is not None:
        rule, way_out = ONE_KIND_RULE, f"{way_out}; {to_use_both()}"
    return Issue(located.key_place(path), f"the key {name!r} does not belong to the kind {kind!r}", rule, way_out)


def _without_kind(located: LocatedDocument, place: Place) -> Issue:
    written = located.data.get("audience")
    named = [kind_of_table(str(key)) for key in written] if isinstance(written, dict) else []
    kinds = list(dict.fromkeys(kind for kind in named if kind is not None))
    if len(kinds) > 1:
        found = f"audience has no kind, but keys of {' and '.join(kinds)}"
        return Issue(place, found, ONE_KIND_RULE, one_kind_way_out())
    way_out = f"Add 'kind: {kinds[0] if kinds else 'separate'}'"
    return Issue(place, "audience has no kind", "An audience needs a kind", way_out)


def _table_of_audience(located: LocatedDocument, path: Path_, name: str) -> Issue | None:
    """Issue for the name of an audience's table in place of a key, None if it is no such name."""
    kind, own = _kind_of_audience(located), kind_of_table(name)
    if own is None:
        return None
    place = located.key_place(path)
    if kind in TABLES_OF_KIND and kind != own:
        found = f"{name!r} cannot be combined with an audience of kind {kind!r}"
        return Issue(place, found, ONE_KIND_RULE, f"Remove it, or correct the kind; {to_use_both()}")
    if kind == own and len(path) > 1:
        way_out = f"Write it as {_key_of_table(name)!r}"
        return Issue(place, f"unknown key {name!r}", f"Keys of audience: {', '.join(audience_keys(kind))}", way_out)
    keys = {key: table for key, table in TABLES_OF_KIND[own].items() if table == name or key == "table"}
    shown = ", ".join(f"{key}: {table}.csv" for key, table in keys.items())
    rule = f"The table of {name} must be named under 'audience', with the kind {own!r}"
    return Issue(place, f"unknown key {name!r}", rule, f"Write 'audience: {{kind: {own}, {shown}}}'")


def _key_of_table(name: str) -> str:
    """Key of the audience that names a table."""
    return next(key for tables in TABLES_OF_KIND.values() for key, table in tables.items() if table == name)


def _is_list_of_audiences(located: LocatedDocument, path: Path_) -> bool:
    is_list, kind = isinstance(located.data.get("audience"), list), _kind_of_audience(located)
    return path[:1] == ("audience",) and (is_list or (isinstance(kind, list) and len(path) < 3))


def _shown_value(value: Any) -> str:
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if not isinstance(value, str | int | float | date):
        # Only a caller of Python passes it.
        return in_words(value)
    text = str(getattr(value, "text", None) or value)
    shortened = text if len(text) <= 60 else text[:57] + "..."
    return f"the text {shortened!r}" if isinstance(value, str) else shortened
