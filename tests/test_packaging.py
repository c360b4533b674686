"""What a release says of itself: one name, one version, one address, links that lead somewhere from anywhere."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import seeder
from seeder.shipped import DISTRIBUTION, page_names

ROOT = Path(__file__).parents[1]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
CITATION: dict[str, Any] = YAML(typ="safe", pure=True).load((ROOT / "CITATION.cff").read_text("utf-8"))
SOURCE = PROJECT["urls"]["Source"]


def path_of(address: str) -> Path:
    """Return what an address of the source leads to in the checkout."""
    found = re.fullmatch(re.escape(SOURCE) + r"/(blob|tree)/main/([^#]+)(#.*)?", address)
    assert found, f"{address} is no page of {SOURCE}"
    path = ROOT / found[2]
    assert path.is_dir() if found[1] == "tree" else path.is_file(), address
    return path


def test_the_distribution_has_a_name_of_its_own() -> None:
    assert PROJECT["name"] == DISTRIBUTION == "campaign-seeder"
    assert metadata.version(DISTRIBUTION) == seeder.__version__
    assert PROJECT["scripts"] == {"seeder": "seeder.cli:main"}
    assert PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["seeder"]


def test_the_citation_is_that_of_the_project() -> None:
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["message"]
    assert CITATION["version"] == PROJECT["version"] == seeder.__version__
    assert CITATION["license"] == PROJECT["license"]
    assert CITATION["repository-code"] == SOURCE
    assert CITATION["keywords"] == PROJECT["keywords"]
    assert CITATION["authors"] == PROJECT["authors"]


def test_every_address_of_the_project_starts_with_its_source() -> None:
    pages = {"Documentation", "Changelog"}
    assert pages < set(PROJECT["urls"])
    for name, address in PROJECT["urls"].items():
        assert address.startswith(SOURCE)
        if name in pages:
            path_of(address)


def test_links_of_the_readme_work_outside_the_checkout() -> None:
    """The readme is shown where the package is listed: a relative link would lead nowhere there."""
    links = re.findall(r"\]\(([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert len(links) > 10
    for link in links:
        path_of(link)


def test_classifiers_name_the_oldest_python_and_types() -> None:
    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert f"Programming Language :: Python :: {oldest}" in PROJECT["classifiers"]
    assert "Typing :: Typed" in PROJECT["classifiers"]
    assert (ROOT / "seeder" / "py.typed").is_file()


def test_every_page_is_in_the_wheel() -> None:
    included = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    pages = {name: target for name, target in included.items() if name.startswith("docs/")}
    assert pages == {f"docs/{name}.md": f"seeder/docs/{name}.md" for name in page_names()}


def test_messages_name_pages_that_a_user_can_open() -> None:
    named = []
    for path in (ROOT / "seeder").rglob("*.py"):
        text = path.read_text("utf-8")
        assert not re.search(r'"[^"\n]*\bdocs/\w+\.md', text), f"{path}: seeder docs PAGE is there wherever seeder is"
        named += re.findall(r"seeder docs ([a-z]+)", text)
    assert {"overlap"} <= set(named) <= set(page_names())


@pytest.mark.parametrize("name", ["benchmarks", "tests", "docs", "scenarios", ".ci", "run", "CITATION.cff"])
def test_the_source_distribution_holds_what_its_tests_need(name: str) -> None:
    assert f"/{name}" in PYPROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
