"""How a table was read, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seeder.figures import counted
from seeder.importing.output.column_descriptions import is_used
from seeder.importing.report import ImportReport
from seeder.importing.updating import CHANGES_FILE as UPDATE_FILE
from seeder.importing.updating import Updated
from seeder.text import shorten

_MOST_GUESSES = 12
_MOST_CHANGES = 5


def summary_lines(report: ImportReport) -> Iterator[str]:
    """What was read, in short."""
    sheet = f", sheet {report.sheet!r}" if report.sheet else ""
    yield f"{report.source}{sheet}: {counted(report.n_rows, 'row')} read."
    yield f"  accounts   {report.n_accounts:,} with {counted(report.n_handles, 'handle')}"
    yield f"  rejected   {len(report.rejections):,}{' (see rejected.csv)' if report.rejections else ''}"
    for kind, found in report.grouped_rejections().items():
        yield f"    {len(found):,}: {shorten(kind, 100)}"
    used = [story for story in report.columns if is_used(story)]
    yield f"  columns    {len(used)} of {len(report.columns)} used, the others copied"
    for story in used:
        yield f"    {shorten(story.name, 40)!r} is {story.taken_as or 'copied'}"
    for rule in report.rules:
        yield f"  evidence   {rule.column} = {shorten(rule.formula, 100)} ({counted(rule.n_cells, 'cell')})"
    if report.guesses:
        yield "  assumed"
    for guess in report.guesses[:_MOST_GUESSES]:
        way = f" [change with: {guess.overrule}]" if guess.overrule else ""
        yield f"    {shorten(guess.subject, 60)}: {shorten(guess.decision, 120)}{way}"
    if len(report.guesses) > _MOST_GUESSES:
        yield f"    and {len(report.guesses) - _MOST_GUESSES:,} more"
    for warning in report.warnings:
        yield f"  check      {shorten(warning, 200)}"


def update_lines(updated: Updated) -> Iterator[str]:
    """What an update did, in short."""
    yield f"  update     {counted(len(updated.added), 'row')} added{_such_as(updated.added)}"
    changes = f"{counted(len(updated.changes), 'cell')} changed"
    yield f"    {changes}{f' (see {UPDATE_FILE})' if updated.changes else ''}"
    for change in updated.changes[:_MOST_CHANGES]:
        was, became = (repr(shorten(text, 30)) if text else "blank" for text in (change.was, change.became))
        yield f"      {shorten(change.account, 40)}, {shorten(change.column, 30)}: {was} is now {became}"
    if updated.kept:
        yield f"    {counted(len(updated.kept), 'row')} not in the new table, kept{_such_as(updated.kept)}"
    if updated.new_columns:
        yield f"    new columns: {shorten(', '.join(map(repr, updated.new_columns)), 120)}"
    yield "    scenario.yaml is unchanged"


def _such_as(accounts: Sequence[str]) -> str:
    return f", such as {shorten(accounts[0], 40)!r}" if accounts else ""
