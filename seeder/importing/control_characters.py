"""Control characters in cells: they are left out, and that is said with what stood there and what is left."""

from __future__ import annotations

import re

from seeder.importing.raw_cells import Fault

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")

_SHOWN = 60
_MOST_NAMED = 5


def without_controls(text: str, *, line: int, column_index: int) -> tuple[str, Fault]:
    """Text of a cell without control characters, and what to say of it: they are shown as escapes in what was found."""
    names = sorted({f"U+{ord(character):04X}" for character in CONTROLS.findall(text)})
    clean = CONTROLS.sub("", text)
    found = CONTROLS.sub(lambda match: f"\\x{ord(match.group()):02x}", text)
    reason = f"control characters were removed from the cell: {', '.join(names[:_MOST_NAMED])}"
    return clean, Fault(line, column_index, found[:_SHOWN], reason, became=clean[:_SHOWN])
