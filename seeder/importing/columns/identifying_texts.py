"""Finds the columns that say who a row is where no header does: by how cells are written, and by what is beside them.

Cells such as ``ada.reads`` are handles whatever their column is called. So are plain words that the addresses beside
them contain, as ``adareads`` beside ``facebook.com/adareadsblog``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from seeder.importing.columns.follower_signs import counts_codes, counts_rows
from seeder.importing.columns.handle_words import has_signs_of_handles
from seeder.importing.columns.roles import Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.columns.vocabulary import words_of
from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.profiles.profiles import read_profile

_MOSTLY = 0.9
_HALF = 0.5
_SELDOM = 0.2
_MOST_LOOKED_AT = 500
_SHORTEST_WORD = 3
_SURE_SIGNS = re.compile(r"[@＠_]|\w\.\w")
_LETTERS_IN_A_ROW = re.compile(r"[^\W\d_]{4}")
_FILE_OR_HOST = re.compile(
    r".*\.(?:jpe?g|png|gif|webp|pdf|csv|xlsx?|com|net|org|info|example|de|at|ch|es|fr|it|pt|br|pl|uk|eu|hu|no|nl|tr|jp)",
    re.IGNORECASE | re.DOTALL,
)
_WHOLE_NAME = re.compile(r"(?:[^\W\d_]+(?:[.'’\-][^\W\d_]*)*\s+){1,4}[^\W\d_]+(?:[.'’\-][^\W\d_]*)*")
_OTHER_WORDS = frozenset(
    (
        "campaign", "code", "codes", "codigo", "codice", "coupon", "cupon", "cupom", "datei", "descuento", "desconto",
        "discount", "domain", "file", "filename", "gutschein", "hash", "hashtag", "hashtags", "image", "kampagne",
        "kod", "order", "password", "photo", "picture", "promo", "promocode", "rabatt", "rabattcode", "reduction",
        "ref", "reference", "referral", "sconto", "sku", "slug", "tag", "tags", "token", "utm", "version", "voucher",
    )
)  # fmt: skip
"""Words of headers of what is written as handles are and names nobody, such as codes of discounts."""

_OTHER_PEOPLE = frozenset(
    (
        "address", "agence", "agencia", "agency", "agent", "agentur", "agenzia", "assigned", "betreuer", "bearbeiter",
        "brand", "by", "client", "cliente", "collab", "collaborator", "company", "competitor", "contact", "contacto",
        "contato", "contatto", "empfohlen", "empresa", "entreprise", "firma", "friend", "kontakt", "kooperation",
        "kunde", "lookalike", "management", "manager", "marca", "marke", "marque", "mention", "mentioned", "mentions",
        "partner", "partners", "recommended", "referred", "responsable", "responsabile", "responsavel", "responsible",
        "sales", "similar", "societa", "tagged", "unternehmen", "verantwortlich", "via",
    )
)  # fmt: skip
"""Words of headers of other people and firms that have to do with an account."""

_PROFILE_WORDS = frozenset(
    (
        "profile", "profil", "perfil", "profilo", "account", "konto", "compte", "cuenta", "conta", "channel", "kanal",
        "canal", "canale", "chaine",
    )
)  # fmt: skip


def column_of_handles(
    free: Iterable[SourceColumn], addresses: Sequence[SourceColumn], names: Sequence[SourceColumn]
) -> SourceColumn | None:
    """The first column whose cells are written as handles are, and that the columns beside it do not speak against.

    Parameters
    ----------
    free
        Columns without a role, and those that are called ids.
    addresses, names
        Columns of addresses and of names beside them.
    """
    n_people = max(map(_n_different, names), default=0)
    for column in free:
        content = column.content
        if content.bare_handle < _MOSTLY or max(content.number, content.day, content.email) >= _HALF:
            continue
        # A contact of some rows says nothing of the others, unless they have a name.
        is_enough = 2 * _n_different(column) >= n_people if names else _is_full(column)
        if not is_enough or not _can_be_handles(column):
            continue
        is_agreed = any(share_of_same(column.texts, handles_in(one)) >= _HALF for one in addresses)
        has_signs = has_signs_of_handles(column) if not names else _share(_SURE_SIGNS, column) > _HALF
        if not has_signs or content.username < _MOSTLY:
            if is_agreed and content.unique > _HALF:
                return column
        elif is_agreed or not (
            any(_are_their_profiles(one, names) for one in addresses)
            or any(_are_of_others(column, one) for one in names)
        ):
            return column
    return None


def column_of_names(columns: Sequence[SourceColumn], free: Sequence[SourceColumn]) -> SourceColumn | None:
    """The first column of texts, if it has no role and its cells are first and last names, nearly all different."""
    for column in columns:
        content = column.content
        is_text = max(content.number, content.day, content.email, content.url) < _HALF
        if not content.n_looked_at or not is_text or content.unique < _MOSTLY or names_others(column):
            continue
        texts = _texts(column)
        n_names = sum(_WHOLE_NAME.fullmatch(text) is not None and text[0].isupper() for text in texts)
        return column if column in free and n_names > _HALF * len(texts) else None
    return None


def most_telling_text(columns: Sequence[SourceColumn]) -> SourceColumn:
    """The column of texts that says best who a row is, of several without a telling name.

    A note or a contact of some rows identifies nobody else, and codes that count the rows tell nothing. What is written
    as only handles are goes first, then the column further left. Plain words beside whole names are handles only if
    they have something of the names: otherwise they are topics.
    """

    def worth(column: SourceColumn) -> tuple[bool, bool, float, int]:
        is_topic = not has_signs_of_handles(column) and any(
            _holds_whole_names(one) and _share_words(column.texts, one.texts) == 0 for one in columns if one != column
        )
        fitness = 0.0 if is_topic else round(column.content.username, 1)
        return _is_full(column), not counts_codes(column), fitness, -column.index

    return max(columns, key=worth)


def names_others(column: SourceColumn) -> bool:
    """Whether a header says that cells are of other people, or codes and the like."""
    return not (_OTHER_WORDS | _OTHER_PEOPLE).isdisjoint(words_of(column.header))


def handles_in(column: SourceColumn) -> list[str]:
    """The handle that each of the first addresses of a column leads to, '' where it leads to none."""
    profiles = (read_profile(text) if text.strip() else None for text in column.texts[:_MOST_LOOKED_AT])
    return ["" if profile is None or not profile.platform else profile.handle for profile in profiles]


def are_the_same(column: SourceColumn, addresses: SourceColumn) -> bool:
    """Whether nearly all addresses are of the handles in the same rows."""
    pairs = [
        (_letters(text), _letters(handle))
        for text, handle in zip(column.texts, handles_in(addresses), strict=False)
        if _letters(text) and handle
    ]
    return bool(pairs) and sum(one == other for one, other in pairs) >= _MOSTLY * len(pairs)


def _can_be_handles(column: SourceColumn) -> bool:
    """Whether neither the header nor the cells say that they are codes, ids, files or hosts."""
    texts = _texts(column)
    if names_others(column) or counts_rows(column) or counts_codes(column):
        return False
    stems = {re.sub(r"[\d_.\-]", "", text.casefold()) for text in texts}
    if len(stems) == 1 and len(set(texts)) > 1:
        return False
    meaning = column.meaning
    if meaning is not None and meaning.role is Role.ID and _share(_LETTERS_IN_A_ROW, column) <= _HALF:
        return False
    return sum(_FILE_OR_HOST.fullmatch(text) is not None for text in texts) <= _HALF * len(texts)


def _are_their_profiles(addresses: SourceColumn, names: Sequence[SourceColumn]) -> bool:
    """Whether addresses are called profiles, or have words of the names beside them."""
    handles = handles_in(addresses)
    if 2 * sum(map(bool, handles)) < sum(bool(text.strip()) for text in addresses.texts[:_MOST_LOOKED_AT]):
        return False
    is_called = not _PROFILE_WORDS.isdisjoint(words_of(addresses.header))
    return is_called or any(_share_words(handles, one.texts) >= _HALF for one in names)


def share_of_same(texts: Sequence[str], others: Sequence[str]) -> float:
    """Share of the rows with both in which one text contains the other, without signs and case [0–1]."""
    pairs = zip(map(_letters, texts[:_MOST_LOOKED_AT]), map(_letters, others[:_MOST_LOOKED_AT]), strict=True)
    both = [(one, other) for one, other in pairs if one and other]
    return sum(one in other or other in one for one, other in both) / len(both) if both else 0.0


def _are_of_others(column: SourceColumn, names: SourceColumn) -> bool:
    """Whether texts have hardly ever a word of the names beside them, as somebody else's handles have."""
    texts = zip(column.texts[:_MOST_LOOKED_AT], names.texts[:_MOST_LOOKED_AT], strict=True)
    # Names in other letters share no word with any handle.
    both = [(text, name) for text, name in texts if text.strip() and any(map(str.isascii, words_of(name)))]
    return len(both) > 1 and _share_words(*zip(*both, strict=True)) < _SELDOM


def _share_words(texts: Sequence[str], others: Sequence[str]) -> float:
    """Share of the rows with both in which a word of one text is within the other [0–1]."""
    n_both = n_shared = 0
    for one, other in zip(texts[:_MOST_LOOKED_AT], others[:_MOST_LOOKED_AT], strict=True):
        letters, beside = _letters(one), _letters(other)
        if letters and beside:
            words = [word for word in (*words_of(one), *words_of(other)) if len(word) >= _SHORTEST_WORD]
            n_both += 1
            n_shared += any(word in letters and word in beside for word in words)
    return n_shared / n_both if n_both else 0.0


def _holds_whole_names(column: SourceColumn) -> bool:
    texts = _texts(column)
    n_names = sum(_WHOLE_NAME.fullmatch(text) is not None and text[0].isupper() for text in texts)
    return len(texts) <= 2 * n_names and len(set(texts)) >= _MOSTLY * len(texts)


def _letters(text: str) -> str:
    return "" if is_blank_word(text) else "".join(word for word in words_of(text.rpartition("/")[2]))


def _texts(column: SourceColumn) -> list[str]:
    found = (text.strip() for text in column.texts[:_MOST_LOOKED_AT])
    return [text for text in found if text and not is_blank_word(text)]


def _share(pattern: re.Pattern[str], column: SourceColumn) -> float:
    texts = _texts(column)
    return sum(pattern.search(text) is not None for text in texts) / len(texts) if texts else 0.0


def _n_different(column: SourceColumn) -> int:
    return len({text.strip().casefold() for text in column.texts} - {""})


def _is_full(column: SourceColumn) -> bool:
    """Whether nearly all rows have a cell in a column."""
    return sum(bool(text.strip()) for text in column.texts) >= _MOSTLY * len(column.texts)
