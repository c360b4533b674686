"""Tells which platform and handle the address of a profile leads to.

What each platform's addresses look like is data, in ``profile_addresses.csv``. The first path that fits counts. In a
path, ``a|b`` are alternatives, ``*`` is any text, ``**`` any number of segments, ``$`` the end, and ``{name}`` or
``{number}`` what ``leads_to`` is made of; ``skip`` leaves out the first segment and starts again, and any other word is
no profile.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import parse_qs, unquote, urlsplit

LONGEST_ADDRESS = 2_000
"""Most characters of an address that is looked at."""

_FEDIVERSE = frozenset(("mastodon", "mstdn", "social", "fosstodon", "pleroma", "misskey", "fedi", "toot", "masto"))
_NO_NAMES = frozenset(("www", "m", "open", "on"))
_SUBDOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}:")
_WHOLE = {"*": "[^/]+/", "**": "(?:[^/]+/)*?", "$": r"\Z"}
_PLACE = re.compile(r"\\{(\w+)\\}")


@dataclass(frozen=True, slots=True)
class _Path:
    """A path of a platform's addresses, and what it leads to."""

    pattern: re.Pattern[str]
    query: str
    place: str
    leads_to: str


def read_address(address: str, *, platform: str = "") -> tuple[str, str] | None:
    """Platform and handle that an address leads to, with or without a scheme; None if none. Nothing is opened.

    An address of any host can be one of Mastodon's, if the row says that platform.
    """
    if len(address) > LONGEST_ADDRESS:
        return None
    text = address.strip()
    if text.startswith("//"):
        text = f"https:{text}"
    elif not re.match(r"https?://", text, re.IGNORECASE):
        if _SCHEME.match(text) and not re.match(r"[A-Za-z0-9.-]+:[0-9]+(?:/|\Z)", text):
            return None
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").casefold().rstrip(".")
    except ValueError:
        return None
    path = parts.path
    if not path.strip("/") and parts.fragment.startswith("!/"):
        path = parts.fragment[2:]
    segments = [segment for part in path.split("/") if (segment := unquote(part).strip())]
    before, row = _owner_of(host)
    if row:
        found = row["platform"]
        is_name = before not in _NO_NAMES and _SUBDOMAIN.fullmatch(before) is not None
        if is_name and any(row["platform"] == found and row["kind"] == "name before the host" for row in _rows()):
            return found, before
        return _destination(found, segments, parts.query) if found else None
    if segments and "." in host and (platform == "mastodon" or _is_instance(host)):
        name = segments[1] if segments[0] == "users" and len(segments) == 2 else segments[0]
        if len(name.removeprefix("@")) and (name.startswith("@") or name is not segments[0]):
            user, _, other = name.removeprefix("@").partition("@")
            return "mastodon", f"{user}@{other or host.removeprefix('www.')}"
    return None


def _is_instance(host: str) -> bool:
    """Whether a host is one of Mastodon's, by the list or by its own name: any site can have ``/users/8145``."""
    host = host.removeprefix("www.")
    return host in _instances() or not _FEDIVERSE.isdisjoint(re.split(r"[.-]", host))


@cache
def _instances() -> frozenset[str]:
    return frozenset(host for row in _rows() if row["kind"] == "instance" for host in row["pattern"].split())


def _owner_of(host: str) -> tuple[str, dict[str, str]]:
    """What comes before a known host, such as ``de.linkedin.com``, and its row of the table, blank if not known."""
    labels, (pattern, rows) = host.split("."), _hosts()
    for start in range(len(labels) - 1):
        match = pattern.fullmatch(".".join(labels[start:]))
        if match and match.lastindex:
            return ".".join(labels[:start]), rows[match.lastindex - 1]
    return "", {}


def _destination(platform: str, segments: Sequence[str], query: str) -> tuple[str, str] | None:
    # A slash in a segment was written %2F, and separates nothing.
    path = "".join(segment.replace("/", "\0") + "/" for segment in segments)
    for rule in _paths()[platform]:
        match = rule.pattern.match(path)
        if match is None:
            continue
        if rule.leads_to == "skip":
            return _destination(platform, segments[1:], query)
        if "{" not in rule.leads_to:
            return None
        places = {name: text.replace("\0", "/") for name, text in match.groupdict().items()}
        if rule.query:
            places[rule.place] = parse_qs(query, max_num_fields=50).get(rule.query, [""])[0]
            if not places[rule.place] or (rule.place == "number" and not re.fullmatch("[0-9]+", places[rule.place])):
                continue
        return platform, rule.leads_to.format(**places)
    return None


def known_hosts() -> tuple[str, ...]:
    """Hosts that are recognised in plain text without ``https://`` before them, longest first; ``?`` is any letter."""
    hosts = {host for row in _rows() if row["kind"] != "path" for host in row["pattern"].split()}
    return tuple(sorted(hosts, key=lambda host: (-len(host), host)))


def known_platforms() -> frozenset[str]:
    """Platforms of which addresses are known by their host."""
    return frozenset(_paths())


@cache
def _hosts() -> tuple[re.Pattern[str], tuple[dict[str, str], ...]]:
    """All hosts, a group for each row of them, and these rows."""
    rows = tuple(row for row in _rows() if row["kind"] == "host" or not row["platform"])
    groups = (f"({'|'.join(map(host_pattern, row['pattern'].split()))})" for row in rows)
    return re.compile("|".join(groups)), rows


def host_pattern(host: str) -> str:
    """A host as a regular expression."""
    return re.escape(host).replace(r"\?", "[a-z]")


@cache
def _paths() -> dict[str, tuple[_Path, ...]]:
    found: dict[str, list[_Path]] = {}
    for row in (row for row in _rows() if row["kind"] == "path"):
        path, _, query = row["pattern"].partition("?")
        name, _, place = query.partition("=")
        rule = _Path(_path_pattern(path), name, place.strip("{}"), row["leads_to"])
        found.setdefault(row["platform"], []).append(rule)
    return {platform: tuple(rules) for platform, rules in found.items()}


def _path_pattern(path: str) -> re.Pattern[str]:
    """A path as a regular expression of the segments, each with a slash behind it."""
    pattern = ""
    for segment in path.split("/"):
        if segment in _WHOLE:
            pattern += _WHOLE[segment]
        else:
            text = re.escape(segment).replace(r"\*", "[^/]*").replace(r"\|", "|")
            pattern += f"(?:{_PLACE.sub(_group, text)})/"
    return re.compile(pattern, re.IGNORECASE)


def _group(match: re.Match[str]) -> str:
    # People write an @ before any name, also if the platform does not.
    return "(?P<number>[0-9]+)" if match[1] == "number" else f"@?(?P<{match[1]}>[^/@][^/]*)"


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = (files("seeder.importing.profiles") / "profile_addresses.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
