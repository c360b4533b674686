"""The text of a ``where``: what is refused, at which place, with which way out; and hostile input."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from seeder.scenario.where.where import Where, WhereError, check_where, parse_where
from seeder.scenario.where.where_syntax import DEEPEST
from seeder.scenario.where.where_tokens import LONGEST


def error_of(text: str) -> WhereError:
    with pytest.raises(WhereError) as caught:
        parse_where(text)
    return caught.value


def refused(marked: str) -> WhereError:
    """Return the error of a text in which ▸ stands in front of its place."""
    error = error_of(marked.replace("▸", ""))
    assert error.offset == marked.index("▸"), str(error)
    return error


@pytest.mark.parametrize("name", ["größe", "_x", "名前", "a1", "imię", "android", "inn", "order", "nothing", "Truest"])
def test_bare_headers_of_any_script(name: str) -> None:
    assert parse_where(f"{name} == 1").columns == ((name, 0),)


@pytest.mark.parametrize(
    "name", ["niche score", "and", "IN", "true", "2024 reach", "a.b", "a-b", "e@x", " ", "שלום 🙂", "a'b"]
)
def test_any_header_in_backticks(name: str) -> None:
    where = parse_where(f"x == 1 or `{name}` == 'x'")
    assert where.columns == (("x", 0), (name, 10))
    assert check_where(where, [name, "x"], ()) == ()


def test_columns_are_listed_once_in_order_of_appearance() -> None:
    where = parse_where("5 < b and (a == b or 'x' in c) and not `a` in (1) and d != a")
    assert where.columns == (("b", 4), ("a", 11), ("c", 28), ("d", 54))


@pytest.mark.parametrize(
    ("marked", "found", "way_out"),
    [
        ("a ▸= 1", "'=' is not allowed", "Write =="),
        ("a ▸=== 1", "'==='", "Write =="),
        ("a ▸!== 1", "'!=='", "Write !="),
        ("a ▸<> 1", "'<>'", "Write !="),
        ("a ▸≠ 1", "'≠'", "Write !="),
        ("a ▸=> 1", "'=>'", "Write >="),
        ("a ▸=< 1", "'=<'", "Write <="),
        ("a ▸<== 1", "'<=='", "Write <="),
        ("a ▸>== 1", "'>=='", "Write >="),
        ("a ▸≤ 1", "'≤'", "Write <="),
        ("a ▸≥ 1", "'≥'", "Write >="),
        ("a == 1 ▸&& b == 2", "'&&'", "Write and"),
        ("a == 1 ▸& b == 2", "'&'", "Write and"),
        ("a == 1 ▸|| b == 2", "'||'", "Write or"),
        ("a == 1 ▸| b == 2", "'|'", "Write or"),
        ("▸!a == 1", "'!'", "Write not"),
        ("▸~a == 1", "'~'", "Write not"),
        ("▸__import__('os').system('x') == 1", "'__import__' is written like a function", "Compare columns"),
        ("len▸.x == 1", "'.' is not allowed", "backticks"),
        ("▸f(x) == 1", "'f' is written like a function", "Compare columns"),
        ("a▸[0] == 1", "'[' is not allowed", "in ("),
        ("a in ▸['x']", "'[' is not allowed", "in ("),
        ("a in ▸{'x'}", "'{' is not allowed", "in ("),
        ("lambda▸: 0", "':'", "quotes"),
        ("a == ▸@x", "'@'", "quotes"),
        ("a == ▸“x”", "'“'", "Write '"),
        ("a == ▸\u2018x\u2019", "'\u2018'", "Write '"),
        ("a == ▸+1", "'+'", "Remove"),
        ("a ▸- b == 1", "'-'", "backticks"),
        ("a ▸* 2 == 1", "'*'", "backticks"),
        ("fit▸-score == 1", "'-'", "backticks"),
        ("a == 5 ▸%", "'%'", "Write for instance 2%"),
    ],
)
def test_foreign_signs(marked: str, found: str, way_out: str) -> None:
    error = refused(marked)
    assert found in error.found
    assert way_out in error.way_out


@pytest.mark.parametrize(
    ("marked", "found", "way_out"),
    [
        ("a == ▸true", "'true'", "'true'"),
        ("▸False == a", "'False'", "`False`"),
        ("a == ▸None", "'None'", "'None'"),
        ("a == ▸1e5k", "'1e5k' is not a number", "Write it out"),
        ("a == ▸5m", "'5m' is not a number", "1.2k"),
        ("a == ▸1.2.3", "'1.2.3' is not a number", "quotes"),
        ("a == ▸1_000", "'1_000' is not a number", "Write it out"),
        ("▸2024_reach == 1", "'2024_reach' is not a number", "`2024_reach`"),
        ("a == ▸" + "9" * 400, "is not a number", "Write it out"),
        ("a == ▸1,000", "'1,000' may be one number or several", "Write 1000 "),
        ("a in (▸1,200)", "'1,200' may be one number or several", "Write 1200 "),
        ("a in (1, ▸1,234,567.5k)", "'1,234,567.5k' may be", "Write 1234567.5k "),
        ("a == ▸'x", "the text that begins here is not closed", "missing '"),
        ("a == ▸\"x'", "the text that begins here is not closed", 'missing "'),
        ("a == ▸'x''", "the text that begins here is not closed", "missing '"),
        ("▸`a == 1", "the header that begins here is not closed", "missing `"),
        ("▸`` == 1", "no column name between the backticks", "Write the column name"),
    ],
)
def test_words_that_are_none(marked: str, found: str, way_out: str) -> None:
    error = refused(marked)
    assert found in error.found
    assert way_out in error.way_out


@pytest.mark.parametrize("values", ["1,20", "12, 345", "1234,567", "1,2345", "1.5,200", "1k,200"])
def test_commas_that_can_only_separate(values: str) -> None:
    assert parse_where(f"a in ({values})")


@pytest.mark.parametrize(
    ("marked", "found", "way_out"),
    [
        ("▸", "the condition is blank", "Write for instance"),
        (" \n▸", "the condition is blank", "Write for instance"),
        ("a ==▸", "the condition ends here", "Write for instance"),
        ("a == 1 and▸", "the condition ends here", "Write for instance"),
        ("not▸", "the condition ends here", "Write for instance"),
        ("▸and", "'and' cannot be here", "Write for instance"),
        ("a == 1 or ▸or b == 1", "'or' cannot be here", "Write for instance"),
        ("▸== 1", "'==' cannot be here", "Write for instance"),
        ("a == ▸not b", "'not' cannot be here", "Write for instance"),
        ("(▸)", "')' cannot be here", "Write for instance"),
        ("▸(a == 1", "never closed", "missing )"),
        ("(a == 1 or ▸(b == 1", "never closed", "missing )"),
        ("a == 1▸)", "has no opening one", "missing ("),
        ("(a == 1 ▸b == 2)", "'b' follows a complete condition", "'and' or 'or'"),
        ("a == 1 ▸b == 2", "'b' follows a complete condition", "'and' or 'or'"),
        ("a == 'it'▸s'", "'s' follows a complete condition", "write a quote inside a text twice"),
        ("a == 1▸, b == 2", "',' follows a complete condition", "'and' or 'or'"),
        ("a == 1 ▸not b == 1", "'not' follows a complete condition", "'and' or 'or'"),
        ("1 < a ▸< 2", "'<' follows a complete comparison (<)", "1 < a and …"),
        ("a == b ▸== c", "'==' follows a complete comparison (==)", "a == b and …"),
        ("a == 'x' ▸in b", "'in' follows a complete comparison (==)", "a == 'x' and …"),
        ("a in (1) ▸== 2", "'==' follows a complete comparison (in)", "a in (1) and …"),
        ("'x' in a ▸in b", "'in' follows a complete comparison (in)", "'x' in a and …"),
        ("(a == 1) ▸== 2", "'==' follows a condition in parentheses", "and, or and not"),
        ("(a == 1) ▸in (2)", "'in' follows a condition in parentheses", "and, or and not"),
        ("(▸a) == 1", "the column 'a' is not compared with anything", "a == 'yes'"),
        ("▸a", "the column 'a' is not compared with anything", "a != ''"),
        ("a == 1 and ▸`b c` or d == 2", "the column '`b c`' is not compared with anything", "`b c` == 'yes'"),
        ("▸'x'", "is not compared with anything", "platform == 'x'"),
        ("▸5", "the number '5' is not compared with anything", "followers == 5"),
    ],
)
def test_parts_that_do_not_join(marked: str, found: str, way_out: str) -> None:
    error = refused(marked)
    assert found in error.found
    assert way_out in error.way_out


@pytest.mark.parametrize(
    ("marked", "found", "way_out"),
    [
        ("a == ▸(1)", "a parenthesis", "a in (…)"),
        ("1 == ▸(a)", "a parenthesis", "Remove the parenthesis"),
        ("a ▸not == 1", "'not' follows 'a'", "platform != 'tiktok'"),
        ("niche ▸score == 1", "'score' directly follows 'niche'", "`niche score`"),
        ("a ▸'x'", "directly follows 'a'", "comparison sign"),
        ("'x' ▸a", "'a' directly follows", "comparison sign"),
        ("a ▸is b", "'is'", "Write == or !="),
        ("a ▸LIKE 'x'", "'LIKE'", "'x' in topics"),
        ("a ▸contains 'x'", "'contains'", "'x' in topics"),
        ("a ▸between 1 and 2", "'between'", "joined by and"),
        ("▸1 < 2", "a value is compared with another value", "Write the column without quotes"),
        ("a == 1 or ▸'b' == 'c'", "a value is compared with another value", "Write the column without quotes"),
        ("▸'b' in ('b', 'c')", "a value is compared with another value", "Write the column without quotes"),
        ("▸1 not in (1)", "a value is compared with another value", "Write the column without quotes"),
        ("▸a in b", "the column a is searched for in the column b", "Write 'a' in b"),
        ("▸`it's x` in b", "the column `it's x` is searched for", "Write 'it''s x' in b"),
        ("▸5 in b", "the number 5 is searched for", "Write '5' in b, or b == 5"),
        ("▸'' in b", "cannot be an entry", "b == ''"),
        ("▸' ' not in b", "cannot be an entry", "b == ''"),
        ("▸'a;b' in c", "cannot be an entry", "'a' in c and 'b' in c"),
        ("▸'a;' in c", "cannot be an entry", "Write 'a' in c"),
        ("▸';' in c", "cannot be an entry", "c == ''"),
        ("a in ▸'x'", "follows 'in'", "a in ('a', 'b')"),
        ("'x' in ▸'y'", "follows 'in'", "'fitness' in topics"),
        ("a in▸", "nothing follows 'in'", "a in ('a', 'b')"),
        ("a in (▸)", "')' cannot be in a list", "in ('a', 'b')"),
        ("a in (1,▸)", "')' cannot be in a list", "without a comma at the end"),
        ("a in (▸,1)", "',' cannot be in a list", "in (1, 2)"),
        ("a in (▸b)", "'b' cannot be in a list", "Write 'b'"),
        ("a in (1, ▸'b')", "mixes texts and numbers", "all of them in quotes"),
        ("a in ('b', ▸1)", "mixes texts and numbers", "all of them in quotes"),
        ("a in (1 ▸2)", "'2' follows an entry", "missing comma"),
        ("a in ('b' ▸and c == 1)", "'and' follows an entry", "missing )"),
        ("a in ▸(1, 2", "this list is never closed", "missing )"),
        ("a in ▸(", "this list is never closed", "missing )"),
        ("a in ▸(1,", "this list is never closed", "missing )"),
    ],
)
def test_comparisons_that_are_none(marked: str, found: str, way_out: str) -> None:
    error = refused(marked)
    assert found in error.found
    assert way_out in error.way_out


def test_an_error_says_place_found_rule_and_way_out() -> None:
    error = refused("a ▸= 1")
    assert isinstance(error, ValueError)
    assert str(error) == "character 3: '=' is not allowed here. 'Equal' is written ==. Write == instead of =."


def test_the_first_error_of_the_text_is_told() -> None:
    refused("a ▸= 1 && f(x) and 'open")
    refused("▸f(x) = 1 && 'open")
    refused("a == 1 ▸b = 'open")


@pytest.mark.parametrize("opening", ["(", "not ", "(not "])
def test_depth_is_limited(opening: str) -> None:
    text = opening * (DEEPEST + 1)
    error = error_of(text + "a == 1" + ")" * text.count("("))
    assert "nested too deeply" in error.found
    assert error.offset == [at for at in range(len(text)) if text.startswith(("(", "not"), at)][DEEPEST]


@pytest.mark.parametrize("piece", ["(", "not ", "a == 1 and ", "'", "9", "x", "a in (", "\0", "🙂", "a==1 or(", "`"])
def test_a_megabyte_is_refused_by_its_length(piece: str) -> None:
    error = error_of(piece * (1_000_000 // len(piece)))
    assert error.rule == f"A 'where' may have at most {LONGEST:,} characters"
    assert error.offset == LONGEST


def test_the_length_is_limited_to_the_character() -> None:
    assert parse_where("a == 1".ljust(LONGEST))
    assert error_of("a == 1".ljust(LONGEST + 1)).offset == LONGEST


@pytest.mark.parametrize(
    "piece", ["(", "not ", "'", "9", "x", "a in (", "\0", "🙂", "a==1 or(", "`", "1,", "1,000,", ".", "=", "x ", "'' "]
)
def test_the_longest_nonsense_is_refused_in_short(piece: str) -> None:
    assert len(str(error_of(piece * (LONGEST // len(piece) - 1)))) < 600


def test_the_most_entries_that_fit_are_told_in_short() -> None:
    error = error_of("'" + "a;" * (LONGEST // 3) + "' in topics")
    assert len(str(error)) < 600


def test_long_and_many_unknown_headers_are_told_in_short() -> None:
    (error,) = check_where(parse_where("x" * (LONGEST - 5) + " == 1"), ["y" * 10_000, "x"], ())
    assert len(str(error)) < 600


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("a▸\0 == 1", r"the invisible character '\x00' is not allowed here"),
        ("a == ▸\u200b1", r"the invisible character '\u200b' is not allowed here"),
        ("▸\ufeffa == 1", r"the invisible character '\ufeff' is not allowed here"),
        ("a == ▸\u202e1", r"the invisible character '\u202e' is not allowed here"),
        ("a ▸🙂 b", "the character '🙂' is not allowed here"),
        ("a == ▸\ud800", r"the invisible character '\ud800' is not allowed here"),
        ("a == ▸\u0663", "the character '\u0663' is not allowed here"),
        ("▸² == 1", "the character '²' is not allowed here"),
        ("▸'\u202e\0' == 'x'", "a value is compared with another value"),
        ("▸`\u202eb`", r"the column '`\u202eb`' is not compared with anything"),
    ],
)
def test_characters_that_hide_are_spelt_out(marked: str, found: str) -> None:
    error = refused(marked)
    assert error.found == found
    assert str(error).isprintable()


WORDS = (
    *("a", "`b c`", "tier", "'x'", '""', "5", "-1k", "2%", "1,000", "==", "!=", "<", ">=", "(", ")", ",", "and", "or"),
    *("not", "in", "=", "&&", "!", ".", "true", "'", "`", "\0", "is", "\u202e"),
)


def outcome(text: str) -> Where | WhereError:
    try:
        return parse_where(text)
    except WhereError as error:
        return error


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)))
@example("a in (1,2) or 'x' not in `b c`")
def test_any_text_is_understood_or_refused_at_a_place_in_it(text: str) -> None:
    understood = outcome(text)
    if isinstance(understood, WhereError):
        assert 0 <= understood.offset <= len(text)
        assert str(understood).isprintable()
        assert all((understood.found, understood.rule, understood.way_out))
    else:
        assert understood.text == text
        for name, offset in understood.columns:
            assert text.startswith((name, "`"), offset)
        for misfit in check_where(understood, ["a"], ["a"]):
            assert str(misfit).isprintable()
