"""The name of the distribution, and the examples and documentation pages that ship with it."""

from __future__ import annotations

from pathlib import Path

DISTRIBUTION = "campaign-seeder"
"""What the package is called where it is installed from; the name of the command is another project's there."""

_OF_THE_SITE = ("index", "api")
"""Pages of directives for the documentation site: they do not ship."""


def examples_folder() -> Path:
    """Where the examples are: in the installed package, or beside it in a checkout."""
    return _shipped("examples", in_checkout="scenarios")


def example_names() -> list[str]:
    """Names of the examples."""
    return sorted(entry.name for entry in examples_folder().iterdir() if (entry / "scenario.yaml").is_file())


def page_names() -> list[str]:
    """Names of the pages of the documentation."""
    return sorted(path.stem for path in _pages_folder().glob("*.md") if path.stem not in _OF_THE_SITE)


def page_text(name: str) -> str:
    """Text of a page, as Markdown."""
    return (_pages_folder() / f"{name}.md").read_text("utf-8")


def _pages_folder() -> Path:
    return _shipped("docs", in_checkout="docs")


def _shipped(installed: str, *, in_checkout: str) -> Path:
    from importlib.resources import files

    package = Path(str(files("seeder")))
    folder = package / installed
    return folder if folder.is_dir() else package.parent / in_checkout
