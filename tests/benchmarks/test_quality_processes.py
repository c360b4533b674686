"""Processes are measured one by one, and ended where they take too long."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from benchmarks.quality.processes import run_process


def test_output_and_exit_code() -> None:
    ended = run_process([sys.executable, "-c", "print('here')"], longest=60.0)
    assert (ended.output, ended.exit_code, ended.complaint) == ("here\n", 0, None)
    assert ended.seconds > 0


def test_memory_is_that_of_one_process_and_its_children() -> None:
    # 200 MiB in a grandchild, and the process after it must not inherit that figure. Measured from a small process, as
    # no figure is below that of the one that measures.
    program = """
import sys
from benchmarks.quality.processes import run_process
grandchild = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'bytearray(200 << 20)'])"
for program in (grandchild, "pass"):
    print(run_process([sys.executable, "-c", program], longest=60.0).peak)
"""
    large, small = map(float, run_process([sys.executable, "-c", program], longest=60.0).output.split())
    assert large > 200
    assert small < 100


def test_the_last_line_of_an_error_is_the_complaint() -> None:
    ended = run_process([sys.executable, "-c", "raise ValueError('no such case')"], longest=60.0)
    assert ended.complaint == "ValueError: no such case"
    assert run_process([sys.executable, "-c", "raise SystemExit(7)"], longest=60.0).complaint == "exit 7"


def test_what_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    program = (
        "import subprocess, sys, time; sleep = 'import time; time.sleep(600)'; "
        "child = subprocess.Popen([sys.executable, '-c', sleep]); "
        f"open({str(told)!r}, 'w').write(str(child.pid)); time.sleep(600)"
    )
    ended = run_process([sys.executable, "-c", program], longest=1.5)
    assert ended.is_late
    assert ended.complaint == "did not stop at the time limit"
    child = int(told.read_text())
    for _ in range(200):
        if not _is_running(child):
            return
        time.sleep(0.05)
    pytest.fail("the child outlived its parent")


def _is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
