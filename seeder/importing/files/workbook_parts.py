"""What a sheet of an XLSX file holds beside its values: links behind cells, hidden rows, formulas, error values.

The reader of workbooks gives none of them. All of a part is looked through once, by patterns, and only where its bytes
have something of the kind; a part was measured before, so that it is not larger than a table may be.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from posixpath import basename, dirname
from xml.etree import ElementTree

from seeder.importing.files.percent_formats import percent_cells
from seeder.importing.sum_formulas import adds_rows

_ERROR_CELL = re.compile(rb'<c\b(?=[^>]{0,300}?\bt="e")[^>]{0,300}?\br="([A-Z]{1,3})(\d{1,9})"[^>]{0,300}>')
_VALUE = re.compile(rb"<v>([^<]{1,40})</v>")
_FORMULA_CELL = re.compile(
    rb'<c\b[^>]{0,300}?\br="([A-Z]{1,3})(\d{1,9})"[^>]{0,300}>\s*<f\b[^>]{0,300}?(?:/>|>([^<]{0,8000})</f>)'
    rb"\s*(<v>[^<]|<v\b[^>]{0,50}>[^<])?"
)
_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]{0,500}?\bhidden="(?:1|true)")[^>]{0,500}?\br="(\d{1,9})"')
_LINK = re.compile(rb"<(?:\w{1,20}:)?hyperlink\b[^>]{0,3000}>")
_PLACE = re.compile(rb'\bref="([A-Z]{1,3})(\d{1,9})(?::([A-Z]{1,3})(\d{1,9}))?"')
_RELATION = re.compile(rb'\b(?:\w{1,20}:)?id="([^"]{1,200})"')
_LINKED = re.compile(r"HYPERLINK\(\s*\"([^\"]{1,2000})\"", re.IGNORECASE)
_MOST_LINKED = 10_000
"""Cells of one link that are looked at: it can stand behind a whole column."""


@dataclass(frozen=True, eq=False)
class SheetParts:
    """What stands beside the values of one sheet, by row and column from 0.

    Parameters
    ----------
    errors
        Error values as a spreadsheet shows them: ``#N/A``.
    formulas
        Formulas whose value the file does not hold, with ``=`` before them.
    sums
        Formulas that add up or average several rows, with ``=`` before them, also of cells with a stored value.
    links
        Targets of links behind cells.
    hidden
        Rows that are hidden or filtered out.
    percents
        Cells that a format shows as per cent.
    """

    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    sums: Mapping[tuple[int, int], str] = field(default_factory=dict)
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    percents: frozenset[tuple[int, int]] = frozenset()


def read_parts(path: Path, index: int) -> SheetParts:
    """Read what stands beside the values of a sheet, by its position in the workbook; nothing of other kinds."""
    if not zipfile.is_zipfile(path):
        return SheetParts()
    with zipfile.ZipFile(path) as archive:
        part = _part_of_sheet(archive, index)
        if part is None:
            return SheetParts()
        data = archive.read(part)
        formulas, sums, links = _formulas(data)
        links |= _links(archive, part, data)
        percents = frozenset(_place(letters, digits) for letters, digits in percent_cells(archive, data))
    hidden = frozenset(int(match[1]) - 1 for match in _HIDDEN_ROW.finditer(data)) if b"hidden=" in data else frozenset()
    return SheetParts(_errors(data), formulas, sums, links, hidden, percents)


def _errors(data: bytes) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    if b't="e"' not in data:
        return found
    for match in _ERROR_CELL.finditer(data):
        value = _VALUE.search(data, match.end(), match.end() + 2_000)
        if value is not None:
            found[_place(match[1], match[2])] = value[1].decode("utf-8", errors="replace")
    return found


def _formulas(data: bytes) -> tuple[dict[tuple[int, int], str], dict[tuple[int, int], str], dict[tuple[int, int], str]]:
    """Formulas without a stored value, formulas over several rows, and targets of the function HYPERLINK."""
    formulas: dict[tuple[int, int], str] = {}
    sums: dict[tuple[int, int], str] = {}
    links: dict[tuple[int, int], str] = {}
    if b"<f" not in data:
        return formulas, sums, links
    for match in _FORMULA_CELL.finditer(data):
        place = _place(match[1], match[2])
        text = unescape((match[3] or b"").decode("utf-8", errors="replace"))
        linked = _LINKED.search(text)
        if linked is not None:
            links[place] = linked[1]
        if adds_rows(text):
            sums[place] = f"={text}"
        # A text that is empty was computed: t="str".
        if match[4] is None and b't="str"' not in match.group().partition(b">")[0]:
            formulas[place] = f"={text}" if text else "= a formula"
    return formulas, sums, links


def _links(archive: zipfile.ZipFile, part: str, data: bytes) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    if b"hyperlink" not in data:
        return found
    targets = _targets(archive, f"{dirname(part)}/_rels/{basename(part)}.rels")
    for match in _LINK.finditer(data):
        place, relation = _PLACE.search(match.group()), _RELATION.search(match.group())
        target = targets.get(relation[1].decode("utf-8", errors="replace"), "") if relation is not None else ""
        if place is None or not target:
            continue
        first, last = _place(place[1], place[2]), _place(place[3] or place[1], place[4] or place[2])
        columns = range(first[1], last[1] + 1)
        rows = range(first[0], min(last[0] + 1, first[0] + _MOST_LINKED // max(1, len(columns))))
        found.update({(row, column): target for row in rows for column in columns})
    return found


def _place(letters: bytes, digits: bytes) -> tuple[int, int]:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(digits) - 1, column - 1


def _targets(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Targets of the relations of a part by their ids."""
    if name not in archive.namelist():
        return {}
    try:
        # Parts were measured before, and expat expands no entities of more than a hundred times their size.
        relations = ElementTree.fromstring(archive.read(name))
    except ElementTree.ParseError:
        return {}
    return {node.get("Id", ""): node.get("Target", "") for node in relations}


def _part_of_sheet(archive: zipfile.ZipFile, index: int) -> str | None:
    """Name of the part that holds a sheet, through the workbook's relations."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    try:
        sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter()
    except ElementTree.ParseError:
        return None
    keys = [
        next((value for name, value in node.attrib.items() if name.endswith("}id")), "")
        for node in sheets
        if node.tag.endswith("}sheet")
    ]
    targets = _targets(archive, "xl/_rels/workbook.xml.rels")
    target = targets.get(keys[index], "") if index < len(keys) else ""
    part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return part if part in names and part.endswith(".xml") else None
