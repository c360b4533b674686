"""Make the tables of everywhere or niche: one brand on two platforms, 120 circles, and who follows whom.

The brand has the claim's figures: 6 and 7 million followers, 23,000 visits. The lists are samples of one person in a
thousand, drawn so that every handle has its thousandth of followers: 6,000 and 7,000 rows for the brand, by 8,800
people. The circles' members are drawn twice: from many people, who are in one circle or two, and from few, who are in
eleven. Everything is drawn by ``Random.random`` from one seed, so a second run gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import math
import random
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TypeVar


def words(*lines: str) -> tuple[str, ...]:
    """Split lines of text into words."""
    return tuple(" ".join(lines).split())


SEED = 67
SAMPLE = 0.001
"""Share of the people that the lists hold."""
BRAND = "verdora"
BRAND_HANDLES = (("verdora", "x", 6_000_000, 10_600), ("verdora.home", "instagram", 7_000_000, 12_400))
"""Handle, platform, followers and visits a post."""
BRAND_SHARED = 4_200_000
"""People who follow both."""

N_CIRCLES = 120
MEDIAN_MEMBERS = 13_000
LN_SD_MEMBERS = 0.6
CLICKS_PER_MEMBER = 0.0174
"""The blogger's of the first scenario: 50 clicks a post of 2,874 followers."""
LN_SD_CLICKS = 0.3
MOST_CLICKS_PER_MEMBER = 0.029
SPREAD, SATURATED = 1_600, 150
"""People of the sample from whom the circles' members are drawn: each is in one or two, or in eleven."""
WITH_BRAND = 0.4
"""Share of them who follow the brand too."""
INTERESTED = "3%"
"""Of the members of circles."""

HEADER = ("account", "handle", "platform", "followers", "clicks", "subject", "name", "email")
FOLLOWERS_HEADER = ("handle", "person")
PEOPLE_HEADER = ("person", "interested")
SUBJECTS = words(
    "bees bonsai cacti compost dahlias ferns figs garlic herbs irises moss orchids pears peonies potatoes pumpkins",
    "quinces roses seeds tomatoes",
)
PLACES = words(
    "arnsel brunsal corrow delmen estry fallow grenda hollis.hill imber jessom kettle.lane lorne marrow.end nettlin",
    "orrest pellow quarn rushby sorrel.bank tolver umber vintry wexel yarrow.dale",
)
FORMS = ("{0}.of.{1}", "{0}.{1}", "{1}.{0}", "the.{0}.of.{1}", "{0}_{1}")
PLATFORMS = ("facebook", "instagram", "newsletter", "forum")

Item = TypeVar("Item")


def pick(draw: random.Random, items: Sequence[Item]) -> Item:
    """Draw one of some items."""
    return items[int(draw.random() * len(items))]


def normal(draw: random.Random) -> float:
    """Draw from the standard normal distribution (Box and Muller 1958)."""
    radius = math.sqrt(-2.0 * math.log(1.0 - draw.random()))
    return radius * math.cos(2.0 * math.pi * draw.random())


def make_accounts(draw: random.Random) -> list[tuple[str, ...]]:
    """Return the rows of the accounts table: the brand's two handles, then the circles, one handle each."""
    rows = [
        (BRAND, handle, platform, f"{followers:,}", f"{clicks:,}", "all", "Verdora 🌿", "verdora@example.org")
        for handle, platform, followers, clicks in BRAND_HANDLES
    ]
    taken = {BRAND}
    while len(taken) <= N_CIRCLES:
        subject, place = pick(draw, SUBJECTS), pick(draw, PLACES)
        account = pick(draw, FORMS).format(subject, place)
        if account in taken:
            continue
        taken.add(account)
        members = max(3_000, 100 * round(MEDIAN_MEMBERS / 100 * math.exp(LN_SD_MEMBERS * normal(draw))))
        rate = min(MOST_CLICKS_PER_MEMBER, CLICKS_PER_MEMBER * math.exp(LN_SD_CLICKS * normal(draw)))
        name = f"{subject.title()} of {place.replace('.', ' ').title()}"
        email = f"{account}@example.org" if draw.random() < 0.7 else ""
        written = f"{members / 1000:.1f}k" if draw.random() < 0.5 else str(members)
        rows.append((account, "", pick(draw, PLATFORMS), written, str(round(rate * members)), subject, name, email))
    return rows


def make_brand_follows() -> list[tuple[str, str]]:
    """Return who of the sample follows the brand: on one platform, on both, on the other."""
    one, two = (handle for handle, _, _, _ in BRAND_HANDLES)
    n_first, n_both, n_all = _n_brand()
    on_one = [(one, person_key(number)) for number in range(n_first)]
    return on_one + [(two, person_key(number)) for number in range(n_first - n_both, n_all)]


def _n_brand() -> tuple[int, int, int]:
    """People of the sample who follow the brand's first handle, both, and any."""
    first, second = (round(SAMPLE * followers) for _, _, followers, _ in BRAND_HANDLES)
    both = round(SAMPLE * BRAND_SHARED)
    return first, both, first + second - both


def make_gardeners(draw: random.Random) -> list[str]:
    """Return keys of people who may be members of circles, some of them followers of the brand."""
    n_brand = _n_brand()[-1]
    brand = iter(sorted(range(n_brand), key=lambda _: draw.random()))
    return [person_key(next(brand) if draw.random() < WITH_BRAND else n_brand + number) for number in range(SPREAD)]


def make_members(
    draw: random.Random, rows: Sequence[tuple[str, ...]], gardeners: Sequence[str]
) -> list[tuple[str, str]]:
    """Return who of some people is a member of which circle; some are joiners, and in more circles than others."""
    joining = list(accumulate(0.3 + draw.random() for _ in gardeners))
    follows = []
    for row in rows[len(BRAND_HANDLES) :]:
        members: dict[int, None] = {}
        while len(members) < round(SAMPLE * written_followers(row[3])):
            members[bisect(joining, joining[-1] * draw.random())] = None
        follows += [(row[0], gardeners[position]) for position in sorted(members)]
    return follows


def person_key(number: int) -> str:
    """Return a key that does not tell the order: four digits and letters (a bijection, as 7 does not divide 36^4)."""
    code = (number * 823_543 + 5_040) % 36**4
    digits = ""
    for _ in range(4):
        code, digit = divmod(code, 36)
        digits += "0123456789abcdefghijklmnopqrstuvwxyz"[digit]
    return digits


def written_followers(written: str) -> float:
    """Followers as a number: ``13.8k`` and ``13800`` are the same."""
    return float(written.removesuffix("k")) * (1_000 if written.endswith("k") else 1)


def _as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def make_tables() -> dict[str, str]:
    """Return the text of each table by its file name."""
    draw = random.Random(SEED)
    rows, brand = make_accounts(draw), make_brand_follows()
    spread = make_members(draw, rows, make_gardeners(draw))
    members = list(dict.fromkeys(person for _, person in spread))
    saturated = make_members(draw, rows, members[:SATURATED])
    return {
        "accounts.csv": _as_csv(HEADER, rows),
        "followers.csv": _as_csv(FOLLOWERS_HEADER, brand + spread),
        "followers-saturated.csv": _as_csv(FOLLOWERS_HEADER, brand + saturated),
        "people.csv": _as_csv(PEOPLE_HEADER, [(person, INTERESTED) for person in sorted(members)]),
    }


def main() -> None:
    """Write the tables beside this file."""
    folder = Path(__file__).resolve().parent
    for name, text in make_tables().items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
