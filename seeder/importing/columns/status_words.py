"""The words of a status column in six languages: who said no or must not be asked, and who was asked already.

The words are data, in ``status_words.csv``. A cell counts by the longest of them that it begins with: ``Declined, no
time`` is a no, and ``not contacted`` none. A participle may have any ending of gender and number: ``contactadas`` is
``contactado``. Neither adverbs and pronouns nor what was sent hide a word: ``bereits angefragt`` is ``angefragt``, and
``mail envoyé`` is ``envoyé``.

A plain ``no`` or ``yes`` is an answer too; in a column such as ``contacted`` it says whether somebody was asked. No
column is taken for one of statuses by such cells alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from seeder.importing.columns.vocabulary import words_of

REFUSED, ASKED, AGREED, NEW = "refused", "asked", "agreed", "new"

_LEAST_KNOWN = 0.5
_MOST_WORDS = 6

_ADVERBS = frozenset(
    (
        "already", "been", "has", "have", "had", "was", "were", "is", "unfortunately", "sorry", "just", "now", "still",
        "he", "she", "they", "we", "i", "please", "on", "the", "by", "via",
        "bereits", "schon", "noch", "wurde", "wurden", "hat", "haben", "habe", "ist", "worden", "leider", "bitte",
        "gerade", "er", "sie", "wir", "ich", "auf", "per",
        "ya", "ha", "han", "he", "hemos", "me", "nos", "sido", "fue", "esta", "lamentablemente", "todavia", "aun",
        "favor", "por",
        "ja", "foi", "ela", "ele", "infelizmente", "ainda",
        "deja", "a", "ai", "avons", "ete", "elle", "il", "nous", "toujours", "desole", "desolee",
        "malheureusement",
        "gia", "e", "ho", "mi", "ci", "abbiamo", "stato", "stata", "ancora", "purtroppo",
    )
)  # fmt: skip
_SENT = frozenset(
    (
        "e", "email", "emails", "mail", "mails", "dm", "dms", "pm", "message", "messages", "msg", "pitch", "offer",
        "invitation", "invite", "request", "reminder", "contract", "whatsapp", "letter",
        "nachricht", "nachrichten", "anfrage", "angebot", "einladung", "erinnerung", "brief", "vertrag",
        "correo", "correos", "mensaje", "mensajes", "oferta", "invitacion", "solicitud", "recordatorio", "contrato",
        "mensagem", "mensagens", "convite", "proposta", "pedido", "lembrete",
        "courriel", "courriels", "offre", "proposition", "relance", "contrat",
        "messaggio", "messaggi", "invito", "offerta", "richiesta", "promemoria", "contratto", "electronico", "un",
        "una", "une", "eine", "an", "die", "la", "le", "el", "o", "l", "primo", "prima", "primer", "primeira",
        "premier", "erste", "first", "1st", "second", "2nd", "zweite",
    )
)  # fmt: skip
"""What is sent to somebody, with its articles: beside a word that says so it adds nothing."""
_ENDING = re.compile(r"(?<=\w{5})(?:ees|ee|es|e|os|o|as|a|i)\Z")
"""Endings by which words of Romance languages tell gender and number."""
_YES = frozenset(("yes", "ja", "oui", "si", "sim"))
_NO = frozenset(("no", "nein", "non", "nao"))
_POLITE = frozenset(
    ("thanks", "thank", "sorry", "danke", "leider", "merci", "gracias", "grazie", "obrigado", "obrigada", "please")
)
_BREAK = re.compile(r"[^\w\s'’]|\s-|\Z")
"""What ends the first words of a cell: ``no, too busy``; ``no email found`` is no answer."""
_FLAGS = frozenset((("outreach",), ("kontakt",), ("contact",), ("contacto",), ("contato",), ("contatto",)))
"""Last words of headers whose yes and no say whether somebody was asked, besides the words of ``asked``."""
_INTEREST = ("interes", "maybe")
"""Beginnings of words of headers whose yes and no are answers, though by themselves they only show a reply."""


@dataclass(frozen=True, slots=True)
class Statuses:
    """What a column of statuses says, row by row.

    Parameters
    ----------
    kinds
        ``refused``, ``asked``, ``agreed``, ``new``, or '' where a cell says nothing known.
    refused
        Texts of cells by which somebody must not be asked, each once, in order.
    """

    kinds: tuple[str, ...]
    refused: tuple[str, ...]


def read_statuses(texts: Sequence[str], *, header: str = "", least: float = _LEAST_KNOWN) -> Statuses | None:
    """Read a column; None where most of its cells are no statuses: the state of an address, a note.

    Parameters
    ----------
    header
        Name of a column that has statuses, where a plain yes or no is an answer; '' if this is not known.
    least
        Least share of the cells that must be known.
    """
    kind_of = {text: kind_of_status(text) for text in set(texts)}
    if header:
        plain = _mark if _is_flag(header) else _answer
        kind_of = {text: kind or plain(text) for text, kind in kind_of.items()}
    kinds = tuple(kind_of[text] for text in texts)
    n_filled = sum(bool(text.strip()) for text in texts)
    if not any(kinds) or sum(map(bool, kinds)) < least * n_filled:
        return None
    refused = (text for text, kind in zip(texts, kinds, strict=True) if kind == REFUSED)
    return Statuses(kinds, tuple(dict.fromkeys(refused)))


def kind_of_status(text: str) -> str:
    """What one cell says; '' where it says nothing known."""
    words = words_of(text)
    plain = tuple(word for word in words if word not in _ADVERBS)
    return _kind_of(words) or _kind_of(plain) or _kind_of(tuple(word for word in plain if word not in _SENT))


def _kind_of(words: tuple[str, ...]) -> str:
    for length in range(min(len(words), _MOST_WORDS), 0, -1):
        kind = _kinds().get(words[:length]) or _kinds_by_stem().get(_stems(words[:length]))
        if kind is not None:
            return kind
    return ""


def _stems(words: tuple[str, ...]) -> tuple[str, ...]:
    # The mark tells contacté and contactada, asked, from contact, which may be a request.
    return tuple(_ENDING.sub("*", word) for word in words)


def _is_flag(header: str) -> bool:
    """Whether a header asks if somebody was asked: ``contacted``, ``Outreach``, ``Team A: asked``."""
    words = words_of(header)
    if any(word.startswith(_INTEREST) for word in words):
        return False
    return words[-1:] in _FLAGS or any(_kinds().get(words[start:]) == ASKED for start in range(len(words)))


def _mark(text: str) -> str:
    """What a cell says whether somebody was asked."""
    words = words_of(text)
    if len(words) != 1:
        return ""
    return ASKED if words[0] in _YES else NEW if words[0] in _NO else ""


def _answer(text: str) -> str:
    """What a cell says that begins with a plain yes or no; '' if it does not."""
    parts = [part for part in (words_of(part) for part in _BREAK.split(text)) if part]
    while len(parts) > 1 and set(parts[0]) <= _ADVERBS - _YES:
        parts = parts[1:]
    if not parts:
        return ""
    first = parts[0]
    while len(first) > 1 and first[0] in _ADVERBS - _YES:
        first = first[1:]
    # Nein is never the beginning of another phrase, as no, non and não are.
    if first[0] != "nein" and not (len(first) == 1 or first[1] in _POLITE):
        return ""
    if first[0] in _YES:
        return AGREED
    if first[0] not in _NO:
        return ""
    rest = _kind_of(parts[1]) if len(parts) > 1 else ""
    return NEW if rest == NEW else REFUSED


@cache
def _kinds() -> dict[tuple[str, ...], str]:
    text = (files("seeder.importing.columns") / "status_words.csv").read_text("utf-8")
    return {words_of(row["words"]): row["kind"] for row in csv.DictReader(text.splitlines())}


@cache
def _kinds_by_stem() -> dict[tuple[str, ...], str]:
    return {_stems(words): kind for words, kind in _kinds().items()}
