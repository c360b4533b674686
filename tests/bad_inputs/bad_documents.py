"""Broken documents, each beside sound tables: what is said of them, and where."""

# ruff: noqa: E501 (a case a line reads as the table that it is)

from __future__ import annotations

from dataclasses import dataclass, field

ACCOUNTS = (
    "account,followers,handle,platform,introducer\nalice,2000,alice.ig,instagram,zoe\nbob,90000,bob.yt,youtube,\n"
)
OVERRIDES = "account,approach,effort,cash\nalice,ask,0.5,10\n"
DOCUMENT = "name: Launch\nobjective: clicks\nbudget: {effort: 4}\naccounts: accounts.csv\n"
BUDGET_LINE = "budget: {effort: 4}"


@dataclass(frozen=True)
class Case:
    """A broken input, and an issue that must be told of it.

    Parameters
    ----------
    name
        What is broken.
    place
        ``file:line:column`` of the issue, as printed.
    found, way_out
        Fragments of what is said.
    files
        Name → text or bytes, laid over a sound scenario.
    arguments
        Of the command line, behind the folder.
    n_issues
        How many issues there are; None for any number.
    """

    name: str
    place: str
    found: str
    way_out: str
    files: dict[str, str | bytes] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    n_issues: int | None = 1


def yaml(name: str, more: str, place: str, found: str, way_out: str, n_issues: int | None = 1) -> Case:
    """Lines behind a sound document; its first further line is line 5."""
    return Case(name, f"scenario.yaml:{place}", found, way_out, {"scenario.yaml": DOCUMENT + more}, n_issues=n_issues)


def whole(name: str, text: str | bytes, place: str, found: str, way_out: str, n_issues: int | None = 1) -> Case:
    """A whole document."""
    return Case(name, f"scenario.yaml{place}", found, way_out, {"scenario.yaml": text}, n_issues=n_issues)


def budget(name: str, text: str, place: str, found: str, way_out: str, n_issues: int | None = 1) -> Case:
    """Another budget, on line 3."""
    changed = DOCUMENT.replace(BUDGET_LINE, f"budget: {text}")
    return Case(name, f"scenario.yaml:{place}", found, way_out, {"scenario.yaml": changed}, n_issues=n_issues)


def setting(name: str, text: str, found: str, way_out: str) -> Case:
    """A setting on the command line."""
    return Case(name, f"--set {text}", found, way_out, arguments=("--set", text))


BOMB = "name: Launch\na: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(97 + n)}: &{chr(97 + n)} [{','.join('*' + chr(96 + n) for _ in range(9))}]\n" for n in range(1, 9)
)

SYNTAX = (
    whole("an empty document", "", ":1:1", "empty", "name, objective, budget"),
    whole("only a comment", "# later\n", ":1:1", "empty", "name, objective, budget"),
    whole("a list", "- name\n- budget\n", ":1:1", "the document is a list", "Start with a line"),
    whole("a text", "Launch week\n", ":1:1", "the single value 'Launch week'", "Start with a line"),
    whole("a tab", "name: Launch\nbudget:\n\teffort: 4\n", ":3:1", "not YAML", "Replace the tab"),
    whole("an open quote", 'name: "Launch\nobjective: clicks\n', ":3:1", "not YAML", "quotes"),
    whole("an open bracket", "name: Launch\nbudget: {effort: 4\naccounts: a.csv\n", ":3:9", "not YAML", "colons"),
    whole("two colons", "name: Launch: week\n", ":1:13", "not YAML", "colons"),
    whole("wrong indentation", "name: Launch\n objective: clicks\n", ":2:11", "not YAML", "indentation"),
    whole("several documents", DOCUMENT + "---\n" + DOCUMENT, ":5:1", "not YAML", "Check"),
    whole("an unknown anchor", DOCUMENT + "rules: *nobody\n", ":5:8", "not YAML", "Check"),
    whole("a bomb of references", BOMB, ":", "references repeat too many", "Put long lists into a table"),
    whole("a reference to itself", DOCUMENT + "rules: &r {groups: [*r]}\n", ":5", "nested too deeply", "no reference lead back to itself"),
    whole("deep nesting", DOCUMENT + "rules: " + "[" * 200 + "]" * 200, ":5:", "nested too deeply", "Nest at most 30 levels"),
    whole("very deep nesting", DOCUMENT + "rules: " + "[" * 20000 + "]" * 20000, "", "nested too deeply", "Nest at most"),
    whole("code in a tag", DOCUMENT + "plan: !!python/object/apply:os.system [ls]\n", ":5:7", "the tag", "Remove the tag"),
    whole("a tag of its own", DOCUMENT + "plan: !mine {}\n", ":5:7", "the tag !mine", "Remove the tag"),
    whole("a merge key", DOCUMENT + "approaches:\n  a: &a {effort: 1}\n  b: {<<: *a}\n", ":7:7", "merge key", "Write the keys out"),
    whole("a list as a key", DOCUMENT + "? [a, b]\n: 1\n", ":5:3", "a key is a list", "Write a name before the colon"),
    whole("a control character", b"name: Launch\x07\n", ":1:13", "not YAML", "Remove the character"),
    whole("NUL in the file", b"name: Lau\0nch\n", ":1:10", "NUL byte", "UTF-8"),
    whole("Latin-1", "name: Laünch\n".encode("latin-1"), ":1:9", "0xfc is not UTF-8", "UTF-8"),
    whole("UTF-16", DOCUMENT.encode("utf-16"), ":1:1", "UTF-16", "UTF-8"),
    whole("UTF-16 without a mark", DOCUMENT.encode("utf-16-le"), ":1:2", "NUL byte", "UTF-8"),
    whole("an escaped NUL", DOCUMENT.replace("Launch", '"a\\0b"'), ":1:7", "NUL character", "the intended character itself"),
    whole("an escaped half character", DOCUMENT.replace("Launch", '"a\\ud800b"'), ":1:7", "a broken character", "the intended character itself"),
    whole("NUL for an account", DOCUMENT + 'rules: {exclude: ["\\0"]}\n', ":5:19", "NUL character", "the intended character itself"),
    whole("NUL where a mapping should be", DOCUMENT + 'approaches: [["\\0"]]\n', ":5:15", "NUL character", "the intended character itself"),
    whole("over half a megabyte", DOCUMENT + "# " + "x" * 500_001, "", "bytes", "Move long lists into tables"),
    whole("a key twice", DOCUMENT + "name: Again\n", ":5:1", "the key 'name' is already on line 1", "Remove one"),
    whole("a key twice inside", DOCUMENT + "plan: {reserves: 1, reserves: 2}\n", ":5:21", "'reserves' is already on line", "Remove one"),
    whole("CRLF and a mark keep places", ("\ufeff" + DOCUMENT + "plan: {reserves: x}\n").replace("\n", "\r\n").encode(),
          ":5:18", "plan.reserves is the text 'x'", "whole number"),
    whole("a line separator inside a text", DOCUMENT.replace("Launch", "'a\u2028b'") + "plan: {reserves: x}\n",
          ":5:18", "plan.reserves", "whole number"),
)  # fmt: skip

KEYS = (
    whole("nothing required", "tiers: {mid: 50000}\n", ":1:1", "name is missing", "Add a line such as", None),
    whole("no budget", DOCUMENT.replace(BUDGET_LINE, "tiers: {mid: 50000}"), ":1:1", "budget is missing", "--budget"),
    whole("no accounts", DOCUMENT.replace("accounts: accounts.csv\n", ""), ":1:1", "accounts is missing", "accounts.csv"),
    whole("a misspelt key for a required one", DOCUMENT.replace("name", "naem"), ":1:1", "unknown key 'naem'", "Did you mean 'name'?"),
    whole("an empty name", DOCUMENT.replace("Launch", "''"), ":1:7", "name is empty", "Write a name"),
    whole("no name behind the colon", DOCUMENT.replace("Launch", ""), ":1:1", "name is empty", "text"),
    whole("truth for a name", DOCUMENT.replace("Launch", "true"), ":1:7", "name is true", "use quotes"),
    whole("a misspelt objective", DOCUMENT.replace("clicks", "click"), ":2:12", "objective is the text 'click'",
          "Did you mean 'clicks'?"),
    whole("an unknown objective", DOCUMENT.replace("clicks", "fame"), ":2:12", "objective is the text 'fame'",
          "reach, clicks, conversions"),
    yaml("a misspelt key", "approches: {cold: {effort: 1}}\n", "5:1", "unknown key 'approches'", "Did you mean 'approaches'?"),
    yaml("an unknown key", "colour: red\n", "5:1", "unknown key 'colour'", "Remove it"),
    yaml("a number for a key", "12: red\n", "5:1", "unknown key '12'", "Remove it"),
    yaml("a key written from the right", "\u202eecarg: red\n", "5:1", "unknown key", "Remove it"),
    yaml("an emoji for a key", "\U0001f600: red\n", "5:1", "unknown key", "Remove it"),
    yaml("a misspelt key inside", "plan: {reservs: 3}\n", "5:8", "unknown key 'reservs'", "Did you mean 'reserves'?"),
    yaml("a misspelt key of an approach", "approaches:\n  cold: {acceptence: 0.1}\n", "6:10", "'acceptence'", "'acceptance'"),
    yaml("a misspelt key of a group", "rules: {groups: [{where: \"tier == 'mid'\", atleast: 1}]}\n", "5:43",
         "'atleast'", "Did you mean 'at_least'?"),
    yaml("an unknown tier", "tiers: {giant: 10}\n", "5:9", "unknown key 'giant'", "Remove it"),
    yaml("approaches without any", "approaches: {}\n", "5:13", "approaches has 0 entries", "Write 1 or more"),
    yaml("approaches left blank", "approaches:\n", "5:1", "approaches is empty", "remove the key"),
    yaml("approaches as a list", "approaches: [cold]\n", "5:13", "approaches is a list", "Write a mapping"),
    yaml("an approach without a name", "approaches: {'': {effort: 1}}\n", "5:14", "a name in approaches is empty", "Write a name"),
    yaml("a rule left blank", "rules:\n  exclude:\n", "6:3", "rules.exclude is empty", "remove the key"),
    yaml("nothing in a list", "rules: {exclude: [null]}\n", "5:19", "rules.exclude.0 is empty", "remove the entry"),
    yaml("a text for a list", "rules: {exclude: bob}\n", "5:18", "rules.exclude is the text 'bob'", "Write a list"),
    yaml("an effort in words", "approaches: {a: {effort: two hours}}\n", "5:26", "the text 'two hours'", "such as 2.5"),
    yaml("an acceptance over 1", "approaches: {a: {acceptance: 5}}\n", "5:30", "acceptance is 5", "0.05"),
    yaml("an acceptance in per cent", "approaches: {a: {acceptance: 5%}}\n", "5:30", "the text '5%'", "plain number"),
    yaml("a negative cost", "approaches: {a: {costs: {cash: -1}}}\n", "5:32", "approaches.a.costs.cash is -1", "Correct the number"),
    yaml("an infinite cost", "approaches: {a: {costs: {cash: .inf}}}\n", "5:32", "is inf", "Write a finite number"),
    yaml("effort among the costs", "approaches: {a: {costs: {effort: 1}}}\n", "5:26", "effort is listed under 'costs'", "beside 'costs'"),
    yaml("a resource named like a column", "approaches: {a: {costs: {approach: 1}}}\n", "5:26",
         "a resource is called 'approach'", "another name"),
    yaml("interested of 0", "interested: 0\n", "5:13", "interested is 0", "Correct the number"),
    yaml("interested over 1", "interested: 1.5\n", "5:13", "interested is 1.5", "0.05"),
    yaml("interested is no number", "interested: .nan\n", "5:13", "interested is nan", "finite"),
    yaml("tiers that fall", "tiers: {mid: 5000}\n", "5:14", "mid starts at 5,000 followers and micro at 10,000", "Give mid a higher start than micro"),
    yaml("a tier of a fraction", "tiers: {mid: 50000.5}\n", "5:14", "tiers.mid is 50000.5", "whole number"),
    yaml("a misspelt kind of audience", "audience: {kind: seperate}\n", "5:18", "'seperate'", "Did you mean 'separate'?"),
    yaml("an audience without a kind", "audience: {table: s.csv}\n", "5:11", "has no kind", "kind: separate"),
    yaml("a misspelt key of an audience", "audience: {kind: segments, tabel: s.csv, memberships: m.csv}\n", "5:28",
         "unknown key 'tabel'", "Did you mean 'table'?", None),
    yaml("a misspelt key of evidence", "evidence: {post: posts.csv}\n", "5:12", "unknown key 'post'", "Did you mean 'posts'?"),
    yaml("a half-life of 0", "evidence: {half_life: 0}\n", "5:23", "evidence.half_life is 0", "Correct the number"),
    yaml("signals that are neither on nor off", "evidence: {signals: maybe}\n", "5:21", "'maybe'", "true or false"),
    yaml("a link that runs code", "plan: {link: 'javascript:alert(1)'}\n", "5:14", "javascript", "https://example.org"),
    yaml("a link without a host", "plan: {link: 'https://'}\n", "5:14", "https://", "https://example.org"),
    yaml("a link of a broken host", "plan: {link: 'https://[::1'}\n", "5:14", "plan.link", "https://example.org"),
    yaml("a link with a broken port", "plan: {link: 'https://a.b:99999/x'}\n", "5:14", "plan.link", "https://example.org"),
    yaml("a link with a space", "plan: {link: 'https://a.b/c d'}\n", "5:14", "plan.link", "https://example.org"),
    yaml("reserves below 0", "plan: {reserves: -1}\n", "5:18", "plan.reserves is -1", "Correct the number"),
    yaml("a number of 400 digits", f"plan: {{reserves: {'9' * 400}}}\n", "5:18", "plan.reserves is 999", "", None),
    yaml("a number of 200 digits", f"interested: {'9' * 200}\n", "5:13", "interested is 999", "", None),
)  # fmt: skip

BUDGETS = (
    budget("an empty budget", "{}", "3:9", "the budget names no resource", "{effort: 40}"),
    budget("a basis without a budget", "{basis: expected}", "3:9", "names no resource", "{effort: 40}"),
    budget("a negative budget", "{effort: -4}", "3:18", "budget.effort is -4", "Correct the number"),
    budget("a budget in words", "{effort: plenty}", "3:18", "the text 'plenty'", "such as 2.5"),
    budget("a budget in per cent", "{effort: 5%}", "3:18", "the text '5%'", "plain number"),
    budget("thousands with a comma", "{effort: 4, cash: 1,500}", "3:29", "budget.500 is empty", "without a comma"),
    budget("a budget in a word for a currency", "{effort: 4, cash: 1500 euros}", "3:27", "'1500 euros'", "1500 EUR"),
    budget("a budget that reads in two ways", "{effort: 4, cash: 1.500}", "3:27", "budget.cash is 1.500", "Write 1500 or 1.5"),
    budget("hours in a currency", "{hours: 40 EUR}", "3:17", "budget.hours is 40 EUR", "number of hours"),
    budget("hours and effort", "{effort: 4, hours: 5}", "3:21", "both 'effort' and 'hours' are given", "Keep one"),
    budget("a budget that limits nothing", "{cash: 1500}", "3:10", "nothing here costs 'cash'", "--budget effort=40"),
    budget("an infinite budget", "{effort: .inf}", "3:18", "budget.effort is inf", "finite"),
    budget("1e400", "{effort: 1e400}", "3:18", "budget.effort is 1e400", "finite"),
    budget("1e300", "{effort: 1e300}", "3:18", "budget.effort is 1e300", "Correct the number"),
    budget("a plain number", "40", "3:9", "budget is 40", "Write a mapping"),
    budget("a truth", "{effort: true}", "3:18", "budget.effort is true", "plain number"),
    budget("a misspelt basis", "{effort: 4, basis: resrved}", "3:28", "budget.basis", "Did you mean 'reserved'?"),
    budget("a misspelt key for the basis", "{effort: 4, bassis: expected}", "3:29", "budget.bassis", "Did you mean 'basis'?"),
    budget("a misspelt resource", "{efort: 4}", "3:10", "nothing here costs 'efort'", "Did you mean 'effort'?"),
    budget("a resource in capitals", "{Effort: 4}", "3:10", "nothing here costs 'Effort'", "Did you mean 'effort'?"),
    budget("a resource named like a column", "{effort: 4, available: 3}", "3:21", "'available'", "another name"),
)  # fmt: skip

RULES = (
    yaml("an unknown account", "rules: {include: [alcie]}\n", "5:19", "unknown account 'alcie'", "Did you mean 'alice'?"),
    yaml("an account far from any", "rules: {exclude: [quetzalcoatl]}\n", "5:19", "unknown account", "add the account"),
    yaml("an account with an @", "rules: {exclude: ['@alice']}\n", "5:19", "unknown account '@alice'", "Did you mean 'alice'?"),
    yaml("an account in capitals", "rules: {exclude: [ALICE]}\n", "5:19", "unknown account 'ALICE'", "Did you mean 'alice'?"),
    yaml("a handle for an account", "rules: {exclude: [alice.ig]}\n", "5:19", "unknown account 'alice.ig'",
         "That is a handle: write its account, 'alice'"),
    yaml("an unknown account in a mapping", "rules: {include: [{account: bb, approach: ask}]}\n", "5:29", "'bb'", "'bob'"),
    yaml("an unknown approach", "rules: {include: [{account: bob, approach: aks}]}\n", "5:44", "unknown approach 'aks'",
         "Did you mean 'ask'?"),
    yaml("a conflict of one", "rules: {conflicts: [[alice]]}\n", "5:21", "rules.conflicts.0 has 1 entry", "Write 2 or more"),
    yaml("a conflict with oneself", "rules: {conflicts: [[alice, bob, alice]]}\n", "5:34", "'alice' is listed twice", "Remove one"),
    yaml("a share over 100%", "rules: {groups: [{where: \"tier == 'mid'\", at_least: 130%}]}\n", "5:53",
         "rules.groups.0.at_least is the text '130%'", "Correct the number"),
    yaml("a negative share", "rules: {groups: [{where: \"tier == 'mid'\", at_most: -5%}]}\n", "5:52", "the text '-5%'", "such as 30%"),
    yaml("a share in words", "rules: {groups: [{where: \"tier == 'mid'\", at_most: a third}]}\n", "5:52", "the text 'a third'",
         "such as 3, or a share, such as 30%"),
    yaml("a share as a fraction", "rules: {groups: [{where: \"tier == 'mid'\", at_least: 0.3}]}\n", "5:53",
         "rules.groups.0.at_least is 0.3", "Write it as 30%"),
    yaml("a share of seven decimals", "rules: {groups: [{where: \"tier == 'mid'\", at_least: 33.3333333%}]}\n", "5:53",
         "the text '33.3333333%'", "or 12.5%"),
    yaml("a negative number in a group", "rules: {groups: [{where: \"tier == 'mid'\", at_least: -1}]}\n", "5:53", "is -1", "Correct the number"),
    yaml("nothing for a share", "rules: {groups: [{where: \"tier == 'mid'\", at_least: }]}\n", "5:18", "the group has no limit", "Add one"),
    yaml("a share of all accounts", "rules: {accounts: {at_least: 30%}}\n", "5:30", "rules.accounts.at_least is the text '30%'",
         "groups: [{where: ..., at_least: 30%}]"),
    yaml("one account together", "rules: {together: [[alice]]}\n", "5:20", "rules.together.0 has 1 entry", "Write 2 or more"),
    yaml("an account together with itself", "rules: {together: [[alice, alice]]}\n", "5:28", "'alice' is listed twice", "Remove one"),
    yaml("an unknown account together", "rules: {together: [[alice, bobb]]}\n", "5:28", "unknown account 'bobb'", "Did you mean 'bob'?"),
    yaml("accounts together without a list", "rules: {together: [alice, bob]}\n", "5:20", "rules.together.0 is the text 'alice'",
         "Write a list", n_issues=2),
    yaml("a group without a rule", "rules: {groups: [{where: \"tier == 'mid'\"}]}\n", "5:18", "the group has no limit", "Add one of them"),
    yaml("a group without where", "rules: {groups: [{at_most: 1}]}\n", "5:18", "rules.groups.0.where is missing", "Add the key"),
    yaml("a count of a fraction", "rules: {accounts: {at_most: 1.5}}\n", "5:29", "is 1.5", "whole number"),
    yaml("a limit on an unknown resource", "rules: {groups: [{where: \"tier == 'mid'\", limit: {efort: 1}}]}\n", "5:51",
         "unknown resource 'efort'", "Did you mean 'effort'?"),
    yaml("an unknown column in where", "rules: {groups: [{where: \"platfrom == 'x'\", at_most: 1}]}\n", "5:26",
         "there is no column platfrom", "Write platform"),
    yaml("code in where", "rules: {groups: [{where: \"__import__('os').system('ls')\", at_most: 1}]}\n", "5:26",
         "at character", ""),
    yaml("a call in where", "approaches: {a: {where: \"len(platform) > 3\"}}\n", "5:25", "at character", ""),
    yaml("an empty where", "approaches: {a: {where: ''}}\n", "5:25", "in the condition '', at character 1: the condition is blank", ""),
    yaml("a number for where", "approaches: {a: {where: 3}}\n", "5:25", "approaches.a.where is 3", "Write text"),
    Case("a text compared as a number", "accounts.csv:2:introducer", "introducer is 'zoe', but a 'where' compares it",
         "Write a number", {"scenario.yaml": DOCUMENT + "approaches: {a: {where: 'introducer > 3'}}\n"}),
)  # fmt: skip

SETTINGS = (
    setting("a misspelt key", "plan.reservs=3", "unknown key 'reservs'", "Did you mean 'reserves'?"),
    setting("a bad value", "plan.reserves=many", "plan.reserves is the text 'many'", "whole number"),
    setting("a path through a value", "name.first=3", "nothing to set at name.first", "before '='"),
    setting("a value that is no YAML", "name=[a", "not YAML", "Check"),
    Case("two keys in one setting", "--set name=a\\nbudget: 3", "several keys", "a separate setting for each",
         arguments=("--set", "name=a\nbudget: 3")),
    setting("an unknown account", "rules.exclude=[bbo]", "unknown account 'bbo'", "Did you mean 'bob'?"),
    Case("a misspelt objective", "--objective click", "objective is the text 'click'", "Did you mean 'clicks'?",
         arguments=("--objective", "click")),
    Case("a negative budget", "--budget effort=-1", "budget.effort is -1", "Correct the number",
         arguments=("--budget", "effort=-1")),
    Case("two settings at once", "--set plan.reserves=x", "plan.reserves", "", arguments=(
        "--set", "plan.reserves=x", "--set", "rules.accounts.at_most=y"), n_issues=2),
)  # fmt: skip

JSON_SOUND = '{"name": "a", "objective": "clicks", "budget": {"effort": 4}, "accounts": "accounts.csv"}'


def json(name: str, text: str, place: str, found: str, way_out: str, n_issues: int | None = 1) -> Case:
    """A document in JSON instead."""
    return Case(
        name, f"scenario.json{place}", found, way_out, {"scenario.json": text, "scenario.yaml": b""}, n_issues=n_issues
    )


def _more(text: str) -> str:
    return JSON_SOUND[:-1] + f",\n{text}}}"


JSON = (
    json("an empty file", "", ":1:1", "not JSON", "Check commas"),
    json("a list", "[1]", ":1:1", "not an object", "Start with"),
    json("a comma too many", _more('"plan": {"reserves": 1,}'), ":2:24", "not JSON", "Check commas"),
    json("a comment", "// later\n" + JSON_SOUND, ":1:1", "not JSON", "Check commas"),
    json("NaN", _more('"interested": NaN'), ":2:15", "NaN is not a number", "finite"),
    json("NaN behind a text with NaN", _more('"plan": {"campaign": "a NaN b"}, "interested": NaN'), ":2:48", "NaN is no", "finite"),
    json("minus infinity", _more('"interested": -Infinity'), ":2:15", "-Infinity is not a number", "finite"),
    json("1e400", _more('"interested": 1e400'), ":2:15", "interested is 1e400", "finite"),
    json("10 to the 400", _more(f'"interested": 1{"0" * 400}'), ":2:15", "interested is 1000", "finite"),
    json("a key twice", _more('"name": "b", "plan": {"reservs": 1}'), ":2:1", "the key 'name' is already on line 1", "Remove one", 2),
    json("nested 40 deep", _more('"rules": ' + "[" * 40 + "]" * 40), ":2:", "nested too deeply", "Nest at most"),
    json("nested 600 deep", _more('"rules": ' + "[" * 600 + "]" * 600), "", "nested too deeply", "Nest at most"),
    json("nested 100,000 deep", _more('"rules": ' + "[" * 100_000 + "]" * 100_000), "", "nested too deeply", "Nest at most"),
    json("half a character", JSON_SOUND.replace('"a"', '"\\ud800"'), ":1:10", "a broken character", "the intended character itself"),
    json("an escaped NUL", JSON_SOUND.replace('"a"', '"\\u0000"'), ":1:10", "NUL character", "the intended character itself"),
    json("a wrong type", _more('"plan": {"reserves": "5"}'), ":2:22", "plan.reserves is the text '5'", "whole number"),
)  # fmt: skip

DOCUMENT_CASES = {
    "syntax": SYNTAX, "keys": KEYS, "budgets": BUDGETS, "rules": RULES, "settings": SETTINGS, "json": JSON
}  # fmt: skip
