"""The site: these pages as they are, and the public names of the package with their docstrings. ``./run docs``."""

from __future__ import annotations

import re

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

import seeder

project = "seeder"
author = "the seeder authors"
version = release = seeder.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["pictures"]

myst_heading_anchors = 4
"""Links to headings, as in the Markdown."""

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_type_aliases = {
    name: name.removeprefix("npt.") for name in ("npt.ArrayLike", "FloatArray", "IntArray", "BoolArray", "CellArray")
}
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "furo"
html_title = f"seeder {release}"
html_copy_source = False
html_show_sphinx = False


def show_formulas_as_written(
    app: Sphinx, what: str, name: str, found: object, options: object, lines: list[str]
) -> None:
    """Mark each indented paragraph of a docstring's text as literal: it is a formula, and its lines mean something."""
    made, is_text = [], True
    for at, line in enumerate(lines):
        is_text = is_text and not lines[min(at + 1, len(lines) - 1)].startswith("---")
        starts = line.startswith("    ") and at > 0 and not lines[at - 1]
        before = next((said for said in reversed(made) if said), "")
        if is_text and starts and not before.endswith("::") and not before.startswith("    "):
            made += ["::", ""]
        made.append(line)
    lines[:] = made


def name_aliases(
    app: Sphinx, what: str, name: str, found: object, options: object, signature: str | None, returned: str | None
) -> tuple[str | None, str | None]:
    """Name aliases inside other types: autodoc prints the reference that it has put for them."""
    plain = [text and re.sub(r"TypeAliasForwardRef\('(\w+)'\)", r"\1", text) for text in (signature, returned)]
    return plain[0], plain[1]


def setup(app: Sphinx) -> None:
    """Show blocks as they are where no lexer knows their language, and formulas as they are written."""
    for language in ("csv", "where", "where-error"):
        app.add_lexer(language, TextLexer)
    app.connect("autodoc-process-signature", name_aliases)
    # Before numpydoc sections are taken apart.
    app.connect("autodoc-process-docstring", show_formulas_as_written, priority=400)
