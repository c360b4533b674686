"""Headers of working hours in six languages: ``Tiempo (h)``, ``Est. hours``, ``Stunden pro Kontakt``."""

from __future__ import annotations

import re

_HOURS = (
    "hours?|hrs?|h|std|stunden?|horas?|heures?|ore|ora|effort|aufwand|zeitaufwand|zeitbedarf|stundenaufwand"
    "|arbeitsaufwand|arbeitszeit|arbeitsstunden|esfuerzo|esforco|impegno|workload|workhours|manhours"
)
_TIME = "time|zeit|tiempo|temps|tempo"
_MANNER = (
    "est|estimated|estimate|planned|expected|needed|required|invested|spent|working|work|man|person|outreach"
    "|estimad[ao]s?|previst[aoie]s?|necesari[ao]s?|necessari[ao]s?|dedicad[ao]s?|invertid[ao]s?|gast[ao]s?"
    "|estimee?s?|estime|prevue?s?|necessaires?|passee?s?|dediee?s?|stimat[aoie]|necessarie|dedicat[aoie]|impiegat[aoie]"
    "|geschatzte?r?s?|geplante?r?|benotigte?r?|notige|voraussichtliche?r?|etwa|ca|approx"
    "|trabajo|trabalho|travail|lavoro|arbeit|de|of|di|in|en|em"
)
_NUMBER = "(?:number of|no of|nombre d|nombre de|anzahl(?: der)?|numero de|numero di|n de|n di) "
_ASKS = (
    "contacts?|asks?|influencers?|creators?|persons?|accounts?|outreach|kontakte?|anfrage|person|contactos?|contatos?"
    "|contatt[oi]|personas?|pessoas?|personnes?|persone|perfil|profil|profile|profilo|blogger|talent"
)
_HEADER = re.compile(
    rf"(?:{_NUMBER})?(?:(?:{_MANNER}) )*(?:{_HOURS}|{_TIME})(?: (?:{_MANNER}|{_HOURS}))*"
    rf"(?: (?:per|pro|por|par|je|each|cada|for|fur|para|pour|a|al) (?:{_ASKS})(?: (?:{_HOURS}))*)?"
)
_HOURS_AND_ASK = re.compile(rf"(?:{_HOURS}) (?:{_ASKS})")


def says_effort(words: tuple[str, ...]) -> bool:
    """Whether all words of a header together say that the cells are hours of work."""
    text = " ".join(words)
    return _HEADER.fullmatch(text) is not None or _HOURS_AND_ASK.fullmatch(text) is not None
