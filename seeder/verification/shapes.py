"""What a manifest must look like before anything in them is believed or doubted."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from seeder.errors import Issue, Place
from seeder.run_folder.plan_reading import WAY_OUT, MalformedError, shown

T = TypeVar("T")

_LARGEST_WHOLE = 10**30


class Part:
    """A value of a document that knows where it stands.

    Every method returns the value as one type or raises MalformedError.
    """

    def __init__(self, file: str, path: str, value: Any) -> None:
        self.file = file
        self.path = path
        self.value = value

    def refuse(self, rule: str) -> MalformedError:
        """Make the error: what stands here, and what should."""
        what = self.path or "the document"
        place = Place(self.file, None, self.path or None)
        return MalformedError(Issue(place, f"{what} is {shown(self.value)}", rule, WAY_OUT))

    def fields(self, names: Sequence[str]) -> dict[str, Part]:
        """Parts of an object with exactly these keys."""
        found = self._object()
        missing = [name for name in names if name not in found]
        unknown = [name for name in found if name not in names]
        if missing or unknown:
            what = self.path or "the document"
            wrong = [f"lacks {', '.join(missing)}"] if missing else []
            wrong += [f"has {', '.join(unknown)[:80]} besides"] if unknown else []
            place = Place(self.file, None, self.path or None)
            rule = f"Its keys are {', '.join(names)}"
            raise MalformedError(Issue(place, f"{what} {' and '.join(wrong)}", rule, WAY_OUT))
        return {name: self._inner(name, found[name]) for name in names}

    def entries(self) -> dict[str, Part]:
        """Parts of an object with any keys."""
        return {name: self._inner(name, part) for name, part in self._object().items()}

    def items(self) -> list[Part]:
        """Parts of a list."""
        if not isinstance(self.value, list):
            raise self.refuse("It is a list")
        return [self._inner(str(position), part) for position, part in enumerate(self.value)]

    def text(self) -> str:
        """Text."""
        if not isinstance(self.value, str):
            raise self.refuse("It is text")
        return self.value

    def truth(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.refuse("It is true or false")
        return self.value

    def whole(self) -> int:
        """A whole number of 0 or more."""
        if type(self.value) is not int or not 0 <= self.value < _LARGEST_WHOLE:
            raise self.refuse("It is a whole number of 0 or more")
        return self.value

    def number(self) -> float:
        """A finite number."""
        if type(self.value) not in (int, float):
            raise self.refuse("It is a number")
        try:
            number = float(self.value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise self.refuse("It is a finite number")
        return number

    def amounts(self) -> dict[str, float]:
        """Numbers by name."""
        return {name: part.number() for name, part in self.entries().items()}

    def key(self) -> str | int:
        """Key of an object, or position in a list."""
        return self.whole() if type(self.value) is int else self.text()

    def optional(self, read: Callable[[Part], T]) -> T | None:
        """None where null stands here, else what is read."""
        return None if self.value is None else read(self)

    def _object(self) -> dict[str, Any]:
        if not isinstance(self.value, dict):
            raise self.refuse("It is an object")
        return self.value

    def _inner(self, name: str, value: Any) -> Part:
        return Part(self.file, f"{self.path}.{name}" if self.path else name, value)
