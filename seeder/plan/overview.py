"""A plan at a glance, as text and as HTML: the result in one line, and the first asks."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

from seeder.figures import counted
from seeder.plan import wording
from seeder.text import for_terminal, shorten

if TYPE_CHECKING:
    from seeder.plan.plan import Plan

_MOST_LINES = 19
"""Of the text of a plan, whose headline may take two."""
_MOST_ROWS = 20
_LONGEST_NAME = 30
_WIDTH = 100
_MOST_CAUTIONS = 4
"""Cautions in the text of a plan, each of two lines at most; if there are more, the last line counts them."""
_NUMBERS = frozenset({"#", "hours", "says yes", "adds"})


def headline(plan: Plan) -> str:
    """What the plan brings, and how far from the best possible it is."""
    if plan.status == "infeasible":
        return "No plan keeps all of your rules."
    if plan.value is None:
        return "No plan was found: give the search more time."
    return f"{result_words(plan)}."


def result_words(plan: Plan) -> str:
    """What a plan with a value brings, and how far from the best possible it is, as far as that is proved."""
    assert plan.value is not None
    unit, asks = wording.UNITS[plan.objective], counted(len(plan.picks), "ask")
    proof = wording.proof_words(
        status=plan.status,
        value=plan.value,
        certified=plan.bound_certified,
        is_sample=plan.estimated,
        is_assumed=is_mostly_assumed(plan),
    )
    return f"{wording.number(plan.value)} {unit} expected from {asks}: {proof}"


def is_mostly_assumed(plan: Plan) -> bool:
    """Whether half or more of a plan's value rests on our assumptions, so that the proof is about those."""
    return bool(plan.picks) and plan.rests_on is not None and wording.is_mostly_assumed(plan.rests_on)


def overview_text(plan: Plan) -> str:
    """Return the headline, the first picks and the cautions, in at most twenty lines."""
    told = (shorten(sentence, 2 * _WIDTH - 20) for sentence in _cautions(plan, most=_MOST_CAUTIONS))
    cautions = [line for sentence in told for line in wrap(sentence, _WIDTH)]
    # Beside the rows: the headline, their header, and how many are left out.
    header, *rows = _cells(plan, most=_MOST_LINES - 3 - len(cautions))
    lines = [f"{shorten(for_terminal(plan.name), 60)}: {headline(plan)}"]
    if rows:
        widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
        for row in (header, *rows):
            cells = (
                cell.rjust(width) if title in _NUMBERS else cell.ljust(width)
                for title, cell, width in zip(header, row, widths, strict=True)
            )
            lines.append("  ".join(cells).rstrip())
    return "\n".join([*lines, *_hidden(plan, len(rows)), *cautions])


def overview_html(plan: Plan) -> str:
    """Return the headline, a table of the first picks, and the cautions; what the user's tables hold is escaped."""
    header, *rows = _cells(plan, most=_MOST_ROWS)
    parts = [f"<p><strong>{escape(shorten(for_terminal(plan.name), 60))}</strong><br>{escape(headline(plan))}</p>"]
    if plan.picks:
        spending = wording.spending_sentence(
            spent=plan.spent, budget=plan.budget, is_reserved=plan.basis == "reserved", currency=plan.currency
        )
        parts.append(f"<p>{escape(for_terminal(spending))}</p>")
        titles = "".join(f"<th>{escape(title)}</th>" for title in header)
        parts.append(f"<table><thead><tr>{titles}</tr></thead><tbody>")
        parts += [f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows]
        parts.append("</tbody></table>")
    told = [*_hidden(plan, len(rows)), *_cautions(plan, most=_MOST_ROWS)]
    parts += [f"<p>{escape(line)}</p>" for line in told]
    return "\n".join(parts)


def _cells(plan: Plan, *, most: int) -> Iterator[list[str]]:
    yield ["#", "account", "by", "tier", "hours", "says yes", "adds"]
    for pick in plan.picks[:most]:
        yield [
            str(pick.rank),
            shorten(for_terminal(pick.account), _LONGEST_NAME),
            shorten(for_terminal(pick.approach), _LONGEST_NAME),
            pick.tier or "?",
            wording.exact(pick.costs["effort"]) if "effort" in pick.costs else "",
            wording.percent(pick.acceptance),
            wording.number(pick.added),
        ]


def _cautions(plan: Plan, *, most: int) -> list[str]:
    """The first cautions; of more than ``most``, the last line counts those that are left out."""
    shown = plan.cautions if len(plan.cautions) <= most else plan.cautions[: most - 1]
    lines = [for_terminal(sentence) for sentence in shown]
    n_hidden = len(plan.cautions) - len(shown)
    return [*lines, f"… and {n_hidden:,} more cautions: plan.cautions has all of them."] if n_hidden else lines


def _hidden(plan: Plan, n_shown: int) -> list[str]:
    n_hidden = len(plan.picks) - n_shown
    return [f"… and {n_hidden:,} more: to_frame() has all of them."] if n_hidden > 0 else []
