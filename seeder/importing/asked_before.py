"""Reads a status column: writes a rule against accounts that said no, and reports those asked before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from seeder.figures import counted, listed
from seeder.importing.claims import LeftOut
from seeder.importing.columns.layout import Layout
from seeder.importing.columns.roles import Role
from seeder.importing.columns.status_words import AGREED, ASKED, REFUSED, Statuses, read_statuses
from seeder.importing.columns.vocabulary import words_of
from seeder.importing.output.scenario_text import yaml_flow
from seeder.importing.rows.entries import Entry
from seeder.importing.written_cells import one_line
from seeder.scenario.where.where_tokens import one_of

_MOST_NAMED = 3
_MOST_IN_RULE = 12
_STATES = frozenset((("state",), ("estado",), ("etat",), ("stato",)))
"""Headers of statuses that are headers of addresses as well."""


def left_out_of(
    layout: Layout,
    entries: Sequence[Entry],
    keys: Sequence[str],
    written_to: Mapping[int, Sequence[str]],
    *,
    warnings: list[str],
) -> LeftOut | None:
    """The rule against accounts that said no or must not be asked, where a column says so; and tell who was asked."""
    used = layout.single.get(Role.STATUS)
    if used is None or layout.is_own_format or not written_to.get(used.column.index):
        return None
    header = used.column.header or used.column.name
    texts = [one_line(used.column.texts[entry.row]) for entry in entries]
    found = statuses_of(header, texts)
    if found is None:
        return None
    name = written_to[used.column.index][0]
    cells = list(zip(keys, texts, found.kinds, strict=True))
    _tell_asked([(key, text) for key, text, kind in cells if kind == ASKED], name, warnings)
    _tell_agreed([(key, text) for key, text, kind in cells if kind == AGREED], name, warnings)
    _tell_unknown([(key, text) for key, text, kind in cells if not kind and text.strip()], name, warnings)
    refused = {key for key, _, kind in cells if kind == REFUSED}
    if not refused:
        return None
    why = f"{counted(len(refused), 'account')} said no or must not be asked ({_shown(found.refused)} in {name!r})"
    return LeftOut(one_of(name, found.refused), why, frozenset(refused))


def statuses_of(header: str, texts: Sequence[str]) -> Statuses | None:
    """What a column of statuses says; None if its header is one of addresses too, and most of its cells are none."""
    if words_of(header) in _STATES:
        return read_statuses(texts, header=header)
    return read_statuses(texts, header=header, least=0.0) or Statuses(("",) * len(texts), ())


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
