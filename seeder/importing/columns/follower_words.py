"""Headers that mention followers among words that no vocabulary holds."""

from __future__ import annotations

from seeder.importing.columns.roles import Role
from seeder.importing.columns.vocabulary import words_for, words_of

# Beside other words, these say as little of followers as of those who live in a country.
_VAGUE = frozenset(
    (
        "audience", "audiencia", "communaute", "members", "membres", "membros", "miembros", "mitglieder",
        "publico", "publikum",
    )
)  # fmt: skip
# Words that make another number of them, or none.
_OTHER_NUMBERS = frozenset(
    (
        "%", "active", "age", "anteil", "authentic", "bot", "bots", "bucket", "by", "cambio", "category",
        "change", "changed", "city", "ciudad", "cost", "country", "cpm", "crecimiento", "credibility",
        "crescimento", "croissance", "daily", "day", "days", "delta", "diff", "difference", "echte", "edad",
        "engagement", "faixa", "fake", "falsos", "faux", "gagnes", "gain", "gained", "gains", "ganados",
        "ganhos", "gender", "genero", "goal", "group", "grow", "growing", "growth", "handle", "id", "inactive",
        "increase", "interaccion", "last", "level", "link", "location", "loss", "lost", "meta", "month",
        "monthly", "months", "name", "neue", "new", "nivel", "notable", "nouveaux", "novos", "nuevas", "nuevos",
        "objetivo", "over", "pais", "per", "percent", "percentage", "perdidos", "perdus", "price", "quality",
        "quote", "range", "rango", "rank", "ranking", "rate", "ratio", "real", "reales", "share", "suspicious",
        "target", "tasa", "taux", "taxa", "tier", "tipo", "type", "url", "verlorene", "versus", "vs",
        "wachstum", "week", "weekly", "weeks",
    )
)  # fmt: skip


def mentions_followers(header: str) -> bool:
    """Whether a header names followers among words that are not known, and none that makes another number of them.

    ``Seguidores en la red``, ``Followers (est.)``; but not ``Followers gained`` and ``Fake followers``.
    """
    words = set(words_of(header))
    return bool(words & (words_for(Role.FOLLOWERS) - _VAGUE)) and not words & _OTHER_NUMBERS
