"""The launcher and its files, without a network: pip and uv are stand-ins that only note how they were called."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from oracles.signals import hear_signals
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][0-9a-z.]*)(?P<marker> ; .+)?")

FAKE_PYTHON = f"""#!/bin/sh
case " $* " in
    *" -m pip --version "*) exit 0 ;;
    *" -m pip config get global.index-url "*) printf '%s\\n' "$FAKE_CONFIG"; exit 0 ;;
    *" -m pip config get "*) exit 1 ;;
    *" -m pip install "*)
        while [ "$1" != --target ]; do shift; done
        mkdir -p "$2/bin"
        cp "$FAKE_UV" "$2/bin/uv"
        exit 0
        ;;
esac
exec '{sys.executable}' "$@"
"""

FAKE_UV = f"""#!/bin/sh
for last; do :; done
case $1 in
    venv)
        echo venv >>"$FAKE_LOG"
        mkdir -p "$last/bin"
        ln -s '{sys.executable}' "$last/bin/python"
        for name in seeder pytest; do
            printf '%s\\n' '#!/bin/sh' 'pwd -P' 'for word; do printf "%s\\\\n" "$word"; done' >"$last/bin/$name"
            chmod +x "$last/bin/$name"
        done
        ;;
    pip)
        echo "pip index=${{UV_DEFAULT_INDEX:-}}" >>"$FAKE_LOG"
        echo noise of a step
        sleep "${{FAKE_SECONDS:-0}}"
        case " $* " in
            *" --group docs "*) cp "${{4%/*}}/seeder" "${{4%/*}}/sphinx-build" ;;
        esac
        exit "${{FAKE_EXIT:-0}}"
        ;;
esac
"""


@dataclass(frozen=True)
class Checkout:
    """A checkout with the real launcher and stand-ins for pip and uv."""

    path: Path
    log: Path
    environment: Mapping[str, str]

    def run(
        self, *words: str, cwd: Path | None = None, launcher: Path | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(launcher or self.path / "run"), *words],
            cwd=cwd or self.path,
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def start(self, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self.path / "run"), "seeder"],
            cwd=self.path,
            env={**self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=hear_signals,
        )

    def steps(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    path = tmp_path / "a check out"
    path.mkdir()
    for name in ("run", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, path / name)
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, text in {"python3": FAKE_PYTHON, "uv": FAKE_UV}.items():
        (tools / name).write_text(text, encoding="utf-8")
        (tools / name).chmod(0o755)
    # The stand-in for uv is only reached as what pip installs.
    uv = (tools / "uv").rename(tmp_path / "fake-uv")
    log = tmp_path / "log"
    environment = {
        "PATH": f"{tools}:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "FAKE_UV": str(uv),
        "FAKE_LOG": str(log),
        "FAKE_CONFIG": "",
    }
    return Checkout(path, log, environment)


# ---- files


@pytest.mark.parametrize(("name", "shell"), [("run", "sh"), (".ci/run", "bash"), (".ci/wheel", "bash")])
def test_scripts_are_executable_and_parse(name: str, shell: str) -> None:
    path = ROOT / name
    assert os.access(path, os.X_OK)
    assert path.read_text(encoding="utf-8").splitlines()[0].endswith(shell)
    assert subprocess.run([shell, "-n", str(path)], check=False).returncode == 0


def pins() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            match = PIN.fullmatch(line)
            assert match, f"constraints.txt: {line!r} is not an exact pin"
            found.setdefault(match["name"], []).append(match["version"])
    return found


def test_every_requirement_is_pinned_within_its_bounds() -> None:
    groups = PROJECT["dependency-groups"]
    listed = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["build-system"]["requires"],
        *groups["dev"],
        *groups["launcher"],
    ]
    pinned = pins()
    for requirement in map(Requirement, listed):
        versions = pinned.get(canonicalize_name(requirement.name), [])
        assert versions, f"{requirement} has no pin"
        assert all(requirement.specifier.contains(version) for version in versions), f"{requirement}: {versions}"


@pytest.mark.parametrize("name", ["run", "constraints.txt", "pyproject.toml", ".ci/run", ".ci/wheel"])
def test_no_file_names_an_address(name: str) -> None:
    """Apart from the project's own: an index has none in any file."""
    own = PROJECT["project"]["urls"]["Source"]
    assert "://" not in (ROOT / name).read_text(encoding="utf-8").replace(own, "")


def test_every_import_of_the_package_is_declared() -> None:
    declared = {canonicalize_name(Requirement(text).name) for text in PROJECT["project"]["dependencies"]}
    homes = importlib.metadata.packages_distributions()
    undeclared = []
    for path in (ROOT / "seeder").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            else:
                continue
            for top in {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"seeder"}:
                distributions = {canonicalize_name(name) for name in homes.get(top, [top])}
                if not distributions & declared:
                    undeclared.append(f"{path.relative_to(ROOT)}:{node.lineno}: {top}")
    assert not undeclared


# ---- without an environment


@pytest.mark.parametrize(("words", "status"), [((), 2), (("--help",), 0), (("-h",), 0)])
def test_usage(checkout: Checkout, words: tuple[str, ...], status: int) -> None:
    done = checkout.run(*words)
    assert done.returncode == status
    assert "usage: ./run" in (done.stderr if status else done.stdout)
    assert checkout.steps() == []


def tools_without_python(folder: Path) -> Path:
    folder.mkdir()
    for name in ("sh", "cksum", "cat", "readlink", "mkdir", "id", "rm"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    return folder


def test_missing_python_is_named(checkout: Checkout, tmp_path: Path) -> None:
    done = checkout.run("seeder", PATH=str(tools_without_python(tmp_path / "few")))
    assert done.returncode == 1
    assert done.stderr.startswith("run: python3 was not found")
    assert done.stdout == ""


def test_python_without_pip_is_named(checkout: Checkout, tmp_path: Path) -> None:
    few = tools_without_python(tmp_path / "few")
    bare = tmp_path / "bare-python"
    bare.write_text("#!/bin/sh\ncase $2 in pip) exit 1 ;; esac\nexit 0\n", encoding="utf-8")
    bare.chmod(0o755)
    # Asked for the interpreter behind it, this python3 names one without pip, too.
    (few / "python3").write_text(f"#!/bin/sh\ncase $2 in pip) exit 1 ;; esac\necho '{bare}'\n", encoding="utf-8")
    (few / "python3").chmod(0o755)
    done = checkout.run("seeder", PATH=str(few))
    assert done.returncode == 1
    assert "run: python3 has no pip" in done.stderr
    assert not (checkout.path / ".venv").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_folder_that_cannot_be_written_is_named(checkout: Checkout) -> None:
    checkout.path.chmod(0o555)
    try:
        done = checkout.run("seeder")
    finally:
        checkout.path.chmod(0o755)
    assert done.returncode == 1
    assert done.stderr.startswith(f"run: cannot write to {checkout.path}")


# ---- setting up


def test_sets_up_once_and_says_so_on_stderr_in_one_line(checkout: Checkout) -> None:
    first = checkout.run("seeder", "solve", "a b.csv")
    again = checkout.run("seeder", "solve", "a b.csv")
    assert first.stdout == again.stdout == f"{checkout.path}\nsolve\na b.csv\n"
    assert first.stderr.splitlines() == [
        f"run: setting up {checkout.path}/.venv, once; this takes the network and up to a few minutes"
    ]
    assert again.stderr == ""
    assert checkout.steps() == ["venv", "pip index="]


@pytest.mark.parametrize("name", ["run", "pyproject.toml", "constraints.txt"])
def test_sets_up_again_when_a_file_changes(checkout: Checkout, name: str) -> None:
    checkout.run("seeder")
    with (checkout.path / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert "setting up" in checkout.run("seeder").stderr
    assert checkout.run("seeder").stderr == ""


def test_sets_up_again_when_the_checkout_moves_or_its_python_goes(checkout: Checkout, tmp_path: Path) -> None:
    checkout.run("seeder")
    moved = checkout.path.rename(tmp_path / "moved")
    assert "setting up" in checkout.run("seeder", cwd=moved, launcher=moved / "run").stderr
    (moved / ".venv/bin/python").unlink()
    (moved / ".venv/bin/python").symlink_to(tmp_path / "gone")
    assert "setting up" in checkout.run("seeder", cwd=moved, launcher=moved / "run").stderr


def test_failed_set_up_shows_the_step_and_leaves_what_was(checkout: Checkout) -> None:
    failed = checkout.run("seeder", FAKE_EXIT="3")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "noise of a step" in failed.stderr
    assert not (checkout.path / ".venv").exists()
    checkout.run("seeder")
    project = checkout.path / "pyproject.toml"
    before = project.read_text(encoding="utf-8")
    project.write_text(before + "# changed\n", encoding="utf-8")
    assert checkout.run("seeder", FAKE_EXIT="3").returncode == 1
    project.write_text(before, encoding="utf-8")
    assert checkout.run("seeder").stderr == ""


def wait_for(checkout: Checkout, step: str) -> None:
    end = time.monotonic() + 30
    while step not in " ".join(checkout.steps()):
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_set_up_does_not_pass_for_whole(checkout: Checkout, number: signal.Signals) -> None:
    process = checkout.start(FAKE_SECONDS="50")
    wait_for(checkout, "pip")
    os.killpg(process.pid, number)
    process.communicate(timeout=30)
    assert process.returncode != 0
    assert not (checkout.path / ".venv").exists()
    assert "setting up" in checkout.run("seeder").stderr
    assert sorted(os.listdir(checkout.path / ".tools")) == ["set-up.lock", f"uv-{pins()['uv'][0]}"]


def test_two_set_ups_at_once_are_one(checkout: Checkout) -> None:
    first = checkout.start(FAKE_SECONDS="0.5")
    wait_for(checkout, "pip")
    second = checkout.run("seeder")
    first.communicate(timeout=30)
    assert first.returncode == second.returncode == 0
    assert second.stderr == "run: another set-up is at work here; waiting for it\n"
    assert checkout.steps() == ["venv", "pip index="]


@pytest.mark.parametrize(
    ("more", "index"),
    [
        ({"PIP_INDEX_URL": "mirror"}, "mirror"),
        ({"FAKE_CONFIG": "configured"}, "configured"),
        ({"PIP_INDEX_URL": "mirror", "FAKE_CONFIG": "configured"}, "mirror"),
        ({"PIP_INDEX_URL": "mirror", "UV_DEFAULT_INDEX": "own"}, "own"),
        ({"PIP_INDEX_URL": "mirror", "UV_INDEX_URL": "own"}, ""),
    ],
)
def test_index_of_pip_reaches_uv_and_no_file(checkout: Checkout, more: dict[str, str], index: str) -> None:
    assert checkout.run("seeder", cwd=None, launcher=None, **more).returncode == 0
    assert checkout.steps()[-1] == f"pip index={index}"
    for path in checkout.path.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.name != "uv":
            assert "mirror" not in path.read_text(encoding="utf-8")


def test_uv_by_hand_takes_the_index_of_pip(checkout: Checkout) -> None:
    assert checkout.run("uv", "pip", "install", "x", PIP_INDEX_URL="mirror").returncode == 0
    assert checkout.run("uv", "pip", "install", "x", PIP_INDEX_URL="other").returncode == 0
    assert checkout.steps() == ["pip index=mirror", "pip index=other"]


def test_docs_brings_its_tools_once(checkout: Checkout, tmp_path: Path) -> None:
    first = checkout.run("docs", PIP_INDEX_URL="mirror", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "adding what builds the site" in first.stderr
    again = checkout.run("docs", "-j1", cwd=tmp_path)
    assert again.stderr == ""
    assert again.stdout.splitlines()[-3:] == ["-j1", f"{checkout.path}/docs", f"{checkout.path}/build/site"]
    assert checkout.steps() == ["venv", "pip index=mirror", "pip index=mirror"]


def test_docs_says_why_its_tools_did_not_come(checkout: Checkout) -> None:
    checkout.run("seeder")
    failed = checkout.run("docs", FAKE_EXIT="3")
    assert failed.returncode == 1
    assert "noise of a step" in failed.stderr


# ---- set up


def test_relative_paths_are_those_of_the_caller(checkout: Checkout, tmp_path: Path) -> None:
    checkout.run("seeder")
    assert checkout.run("seeder", "x.csv", cwd=tmp_path).stdout == f"{tmp_path}\nx.csv\n"


def test_pytest_from_elsewhere_tests_the_checkout(checkout: Checkout, tmp_path: Path) -> None:
    inside = checkout.path / "tests"
    inside.mkdir()
    checkout.run("seeder")
    assert checkout.run("pytest", "-q", cwd=tmp_path).stdout == f"{checkout.path}\n-q\n"
    assert checkout.run("pytest", "-q", cwd=inside).stdout == f"{inside}\n-q\n"


def test_runs_through_symbolic_links(checkout: Checkout, tmp_path: Path) -> None:
    links = tmp_path / "some links"
    links.mkdir()
    (links / "absolute").symlink_to(checkout.path / "run")
    (links / "relative").symlink_to("absolute")
    checkout.run("seeder")
    done = checkout.run("seeder", "x", cwd=tmp_path, launcher=links / "relative")
    assert (done.stdout, done.stderr) == (f"{tmp_path}\nx\n", "")
    done = checkout.run(
        "-c", "relative seeder x", cwd=tmp_path, launcher=Path("/bin/sh"), PATH=f"{links}:/usr/bin:/bin"
    )
    assert (done.stdout, done.stderr) == (f"{tmp_path}\nx\n", "")


def test_unknown_command_is_named(checkout: Checkout) -> None:
    checkout.run("seeder")
    done = checkout.run("nonsense")
    assert done.returncode == 127
    assert done.stderr.startswith("run: there is no command 'nonsense'")
