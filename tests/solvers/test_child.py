"""The process of the exact search: what it tells, how it ends, and that none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seeder.solvers.child as child
from seeder.errors import SolverError
from seeder.problem import Coverage, SeedingProblem
from seeder.solvers.child import run_in_child
from seeder.solvers.deadline import Deadline
from seeder.solvers.linearised import Task, solve_linearised
from seeder.solvers.presolve import Model, build_model

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _no_idle_children() -> Iterator[None]:
    end_idle()
    yield
    end_idle()


def end_idle() -> None:
    while child._idle:
        child._idle.pop().end()


def coverage_model(n: int, n_cells: int, *, seed: int, share: float, chance: float | None, budget: float) -> Model:
    rng = np.random.default_rng(seed)
    has = rng.random((n, n_cells)) < share
    return build_model(
        SeedingProblem(
            account=np.arange(n),
            value_if_yes=np.zeros(n),
            cost=np.round(rng.uniform(1, 3, (1, n)), 1),
            budget=[budget],
            coverage=Coverage(
                weight=rng.integers(1, 10, n_cells),
                start=np.concatenate(([0], np.cumsum(has.sum(axis=1)))),
                cell=np.nonzero(has)[1],
                chance=rng.uniform(0, 0.5, int(has.sum())) if chance is None else np.full(int(has.sum()), chance),
            ),
        )
    )


def easy(seed: int = 0) -> Task:
    return task_of(coverage_model(10, 8, seed=seed, share=0.4, chance=None, budget=6.0))


def hard() -> Task:
    """Certain chances, a hundred accounts: far from solved in a minute."""
    return task_of(coverage_model(100, 400, seed=0, share=0.05, chance=1.0, budget=40.0))


def task_of(model: Model) -> Task:
    assert model.cells is not None
    n_cells = model.cells.n_cells
    return Task(model=model, z=np.zeros(n_cells), incumbent=None, relative_gap=1e-7, rounds=None, seed=0)


class Told:
    """What a child tells about a task."""

    def __init__(self, task: object, *, is_over: Callable[[], bool] = lambda: False) -> None:
        self.messages: list[Any] = []
        self.is_whole = run_in_child(task, on_message=self.messages.append, on_wait=lambda: None, is_over=is_over)


def of_this_process(task: Task) -> list[Any]:
    told: list[Any] = []
    solve_linearised(task, on_bound=told.append, on_selection=told.append)
    return told


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until_gone(pid: int) -> bool:
    for _ in range(200):
        if not is_running(pid):
            return True
        time.sleep(0.05)
    return False


def idle_pids() -> list[int]:
    return [one._process.pid for one in child._idle]


def test_a_child_tells_what_the_search_would_tell_here() -> None:
    expected = of_this_process(easy())
    told = Told(easy())
    assert told.is_whole
    assert [np.asarray(message).tolist() for message in told.messages] == [
        np.asarray(message).tolist() for message in expected
    ]
    assert {type(message) for message in told.messages} == {float, np.ndarray}


def test_searches_in_a_row_share_a_child() -> None:
    first = Told(easy(0))
    pids = idle_pids()
    assert len(pids) == 1
    second = Told(easy(1))
    assert idle_pids() == pids
    # Nothing of the first is told to the second, nor is anything else than alone.
    assert [np.asarray(message).tolist() for message in second.messages] == [
        np.asarray(message).tolist() for message in of_this_process(easy(1))
    ]
    assert first.is_whole
    assert second.is_whole


def test_a_child_that_is_nearly_done_when_it_is_over_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a rule the gap asked for is reached by the last message: another process would cost more than its end."""
    monkeypatch.setattr(child, "_MOMENT", 30.0)
    told = Told(easy(0), is_over=lambda: True)
    pids = idle_pids()
    assert len(pids) == 1
    # What came after that was no answer to anybody: the next task is answered from its beginning.
    assert len(told.messages) <= 1
    assert np.asarray(Told(easy(1)).messages[0]).tolist() == np.asarray(of_this_process(easy(1))[0]).tolist()
    assert idle_pids() == pids


def test_an_idle_child_that_is_gone_is_replaced() -> None:
    Told(easy())
    (pid,) = idle_pids()
    os.kill(pid, signal.SIGKILL)
    child._idle[0]._process.wait(10)
    assert Told(easy()).is_whole
    assert idle_pids() != [pid]


def test_a_failure_in_the_child_is_raised_here() -> None:
    with pytest.raises(SolverError, match="AttributeError"):
        Told("no task")
    assert child._idle == []
    # And the next search is not hurt.
    assert Told(easy()).is_whole


def test_a_killed_child_is_an_error() -> None:
    running: list[int] = []

    def kill() -> None:
        if not running:
            running.append(started[-1]._process.pid)
            os.kill(running[0], signal.SIGKILL)

    started, take = list[Any](), child._take

    def remember() -> Any:
        started.append(take())
        return started[-1]

    child._take = remember
    try:
        with pytest.raises(SolverError, match="killed"):
            run_in_child(hard(), on_message=lambda message: None, on_wait=kill, is_over=lambda: False)
    finally:
        child._take = take
    assert not is_running(running[0])
    assert child._idle == []


def test_the_caller_ends_a_child_when_it_likes() -> None:
    deadline = Deadline.start(1.5)
    told = Told(hard(), is_over=lambda: deadline.has_passed)
    assert not told.is_whole
    assert child._idle == []
    # What came until then is kept.
    assert any(isinstance(message, float) for message in told.messages)


def test_whatever_breaks_the_wait_off_ends_the_child() -> None:
    before = children_of(os.getpid())

    def break_off() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_in_child(hard(), on_message=lambda message: None, on_wait=break_off, is_over=lambda: False)
    assert child._idle == []
    assert children_of(os.getpid()) <= before


def children_of(pid: int) -> set[int]:
    """Processes that are children of one, zombies left aside."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(parts[1]) == pid and parts[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def test_nothing_is_written_to_the_callers_outputs(capfd: pytest.CaptureFixture[str]) -> None:
    Told(easy())
    with pytest.raises(SolverError):
        Told(None)
    told = capfd.readouterr()
    assert (told.out, told.err) == ("", "")


class Loud:
    """A task that writes to standard output where it is read."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.write, (1, b"a line of a solver's own\n")


def test_what_a_solver_prints_is_no_message() -> None:
    deadline = Deadline.start(30.0)
    with pytest.raises(SolverError, match="AttributeError: 'int' object"):
        Told(Loud(), is_over=lambda: deadline.has_passed)


def run_script(body: str, *, cwd: Path = ROOT, **options: Any) -> subprocess.Popen[str]:
    """A caller in a process of its own, with the tasks of this file at hand."""
    head = f"""
    import importlib.util, os, sys
    sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
    spec = importlib.util.spec_from_file_location("tasks", {__file__!r})
    tasks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tasks)
    import seeder.solvers.child as child
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(head) + textwrap.dedent(body)],
        cwd=cwd,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def test_the_child_dies_with_its_caller() -> None:
    """However the caller ends: here by a signal that nothing can be done about."""
    caller = run_script("""
    def tell(message):
        for one in tasks.children_of(os.getpid()):
            print(one, flush=True)
    child.run_in_child(tasks.hard(), on_message=tell, on_wait=lambda: None, is_over=lambda: False)
    """)
    assert caller.stdout is not None
    try:
        pid = int(caller.stdout.readline())
        assert is_running(pid)
    finally:
        caller.kill()
        caller.communicate()
    assert wait_until_gone(pid)


def test_an_idle_child_ends_with_its_caller() -> None:
    caller = run_script("""
    print(tasks.Told(tasks.easy()).is_whole, *tasks.idle_pids(), flush=True)
    """)
    out, _ = caller.communicate(timeout=60)
    is_whole, pid = out.split()
    assert (caller.returncode, is_whole) == (0, "True")
    assert wait_until_gone(int(pid))


def test_files_of_the_working_directory_are_not_imported(tmp_path: Path) -> None:
    """A table's folder may hold files named like modules; what they say is nobody's program."""
    for name in ("numpy", "pickle", "queue", "seeder"):
        (tmp_path / f"{name}.py").write_text("open('imported', 'w').close(); raise SystemExit(3)\n")
    caller = run_script(
        f"""
        os.chdir({str(tmp_path)!r})
        print(tasks.Told(tasks.easy()).is_whole)
        """
    )
    out, _ = caller.communicate(timeout=60)
    assert out.split() == ["True"]
    assert not (tmp_path / "imported").exists()


def test_a_fork_of_the_caller_starts_its_own_child() -> None:
    """The idle child of before the fork answers the original only."""
    caller = run_script("""
    tasks.Told(tasks.easy(0))
    pids = tasks.idle_pids()
    forked = os.fork()
    if forked == 0:
        told = tasks.Told(tasks.easy(1))
        os._exit(0 if told.is_whole and tasks.idle_pids() != pids else 1)
    print(os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]))
    print(tasks.Told(tasks.easy(0)).is_whole, tasks.idle_pids() == pids)
    """)
    try:
        out, _ = caller.communicate(timeout=60)
    finally:
        caller.kill()
    assert out.split() == ["0", "True", "True"]
