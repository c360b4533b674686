"""Write every shown output, expected.json and the shipped import again, after a default or a sentence has changed.

    ./run python tests/rewrite_expected.py            # write, and print what changed
    ./run python tests/rewrite_expected.py --check    # change nothing; exit 1 if something would change

It runs the commands of README, docs and scenarios as their tests do, and imports the shipped spreadsheet. Output that a
test would accept stays as it is.
"""

from __future__ import annotations

import argparse
import difflib
import io
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from docs.documentation_page import BLOCK, Block, calls_of, compare, exit_code_of, write_or_execute
from scenarios.expected_plan import check_expected, expect
from scenarios.imported_example import NAME, files_of_import

import seeder
from seeder.cli import run

ROOT = Path(__file__).parents[1]
_LEFT_OUT = "[…]"


@dataclass(frozen=True)
class Rewritten:
    """A file, as it is and as it should be."""

    path: Path
    before: str
    after: str


def rewrite_all(root: Path) -> Iterator[Rewritten]:
    """Run everything that is documented, and yield the files that would change."""
    for path in [root / "README.md", *sorted(root.glob("docs/*.md")), *sorted(root.glob("scenarios/*/README.md"))]:
        yield from _changed(path, lambda path: rewrite_page(path, root))
    for path in sorted(root.glob("scenarios/*/expected.json")):
        yield from _changed(path, rewrite_record)
    imported = root / "scenarios" / NAME
    for name, data in files_of_import(imported).items():
        yield from _changed(imported / name, lambda path, data=data: data.decode("utf-8"))  # type: ignore[misc]


def rewrite_page(path: Path, root: Path) -> str:
    """Run the blocks of a page in order, each page in a folder of its own, and return its text with what they print.

    Pages of docs that show output are followed as a whole; of others only commands whose output is shown are run.
    """
    text = path.read_text("utf-8")
    if "\n```console" not in text:
        return text
    is_followed, names = path.parent.name == "docs", dict[str, Any]()

    def renewed(found: re.Match[str]) -> str:
        block = Block(found[1], found[2].strip(), found[3])
        if block.language == "console" or (block.language == "sh" and is_followed):
            body = _run_again(block, with_errors=is_followed)
            return f"```{found[1]}{found[2]}\n{body}```"
        if block.language == "csv" or is_followed:
            with _captured():
                write_or_execute(path.name, block, names)
        return found[0]

    with _workplace(root):
        return BLOCK.sub(renewed, text)


def rewrite_record(path: Path) -> str:
    """Solve the documents beside an expected.json, and return it with what has changed of their plans."""
    text = path.read_text("utf-8")
    records = json.loads(text)
    made = dict(records)
    for document, record in records.items():
        place = path.parent if document == "scenario.yaml" else path.parent / document
        plan = seeder.run_scenario(seeder.read_scenario(place)).plan
        try:
            check_expected(plan, record)
        except (AssertionError, KeyError):
            made[document] = expect(plan, record)
    return text if made == records else json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def renew(shown: list[str], printed: list[str]) -> list[str]:
    """Lines to show of what is printed now: as many as were shown, where they look most like those."""
    if _LEFT_OUT not in shown:
        return printed
    parts: list[list[str]] = [[]]
    for line in shown:
        if line == _LEFT_OUT:
            parts.append([])
        else:
            parts[-1].append(line)
    made, at = printed[: len(parts[0])], len(parts[0])
    for position, part in enumerate(parts[1:], start=1):
        made.append(_LEFT_OUT)
        if not part:
            continue
        last = max(at, len(printed) - len(part))
        is_end = position == len(parts) - 1
        start = last if is_end else max(range(at, last + 1), key=lambda start: _likeness(part, printed[start:]))
        at = start + len(part)
        made += printed[start:at]
    return made


def _likeness(part: list[str], printed: list[str]) -> float:
    def without_numbers(line: str) -> str:
        return re.sub(r"[0-9][0-9,.]*", "0", line)

    return sum(
        SequenceMatcher(None, without_numbers(one), without_numbers(other)).ratio() + (one == other)
        for one, other in zip(part, printed, strict=False)
    )


def _run_again(block: Block, *, with_errors: bool) -> str:
    lines: list[str] = []
    for command, shown in calls_of(block):
        words = shlex.split(command)
        if words[:2] != ["./run", "seeder"]:
            raise SystemExit(f"cannot run {command!r}: only commands that begin with ./run seeder are run")
        with _captured() as (out, err):
            code = run(words[2:])
        if code != exit_code_of(block):
            raise SystemExit(f"{command!r} exits with {code}, and the page says {exit_code_of(block)}: change the page")
        text = out.getvalue() + (err.getvalue() if with_errors else "")
        printed = [line.rstrip() for line in text.splitlines()]
        try:
            compare(command, shown, printed)
        except AssertionError:
            shown = renew(shown, printed)
        lines += [command] if block.language == "sh" else [f"$ {command}", *shown]
    is_as_before = [line.rstrip() for line in block.body.splitlines()] == lines
    return block.body if block.language == "sh" or is_as_before else "".join(f"{line}\n" for line in lines)


def _changed(path: Path, make: Callable[[Path], str]) -> Iterator[Rewritten]:
    before = path.read_bytes().decode("utf-8")
    after = make(path)
    if after != before:
        yield Rewritten(path, before, after)


class _Captured(io.TextIOWrapper):
    """Text as a pipe takes it, kept."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="", write_through=True)

    def getvalue(self) -> str:
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode("utf-8")


@contextmanager
def _captured() -> Iterator[tuple[_Captured, _Captured]]:
    out, err = _Captured(), _Captured()
    with redirect_stdout(out), redirect_stderr(err):
        yield out, err


@contextmanager
def _workplace(root: Path) -> Iterator[None]:
    """A folder as a reader has it, 80 columns wide."""
    columns = os.environ.get("COLUMNS")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(root / "scenarios", Path(folder) / "scenarios")
        (Path(folder) / "docs").mkdir()
        for workbook in (root / "docs").glob("*.xlsx"):
            shutil.copy(workbook, Path(folder) / "docs")
        os.environ["COLUMNS"] = "80"
        try:
            with chdir(folder):
                yield
        finally:
            if columns is None:
                del os.environ["COLUMNS"]
            else:
                os.environ["COLUMNS"] = columns


def main() -> int:
    """Write or check; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if something would change")
    is_check = parser.parse_args().check
    n_changed = 0
    for found in rewrite_all(ROOT):
        name = found.path.relative_to(ROOT).as_posix()
        sys.stdout.writelines(
            difflib.unified_diff(found.before.splitlines(True), found.after.splitlines(True), name, name, n=0)
        )
        if not is_check:
            found.path.write_text(found.after, "utf-8", newline="")
        n_changed += 1
    print(f"{n_changed} files {'would change' if is_check else 'changed'}.")
    return int(is_check and n_changed > 0)


if __name__ == "__main__":
    sys.exit(main())
