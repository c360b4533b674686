"""Runs agree, and verify each other, whatever kernel the mathematical library takes and how many threads it uses."""

from __future__ import annotations

import contextlib
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from docs.documentation_page import DOCS, Page
from oracles.kernel_runs import Machine, in_a_child

SCENARIOS = Path(__file__).parents[1] / "scenarios"
MACHINES = (
    *(Machine(kernel, threads) for kernel in ("Haswell", "Sandybridge", "Prescott") for threads in (1, 2, 4)),
    Machine("Zen", 1),
    Machine("", 2),
)
"""Kernels with and without fused sums and wide registers. Where a build of OpenBLAS has none of Zen's own, that is
Haswell's; without a name, the library looks what the processor has."""
LONG = ("apartment-app-scenario",)
"""Solved with one thread only, and verified with any number."""
PAGES = ("audience.md", "bound.md", "overlap.md")

pytestmark = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="the kernels are of these machines"
)


def shipped() -> dict[str, str]:
    """All scenarios of the repository by name, further documents of a folder among them."""
    documents = [path for path in sorted(SCENARIOS.glob("*/*.yaml")) if path.name != "contradictory.yaml"]
    return {f"{path.parent.name}-{path.stem}": str(path) for path in documents}


def documented(place: Path) -> dict[str, str]:
    """The scenarios of the documentation that can be read, written into a folder a page."""
    import seeder

    found = {}
    for page in PAGES:
        folder = place / page
        folder.mkdir(parents=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            write_tables(Page(page))
        for path in sorted(folder.glob("*/*.yaml")):
            try:
                seeder.read_scenario(path)
            except seeder.ScenarioError:
                continue
            found[f"{page}-{path.parent.name}-{path.stem}"] = str(path)
    return found


def write_tables(page: Page) -> None:
    """Write the files of a page into the current folder, but for those that rest on commands."""
    names: dict[str, Any] = {}
    for block in page.blocks():
        if block.language in ("csv", "yaml"):
            Path(block.about).parent.mkdir(exist_ok=True)
            Path(block.about).write_text(block.body, "utf-8")
        elif block.language == "python":
            with contextlib.suppress(FileNotFoundError):
                exec(compile(block.body, page.name, "exec"), names)


def check(machines: Sequence[Machine], scenarios: Mapping[str, str], place: Path) -> dict[str, dict[str, Any]]:
    """Solve all scenarios on every machine, and verify every run on every machine."""
    solved = {}
    for machine in machines:
        (place / "runs" / machine.name).mkdir(parents=True)
        own = {name: path for name, path in scenarios.items() if machine.threads == 1 or name not in LONG}
        solved[machine.name] = in_a_child(machine, "solve", place / "runs" / machine.name, own)
    for machine in machines:
        verified = in_a_child(machine, "verify", place / "runs", scenarios)
        libraries, (distinct,) = verified.pop("libraries"), verified.pop("distinct")
        # The library uses no more threads than there are processors.
        assert all(1 <= threads <= machine.threads for _, threads in libraries)
        assert len(verified) == sum(len(found) - 1 for found in solved.values())
        refused = {run: issues for run, issues in verified.items() if issues}
        print(f"{machine.name} verifies {len(verified)} runs, {distinct} of them different; refused: {len(refused)}")
        assert not refused, f"{machine.name} {libraries} refuses {refused}"
    first = solved[machines[0].name]
    for found in solved.values():
        for name in set(found) - {"libraries"}:
            # What is exact is the same, what is computed to 1e-9.
            assert found[name]["digest"] == first[name]["digest"], name
            assert found[name]["sums"] == pytest.approx(first[name]["sums"], rel=1e-9), name
            assert found[name]["value"] == pytest.approx(first[name]["value"], rel=1e-9), name
    return solved


def test_the_documentation_is_there() -> None:
    assert all((DOCS / page).is_file() for page in PAGES)


def test_two_kernels_verify_each_other(tmp_path: Path) -> None:
    scenarios = {
        "book-launch": str(SCENARIOS / "book-launch" / "scenario.yaml"),
        "three-pairs": str(SCENARIOS / "everywhere-or-niche" / "three-pairs.yaml"),
        "novel": documented(tmp_path)["overlap.md-novel-scenario"],
    }
    solved = check([Machine("Haswell", 1), Machine("Prescott", 2)], scenarios, tmp_path)
    kernels = {name: found["libraries"][0][0] for name, found in solved.items()}
    assert len(set(kernels.values())) == 2, kernels


@pytest.mark.slow
def test_all_kernels_and_threads_verify_each_other(tmp_path: Path) -> None:
    """Prints one line a machine: its kernels, and how far its values lie from those of the first at most."""
    scenarios = {**shipped(), **documented(tmp_path)}
    solved = check(MACHINES, scenarios, tmp_path)
    first = solved[MACHINES[0].name]
    for name, found in solved.items():
        off = max(
            abs(found[one]["sums"][key] / total - 1.0) if total else 0.0
            for one in set(found) - {"libraries"}
            for key, total in first[one]["sums"].items()
        )
        kernels = ", ".join(f"{kernel} × {threads}" for kernel, threads in found["libraries"])
        print(f"{name}: {kernels}; {len(found) - 1} scenarios; sums of problems differ by {off:.1e} at most")
