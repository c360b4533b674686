"""Tells what a file is by its first bytes, whatever its name."""

from __future__ import annotations

import re
from enum import Enum

from seeder.importing.raw_cells import refusal


class FileKind(Enum):
    """What a file is, by its content."""

    DELIMITED = "delimited text"
    WORKBOOK = "workbook"
    PARQUET = "Parquet"


N_FIRST_BYTES = 4_096
"""How much of a file :func:`kind_of` looks at [bytes]."""

_RULE = "A table must be a CSV or other delimited text, an XLSX, XLS, XLSB or ODS workbook, or a Parquet file"
_UNPACK = "Unpack it, and import the table inside"
_SAVE = "Open it in a spreadsheet, and save the table as XLSX or CSV"
_EXPORT = "Export the table as CSV or XLSX from the original tool"
_REFUSED = (
    (b"%PDF", "a PDF document", _EXPORT),
    (b"\x1f\x8b", "packed with gzip", _UNPACK),
    (b"BZh", "packed with bzip2", _UNPACK),
    (b"\xfd7zXZ\0", "packed with xz", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"{\\rtf", "a rich text document", _SAVE),
    (b"\x89PNG", "a picture", _EXPORT),
    (b"\xff\xd8\xff", "a picture", _EXPORT),
    (b"GIF8", "a picture", _EXPORT),
    (b"SQLite format 3", "a database", _EXPORT),
    (b"ORC", "an ORC file", "Write it as Parquet"),
    (b"Obj\x01", "an Avro file", "Write it as Parquet"),
    (b"ARROW1", "an Arrow file", "Write it as Parquet"),
)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.IGNORECASE)
_XML_WORKBOOK = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet|<workbook\b", re.IGNORECASE)


def kind_of(source: str, first: bytes) -> FileKind:
    """Tell what a file is by its first bytes, up to ``N_FIRST_BYTES``; refuse one that is empty, or no table."""
    if not first:
        raise refusal(source, "the file is empty", _RULE, "Export the table again")
    if first.startswith(b"PAR1"):
        return FileKind.PARQUET
    if first.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return FileKind.WORKBOOK
    for start, name, way_out in _REFUSED:
        # "ORC" and other starts of plain letters may begin a text: binary files have zeros or controls near.
        if first.startswith(start) and not (start.isalpha() and not _BINARY.search(first)):
            raise refusal(source, f"the file is {name}", _RULE, way_out)
    text = first.replace(b"\0", b"").decode("latin-1").lstrip("ÿþï»¿ \t\r\n")
    if text.startswith("<"):
        if _XML_WORKBOOK.search(text):
            raise refusal(source, "the file is an XML spreadsheet of 2003", _RULE, _SAVE)
        if _HTML.search(text):
            raise refusal(source, "the file is a web page (HTML), despite its name", _RULE, _SAVE)
        if text.startswith("<?xml"):
            raise refusal(source, "the file is XML", _RULE, _EXPORT)
    if re.match(r'(?:\{\s*"|\[\s*[{\[])', text):
        raise refusal(source, "the file is JSON", _RULE, _EXPORT)
    return FileKind.DELIMITED
