"""What headers of prices say: what is paid for, a post, a story or a reel, or that an amount is none that is paid."""

from __future__ import annotations

from seeder.importing.columns.paid_for import PAID_FOR
from seeder.importing.columns.vocabulary import PLATFORMS, words_of
from seeder.importing.numbers.currency_names import currencies_in

_PRICES = frozenset(
    (
        "price", "prices", "pricing", "cost", "costs", "fee", "fees", "charge", "charges", "precio", "precios", "coste",
        "costes", "costo", "costos", "tarifa", "tarifas", "preco", "precos", "custo", "custos", "cache", "preis",
        "preise", "kosten", "honorar", "honorare", "tarif", "tarife", "tarifs", "prix", "cout", "couts", "cachet",
        "prezzo", "prezzi", "costi", "honorarios", "honoraires", "onorari",
        "tariffa", "tariffe", "compenso", "compensi", "onorario",
        "valor", "valores", "investimento", "importe", "importes", "montant", "montants", "gage", "gagen", "vergutung",
        "vergutungen", "entgelt", "remuneration", "remuneracion", "remuneracao", "cena", "ceny", "stawka", "prijs",
        "tarief", "fiyat", "ucret", "料金", "価格", "报价", "價格", "가격", "단가", "цена", "стоимость",
    )
)  # fmt: skip
_RATES = frozenset(("rate", "rates"))
"""Prices only beside a currency or "per": a rate of stories can be anything."""
_BESIDE = frozenset(
    (
        "a", "ab", "al", "asking", "base", "standard", "usual", "typical", "normal", "quoted", "za",
        "approx", "average", "avg", "ca", "by", "cada", "chaque", "con", "d", "da", "de", "del",
        "della", "der", "des", "di", "do", "du", "each", "ein", "eine", "einen", "el", "est", "estimated", "excl",
        "exkl", "for", "from", "fur", "gross", "ht", "il", "in", "incl", "inkl", "iva", "je", "l", "la", "le", "mw",
        "mwst", "net", "netto", "of", "ogni", "brutto", "par", "para", "pela", "pelo", "per", "por", "pour", "pro",
        "singola", "st", "the", "ttc", "tva", "um", "uma", "un", "una", "une", "vat", "zzgl",
    )
)  # fmt: skip
_EACH = frozenset(("per", "pro", "por", "par", "each", "a", "card"))
_NOT_PAID = frozenset(
    (
        "revenue", "revenues", "sales", "turnover", "income", "earnings", "earned", "salary", "profit", "gmv", "emv",
        "miv", "aov", "arpu", "value", "worth", "cpm", "cpc", "cpe", "cpa", "cpv", "cpl", "tkp", "roi", "roas", "spend",
        "spent", "spending", "paid", "refund", "discount", "shipping", "product", "products", "gift", "donation",
        "donations", "deposit", "balance", "order", "orders", "click", "clicks", "view", "views", "engagement",
        "impression", "impressions", "mille", "1000", "follower", "followers", "lead", "sale", "campaign", "total",
        "umsatz", "umsatze", "einkommen", "gehalt", "verdienst", "gewinn", "warenkorb", "bestellwert", "ausgaben",
        "ausgegeben", "bezahlt", "gezahlt", "versand", "produkt", "produktwert", "rabatt", "spenden", "gesamt", "summe",
        "ingresos", "ventas", "facturacion", "ganancia", "ganancias", "salario", "gasto", "gastos", "gastado", "pagado",
        "envio", "producto", "descuento", "clic", "clics", "seguidor", "seguidores",
        "receita", "receitas", "vendas", "faturamento", "faturacao", "lucro", "gastou", "pago", "frete", "produto",
        "desconto", "clique", "cliques",
        "chiffre", "affaires", "ventes", "revenu", "revenus", "gain", "gains", "salaire", "depense", "depenses", "paye",
        "livraison", "produit", "remise", "panier", "abonne", "abonnes",
        "fatturato", "ricavi", "vendite", "guadagno", "guadagni", "stipendio", "spesa", "spese", "speso", "pagato",
        "spedizione", "prodotto", "sconto", "carrello",
    )
)  # fmt: skip
"""Words of amounts that are no price of an account: what it earns, what was spent, what a click costs."""


def paid_for(header: str) -> str | None:
    """What a header of prices says they are paid for, '' if it says nothing; None if it is no header of prices."""
    words = words_of(header)
    prices = _PRICES | (_RATES if currencies_in([header]) or not _EACH.isdisjoint(words) else frozenset())
    if prices.isdisjoint(words):
        return None
    kinds: list[str] = []
    for word in words:
        if word in PAID_FOR:
            kinds.append(PAID_FOR[word])
        elif word in PLATFORMS:
            kinds.append(word)
        elif word not in prices and word not in _BESIDE and not currencies_in([word, word.upper()]):
            return None
    return "_".join(dict.fromkeys(kinds))


def kind_in(header: str) -> str:
    """What is paid for by any word of a header, '' if none says it."""
    return "_".join(dict.fromkeys(PAID_FOR[word] for word in words_of(header) if word in PAID_FOR))


def says_other_amount(header: str) -> bool:
    """Whether a header names an amount that is no price of an account."""
    return not _NOT_PAID.isdisjoint(words_of(header))
