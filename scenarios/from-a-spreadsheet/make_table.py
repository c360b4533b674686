"""Make influencers-export.csv: a list of creators as several people and tools left it, all names invented.

Everything in it was met in real exports: a byte-order mark, CRLF, line breaks in headers, one header twice (once as
text, once as number), Spanish headers, ``#VALOR!``, ``N/A'``, ``475.8k`` beside ``1.2M`` and ``13,800``, ``3.4%``
beside ``0.034``, addresses and ``@`` handles in one column, repeated rows, a repeated header, a row of totals. Drawn
only by ``Random.random``, whose sequence is the same in every Python. Run it again and the file has the same bytes.
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


SEED = 9
N_CREATORS = 140
FILE = "influencers-export.csv"

HEADER = (
    "#",
    "Usuario",
    "Nombre",
    "Red social",
    "Seguidores",
    "Seguidores",
    "Me gusta\n(promedio)",
    "Comentarios\n(promedio)",
    "Tasa de\ninteracción",
    "Visualizaciones\r\npromedio",
    "Siguiendo",
    "Categoría",
    "País",
    "Correo electrónico",
    "Tarifa",
    "Notas",
)

FIRST = words(
    "alba bruno carla dario elena fabio gala hugo iria jana kilian lola mateo nora oliver paula quim rita saul vera"
)
LAST = words(
    "cobalto duna estela faro galerna hiedra isleta jara laguna marea niebla orilla puerto quebrada roca salina"
)
TOPICS = ("Cocina", "Viajes, Fotografía", "Moda", "Deporte", "Libros", "Jardinería, Hogar", "Videojuegos", "")
COUNTRIES = ("España", "México", "Argentina", "Colombia", "Unknown", "")
ADDRESS = {
    "Instagram": "https://www.instagram.com/{}/",
    "TikTok": "https://www.tiktok.com/@{}?lang=es",
    "YouTube": "youtube.com/@{}",
}
PLATFORM_WORDS = {
    "Instagram": ("Instagram", "IG", "instagram"),
    "TikTok": ("TikTok", "tiktok", "Tik Tok"),
    "YouTube": ("YouTube", "Youtube", "YT"),
}

T = TypeVar("T")


def pick(draw: random.Random, choices: Sequence[T]) -> T:
    """Draw one of some choices."""
    return choices[int(draw.random() * len(choices))]


def short(number: int) -> str:
    """Write a number as a profile page shows it."""
    if number >= 1_000_000:
        return f"{number / 1_000_000:.1f}M"
    return f"{number / 1_000:.1f}k" if number >= 10_000 else f"{number:,}"


def rounded(number: float) -> int:
    """Three significant digits, as tools give them."""
    return int(float(f"{number:.3g}"))


def make_creator(draw: random.Random, name: str, number: int) -> list[str]:
    """One row: name, platform and figures."""
    first, last = name.split(".")
    platform = pick(draw, ("Instagram", "Instagram", "Instagram", "TikTok", "YouTube"))
    followers = rounded(min(1_400_000, 900 * (1 - draw.random()) ** -1.1))
    rate = 0.06 * (followers / 1_000) ** -0.18 * (0.5 + draw.random())
    likes, comments = rounded(followers * rate * 0.96), rounded(followers * rate * 0.04)
    handle = pick(draw, (f"@{name}", f"@{name}", name, ADDRESS[platform].format(name)))
    as_text, as_number = short(followers), str(followers)
    broken = draw.random()
    if broken < 0.08:
        as_number = "#VALOR!"
    elif broken < 0.12:
        as_text = "-"
    share = f"{100 * rate:.1f}%" if draw.random() < 0.6 else f"{rate:.3f}"
    views = str(rounded(followers * (0.2 + 0.5 * draw.random()))) if platform != "Instagram" else "N/A'"
    return [
        str(number),
        handle,
        f"{first.title()} {last.title()}",
        pick(draw, PLATFORM_WORDS[platform]),
        as_text,
        as_number,
        short(likes),
        str(comments) if draw.random() > 0.1 else "N/A",
        share,
        views,
        str(rounded(40 + 1_500 * draw.random())),
        pick(draw, TOPICS),
        pick(draw, COUNTRIES),
        f"{name}@example.org" if draw.random() > 0.3 else "",
        pick(draw, ("", "", "150 €", "a convenir", "$1,200")),
        pick(draw, ("", "", "", "responde rápido", "+34 555 0100", "<b>VIP</b>", "visto en la feria\nde mayo")),
    ]


def make_rows() -> list[list[str]]:
    """All rows in order, with what went wrong over the years."""
    draw = random.Random(SEED)
    names = [f"{first}.{last}" for first in FIRST for last in LAST]
    chosen = [names.pop(int(draw.random() * len(names))) for _ in range(N_CREATORS)]
    rows = [make_creator(draw, name, number) for number, name in enumerate(chosen, start=1)]
    rows.sort(key=lambda row: row[0].zfill(4))
    email = rows[4][13] or "alguien@example.org"
    rows[4][13] = email
    second = list(rows[4])
    second[1], second[3] = "@" + chosen[4].replace(".", "_") + "_tv", "Twitch"
    second[4], second[5], second[9] = "8,300", "8300", "2100"
    rows.insert(30, second)
    rows.insert(41, list(rows[12]))
    rows.insert(55, list(rows[12]))
    again = list(rows[20])
    again[0], again[4], again[5] = "21b", "99.9k", "99900"
    rows.insert(70, again)
    rows.insert(80, list(HEADER))
    nobody = list(rows[33])
    nobody[0], nobody[1], nobody[2] = "33b", "", ""
    rows.insert(90, nobody)
    unknown = list(rows[44])
    unknown[0], unknown[1], unknown[4], unknown[5] = "44b", "@nadie.sabe", "N/A'", "#VALOR!"
    rows.insert(100, unknown)
    privately = list(rows[45])
    privately[0], privately[1], privately[4], privately[5] = "45b", "@perfil.privado", "muchos", "#VALOR!"
    rows.insert(110, privately)
    total = [""] * len(HEADER)
    total[1], total[5] = "Total", str(sum(int(row[5]) for row in rows if row[5].isdigit()))
    return [*rows, total]


def make_tables() -> dict[str, str]:
    """Text of the table by file name."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(make_rows())
    return {FILE: "\ufeff" + out.getvalue()}


def main() -> None:
    """Write the table beside this file."""
    for file, text in make_tables().items():
        (Path(__file__).resolve().parent / file).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
