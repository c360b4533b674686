"""Make accounts.csv: one celebrity and 250 bloggers, all names invented; and the same with two posts as all evidence.

The figures are the claim's own: 2,874 followers and 50 clicks a post for a blogger, 2,500 times the followers and
250 times the clicks for the celebrity. Only names and handles are drawn, and only by ``Random.random``, whose sequence
is the same in every Python. Run it again and the file has the same bytes.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar


def words(*lines: str) -> tuple[str, ...]:
    """Split lines of text into words."""
    return tuple(" ".join(lines).split())


SEED = 250
N_BLOGGERS = 250
BLOGGER_FOLLOWERS = 2_874
BLOGGER_CLICKS = 50
CELEBRITY_FOLLOWERS = 2_500 * BLOGGER_FOLLOWERS
CELEBRITY_CLICKS = 250 * BLOGGER_CLICKS

HEADER = ("account", "platform", "followers", "clicks", "name", "email")
WITHOUT_CLICKS = ("account", "platform", "followers", "name", "email")
POSTS = ("handle", "clicks")
FIRST = words(
    "Ada Ansel Bela Bruna Carys Cosmo Dalia Edda Elio Farah Fenna Gideon Hanne Idris Ines Jory Juno Kaito Klara",
    "Leander Lior Maren Milo Nadja Noor Odile Oskar Petra Quirin Rania Runa Saskia Silvan Tamsin Teo Ulla Vesna",
    "Wanda Yara Zeno",
)
LAST = words(
    "Abelthorn Brisko Calder-Oy Dunmarrow Estavel Fennimaki Gorlinde Halvessen Ivramont Jostrup Kellavar Lindqvar",
    "Morvane Nettelin Orbazan Pellwick Quastane Rovhaim Sennerby Tolvaris Umbrecht Varkonen Wexholt Yarrowin",
    "Zelmari",
)
SUBJECT = words(
    "attic bakes balcony bikes books bread budget cats cellar cheese chess coast crafts desk dogs early films",
    "forest garden ginger gravel hikes ink jams keys knits lakes lens maps mending moss night notes paper pedals",
    "quilts rain rivers sketch soup sundays tea trains vinyl walks wool yards",
)
LINK = ("and", "on", "for", "of", "likes")

Item = TypeVar("Item")


def pick(draw: random.Random, items: Sequence[Item]) -> Item:
    """Draw one of some items."""
    return items[int(draw.random() * len(items))]


def make_rows(seed: int = SEED) -> list[tuple[str, str, int, int, str, str]]:
    """Return the celebrity and then the bloggers, in the order of :data:`HEADER`; accounts are all different."""
    draw = random.Random(seed)
    rows = [("the.star", "x", CELEBRITY_FOLLOWERS, CELEBRITY_CLICKS, "Aurelia Starling ⭐", "management@example.org")]
    taken = {"the.star"}
    while len(rows) <= N_BLOGGERS:
        first, last = pick(draw, FIRST), pick(draw, LAST)
        account = f"{first.lower()}.{pick(draw, LINK)}.{pick(draw, SUBJECT)}"
        if account in taken:
            continue
        taken.add(account)
        rows.append((account, "x", BLOGGER_FOLLOWERS, BLOGGER_CLICKS, f"{first} {last}", f"{account}@example.org"))
    return rows


def make_tables() -> dict[str, str]:
    """Return the text of each table by its file name."""
    rows = make_rows()
    return {
        "accounts.csv": _as_csv(HEADER, rows),
        "accounts-without-clicks.csv": _as_csv(WITHOUT_CLICKS, [(*row[:3], *row[4:]) for row in rows]),
        "posts.csv": _as_csv(POSTS, [(row[0], row[3]) for row in rows[:2]]),
    }


def _as_csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def main() -> None:
    """Write the tables beside this file."""
    folder = Path(__file__).resolve().parent
    for name, text in make_tables().items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
