"""Reads which roles the user gives to columns: ``--map followers="Subscribers count"``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seeder.errors import MappingError
from seeder.importing.columns.roles import COUNTS_OF_POSTS, NUMBERS, Base, Factor, Meaning, Per, Role
from seeder.importing.columns.vocabulary import PLATFORMS, words_of
from seeder.scenario.platforms import canonical_platform
from seeder.spelling import did_you_mean

NOBODY = "-"
"""In place of a column: no column has this role."""

_FACTORS = {("in", factor.name.lower()): factor for factor in Factor if factor is not Factor.ONE}
_PERS = {("per", "post"): Per.POST, ("total",): Per.TOTAL}
_BASES = {tuple(base.value.split()): base for base in Base if base is not Base.UNSTATED}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A role that the user gave to a column."""

    meaning: Meaning
    column: int | None  # its position; None if no column has the role


def read_mapping(mapping: Mapping[str, str] | Sequence[tuple[str, str]], names: Sequence[str]) -> tuple[Mapped, ...]:
    """Read roles and find their columns among the names of the table.

    The mapping is role → header, or pairs of them: ``{"followers": "Subscribers count"}``. Roles may carry a platform
    in front, and behind them ``per post`` or ``total``, ``by followers``, ``by views`` or ``by reach``, ``in
    thousands`` or ``in millions``: ``instagram followers``, ``likes total``, ``engagement by views``. If there is no
    such role or column, a MappingError says what may be meant.
    """
    pairs = mapping.items() if isinstance(mapping, Mapping) else mapping
    found = []
    taken: dict[int, str] = {}
    for role, header in pairs:
        meaning = _meaning(role)
        column = None if header.strip() == NOBODY and NOBODY not in names else _column(header, names, role)
        if column is not None:
            if column in taken:
                raise MappingError(
                    f"the column {names[column]!r} is mapped to {taken[column]!r} and to {role!r}: "
                    "a column can have only one role"
                )
            taken[column] = role
        found.append(Mapped(meaning, column))
    return tuple(found)


def _meaning(text: str) -> Meaning:
    words = list(words_of(text))
    platform = ""
    if words and words[0] in PLATFORMS:
        platform = canonical_platform(words.pop(0))
    per, base, factor = Per.UNSTATED, Base.UNSTATED, Factor.ONE
    for width in (2, 1):
        tail = tuple(words[-width:])
        if len(words) > width or (platform and len(words) == width):
            if tail in _PERS:
                per, words = _PERS[tail], words[:-width]
            elif tail in _BASES:
                base, words = _BASES[tail], words[:-width]
            elif tail in _FACTORS:
                factor, words = _FACTORS[tail], words[:-width]
    name = " ".join(words) or ("handle" if platform else "")
    try:
        role = Role(name)
    except ValueError:
        roles = [role.value for role in Role]
        guess = did_you_mean(name, roles)
        hint = f"did you mean {guess!r}?" if guess else f"roles are {', '.join(roles)}"
        raise MappingError(f"there is no role {text!r}: {hint}") from None
    is_wrong = (
        (per is not Per.UNSTATED and role not in COUNTS_OF_POSTS)
        or (base is not Base.UNSTATED and role is not Role.ENGAGEMENT)
        or (factor is not Factor.ONE and role not in NUMBERS)
    )
    if is_wrong:
        raise MappingError(f"there is no role {text!r}: write only {role.value!r}")
    return Meaning(role, platform=platform, per=per, base=base, factor=factor)


def _column(header: str, names: Sequence[str], role: str) -> int:
    if header in names:
        return names.index(header)
    plain = [" ".join(words_of(name)) for name in names]
    wanted = " ".join(words_of(header))
    same = [position for position, name in enumerate(plain) if name == wanted and wanted]
    if len(same) == 1:
        return same[0]
    if len(same) > 1:
        shown = " or ".join(repr(names[position]) for position in same[:5])
        raise MappingError(f"{header!r}, mapped to {role!r}, could mean {shown}: name one of them")
    guess = did_you_mean(header, names)
    shown = ", ".join(repr(name) for name in names[:20])
    hint = f"did you mean {guess!r}?" if guess else f"columns are {shown}"
    raise MappingError(f"there is no column {header!r} for the role {role!r}: {hint}")
