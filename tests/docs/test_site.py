"""The site: its page of the API has every public name once, and its index has every page once."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import seeder
from seeder.shipped import page_names

DOCS = Path(__file__).parents[2] / "docs"


def test_the_api_page_has_every_public_name() -> None:
    directives = re.findall(r"^\.\. auto(\w+):: seeder\.(\w+)$", (DOCS / "api.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(name for _, name in directives) == sorted(seeder.__all__)
    for kind, name in directives:
        found = getattr(seeder, name)
        is_error = inspect.isclass(found) and issubclass(found, Exception)
        assert kind == ("exception" if is_error else "class" if inspect.isclass(found) else "function"), name


def test_the_index_has_every_page() -> None:
    lists = re.findall(r"```\{toctree\}\n(?::.*\n)*\n([^`]*)```", (DOCS / "index.md").read_text("utf-8"))
    listed = [name for text in lists for name in text.split()]
    assert sorted(listed) == sorted([*page_names(), "api"])
