"""A certificate read with nothing but docs/plan.md, "Reading a certificate from outside": json, csv and numpy.

It knows tables with every number written out, and no line of seeder.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

Row = dict[str, str]


@dataclass
class Problem:
    """The numbers of a problem, by the page's letters."""

    accounts: list[str]
    account: list[int]
    q: list[float]
    u: list[float]
    cost: list[list[float]]
    """Of each option, by resource."""
    resources: list[str]
    budget: list[float]
    w: list[float] = field(default_factory=list)
    r: list[dict[int, float]] = field(default_factory=list)
    """Of each option, by cell."""
    counts: list[tuple[list[int], int, int | None]] = field(default_factory=list)
    """Options, at least and at most, of each rule."""
    cuts: list[tuple[dict[int, int], int]] = field(default_factory=list)
    """Weight of each option, and limit, of each cut of a tree."""

    def b(self, option: int, cell: int) -> float:
        return self.q[option] * self.r[option].get(cell, 0.0)


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(row: Row, name: str, default: float) -> float:
    written = row.get(name) or ""
    return float(written.rstrip("%")) / (100 if written.endswith("%") else 1) if written else default


def first_rows(table: Sequence[Row]) -> dict[str, list[int]]:
    """Rows of each account, in the order of their first rows."""
    found: dict[str, list[int]] = {}
    for place, row in enumerate(table):
        found.setdefault(row["account"], []).append(place)
    return found


def problem_of(
    table: Sequence[Row],
    names: dict[str, Any],
    *,
    objective: str,
    budget: list[float],
    interested: float,
    people: list[float],
    weight: list[float],
    interested_of: list[float | None],
    entries: dict[int, list[tuple[int, float, float]]],
    is_outside: bool,
) -> Problem:
    """Numbers from an accounts table of one approach, and cells.

    Parameters
    ----------
    entries
        Of each row of the table: cells, with the share that follows and fit × tie.
    """
    rows = first_rows(table)
    accounts = list(rows)
    account = [accounts.index(name) for name, _ in names["options"]]
    is_reach = objective == "reach"
    share_moved = [1.0 if is_reach else interested if own is None else own for own in interested_of]
    chance_of, outside_of = [], []
    for name in accounts:
        missed: dict[int, float] = {}
        brought = 0.0
        for row in rows[name]:
            followers = number(table[row], "followers", 0.0)
            rate = number(table[row], "view", 0.0) if is_reach else number(table[row], "clicks", 0.0) / followers
            held = 0.0
            for cell, share, strength in entries.get(row, []):
                p = rate if is_reach else min(1.0, rate * strength / share_moved[cell])
                missed[cell] = missed.get(cell, 1.0) * (1.0 - share * p)
                held += people[cell] * share
            if is_outside:
                brought += max(0.0, followers - held) * min(1.0, rate)
        chance_of.append({cell: 1.0 - left for cell, left in missed.items()})
        outside_of.append(brought)
    first = [rows[accounts[one]][0] for one in account]
    return Problem(
        accounts=accounts,
        account=account,
        q=[number(table[row], "acceptance", 1.0) for row in first],
        u=[outside_of[one] for one in account],
        cost=[[number(table[row], name, 0.0) for name in names["resources"]] for row in first],
        resources=names["resources"],
        budget=budget,
        w=[n * own * worth for n, own, worth in zip(people, share_moved, weight, strict=True)],
        r=[chance_of[one] for one in account],
    )


def digest_of(problem: Problem) -> str:
    """The problem's digest."""
    pieces = [b"seeder problem 2", f"{len(problem.accounts)};{'|'.join(problem.resources)};".encode()]

    def add(name: str, numbers: Sequence[float], kind: str) -> None:
        pieces.extend([f"{name}:{len(numbers)};".encode(), np.array(numbers, dtype=kind).tobytes()])

    add("account", problem.account, "<i8")
    add("budget", problem.budget, "<f8")
    if problem.w:
        pieces.append(f"cells:{len(problem.w)};".encode())
        add("start", [0, *np.cumsum([len(cells) for cells in problem.r]).tolist()], "<i8")
        add("cell", [cell for cells in problem.r for cell in sorted(cells)], "<i8")
    for options, at_least, at_most in problem.counts:
        pieces.append(f"count:{at_least}:{at_most};".encode())
        add("options", options, "<i8")
    return hashlib.sha256(b"".join(pieces)).hexdigest()


def sums_of(problem: Problem) -> dict[str, float]:
    """What the manifest says of the numbers that are computed."""
    arrays = {"value_if_yes": problem.u, "acceptance": problem.q}
    for place, name in enumerate(problem.resources):
        arrays[f"cost of {name}"] = [costs[place] for costs in problem.cost]
    if problem.w:
        arrays |= {"weight": problem.w, "chance": [cells[cell] for cells in problem.r for cell in sorted(cells)]}
    return {name: sum((1009 + i % 1009) / 2018 * x for i, x in enumerate(numbers)) for name, numbers in arrays.items()}


def array(written: Any, length: int) -> list[float]:
    """An array of the certificate; left out, it is all 0."""
    if written is None:
        return [0.0] * length
    if isinstance(written, list):
        return [float(x) for x in written]
    numbers = [0.0] * written["size"]
    for place, x in zip(written["at"], written["values"], strict=True):
        numbers[place] = x
    return numbers


@dataclass(frozen=True)
class Case:
    """Options that may be chosen, and accounts that must be asked."""

    open: frozenset[int]
    must: frozenset[int]


@dataclass
class Numbers:
    """The numbers of a case: multipliers, tangents of cells, prices of cells by option."""

    resources: list[float]
    at_least: list[float]
    at_most: list[float]
    tangents: dict[int, tuple[float, float]]
    prices: dict[int, dict[int, float]]
    of_cuts: list[float]


def spendable(problem: Problem, place: int) -> float:
    """The largest sum of costs of one option an account at most that keeps a budget within 1e-9, as decimals."""
    budget = Fraction(repr(problem.budget[place])) + Fraction(1, 10**9)
    sums = {Fraction(0)}
    for name in range(len(problem.accounts)):
        own = [option for option, account in enumerate(problem.account) if account == name]
        costs = {Fraction(repr(problem.cost[option][place])) for option in own}
        sums |= {total + cost for total in sums for cost in costs if total + cost <= budget}
    return float(max(sums))


def bound_by(problem: Problem, numbers: Numbers, case: Case) -> tuple[float, dict[int, float], list[float]]:
    """The bound of a case, the gain of each open option, and the largest of each account."""
    total = sum(price * spendable(problem, place) for place, price in enumerate(numbers.resources) if price)
    for (_, least, most), low, high in zip(problem.counts, numbers.at_least, numbers.at_most, strict=True):
        total += high * (most or 0) - low * least
    for (_, limit), high in zip(problem.cuts, numbers.of_cuts, strict=True):
        total += high * limit
    for cell, (z, theta) in numbers.tangents.items():
        total += problem.w[cell] * theta * (1 - math.exp(-z) - z * math.exp(-z))
    for cell, prices in numbers.prices.items():
        total += problem.w[cell] * most_left(problem, cell, prices, case)
    gains = {}
    for option in sorted(case.open):
        gain = problem.q[option] * problem.u[option]
        gain -= sum(price * cost for price, cost in zip(numbers.resources, problem.cost[option], strict=True))
        for (options, _, _), low, high in zip(problem.counts, numbers.at_least, numbers.at_most, strict=True):
            if option in options:
                gain -= high - low
        for (weights, _), high in zip(problem.cuts, numbers.of_cuts, strict=True):
            gain -= high * weights.get(option, 0)
        for cell in problem.r[option] if problem.r else ():
            b = problem.b(option, cell)
            if option in numbers.prices.get(cell, {}):
                gain += problem.w[cell] * numbers.prices[cell][option]
                continue
            z, theta = numbers.tangents.get(cell, (0.0, 0.0))
            exponent = -math.log1p(-b) if b < 1 else math.inf
            gain += problem.w[cell] * (theta * math.exp(-z) * min(exponent, 1 + z) + (1 - theta) * b)
        gains[option] = gain
    best = []
    for account in range(len(problem.accounts)):
        own = [gain for option, gain in gains.items() if problem.account[option] == account]
        best.append(max(own + ([] if account in case.must else [0.0]), default=-math.inf))
    return total + sum(best), gains, best


def most_left(problem: Problem, cell: int, prices: dict[int, float], case: Case) -> float:
    """The most that is left to a cell that pays prices, over all choices of its options."""
    choices: list[list[int | None]] = []
    for account in sorted({problem.account[option] for option in prices}):
        of_account = {option for option in case.open if problem.account[option] == account}
        priced = sorted(of_account & set(prices))
        is_certain = account in case.must and bool(priced) and set(priced) == of_account
        choices.append([*priced] if is_certain else [None, *priced])
    most = -math.inf
    for choice in product(*choices):
        taken = [option for option in choice if option is not None]
        missed = math.prod(1 - problem.b(option, cell) for option in taken)
        most = max(most, 1 - missed - sum(prices[option] for option in taken))
    return most


def decide(problem: Problem, numbers: Numbers, case: Case, target: float) -> tuple[float, Case]:
    """The bound of a case, and the case with what its numbers decide."""
    bound, gains, best = bound_by(problem, numbers, case)
    if math.isinf(bound):
        return bound, case
    closed = {o for o, gain in gains.items() if bound - best[problem.account[o]] + gain <= target}
    must = {account for account, most in enumerate(best) if bound - most <= target}
    return bound, Case(case.open - closed, case.must | must)


def is_impossible(problem: Problem, case: Case) -> bool:
    cheapest = []
    for account in case.must:
        own = [option for option in case.open if problem.account[option] == account]
        if not own:
            return True
        cheapest.append([min(problem.cost[option][place] for option in own) for place in range(len(problem.budget))])
    spent = [sum(costs) for costs in zip(*cheapest, strict=True)] if cheapest else []
    return any(used > budget + 1e-9 for used, budget in zip(spent, problem.budget, strict=False))


def whole(problem: Problem) -> Case:
    """All options that can be chosen at all."""
    is_open = {
        option
        for option, costs in enumerate(problem.cost)
        if all(cost <= budget + 1e-9 for cost, budget in zip(costs, problem.budget, strict=True))
    }
    must = set()
    for options, at_least, at_most in problem.counts:
        owners = {problem.account[option] for option in options}
        if at_most == 0:
            is_open -= set(options)
        if at_least >= 1 and len(owners) == 1:
            must |= owners
            is_open -= {o for o in range(len(problem.account)) if problem.account[o] in owners and o not in options}
    return Case(frozenset(is_open), frozenset(must))


def numbers_of(problem: Problem, written: dict[str, Any], base: Numbers | None) -> Numbers:
    """The numbers of a node; cells that it does not name are bounded as in the first."""
    n_rules = len(problem.counts)
    at_least = array(written.get("at_least_multiplier"), n_rules + len(problem.cuts))
    at_most = array(written.get("at_most_multiplier"), n_rules + len(problem.cuts))
    cells = written.get("cell", [])
    z, theta = array(written.get("z"), len(cells)), array(written.get("theta"), len(cells))
    tangents = dict(zip(cells, zip(z, theta, strict=True), strict=True))
    prices: dict[int, dict[int, float]] = {}
    paid = written.get("prices", {"cell": [], "start": [0], "option": [], "price": []})
    for place, cell in enumerate(paid["cell"]):
        own = slice(paid["start"][place], paid["start"][place + 1])
        prices[cell] = dict(zip(paid["option"][own], paid["price"][own], strict=True))
    if base is not None:
        named = set(tangents) | set(prices)
        tangents |= {cell: numbers for cell, numbers in base.tangents.items() if cell not in named}
        prices |= {cell: numbers for cell, numbers in base.prices.items() if cell not in named}
    return Numbers(
        resources=array(written.get("resource_multiplier"), len(problem.budget)),
        at_least=at_least[:n_rules],
        at_most=at_most[:n_rules],
        tangents=tangents,
        prices=prices,
        of_cuts=at_most[n_rules:],
    )


def written_of(number: float) -> Fraction:
    return Fraction(repr(float(number)))


def follows(problem: Problem, cut: dict[str, Any], case: Case) -> bool:
    """Whether a cut holds for every choice of open options whose combined rows keep their combined side."""
    resources = [written_of(x) for x in array(cut["resource_multiplier"], len(problem.budget))]
    n_rules = len(problem.counts)
    at_least = [written_of(x) for x in array(cut["at_least_multiplier"], n_rules)]
    at_most = [written_of(x) for x in array(cut["at_most_multiplier"], n_rules)]
    side = sum(
        (price * written_of(spendable(problem, place)) for place, price in enumerate(resources) if price), Fraction(0)
    )
    for (_, least, most), low, high in zip(problem.counts, at_least, at_most, strict=True):
        side += high * (most or 0) - low * least
    weights = dict(zip(cut["option"], cut["weight"], strict=True))
    lightest = {0: Fraction(0)}
    for account in range(len(problem.accounts)):
        choices = [] if account in case.must else [(0, Fraction(0))]
        for option in sorted(o for o in case.open if problem.account[o] == account):
            used = sum(price * written_of(cost) for price, cost in zip(resources, problem.cost[option], strict=True))
            for (options, _, _), low, high in zip(problem.counts, at_least, at_most, strict=True):
                used += (high - low) * (option in options)
            choices.append((weights.get(option, 0), Fraction(used)))
        reached: dict[int, Fraction] = {}
        for total, used in lightest.items():
            for weight, more in choices:
                now = min(total + weight, cut["limit"] + 1)
                reached[now] = min(reached.get(now, used + more), used + more)
        lightest = reached
    return cut["limit"] + 1 not in lightest or lightest[cut["limit"] + 1] > side


def proved(problem: Problem, certificate: dict[str, Any]) -> float:
    """What a certificate proves."""
    n_cells = len(problem.w)
    own = numbers_of(problem, {**certificate, "cell": list(range(n_cells))}, None)
    if "tree" not in certificate:
        return bound_by(problem, own, whole(problem))[0]
    target, nodes = float(certificate["tree"]["target"]), certificate["tree"]["nodes"]
    bound, case = decide(problem, own, whole(problem), target)
    if bound <= target:
        return bound
    cuts = certificate["tree"].get("cuts", [])
    if not all(follows(problem, cut, whole(problem)) for cut in cuts):
        return math.inf
    problem = replace(
        problem, cuts=[(dict(zip(cut["option"], cut["weight"], strict=True)), cut["limit"]) for cut in cuts]
    )
    base = numbers_of(problem, nodes[0], None)

    def of(place: int, case: Case) -> float:
        if is_impossible(problem, case):
            return -math.inf
        node = nodes[place]
        children = node.get("children", [])
        is_silent = not any(name in node for name in ("cell", "prices"))
        is_silent &= not any(
            any(array(node.get(f"{part}_multiplier"), 0)) for part in ("resource", "at_least", "at_most")
        )
        bound, left = math.inf, case
        if not (children and is_silent):
            numbers = base if place == 0 else numbers_of(problem, node, base)
            bound, left = decide(problem, numbers, case, target)
        if bound <= target or not children:
            return bound
        below = [of(child, part) for child, part in zip(children, divided(node.get("branch", []), left), strict=True)]
        return min(bound, max(below))

    def divided(branch: list[int], case: Case) -> Iterator[Case]:
        if not branch:
            yield case
            return
        account = problem.account[branch[0]]
        others = {o for o in case.open if problem.account[o] == account and o not in branch}
        yield Case(case.open - set(branch), case.must)
        yield Case(case.open - others, case.must | {account})

    return min(bound, max(target, of(0, case)))


def read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
