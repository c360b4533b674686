"""Prices in any currency become the column fee, and a cost where the user says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from importing.test_import_table import load, written
from ruamel.yaml import YAML

from seeder.errors import ScenarioError
from seeder.importing import Imported
from seeder.importing.numbers.currency_names import currencies_in
from seeder.scenario import read_scenario


@pytest.mark.parametrize(
    ("cell", "fee"),
    [
        ("€150", "150"),
        ("150 EUR/post", "150"),
        ("$150 per post", "150"),
        ("CHF 200.-", "200"),
        ("200,- €", "200"),
        ("US$ 300", "300"),
        ("R$ 300", "300"),
        ("£1k", "1000"),
        ("free", "0"),
        ("gratis", "0"),
        ("on request", ""),
        ("", ""),
    ],
)
def test_prices_in_any_currency(tmp_path: Path, cell: str, fee: str) -> None:
    other = next(iter(currencies_in([cell])), "EUR")
    found = load(tmp_path, f'handle,followers,Price\na,2874,"{cell}"\nb,13800,100 {other}\n')
    assert found.columns["fee"] == (fee, "100")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("AED 500", "AED"),
        ("500 AED", "AED"),
        ("500AED", "AED"),
        ("500 dhs", "AED"),
        ("15 000 Ft", "HUF"),
        ("15000 forint", "HUF"),
        ("HUF 15,000", "HUF"),
        ("₦50,000", "NGN"),
        ("₱1,500", "PHP"),
        ("₫500000", "VND"),
        ("RM 300", "MYR"),
        ("Rp 500.000", "IDR"),
        ("S/ 300", "PEN"),
        ("500 lei", "RON"),
        ("RON 500", "RON"),
        ("500 QAR", "QAR"),
        ("KSh 2,000", "KES"),
        ("HK$ 300", "HKD"),
        ("NZ$300", "NZD"),
        ("S$ 300", "SGD"),
        ("₪400", "ILS"),
        ("500 MAD", "MAD"),
        ("500 د.إ.", "AED"),
        ("Price (AED)", "AED"),
        ("Price per post HUF", "HUF"),
        ("Price in Ft", ""),
        ("price (Ft)", "HUF"),
        ("Price for ALL", ""),
        ("TOP PRICE", ""),
        ("top", ""),
        ("500 kr", ""),
        ("real", ""),
        ("5 posts", ""),
    ],
)
def test_currencies_of_all_countries(text: str, code: str) -> None:
    assert currencies_in([text]) == ([code] if code else [])


@pytest.mark.parametrize(("unit", "code"), [("AED", "AED"), ("Ft", "HUF"), ("QAR", "QAR"), ("lei", "RON")])
def test_amounts_in_rare_currencies_are_read_and_named(tmp_path: Path, unit: str, code: str) -> None:
    found = load(tmp_path, f"handle,followers,Price\na,2874,500 {unit}\nb,13800,1500 {unit}\n", fee="per_post")
    assert found.columns["fee"] == ("500", "1500")
    assert f"cash: 1500 {code}" in found.scenario or f"cash {code}" in found.scenario or code in found.scenario


@pytest.mark.parametrize(
    ("header", "choice"),
    [
        ("Prezzo per storia", "per_story"),
        ("Prezzo a storia (EUR)", "per_story"),
        ("Costo per pubblicazione", "per_post"),
        ("Prezzo di una diretta", "per_live"),
        ("Precio de la historia", "per_story"),
        ("Precio por cada reel", "per_reel"),
        ("Preço de um story", "per_story"),
        ("Preço por vídeo (AED)", "per_video"),
        ("Tarif par story HT", "per_story"),
        ("Prix d'une vidéo", "per_video"),
        ("Prix du carrousel", "per_carousel"),
        ("Preis für Storys", "per_story"),
        ("Preis je Beitrag (zzgl. MwSt.)", "per_post"),
        ("Price per stories", "per_story"),
        ("Prezzo caroselli", "per_carousel"),
    ],
)
def test_headers_say_what_is_paid_for(tmp_path: Path, header: str, choice: str) -> None:
    found = load(tmp_path, f"handle,followers,{header}\na,2874,150\nb,13800,300\n")
    assert list(found.report.prices) == [choice]


@pytest.mark.parametrize("text", ["150 EUR per storia", "150 €/storia", "150 € la pubblicazione", "150 € je Beitrag"])
def test_what_is_paid_for_behind_the_amount_is_no_part_of_it(tmp_path: Path, text: str) -> None:
    found = load(tmp_path, f"handle,followers,Price\na,2874,{text}\nb,13800,100 EUR\n")
    assert found.columns["fee"] == ("150", "100")


def test_a_german_list_reads_fees_by_its_own_marks(tmp_path: Path) -> None:
    found = load(tmp_path, "Handle;Follower;Honorar\na;2.874;150 €\nb;13.800;1.200,50 €/Post\n")
    assert found.columns["fee"] == ("150", "1200.5")
    assert found.columns["Honorar"] == ("150 €", "1.200,50 €/Post")


def test_prices_are_written_as_a_comment_that_can_be_used(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,Fee\na,2874,150 €\nb,13800,300 €\n")
    assert "# The column 'Fee' has the prices of 2 rows, 150 to 300 EUR." in found.scenario
    assert "\n  #cash: 1500 EUR " in found.scenario
    assert "\n#approaches:\n#  ask: {fee: yes}\n" in found.scenario


STATUSES = "handle,followers,Fee,Status\na,2874,150 €,declined\nb,13800,300 €,\n"


@pytest.mark.parametrize("mark", ["#", "# ?"])
@pytest.mark.parametrize("cells", [STATUSES, STATUSES.replace("declined", "")])
@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ((r"cash", r"approaches:\n# *ask"), {"budget": {"effort": 40, "cash": "1500 EUR"}, "ask": {"fee": "yes"}}),
        ((r"approaches:\n# *ask",), {"budget": {"effort": 40}, "ask": {"fee": "yes"}}),
        ((r"evidence:\n# *posts.*\n# *asks",), {"evidence": {"posts": "posts.csv", "asks": "asks.csv"}}),
        ((r"(?:rules:\n# *)?accounts",), {"accounts": {"at_most": 25}}),
    ],
)
def test_lines_of_the_scenario_hold_as_soon_as_the_mark_before_them_is_gone(
    tmp_path: Path, cells: str, mark: str, blocks: tuple[str, ...], expected: dict[str, object]
) -> None:
    text = load(tmp_path, cells).scenario
    for block in blocks:
        found = re.search(rf"^ *# ?{block}.*$", text, re.MULTILINE)
        assert found is not None, block
        bare = re.sub(rf"^( *){mark}", r"\1", found.group(), flags=re.MULTILINE)
        text = text.replace(found.group(), bare)
    document = YAML(typ="safe").load(text)
    inner = {**document, **document.get("approaches", {}), **document.get("rules", {})}
    assert {key: inner[key] for key in expected} == expected


def test_a_document_offers_the_key_approaches_once(tmp_path: Path) -> None:
    rows = "handle,followers,Fee\na,2874,150\nb,13800,300\n"
    for text in (load(tmp_path, rows).scenario, load(tmp_path, rows, fee="per_post").scenario):
        assert len(re.findall("^#?approaches:", text, re.MULTILINE)) == 1


def test_prices_of_rejected_rows_are_none(tmp_path: Path) -> None:
    found = load(tmp_path, "Name,handle,followers,Fee\nAda,a,2874,150 €\nBo,b,13800,300 €\nTotal,,16674,450 €\n")
    assert "the prices of 2 rows, 150 to 300 EUR." in found.scenario


def test_fees_are_paid_where_the_user_says_so(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,Fee\na,2874,150\nb,13800,300\n", fee="per_post")
    assert "\napproaches:\n  ask: {fee: yes}\n" in found.scenario
    with pytest.raises(ScenarioError, match="no column has prices"):
        load(tmp_path, "handle,followers\na,2874\n", fee="per_post")


@pytest.mark.parametrize(("cell", "amount"), [("150 €", "1500 EUR"), ("150", "1500")])
def test_where_fees_are_paid_the_budget_has_a_line_for_them(tmp_path: Path, cell: str, amount: str) -> None:
    found = load(tmp_path, f"handle,followers,Fee\na,2874,{cell}\nb,13800,{cell}\n", fee="per_post")
    (line,) = [line for line in found.scenario.splitlines() if "cash:" in line]
    assert line.startswith(f"  #cash: {amount} ")
    folder = written(found, tmp_path)
    assert "no budget for 'cash'" in "".join(note.text for note in read_scenario(folder).notes)
    document = folder / "scenario.yaml"
    document.write_text(document.read_text("utf-8").replace(line, line.replace("#", "", 1)), "utf-8")
    assert dict(read_scenario(folder).document.budget.amounts)["cash"] == 1500
    limit = _unlimited(found)
    quoted = f"'cash={amount}'" if " " in amount else f"cash={amount}"
    assert f"below effort, as in cash: {amount}; or add it to seeder solve: --budget {quoted}" in limit


def _unlimited(found: Imported) -> str:
    """The last thing to review: that nothing limits the fees."""
    assert found.report.warnings[-1].startswith("no budget limits the sum of the fees. ")
    return found.report.warnings[-1]


SEVERAL = "handle,followers,Price per post,Price per story,price reel (EUR)\na,2874,100,50,80\nb,13800,,40,70\n"


@pytest.mark.parametrize(
    ("fee", "expected"),
    [
        ("per_post", ("100", "")),
        ("per_story", ("50", "40")),
        ("per_reel", ("80", "70")),
        ("Price per story", ("50", "40")),
        (None, ("100", "")),
    ],
)
def test_each_of_several_columns_of_prices_can_be_the_fee(
    tmp_path: Path, fee: str | None, expected: tuple[str, str]
) -> None:
    found = load(tmp_path, SEVERAL, fee=fee)
    assert found.columns["fee"] == expected
    assert ("\napproaches:\n  ask: {fee: yes}\n" in found.scenario) is (fee is not None)
    carried = {"Price per post", "Price per story", "price reel (EUR)"} & set(found.columns)
    assert len(carried) == 2


def test_several_columns_of_prices_are_named_with_what_to_do(tmp_path: Path) -> None:
    names = "3 columns have prices: 'Price per post', 'Price per story' and 'price reel (EUR)'. "
    (told,) = load(tmp_path, SEVERAL).report.warnings
    assert told == (
        f"{names}The column 'fee' has the prices in 'Price per post'; to pay them: --fee per_post. "
        "To pay another price: --fee per_story or --fee per_reel"
    )
    euros = SEVERAL.replace("per post", "per post (EUR)").replace("per story", "per story (EUR)")
    (told,) = load(tmp_path, euros).report.warnings
    assert "The column 'fee' has the prices in 'Price per post (EUR)'; to pay them: --fee per_post. " in told
    told, _ = load(tmp_path, SEVERAL, fee="per_reel").report.warnings
    assert told == (
        f"{names}An account that says yes is paid its price in 'price reel (EUR)'. To pay another price: "
        "--fee per_post or --fee per_story"
    )
    two = "handle,followers,Price per story,Reel Preis (EUR)\na,2874,50,80\nb,13800,40,70\n"
    found = load(tmp_path, two)
    assert "fee" not in found.columns
    assert found.report.warnings == (
        "2 columns have prices: 'Price per story' and 'Reel Preis (EUR)'. None of them is paid. To pay accounts that "
        "say yes one of these prices: --fee per_story or --fee per_reel",
    )


@pytest.mark.parametrize(
    ("table", "fee", "found", "way_out"),
    [
        (
            SEVERAL,
            "per_short",
            "no column has prices 'per_short'; there are per_post ('Price per post'), per_story ('Price per story') "
            "and per_reel ('price reel (EUR)')",
            "Write --fee per_post or --fee per_story or --fee per_reel; or leave --fee out",
        ),
        (
            "handle,followers,Fee,Price per post\na,2874,150,100\nb,13800,300,90\n",
            "per_post",
            "several columns have the prices 'per_post'; there are Fee ('Fee') and Price per post ('Price per post')",
            "Write --fee Fee or --fee 'Price per post'; or leave --fee out",
        ),
        (
            "handle,followers,Fee\na,2874,150\n",
            "monthly",
            "no column has prices 'monthly'; there is per_post ('Fee')",
            "Write --fee per_post; or leave --fee out",
        ),
    ],
)
def test_an_unknown_or_ambiguous_fee_says_which_there_are(
    tmp_path: Path, table: str, fee: str, found: str, way_out: str
) -> None:
    with pytest.raises(ScenarioError) as raised:
        load(tmp_path, table, fee=fee)
    (issue,) = raised.value.issues
    assert (issue.found, issue.way_out) == (found, way_out)


@pytest.mark.parametrize(
    ("header", "is_price"),
    [
        ("Price per post (EUR)", True),
        ("Preis pro Story", True),
        ("Tarif Reel €", True),
        ("Precio por publicación", True),
        ("Instagram story fee", True),
        ("Rate per reel", True),
        ("Engagement rate", False),
        ("Story rate", False),
        ("Cost per view", False),
        ("Price range", False),
    ],
)
def test_headers_of_prices(tmp_path: Path, header: str, is_price: bool) -> None:
    found = load(tmp_path, f"handle,followers,{header}\na,2874,150\nb,13800,300\n")
    assert ("fee" in found.columns) is is_price


def test_a_column_that_the_user_calls_the_price_is_one(tmp_path: Path) -> None:
    table = "handle,followers,Angebot,Price per story\na,2874,150,50\nb,13800,300,40\n"
    found = load(tmp_path, table, fee="per_post", mapping={"price": "Angebot"})
    assert found.columns["fee"] == ("150", "300")


def test_prices_of_several_currencies_are_no_fees(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,Fee\na,2874,150 €\nb,13800,$300\n")
    assert "fee" not in found.columns
    assert "are in EUR and USD" in "".join(found.report.warnings)


def test_fees_of_an_import_come_out_of_the_next_one_unchanged(tmp_path: Path) -> None:
    found = load(tmp_path, "account,handle,platform,followers,fee\na,a,x,10,150\nb,b,x,20,\n")
    assert found.columns["fee"] == ("150", "")


def test_accounts_without_a_price_are_named_where_prices_are_paid(tmp_path: Path) -> None:
    table = "handle,followers,Fee\na,2874,150\nb,13800,on request\nc,900,\nd,800,free\n"
    assert load(tmp_path, table).report.warnings == (
        "'Fee' has prices, but a yes costs nothing yet. To pay the prices, add --fee per_post",
    )
    paid = load(tmp_path, table, fee="per_post")
    assert paid.report.warnings == (
        "2 accounts have no price in 'Fee' ('b', 'c'), so a yes is counted as free. Write the price into the column "
        "'fee' of accounts.csv, or 0 for a yes that costs nothing",
        _unlimited(paid),
    )
    refused = "handle,followers,Fee,Status\na,2874,150,New\nb,13800,,Declined\n"
    assert not any("no price" in one for one in load(tmp_path, refused, fee="per_post").report.warnings)


def _doubts(tmp_path: Path, table: str) -> list[str]:
    return [one for one in load(tmp_path, table).report.warnings if " different " in one]


def test_several_prices_of_an_account_are_named(tmp_path: Path) -> None:
    table = (
        "Name,Handle,Platform,Followers,Email,Price\nAda,ada.b,instagram,2874,a@x.org,280 €\n"
        "Ada,adab,tiktok,900,a@x.org,340 €\nBo,bo,instagram,13800,b@x.org,90 €\nBo,bobo,tiktok,500,b@x.org,90 €\n"
    )
    found = load(tmp_path, table)
    assert found.columns["fee"] == ("280", "", "90", "90")
    assert _doubts(tmp_path, table) == [
        "1 account has different prices in 'Price': 'ada.b' (280 and 340). Only the first is used, for the whole "
        "account. If a yes costs another amount, such as the sum of them, write it into the column 'fee' of "
        "accounts.csv"
    ]


def test_several_prices_in_rows_of_one_handle_are_named(tmp_path: Path) -> None:
    rows = "Handle,Followers,Price\nada,2874,280\nada,2874,340\nbo,900,\nbo,900,70\n"
    assert _doubts(tmp_path, rows)[0].startswith("1 account has different prices in 'Price': 'ada' (280 and 340).")
    assert load(tmp_path, rows).columns["fee"] == ("280", "70")
    dated = "Handle,Followers,Price,Date\nada,2874,280,2026-01-01\nada,2874,340,2026-02-01\n"
    assert _doubts(tmp_path, dated) == []
    assert load(tmp_path, dated).columns["fee"] == ("340",)


def test_several_hours_of_an_account_are_named(tmp_path: Path) -> None:
    table = "account,handle,platform,followers,effort\nada,ada.b,x,2874,2\nada,adab,x,900,3\nbo,bo,x,500,1\n"
    (told,) = _doubts(tmp_path, table)
    assert told == (
        "1 account has different numbers in 'effort': 'ada' (2 and 3). Only the first is used, for the whole account. "
        "If another one is right, write it into the column 'effort' of accounts.csv"
    )


def test_a_single_column_of_prices_names_the_option_that_pays_them(tmp_path: Path) -> None:
    table = "handle,followers,Story rate (EUR)\na,2874,150\nb,13800,300\n"
    told = "'Story rate (EUR)' has prices, but a yes costs nothing yet. To pay the prices, add --fee per_story"
    assert load(tmp_path, table).report.warnings == (told,)
    assert not any("costs nothing yet" in one for one in load(tmp_path, table, fee="per_story").report.warnings)


@pytest.mark.parametrize(
    "header",
    [
        "Valor do post", "Valor", "Investimento", "Importe", "Presupuesto", "Montant", "Gage", "Vergütung", "Quote",
        "Asking price", "Cena za post", "Ár posztonként", "料金", "Wynagrodzenie", "Angebot", "Devis", "Offer", "Ücret",
    ],
)  # fmt: skip
@pytest.mark.parametrize("cells", [("250 €", "1.300,50 €"), ("¥50000", "¥8000"), ("1 200,00 zł", "300,00 zł")])
def test_amounts_with_a_currency_are_prices_whatever_their_column_is_called(
    tmp_path: Path, header: str, cells: tuple[str, str]
) -> None:
    table = f'handle,followers,{header}\na,2874,"{cells[0]}"\nb,13800,"{cells[1]}"\n'
    found = load(tmp_path, table)
    assert "" not in found.columns["fee"]
    assert "a yes costs nothing yet" in found.report.warnings[-1]
    assert load(tmp_path, table, fee="per_post").columns["fee"] == found.columns["fee"]
    assert load(tmp_path, table, fee=header).columns["fee"] == found.columns["fee"]
    assert load(tmp_path, table, fee=header.upper()).columns["fee"] == found.columns["fee"]


def test_words_among_amounts_do_not_hide_them(tmp_path: Path) -> None:
    table = 'handle,followers,Tarif demandé\na,2874,250 € HT\nb,13800,"1 200 €"\nc,900,à négocier\nd,80,gratuit\n'
    assert load(tmp_path, table).columns["fee"] == ("250", "1200", "", "0")
    notes = "handle,followers,Hinweis\na,2874,nett\nb,13800,300 €\nc,900,im Urlaub\n"
    assert "fee" not in load(tmp_path, notes).columns


def test_prices_known_by_their_cells_are_told_and_can_be_refused(tmp_path: Path) -> None:
    table = "handle,followers,Angebot\na,2874,150 €\nb,13800,90 €\n"
    (guess,) = [one for one in load(tmp_path, table).report.guesses if "Angebot" in one.subject]
    assert (guess.decision, guess.overrule) == ("used as the price", '--map carry="Angebot"')
    assert "fee" not in load(tmp_path, table, mapping={"carry": "Angebot"}).columns


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Umsatz", "12.000 €"),
        ("Revenue (EUR)", "12000"),
        ("EMV", "$12,000"),
        ("Media value", "$12,000"),
        ("Cost per click", "0,40 €"),
        ("Avg order value", "$35"),
        ("Bereits bezahlt", "300 €"),
        ("Note", "asked for 300 € in May, and then for 200 €"),
        ("Share (EUR)", "12 %"),
    ],
)
def test_amounts_that_are_no_prices_are_only_copied(tmp_path: Path, header: str, cell: str) -> None:
    table = f'handle,followers,{header}\na,2874,"{cell}"\nb,13800,"{cell}"\n'
    found = load(tmp_path, table)
    assert "fee" not in found.columns
    assert found.report.prices == {}


def test_the_column_that_the_user_names_has_the_prices(tmp_path: Path) -> None:
    table = "handle,followers,Was es kostet,Price per post\na,2874,150,100\nb,13800,90,80\n"
    assert load(tmp_path, table, fee="Was es kostet").columns["fee"] == ("150", "90")
    assert load(tmp_path, table, fee="per_post").columns["fee"] == ("100", "80")
    with pytest.raises(ScenarioError, match="the column 'City' has no prices"):
        load(tmp_path, "handle,followers,City\na,2874,Rome\nb,13800,Bonn\n", fee="City")


@pytest.mark.parametrize(
    ("cell", "fee"),
    [
        ("250 € HT", "250"),
        ("250 € netto", "250"),
        ("250€ + MwSt.", "250"),
        ("250 € + IVA", "250"),
        ("300 EUR TTC", "300"),
        ("300 € (zzgl. 19 % MwSt.)", "300"),
        ("300 € inkl. MwSt", "300"),
        ("300 € IVA incluido", "300"),
        ("300 € sem IVA", "300"),
        ("300 € hors taxes", "300"),
        ("€300 + VAT", "300"),
        ("300 € plus tax", "300"),
        ("300 € lordo", "300"),
        ("300 € taxes comprises", "300"),
        ("250 €/post + IVA", "250"),
    ],
)
def test_amounts_with_a_word_for_taxes_are_read_and_told(tmp_path: Path, cell: str, fee: str) -> None:
    for wanted in (None, "per_post"):
        found = load(tmp_path, f'handle,followers,Price\na,2874,"{cell}"\nb,13800,100 €\n', fee=wanted)
        assert found.columns["fee"] == (fee, "100")
        (told,) = [one for one in found.report.warnings if "taxes" in one]
        assert told == (
            f"1 price in 'Price' with a word for taxes, such as {cell!r}: the amount is used as it is written; if a "
            "yes costs another one, write it into the column 'fee' of accounts.csv"
        )


@pytest.mark.parametrize(
    "cell",
    [
        "250–300 €",
        "ab 400 €",
        "desde 300 €",
        "from 300 EUR",
        "à partir de 900 €",
        "€250 (neg.)",
        "300 € + 5 %",
        "2x90 €",
    ],
)
def test_prices_that_are_no_single_amount_are_named(tmp_path: Path, cell: str) -> None:
    for wanted in (None, "per_post"):
        found = load(tmp_path, f'handle,followers,Price\na,2874,"{cell}"\nb,13800,100 €\n', fee=wanted)
        assert found.columns["fee"] == ("", "100")
        (told,) = [one for one in found.report.warnings if "single" in one]
        assert told == (
            f"1 price in 'Price' that is no single amount, such as {cell!r}: left blank; write the amount into the "
            "column 'fee' of accounts.csv"
        )
