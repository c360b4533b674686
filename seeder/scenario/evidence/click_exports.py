"""Read clicks as link shorteners and web analytics export them: one row for each day and link, or for each click.

A link is one post: an account posts the link that it was given. Whose it is, a table of links says, or the
``utm_content`` of the link, as in the shortlists' own tracking links.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import numpy as np

from seeder.engine.table import Table, text_of
from seeder.errors import Place
from seeder.problem.arrays import FloatArray, IntArray
from seeder.scenario.evidence.posts import Posts, find_handles
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.slugs import account_slug, slug
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.columns import (
    TABLES,
    Column,
    Kind,
    check_total,
    read_date_column,
    read_number_column,
    read_text_column,
    read_yes_no_column,
    report_blanks,
)
from seeder.scenario.tables.handle_names import HandleNames

_LINK_HEADERS = (
    "link", "short link", "short url", "shorturl", "bitlink", "tracking link", "utm content",
    "session manual ad content", "manual ad content", "ad content", "url", "full url", "long url", "destination url",
    "destination", "landing page query string", "landing page", "page location", "page path query string",
    "kurzlink", "kurz url", "tracking url", "ziel url", "zielseite", "landingpage", "enlace", "enlace corto",
    "url corta", "url de destino", "lien", "lien court", "url courte", "url de destination", "link curto", "ligacao",
    "url curta", "collegamento", "link breve", "url breve",
)  # fmt: skip
_COUNT_HEADERS = (
    "clicks", "total clicks", "link clicks", "click count", "engagements", "sessions", "visits", "count",
    "klicks", "klicks gesamt", "gesamtklicks", "anzahl klicks", "link klicks", "linkklicks", "sitzungen", "besuche",
    "aufrufe", "clics", "total de clics", "clics totales", "numero de clics", "clics en el enlace", "sesiones",
    "visitas", "total des clics", "clics totaux", "nombre de clics", "clics sur le lien", "visites", "cliques",
    "total de cliques", "cliques totais", "numero de cliques", "cliques no link", "sessoes", "clic", "clic totali",
    "click totali", "numero di clic", "sessioni", "visite",
)  # fmt: skip
_CONVERSION_HEADERS = (
    "conversions", "key events", "goal completions", "purchases", "transactions", "orders",
    "konversionen", "conversionen", "kaufe", "bestellungen", "transaktionen", "schlusselereignisse", "conversiones",
    "compras", "pedidos", "transacciones", "eventos clave", "achats", "commandes", "evenements cles", "conversoes",
    "transacoes", "eventos principais", "conversioni", "acquisti", "ordini", "transazioni",
)  # fmt: skip
_DATE_HEADERS = (
    "date", "day", "clicked at", "click date", "click time", "timestamp", "created at", "datetime", "time",
    "datum", "tag", "zeitstempel", "geklickt am", "fecha", "dia", "fecha y hora", "fecha del clic", "jour",
    "date et heure", "date du clic", "horodatage", "data", "data e hora", "data do clique", "giorno", "data e ora",
)  # fmt: skip
_SOURCE_HEADERS = ("utm source", "session source", "source", "quelle", "fuente", "fonte", "origem", "origen")
"""Headers in English, German, Spanish, French, Portuguese and Italian, without accents; the first found counts."""
_MOST_NAMED = 5
_LONGEST_LINK = 4000


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose a link is: row of the accounts table, and what the table of links says of the post."""

    row: int
    day: float
    sponsored: int


def read_click_export(
    table: Table, links: Table | None, *, accounts: Accounts | None, names: HandleNames | None, log: IssueLog
) -> Posts:
    """Add up clicks by link, each link is a post of its owner.

    Without a table of links, utm_content alone tells whose a link is. Clicks of links that are nobody's are noted with
    their number and left out. Accounts and names are None if they are not known because of other issues.
    """
    by_name = {_plain_header(name): name for name in reversed(list(table.columns))}

    def columns(headers: Sequence[str]) -> list[str]:
        return [by_name[header] for header in headers if header in by_name]

    link_columns = columns(_LINK_HEADERS)
    if not link_columns:
        log.report(
            Place(table.source, table.header_line),
            "there is no column of links",
            "Every row needs its link: a column named link, short link, url, page location or utm_content",
            "Rename the column with the links to 'link'",
        )
        return _no_posts(table)
    clicks = _numbers(table, columns(_COUNT_HEADERS), "clicks", log, missing=1.0)
    conversions = _numbers(table, columns(_CONVERSION_HEADERS), "conversions", log, missing=np.nan)
    day = read_date_column(table, next(iter(columns(_DATE_HEADERS)), ""), log)
    if accounts is None or names is None:
        return _no_posts(table)
    owners = _Owners(accounts, {} if links is None else _read_links(links, names, log))
    sources = [[text_of(cell) for cell in table.columns[name]] for name in columns(_SOURCE_HEADERS)[:1]]
    texts = [[text_of(cell) for cell in table.columns[name]] for name in link_columns]
    posts: dict[tuple[int, str], int] = {}
    post_of_row = np.full(table.n_rows, -1, dtype=np.int64)
    found: list[_Owner] = []
    for row in range(table.n_rows):
        for column in texts:
            owner = owners.find(column[row], sources[0][row] if sources else "")
            if owner is not None:
                key = (owner.row, _plain(column[row]))
                if key not in posts:
                    posts[key] = len(found)
                    found.append(owner)
                post_of_row[row] = posts[key]
                break
    _note_nobodys(table, link_columns[0], texts[0], post_of_row, clicks, log)
    return _sums(table, found, post_of_row, clicks, conversions, day)


def _plain_header(name: str) -> str:
    """A header in small letters, without accents and signs."""
    letters = (letter for letter in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", " ", "".join(letters)).strip()


class _Owners:
    """Finds whose a link is."""

    def __init__(self, accounts: Accounts, listed: dict[str, _Owner]) -> None:
        self._listed = listed
        self._cache: dict[tuple[str, str], _Owner | None] = {}
        self._rows_of_slug: dict[str, list[int]] = {}
        for account, key in enumerate(accounts.account_id):
            # Links of a shortlist have the slug; who writes links by hand takes the key itself.
            for content in {account_slug(key), key}:
                self._rows_of_slug.setdefault(content, []).extend(accounts.rows_of[account].tolist())
        self._platform = [slug(platform) for platform in accounts.platform]

    def find(self, link: str, source: str) -> _Owner | None:
        """The owner of a link or of a bare utm_content; None if it is nobody's, or could be several handles'."""
        key = (link, source)
        if key not in self._cache:
            self._cache[key] = self._found(link, source)
        return self._cache[key]

    def _found(self, link: str, source: str) -> _Owner | None:
        if not link or len(link) > _LONGEST_LINK:
            return None
        listed = self._listed.get(_plain(link))
        if listed is not None:
            return listed
        content = link
        if "utm_content=" in link:
            try:
                query = parse_qs(urlsplit(link).query or link.partition("?")[2])
            except ValueError:
                return None
            content = query.get("utm_content", [""])[0]
            source = query.get("utm_source", [source])[0]
        rows = self._rows_of_slug.get(content, [])
        if len(rows) > 1:
            rows = [row for row in rows if self._platform[row] == slug(source)]
        return _Owner(rows[0], np.nan, 1) if len(rows) == 1 else None


def _read_links(table: Table, names: HandleNames, log: IssueLog) -> dict[str, _Owner]:
    """Link as :func:`_plain` writes it → its owner."""
    handle = find_handles(table, names, "links", log)
    day, sponsored = read_date_column(table, "date", log), read_yes_no_column(table, "sponsored", log)
    texts = read_text_column(table, "link", log) or []
    first: dict[str, int] = {}
    found: dict[str, _Owner] = {}
    for row, text in enumerate(texts):
        place = table.place(row, "link")
        if not text:
            log.report(place, "link is blank", "Every row needs a link", "Write the link, or delete the row")
            continue
        before = first.setdefault(_plain(text), row)
        if before != row and handle[before] != handle[row]:
            log.report(
                place,
                f"the link already belongs to another handle on line {table.lines[before]}",
                "Each link belongs to one handle, so that its clicks can be assigned",
                "Remove one of the two rows",
            )
        elif handle[row] >= 0:
            found[_plain(text)] = _Owner(int(handle[row]), float(day[row]), int(sponsored[row]))
    return found


def _plain(link: str) -> str:
    """A link without scheme, www, fragment and closing slash; its host without case."""
    text = re.sub(r"^[a-zA-Z][a-zA-Z0-9+.-]{0,20}://", "", link.strip()).partition("#")[0]
    host, slash, rest = text.partition("/")
    if "." not in host:
        return text
    return (host.lower().removeprefix("www.") + slash + rest).rstrip("/")


def _numbers(table: Table, names: Sequence[str], what: str, log: IssueLog, *, missing: float) -> FloatArray:
    """Numbers of the first of some columns."""
    if not names:
        return np.full(table.n_rows, missing)
    name = names[0]
    known = {column.name: column for column in TABLES["clicks"]}[what]
    column = Column(name, Kind.NUMBER, known.meaning, known.unit, is_whole=True)
    rule = f"Every row needs its {what}, or 0 if there were none"
    report_blanks(table, name, rule, "Write the number, or delete the row", log)
    numbers = read_number_column(table, column, log)
    check_total(table, name, numbers, log)
    return numbers


def _sums(
    table: Table, owners: Sequence[_Owner], post: IntArray, clicks: FloatArray, conversions: FloatArray, day: FloatArray
) -> Posts:
    size, rows = len(owners), np.flatnonzero(post >= 0)
    total = np.bincount(post[rows], weights=np.nan_to_num(clicks[rows]), minlength=size)
    told = rows[~np.isnan(conversions[rows])]
    acted = np.bincount(post[told], weights=conversions[told], minlength=size)
    is_told = np.bincount(post[told], minlength=size) > 0
    first_day, line = np.full(size, np.inf), np.zeros(size, dtype=np.int64)
    dated = rows[~np.isnan(day[rows])]
    np.minimum.at(first_day, post[dated], day[dated])
    lines = np.asarray(table.lines, dtype=np.int64)
    line[post[rows[::-1]]] = lines[rows[::-1]]
    stated = np.array([owner.day for owner in owners], dtype=np.float64)
    first_day = np.where(np.isnan(stated), np.where(np.isinf(first_day), np.nan, first_day), stated)
    return Posts(
        handle=np.array([owner.row for owner in owners], dtype=np.int64),
        clicks=np.asarray(total, dtype=np.float64),
        impressions=np.full(size, np.nan),
        conversions=np.where(is_told, acted, np.nan),
        day=first_day,
        sponsored=np.array([owner.sponsored for owner in owners], dtype=np.int64),
        source=(table.source,),
        table=np.zeros(size, dtype=np.int64),
        line=line,
    )


def _no_posts(table: Table) -> Posts:
    nothing = np.empty(0)
    none = np.empty(0, dtype=np.int64)
    return Posts(none, nothing, nothing, nothing, nothing, none, (table.source,), none, none)


def _note_nobodys(
    table: Table, header: str, links: Sequence[str], post: IntArray, clicks: FloatArray, log: IssueLog
) -> None:
    rows = np.flatnonzero(post < 0)
    if not len(rows):
        return
    shown = list(dict.fromkeys(links[row] for row in rows.tolist()))
    named = ", ".join(repr(link[:80]) for link in shown[:_MOST_NAMED])
    more = f" and {len(shown) - _MOST_NAMED:,} more" if len(shown) > _MOST_NAMED else ""
    total = float(np.nansum(clicks[rows]))
    text = f"clicks on links that belong to no account are ignored ({total:,.0f} in all): {named}{more}"
    log.note(text, place=table.place(int(rows[0]), header))
