"""The pictures of the documentation: made by their script, with the numbers of the example, and readable."""

from __future__ import annotations

import math
import re
import runpy
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from docs.documentation_page import DOCS, Page

SCRIPT = DOCS / "make_pictures.py"
MADE: dict[str, Any] = runpy.run_path(str(SCRIPT), run_name="make_pictures")
PICTURES: dict[str, str] = MADE["make_pictures"]()
SVG = "{http://www.w3.org/2000/svg}"
WIDEST = 0.6
"""Mean width of a letter in a wide sans-serif face, per font size."""


def parsed(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(PICTURES[name])


def boxes_of(name: str) -> list[tuple[str, float, float, float, float]]:
    """Words, left, top, right, bottom of each text, as wide as any usual face would set it."""
    boxes = []
    for text in parsed(name).iter(f"{SVG}text"):
        words = text.text or ""
        size, x, y = (float(text.attrib[key]) for key in ("font-size", "x", "y"))
        width = WIDEST * size * len(words)
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[text.attrib["text-anchor"]] * width
        boxes.append((words, left, y - 0.75 * size, left + width, y + 0.25 * size))
    return boxes


def test_the_script_makes_the_committed_files() -> None:
    assert {path.name for path in (DOCS / "pictures").iterdir()} == set(PICTURES)
    for name, drawn in PICTURES.items():
        assert (DOCS / "pictures" / name).read_text("utf-8") == drawn, f"{name} is not what its script makes"


def test_main_writes_beside_the_script(tmp_path: Path) -> None:
    script = tmp_path / SCRIPT.name
    script.write_bytes(SCRIPT.read_bytes())
    runpy.run_path(str(script), run_name="__main__")
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "pictures").iterdir()} == PICTURES


def test_every_picture_is_shown() -> None:
    shown = re.findall(r"\]\(pictures/([^)]+)\)", Page("bound.md").text)
    assert sorted(shown) == sorted(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
def test_no_text_overlaps_another_or_leaves_the_picture(name: str) -> None:
    _, _, width, height = map(float, parsed(name).attrib["viewBox"].split())
    boxes = boxes_of(name)
    assert len(boxes) > 5
    for words, left, top, right, bottom in boxes:
        assert left >= 4, words
        assert top >= 4, words
        assert right <= width - 4, words
        assert bottom <= height - 4, words
    for one, other in combinations(boxes, 2):
        is_apart = one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] or other[4] <= one[2]
        assert is_apart, (one[0], other[0])


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_readable_on_light_and_on_dark(name: str) -> None:
    """Text stands on a card of its own, with a contrast of 4.5 at least in both schemes (WCAG 2, 1.4.3)."""
    root = parsed(name)
    style = root.findtext(f"{SVG}style") or ""
    light, dark = style.split("@media (prefers-color-scheme: dark) {")
    kinds = {text.attrib["class"] for text in root.iter(f"{SVG}text")}
    for scheme in (light, dark):
        fill = dict(re.findall(r"^\.([a-z]+) \{ fill: (#[0-9a-f]{6});", scheme, flags=re.MULTILINE))
        for kind in kinds:
            assert contrast(fill[kind], fill["card"]) >= 4.5, kind
    assert next(iter(root.iter(f"{SVG}rect"))).attrib["class"] == "card"
    assert root.findtext(f"{SVG}title")
    assert len((root.findtext(f"{SVG}desc") or "").split()) > 15


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_numbers_of_the_circles() -> None:
    circles = MADE["count_circles"]()
    assert circles.followers == (600, 500, 420)
    assert circles.alone == (300, 250, 210)
    assert circles.beside_first == pytest.approx((300, 200, 210))


def test_the_numbers_of_the_lines() -> None:
    lines = MADE["count_lines"]()
    assert lines.chance == pytest.approx((0, 0.5, 0.75, 0.875))
    assert (lines.base, lines.step) == pytest.approx((0.5 - 0.5 * math.log(2), 0.5 * math.log(2)))


def test_the_numbers_between() -> None:
    between = MADE["count_between"]()
    assert [round(value, 6) for _, value in between.plans] == [460, 500, 510]
    assert [round(value, 1) for _, value in between.bounds] == [510.9, 519.3, 550.0]
    assert between.bounds[0][1] == pytest.approx(510.9463, abs=5e-3)


def test_the_areas_of_the_circles_are_people() -> None:
    disks = [
        (float(circle.attrib["cx"]), float(circle.attrib["r"]))
        for circle in parsed("counted-once.svg").iter(f"{SVG}circle")
    ]
    area = [math.pi * radius**2 for _, radius in disks]
    assert area[1] / area[0] == pytest.approx(500 / 600, rel=0.01)
    assert area[2] / area[0] == pytest.approx(420 / 600, rel=0.01)
    shared = MADE["lens_area"](disks[0][1], disks[1][1], disks[1][0] - disks[0][0])
    assert shared / area[0] == pytest.approx(200 / 600, rel=0.01)


def test_the_area_that_circles_share() -> None:
    """Two unit circles at distance 1 share 2π/3 − √3/2."""
    assert MADE["lens_area"](1, 1, 1) == pytest.approx(2 * math.pi / 3 - math.sqrt(3) / 2)
    assert MADE["distance_of"](1, 1, 2 * math.pi / 3 - math.sqrt(3) / 2) == pytest.approx(1)
