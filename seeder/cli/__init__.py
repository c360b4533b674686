"""The command line: a verb parses, calls the library once, and prints.

Exit codes: 0 done; 1 a bug; 2 usage; 3 the input has issues, or ``verify`` refuses; 4 infeasible; 5 no selection found,
or with ``--strict`` stopped short of the gap; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from seeder import __version__
from seeder.cli.backtest import backtest
from seeder.cli.check import check
from seeder.cli.init import init
from seeder.cli.overlap import overlap
from seeder.cli.rates import rates
from seeder.cli.schema import schema
from seeder.cli.solve import solve
from seeder.cli.verify import verify
from seeder.errors import RunExistsError, RunFolderError, ScenarioError, SeederError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

EXIT_BUG, EXIT_USAGE, EXIT_ISSUES, EXIT_INTERRUPTED = 1, 2, 3, 130


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, prog_name="seeder")
def cli() -> None:
    """Whom to ask, and how: choose accounts under an outreach budget for the most reach, clicks or conversions.

    \b
    Start:  seeder init my-launch --from list.xlsx
            seeder check my-launch
            seeder solve my-launch -o my-launch-run
    """  # noqa: D301


for verb in (init, check, solve, verify, rates, backtest, overlap, schema):
    cli.add_command(verb)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    try:
        code = cli.main(args=None if arguments is None else list(arguments), prog_name="seeder", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return EXIT_USAGE
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return EXIT_INTERRUPTED
    except ScenarioError as error:
        from seeder.cli.issues import print_issues

        print_issues(error, as_json=_wants_json(arguments))
        return EXIT_ISSUES
    except (RunExistsError, RunFolderError) as error:
        from seeder.text import for_terminal

        for line in str(error).splitlines():
            click.echo(for_terminal(line), err=True)
        return EXIT_USAGE
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain once more when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        _print_bug(error)
        return EXIT_BUG
    return int(code or 0)


def _wants_json(arguments: Sequence[str] | None) -> bool:
    return "--json" in (sys.argv[1:] if arguments is None else arguments)


def _print_bug(error: Exception) -> None:
    import traceback

    if os.environ.get("SEEDER_DEBUG") or not isinstance(error, SeederError):
        traceback.print_exception(error)
    click.echo(f"This is a bug in seeder, not in your input: {type(error).__name__}: {error}", err=True)
