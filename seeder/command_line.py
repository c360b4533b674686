"""How this user starts the command, for messages: ``seeder``, ``./run seeder`` or ``python -m seeder``."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import PurePath

LAUNCHER = "SEEDER_LAUNCHER"
"""Environment variable in which a launcher says how it was called, such as ``./run``."""

_NAME = "seeder"
_EXAMPLE = re.compile(rf"^(\s*(?:\w+: +)?){_NAME} ", re.MULTILINE)


def command(arguments: str = "") -> str:
    """Return a command line that works here, with arguments as they are typed.

    >>> command("init my-launch")
    'seeder init my-launch'
    """
    return f"{_program()} {arguments}".rstrip()


def _program() -> str:
    launcher = os.environ.get(LAUNCHER)
    if launcher:
        return f"{quoted(launcher)} {_NAME}"
    started = PurePath(sys.argv[0] if sys.argv else "")
    if started.name == "__main__.py" and started.parent.name == _NAME:
        return f"{quoted(sys.orig_argv[0])} -m {_NAME}"
    if started.stem == _NAME and shutil.which(_NAME) is None:
        # The command of an environment that is not on PATH.
        return quoted(str(started))
    return _NAME


def quoted(word: str) -> str:
    """Quote a word of a command line, as the shell of this system reads it."""
    return subprocess.list2cmdline([word]) if os.name == "nt" else shlex.quote(word)


def in_examples(text: str) -> str:
    r"""Return a help text whose examples, in paragraphs that begin with ``\b``, call the command as it works here."""
    return "\n\n".join(
        _EXAMPLE.sub(lambda found: f"{found[1]}{_program()} ", part) if part.lstrip().startswith("\b") else part
        for part in text.split("\n\n")
    )
