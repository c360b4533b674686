"""Tables in the manner of real exports, each with what must come of it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from seeder.errors import ScenarioError
from seeder.importing import Imported, MappingError, import_table, write_import
from seeder.scenario import read_scenario


def load(folder: Path, text: str | bytes, name: str = "list.csv", **keys: object) -> Imported:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return import_table(path, **keys)  # type: ignore[arg-type]


def written(imported: Imported, folder: Path) -> Path:
    """Write the scenario; that it reads without an issue holds for every import."""
    write_import(imported, folder / "made")
    read_scenario(folder / "made")
    return folder / "made"


def rows(imported: Imported, *columns: str) -> list[tuple[str, ...]]:
    return list(zip(*(imported.columns[column] for column in columns), strict=True))


def kinds(imported: Imported) -> dict[str, int]:
    return {kind: len(found) for kind, found in imported.report.grouped_rejections().items()}


def told(imported: Imported) -> str:
    return "\n".join(map(str, imported.report.guesses))


def test_a_list_of_instagram_accounts_with_short_numbers(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "\ufeffrank,channel_info,posts,followers,avg_likes,60d_eng_rate,total_likes,country\r\n"
        "1,cristiano,3.3k,475.8m,8.7m,1.39%,29.0b,Spain\r\n2,nasa,3.6k,81.3m,1.2m,1.53%,4.2b,NaN\r\n"
        "3,emmawatson,0.34k,67.3m,1.9m,0.01%,639.0m,NaN\r\n",
        "top_insta_influencers_data.csv",
    )
    assert rows(found, "account", "handle", "platform", "followers", "engagement") == [
        ("cristiano", "cristiano", "instagram", "475800000", "0.0139"),
        ("nasa", "nasa", "instagram", "81300000", "0.0153"),
        ("emmawatson", "emmawatson", "instagram", "67300000", "0.0001"),
    ]
    assert found.columns["followers (source)"] == ("475.8m", "81.3m", "67.3m")
    assert found.columns["total_likes"] == ("29.0b", "4.2b", "639.0m")
    assert "platform: instagram for 3 handles, because the file has this name" in told(found)
    written(found, tmp_path)


def test_a_list_of_youtube_channels_with_addresses(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "Rank,Username,Categories,Subscribers,Country,Visits,Likes,Comments,Links\n"
        '1,tseries,"Música y baile, Humor",249500000,India,86200,2700,78,http://youtube.com/channel/UCq-Fj5jknLsUf-MWSy4_brA\n'
        "2,#NAME?,Humor,17900000,Unknown,7000,24,0,http://youtube.com/channel/UCbCmjCuTUZos6Inko4u57UQ\n"
        "3,TSeries,Humor,249400000,India,86200,2700,78,http://youtube.com/channel/UCq-Fj5jknLsUf-MWSy4_brA\n",
    )
    assert rows(found, "handle", "platform", "followers", "views", "topics")[0] == (
        "tseries",
        "youtube",
        "249500000",
        "86200",
        "Música y baile;Humor",
    )
    assert found.columns["handle"][1] == "UCbCmjCuTUZos6Inko4u57UQ"
    assert float(found.columns["engagement"][0]) == pytest.approx(2778 / 249500000, rel=1e-5)
    (rejection,) = found.report.rejections
    assert rejection.line == 4
    assert "is already on line 2 with 249500000 followers; here it has 249400000" in rejection.reason
    written(found, tmp_path)


def test_no_header(tmp_path: Path) -> None:
    text = "".join(f"{rank},@user.{rank},{10_000_000 // rank},u{rank}@example.org\n" for rank in range(1, 40))
    found = load(tmp_path, text)
    assert rows(found, "handle", "followers")[:2] == [("user.1", "10000000"), ("user.2", "5000000")]
    assert len(found.columns["handle"]) == 39
    assert "used as the followers" in told(found)
    written(found, tmp_path)


def test_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "Nutzername;Plattform;Abonnenten;Engagementrate;Ø Likes\r\n"
        "@anna;Instagram;12.345;3,4%;419,5\r\n@bert;TikTok;1.234.567;2,1%;25.900\r\n@carl;Instagram;987;5,5%;54,2\r\n",
    )
    assert rows(found, "handle", "platform", "followers", "engagement") == [
        ("anna", "instagram", "12345", "0.034"),
        ("bert", "tiktok", "1234567", "0.021"),
        ("carl", "instagram", "987", "0.055"),
    ]
    written(found, tmp_path)


def test_two_header_rows(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        ",Instagram,,TikTok,\nName,Handle,Followers,Handle,Followers\n"
        "Ann Lee,ann.lee,1200,annlee,5600\nBo Ray,bo.ray,900,,\nCy Dee,,,cydee,7100\n",
    )
    assert rows(found, "account", "handle", "platform", "followers") == [
        ("ann.lee", "ann.lee", "instagram", "1200"),
        ("ann.lee", "annlee", "tiktok", "5600"),
        ("bo.ray", "bo.ray", "instagram", "900"),
        ("cydee", "cydee", "tiktok", "7100"),
    ]
    written(found, tmp_path)


def test_error_values_of_spreadsheets_and_the_same_header_twice(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "Usuario,Suscriptores,Suscriptores,País\n@uno,1.2M,1234567,España\n@dos,13.8k,#VALOR!,N/A'\n"
        "@tres,-,4567,México\n@cuatro,#VALOR!,#VALOR!,Perú\n@cinco,25k,25010,Chile\n",
    )
    assert rows(found, "handle", "followers") == [
        ("uno", "1234567"),
        ("dos", "13800"),
        ("tres", "4567"),
        ("cinco", "25010"),
    ]
    assert "where that column is blank, from 'Suscriptores'" in told(found)
    assert kinds(found) == {"followers not known (Suscriptores (2))": 1}
    assert found.rejected["País"] == ("Perú",)
    written(found, tmp_path)


def test_columns_of_one_header_that_do_not_agree_are_told(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,Followers\na.a,1000,9\nb.b,2000,8\nc.c,3000,7\n")
    assert found.columns["followers"] == ("1000", "2000", "3000")
    assert "they differ on 3 lines: line 2 has 1000 and 9" in told(found)


def test_platforms_as_columns_with_followers_of_each(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "email,uid,instagram,tiktok,youtube,Instagram followers,TikTok followers,YouTube followers\n"
        "a@example.org,u1,ann.lee,annlee,https://youtube.com/@annlee,1.2k,3.4k,560\n"
        "b@example.org,u2,bo.ray,,,22k,,\n",
    )
    assert rows(found, "account", "handle", "platform", "followers") == [
        ("ann.lee", "ann.lee", "instagram", "1200"),
        ("ann.lee", "annlee", "tiktok", "3400"),
        ("ann.lee", "annlee", "youtube", "560"),
        ("bo.ray", "bo.ray", "instagram", "22000"),
    ]
    assert found.columns["email"][:3] == ("a@example.org",) * 3
    written(found, tmp_path)


def test_x_is_a_platform_in_a_column_of_platforms_and_a_mark_for_nothing_elsewhere(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "handle,platform,followers,clicks\nann_lee,x,1200,12\nbo_ray,X,900,x\ncydee,Instagram,700,3\ndan,-,7100,9\n",
    )
    assert rows(found, "handle", "platform", "followers", "clicks") == [
        ("ann_lee", "x", "1200", "12"),
        ("bo_ray", "x", "900", ""),
        ("cydee", "instagram", "700", "3"),
        ("dan", "", "7100", "9"),
    ]
    written(found, tmp_path)


def test_platforms_as_columns_with_followers_of_one(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "instagram,tiktok,followers\nann.lee,annlee,1200\nbo.ray,,900\n,cydee,7100\n",
    )
    assert rows(found, "handle", "platform", "followers") == [
        ("ann.lee", "instagram", "1200"),
        ("bo.ray", "instagram", "900"),
        ("cydee", "tiktok", "7100"),
    ]
    assert found.columns["tiktok"] == ("annlee", "", "cydee")
    assert "instagram followers" in told(found)
    written(found, tmp_path)


def test_a_workbook_with_a_title_above(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "Campaign list.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Notes").write(0, 0, "see the other sheet")
    sheet = book.add_worksheet("Creators")
    sheet.write(0, 0, "Creators for the autumn")
    sheet.write_row(3, 0, ["Creator", "Followers", "Link", "Avg. views", "Joined"])
    sheet.write_row(4, 0, ["ann.lee", 12000, "https://www.instagram.com/ann.lee/", 3400.5, "2024-01-02"])
    sheet.write_row(5, 0, ["bo.ray", 900.0, "https://www.tiktok.com/@bo.ray", 120, ""])
    sheet.write_row(6, 0, ["Total", 12900, "", "", ""])
    book.close()
    found = import_table(path, sheet="Creators")
    assert rows(found, "handle", "platform", "followers", "views") == [
        ("ann.lee", "instagram", "12000", "3400.5"),
        ("bo.ray", "tiktok", "900", "120"),
    ]
    assert found.report.sheet == "Creators"
    assert "looks like totals, not an account" in kinds(found)
    assert any("Creators for the autumn" in cells for cells in zip(*found.rejected.values(), strict=True))
    written(found, tmp_path)


def test_all_numbers_as_text_with_units_in_the_header(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        'Influencer,Seguidores (M),ER %\n"shakira ","76,1","1,28"\n"nasa","81,3","1,53"\n"zendaya","1,2","3,17"\n',
    )
    assert found.columns["followers"] == ("76100000", "81300000", "1200000")
    assert found.columns["engagement"] == ("0.0128", "0.0153", "0.0317")
    assert found.columns["Seguidores (M)"] == ("76,1", "81,3", "1,2")
    written(found, tmp_path)


def test_only_addresses(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        'https://www.instagram.com/ann.lee/,"12,000"\nhttps://twitter.com/bo_ray,900\n'
        "https://www.youtube.com/@cydee,77000\nhttps://www.tiktok.com/@dee.dee,100\n",
    )
    assert rows(found, "handle", "platform", "followers") == [
        ("ann.lee", "instagram", "12000"),
        ("bo_ray", "x", "900"),
        ("cydee", "youtube", "77000"),
        ("dee.dee", "tiktok", "100"),
    ]
    written(found, tmp_path)


def test_clicks_stand_in_for_followers(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,avg clicks\nann.lee,,120\nbo.ray,900,\ncy.dee,,\n")
    assert rows(found, "handle", "followers", "clicks") == [("ann.lee", "", "120"), ("bo.ray", "900", "")]
    assert kinds(found) == {"followers not known (followers)": 1}
    written(found, tmp_path)


def test_the_export_with_line_breaks_in_headers(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        'Influencer insta name,instagram name,category_1,Followers,Audience country(mostly),"Authentic engagement\r\n",'
        '"Engagement avg\r\n"\n433,433,Sports,48.5M,Spain,383.1K,637K\ncristiano,Cristiano Ronaldo,Sports,400.1M,India,'
        "7.8M,9.4M\nleomessi,Leo Messi,Sports,306.3M,Argentina,4.3M,5.8M\n",
    )
    assert rows(found, "handle", "platform", "followers") == [
        ("433", "instagram", "48500000"),
        ("cristiano", "instagram", "400100000"),
        ("leomessi", "instagram", "306300000"),
    ]
    assert 0.005 < float(found.columns["engagement"][1]) < 0.05
    assert found.columns["instagram name"] == ("433", "Cristiano Ronaldo", "Leo Messi")
    written(found, tmp_path)


def test_a_handle_on_two_platforms_is_joined_only_where_asked(tmp_path: Path) -> None:
    text = "handle,platform,followers\nann.lee,instagram,1000\nann.lee,tiktok,2000\nbo,instagram,3\n"
    apart = load(tmp_path, text)
    assert apart.columns["account"] == ("ann.lee-instagram", "ann.lee-tiktok", "bo")
    assert "--merge-same-handle" in told(apart)
    together = load(tmp_path, text, merge_same_handle=True)
    assert together.columns["account"] == ("ann.lee", "ann.lee", "bo")
    written(together, tmp_path)


def test_what_was_guessed_can_be_overruled(tmp_path: Path) -> None:
    text = "handle,Subs,Fans,Likes\nann.lee,1000,5,10\nbo.ray,2000,6,30\n"
    assert load(tmp_path, text).columns["followers"] == ("1000", "2000")
    found = load(tmp_path, text, mapping={"followers": "Fans", "carry": "Likes"}, platform="IG")
    assert found.columns["followers"] == ("5", "6")
    assert found.columns["Likes"] == ("10", "30")
    assert "engagement" not in found.columns
    assert found.columns["platform"] == ("instagram", "instagram")
    with pytest.raises(MappingError, match="did you mean 'Fans'"):
        load(tmp_path, text, mapping={"followers": "Fams"})


def test_names_that_mean_something_here_are_not_taken_by_carried_columns(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,Follower,followers,tier,total clicks,Effort level\na.b,10,5k,A,7,low\n")
    assert found.columns["tier (source)"] == ("A",)
    assert found.columns["total clicks"] == ("7",)
    assert found.columns["Effort level"] == ("low",)
    assert "clicks" not in found.columns
    scenario = read_scenario(written(found, tmp_path))
    assert scenario.accounts.carried["tier (source)"] == ("A",)


@pytest.mark.parametrize("sign", ["\0", "\x1b[31m", "\u202e", "=cmd|' /C calc'!A0", "<script>x</script>", "a\rb"])
def test_dangerous_texts_pass_through_without_harm(tmp_path: Path, sign: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["handle", "followers", "notes"], ["ann.lee", "10", sign], ["bo.ray", "12", "x"]])
    found = load(tmp_path, out.getvalue())
    folder = written(found, tmp_path)
    assert found.columns["handle"] == ("ann.lee", "bo.ray")
    report = (folder / "import-report.md").read_text("utf-8")
    assert "<script" not in report
    assert "\x1b" not in report
    assert "\u202e" not in report


@pytest.mark.parametrize(
    "name", ["yes", "a: b # c", "x\ny: z", "", "!!python/object:x", "'\"", "{a}", "123", "\x1b[0m"]
)
def test_any_name_can_be_given(tmp_path: Path, name: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text("handle,followers\na.b,5\n", "utf-8")
    found = import_table(path, name=name)
    assert read_scenario(written(found, tmp_path)).name == found.name


def test_long_cells_are_cut_and_told_in_full(tmp_path: Path) -> None:
    long = "x" * 120_000
    found = load(tmp_path, f"handle,followers,notes\na.b,5,{long}\n")
    folder = written(found, tmp_path)
    assert len(found.columns["notes"][0]) == 100_000
    assert long in (folder / "import-changes.csv").read_text("utf-8")


def test_nobody_to_import_is_an_issue(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as raised:
        load(tmp_path, "handle,followers\na.b,many\nc.d,few\n")
    assert raised.value.issues
    with pytest.raises(ScenarioError):
        load(tmp_path, "handle,followers\n")


def test_a_mark_that_nothing_decides_is_told_and_can_be_said(tmp_path: Path) -> None:
    text = "handle;followers;avg views\na.b;1.234;1.001\nc.d;5.678;2.002\n"
    guessed = load(tmp_path, text)
    assert guessed.columns["followers"] == ("1234", "5678")
    assert "as followers are whole" in told(guessed)
    assert "--decimal ," in told(guessed)
    assert guessed.columns["views"] == ("1.001", "2.002")
    assert load(tmp_path, text, decimal=",").columns["views"] == ("1001", "2002")
    with pytest.raises(ValueError, match="decimal: expected"):
        load(tmp_path, text, decimal=";")


def test_a_column_after_a_platform_in_its_name_hints_at_it(tmp_path: Path) -> None:
    found = load(tmp_path, "Tiktoker name,Subscribers,Notes\nann.lee,149.1M,x\n")
    assert found.columns["platform"] == ("tiktok",)
    assert "its columns have typical names of this platform" in told(found)


def test_the_name_of_a_page_gives_way_to_its_address(tmp_path: Path) -> None:
    found = load(
        tmp_path, "Page name,Page URL,Page likes\nSome Page,https://www.facebook.com/somepage/,12\nX Y,nowhere,5\n"
    )
    assert rows(found, "handle", "platform", "followers") == [("somepage", "facebook", "12"), ("X Y", "", "5")]
    assert found.columns["Page name"] == ("Some Page", "X Y")
