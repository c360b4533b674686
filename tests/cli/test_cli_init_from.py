"""``seeder init --from``: from a table to a plan with two commands."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from seeder.cli import run
from seeder.importing.columns.headers import OPTION as HEADER
from seeder.importing.files.delimiters import OPTION as DELIMITER

TABLE = (
    "\ufeffUsuario,Suscriptores,Tasa de\r\nengagement,Correo\r\n"
    "@ann.lee,475.8k,3.4%,a@example.org\r\nhttps://www.instagram.com/bo_ray/,#VALOR!,0.034,\r\n"
    'cy.dee,"1,234",5%,c@example.org\r\ndee.dee,13.8k,N/A\',\r\n'
).replace("Tasa de\r\nengagement", '"Tasa de\r\nengagement"')


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "insta list.csv"
    path.write_bytes(TABLE.encode())
    return path


def test_from_file_to_plan_with_two_commands(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mine"
    assert run(["init", str(folder), "--from", str(table)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "insta list.csv: 4 rows read."
    assert "  accounts   3 with 3 handles" in lines
    assert "  rejected   1 (see rejected.csv)" in lines
    assert "    1: followers not known (Suscriptores): line 4 'https://www.instagram.com/bo_ray/'" in lines
    assert "    'Suscriptores' was read as: followers" in lines
    assert any(line.startswith("    platform: instagram") and "--platform NAME" in line for line in lines)
    assert lines[-4:-2] == [
        f"Wrote 8 files into {folder}.",
        "import-report.md explains how each column and row was read. Now:",
    ]
    assert lines[-2].strip() == f"seeder check {folder}"
    assert lines[-1].strip() == f"seeder solve {folder} -o {folder}-run"
    assert {path.name for path in folder.iterdir()} == {
        "accounts.csv",
        "imported-accounts.csv",
        "scenario.yaml",
        "rejected.csv",
        "import-report.md",
        "import-report.json",
        "import-changes.csv",
        "seeder.schema.json",
    }
    assert run(["check", str(folder)]) == 0
    assert run(["solve", str(folder), "-o", f"{folder}-run", "--json"]) == 0
    shortlist = (tmp_path / "mine-run" / "shortlist.csv").read_text("utf-8-sig")
    assert "ann.lee" in shortlist
    document = json.loads((folder / "import-report.json").read_text("utf-8"))
    assert (document["rows"], document["handles"], document["rejected"]) == (4, 3, 1)


def test_columns_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.txt"
    path.write_text("who\tsize\tage\nann.lee\t1200\t30\nbo.ray\t900\t40\n", "utf-8")
    options = ["--map", "handle=who", "--map", "followers=size", "--platform", "ig", "--delimiter", "tab", "--header"]
    assert run(["init", str(tmp_path / "a"), "--from", str(path), *options]) == 0
    assert (tmp_path / "a" / "accounts.csv").read_text("utf-8").splitlines() == [
        "account,handle,platform,followers,age",
        "ann.lee,ann.lee,instagram,1200,30",
        "bo.ray,bo.ray,instagram,900,40",
    ]
    assert "'who' was read as: handle" in capsys.readouterr().out


def test_what_is_nearly_as_likely_is_noted_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("handle,followers,bio\nann.lee,1200,O’Brien\nbo.ray,900,D’Angelo\n".encode("cp1252"))
    assert run(["init", str(tmp_path / "a"), "--from", str(path), "--platform", "ig"]) == 0
    captured = capsys.readouterr()
    (note,) = captured.err.splitlines()
    assert note.startswith("note: encoding: Windows-1252 (cp1252). Not certain: ")
    assert "Mac Roman is nearly as likely" in note
    assert note.endswith("To change it: --encoding NAME.")
    (guess,) = [
        one
        for one in json.loads((tmp_path / "a" / "import-report.json").read_text("utf-8"))["guesses"]
        if one["is_doubtful"]
    ]
    assert guess["subject"] == "encoding"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--map", "folowers=Suscriptores"], "did you mean 'followers'?"),
        (["--map", "followers=Suscriptors"], "did you mean 'Suscriptores'?"),
        (["--map", "followers"], "is not ROLE=COLUMN"),
        (["--example", "book-launch"], "cannot be combined"),
    ],
)
def test_usage_that_cannot_be_meant_exits_with_2(
    options: list[str], told: str, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "mine"), "--from", str(table), *options]) == 2
    assert told in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    "option",
    [["--sheet", "A"], ["--map", "a=b"], ["--no-header"], ["--merge-same-handle"], ["--update"], ["--fee", "per_post"]],
)
def test_options_of_tables_need_a_table(option: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "mine"), *option]) == 2
    assert "--from TABLE" in capsys.readouterr().err


def test_the_help_names_options_as_messages_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert f"{DELIMITER} Character between two cells" in shown
    assert f"{HEADER} Whether the table has a header: a row of column names." in shown


def test_two_prices_of_a_yes_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text("handle,followers,Price per post,Price per story\na,900,100,50\n", "utf-8")
    arguments = ["init", str(tmp_path / "mine"), "--from", str(path), "--fee", "per_post", "--fee"]
    for typed in ("per_story", "per_yeer"):
        assert run([*arguments, typed]) == 2
        err = " ".join(capsys.readouterr().err.split())
        assert (
            "--fee was given several times, but an account that says yes is paid only one price. Choose --fee "
            "per_post or --fee per_story"
        ) in err
        assert "per_yeer" not in err
        assert not (tmp_path / "mine").exists()
    assert run([*arguments, "per_post"]) == 0


def test_what_cannot_be_a_scenario_exits_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "crm.csv"
    path.write_text("handle,followers,stage,notes\nann.lee,10k-50k,sent,\n", "utf-8")
    assert run(["init", str(tmp_path / "mine"), "--from", str(path)]) == 3
    err = capsys.readouterr().err
    assert "the column has ranges, not numbers, such as '10k-50k'" in err
    assert "way out: Write one number into each cell" in err
    assert run(["init", str(tmp_path / "mine"), "--from", str(tmp_path / "nowhere.csv")]) in (2, 3)
    assert not (tmp_path / "mine").exists()


def test_nothing_is_overwritten(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    assert run(["init", str(folder), "--from", str(table)]) == 0
    assert run(["init", str(folder), "--from", str(table)]) == 2
    err = " ".join(capsys.readouterr().err.split())
    assert "it is not overwritten. To merge the table into it, add --update to the command. " in err
    assert "To start anew, name another folder, or delete this one." in err
    assert run(["init", str(folder)]) == 2
    assert f"To merge a table into it: seeder init {folder} --from TABLE --update." in " ".join(
        capsys.readouterr().err.split()
    )
    assert run(["init", str(folder), "--from", str(table), "--update"]) == 0


def test_a_folder_without_a_scenario_cannot_be_updated(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"")
    assert run(["init", str(tmp_path / "photos"), "--from", str(table)]) == 2
    err = " ".join(capsys.readouterr().err.split())
    assert "To start anew, name another folder." in err
    assert "--update" not in err
    assert "delete" not in err


def test_texts_of_the_table_cannot_move_the_cursor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text("handle,followers,\x1b[31mSubs\x1b[0m,Fans\na.b,5,7,8\n\x1b[2Jx,6,7,9\n", "utf-8")
    assert run(["init", str(tmp_path / "mine"), "--from", str(path)]) == 0
    found = capsys.readouterr()
    assert "\x1b" not in found.out + found.err


def test_a_newer_table_is_merged_into_the_scenario(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    assert run(["init", str(folder), "--from", str(table)]) == 0
    newer = tmp_path / "newer.csv"
    newer.write_text("Usuario,Suscriptores\n@ann.lee,500k\n@eve,7k\n", "utf-8")
    capsys.readouterr()
    assert run(["init", str(folder), "--from", str(newer), "--update", "--platform", "instagram"]) == 0
    out = capsys.readouterr().out
    assert "  update     1 row (handle) added: 'eve' (instagram)" in out
    assert "      ann.lee (instagram), followers: '475800' is now '500000'" in out
    assert "    2 rows (handles) not in the new table, kept, such as 'cy.dee' (instagram)" in out
    assert "    scenario.yaml is unchanged" in out
    assert run(["check", str(folder)]) == 0


def test_several_sheets_are_named_one_by_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import xlsxwriter

    path = tmp_path / "lists.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name in ("Instagram", "TikTok", "Old"):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, ["Handle", "Followers"])
            sheet.write_row(1, 0, ["ada", 1000 + len(name)])
    folder = tmp_path / "mine"
    assert run(["init", str(folder), "--from", str(path), "--sheet", "Instagram", "--sheet", "TikTok"]) == 0
    assert "1 other sheet of the workbook was not read: 'Old'" in capsys.readouterr().out
    assert (folder / "accounts.csv").read_text("utf-8").splitlines()[1:] == [
        "ada-instagram,ada,instagram,1009,Instagram",
        "ada-tiktok,ada,tiktok,1006,TikTok",
    ]


def test_what_is_doubtful_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text("handle,followers,TikTok\nann,900,1\nbo,800,0\ncy,700,1\n", "utf-8")
    assert run(["init", str(tmp_path / "a"), "--from", str(path)]) == 0
    captured = capsys.readouterr()
    assert "copied but not used as tiktok followers. Not certain: its cells are only 0 and 1." in captured.err
    assert "copied but not used" not in captured.out


def test_what_holds_for_several_sheets_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.xlsx"
    with pd.ExcelWriter(path) as workbook:
        for number, sheet in enumerate(("North", "South")):
            table = {"handle": [f"ann{number}", f"bo{number}"], "followers": [900, 800]}
            pd.DataFrame(table).to_excel(workbook, sheet_name=sheet, index=False)
    assert run(["init", str(tmp_path / "a"), "--from", str(path), "--all-sheets"]) == 0
    lines = capsys.readouterr().out.splitlines()
    headers = [line for line in lines if "header" in line]
    assert headers == ["    header of sheets 'North' and 'South': line 1 [change with: --header / --no-header]"]


def test_the_role_of_a_column_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,Instagram,where\nann,900,Instagram\nbo,800,TikTok\n", "utf-8")
    assert run(["init", str(tmp_path / "a"), "--from", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "    'Instagram' was read as: instagram followers [change with: --map instagram=\"Instagram\"]" in lines
    assert "    'where' was read as: platform [change with: --map carry=\"where\"]" in lines
    assert not any(line.lstrip().startswith("column ") for line in lines)


def test_the_command_to_go_on_with_works_beside_an_earlier_run(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    def solve_line(*arguments: str) -> str:
        capsys.readouterr()
        assert run(["init", "mine", "--from", str(table), *arguments]) == 0
        return capsys.readouterr().out.splitlines()[-1].strip().split(maxsplit=1)[1]

    assert solve_line() == "solve mine -o mine-run"
    assert run(["solve", "mine", "-o", "mine-run"]) == 0
    assert solve_line("--update") == "solve mine -o mine-run --force"
    assert run(["solve", "mine", "-o", "mine-run", "--force"]) == 0
    (tmp_path / "mine-run" / "notes.txt").write_text("mine", "utf-8")
    assert run(["solve", "mine", "-o", "mine-run", "--force"]) != 0
    assert solve_line("--update") == "solve mine"


def test_rejected_rows_are_named_with_their_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Name;Handle;Follower;Notiz\nAnn Lee;ann.lee;1200;\nBo Ray;bo.ray;viele;\n;;300;ohne Namen\nSumme;;1500;\n"
        + "".join(f"Gast {n};gast.{n};unbekannt;\n" for n in range(5)),
        "utf-8",
    )
    assert run(["init", str(tmp_path / "a"), "--from", str(path)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "1: followers are not a number (Follower): line 3 'Bo Ray'" in shown
    assert "1: no handle: line 4 '300, ohne Namen'" in shown
    assert "1: looks like totals, not an account: line 5 'Summe'" in shown
    assert "5: followers not known (Follower): line 6 'Gast 0', line 7 'Gast 1', line 8 'Gast 2', and 2 more" in shown
    report = (tmp_path / "a" / "import-report.md").read_text("utf-8")
    assert "line 3, \"Bo Ray\": followers are 'viele' in 'Follower'" in report
    rejections = json.loads((tmp_path / "a" / "import-report.json").read_text("utf-8"))["rejections"]
    assert {row["who"] for kind in rejections for row in kind["rows"]} >= {"Bo Ray", "300, ohne Namen", "Summe"}


def test_a_rejected_row_of_several_sheets_names_its_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name in ("Instagram", "TikTok"):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, ["Name", "Handle", "Follower"])
            sheet.write_row(1, 0, ["Ann Lee", "ann.lee", 1200])
            sheet.write_row(2, 0, ["Bo Ray", "bo.ray", 900 if name == "TikTok" else "?!"])
            sheet.write(4, 0, "Summe")
            sheet.write_formula(4, 2, "=SUM(C2:C3)", value=2100)
    assert run(["init", str(tmp_path / "a"), "--from", str(path), "--all-sheets"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "line 3 of 'Instagram' 'Bo Ray'" in shown
    assert "line 5 of 'TikTok' 'Summe' (formula =SUM(C2:C3))" in shown
    assert "line 3 of 'Instagram', \"Bo Ray\"" in (tmp_path / "a" / "import-report.md").read_text("utf-8")


def test_columns_that_are_only_copied_are_counted_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Name;Handle;;Follower;E-Mail;Notiz;Farbe\nAnn Lee;ann.lee;;1200;a@example.org;kennt uns;rot\n"
        "Bo Ray;bo.ray;;900;b@example.org;;blau\n",
        "utf-8",
    )
    assert run(["init", str(tmp_path / "a"), "--from", str(path)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "columns 2 of 7 used for the plan, 4 copied to the shortlist, 1 empty" in shown
    assert "copied: 'Name', 'E-Mail' (email), 'Notiz' (notes), 'Farbe'" in shown
    assert run(["solve", str(tmp_path / "a"), "-o", str(tmp_path / "run"), "--quiet"]) == 0
    assert {"E-Mail", "Notiz", "Farbe"} <= set(pd.read_csv(tmp_path / "run" / "shortlist.csv").columns)


def test_of_a_table_that_the_plan_uses_whole_nothing_is_copied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("handle,followers\nann.lee,1200\nbo.ray,900\n", "utf-8")
    assert run(["init", str(tmp_path / "a"), "--from", str(path)]) == 0
    out = capsys.readouterr().out
    assert "  columns    2 of 2 used for the plan\n" in out
    assert "copied" not in out


def test_check_names_what_the_import_left_to_review(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, folder = tmp_path / "list.csv", tmp_path / "a"
    path.write_text("Handle;Follower;Honorar\nann.lee;1200;90\nbo.ray;900;auf Anfrage\ncy;0;20\n", "utf-8")
    assert run(["init", str(folder), "--from", str(path), "--fee", "per_post"]) == 0
    reviews = sum(line.startswith("  review ") for line in capsys.readouterr().out.splitlines())
    assert reviews == 3
    for scenario in (folder, folder / "scenario.yaml"):
        assert run(["check", str(scenario)]) == 0
        shown = " ".join(capsys.readouterr().out.split())
        assert 'no issues. review 3 points from the import: read "Please check" in import-report.md, if you' in shown
    assert "## Please check" in (folder / "import-report.md").read_text("utf-8")
    assert run(["check", str(folder), "--json"]) == 0
    review = json.loads(capsys.readouterr().out)["review"]
    assert len(review) == 3
    assert any("'bo.ray'" in point for point in review)
    for content in (b"{", b"[]", b'{"warnings": 3}', b'{"warnings": [1]}'):
        (folder / "import-report.json").write_bytes(content)
        assert run(["check", str(folder), "--json"]) == 0
        assert "review" not in json.loads(capsys.readouterr().out)
    assert run(["check", str(folder / "accounts.csv"), "--budget", "effort=4"]) == 0
    assert "review" not in capsys.readouterr().out


def test_a_range_among_numbers_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "list.csv").write_text("handle,followers\nann,12k\nbo,10k-50k\ncy,900\n", "utf-8")
    assert run(["init", str(tmp_path / "made"), "--from", str(tmp_path / "list.csv")]) == 0
    assert "1: followers are a range; write one number (followers): line 3 'bo'" in capsys.readouterr().out
    rejected = (tmp_path / "made" / "rejected.csv").read_text("utf-8")
    assert (
        "it is a range, not a single number; write one number, or leave it blank and write its size, such as micro, "
        "into a column 'tier'"
    ) in rejected


def test_an_import_that_fails_says_that_nothing_was_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.csv").write_text("a,b\n1,2\n", "utf-8")
    assert run(["init", str(tmp_path / "made"), "--from", str(tmp_path / "list.csv")]) == 3
    assert "1 issue: nothing was imported." in capsys.readouterr().err
    assert run(["solve", str(tmp_path / "nowhere")]) == 3
    assert "1 issue: nothing was solved." in capsys.readouterr().err
