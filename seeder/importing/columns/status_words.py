"""The words of a status column in six languages: who said no or must not be asked, and who was asked already.

The words are data, in ``status_words.csv``. A cell counts by the longest of them that it begins with: ``Declined, no
time`` is a no, and ``not contacted`` none. A participle may have any ending of gender and number: ``contactadas`` is
``contactado``. Neither adverbs and pronouns nor what was sent hide a word: ``bereits angefragt`` is ``angefragt``, and
``mail envoyé`` is ``envoyé``.

A plain ``no`` or ``yes`` is an answer too; in a column such as ``contacted`` it says whether somebody was asked, and in
one such as ``do not contact`` who must not be. No column is taken for one of statuses by such cells alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from seeder.importing.columns.status_flags import (
    NO,
    YES,
    Flag,
    counts_something,
    flag_at_end,
    flag_of,
    is_cross,
    mark_of,
)
from seeder.importing.columns.vocabulary import words_of
from seeder.importing.numbers.number_words import is_blank_word

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
_DATE = re.compile(r"\d{1,4}[-/.]\s?\d{1,2}[-/.]|\d{1,2}\.? ?[^\W\d_]{3,}|[^\W\d_]{3,}\.? \d")
"""How a day begins: ``2026-02-01``, ``3 May``, ``Mai 2026``."""
_YES = frozenset(("yes", "ja", "oui", "si", "sim"))
_NO = frozenset(("no", "nein", "non", "nao"))
_POLITE = frozenset(
    ("thanks", "thank", "sorry", "danke", "leider", "merci", "gracias", "grazie", "obrigado", "obrigada", "please")
)
_BREAK = re.compile(r"[^\w\s'’]|\s-|\Z")
"""What ends the first words of a cell: ``no, too busy``; ``no email found`` is no answer."""
_PROHIBITED = re.compile(
    r"(?:(?:please|bitte|por favor|merci de) )?(?:"
    r"(?:do not|don t|dont|never|must not|mustn t|should not|shouldn t|not to) (?:ever |re )?(?:be )?"
    r"(?:re)?(?:contact|ask|email|mail|message|dm|call|write|approach|invite|pitch|reach out|bother|disturb)(?:ed)?"
    r"|(?:nicht|nie|niemals|keinesfalls)(?: (?:mehr|wieder|erneut|nochmals?|noch|einmal))* (?:zu )?"
    r"(?:kontaktieren|anschreiben|anfragen|fragen|ansprechen|anrufen|einladen|stoeren|storen|behelligen)"
    r"|no (?:volver a |vuelva a |se debe )?(?:re)?(?:contactar|contacte|escribir|llamar|molestar|preguntar|invitar)"
    r"|nao (?:voltar a |volte a |se deve )?(?:entrar em contac?to|(?:re)?contac?tar|contac?te|ligar|escrever|incomodar"
    r"|perguntar|abordar|convidar|procurar)"
    r"|ne (?:pas|plus|jamais) (?:l |le |la |les )?(?:re)?(?:contacter|solliciter|demander|appeler|deranger|inviter"
    r"|relancer|ecrire)"
    r"|non (?:lo |la |li )?(?:piu )?(?:ri)?(?:contattare|scrivere|chiamare|disturbare|chiedere|invitare|cercare)"
    r")\b"
)
"""Phrases that forbid to ask, whatever verb they have."""
_FIRM_NO = re.compile(
    r"(?:(?:hard|firm|soft|clear|definite|polite|final|big|strong|flat|ein|klares|hartes|deutliches|eindeutiges|klarer"
    r"|un|um|a|its a|it s a|that s a) )+(?:no|nein|non|nao)(?: \w+)?"
    r"|(?:definitely|absolutely|certainly|probably) (?:no|not)"
    r"|(?:no|nao|non|nein)(?: (?:rotundo|definitivo|definitif|categorique|categorico|ferme|secco|netto|firme|klar|way"
    r"|chance))"
)
"""A no with a word that says how firm it is."""


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
        plain = _plain_below(header, texts)
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
    known = _kind_of(words) or _kind_of(plain) or _kind_of(tuple(word for word in plain if word not in _SENT))
    is_no = not known and (_PROHIBITED.match(" ".join(words)) or _FIRM_NO.fullmatch(" ".join(words)))
    return REFUSED if is_no else known


def tells_of_asks(texts: Sequence[str], *, is_first: bool) -> bool:
    """Whether cells say who was asked or said no; of a further column only whether they say who said no."""
    found = read_statuses(texts)
    return found is not None and (bool(found.refused) or (is_first and not {ASKED, AGREED}.isdisjoint(found.kinds)))


def asks_for_marks(header: str, texts: Sequence[str]) -> bool:
    """Whether a header asks who was or must not be asked, and the cells below answer it."""
    whole = flag_of(header)
    flag = whole or flag_at_end(header)
    if flag is None:
        return False
    # Marks are few, and most rows of a long list have none.
    filled = [text for text in dict.fromkeys(texts) if mark_of(text) or not is_blank_word(text.strip())]
    if not filled or counts_something(filled):
        return False
    n_marks = sum(bool(mark_of(text) or (flag is Flag.ASKED and _DATE.match(text.strip()))) for text in filled)
    return whole is Flag.REFUSAL or 2 * n_marks >= len(filled)


def _kind_of(words: tuple[str, ...]) -> str:
    for length in range(min(len(words), _MOST_WORDS), 0, -1):
        kind = _kinds().get(words[:length]) or _kinds_by_stem().get(_stems(words[:length]))
        if kind is not None:
            return kind
    return ""


def _stems(words: tuple[str, ...]) -> tuple[str, ...]:
    # The mark tells contacté and contactada, asked, from contact, which may be a request.
    return tuple(_ENDING.sub("*", word) for word in words)


def _plain_below(header: str, texts: Sequence[str]) -> Callable[[str], str]:
    """What cells say below a header that are no words of statuses."""
    flag = flag_of(header) or flag_at_end(header)
    if flag is Flag.PERMISSION and not any(mark_of(text) == YES for text in texts):
        # Boxes of which none is ticked say nothing of anybody.
        return _answer
    return _answer if flag is None else _OF_FLAG[flag]


def _forbids(text: str) -> str:
    """What a cell says of who must not be asked: a yes, a day, or a reason."""
    mark = mark_of(text)
    if mark:
        return REFUSED if mark == YES else NEW
    return REFUSED if words_of(text) and not is_blank_word(text.strip()) else ""


def _permits(text: str) -> str:
    """What a cell says of who may be asked."""
    return {YES: NEW, NO: REFUSED}.get(mark_of(text), "")


def _agrees(text: str) -> str:
    """What a cell says of who said yes: a no may be none yet."""
    return AGREED if mark_of(text) == YES else ""


def _was_asked(text: str) -> str:
    """What a cell says whether somebody was asked: a yes, a day, how often."""
    mark = "" if is_cross(text) else mark_of(text)
    if mark:
        return ASKED if mark == YES else NEW
    return ASKED if any(map(str.isdigit, text)) else ""


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


def _would(text: str) -> str:
    """What a cell says of who would do it: a no, but no box that is not ticked."""
    return _answer(text) or {YES: AGREED, NO: NEW}.get(mark_of(text), "")


_OF_FLAG = {
    Flag.REFUSAL: _forbids,
    Flag.PERMISSION: _permits,
    Flag.ASKED: _was_asked,
    Flag.ANSWER: _would,
    Flag.AGREED: _agrees,
}


@cache
def _kinds() -> dict[tuple[str, ...], str]:
    text = (files("seeder.importing.columns") / "status_words.csv").read_text("utf-8")
    return {words_of(row["words"]): row["kind"] for row in csv.DictReader(text.splitlines())}


@cache
def _kinds_by_stem() -> dict[tuple[str, ...], str]:
    return {_stems(words): kind for words, kind in _kinds().items()}
