"""Issues and notes on stderr, for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click

from seeder.cli.console.lines import print_line
from seeder.errors import Issue, Note, ScenarioError
from seeder.text import for_terminal


def print_issues(error: ScenarioError, *, as_json: bool, undone: str) -> None:
    """Print every issue, and what was not done because of them."""
    if as_json:
        click.echo(json.dumps(error.to_document(), ensure_ascii=True), err=True)
        return
    for issue in error.issues:
        print_issue(issue)
    print_notes(error.notes)
    count = len(error.issues)
    print_line(f"{count} issue{'s' if count != 1 else ''}: {undone}.", err=True)


def print_issue(issue: Issue) -> None:
    """Print an issue: where, what was found, the rule, the way out."""
    print_line(f"{for_terminal(str(issue.place))}: {for_terminal(issue.found)}", err=True, hang=2)
    print_line(f"    rule: {for_terminal(issue.rule)}", err=True)
    print_line(f"    way out: {for_terminal(issue.way_out)}", err=True)


def print_notes(notes: Iterable[Note]) -> None:
    """Print notes on stderr."""
    for note in notes:
        print_line(f"note: {for_terminal(str(note))}", err=True)
