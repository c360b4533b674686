"""Which encoding a file of before UTF-8 is in."""

from __future__ import annotations

import pytest

from seeder.errors import ScenarioError
from seeder.importing.files.delimited_files import read_delimited
from seeder.importing.files.encodings import decode_table

SPANISH = "Usuario,Categorías,País\ntseries,Música y baile,España\nniño,Educación,México\n"
TEXTS = {
    "Spanish": (SPANISH, "cp1252 mac_roman cp850"),
    "Portuguese": ("Usuário,País\nsão paulo,Educação\n", "cp1252 mac_roman cp850"),
    "French": ("Pseudo,Abonnés,Catégorie\nhélène,1200,Beauté\nfrançois,33,Théâtre\n", "cp1252 mac_roman"),
    "German": ("Name,Abonnenten\nMüller,12\nGröße,44\nStraße,3\n", "cp1252 mac_roman"),
    "Polish": ("Nazwa,Kategoria\nŁukasz,Żywność\nwiśnia,książki\n", "cp1250"),
    "Czech": ("Jméno,Země\nJiří,Česko\nTomáš,příroda\n", "cp1250 iso8859_2"),
    "Russian": ("Имя,Подписчики,Страна\nалиса,1200,Россия\nборис,330,Москва\n", "cp1251 koi8_r cp866"),
    "Turkish": ("Kullanıcı,Takipçi\nAyşe,12\nİstanbul,Güneş\n", "cp1254"),
    "Japanese": ("名前,フォロワー\n花子,1200\n料理チャンネル,33\nさくら,東京\n", "shift_jis euc_jp"),
    "Chinese": ("昵称,粉丝数,平台\n小红书达人,1.2万,北京\n美食博主,33,上海\n", "gb18030"),
    "Taiwanese": ("名稱,粉絲數,平臺\n美食博主,33,臺灣\n旅遊,12,臺北\n", "big5"),
    "Korean": ("이름,팔로워,국가\n김민수,1200,대한민국\n맛집 여행,33,서울\n", "euc_kr"),
}
CASES = [(language, encoding) for language, (_, encodings) in TEXTS.items() for encoding in encodings.split()]


@pytest.mark.parametrize(("language", "encoding"), CASES)
@pytest.mark.parametrize("n_times", [1, 500])
def test_the_letters_tell_the_encoding(language: str, encoding: str, n_times: int) -> None:
    text = TEXTS[language][0] * n_times
    decoded = decode_table("t.csv", text.encode(encoding))
    assert decoded.text == text
    assert decoded.guesses[0].overrule == "--encoding NAME"


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_unicode_in_any_form(language: str, encoding: str) -> None:
    text = TEXTS[language][0]
    decoded = decode_table("t.csv", text.encode(encoding))
    assert decoded.text == text
    assert bool(decoded.guesses) == (encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))


def test_a_byte_that_stands_for_nothing_becomes_a_control_character() -> None:
    decoded = decode_table("t.csv", SPANISH.encode("cp1252") * 3 + b"\x81\n")
    assert decoded.text.endswith("\x81\n")
    assert "España" in decoded.text


def test_a_file_that_ends_in_the_middle_of_a_character() -> None:
    decoded = decode_table("t.csv", "a,b\n".encode("utf-16") + b"x")
    assert decoded.text == "a,b\n"
    assert "was removed" in decoded.guesses[0].reason


def test_letters_that_leave_it_open_are_said() -> None:
    decoded = decode_table("t.csv", b"name,x\n\xb9\n")
    assert "nearly as likely" in decoded.guesses[0].reason
    assert decoded.guesses[0].is_doubtful


PUNCTUATED = (
    "I don’t know",
    "she can’t; they’re late",
    "it’s Anna’s",
    "“Hello”",
    "say “yes” – or not",
    "travel — food — fun",
    "cakes—and more",
    "Paris–Dakar",
    "2019–2024",
    "wait…",
    "and so on…, more",
    "€5 a post",
    "50€ or 60 €",
    "Anna™",
    "Bob®",
    "l’été d’Anne",
    "dell’arte",
    "‘sweet",
)
# In Windows-1252 these are a word of one letter and an ordinal, which happen, and Mac Roman is rare.
NEARLY_WINDOWS = (("travel — food — fun",), ("Anna™",))


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("sentences", [*((one,) for one in PUNCTUATED), PUNCTUATED, PUNCTUATED[:2], PUNCTUATED[3:7]])
def test_typographic_punctuation_is_no_letter_of_another_encoding(sentences: tuple[str, ...], encoding: str) -> None:
    text = "name,bio\n" + "".join(f"account{number},{one}\n" for number, one in enumerate(sentences))
    decoded = decode_table("t.csv", text.encode(encoding))
    if encoding == "mac_roman" and sentences in NEARLY_WINDOWS:
        assert decoded.guesses[0].is_doubtful
    else:
        assert decoded.text == text
        assert not decoded.guesses[0].is_doubtful


@pytest.mark.parametrize("words", ["Día aquí País", "España niño", "corazón acción", "tío días París"])
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_letters_are_no_punctuation_of_another_encoding(words: str, encoding: str) -> None:
    text = "\n".join(["name", *words.split(), ""])
    assert decode_table("t.csv", text.encode(encoding)).text == text


def test_names_from_everywhere_fit_an_encoding_though_no_language_has_all_their_letters() -> None:
    text = "n\nFrançois\nJosé Ñáñez\nJürgen Groß\nØyvind Ås\nJoão Simões\nNiccolò\nÞór Ægisson\nGuðmundsdóttir\n"
    assert decode_table("t.csv", text.encode("cp1252")).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("ชื่อผู้ใช้,ผู้ติดตาม\nสวัสดีครับ,1200\nอาหารไทยอร่อยมาก,33\nท่องเที่ยวทะเล,5\n", "cp874"),
        ("ชื่อ\nแอนนา รีวิวอาหาร\nคุณแม่ลูกสอง\nเที่ยวไปกับเรา\nสวยด้วยแพทย์\nเกมเมอร์ไทย\n", "cp874"),
        ("Имя,Подписчики,Страна\nалиса,1200,Россия\nборис,330,Москва\nкрасота и здоровье,3,Казань\n", "iso8859_5"),
    ],
)
def test_letters_that_make_no_words_in_any_encoding_are_refused(text: str, encoding: str) -> None:
    raw = text.encode(encoding)
    unfit = decode_table("t.csv", raw).unfit
    assert unfit is not None
    assert "Windows-1252" in unfit.found
    assert "--encoding" in unfit.way_out
    with pytest.raises(ScenarioError, match="form no words"):
        read_delimited("t.csv", raw)
    assert decode_table("t.csv", raw, encoding=encoding).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("姓名\n张伟\n王芳\n李娜\n刘洋\n陈静\n杨磊\n赵敏\n黄强\n周涛\n吴艳\n徐璐\n孙鹏\n郭晓燕\n欧阳娜\n", "gb18030"),
        ("姓名\n林婷婷\n玥儿\n倩倩\n琳娜\n诗涵\n梓萱\n浩宇\n昊天\n煜祺\n霖霖\n瑾瑜\n晗晗\n", "gb18030"),
        ("氏名\n佐藤健\n鈴木一郎\n高橋由美\n渡辺翔\n伊藤葵\n山本蓮\n斎藤陽菜\n", "cp932"),
        ("이름\n박지훈\n최수빈\n정하늘\n윤채영\n임도현\n강예림\n조은별\n", "cp949"),
    ],
)
def test_lists_of_names_are_read_though_their_characters_are_rare(text: str, encoding: str) -> None:
    decoded = decode_table("t.csv", text.encode(encoding))
    assert decoded.text == text
    assert decoded.unfit is None


def test_letters_that_are_rare_in_every_encoding_are_doubtful() -> None:
    text = "Vardas\nSekėjai\nŽemaitė\nKelionės po Lietuvą\nGrožis ir mada\nšeima\nvirtuvė įdomu\n"
    decoded = decode_table("t.csv", text.encode("cp1257"))
    assert decoded.guesses[0].is_doubtful
    assert decoded.unfit is None


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        ("ИМЯ\nАННА\nБОРИС\nМОСКВА И ПОДМОСКОВЬЕ\n", "cp1251 koi8_r cp866"),
        ("ЕКАТЕРИНА\nМОСКВА\nИВАНОВ ПЁТР\nКРАСОТА\n", "cp1251 koi8_r cp866"),
        ("ΜΑΡΙΑ\nΓΙΩΡΓΟΣ\nΕΛΕΝΗ\nΚΑΤΕΡΙΝΑ\n", "cp1253"),
        ("ŁUKASZ\nŻYWNOŚĆ\nKSIĄŻKI\n", "cp1250 iso8859_2"),
        ("ESPAÑA\nMÉXICO\nANDALUCÍA\n", "cp1252 mac_roman cp850"),
    ],
)
def test_capitals_are_not_small_letters_of_another_encoding(text: str, encodings: str) -> None:
    assert {decode_table("t.csv", text.encode(encoding)).text for encoding in encodings.split()} == {text}
