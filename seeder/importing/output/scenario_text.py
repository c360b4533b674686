"""Writes the scenario.yaml that goes with an imported table."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from seeder.importing.claims import LeftOut
from seeder.importing.written_cells import one_line
from seeder.scenario.document.json_schema import SCHEMA_FILE
from seeder.text import for_terminal


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices that the table has for accounts.

    Parameters
    ----------
    column
        Header of the column.
    range_text
        The smallest and the largest, for people.
    n_cells
        How many there are.
    currency
        Code, '' where not known.
    """

    column: str
    range_text: str
    n_cells: int
    currency: str


EFFORT = 40
"""Hours of the budget to start from; assumed: one week of one person."""


CASH = 1500
"""Amount of money in examples of a budget."""


def write_scenario_text(
    name: str, source: str, *, left_out: LeftOut | None = None, prices: Prices | None = None, pays_fees: bool = False
) -> str:
    """Write the document, with comments on what to do next."""
    shown = one_line(for_terminal(source))
    return f"""\
# yaml-language-server: $schema=./{SCHEMA_FILE}
# $schema: ./{SCHEMA_FILE}

# Started from {shown}; import-report.md explains how each column and row was read.
name: {_yaml_text(name)}
objective: clicks                 # or: reach (people who see a post), conversions (people who act)
budget:
  effort: {EFFORT}                      # your working hours for asking
{_cash_line(prices, pays_fees=pays_fees)}\
accounts: accounts.csv
{_fees(prices, pays_fees=pays_fees)}
{_numbers(prices)}\
#
# Results of earlier posts and asks, in tables beside this file:
#
#evidence:
#  posts: posts.csv               # handle, clicks; impressions, conversions, date if known
#  asks: asks.csv                 # account, asked, accepted; approach if known
#
{_rules(left_out)}"""


def _cash_line(prices: Prices | None, *, pays_fees: bool) -> str:
    """A line of the budget to uncomment, of the same shape as the one for hours."""
    if prices is None:
        return ""
    line = f"  #{f'cash: {CASH} {prices.currency}'.strip()}"
    why = "without this line they have no limit" if pays_fees else "used if they are paid, see below"
    return f"{line:<34}# the limit for all fees together; {why}\n"


def _fees(prices: Prices | None, *, pays_fees: bool) -> str:
    if prices is None:
        return ""
    found = f"The column {_comment(prices.column)} has the prices of {prices.n_cells:,} rows, {prices.range_text}."
    if pays_fees:
        return f"""
# {found} An account that says yes is paid its price.
# To limit what is paid, write your amount into the line "cash" above, and delete the # before it.
approaches:
  ask: {{fee: yes}}
"""
    return f"""
# {found} To pay an account its price when it
# says yes, delete the # before these two lines, and before the line "cash" above, with your own amount:
#
#approaches:
#  ask: {{fee: yes}}
"""


def _numbers(prices: Prices | None) -> str:
    """How to write numbers of one's own: one document has the key ``approaches`` once."""
    why = "# Numbers missing in the table are standard assumptions with a source; the plan marks them. Replace them by"
    if prices is not None:
        return f"{why} your own,\n# as in ask: {{effort: 0.5, acceptance: 0.05, fee: yes}}\n"
    return f"""\
{why} your own:
#
#approaches:
#  cold:  {{effort: 0.5, acceptance: 0.05}}
#  intro: {{effort: 2, acceptance: 0.35, where: "followers < 10000"}}
"""


def _comment(text: str) -> str:
    return repr(one_line(for_terminal(text)))


def _rules(left_out: LeftOut | None) -> str:
    if left_out is None:
        return "#rules:\n#  accounts: {at_most: 25}\n"
    return f"""\
rules:
  #accounts: {{at_most: 25}}
  groups:
    # {left_out.why}:
    - {yaml_flow({"where": left_out.where, "at_most": 0})}
"""


def _yaml_text(text: str) -> str:
    """Text as a YAML value, quoted where it must be."""
    return _dumped({"name": text}, is_flow=False).removeprefix("name:").strip()


def yaml_flow(values: Mapping[str, object]) -> str:
    """A mapping on one line, in braces."""
    return _dumped(values, is_flow=True).strip()


def _dumped(values: Mapping[str, object], *, is_flow: bool) -> str:
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = is_flow
    yaml.allow_unicode = True
    yaml.width = 100_000
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    out = io.StringIO()
    yaml.dump(dict(values), out)
    return out.getvalue()
