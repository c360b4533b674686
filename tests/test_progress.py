"""The line that shows where a search is: on a terminal only, after a second, wiped at the end."""

from __future__ import annotations

import io
import re
import sys
from types import SimpleNamespace

import pytest

from seeder.progress import Progress
from seeder.progress.words import progress_line, share_done
from seeder.solvers import ProgressPoint

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def usual_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")


def point(seconds: float, value: float | None = 1234.0) -> ProgressPoint:
    gap = None if value is None else 0.053
    return ProgressPoint(seconds=seconds, value=value, bound=1300.0, gap=gap, seconds_left=48.2)


def test_the_line_in_words() -> None:
    assert progress_line(point(12.0)) == "12 s  best so far 1,234  bound 1,300  gap 5.3000%  48 s left"
    assert progress_line(point(12.0, value=None)) == "12 s  bound 1,300  48 s left"


def test_a_terminal_shows_the_line_and_wipes_it() -> None:
    out = Terminal()
    with Progress(out, is_wanted=True) as progress:
        progress.show(point(2.0))
        shown = out.getvalue()
    assert progress_line(point(2.0)) in CONTROL.sub("", shown)
    assert "\n" not in shown
    # At the end: the cursor is shown, goes back to the line, and wipes it.
    assert out.getvalue().removeprefix(shown).endswith("\x1b[?25h\r\x1b[1A\x1b[2K")


def test_the_line_is_drawn_in_place_and_not_too_often() -> None:
    out = Terminal()
    with Progress(out, is_wanted=True) as progress:
        for seconds in (2.0, 2.1, 2.3):
            progress.show(point(seconds))
        shown = out.getvalue()
    assert shown.count("best so far") == 2
    assert "\n" not in shown


def test_a_long_line_is_cut_where_the_terminal_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    out = Terminal()
    with Progress(out, is_wanted=True) as progress:
        progress.show(point(2.0))
        assert "\n" not in out.getvalue()
        assert CONTROL.sub("", out.getvalue()).strip() == "2 s  best so far 1,234  bound…"


def test_nothing_within_the_first_second() -> None:
    out = Terminal()
    with Progress(out, is_wanted=True) as progress:
        progress.show(point(0.99))
    assert out.getvalue() == ""


def test_nothing_where_it_is_not_wanted_or_no_terminal() -> None:
    quiet, pipe = Terminal(), io.StringIO()
    with Progress(quiet, is_wanted=False) as first, Progress(pipe, is_wanted=True) as second:
        first.show(point(2.0))
        second.show(point(2.0))
    assert quiet.getvalue() == pipe.getvalue() == ""


def test_no_line_on_a_terminal_that_cannot_move_its_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    out = Terminal()
    with Progress(out, is_wanted=True) as progress:
        progress.show(point(2.0))
    assert out.getvalue() == ""


def test_ctrl_c_wipes_the_line_too() -> None:
    out = Terminal()

    def interrupted() -> None:
        with Progress(out, is_wanted=True) as progress:
            progress.show(point(2.0))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert out.getvalue().endswith("\x1b[2K")


@pytest.mark.parametrize(
    ("seconds_left", "gap", "share"),
    [(30.0, None, 0.25), (None, 1.0, 0.0), (None, 1e-3, 0.5), (None, 0.0, 1.0), (10.0, 1e-1, 0.5), (None, None, 0.0)],
)
def test_the_bar_shows_the_share_of_time_or_of_the_gap(
    seconds_left: float | None, gap: float | None, share: float
) -> None:
    """The larger of the two; of the gap in orders of magnitude, here six."""
    found = ProgressPoint(seconds=10.0, value=1.0, bound=2.0, gap=gap, seconds_left=seconds_left)
    assert share_done(found, 1e-6) == pytest.approx(share)


def test_the_bar_is_in_the_line() -> None:
    out = Terminal()
    with Progress(out, is_wanted=True, relative_gap=1e-6) as progress:
        progress.show(ProgressPoint(seconds=10.0, value=1.0, bound=2.0, gap=1e-3, seconds_left=90.0))
    assert "[##########----------]" in out.getvalue()


@pytest.mark.parametrize(("is_terminal", "is_shown"), [(True, True), (False, False)])
def test_by_default_it_is_shown_where_stdout_is_a_terminal_too(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool, is_shown: bool
) -> None:
    out = Terminal()
    monkeypatch.setattr(sys, "stdout", Terminal() if is_terminal else io.StringIO())
    with Progress(out) as progress:
        progress.show(point(2.0))
    assert bool(out.getvalue()) == is_shown


class Output:
    """What a notebook shows below a cell."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def HTML(self, text: str) -> str:
        return text

    def display(self, text: str, *, display_id: bool) -> Output:
        assert display_id
        self.shown.append(text)
        return self

    def update(self, text: str) -> None:
        self.shown.append(text)


@pytest.mark.parametrize("is_wanted", [None, True])
def test_a_notebook_shows_a_bar_and_wipes_it(monkeypatch: pytest.MonkeyPatch, is_wanted: bool | None) -> None:
    output = Output()
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "IPython.display", output)
    with Progress(is_wanted=is_wanted) as progress:
        for seconds in (0.5, 2.0, 2.1, 3.0):
            progress.show(point(seconds))
    assert [line[:9] for line in output.shown] == ["<progress", "<progress", ""]
    assert "best so far 1,234" in output.shown[0]


def test_ipython_without_a_kernel_is_no_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=None)))
    pipe = io.StringIO()
    with Progress(pipe, is_wanted=True) as progress:
        progress.show(point(2.0))
    assert pipe.getvalue() == ""
