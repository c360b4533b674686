"""How a table was read, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seeder.figures import counted
from seeder.importing.merging import HandleRow
from seeder.importing.output.column_descriptions import COPIED_ROLES, is_used
from seeder.importing.raw_cells import Guess
from seeder.importing.report import ColumnStory, ImportReport, Rejection
from seeder.importing.updating import Updated
from seeder.text import shorten

_MOST_GUESSES = 12
_MOST_CHANGES = 5
_MOST_ROWS = 3
_MOST_COLUMNS = 8
_LONGEST_SENTENCE = 1_500


def summary_lines(report: ImportReport) -> Iterator[str]:
    """What was read, in short."""
    sheet = f", sheet {report.sheet!r}" if report.sheet else ""
    yield f"{report.source}{sheet}: {counted(report.n_rows, 'row')} read."
    yield f"  accounts   {report.n_accounts:,} with {counted(report.n_handles, 'handle')}"
    yield f"  rejected   {len(report.rejections):,}{' (see rejected.csv)' if report.rejections else ''}"
    for kind, found in report.grouped_rejections().items():
        yield f"    {len(found):,}: {shorten(kind, _LONGEST_SENTENCE)}: {_places(found)}"
    used = [story for story in report.columns if is_used(story)]
    yield f"  columns    {_column_counts(report)}"
    of_column = {guess.column: guess for guess in report.guesses if guess.column and not guess.is_doubtful}
    for story in used:
        way = _way(of_column[story.name]) if story.name in of_column else ""
        what = f"was read as: {story.taken_as}" if story.taken_as else "was copied"
        yield f"    {shorten(story.name, 40)!r} {what}{way}"
    copied = [_copied(story) for story in report.columns if story.written_to and not is_used(story)]
    if copied:
        more = len(copied) - _MOST_COLUMNS
        yield f"    copied: {', '.join(copied[:_MOST_COLUMNS])}{f', and {more:,} more' if more > 0 else ''}"
    for rule in report.rules:
        formula = shorten(rule.formula, _LONGEST_SENTENCE)
        yield f"  evidence   {rule.column} = {formula} ({counted(rule.n_cells, 'cell')})"
    # Doubtful ones are notes, and those that give a column its role stand beside it.
    told = {story.name for story in used}
    guesses = [guess for guess in report.guesses if not guess.is_doubtful and guess.column not in told]
    if guesses:
        yield "  assumed"
    for guess in guesses[:_MOST_GUESSES]:
        yield f"    {shorten(guess.subject, 60)}: {shorten(guess.decision, _LONGEST_SENTENCE)}{_way(guess)}"
    if len(guesses) > _MOST_GUESSES:
        yield f"    and {len(guesses) - _MOST_GUESSES:,} more"
    for warning in report.warnings:
        yield f"  review     {shorten(warning, _LONGEST_SENTENCE)}"


def _column_counts(report: ImportReport) -> str:
    """How many columns the plan uses, how many are only copied, and how many are empty; together they are all."""
    n_used = sum(map(is_used, report.columns))
    n_copied = sum(bool(story.written_to) and not is_used(story) for story in report.columns)
    n_empty = len(report.columns) - n_used - n_copied
    parts = [f"{n_used} of {len(report.columns)} used for the plan"]
    parts += [f"{n_copied} copied to the shortlist"] if n_copied else []
    parts += [f"{n_empty} empty"] if n_empty else []
    return ", ".join(parts)


def _copied(story: ColumnStory) -> str:
    """A column that is copied, with what it was recognised as, if that is all that columns of the kind are for."""
    name = repr(shorten(story.name, 40))
    is_known = story.taken_as in COPIED_ROLES and story.taken_as.casefold() != story.name.casefold()
    return f"{name} ({story.taken_as})" if is_known else name


def _places(found: Sequence[Rejection]) -> str:
    """Which rows were rejected: "line 7 'Ann', line 9 'Bo'"; the first of many."""
    places = []
    for one in found[:_MOST_ROWS]:
        formula = f" (formula {shorten(one.why.formula, 60)})" if one.why.formula else ""
        places.append(f"{one.place}{f' {one.who!r}' if one.who else ''}{formula}")
    more = len(found) - _MOST_ROWS
    return ", ".join([*places, *([f"and {more:,} more"] if more > 0 else [])])


def _way(guess: Guess) -> str:
    return f" [change with: {guess.overrule}]" if guess.overrule else ""


def doubt_lines(report: ImportReport) -> Iterator[str]:
    """What was assumed although another decision is nearly as likely."""
    for guess in report.guesses:
        if guess.is_doubtful:
            way = f" To change it: {guess.overrule}." if guess.overrule else ""
            reason = shorten(guess.reason, _LONGEST_SENTENCE)
            yield f"note: {guess.subject}: {guess.decision}. Not certain: {reason}.{way}"


def update_lines(updated: Updated) -> Iterator[str]:
    """What an update did, in short."""
    yield f"  update     {_rows_of(updated.added)} added{_such_as(updated.added)}"
    changes = f"{counted(len(updated.changes), 'cell')} changed"
    yield f"    {changes}{f' (see {updated.list_file})' if updated.changes else ''}"
    for change in updated.changes[:_MOST_CHANGES]:
        was, became = (repr(shorten(text, 30)) if text else "blank" for text in (change.was, change.became))
        whose = f"{shorten(change.account, 40)}{_on(change.platform)}"
        yield f"      {whose}, {shorten(change.column, 30)}: {was} is now {became}"
    if updated.conflicts:
        cells = counted(len(updated.conflicts), "cell")
        yield f"    {cells} kept as you wrote {_it(updated.conflicts)}, although the new table has another value"
    for one in updated.conflicts[:_MOST_CHANGES]:
        whose = f"{shorten(one.account, 40)}{_on(one.platform)}"
        values = f"yours {shorten(one.was, 30)!r}, new table {shorten(one.offered, 30)!r}"
        yield f"      {whose}, {shorten(one.column, 30)}: {values}"
    if len(updated.conflicts) > _MOST_CHANGES:
        yield f"      and {len(updated.conflicts) - _MOST_CHANGES:,} more in {updated.list_file}"
    if updated.kept:
        yield f"    {_rows_of(updated.kept)} not in the new table, kept{_such_as(updated.kept)}"
    if updated.new_columns:
        shown = ", ".join(repr(shorten(name, 40)) for name in updated.new_columns[:_MOST_COLUMNS])
        more = len(updated.new_columns) - _MOST_COLUMNS
        yield f"    new columns: {shown}{f', and {more:,} more' if more > 0 else ''}"
    yield "    scenario.yaml is unchanged"


def _it(found: Sequence[object]) -> str:
    return "it" if len(found) == 1 else "them"


def _rows_of(rows: Sequence[HandleRow]) -> str:
    return counted(len(rows), "row (handle)", "rows (handles)")


def _such_as(rows: Sequence[HandleRow]) -> str:
    if not rows:
        return ""
    first = f"{shorten(rows[0].handle, 40)!r}{_on(rows[0].platform)}"
    return f": {first}" if len(rows) == 1 else f", such as {first}"


def _on(platform: str) -> str:
    return f" ({shorten(platform, 20)})" if platform else ""
