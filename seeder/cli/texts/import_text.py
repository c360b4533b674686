"""How a table was read, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from seeder.figures import counted
from seeder.importing.output.stories import is_used
from seeder.importing.report import ImportReport
from seeder.text import shorten

_MOST_GUESSES = 12


def summary_lines(report: ImportReport) -> Iterator[str]:
    """What was read, in short."""
    sheet = f", sheet {report.sheet!r}" if report.sheet else ""
    yield f"{report.source}{sheet}: {counted(report.n_rows, 'row')} read."
    yield f"  accounts   {report.n_accounts:,} with {counted(report.n_handles, 'handle')}"
    yield f"  rejected   {len(report.rejections):,}{' (see rejected.csv)' if report.rejections else ''}"
    for kind, found in report.grouped_rejections().items():
        yield f"    {len(found):,}: {shorten(kind, 100)}"
    used = [story for story in report.columns if is_used(story)]
    yield f"  columns    {len(used)} of {len(report.columns)} used, the others carried along"
    for story in used:
        header = shorten(" ".join((story.header or story.name).split()), 40)
        yield f"    {header!r} is {story.taken_as or 'carried'}"
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
