"""Names a rejected row in the report: by its name, handle, address, or first cells."""

from __future__ import annotations

from collections.abc import Sequence

from seeder.importing.columns.layout import Layout
from seeder.importing.columns.roles import Role
from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.written_cells import one_line
from seeder.text import shorten

_LONGEST = 40
_MOST_CELLS = 3
_NAMING = (Role.NAME, Role.ACCOUNT)
_REACHING = (Role.EMAIL,)


def who_is(cells: Sequence[str], layout: Layout) -> str:
    """Name of a row, else its handle, address or e-mail, else its first cells; '' if all are blank.

    Parameters
    ----------
    cells
        Text of every cell as it stood.
    layout
        Which column is what.
    """
    presences = layout.presences
    columns = [layout.single[role] for role in _NAMING if role in layout.single]
    columns += [used for presence in presences for used in presence.handles]
    columns += [presence.url for presence in presences if presence.url is not None]
    columns += [layout.single[role] for role in _REACHING if role in layout.single]
    for used in columns:
        text = one_line(cells[used.column.index]) if used.column.index < len(cells) else ""
        if text and not is_blank_word(text):
            return shorten(text, _LONGEST)
    filled = [text for cell in cells if (text := one_line(cell)) and not is_blank_word(text)]
    return shorten(", ".join(filled[:_MOST_CELLS]), _LONGEST)
