"""Words for what prices are paid for: a post, a story, a reel, in six languages."""

from __future__ import annotations

PAID_FOR = {
    word: kind
    for kind, words in {
        "post": (
            "post", "posts", "posting", "postings", "beitrag", "beitrage", "publicacion", "publicaciones", "publicacao",
            "publicacoes", "publication", "publications", "pubblicazione", "pubblicazioni", "feed", "feedpost",
        ),
        "story": ("story", "stories", "storys", "historia", "historias", "storia", "storie"),
        "reel": ("reel", "reels"),
        "video": ("video", "videos"),
        "short": ("short", "shorts"),
        "carousel": (
            "carousel", "carousels", "carrusel", "carruseles", "carrossel", "carrosseis", "karussell", "karussells",
            "carosello", "caroselli", "carrousel", "carrousels",
        ),
        "integration": (
            "integration", "integrations", "integracion", "integraciones", "integracao", "integracoes", "integrazione",
            "integrazioni", "integrationen",
        ),
        "live": ("live", "lives", "livestream", "livestreams", "stream", "streams", "directo", "diretta"),
    }.items()
    for word in words
}  # fmt: skip
"""Words of headers and cells, without accents → what is paid for."""
