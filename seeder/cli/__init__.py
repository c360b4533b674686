"""The command line: a verb parses, calls the library once, and prints.

Exit codes: :class:`~seeder.cli.console.exit_code.ExitCode`.
"""

from __future__ import annotations

import io
import itertools
import os
import signal
import sys
from collections.abc import Sequence

import click

from seeder import __version__
from seeder.cli.alternatives import alternatives
from seeder.cli.backtest import backtest
from seeder.cli.check import check
from seeder.cli.compare import compare
from seeder.cli.console.exit_code import ExitCode
from seeder.cli.console.lines import print_line
from seeder.cli.console.signals import Ended, Signals, heard_signals
from seeder.cli.console.streams import code_after_printing, guarded_streams
from seeder.cli.docs import docs
from seeder.cli.exchange import exchange
from seeder.cli.explain import explain
from seeder.cli.frontier import frontier
from seeder.cli.init import init
from seeder.cli.overlap import overlap
from seeder.cli.rates import rates
from seeder.cli.schema import schema
from seeder.cli.sensitivity import sensitivity
from seeder.cli.solve import solve
from seeder.cli.verify import verify
from seeder.command_line import command, in_examples
from seeder.errors import RunExistsError, RunFolderError, ScenarioError, SeederError, cut

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_COMPLETE = "_SEEDER_COMPLETE"

_KILLED = 128
"""Added to a signal's number, as shells do it."""


class _Verbs(click.Group):
    """Lists its verbs by what they are for."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one section for each use."""
        for title, verbs in _SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(verb.name or "", verb.get_short_help_str(100)) for verb in verbs])


_SECTIONS = {
    "Start": (init, check),
    "Plan": (solve, verify),
    "Questions": (frontier, exchange, compare, explain, alternatives, sensitivity, rates, backtest, overlap),
    "Reference": (schema, docs),
}


@click.group(cls=_Verbs, context_settings=CONTEXT)
@click.version_option(__version__, prog_name="seeder")
def cli() -> None:
    """Find out which influencers to contact, within your budget, for the most reach, clicks or conversions.

    \b
    Start:  seeder init my-launch --from list.xlsx
            seeder check my-launch
            seeder solve my-launch -o my-launch-run
    """  # noqa: D301


class _Formatter(click.HelpFormatter):
    """Writes examples in help as they work where the user is."""

    def write_text(self, text: str) -> None:
        """Write a text with its examples."""
        super().write_text(in_examples(text))


class _Context(click.Context):
    formatter_class = _Formatter


cli.context_class = _Context
for _verb in itertools.chain(*_SECTIONS.values()):
    _verb.context_class = _Context
    cli.add_command(_verb)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    code = run(arguments)
    if code > _KILLED and code != ExitCode.INTERRUPTED:
        # Everything is cleaned up: now end as whoever sent the signal expects.
        signal.signal(code - _KILLED, signal.SIG_DFL)
        signal.raise_signal(code - _KILLED)
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code, or 128 and the number of the signal that ended it."""
    with guarded_streams(), heard_signals() as signals:
        try:
            code = _run(arguments)
        except (click.exceptions.Abort, KeyboardInterrupt, Ended) as error:
            code = _interrupted(signals, error.__cause__ or error)
        except Exception as error:
            # What a signal breaks off, some libraries report as a fault of their own.
            code = _failed(error, arguments) if signals.received is None else _interrupted(signals, error)
        return code_after_printing(code)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        code = cli.main(
            args=None if arguments is None else list(arguments),
            # The shell asks for completions by the name of the command.
            prog_name="seeder" if _COMPLETE in os.environ else command(),
            complete_var=_COMPLETE,
            standalone_mode=False,
        )
        return int(code or ExitCode.DONE)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        # Its texts repeat what was typed.
        vars(error)["message"] = cut(error.message)
        _show(error)
    except (RunExistsError, RunFolderError) as error:
        from seeder.text import for_terminal

        for line in str(error).splitlines():
            print_line(for_terminal(line), err=True, hang=0)
    return ExitCode.USAGE


def _show(error: click.ClickException) -> None:
    shown = io.StringIO()
    error.show(shown)
    for line in shown.getvalue().splitlines():
        print_line(line, err=True)


def _interrupted(signals: Signals, cause: BaseException) -> int:
    if signals.ends_process and signals.received is not None:
        return _KILLED + signals.received
    told = str(cause) if isinstance(cause, KeyboardInterrupt) else ""
    print_line(told or "Interrupted.", err=True)
    return ExitCode.INTERRUPTED


def _failed(error: Exception, arguments: Sequence[str] | None) -> ExitCode:
    if isinstance(error, ScenarioError):
        from seeder.cli.console.issues import print_issues

        words = sys.argv[1:] if arguments is None else arguments
        undone = "nothing was imported" if list(words[:1]) == ["init"] else "nothing was solved"
        print_issues(error, as_json="--json" in words, undone=undone)
        return ExitCode.REFUSED
    import traceback

    if os.environ.get("SEEDER_DEBUG") or not isinstance(error, SeederError):
        traceback.print_exception(error)
    print_line(f"This is a bug in seeder, not in your input: {type(error).__name__}: {error}", err=True)
    return ExitCode.BUG
