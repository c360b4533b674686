"""Broken tables and broken places of tables, each beside a sound document."""

# ruff: noqa: E501 (a case a line reads as the table that it is)

from __future__ import annotations

from bad_inputs.bad_documents import DOCUMENT, Case

HEADER = "account,followers,clicks,acceptance,effort\n"
WITH_OVERRIDES = DOCUMENT.replace("{effort: 4}", "{effort: 4, cash: 90}") + "overrides: approaches.csv\n"


def accounts(name: str, text: str | bytes, place: str, found: str, way_out: str, n_issues: int | None = 1) -> Case:
    """Another table of accounts."""
    return Case(name, f"accounts.csv{place}", found, way_out, {"accounts.csv": text}, n_issues=n_issues)


def number(name: str, text: str, way_out: str, *, column: str = "followers", found: str = "") -> Case:
    """One cell that is no number, on line 2."""
    cell = f'"{text}"' if "," in text else text
    before = {} if column == "followers" else {"followers": "2000"}
    cells = {"account": "alice", **before, column: cell}
    table = f"{','.join(cells)}\n{','.join(cells.values())}\n"
    return accounts(name, table, f":2:{column}", found or f"{column} is '{text}'", way_out)


def overrides(name: str, text: str, place: str, found: str, way_out: str, n_issues: int | None = 1) -> Case:
    """Another table of overrides."""
    files: dict[str, str | bytes] = {"scenario.yaml": WITH_OVERRIDES, "approaches.csv": text}
    return Case(name, f"approaches.csv{place}", found, way_out, files, n_issues=n_issues)


FILES = (
    Case("no table", "scenario.yaml:4:11", "there is no file nobody.csv", "", {
        "scenario.yaml": DOCUMENT.replace("accounts.csv", "nobody.csv")}),
    Case("a misspelt table", "scenario.yaml:4:11", "there is no file acounts.csv", "Did you mean 'accounts.csv'?", {
        "scenario.yaml": DOCUMENT.replace("accounts.csv", "acounts.csv")}),
    Case("a table in a folder that is not there", "scenario.yaml:4:11", "there is no file ../no/where.csv", "does not exist either", {
        "scenario.yaml": DOCUMENT.replace("accounts.csv", "../no/where.csv")}),
    Case("a folder for a table", "scenario.yaml:4:11", ". is a folder", "Name the file inside it", {
        "scenario.yaml": DOCUMENT.replace("accounts.csv", "'.'")}),
    Case("a workbook", "scenario.yaml:4:11", "a file that ends in .xlsx is not the accounts of a scenario", "seeder init my-launch --from", {
        "scenario.yaml": DOCUMENT.replace("accounts.csv", "accounts.xlsx"), "accounts.xlsx": b"PK"}),
    Case("another ending", "scenario.yaml:4:11", "accounts.pdf is something else", "Save the table as CSV", {
        "scenario.yaml": DOCUMENT.replace("accounts.csv", "accounts.pdf"), "accounts.pdf": b"%PDF"}),
    Case("no ending", "scenario.yaml:4:11", "accounts is something else", "Save the table as CSV", {
        "scenario.yaml": DOCUMENT.replace("accounts.csv", "accounts")}),
    Case("a name far too long", "scenario.yaml:4:11", "cannot be read", "Correct the path", {
        "scenario.yaml": DOCUMENT.replace("accounts.csv", "a" * 600 + ".csv")}),
    Case("a number for a table", "scenario.yaml:4:11", "12 is something else", "Save the table as CSV", {
        "scenario.yaml": DOCUMENT.replace("accounts.csv", "12")}),
    Case("a table of accounts for overrides", "accounts.csv:1:approach", "there is no column 'approach'", "Add a column", {
        "scenario.yaml": DOCUMENT + "overrides: accounts.csv\n"}),
    Case("missing overrides", "scenario.yaml:5:12", "there is no file approaches.csv", "", {
        "scenario.yaml": DOCUMENT + "overrides: approaches.csv\n"}),
    Case("Parquet that is none", "accounts.parquet", "cannot be read as Parquet", "save the table as CSV", {
        "scenario.yaml": DOCUMENT.replace("accounts.csv", "accounts.parquet"), "accounts.parquet": b"account,followers\n"}),
    Case("Parquet without a byte", "accounts.parquet", "cannot be read as Parquet", "save the table as CSV", {
        "scenario.yaml": DOCUMENT.replace("accounts.csv", "accounts.parquet"), "accounts.parquet": b""}),
    Case("Parquet cut short", "accounts.parquet", "cannot be read as Parquet", "save the table as CSV", {
        "scenario.yaml": DOCUMENT.replace("accounts.csv", "accounts.parquet"), "accounts.parquet": b"PAR1" + b"\x15" * 99 + b"PAR1"}),
)  # fmt: skip

SHAPES = (
    accounts("an empty table", "", ":1", "the file is empty", "Write the column names"),
    accounts("blank lines only", "\n\n  \n", ":1", "the file is empty", "Write the column names"),
    accounts("commas only", ",,,\n,,\n", ":1", "the file has no header", "Write the column names"),
    accounts("a mark and nothing else", b"\xef\xbb\xbf", ":1", "the file is empty", "Write the column names"),
    accounts("a header and no rows", HEADER, ":1", "no rows", "Add a row"),
    accounts("no header", "alice,2000\nbob,90000\n", ":1:account", "there is no column 'account'", "Add a column 'account'", 2),
    accounts("a header in capitals", "account,Followers\na,5\n", ":1:followers", "no column 'followers'",
             "Rename the column 'Followers' to 'followers'"),
    accounts("a misspelt header", "acount,followers\na,5\n", ":1:account", "no column 'account'",
             "Rename the column 'acount' to 'account'"),
    accounts("a header on the third line", "\n\naccount,folowers\na,5\n", ":3:followers", "no column 'followers'", "Rename"),
    accounts("semicolons and a short row", "account;followers;effort\na;5\n", ":2:effort", "2 cells", "Add semicolons"),
    accounts("semicolons and a long row", "account;followers\na;5;6\n", ":2:column 3", "3 cells", "contain semicolons"),
    accounts("semicolons and two decimal marks", "account;followers;effort\na;5;0,5\nb;6;1.5\n", ":3:effort",
             "effort is '1.5', but effort is '0,5' at accounts.csv:2:effort", "Write all numbers with ','"),
    accounts("semicolons and a comma in thousands", "account;followers\na;1,234\n", ":2:followers",
             "followers is '1,234': that may be a thousand times more or less", "Write 1234 if thousands are grouped"),
    accounts("semicolons and a point in a decimal", "account;followers;clicks\na;5000;1.234\n", ":2:clicks",
             "clicks is '1.234': that may be", "Write 1234 if"),
    accounts("semicolons and no number", "account;followers;effort\na;5;0,5\nb;x;1\n", ":3:followers", "'x'", "Write a number"),
    accounts("semicolons and groups of two", "account;followers;effort\na;5;0,5\nb;12.34;1\n", ":3:followers",
             "followers is '12.34'", "decimal mark"),
    accounts("tabs", "account\tfollowers\na\t5\n", ":1:account", "no column 'account'", "separated by tabs", 2),
    accounts("a header twice", "account,followers,effort,effort\na,5,1,2\n", ":1:effort", "columns 3 and 4", "Rename or delete"),
    accounts("cells below no header", "account,followers,\na,5,x\n", ":1:column 3", "has cells but no name", "Write a header"),
    accounts("a short row", "account,followers,effort\na,5\n", ":2:effort", "the row has 2 cells, but the header has 3", "Add commas"),
    accounts("a long row", "account,followers\na,5,6\n", ":2:column 3", "the row has 3 cells, but the header has 2", "double quotes"),
    accounts("a decimal comma without quotes", "account,followers,effort\na,5,1,5\n", ":2:column 4", "4 cells", "double quotes"),
    accounts("an open quote", 'account,followers\na,5\n"b,6\nc,7\n', ":3", "opens in this row", "Write quotes inside the cell twice"),
    accounts("text behind a quote", 'account,followers\n"a"b,5\n', ":2", "text follows the closing", "Write quotes inside the cell twice"),
    accounts("a cell without end", "account,followers\n" + "a" * 200_000 + ",5\n", ":2", "over 131,072 characters", "quote"),
    accounts("NUL in a cell", b"account,followers\na\0,5\n", ":2:2", "NUL byte", "UTF-8"),
    accounts("Latin-1", "account,followers\nJosé,5\n".encode("latin-1"), ":2:4", "0xe9 is not UTF-8", "UTF-8"),
    accounts("UTF-16", "account,followers\na,5\n".encode("utf-16"), ":1:1", "UTF-16", "UTF-8"),
    accounts("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ":3:1", "NUL byte", "UTF-8"),
    accounts("20,000 columns", ",".join(f"c{n}" for n in range(20_000)) + "\n", ":1", "20,000 columns", "Keep only columns"),
    accounts("one row over many lines", "account,followers\n" + '"x\n",' * 900_000, ":2", "over 4,000,000", "double quote"),
    accounts("CRLF and a mark keep places", b"\xef\xbb\xbfaccount,followers\r\na,5\r\nb,x\r\n", ":3:followers", "'x'", "Write a number"),
    accounts("a line break in a cell keeps places", 'account,followers,bio\na,5,"x\ny"\nb,x,\n', ":4:followers", "'x'", "Write a number"),
)  # fmt: skip

NUMBERS = (
    number("a decimal comma", "1,23", "'.'"),
    number("a decimal comma behind points", "1.234,5", "'.'"),
    number("groups of two", "12,34", "'.'"),
    number("a nought before a group", "0,500", "'.'"),
    number("a group cut short", "1,234,5", "'.'"),
    number("two points", "1.234.567", "'.'"),
    number("a space between thousands", "1 000", "without spaces"),
    number("a hard space between thousands", "1\u00a0000", "without spaces", found="followers is '1\\xa0000'"),
    number("an exponent behind groups", "1,234e5", "Before an exponent"),
    number("an exponent and a suffix", "1e5k", "Before an exponent"),
    number("an exponent without digits", "1e", "Write a number"),
    number("1e400", "1e400", "too large"),
    number("infinity below 0", "-inf", "too large"),
    number("a plus", "+5", "without '+'"),
    number("a currency", "$5", "without the currency"),
    number("a space before the per cent", "5 %", "without a space", column="acceptance"),
    number("a small m", "1.2m", "millions as M"),
    number("a capital K", "1K", "thousands as k"),
    number("NaN", "NaN", "Leave the cell blank"),
    number("not known", "n/a", "Leave the cell blank"),
    number("a spreadsheet's error", "#VALUE!", "Leave the cell blank"),
    number("infinity", "inf", "too large"),
    number("400 digits", "9" * 400, "too large", found="followers is '999"),
    number("Arabic digits", "٣٤", "the digits 0 to 9"),
    number("a word", "many", "Write a number"),
    number("hexadecimal", "0x1F", "Write a number"),
    number("a formula", "=A1+5", "Write a number"),
    number("below 0", "-3", "Correct the number"),
    number("a fraction of people", "2.5", "Write a whole number"),
    number("a thousandth of a person", "1.2345k", "Write a whole number"),
    number("more than there are", "20000000B", "Correct the number"),
    number("a yes of 120%", "120%", "0.05 or 5%", column="acceptance"),
    number("a yes of 5", "5", "0.05 or 5%", column="acceptance"),
    number("a view of -1%", "-1%", "0.05 or 5%", column="view"),
    number("a conversion over 1", "1.01", "0.05 or 5%", column="conversion"),
    number("an effort below 0", "-0.5", "Correct the number", column="effort"),
)  # fmt: skip

ROWS = (
    accounts("a blank account", "account,followers\na,5\n,6\n", ":3:account", "account is blank", "Write a name"),
    accounts("a handle twice", "account,followers,handle\na,5,x\nb,6,x\n", ":3:handle", "is already on line 2 (account 'a')", "Remove one"),
    accounts("an account twice", "account,followers\na,5\na,5\n", ":3:account", "is already on line 2 (the same account)", "Remove one"),
    accounts("a handle twice on a platform", "account,followers,handle,platform\na,5,x,tv\na,5,x,radio\nb,6,x,tv\n", ":4:handle",
             "the handle 'x' on tv is already on line 2", "correct the handle or platform"),
    accounts("two efforts", "account,followers,handle,effort\na,5,x,1\na,6,y,2\n", ":3:effort", "effort is 2 here and 1 on line 2",
             "the same number"),
    accounts("two acceptances", "account,followers,handle,acceptance\na,5,x,10%\na,6,y,\na,6,z,0.2\n", ":4:acceptance",
             "0.2 here and 0.1 on line 2", "the same number"),
    accounts("two lists of topics", "account,followers,handle,topics\na,5,x,cats\na,6,y,dogs\n", ":3:topics", "line 2", "the same text"),
    Case("reach without followers", "accounts.csv:2:followers", "followers is blank", "Write the followers", {
        "accounts.csv": "account,followers\na,\n", "scenario.yaml": DOCUMENT.replace("clicks", "reach")}),
    accounts("neither followers nor clicks", "account,followers,clicks\na,,\n", ":2:followers", "both blank", "or the clicks"),
    accounts("clicks of nobody", "account,followers,clicks\na,0,7\n", ":2:clicks", "clicks is 7 but followers is 0", "leave them blank"),
)  # fmt: skip

OVERRIDES_CASES = (
    overrides("no approach", "account,effort\nalice,1\n", ":1:approach", "no column 'approach'", "Add a column"),
    overrides("an unknown account", "account,approach\nalcie,ask\n", ":2:account", "unknown account 'alcie'", "Did you mean 'alice'?"),
    overrides("an unknown approach", "account,approach\nalice,aks\n", ":2:approach", "unknown approach 'aks'", "Did you mean 'ask'?"),
    overrides("a blank account", "account,approach\n,ask\n", ":2:account", "account is blank", "delete the row"),
    overrides("a blank approach", "account,approach\nalice,\n", ":2:approach", "approach is blank", "delete the row"),
    overrides("a pair twice", "account,approach\nalice,ask\nbob,ask\nalice,ask\n", ":4:approach", "is already on line 2", "Remove one"),
    overrides("perhaps available", "account,approach,available\nalice,ask,maybe\n", ":2:available", "available is 'maybe'", "yes or no"),
    overrides("a cost below 0", "account,approach,cash\nalice,ask,-1\n", ":2:cash", "cash is '-1'", "Correct the number"),
    overrides("a cost in words", "account,approach,cash\nalice,ask,free\n", ":2:cash", "cash is 'free'", "Write a number"),
    overrides("a yes of 200%", "account,approach,acceptance\nalice,ask,200%\n", ":2:acceptance", "'200%'", "5%"),
)  # fmt: skip

TABLE_CASES = {"files": FILES, "shapes": SHAPES, "numbers": NUMBERS, "rows": ROWS, "overrides": OVERRIDES_CASES}
