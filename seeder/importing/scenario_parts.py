"""Other parts of a scenario that a table supplies: a rule against accounts that said no, and the prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeder.errors import Issue, Place, ScenarioError
from seeder.figures import counted
from seeder.importing.columns.headers import HeadedTable
from seeder.importing.columns.layout import Layout
from seeder.importing.columns.roles import Role
from seeder.importing.columns.status_words import AGREED, ASKED, REFUSED, read_statuses
from seeder.importing.output.scenario_text import LeftOut, Prices, yaml_flow
from seeder.importing.rows.draft import Draft
from seeder.importing.rows.entries import Entry
from seeder.importing.rows.fees import Fees, currencies_in, read_fees
from seeder.importing.rows.written_rows import FEE
from seeder.importing.written_cells import one_line
from seeder.scenario.where.where_tokens import one_of


def fees_of(draft: Draft, table: HeadedTable, *, is_wanted: bool, warnings: list[str]) -> Fees | None:
    """Prices of the table, unless they are in several currencies, which is told."""
    used = draft.layout.single.get(Role.PRICE)
    if used is None or draft.layout.is_own_format:
        if is_wanted:
            found = "no column has prices"
            rule = "--fee per_post pays every account the price that the table has for it"
            way_out = "Name the column: --map price=COLUMN; or leave --fee out"
            raise ScenarioError([Issue(Place(table.source), found, rule, way_out)])
        return None
    currencies = currencies_in([used.column.header, *used.column.texts])
    if len(currencies) > 1:
        warnings.append(
            f"prices in {' and '.join(currencies)} in {used.column.name!r}: they are copied, but cannot be "
            "added up; convert them to one currency"
        )
        return None
    return read_fees(used, draft.read_numbers, currency=currencies[0] if currencies else "")


def left_out_of(
    layout: Layout,
    entries: Sequence[Entry],
    keys: Sequence[str],
    written_to: Mapping[int, Sequence[str]],
    *,
    warnings: list[str],
) -> LeftOut | None:
    """The rule against accounts that said no or must not be asked, where a column says so; and tell of it."""
    used = layout.single.get(Role.STATUS)
    if used is None or layout.is_own_format or not written_to.get(used.column.index):
        return None
    texts = [one_line(used.column.texts[entry.row]) for entry in entries]
    found = read_statuses(texts)
    if found is None:
        return None
    name = written_to[used.column.index][0]
    refused = {key for key, kind in zip(keys, found.kinds, strict=True) if kind == REFUSED}
    for kind, words in ((ASKED, "asked already"), (AGREED, "that agreed already")):
        accounts = {key for key, one in zip(keys, found.kinds, strict=True) if one == kind}
        if accounts:
            said = list(dict.fromkeys(text for text, one in zip(texts, found.kinds, strict=True) if one == kind))
            rule = yaml_flow({"where": one_of(name, said[:3]), "at_most": 0})
            warnings.append(
                f"{counted(len(accounts), 'account')} {words}: the plan may ask them again; to prevent it, add to "
                f"rules.groups in scenario.yaml: {rule}"
            )
    if not refused:
        return None
    shown = ", ".join(repr(text[:40]) for text in found.refused[:3]) + (" …" if len(found.refused) > 3 else "")
    why = f"{counted(len(refused), 'account')} that said no or must not be asked ({shown} in {name!r})"
    warnings.append(f"{why}: a rule in scenario.yaml leaves them out")
    return LeftOut(one_of(name, found.refused), why)


def prices_of(fees: Fees | None, columns: Mapping[str, Sequence[str]]) -> Prices | None:
    """What is told of prices in the scenario; None if accounts.csv has none."""
    if fees is None or FEE not in columns:
        return None
    return Prices(fees.column.used.column.name, fees.range_text, sum(map(bool, columns[FEE])), fees.currency)
