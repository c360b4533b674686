"""The option ``-v``: print each stage of a run on stderr when it ends, with sizes and seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import logging


def _log_to_stderr(context: click.Context, parameter: click.Parameter, is_wanted: bool) -> None:
    """Send what the library logs to stderr until the command ends."""
    if not is_wanted or context.resilient_parsing:
        return
    import logging

    logger, handler = logging.getLogger("seeder"), _stderr_handler()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)

    @context.call_on_close
    def leave() -> None:
        logger.removeHandler(handler)
        logger.setLevel(level)


def _stderr_handler() -> logging.Handler:
    import logging
    import os
    import sys

    from seeder.text import for_terminal

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # The line of progress may be there: it is drawn again at the next improvement.
            start = "\r\x1b[K" if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" else ""
            click.echo(start + for_terminal(self.format(record)), err=True)

    handler = Handler()
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    return handler


verbose_option = click.option(
    "--verbose",
    "-v",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_log_to_stderr,
    help="Print on stderr each stage of the work, with its sizes and its time in seconds.",
)
