"""Read-only mappings for results; they can be pickled and copied, unlike ``MappingProxyType``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key")
Item = TypeVar("Item", covariant=True)


class FrozenMapping(Mapping[Key, Item], Generic[Key, Item]):
    """A copy of a mapping that cannot be changed; equal to a dict of the same items.

    Examples
    --------
    >>> FrozenMapping({"greedy": 3.0})
    FrozenMapping({'greedy': 3.0})
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[Key, Item]) -> None:
        self._items = dict(items)

    def __getitem__(self, key: Key) -> Item:
        return self._items[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._items!r})"
