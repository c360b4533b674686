"""Reads a status column: writes a rule against accounts that said no, and reports those asked before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from seeder.figures import counted, listed
from seeder.importing.claims import LeftOut
from seeder.importing.columns.layout import Layout
from seeder.importing.columns.roles import Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.columns.status_words import (
    AGREED,
    ASKED,
    REFUSED,
    Statuses,
    asks_for_marks,
    read_statuses,
)
from seeder.importing.columns.vocabulary import read_meaning, words_of
from seeder.importing.output.scenario_text import yaml_flow
from seeder.importing.rows.entries import Entry
from seeder.importing.written_cells import one_line
from seeder.scenario.where.where_tokens import one_of

_MOST_NAMED = 3
_MOST_IN_RULE = 12
_STATES = frozenset((("state",), ("estado",), ("etat",), ("stato",)))
"""Headers of statuses that are headers of addresses as well."""


def left_out_of(
    columns: Sequence[SourceColumn],
    layout: Layout,
    entries: Sequence[Entry],
    keys: Sequence[str],
    written_to: Mapping[int, Sequence[str]],
    *,
    warnings: list[str],
) -> LeftOut | None:
    """The rule against accounts that said no or must not be asked, where columns say so; and tell who was asked."""
    if layout.is_own_format:
        return None
    # Of rows with dates the newest counts; otherwise what any row of a handle says of its account.
    others = [] if Role.DATE in layout.single else _other_rows(entries, keys)
    found: dict[str, tuple[Statuses, list[str]]] = {}
    elsewhere: dict[str, None] = {}
    for column in columns:
        names = written_to.get(column.index)
        if layout.taken.get(column.index) != Role.STATUS.value or not names:
            continue
        texts = [one_line(column.texts[row]) for row in (*(one.row for one in entries), *(row for row, _ in others))]
        statuses = statuses_of(column.header or column.name, texts)
        if statuses is None:
            continue
        for (_, key), kind in zip(others, statuses.kinds[len(entries) :], strict=True):
            if kind == REFUSED:
                elsewhere[key] = None
        found[names[0]] = (_first(statuses, texts, len(entries)), texts[: len(entries)])
    refused = {
        key for statuses, _ in found.values() for key, kind in zip(keys, statuses.kinds, strict=True) if kind == REFUSED
    }
    only_elsewhere = [key for key in elsewhere if key not in refused]
    refused |= elsewhere.keys()
    asked: set[str] = set()
    for name, (statuses, texts) in found.items():
        # Who said no in any column is left out, whatever another column says.
        open_cells = [cell for cell in zip(keys, texts, statuses.kinds, strict=True) if cell[0] not in refused]
        new = [(key, text) for key, text, kind in open_cells if kind == ASKED and key not in asked]
        asked |= {key for key, _ in new}
        _tell_asked(new, name, warnings)
        _tell_agreed([(key, text) for key, text, kind in open_cells if kind == AGREED], name, warnings)
        _tell_unknown([(key, text) for key, text, kind in open_cells if not kind and text.strip()], name, warnings)
    if not refused:
        return None
    shown = [f"{_shown(one.refused)} in {name!r}" for name, (one, _) in found.items() if one.refused]
    where = [one_of(name, one.refused) for name, (one, _) in found.items() if one.refused]
    if only_elsewhere:
        shown.append(f"{_shown(only_elsewhere)} in a further row of the same handle")
        where.append(one_of("account", only_elsewhere))
    why = f"{counted(len(refused), 'account')} said no or must not be asked ({', '.join(shown)})"
    return LeftOut(" or ".join(where), why, frozenset(refused))


def _other_rows(entries: Sequence[Entry], keys: Sequence[str]) -> list[tuple[int, str]]:
    """Rows that name a handle again, each with the key of its account."""
    return [(row, key) for entry, key in zip(entries, keys, strict=True) for row in entry.repeated]


def _first(statuses: Statuses, texts: Sequence[str], n: int) -> Statuses:
    """What the first rows of a column say."""
    kinds = statuses.kinds[:n]
    refused = (text for text, kind in zip(texts, kinds, strict=False) if kind == REFUSED)
    return Statuses(kinds, tuple(dict.fromkeys(refused)))


def statuses_of(header: str, texts: Sequence[str]) -> Statuses | None:
    """What a column of statuses says; None if its header is one of addresses too, and most of its cells are none."""
    if words_of(header) in _STATES:
        return read_statuses(texts, header=header)
    return read_statuses(texts, header=header, least=0.0) or Statuses(("",) * len(texts), ())


def has_statuses(name: str, cells: Sequence[str]) -> bool:
    """Whether the name of a column says that it has statuses, or asks for marks that its cells are."""
    meaning = read_meaning(name)
    return (meaning is not None and meaning.role is Role.STATUS) or asks_for_marks(name, cells)


def _tell_asked(cells: Sequence[tuple[str, str]], name: str, warnings: list[str]) -> None:
    if cells:
        warnings.append(
            f"{_accounts(cells, 'was', 'were')} asked already. The plan may ask {_them(cells)} again. To prevent that, "
            f"{_rule(cells, name)}"
        )


def _tell_agreed(cells: Sequence[tuple[str, str]], name: str, warnings: list[str]) -> None:
    if cells:
        shown = _shown(dict.fromkeys(text for _, text in cells))
        warnings.append(
            f"{_accounts(cells, 'has', 'have')} said yes already ({shown} in {name!r}). The plan may ask "
            f"{_them(cells)} "
            f"again. To exclude {_them(cells)}, {_rule(cells, name)}. To ask {_them(cells)} in any case, add the "
            "name to "
            "rules.include"
        )


def _tell_unknown(cells: Sequence[tuple[str, str]], name: str, warnings: list[str]) -> None:
    if cells:
        first_of: dict[str, str] = {}
        for key, text in cells:
            first_of.setdefault(text, key)
        shown = listed([f"{text[:40]!r} ({key[:40]!r})" for text, key in list(first_of.items())[:_MOST_NAMED]])
        warnings.append(
            f"{_accounts(cells, 'has', 'have')} a status that was not understood, such as {shown}. The plan may ask "
            f"{_them(cells)}. To exclude {_them(cells)}, {_rule(cells, name)}"
        )


def _accounts(cells: Sequence[tuple[str, str]], one: str, several: str) -> str:
    return counted(len({key for key, _ in cells}), f"account {one}", f"accounts {several}")


def _them(cells: Sequence[tuple[str, str]]) -> str:
    return "it" if len({key for key, _ in cells}) == 1 else "them"


def _rule(cells: Sequence[tuple[str, str]], name: str) -> str:
    """How to exclude who has one of some texts: a rule with all of them, or with the first of very many."""
    texts = list(dict.fromkeys(text for _, text in cells))
    rule = yaml_flow({"where": one_of(name, texts[:_MOST_IN_RULE]), "at_most": 0})
    n_more = len(texts) - _MOST_IN_RULE
    more = f" with {counted(n_more, 'more text')} of {name!r}" if n_more > 0 else ""
    return f"add to rules.groups in scenario.yaml: {rule}{more}"


def _shown(texts: Iterable[str]) -> str:
    every = list(texts)
    return ", ".join(repr(text[:40]) for text in every[:_MOST_NAMED]) + (" …" if len(every) > _MOST_NAMED else "")
