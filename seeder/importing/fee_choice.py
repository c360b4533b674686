"""Chooses which column of prices is the fee of an accepted ask (``--fee``), and finds accounts without a price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from seeder.command_line import quoted
from seeder.errors import Issue, Place, ScenarioError
from seeder.figures import listed
from seeder.importing.claims import LeftOut, PaidFees, UnpaidFees
from seeder.importing.columns.headers import HeadedTable
from seeder.importing.columns.layout import Layout
from seeder.importing.columns.roles import Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.numbers.currency_names import currencies_in
from seeder.importing.output.scenario_text import Prices
from seeder.importing.rows.draft import Draft
from seeder.importing.rows.fees import Fees, fee_warnings, read_fees
from seeder.importing.rows.price_columns import PER_POST, PriceColumn, find_prices
from seeder.importing.rows.written_rows import FEE

_FEE_RULE = "--fee names one column of prices; every account that says yes is paid its price in that column"


def fees_of(
    draft: Draft, table: HeadedTable, columns: Sequence[SourceColumn], *, wanted: str | None, warnings: list[str]
) -> tuple[Fees | None, Layout]:
    """Prices of the table, and the layout in which their column has the role; no prices in several currencies.

    Parameters
    ----------
    wanted
        Which prices are to be paid: what :class:`PriceColumn` calls them, or the name of their column.
    """
    layout = draft.layout
    if layout.is_own_format:
        _require_no_fee(table, wanted)
        return None, layout
    found = find_prices(columns, layout, settled=draft.settled, wanted=wanted)
    if not found:
        _require_no_fee(table, wanted)
    chosen = _chosen_prices(found, wanted, draft, table)
    _tell_prices(found, chosen, is_paid=wanted is not None, warnings=warnings)
    if chosen is None:
        return None, layout
    used = chosen.used
    if chosen.is_by_cells and wanted != used.column.name:
        name = used.column.name
        reason = "its cells are amounts of money, and no column is called a price"
        draft.guesses.add(f"column {name!r}", "used as the price", reason, f'--map carry="{name}"', column=name)
    taken = {index: role for index, role in layout.taken.items() if role != Role.PRICE.value}
    layout = replace(
        layout,
        single={**layout.single, Role.PRICE: used},
        taken={**taken, used.column.index: Role.PRICE.value},
    )
    currencies = currencies_in([used.column.header, *used.column.texts])
    if len(currencies) > 1:
        warnings.append(
            f"the prices in {used.column.name!r} are in {' and '.join(currencies)}. They are copied, but cannot be "
            "added up. Convert them to one currency"
        )
        return None, layout
    fees = read_fees(used, draft.read_numbers, currency=currencies[0] if currencies else "")
    if fees is not None:
        warnings += fee_warnings(fees, [row for entry in draft.found.entries for row in (entry.row, *entry.repeated)])
    return fees, layout


def price_choices(columns: Sequence[SourceColumn], draft: Draft) -> dict[str, str]:
    """What ``--fee`` takes, and the column that each choice means; none in a table that an import wrote."""
    found = [] if draft.layout.is_own_format else find_prices(columns, draft.layout, settled=draft.settled)
    return {choice: one.used.column.name for choice, one in _choices(found).items()}


def _require_no_fee(table: HeadedTable, wanted: str | None) -> None:
    if wanted is not None:
        found = f"the column {wanted[:60]!r} has no prices" if wanted in table.names else "no column has prices"
        way_out = "Name the column: --map price=COLUMN; or leave --fee out"
        raise ScenarioError([Issue(Place(table.source), found, _FEE_RULE, way_out)])


def _chosen_prices(
    found: Sequence[PriceColumn], wanted: str | None, draft: Draft, table: HeadedTable
) -> PriceColumn | None:
    """The column whose prices are the fees; None if no column is, or several could be and nobody said which."""
    if wanted is None:
        first = draft.layout.single.get(Role.PRICE)
        of_posts = [one for one in found if one.name == PER_POST]
        likely = [one for one in found if one.used is first] or (of_posts if len(of_posts) == 1 else found)
        return likely[0] if len(likely) == 1 else None
    fits = (
        [one for one in found if one.used.column.name == wanted]
        or [one for one in found if one.used.column.name.casefold() == wanted.strip().casefold()]
        or [one for one in found if one.name == wanted]
    )
    if len(fits) == 1:
        return fits[0]
    choices = _choices(fits or found)
    shown = listed([f"{choice} ({one.used.column.name!r})" for choice, one in choices.items()])
    are = "is" if len(choices) == 1 else "are"
    what = f"several columns have the prices {wanted[:60]!r}" if fits else f"no column has prices {wanted[:60]!r}"
    way_out = f"Write {' or '.join(f'--fee {quoted(choice)}' for choice in choices)}; or leave --fee out"
    raise ScenarioError([Issue(Place(table.source), f"{what}; there {are} {shown}", _FEE_RULE, way_out)])


def _choices(found: Sequence[PriceColumn]) -> dict[str, PriceColumn]:
    """How ``--fee`` takes each column: what it is the price of, or its name where several are of the same."""
    n_of = Counter(one.name for one in found)
    return {one.name if n_of[one.name] == 1 else one.used.column.name: one for one in found}


def _tell_prices(
    found: Sequence[PriceColumn], chosen: PriceColumn | None, *, is_paid: bool, warnings: list[str]
) -> None:
    """Say which columns have prices, which of them counts, and how to choose another; nothing of a single one."""
    if len(found) < 2:
        return
    choices = _choices(found)
    names = listed([repr(one.used.column.name) for one in choices.values()])
    others = " or ".join(f"--fee {quoted(choice)}" for choice, one in choices.items() if one is not chosen)
    if chosen is None:
        told = f"None of them is paid. To pay accounts that say yes one of these prices: {others}"
    else:
        column = repr(chosen.used.column.name)
        own = next(quoted(choice) for choice, one in choices.items() if one is chosen)
        paid = f"An account that says yes is paid its price in {column}"
        kept = paid if is_paid else f"The column 'fee' has the prices in {column}; to pay them: --fee {own}"
        told = f"{kept}. To pay another price: {others}"
    warnings.append(f"{len(found)} columns have prices: {names}. {told}")


def paid_fees(fees: Fees | None, columns: Mapping[str, Sequence[str]], left_out: LeftOut | None) -> PaidFees | None:
    """What a yes is paid, and which accounts have no price; who is left out needs none."""
    if fees is None or FEE not in columns:
        return None
    excluded = frozenset[str]() if left_out is None else left_out.accounts
    known = excluded | {account for account, cell in zip(columns["account"], columns[FEE], strict=True) if cell}
    blank = tuple(account for account in dict.fromkeys(columns["account"]) if account not in known)
    return PaidFees(fees.column.used.column.name, fees.currency, blank)


def unpaid_fees(choices: Mapping[str, str], columns: Mapping[str, Sequence[str]]) -> UnpaidFees | None:
    """The only prices of a table, where nobody said whether they are paid; of several more is told before."""
    if len(choices) != 1 or FEE not in columns:
        return None
    ((choice, column),) = choices.items()
    return UnpaidFees(column, quoted(choice))


def prices_of(fees: Fees | None, columns: Mapping[str, Sequence[str]]) -> Prices | None:
    """What is told of prices in the scenario; None if accounts.csv has none."""
    if fees is None or FEE not in columns:
        return None
    known = [float(cell) for cell in columns[FEE] if cell]
    low, high = min(known), max(known)
    amounts = f"{low:,.6g}" if low == high else f"{low:,.6g} to {high:,.6g}"
    return Prices(fees.column.used.column.name, f"{amounts} {fees.currency}".strip(), len(known), fees.currency)
