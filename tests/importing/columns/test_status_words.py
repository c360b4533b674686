"""Accounts that said no or must not be asked are left out by a rule that stands in scenario.yaml."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest
from importing.test_import_table import load, written

import seeder
from seeder.importing import Imported
from seeder.importing.columns.status_words import _stems, kind_of_status, read_statuses
from seeder.importing.columns.vocabulary import words_of
from seeder.importing.unexcluded import unexcluded_refusals


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Declined", "refused"),
        ("declined, no time", "refused"),
        ("Do not contact!", "refused"),
        ("DO-NOT-CONTACT", "refused"),
        ("Don't contact", "refused"),
        ("DNC", "refused"),
        ("Abgelehnt", "refused"),
        ("Kein Interesse (Mai)", "refused"),
        ("No contactar", "refused"),
        ("Não contatar", "refused"),
        ("Refusé", "refused"),
        ("SENT", "asked"),
        ("Contacted", "asked"),
        ("replied 3 May", "asked"),
        ("Angeschrieben", "asked"),
        ("Zugesagt", "agreed"),
        ("En attente", "asked"),
        ("not contacted", "new"),
        ("No contactado", "new"),
        ("noch nicht kontaktiert", "new"),
        ("New", "new"),
        ("bereits angefragt", "asked"),
        ("schon angefragt", "asked"),
        ("bereits kontaktiert", "asked"),
        ("wurde bereits angeschrieben", "asked"),
        ("already contacted", "asked"),
        ("has been contacted", "asked"),
        ("email already sent", "asked"),
        ("déjà contacté", "asked"),
        ("ya contactado", "asked"),
        ("già contattato", "asked"),
        ("è stata contattata", "asked"),
        ("já contatado", "asked"),
        ("already declined", "refused"),
        ("hat bereits zugesagt", "agreed"),
        ("has not been contacted yet", "new"),
        ("noch nicht angefragt", "new"),
        ("ya no interesado", "refused"),
        ("will nicht", "refused"),
        ("accepté", "agreed"),
        ("aceptó", "agreed"),
        ("ha accettato", "agreed"),
        ("lista negra", "refused"),
        ("En la lista negra", "refused"),
        ("liste noire", "refused"),
        ("lista nera", "refused"),
        ("auf der schwarzen Liste", "refused"),
        ("declinó", "refused"),
        ("declinou", "refused"),
        ("ha declinado", "refused"),
        ("ha dicho que no", "refused"),
        ("disse que não", "refused"),
        ("a dit que non", "refused"),
        ("ha detto di no", "refused"),
        ("hat nein gesagt", "refused"),
        ("she said no", "refused"),
        ("n'est pas intéressé", "refused"),
        ("n'est pas intéressée", "refused"),
        ("elle n'est pas intéressée", "refused"),
        ("no está interesada", "refused"),
        ("não está interessada", "refused"),
        ("non è interessata", "refused"),
        ("ist nicht interessiert", "refused"),
        ("désinscrit", "refused"),
        ("désinscrite", "refused"),
        ("dada de baja", "refused"),
        ("disiscritta", "refused"),
        ("descadastrada", "refused"),
        ("rechazadas", "refused"),
        ("bitte nicht kontaktieren", "refused"),
        ("Emailed", "asked"),
        ("DM'd", "asked"),
        ("E-Mail verschickt", "asked"),
        ("Mail ist raus", "asked"),
        ("mail envoyé", "asked"),
        ("courriel envoyé", "asked"),
        ("mail inviata", "asked"),
        ("prima mail inviata", "asked"),
        ("mensagem enviada", "asked"),
        ("correo electrónico enviado", "asked"),
        ("esperando respuesta", "asked"),
        ("aguardando resposta", "asked"),
        ("in attesa di risposta", "asked"),
        ("en attente de réponse", "asked"),
        ("warte auf Antwort", "asked"),
        ("noch keine Antwort", "asked"),
        ("noch nicht geantwortet", "asked"),
        ("not yet replied", "asked"),
        ("no ha respondido", "asked"),
        ("n'a pas encore répondu", "asked"),
        ("contactadas", "asked"),
        ("relancée", "asked"),
        ("contract signed", "agreed"),
        ("ha dicho que sí", "agreed"),
        ("ist dabei", "agreed"),
        ("noch offen", "new"),
        ("noch anfragen", "new"),
        ("todavía no contactada", "new"),
        ("da contattare", "new"),
        ("contact", ""),
        ("email", ""),
        ("anna@x.example", ""),
        ("already", ""),
        ("nein", ""),
        ("yes", ""),
        ("Berlin", ""),
        ("", ""),
    ],
)
def test_words_of_five_languages(text: str, kind: str) -> None:
    assert kind_of_status(text) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("leider nein", "refused"),
        ("Nein", "refused"),
        ("nein, keine Zeit", "refused"),
        ("nein danke", "refused"),
        ("no", "refused"),
        ("No thanks", "refused"),
        ("no - too busy", "refused"),
        ("sorry, no", "refused"),
        ("non merci", "refused"),
        ("no gracias", "refused"),
        ("no grazie", "refused"),
        ("purtroppo no", "refused"),
        ("não", "refused"),
        ("não, obrigada", "refused"),
        ("no, not contacted", "new"),
        ("no, not yet", "new"),
        ("no email found", ""),
        ("no contesta", "asked"),
        ("not sure", ""),
        ("non disponibile", ""),
        ("no reply", "asked"),
        ("ja", "agreed"),
        ("Yes!", "agreed"),
        ("sí", "agreed"),
        ("oui, en juin", "agreed"),
        ("sim", "agreed"),
        ("yes or no", ""),
        ("?", ""),
    ],
)
def test_a_plain_yes_or_no_is_an_answer_in_a_column_of_statuses(text: str, kind: str) -> None:
    found = read_statuses([text], header="Status")
    assert (found.kinds[0] if found else "") == kind


@pytest.mark.parametrize("header", ["contacted", "Kontaktiert", "asked", "Outreach", "Orga kontaktiert"])
def test_a_plain_no_of_a_flag_is_no_refusal(header: str) -> None:
    found = read_statuses(["no", "yes", "nein", "no, wait"], header=header)
    assert found is not None
    assert found.kinds == ("new", "asked", "new", "")
    assert found.refused == ()


def test_no_interest_is_a_refusal() -> None:
    found = read_statuses(["no", "yes"], header="Interested")
    assert found is not None
    assert found.kinds == ("refused", "agreed")


def test_answers_alone_make_no_column_of_statuses(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,vegan\na,2874,no\nb,13800,yes\nc,900,no\n")
    assert "groups" not in found.scenario
    assert found.report.warnings == ()


def test_the_state_of_an_address_is_no_status() -> None:
    assert read_statuses(["Texas", "Ohio", "New", ""]) is None


def test_who_must_not_be_asked_is_left_out_by_a_written_rule(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "handle,followers,Outreach status\nada.reads,2874,Contacted\nbo.bakes,13800,Declined\n"
        "cy_climbs,51000,Don't contact\ndee_d,900,New\n",
    )
    folder = written(found, tmp_path)
    rule = "{where: \"`Outreach status` in ('Declined', 'Don''t contact')\", at_most: 0}"
    assert rule in (folder / "scenario.yaml").read_text("utf-8")
    warnings = "".join(found.report.warnings)
    assert "1 account was asked already" in warnings
    assert "{where: \"`Outreach status` in ('Contacted')\", at_most: 0}" in warnings
    assert "2 accounts said no or must not be asked" in warnings
    run = seeder.run_scenario(seeder.read_scenario(folder))
    assert sorted(pick.account for pick in run.plan.picks) == ["ada.reads", "dee_d"]


def test_a_table_without_refusals_gets_no_rule(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,Status\na,2874,Sent\nb,13800,New\nc,900,Zugesagt\n")
    assert "groups" not in found.scenario
    assert "1 account was asked already" in found.report.warnings[0]
    assert found.report.warnings[1] == (
        "1 account has said yes already ('Zugesagt' in 'Status'). The plan may ask it again. To exclude it, add to "
        "rules.groups in scenario.yaml: {where: Status in ('Zugesagt'), at_most: 0}. To ask it in any case, add the "
        "name to rules.include"
    )
    assert found.report.warnings[0].endswith("{where: Status in ('Sent'), at_most: 0}")
    assert len(found.report.warnings) == 2


def test_statuses_that_were_not_understood_are_named(tmp_path: Path) -> None:
    cells = ["Sent", "im Urlaub", "Agentur fragen", "im Urlaub", "tbd", "soso", "abgelehnt", ""]
    found = load(tmp_path, "handle,followers,Status\n" + "".join(f"a{n},900,{x}\n" for n, x in enumerate(cells)))
    assert "Status in ('abgelehnt')" in found.scenario
    assert [one for one in found.report.warnings if "understood" in one] == [
        "5 accounts have a status that was not understood, such as 'im Urlaub' ('a1'), 'Agentur fragen' ('a2') and "
        "'tbd' ('a4'). The plan may ask them. To exclude them, add to rules.groups in scenario.yaml: "
        "{where: \"Status in ('im Urlaub', 'Agentur fragen', 'tbd', 'soso')\", at_most: 0}"
    ]


def test_a_status_column_of_unknown_words_is_named(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,Status\na,2874,hmm\nb,13800,\n")
    assert "1 account has a status that was not understood, such as 'hmm' ('a')" in "".join(found.report.warnings)
    assert "groups" not in found.scenario


def test_a_state_of_an_address_is_not_named(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,State\na,2874,Texas\nb,13800,Ohio\n")
    assert found.report.warnings == ()


def test_marks_of_who_was_contacted_are_named(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,contacted\na,2874,yes\nb,13800,no\nc,900,x\n")
    assert "groups" not in found.scenario
    asked, unknown = found.report.warnings
    assert asked.startswith("1 account was asked already")
    assert asked.endswith("{where: contacted in ('yes'), at_most: 0}")
    assert unknown.startswith("1 account has a status that was not understood, such as 'x' ('c')")


def test_a_rule_against_who_was_asked_names_all_their_texts(tmp_path: Path) -> None:
    rows = "".join(f"a{n},{900 + n},replied {n} May\n" for n in range(1, 6))
    found = load(tmp_path, f"handle,followers,Status\n{rows}b,7,New\n")
    assert "'replied 5 May'" in "".join(found.report.warnings)


@pytest.mark.parametrize("header", ["Stand", "Bemerkung", "xyz"])
def test_a_column_of_statuses_is_known_by_its_cells(tmp_path: Path, header: str) -> None:
    found = load(tmp_path, f"Handle;Follower;{header}\na;2.874;abgelehnt\nb;13.800;zugesagt\nc;51.000;neu\n")
    assert f"{header} in ('abgelehnt')" in found.scenario
    assert "1 account has said yes already" in "".join(found.report.warnings)


def test_a_row_of_totals_is_kept_by_no_name(tmp_path: Path) -> None:
    found = load(tmp_path, "Name,Profile URL,Followers\nAda Lee,https://instagram.com/ada,10\nTotal,,10\n")
    assert found.columns["handle"] == ("ada",)
    assert "kept by the name" not in "".join(found.report.warnings)


def test_endings_join_no_words_of_different_kinds() -> None:
    text = (files("seeder.importing.columns") / "status_words.csv").read_text("utf-8")
    kinds: dict[tuple[str, ...], set[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        kinds.setdefault(_stems(words_of(row["words"])), set()).add(row["kind"])
    assert {words: found for words, found in kinds.items() if len(found) > 1} == {}


def _left_out(found: Imported) -> set[str]:
    return set() if found.claims.left_out is None else set(found.claims.left_out.accounts)


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [
        ("Do not contact", "yes", "no"),
        ("DNC", "TRUE", "FALSE"),
        ("Opt-out", "1", "0"),
        ("Opted out on", "2026-03-01", ""),
        ("Email Opt Out", "true", "false"),
        ("Blacklist", "x", ""),
        ("Agency blacklist", "✓", ""),
        ("Blacklist", "was rude", ""),
        ("Must not be asked", "Y", "N"),
        ("Nicht kontaktieren", "x", ""),
        ("Kontaktsperre seit", "03.02.2026", ""),
        ("Bereits abgesagt", "ja", "nein"),
        ("Gesperrt?", "wahr", "falsch"),
        ("No contactar", "sí", "no"),
        ("Lista negra", "X", "-"),
        ("Não contatar", "sim", "não"),
        ("Ne pas recontacter", "oui", "non"),
        ("Liste noire", "vrai", "faux"),
        ("Non contattare", "sì", "no"),
        ("Non interessata", "vero", "falso"),
        ("A contacter ?", "non", "oui"),
        ("OK to contact", "no", "yes"),
        ("Opt-in", "FALSE", "TRUE"),
        ("Darf kontaktiert werden", "nein", "ja"),
        ("Da contattare", "no", "sì"),
        ("Interesado", "no", "sí"),
        ("Interessiert", "nein, danke", "ja"),
    ],
)
def test_a_column_that_asks_who_must_not_be_asked_leaves_them_out(
    tmp_path: Path, header: str, yes: str, no: str
) -> None:
    rows = f'handle,followers,{header}\nada.reads,2874,"{yes}"\nbo.bakes,13800,{no}\ncy_climbs,51000,{no}\n'
    found = load(tmp_path, rows)
    assert _left_out(found) == {"ada.reads"}
    run = seeder.solve(seeder.read_scenario(written(found, tmp_path)))
    assert sorted(pick.account for pick in run.plan.picks) == ["bo.bakes", "cy_climbs"]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Interesado", ("FALSE", "TRUE", "FALSE")),
        ("Accepted", ("no", "yes", "no")),
        ("Opt-in", ("FALSE", "FALSE", "FALSE")),
        ("Blocked", ("120", "34", "7")),
        ("Lost followers", ("120", "34", "7")),
        ("Interests", ("yoga", "food", "art")),
        ("Contact", ("a@x.example", "b@x.example", "c@x.example")),
        ("Vegan", ("no", "yes", "no")),
        ("Exclude", ("", "", "")),
    ],
)
def test_a_column_that_forbids_nothing_leaves_nobody_out(
    tmp_path: Path, header: str, cells: tuple[str, str, str]
) -> None:
    rows = zip(("ada.reads", "bo.bakes", "cy_climbs"), (2874, 13800, 51000), cells, strict=True)
    found = load(tmp_path, f"handle,followers,{header}\n" + "".join(f"{a},{n},{cell}\n" for a, n, cell in rows))
    assert _left_out(found) == set()
    assert "rules:\n  groups" not in found.scenario


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Contacted on", "2026-02-01"),
        ("Date contacted", "02/01/2026"),
        ("Last contact", "3 May"),
        ("asked", "yes"),
        ("Email sent", "TRUE"),
        ("Bereits angeschrieben am", "03.02.2026"),
        ("Kontaktdatum", "03.02.2026"),
        ("Fecha de contacto", "3/2/2026"),
        ("Contactado el", "3/2/2026"),
        ("Contatado em", "3/2/2026"),
        ("Contacté le", "03/02/2026"),
        ("Contattato il", "03/02/2026"),
    ],
)
def test_a_column_that_asks_who_was_asked_tells_it(tmp_path: Path, header: str, cell: str) -> None:
    found = load(tmp_path, f"handle,followers,{header}\nada.reads,2874,{cell}\nbo.bakes,13800,\ncy,51000,\n")
    assert _left_out(found) == set()
    (told,) = found.report.warnings
    assert told.startswith("1 account was asked already. ")


def test_refusals_of_all_columns_count(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "handle,followers,Status,Response,DNC\nada.reads,2874,Contacted,Declined,\nbo.bakes,13800,Contacted,,\n"
        "cy_climbs,51000,New,,x\ndee_d,900,Contacted,Interested,\n",
    )
    assert _left_out(found) == {"ada.reads", "cy_climbs"}
    assert "{where: Response in ('Declined') or DNC in ('x'), at_most: 0}" in found.scenario
    asked, out = found.report.warnings
    assert asked.startswith("2 accounts were asked already")
    assert out.startswith("2 accounts said no or must not be asked ('Declined' in 'Response', 'x' in 'DNC')")
    assert not [guess for guess in found.report.guesses if "not used" in guess.decision]


def test_the_column_in_which_people_said_no_is_one_of_statuses(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "handle,followers,Lifecycle Stage,Lead Status\nada.reads,2874,Lead,Attempted to contact\n"
        "bo.bakes,13800,Lead,Declined\ncy_climbs,51000,Opportunity,Do not contact\n",
    )
    assert _left_out(found) == {"bo.bakes", "cy_climbs"}


@pytest.mark.parametrize(
    "text",
    [
        "não entrar em contato", "não voltar a contactar", "ne pas recontacter", "non ricontattare",
        "no volver a contactar",
        "nicht erneut kontaktieren", "never ask again", "must not be contacted", "please do not pitch", "Hard no",
        "klares Nein", "no rotundo", "un non catégorique", "definitely not", "nie mehr anfragen",
    ],
)  # fmt: skip
def test_phrases_that_forbid_to_ask_are_refusals(text: str) -> None:
    assert kind_of_status(text) == "refused"


@pytest.mark.parametrize("text", ["pendiente", "pendente", "pending", "ausstehend"])
def test_what_is_pending_is_not_clear(text: str) -> None:
    assert kind_of_status(text) == ""


def test_a_note_names_who_must_not_be_asked_by_marks_that_no_rule_excludes(tmp_path: Path) -> None:
    rows = "account,followers,Do not contact\nada.reads,2874,yes\nbo.bakes,13800,no\n"
    (tmp_path / "accounts.csv").write_text(rows, "utf-8")
    settings = [seeder.Setting(("budget", "effort"), "4", "me")]
    scenario = seeder.read_scenario(tmp_path / "accounts.csv", settings=settings)
    assert [note.text for note in unexcluded_refusals(scenario)] == [
        "1 account said no or must not be asked, and no rule excludes it: 'ada.reads'. The plan may ask it. To prevent "
        "that, add to rules.groups in scenario.yaml: {where: \"`Do not contact` in ('yes')\", at_most: 0}"
    ]


def test_a_refusal_in_a_further_row_of_a_handle_counts(tmp_path: Path) -> None:
    rows = "handle,followers,Status\nada.reads,2874,New\nbo.bakes,13800,\nada.reads,2890,Declined\ncy,5,Declined\n"
    found = load(tmp_path, rows)
    assert _left_out(found) == {"ada.reads", "cy"}
    assert "Status in ('Declined') or account in ('ada.reads')" in found.scenario
    run = seeder.solve(seeder.read_scenario(written(found, tmp_path)))
    assert [pick.account for pick in run.plan.picks] == ["bo.bakes"]
    dated = "handle,followers,Date,Status\nada.reads,2874,2026-02-01,New\nada.reads,2890,2026-01-01,Declined\n"
    assert _left_out(load(tmp_path, dated + "bo.bakes,13800,2026-01-01,\n")) == set()
