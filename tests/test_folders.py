"""Old folder or new folder, never half of one: killed at every step, at any moment, on every error."""

from __future__ import annotations

import errno
import os
import signal
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from seeder import folders
from seeder.errors import RunExistsError, RunFolderError
from seeder.folders import recover_folder, replace_folder

OLD = {"plan.json": b"old plan" * 100, "shortlist.csv": b"old list", "only_old.txt": b""}
NEW = {"plan.json": b"new plan" * 200, "shortlist.csv": b"new list", "only_new.txt": b"x" * 5000}
SEAMS = ["mkdir", "open", "write", "fsync", "close", "rename", "chmod", "unlink", "rmdir", "lstat", "scandir", "kill"]

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill"),
    # The child only writes files and ends.
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


def content(folder: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir()}


def no_run(folder: Path) -> str | None:
    return None if (folder / "plan.json").exists() else "holds no run"


def write(path: Path, files: dict[str, bytes], *, overwrite: bool = True) -> None:
    replace_folder(path, files, overwrite=overwrite, foreign=no_run)


@pytest.fixture(params=["exchange", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "two renames":
        monkeypatch.setattr(folders, "_exchange", lambda one, other: False)
    return str(request.param)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    path = tmp_path / "run"
    write(path, OLD)
    return path


def test_a_new_folder_and_its_parents(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "run"
    write(path, NEW, overwrite=False)
    assert content(path) == NEW
    assert os.listdir(path.parent) == ["run"]


def test_replaced_whole(way: str, run: Path) -> None:
    run.chmod(0o750)
    write(run, NEW)
    assert content(run) == NEW
    assert stat.S_IMODE(run.stat().st_mode) == 0o750
    assert os.listdir(run.parent) == ["run"]


def test_the_default_way_is_one_step_where_the_system_has_it(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = run.parent / "one", run.parent / "other"
    write(one, OLD)
    write(other, NEW)
    if not folders._exchange(one, other):
        pytest.skip("this filesystem cannot exchange")
    assert (content(one), content(other)) == (NEW, OLD)
    monkeypatch.setattr(folders, "_move_over", lambda new, path: pytest.fail("two renames"))
    write(run, NEW)


def test_exchange_reports_what_is_missing(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write(tmp_path / name, OLD)
    if not folders._exchange(tmp_path / "one", tmp_path / "other"):
        pytest.skip("this filesystem cannot exchange")
    with pytest.raises(FileNotFoundError):
        folders._exchange(tmp_path / "one", tmp_path / "missing")


def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("run"), OLD)
    write(Path("run/"), NEW)
    assert content(tmp_path / "run") == NEW


def test_an_empty_folder_is_replaced_without_asking_whose_it_is(tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.mkdir()
    with pytest.raises(RunExistsError, match="--force"):
        write(path, NEW, overwrite=False)
    replace_folder(path, NEW, overwrite=True, foreign=lambda folder: pytest.fail("asked"))
    assert content(path) == NEW


def test_nothing_is_overwritten_unasked(run: Path) -> None:
    with pytest.raises(RunExistsError, match=r"exists.* --force"):
        write(run, NEW, overwrite=False)
    assert content(run) == OLD
    assert os.listdir(run.parent) == ["run"]


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photos"
    path.mkdir()
    (path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(RunExistsError, match=r"holds no run, so it is not overwritten"):
        write(path, NEW)
    assert content(path) == {"holiday.jpg": b"x"}


@pytest.mark.parametrize("overwrite", [False, True])
def test_files_and_links_are_refused(run: Path, overwrite: bool) -> None:
    file, link, dangling = run.parent / "file", run.parent / "link", run.parent / "dangling"
    file.write_bytes(b"x")
    link.symlink_to(run)
    dangling.symlink_to(run.parent / "nowhere")
    for path, found in ((file, "is a file"), (link, "symbolic link"), (dangling, "symbolic link")):
        with pytest.raises(RunExistsError, match=found):
            write(path, NEW, overwrite=overwrite)
    assert content(run) == OLD
    assert file.read_bytes() == b"x"


@pytest.mark.parametrize("path", [".", "", "/", "..", "a/.."])
def test_places_without_a_name_of_their_own_are_refused(path: str) -> None:
    with pytest.raises(RunExistsError, match="folder of its own"):
        replace_folder(Path(path), NEW, overwrite=True, foreign=lambda folder: None)


def test_the_working_folder_and_those_above_are_refused(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (run / "inside").mkdir()
    monkeypatch.chdir(run / "inside")
    for path in (run / "inside", run, Path("..") / ".." / "run"):
        with pytest.raises(RunExistsError, match="current folder"):
            replace_folder(path, NEW, overwrite=True, foreign=lambda folder: None)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/a", "a\\b", "a\0b"])
def test_only_plain_file_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        write(tmp_path / "run", {name: b""})
    assert os.listdir(tmp_path) == []


def test_a_parent_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RunFolderError, match=r"run: cannot be written .* place inside a folder"):
        write(tmp_path / "file" / "run", NEW)


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="shorter name"):
        write(tmp_path / ("r" * 250), NEW)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("target", "expected"), [("run", "run: is write-protected"), ("other", "Name a place that you may write to")]
)
def test_places_that_may_not_be_written(run: Path, target: str, expected: str) -> None:
    run.chmod(0o555)
    run.parent.chmod(0o555)

    def work() -> None:
        os.chdir(run.parent)
        if os.geteuid() == 0:
            os.setuid(65534)
        try:
            write(Path(target), NEW)
        except RunFolderError as error:
            os._exit(9 if expected in str(error) else 10)

    try:
        assert exit_code(in_child(work)) == 9
        assert content(run) == OLD
        assert os.listdir(run.parent) == ["run"]
    finally:
        run.parent.chmod(0o755)
        run.chmod(0o755)


@pytest.mark.parametrize(
    ("code", "way_out"),
    [(errno.ENOSPC, "Make room"), (errno.EDQUOT, "Make room"), (errno.EROFS, "may write to"), (errno.EIO, "Try again")],
)
def test_the_system_says_no(way: str, run: Path, monkeypatch: pytest.MonkeyPatch, code: int, way_out: str) -> None:
    def refuse(*arguments: object) -> int:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", refuse)
        with pytest.raises(RunFolderError, match=way_out) as caught:
            write(run, NEW)
    assert str(run) in str(caught.value)
    assert content(run) == OLD
    assert os.listdir(run.parent) == ["run"]


@pytest.mark.parametrize("there", [False, True], ids=["first", "again"])
@pytest.mark.parametrize("seam", ["mkdir", "open", "write", "fsync", "close", "rename", "chmod"])
@pytest.mark.parametrize("failure", [OSError(errno.EIO, "broken"), KeyboardInterrupt()], ids=["error", "interrupt"])
def test_every_failure_leaves_old_or_new_and_nothing_beside(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, seam: str, failure: BaseException
) -> None:
    path = tmp_path / "run"
    real = getattr(os, seam)
    for nth in range(100):
        if path.exists() or there:
            write(path, OLD)
            assert os.listdir(tmp_path) == ["run"]
        n_calls = 0

        def fail_once(*arguments: Any, nth: int = nth, **options: Any) -> Any:
            nonlocal n_calls
            n_calls += 1
            if n_calls == nth + 1:
                raise failure
            return real(*arguments, **options)

        with monkeypatch.context() as patch:
            patch.setattr(os, seam, fail_once)
            try:
                write(path, NEW)
            except (RunFolderError, KeyboardInterrupt):
                assert n_calls > nth
        beside = sorted(set(os.listdir(tmp_path)) - {"run"})
        # Deleting opens, closes and renames too: where that is what failed, the next writer cleans up.
        assert beside == [] or seam in ("open", "close", "rename")
        assert all(name.startswith(".run.") for name in beside)
        if path.exists():
            assert content(path) in (OLD, NEW)
        else:
            assert not there
        if n_calls <= nth:
            assert content(path) == NEW
            return
    pytest.fail(f"os.{seam} was called without end")


def in_child(work: Callable[[], None]) -> int:
    """Run in a forked child that never returns here; give its process number."""
    child = os.fork()
    if child == 0:
        status = 70
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return child


def exit_code(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die_at(nth: int) -> None:
    """Patch every system call in this process so that the nth never returns: odd numbers die after it, even before."""
    n_seen = 0

    def seam(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal n_seen
            n_seen += 1
            if n_seen == nth // 2 + 1:
                try:
                    if nth % 2 and real is os_write:
                        os_write(arguments[0], arguments[1][: len(arguments[1]) // 2])
                    elif nth % 2:
                        real(*arguments, **options)
                finally:
                    os._exit(9)
            return real(*arguments, **options)

        return call

    os_write = os.write
    for name in SEAMS:
        setattr(os, name, seam(getattr(os, name)))
    folders._exchange = seam(folders._exchange)


@pytest.mark.parametrize("there", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_killed_at_every_system_call(way: str, tmp_path: Path, there: bool) -> None:
    path = tmp_path / "run"
    seen = set()
    for nth in range(2000):
        if there:
            write(path, OLD)
            assert os.listdir(tmp_path) == ["run"]
        else:
            for name in os.listdir(tmp_path):
                os.rename(tmp_path / name, tmp_path.parent / f"{tmp_path.name} {nth} {name.strip('.')}")

        def work(nth: int = nth) -> None:
            die_at(nth)
            write(path, NEW)

        code = exit_code(in_child(work))
        for aside in tmp_path.glob(".run.old-*"):
            assert content(aside) == OLD
        if way == "two renames":
            recover_folder(path)
        if path.exists():
            found = content(path)
            assert found in (OLD, NEW)
            seen.add("old" if found == OLD else "new")
        else:
            assert not there
            seen.add("none")
        if code == 0:
            assert found == NEW
            assert seen == ({"old", "new"} if there else {"none", "new"})
            # There were enough steps to die at, so the seams are the ones that the writer goes through.
            assert nth > (60 if there else 40)
            write(path, OLD)
            assert os.listdir(tmp_path) == ["run"]
            return
        assert code == 9
    pytest.fail("the writer made system calls without end")


def test_a_writer_cleans_what_killed_ones_left(way: str, tmp_path: Path) -> None:
    path = tmp_path / "run"
    write(path, OLD)
    found_hidden = False
    for nth in range(0, 120, 7):

        def work(nth: int = nth) -> None:
            die_at(nth)
            write(path, NEW)

        exit_code(in_child(work))
        found_hidden = found_hidden or len(os.listdir(tmp_path)) > 1
    assert found_hidden
    write(path, NEW)
    assert os.listdir(tmp_path) == ["run"]
    assert content(path) == NEW


def kill_at_moments(path: Path, way: str, n_kills: int) -> Iterator[dict[str, bytes]]:
    """Kill writers by SIGKILL at moments spread over twice the time that a write takes."""

    def work() -> None:
        while True:
            write(path, NEW)
            write(path, OLD)

    started = time.perf_counter()
    for _ in range(4):
        write(path, NEW)
        write(path, OLD)
    span = (time.perf_counter() - started) / 4
    for kill in range(n_kills):
        child = in_child(work)
        time.sleep(2 * span * kill / n_kills)
        os.kill(child, signal.SIGKILL)
        assert exit_code(child) == -signal.SIGKILL
        if way == "two renames":
            recover_folder(path)
        yield content(path)
    write(path, NEW)
    assert os.listdir(path.parent) == ["run"]


@pytest.mark.slow
def test_killed_at_many_moments(way: str, run: Path) -> None:
    found = list(kill_at_moments(run, way, 60))
    assert all(files in (OLD, NEW) for files in found)
    assert OLD in found


@pytest.mark.slow
def test_killed_at_very_many_moments(way: str, run: Path) -> None:
    found = list(kill_at_moments(run, way, 600))
    assert all(files in (OLD, NEW) for files in found)
    assert OLD in found
    assert NEW in found


def test_a_folder_moved_aside_is_moved_back_by_the_next_reader_or_writer(tmp_path: Path) -> None:
    path = tmp_path / "run"
    aside = tmp_path / ".run.old-1-abcd"
    write(aside, OLD)
    recover_folder(path)
    assert content(path) == OLD
    assert os.listdir(tmp_path) == ["run"]
    path.rename(aside)
    with pytest.raises(RunExistsError):
        write(path, NEW, overwrite=False)
    assert content(path) == OLD


def test_the_folder_moved_aside_last_is_the_one_moved_back(tmp_path: Path) -> None:
    for name, files in (("b", OLD), ("a", NEW)):
        write(tmp_path / name, files)
        time.sleep(0.02)
        (tmp_path / name).rename(tmp_path / f".run.old-1-{name}")
    recover_folder(tmp_path / "run")
    assert content(tmp_path / "run") == NEW


def test_recovery_leaves_what_is_in_place(run: Path) -> None:
    aside = run.parent / ".run.old-1-abcd"
    write(aside, NEW)
    recover_folder(run)
    assert content(run) == OLD
    assert content(aside) == NEW


def test_recovery_of_nothing_does_nothing(tmp_path: Path) -> None:
    recover_folder(tmp_path / "run")
    recover_folder(tmp_path / "missing" / "run")
    assert os.listdir(tmp_path) == []


def dead_process() -> int:
    child = in_child(lambda: None)
    exit_code(child)
    return child


def test_only_leftovers_of_dead_writers_of_this_target_go(run: Path) -> None:
    gone = [f".run.new-{dead_process()}-ab", f".run.old-{dead_process()}-cd", f".run.new-{os.getpid()}-ef"]
    kept = [f".run.new-{os.getppid()}-ab", ".run.new-x-y", ".run.new-12", ".other.new-1-a", ".run.newer"]
    for name in gone + kept:
        (run.parent / name).mkdir()
        (run.parent / name / "file").write_bytes(b"")
    write(run, NEW)
    assert sorted(os.listdir(run.parent)) == sorted(["run", *kept])


def test_a_folder_that_appears_meanwhile_is_not_overwritten_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run"
    real_fsync = os.fsync

    def intrude(handle: int) -> None:
        real_fsync(handle)
        path.mkdir(exist_ok=True)
        (path / "plan.json").write_bytes(b"theirs")

    monkeypatch.setattr(os, "fsync", intrude)
    with pytest.raises(RunExistsError, match="--force"):
        write(path, NEW, overwrite=False)
    assert content(path) == {"plan.json": b"theirs"}
    assert os.listdir(tmp_path) == ["run"]


def test_a_folder_that_changes_while_it_is_judged_is_judged_again(run: Path) -> None:
    judged: list[Path] = []

    def foreign(folder: Path) -> str | None:
        judged.append(folder)
        if len(judged) == 1:
            folder.rename(run.parent / "theirs")
            write(run, OLD)
            return "is theirs"
        return None

    replace_folder(run, NEW, overwrite=True, foreign=foreign)
    assert content(run) == NEW


def test_two_renames_put_back_what_a_failure_left_aside(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "_exchange", lambda one, other: False)
    real = os.rename

    def refuse_the_second(source: Path, target: Path) -> None:
        if ".new-" in source.name:
            raise OSError(errno.EIO, "broken")
        real(source, target)

    monkeypatch.setattr(os, "rename", refuse_the_second)
    with pytest.raises(RunFolderError, match="broken"):
        write(run, NEW)
    assert content(run) == OLD
    assert os.listdir(run.parent) == ["run"]


def test_writers_at_once_leave_one_whole_folder(way: str, run: Path) -> None:
    failures: list[BaseException] = []

    def work(files: dict[str, bytes]) -> None:
        try:
            for _ in range(15):
                write(run, files)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(files,)) for files in (OLD, NEW, OLD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert content(run) in (OLD, NEW)
    assert os.listdir(run.parent) == ["run"]
