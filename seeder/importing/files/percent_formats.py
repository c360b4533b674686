"""Finds the cells of a sheet of an XLSX file that are formatted as per cent: the file holds 0.034 and shows 3.4%."""

from __future__ import annotations

import re
import zipfile
from xml.etree import ElementTree

_STYLES = "xl/styles.xml"
_BUILT_IN = frozenset(("9", "10"))
"""Numbers of the formats 0% and 0.00%, which no file needs to define."""
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""What a format shows as it stands, and conditions: a per cent sign in it changes no number."""


def percent_cells(archive: zipfile.ZipFile, data: bytes) -> tuple[tuple[bytes, bytes], ...]:
    """Letters and digits of the cells of a part that a format shows as per cent."""
    styles = _percent_styles(archive)
    if not styles:
        return ()
    numbers = b"|".join(str(style).encode() for style in styles)
    pattern = rb'<c\b(?=[^>]{0,300}?\bs="(?:' + numbers + rb')")[^>]{0,300}?\br="([A-Z]{1,3})(\d{1,9})"'
    return tuple((match[1], match[2]) for match in re.finditer(pattern, data))


def _percent_styles(archive: zipfile.ZipFile) -> list[int]:
    """Positions of the cell styles whose format is one of per cent."""
    if _STYLES not in archive.namelist():
        return []
    try:
        # Parts were measured before, and expat expands no entities of more than a hundred times their size.
        root = ElementTree.fromstring(archive.read(_STYLES))
    except ElementTree.ParseError:
        return []
    formats = set(_BUILT_IN)
    styles: list[ElementTree.Element] = []
    for node in root:
        kind = node.tag.rpartition("}")[2]
        if kind == "numFmts":
            formats |= {one.get("numFmtId", "") for one in node if "%" in _LITERAL.sub("", one.get("formatCode", ""))}
        elif kind == "cellXfs":
            styles = list(node)
    return [position for position, style in enumerate(styles) if style.get("numFmtId", "") in formats]
