"""Read ``plan.json`` and ``manifest.json`` into their models, or list the faults in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from seeder.errors import Issue, Place
from seeder.figures import counted
from seeder.plan_document import Document
from seeder.scenario.document.documents import model_at
from seeder.scenario.document.located import Path_

AnyDocument = TypeVar("AnyDocument", bound=Document)

WAY_OUT = "Solve again"

_MOST_ISSUES = 20
_LONGEST_VALUE = 80
_KEYS = ("missing", "extra_forbidden")
_WHOLE = "It must be a whole number of 0 or more"
_OBJECT = "It must be an object"
_RULES = {
    "bool_type": "It must be true or false",
    "dict_type": _OBJECT,
    "finite_number": "It must be a finite number",
    "float_type": "It must be a number",
    "greater_than_equal": "It must be 0 or more",
    "int_type": _WHOLE,
    "less_than": "It must be below 1",
    "model_attributes_type": _OBJECT,
    "model_type": _OBJECT,
    "string_type": "It must be text",
    "too_short": "It must not be empty",
    "tuple_type": "It must be a list",
}


class MalformedError(ValueError):
    """A document that is not of the shape that a run writes, with its first issues."""

    def __init__(self, *issues: Issue) -> None:
        super().__init__("\n".join(str(issue) for issue in issues))
        self.issues = issues


def read_document(document: Any, model: type[AnyDocument], *, file: str) -> AnyDocument:
    """Read parsed JSON by its model; an error names the keys and values that are not as the model declares them."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise MalformedError(*_capped(list(_issues(error, model, file)), file)) from error


def shown(value: Any) -> str:
    """Write a value of a document for a message, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=_plain)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}…"


def _plain(value: Any) -> Any:
    return value.to_document() if isinstance(value, Document) else str(value)


def _issues(error: ValidationError, model: type[Document], file: str) -> Iterator[Issue]:
    """Issues in the order of the file; the keys of an object that are missing or too many are one issue."""
    details = error.errors(include_url=False)
    wrong_keys: dict[Path_, dict[str, list[str]]] = {}
    for detail in details:
        if detail["type"] in _KEYS:
            *path, key = detail["loc"]
            wrong_keys.setdefault(tuple(path), {kind: [] for kind in _KEYS})[detail["type"]].append(str(key))
    for detail in details:
        location = detail["loc"]
        if detail["type"] not in _KEYS:
            value = detail["input"]
            # An integer beyond the range of floats is a number to JSON.
            kind = "finite_number" if detail["type"] == "float_type" and type(value) is int else detail["type"]
            found = f"{_named(location)} is {shown(value)}"
            yield Issue(_place(file, location), found, _RULES.get(kind, detail["msg"]), WAY_OUT)
        elif (keys := wrong_keys.pop(location[:-1], None)) is not None:
            yield _issue_of_keys(file, location[:-1], keys, model_at(model, location[:-1]))


def _issue_of_keys(file: str, path: Path_, keys: Mapping[str, list[str]], model: type[BaseModel]) -> Issue:
    missing, further = (keys[kind] for kind in _KEYS)
    wrong = [f"lacks {', '.join(missing)}"] if missing else []
    wrong += [f"has unknown keys: {', '.join(further)[:_LONGEST_VALUE]}"] if further else []
    rule = f"Its keys must be {', '.join(model.model_fields)}"
    return Issue(_place(file, path), f"{_named(path)} {' and '.join(wrong)}", rule, WAY_OUT)


def _named(path: Iterable[str | int]) -> str:
    return ".".join(str(piece) for piece in path) or "the document"


def _place(file: str, path: Path_) -> Place:
    return Place(file, None, _named(path) if path else None)


def _capped(issues: list[Issue], file: str) -> list[Issue]:
    more = len(issues) - _MOST_ISSUES
    if more <= 0:
        return issues
    kind = file.removesuffix(".json")
    found = f"{counted(more, 'more place is', 'more places are')} not valid in a {kind}"
    return [*issues[:_MOST_ISSUES], Issue(Place(file), found, f"A {kind} must be as seeder wrote it", WAY_OUT)]
