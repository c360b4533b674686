"""``-v``: every stage on stderr, in order; stdout stays what it is, and the library keeps silent by itself."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest

import seeder
from seeder.cli import cli, run

ROOT = Path(__file__).parents[3]
SCENARIO = str(ROOT / "scenarios" / "charity-drive")
LINE = re.compile(r"(seeder(?:\.\w+)*): (\w+): (.*, )?\d+\.\d{3} s")


def stages(err: str) -> list[tuple[str, str]]:
    found = [LINE.fullmatch(line) for line in err.splitlines() if line.startswith("seeder")]
    assert all(found)
    return [(match[1], match[2]) for match in found if match]


def test_solve_logs_its_stages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", SCENARIO, "--json"]) == 0
    quiet = capsys.readouterr()
    assert stages(quiet.err) == []
    assert run(["solve", SCENARIO, "--json", "-v", "-o", str(tmp_path / "run")]) == 0
    found = capsys.readouterr()
    assert json.loads(found.out) == json.loads(quiet.out)
    assert stages(found.err) == [
        ("seeder.scenario.reading", "read"),
        ("seeder.rates.estimation", "rates"),
        ("seeder.audience.building", "audience"),
        ("seeder.formulation", "formulate"),
        ("seeder.runs", "search"),
        ("seeder.runs", "plan"),
        ("seeder.run_writing", "write"),
    ]
    assert re.search(r"read: 2 files, [\d,]+ bytes, \d+ accounts, \d+ handles, ", found.err)
    assert re.search(r"search: method [\w-]+.*, value [\d,.]+, bound [\d,.]+, ended optimal, ", found.err)
    assert re.search(r"write: 4 files, [\d,]+ bytes, ", found.err)


@pytest.mark.parametrize("verb", ["check", "rates", "overlap"])
def test_other_verbs_log_theirs(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([verb, SCENARIO, "--verbose"]) == 0
    names = [name for _, name in stages(capsys.readouterr().err)]
    assert names[0] == "read"
    assert len(names) > 1


def test_every_verb_that_reads_a_scenario_takes_it() -> None:
    takers = {name for name, verb in cli.commands.items() if any("-v" in option.opts for option in verb.params)}
    readers = {name for name, verb in cli.commands.items() if any(option.name == "scenario" for option in verb.params)}
    assert takers == readers > {"solve", "verify"}


def test_verify_logs_what_it_builds_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", SCENARIO, "-q", "-o", str(tmp_path / "run")]) == 0
    capsys.readouterr()
    assert run(["verify", "-v", str(tmp_path / "run")]) == 0
    names = [name for _, name in stages(capsys.readouterr().err)]
    assert names == ["read", "rates", "audience", "formulate"]


def test_the_handler_leaves_with_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("seeder")
    before = logger.level, list(logger.handlers)
    assert run(["check", SCENARIO, "-v"]) == 0
    assert run(["check", "nowhere.yaml", "-v"]) == 3
    assert (logger.level, logger.handlers) == before
    capsys.readouterr()
    assert run(["check", SCENARIO]) == 0
    assert stages(capsys.readouterr().err) == []


def test_a_program_hears_stages_by_a_handler_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "seeder"):
        seeder.run_scenario(seeder.read_scenario(SCENARIO))
    assert [record.getMessage().partition(":")[0] for record in caplog.records][:2] == ["read", "rates"]


def test_the_library_configures_no_logging() -> None:
    script = (
        "import logging, seeder\n"
        f"seeder.run_scenario(seeder.read_scenario({SCENARIO!r}))\n"
        "own = logging.getLogger('seeder')\n"
        "assert [type(handler).__name__ for handler in own.handlers] == ['NullHandler'], own.handlers\n"
        "assert own.level == logging.NOTSET and not logging.getLogger().handlers\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_sizes_read_as_words(caplog: pytest.LogCaptureFixture) -> None:
    from seeder.stages import Stage

    with caplog.at_level(logging.INFO, "seeder"):
        assert Stage(logging.getLogger("seeder.x"), "read").end(files=1_000, value=0.5, bound=None, method="tree") > 0
    assert caplog.messages[-1].startswith("read: 1,000 files, value 0.5, method tree, 0.")
