"""Make the tables of the apartment app: a thousand invented accounts as a team would list them, and who follows them.

Followers are log-normal around 9,000 people. Clicks of one post are 0.030 · followers^0.845 with a residual standard
deviation of 0.79 in ln (the fit to QW Consulting's table of 2011); they are given where a past post was counted and
left blank elsewhere. The city is 25 segments, five quarters by five ways to live; many an account has a quarter of its
own, and its topics draw their people. Everything is drawn by ``Random.random`` from one seed, so a second run gives the
same bytes.
"""

from __future__ import annotations

import csv
import io
import math
import random
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar


def words(*lines: str) -> tuple[str, ...]:
    """Split lines of text into words."""
    return tuple(" ".join(lines).split())


SEED = 2018
N_ACCOUNTS = 1_000
MEDIAN_FOLLOWERS = 9_000
LN_SD_FOLLOWERS = 1.7
LN_SD_CLICKS = 0.79
N_OVERRIDES = 36

HEADER = (
    "account",
    "handle",
    "platform",
    "followers",
    "clicks",
    "acceptance",
    "effort",
    "topics",
    "introducer",
    "name",
    "email",
)
OVERRIDES_HEADER = ("account", "approach", "effort", "acceptance", "cash", "available")
SEGMENTS_HEADER = ("segment", "people", "interested")
MEMBERSHIPS_HEADER = ("handle", "platform", "segment", "share", "followers", "fit")

PLATFORMS = ("x", "instagram", "youtube")
PLATFORM_SHARE = (0.42, 0.38, 0.20)
CLICKS_FACTOR = {"x": 1.0, "instagram": 0.8, "youtube": 1.4}
TOPICS = words(
    "housing students moving interior city diy finance families sharing plants cooking cycling travel study",
)
INTRODUCERS = ("jonas", "mei", "samira", "tova")

QUARTERS = {
    "campus": {"students": 24_000, "newcomers": 4_500, "first job": 6_000, "families": 3_500, "settled": 8_000},
    "harbour": {"students": 7_500, "newcomers": 11_000, "first job": 14_000, "families": 8_000, "settled": 21_000},
    "old town": {"students": 6_000, "newcomers": 7_000, "first job": 10_500, "families": 5_500, "settled": 26_000},
    "brickyard": {"students": 9_000, "newcomers": 9_500, "first job": 8_500, "families": 13_000, "settled": 23_000},
    "northside": {"students": 3_500, "newcomers": 5_500, "first job": 7_000, "families": 24_000, "settled": 44_000},
}
"""People by quarter and way to live, as a city's statistics office would round them."""
INTERESTED = {"students": "0.12", "newcomers": "0.18", "first job": "8%", "families": "5%", "settled": ""}
"""Who moves this year; blank: the scenario's."""
DRAWN = {
    "students": ("students", "study", "sharing", "cycling"),
    "newcomers": ("moving", "housing", "city", "travel"),
    "first job": ("finance", "cooking", "interior", "city"),
    "families": ("families", "diy", "plants", "housing"),
    "settled": ("plants", "diy", "interior", "cooking"),
}
"""Way to live → topics that draw people who live so."""
FIRST = words(
    "ada alva amir anouk aria arne bela bo caro cem cleo dara edda eli emre esme farah finn gala hana ida ilja",
    "ines iris jara jil jona juno kai kira lale lars lea leni lio lotte luz mael mats mila milo nadi nele nilo",
    "noor ole olga ost pia rana remy rio romy runa saga sami selma siri sol tara teo thea tilo tova una vera vito",
    "yara zoe",
)
WORD = words(
    "attic balcony bay boxes brick cabin carpet chair city corner courtyard cups desk door drill elevator flat",
    "floor fridge garden hall home keys kitchen ladder lamp lease lift loft mailbox mat metro moves nest north",
    "paint plants porch rent roof room shelf sofa south stairs studio table tiles tram wall west window yard",
)
LAST = words(
    "Ahrendal Bexholm Corvane Dalgrun Eskerby Fjordane Gallinor Hestvik Illmaren Jarnholt Kestering Lumbrand",
    "Marwick-Oy Nordvall Ostrander Pellinor Quistad Rosendahl-Ek Sundmark Tarnovel Ulvestad Vantorre Wessling",
    "Ystervall Zandhof",
)
NAMES_IN_SCRIPTS = (
    "林小屋",
    "陳光庭",
    "ハルノ・ソラ",
    "むら井すみか",
    "서은별집",
    "한소라",
    "ليلى المنزلي",
    "سامر دارون",
    "نور البيتاوي",
    "נועה דירתי",
    "אורי גגון",
    "Лада Квартирова",
    "Мила Домовец",
    "Ζωή Σπιτάκη",
    "สุดา บ้านสวน",
    "अनया घरकर",
)
EMOJI = ("🏠", "🪴", "🚲", "🛋️", "📦", "🔑", "🌇")

Item = TypeVar("Item")
Row = dict[str, str]


class Draw:
    """Draws built on ``Random.random`` alone: the only sequence that Python keeps the same between versions."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def chance(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self._random.random() < probability

    def between(self, low: float, high: float) -> float:
        """Draw evenly from [low, high)."""
        return low + (high - low) * self._random.random()

    def pick(self, items: Sequence[Item]) -> Item:
        """Draw one item, all alike."""
        return items[int(len(items) * self._random.random())]

    def pick_by_share(self, items: Sequence[Item], shares: Sequence[float]) -> Item:
        """Draw one item by shares that sum to 1."""
        at = self._random.random()
        for item, share in zip(items, shares, strict=True):
            at -= share
            if at < 0:
                return item
        return items[-1]

    def normal(self) -> float:
        """Draw from the standard normal distribution (Box and Muller 1958)."""
        radius = math.sqrt(-2.0 * math.log(1.0 - self._random.random()))
        return radius * math.cos(2.0 * math.pi * self._random.random())


def make_accounts(draw: Draw) -> list[Row]:
    """Return the rows of the accounts table, one a handle; handles and accounts are all different."""
    rows: list[Row] = []
    taken: set[str] = set()
    for _ in range(N_ACCOUNTS):
        account, first = _new_key(draw, taken)
        rows.extend(_account_rows(draw, account, first=first))
    return rows


def make_overrides(draw: Draw, rows: Sequence[Row]) -> list[Row]:
    """Return single pairs that the team knows more about than the approach says."""
    accounts = list(dict.fromkeys(row["account"] for row in rows))
    introduced = {row["account"] for row in rows if row["introducer"]}
    large = {row["account"] for row in rows if _followers(row) >= 100_000}
    pairs: list[Row] = []
    taken: set[str] = set()
    while len(pairs) < N_OVERRIDES:
        account = draw.pick(accounts)
        if account in taken or account in large:
            continue
        taken.add(account)
        pair = dict.fromkeys(OVERRIDES_HEADER, "")
        pair["account"] = account
        if account in introduced:
            pair |= {"approach": "intro", "acceptance": f"{round(draw.between(40, 70))}%"}
            pair["cash"] = "25" if draw.chance(0.3) else ""
        elif draw.chance(0.35):
            pair |= {"approach": "intro", "available": "yes", "effort": "2.5", "acceptance": "0.25"}
        elif draw.chance(0.5):
            pair |= {"approach": "cold", "available": "no"}
        else:
            pair |= {"approach": "cold", "acceptance": f"{round(draw.between(20, 45))}%", "effort": "0.4"}
        pairs.append(pair)
    return pairs


def make_segments() -> list[Row]:
    """Return the segments: people who live in the same quarter in the same way."""
    return [
        {
            "segment": f"{quarter} {way}",
            "people": f"{people:,}" if people >= 20_000 else str(people),
            "interested": INTERESTED[way],
        }
        for quarter, ways in QUARTERS.items()
        for way, people in ways.items()
    ]


def make_memberships(draw: Draw, rows: Sequence[Row]) -> list[Row]:
    """Return how many of which segments follow each handle; the handles of one account draw the same people."""
    memberships: list[Row] = []
    pulls: dict[str, dict[str, float]] = {}
    topics: dict[str, list[str]] = {}
    for row in rows:
        account = row["account"]
        if account not in pulls:
            topics[account] = row["topics"].split(";")
            pulls[account] = _pull(draw, topics[account])
        # The larger an account, the more of its followers live elsewhere.
        local = draw.between(0.5, 0.9) * (5_000 / (5_000 + _followers(row))) ** 0.2
        for segment, part in pulls[account].items():
            people = _people(segment)
            following = int(min(part * local * _followers(row), draw.between(0.3, 0.5) * people))
            if following:
                pair = {"handle": row["handle"] or account, "platform": row["platform"], "segment": segment}
                pair |= _as_share_or_followers(draw, following, people)
                pair["fit"] = _fit(draw, topics[account], segment)
                memberships.append(pair)
    return memberships


def _pull(draw: Draw, topics: Sequence[str]) -> dict[str, float]:
    """Shares of an account's local followers by segment: its own quarter, or the city, and the people of its topics."""
    home = draw.pick(tuple(QUARTERS)) if draw.chance(0.7) else ""
    pull: dict[str, float] = {}
    for quarter, ways in QUARTERS.items():
        near = 1.0 if not home else 6.0 if quarter == home else 0.25
        for way, people in ways.items():
            topical = 0.2 + 2.0 * sum(topic in DRAWN[way] for topic in topics)
            pull[f"{quarter} {way}"] = people * near * topical * draw.between(0.5, 1.5)
    whole = sum(pull.values())
    # What a platform's statistics show: the groups above 5 % of the local followers.
    return {segment: part / whole for segment, part in pull.items() if part >= 0.05 * whole}


def _as_share_or_followers(draw: Draw, following: int, people: int) -> Row:
    """Most platforms tell a share of the group, some a number; never more than there are."""
    if draw.chance(0.2):
        return {"share": "", "followers": str(following)}
    return {"share": f"{math.floor(1e4 * following / people) / 100:g}%", "followers": ""}


def _fit(draw: Draw, topics: Sequence[str], segment: str) -> str:
    """Who talks of homes moves those who look for one more than its usual posts do; others less."""
    if "housing" in topics or "moving" in topics:
        return f"{draw.pick((1.2, 1.5, 1.8)):g}"
    return "0.7" if segment.endswith("settled") and draw.chance(0.5) else ""


def _people(segment: str) -> int:
    quarter = next(quarter for quarter in QUARTERS if segment.startswith(f"{quarter} "))
    return QUARTERS[quarter][segment.removeprefix(f"{quarter} ")]


def _new_key(draw: Draw, taken: set[str]) -> tuple[str, str]:
    while True:
        first, word = draw.pick(FIRST), draw.pick(WORD)
        form = draw.pick(("{0}.{1}", "{0}_{1}", "{1}.{0}", "{0}{1}", "the.{1}.{0}"))
        key = form.format(first, word)
        if key not in taken:
            taken.add(key)
            return key, first


def _account_rows(draw: Draw, account: str, *, first: str) -> list[Row]:
    platform = draw.pick_by_share(PLATFORMS, PLATFORM_SHARE)
    followers = max(250, round(MEDIAN_FOLLOWERS * math.exp(LN_SD_FOLLOWERS * draw.normal())))
    topics = list(dict.fromkeys(draw.pick(TOPICS) for _ in range(1 + int(draw.between(0, 3)))))
    row = dict.fromkeys(HEADER, "")
    row |= {
        "account": account,
        "platform": platform,
        "followers": _as_people_write(draw, followers),
        "clicks": _clicks(draw, followers, platform) if draw.chance(0.45) else "",
        "acceptance": _acceptance(draw, followers) if draw.chance(0.3) else "",
        "effort": f"{draw.pick((0.25, 0.4, 0.5, 0.75, 1, 1.5)):g}" if draw.chance(0.12) else "",
        "topics": ";".join(topics),
        "introducer": draw.pick(INTRODUCERS) if draw.chance(0.07) else "",
        "name": _name(draw, first),
        "email": f"{account}@example.{draw.pick(('org', 'com'))}" if draw.chance(0.55) else "",
    }
    if draw.chance(0.012):
        # A tip from a friend: the clicks of a post are known, the followers are said to be a hundred times as many.
        clicks = round(draw.between(20, 400))
        row |= {"followers": f"{clicks / 10:g}k", "clicks": str(clicks), "acceptance": "10%", "effort": "0.5"}
        return [row]
    rows = [row]
    for other in PLATFORMS:
        if other != platform and draw.chance(0.07):
            second = dict.fromkeys(HEADER, "") | {"account": account, "platform": other}
            there = max(200, round(followers * math.exp(-0.8 + 0.7 * draw.normal())))
            second["handle"] = "" if draw.chance(0.4) else f"{account}.{draw.pick(('tv', 'daily', 'home', 'posts'))}"
            second["followers"] = _as_people_write(draw, there)
            second["clicks"] = _clicks(draw, there, other) if draw.chance(0.3) else ""
            rows.append(second)
    return rows


def _followers(row: Row) -> float:
    plain = row["followers"].replace(",", "")
    factor = {"k": 1_000, "M": 1_000_000}.get(plain[-1:], 1)
    return float(plain.rstrip("kM") or 0) * factor


def _clicks(draw: Draw, followers: int, platform: str) -> str:
    expected = 0.030 * followers**0.845 * CLICKS_FACTOR[platform]
    clicks = min(0.3 * followers, expected * math.exp(LN_SD_CLICKS * draw.normal()))
    if clicks < 10:
        return f"{clicks:.1f}"
    return _as_people_write(draw, round(clicks))


def _acceptance(draw: Draw, followers: int) -> str:
    high = 0.25 if followers < 10_000 else 0.16 if followers < 100_000 else 0.07 if followers < 1_000_000 else 0.02
    share = draw.between(0.25 * high, high)
    return f"{100 * share:.1f}%" if draw.chance(0.6) else f"{share:.2f}" if share >= 0.02 else f"{share:.3f}"


def _as_people_write(draw: Draw, count: int) -> str:
    way = draw.between(0, 1)
    if count >= 1_000_000 and way < 0.8:
        return f"{count / 1_000_000:.1f}M"
    if count >= 1_000 and way < 0.3:
        return f"{count / 1_000:.1f}k"
    if count >= 1_000 and way < 0.45:
        return f"{count:,}"
    return str(count)


def _name(draw: Draw, first: str) -> str:
    if draw.chance(0.08):
        return draw.pick(NAMES_IN_SCRIPTS)
    name = f"{first.title()} {draw.pick(LAST)}"
    return f"{name} {draw.pick(EMOJI)}" if draw.chance(0.06) else name


def _as_csv(header: Sequence[str], rows: Sequence[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def make_tables() -> dict[str, str]:
    """Return the text of each table by its file name."""
    draw = Draw(SEED)
    accounts = make_accounts(draw)
    overrides = make_overrides(draw, accounts)
    memberships = make_memberships(Draw(SEED + 1), accounts)
    return {
        "accounts.csv": _as_csv(HEADER, accounts),
        "approaches.csv": _as_csv(OVERRIDES_HEADER, overrides),
        "segments.csv": _as_csv(SEGMENTS_HEADER, make_segments()),
        "memberships.csv": _as_csv(MEMBERSHIPS_HEADER, memberships),
    }


def main() -> None:
    """Write the tables beside this file."""
    folder = Path(__file__).resolve().parent
    for name, text in make_tables().items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
