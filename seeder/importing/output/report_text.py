"""Writes the import report as Markdown; texts from the table are escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from seeder.figures import counted
from seeder.importing.report import Change, ColumnStory, ImportReport, Rejection
from seeder.text import for_terminal, shorten

CHANGES_FILE = "import-changes.csv"

_MOST_SHOWN = 10
_WIDTH = 80
_PLAIN = re.compile(r"[A-Za-z0-9 .,/%;()'-]*")
_HTML = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_MARKUP = re.compile(r"[\\`*\[\]|~!#$^{}]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_LINK = re.compile(r":(?=//)|(?<=www)\.|(?<=WWW)\.|@")


def write_report_text(report: ImportReport) -> str:
    """Write the report."""
    lines = ["# Import report", ""]
    sheet = f", sheet {quoted(report.sheet)}" if report.sheet else ""
    lines += [
        f"Read {counted(report.n_rows, 'row')} of {quoted(report.source)}{sheet}.",
        f"`accounts.csv` contains {counted(report.n_handles, 'handle')} of {counted(report.n_accounts, 'account')}.",
        f"`rejected.csv` contains {counted(len(report.rejections), 'row')} that could not be used."
        if report.rejections
        else "No row was rejected.",
        _converted(len(report.changes)),
        "",
        "## Columns",
        "",
        "| column | read as | written to `accounts.csv` as | notes |",
        "|---|---|---|---|",
        *(_column_line(story) for story in report.columns),
        "",
        "Columns that were not recognised are copied unchanged.",
    ]
    lines += _section("Assumptions, and how to change them", _guesses(report) or ["Nothing."])
    lines += _section("Evidence on how audiences respond", _rules(report))
    lines += _section("Please check", [f"* {_sentence(warning)}" for warning in report.warnings])
    lines += _section("Rejected rows", _rejections(report))
    lines += _section("Changed cells", _changes(report))
    return "\n".join(lines) + "\n"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"## {title}", "", *lines] if lines else []


def _converted(n_changes: int) -> str:
    if not n_changes:
        return "No cell was changed."
    return f"{counted(n_changes, 'cell')} {'was' if n_changes == 1 else 'were'} converted: `{CHANGES_FILE}` lists each."


def quoted(text: str, *, width: int = _WIDTH) -> str:
    """Text of the table as Markdown can hold it: on one line, visible, and never markup."""
    return '"' + plain(shorten(for_terminal(text), width)) + '"'


def plain(text: str) -> str:
    """Text in which nothing is markup, HTML or a link, and which still reads as it is."""
    if _PLAIN.fullmatch(text) and "www." not in text:
        return text
    text = re.sub("[<>&]", lambda match: _HTML[match.group()], text)
    text = _MARKUP.sub(lambda match: "\\" + match.group(), text)
    return _LINK.sub(lambda match: f"&#{ord(match.group())};", text)


def _column_line(story: ColumnStory) -> str:
    places = ", ".join(quoted(place) for place in story.written_to) or "nothing"
    told = " ".join(_sentence(words) for words in story.told)
    taken_as = story.taken_as or "copied only"
    return f"| {quoted(story.name)} | {plain(taken_as)} | {places} | {told} |"


def _sentence(words: str) -> str:
    text = plain(shorten(for_terminal(words), 400))
    return text if text.endswith((".", "?")) else f"{text}."


def _guesses(report: ImportReport) -> list[str]:
    lines = []
    for guess in report.guesses:
        way = f" Change it with `{_code(guess.overrule)}`." if guess.overrule else ""
        lines.append(
            f"* {plain(_line(guess.subject))}: {plain(_line(guess.decision))}, because {_sentence(guess.reason)}{way}"
        )
    return lines


def _rules(report: ImportReport) -> list[str]:
    rows = [
        f"| {rule.column} | {plain(_line(rule.formula))} | {rule.n_cells:,} | {plain(_line(rule.source))} |"
        for rule in report.rules
    ]
    return ["| column of `accounts.csv` | formula | cells | source |", "|---|---|---|---|", *rows] if rows else []


def _rejections(report: ImportReport) -> list[str]:
    lines = ["`rejected.csv` contains them with all their cells.", ""] if report.rejections else []
    for kind, found in report.grouped_rejections().items():
        lines.append(f"* {plain(_line(kind))}: {counted(len(found), 'row')}")
        lines += [f"    * {_row(one)}: {_sentence(one.reason)}" for one in found[:_MOST_SHOWN]]
        lines += _more(found)
    return lines


def _row(rejection: Rejection) -> str:
    place = plain(_line(rejection.place))
    return f"{place}, {quoted(rejection.who)}" if rejection.who else place


def _changes(report: ImportReport) -> list[str]:
    lines = [f"`{CHANGES_FILE}` lists all of them.", ""] if report.changes else []
    for (column, reason), found in report.grouped_changes().items():
        where = quoted(column) if column else "no column"
        lines.append(f"* {where}: {plain(_line(reason))}: {counted(len(found), 'cell')}")
        lines += [f"    * line {one.line}: {_became(one)}" for one in found[:_MOST_SHOWN]]
        lines += _more(found)
    return lines


def _became(change: Change) -> str:
    if change.became == change.found:
        return f"{quoted(change.found)} was kept unchanged"
    return f"{quoted(change.found)} became {quoted(change.became) if change.became else 'blank'}"


def _more(found: Sequence[Change] | Sequence[Rejection]) -> list[str]:
    n_more = len(found) - _MOST_SHOWN
    return [f"    * and {n_more:,} more"] if n_more > 0 else []


def _line(text: str) -> str:
    return shorten(for_terminal(text), 400)


def _code(text: str) -> str:
    """Text inside a code span: no sign ends it."""
    return _line(text).replace("`", "'")
