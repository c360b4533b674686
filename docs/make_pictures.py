"""Draw the pictures of the documentation into ``docs/pictures``.

    python docs/make_pictures.py

Every number in them is computed by the package from the example of ``docs/bound.md``; nothing is drawn at random, so
the same files come out each time. Texts stand on a card of its own colour, so they can be read on any background.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from xml.sax.saxutils import escape

import seeder

NAMES = ("ann", "bob", "cat")
ONLY = (400, 300, 420)
"""People who follow one of the three and neither of the others."""
BOTH = 200
"""People who follow ann and bob."""
ACCEPTANCE = 0.5
HOURS = 2
PRICE_OF_AN_HOUR = 210.0
ONE_ASK = -math.log1p(-ACCEPTANCE)
"""Where one ask lies on the curve, so that 1 − e^−z is its chance."""


def tea_round() -> seeder.SeedingProblem:
    """Make the problem of the example: three accounts, an hour each, and two hours."""
    return seeder.SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=ONLY,
        acceptance=[ACCEPTANCE] * 3,
        cost=[1, 1, 1],
        budget=[HOURS],
        coverage=seeder.Coverage(weight=[BOTH], start=[0, 1, 2, 2], cell=[0, 0], chance=[1, 1]),
    )


def bound_of(problem: seeder.SeedingProblem, *, z: float, theta: float) -> float:
    """Return what no plan can exceed, by one price and one straight line."""
    certificate = seeder.Certificate(
        digest=problem.digest, resource_multiplier=[PRICE_OF_AN_HOUR], z=[z], theta=[theta]
    )
    return seeder.certified_bound(problem, certificate)


@dataclass(frozen=True)
class Circles:
    """People of each account, those whom two share, and what asks bring [people]."""

    followers: tuple[int, ...]
    only: tuple[int, ...]
    both: int
    alone: tuple[float, ...]
    beside_first: tuple[float, ...]


@dataclass(frozen=True)
class Lines:
    """Chance to reach somebody after 0, 1, 2, 3 asks, and the line that touches the curve at one [0–1]."""

    chance: tuple[float, ...]
    base: float
    step: float


@dataclass(frozen=True)
class Between:
    """Values of the plans of two asks, and three bounds [people]."""

    plans: tuple[tuple[str, float], ...]
    bounds: tuple[tuple[str, float], ...]


def count_circles() -> Circles:
    """Evaluate each ask alone, and beside the first."""
    problem = tea_round()
    alone = tuple(seeder.evaluate(problem, [option]).value for option in range(3))
    beside = tuple(float(added) for added in seeder.marginal_values(problem, [0]))
    followers = (ONLY[0] + BOTH, ONLY[1] + BOTH, ONLY[2])
    return Circles(followers, ONLY, BOTH, alone, (alone[0], *beside[1:]))


def count_lines() -> Lines:
    """Evaluate none to three asks of one person each, and the tangent at one."""
    chances = []
    for n_asks in range(4):
        cells = seeder.Coverage(weight=[1], start=range(n_asks + 1), cell=[0] * n_asks, chance=[1] * n_asks)
        problem = seeder.SeedingProblem(
            account=range(n_asks),
            value_if_yes=[0] * n_asks,
            acceptance=[ACCEPTANCE] * n_asks,
            cost=[[1] * n_asks],
            budget=[n_asks],
            coverage=cells,
        )
        chances.append(seeder.evaluate(problem, range(n_asks)).value)
    step = (1 - chances[1]) * ONE_ASK
    return Lines(tuple(chances), chances[1] - step, step)


def count_between() -> Between:
    """Evaluate all plans of two asks, and bounds by the certificate's line alone, a tangent and the plain sum."""
    problem = tea_round()
    plans = tuple(
        (f"{NAMES[a]} and {NAMES[b]}", seeder.evaluate(problem, [a, b]).value) for a, b in combinations(range(3), 2)
    )
    certificate = seeder.solve(problem).certificate
    assert certificate is not None
    bounds = (
        ("best line", seeder.certified_bound(problem, certificate)),
        ("touching line", bound_of(problem, z=ONE_ASK, theta=1.0)),
        ("plain sum", bound_of(problem, z=ONE_ASK, theta=0.0)),
    )
    return Between(tuple(sorted(plans, key=lambda plan: plan[1])), bounds)


_STYLE = """
.card { fill: #ffffff; stroke: #c9ced6; }
.ink { fill: #1d2430; }
.soft { fill: #566070; }
.first { fill: #1c62b9; }
.second { fill: #a34700; }
.third { fill: #2b7436; }
.axis { stroke: #566070; fill: none; }
.curve { stroke: #1c62b9; fill: none; stroke-width: 1.5; }
.above { stroke: #a34700; fill: none; stroke-width: 2.5; }
.sum { stroke: #2b7436; fill: none; stroke-width: 2.5; stroke-dasharray: 7 5; }
.area { fill-opacity: 0.18; stroke-width: 2; }
.area.first { stroke: #1c62b9; }
.area.second { stroke: #a34700; }
.area.third { stroke: #2b7436; }
@media (prefers-color-scheme: dark) {
.card { fill: #171b22; stroke: #3a424f; }
.ink { fill: #eef1f5; }
.soft { fill: #aab4c2; }
.first { fill: #7db6ff; }
.second { fill: #ffa564; }
.third { fill: #86d492; }
.axis { stroke: #aab4c2; }
.curve { stroke: #7db6ff; }
.above { stroke: #ffa564; }
.sum { stroke: #86d492; }
.area.first { stroke: #7db6ff; }
.area.second { stroke: #ffa564; }
.area.third { stroke: #86d492; }
}
"""


def _text(x: float, y: float, words: str, *, kind: str = "ink", anchor: str = "middle", size: int = 15) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}" font-size="{size}">{escape(words)}</text>'
    )


def _line(points: Iterable[tuple[float, float]], kind: str) -> str:
    return f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" class="{kind}"/>'


def _dot(x: float, y: float, kind: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="{kind}"/>'


def _picture(width: int, height: int, *, title: str, told: str, parts: Iterable[str]) -> str:
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" font-family="Helvetica, Arial, sans-serif">\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(told)}</desc>\n<style>{_STYLE}</style>\n"
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="10" class="card"/>\n'
        f"{_text(24, 34, title, anchor='start', size=18)}\n{inside}\n</svg>\n"
    )


def _number(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def lens_area(first: float, second: float, distance: float) -> float:
    """Area that two circles share, by their radii and the distance of their centres."""
    to_chord = (distance**2 + first**2 - second**2) / (2 * distance)
    beyond = distance - to_chord
    return (
        first**2 * math.acos(to_chord / first)
        + second**2 * math.acos(beyond / second)
        - distance * math.sqrt(first**2 - to_chord**2)
    )


def distance_of(first: float, second: float, area: float) -> float:
    """Distance of the centres of two circles that share an area."""
    near, far = abs(first - second) + 1e-9, first + second - 1e-9
    for _ in range(60):
        middle = (near + far) / 2
        near, far = (middle, far) if lens_area(first, second, middle) > area else (near, middle)
    return near


def draw_circles(counted: Circles) -> str:
    """Draw audiences as circles whose areas are people."""
    per_person = 65.0
    radius = [math.sqrt(followers * per_person / math.pi) for followers in counted.followers]
    apart = distance_of(radius[0], radius[1], counted.both * per_person)
    y, left = 205.0, 150.0
    centre = [left, left + apart, 582.0]
    inner = (centre[1] - radius[1] + centre[0] + radius[0]) / 2
    outer = (centre[0] - radius[0] + centre[1] - radius[1]) / 2, (centre[0] + radius[0] + centre[1] + radius[1]) / 2
    parts = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" class="area {kind}"/>'
        for x, r, kind in zip(centre, radius, ("first", "second", "third"), strict=True)
    ]
    heads = (outer[0] - 14, outer[1] + 14, centre[2])
    for name, followers, x, kind in zip(NAMES, counted.followers, heads, ("first", "second", "third"), strict=True):
        parts.append(_text(x, 82, f"{name}: {followers} people", kind=kind, size=16))
    for x, people, told in (
        (outer[0], counted.only[0], "only ann"),
        (inner, counted.both, "both"),
        (outer[1], counted.only[1], "only bob"),
        (centre[2], counted.only[2], "only cat"),
    ):
        parts += [_text(x, y, str(people), size=22), _text(x, y + 22, told, kind="soft")]
    for x, alone, beside in zip(heads, counted.alone, counted.beside_first, strict=True):
        parts.append(_text(x, 344, f"alone {_number(alone)}", size=16))
        words = f"beside ann {_number(beside)}" if x != heads[0] else "asked first"
        parts.append(_text(x, 366, words, kind="soft" if x == heads[0] else "ink", size=16))
    told = (
        f"Three circles, areas as people. ann has {counted.followers[0]}, bob {counted.followers[1]}, and they share"
        f" {counted.both}; cat has {counted.followers[2]} of its own. Beside ann, bob adds"
        f" {_number(counted.beside_first[1])} and cat {_number(counted.beside_first[2])}."
    )
    return _picture(720, 390, title="Whoever follows both counts once", told=told, parts=parts)


def draw_lines(lines: Lines) -> str:
    """Draw the curve of diminishing returns, the tangent at one ask and the plain sum."""
    left, bottom, per_ask, per_chance, highest = 78.0, 372.0, 128.0, 240.0, 1.25

    def at(asks: float, chance: float) -> tuple[float, float]:
        return left + per_ask * asks, bottom - per_chance * chance

    parts = [_line([at(0, highest), at(0, 0), at(3.3, 0)], "axis")]
    for chance in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = at(0, chance)
        parts += [_line([(x - 5, y), (x, y)], "axis"), _text(x - 10, y + 5, f"{100 * chance:g} %", anchor="end")]
    for asks in range(4):
        x, y = at(asks, 0)
        parts += [_line([(x, y), (x, y + 5)], "axis"), _text(x, y + 24, str(asks))]
    parts.append(_text(at(1.65, 0)[0], bottom + 50, "accounts of the plan that the person follows", kind="soft"))
    parts.append(_text(24, 58, "chance that the person is reached", kind="soft", anchor="start"))
    one, reached = lines.chance[1], ", ".join(_number(100 * chance) for chance in lines.chance) + " %"
    parts.append(_line([at(0, 0), at(highest / one, highest)], "sum"))
    parts.append(_line([at(0, lines.base), at((highest - lines.base) / lines.step, highest)], "above"))
    steps = 66
    parts.append(
        _line([at(3.3 * k / steps, 1 - math.exp(-ONE_ASK * 3.3 * k / steps)) for k in range(steps + 1)], "curve")
    )
    parts += [_dot(*at(asks, chance), "first") for asks, chance in enumerate(lines.chance)]
    x, y = at(2.05, 1.12)
    parts += [
        _text(x, y, f"plain sum: {_percent(one)} an ask", kind="third", anchor="end"),
        _text(516, 96, "line that touches", kind="second", anchor="start"),
        _text(516, 116, "the curve at one ask:", kind="second", anchor="start"),
        _text(516, 136, f"{_percent(lines.base)} + {_percent(lines.step)} an ask", kind="second", anchor="start"),
        _text(516, 168, "what asks reach:", kind="first", anchor="start"),
        _text(516, 188, reached, kind="first", anchor="start"),
        _text(360, 290, "Every plan sits on one of the dots,", anchor="start"),
        _text(360, 312, "whomever it asks,", anchor="start"),
        _text(360, 334, "and no dot lies above a line.", anchor="start"),
    ]
    told = (
        f"A person who follows 0, 1, 2 and 3 accounts of the plan is reached by {reached}. The line"
        f" {_percent(lines.base)} plus {_percent(lines.step)} an ask touches the curve through these dots at one ask;"
        f" no dot lies above it, nor above the plain sum of {_percent(one)} an ask."
    )
    return _picture(720, 440, title="A straight line above a bent curve", told=told, parts=parts)


def draw_between(between: Between) -> str:
    """Draw plans below and bounds above one axis of people."""
    low, left, per_person, y = 452.0, 40.0, 6.2, 190.0

    def at(people: float) -> float:
        return left + per_person * (people - low)

    best = between.plans[-1][1]
    parts = [
        f'<rect x="{left:.1f}" y="{y - 7}" width="{at(best) - left:.1f}" height="14" class="area first"/>',
        f'<rect x="{at(between.bounds[0][1]):.1f}" y="{y - 7}" width="{690 - at(between.bounds[0][1]):.1f}" height="14"'
        ' class="area second"/>',
    ]
    for (name, value), depth in zip(between.plans, (72, 118, 72), strict=True):
        parts += [
            _line([(at(value), y + 10), (at(value), y + depth - 36)], "axis"),
            _dot(at(value), y, "first"),
            _text(at(value), y + depth - 18, _number(value), kind="first", size=16),
            _text(at(value), y + depth, name, kind="first"),
        ]
    for (name, value), height, anchor in zip(between.bounds, (104, 62, 104), ("start", "start", "end"), strict=True):
        shift = 40 if anchor == "end" else -4
        parts += [
            _line([(at(value), y - 10), (at(value), y - height + 10)], "axis"),
            _dot(at(value), y, "second"),
            _text(at(value) + shift, y - height + 2, f"{_number(value)} {name}", kind="second", anchor=anchor),
        ]
    parts += [
        _text(40, 336, "values: what plans of two hours are worth", kind="first", anchor="start"),
        _text(690, 336, "bounds: no plan is worth more", kind="second", anchor="end"),
    ]
    told = (
        "On one axis of people, plans are worth "
        + ", ".join(f"{_number(value)} ({name})" for name, value in between.plans)
        + "; bounds are "
        + ", ".join(f"{_number(value)} ({name})" for name, value in between.bounds)
        + "."
    )
    return _picture(720, 360, title="Between the best plan and the best line", told=told, parts=parts)


def make_pictures() -> dict[str, str]:
    """Return the pictures by the names of their files."""
    return {
        "counted-once.svg": draw_circles(count_circles()),
        "line-above-curve.svg": draw_lines(count_lines()),
        "between.svg": draw_between(count_between()),
    }


if __name__ == "__main__":
    folder = Path(__file__).parent / "pictures"
    folder.mkdir(exist_ok=True)
    for name, drawn in make_pictures().items():
        (folder / name).write_text(drawn, "utf-8")
