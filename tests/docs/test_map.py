"""The map in CONTRIBUTING.md and the tree are the same."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
MAP = TEXT.split("\n## The map\n")[1].split("\n## ")[0]
ROWS = [line.split(" | ")[0] for line in MAP.splitlines() if line.startswith("| `")]
NAMED = [name for row in ROWS for name in re.findall(r"`([^`]+)`", row)]


def test_every_package_and_every_module_beside_them_has_one_line() -> None:
    packages = {f"{path.parent.relative_to(ROOT)}/" for path in (ROOT / "seeder").rglob("__init__.py")}
    modules = {f"seeder/{path.name}" for path in (ROOT / "seeder").glob("*.py") if not path.name.startswith("_")}
    assert sorted(NAMED) == sorted((packages | modules) - {"seeder/"})


def test_whatever_the_page_names_is_there() -> None:
    named = re.findall(r"`((?:seeder|tests|docs|scenarios|benchmarks)/[\w./-]*)`", TEXT)
    # The example of how tests mirror the package.
    examples = {"seeder/x/y.py", "tests/x/test_y.py"}
    assert len(named) > 60
    assert [name for name in named if name not in examples and not (ROOT / name).exists()] == []
    folders = [name for name in named if (ROOT / name).is_dir()]
    assert [name for name in folders if not name.endswith("/") and name != "tests/oracles"] == []


def test_the_flow_names_packages() -> None:
    (flow,) = re.findall(r"^    (scenario → .*)$", MAP, flags=re.MULTILINE)
    for step in flow.split(" → "):
        name = f"seeder/{step.replace(' ', '_')}"
        assert f"`{name}/`" in MAP or f"`{name}.py`" in MAP


def test_every_package_with_sub_packages_has_layers_of_its_own() -> None:
    contracts = (ROOT / "pyproject.toml").read_text("utf-8")
    inner = [path.parent for path in (ROOT / "seeder").glob("*/*/__init__.py")]
    assert len(inner) > 20
    for package in {folder.parent.name for folder in inner}:
        assert f'containers = ["seeder.{package}"]\nexhaustive = true' in contracts


def test_tests_mirror_the_package() -> None:
    """A test in a sub-package is one of that sub-package, and no two test files share a name."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert len(names) == len(set(names))
    for path in (ROOT / "tests").glob("*/*/test_*.py"):
        assert (ROOT / "seeder" / path.parent.relative_to(ROOT / "tests") / "__init__.py").is_file(), path
