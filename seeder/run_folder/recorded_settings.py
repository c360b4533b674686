"""Collects the settings that changed a scenario document (--set, --budget, --objective), for the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from seeder.scenario import Setting
from seeder.scenario.document.located import LocatedDocument, Path_
from seeder.scenario.document.yaml_line import yaml_text


def recorded_settings(located: LocatedDocument) -> tuple[Setting, ...]:
    """Return settings that make the same document of the one that was read, with every key and place as it is.

    Of settings that a later one replaced nothing is left. They come in the document's order, so that keys that were
    added are in the same order again.
    """
    return tuple(_laid_over(located.data, (), located, located.values[()].file))


def _laid_over(value: Any, path: Path_, located: LocatedDocument, around: str) -> Iterator[Setting]:
    place = located.values.get(path)
    origin = around if place is None or place.line is not None else place.file
    if path and place is not None and origin != around and place.column is None:
        yield Setting(path, yaml_text(value), origin)
        around = origin
    inner: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for key, part in inner:
        yield from _laid_over(part, (*path, key), located, around)
