"""Which encoding a file of before UTF-8 is in."""

from __future__ import annotations

import pytest

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
    assert "left out" in decoded.guesses[0].reason


def test_letters_that_leave_it_open_are_said() -> None:
    decoded = decode_table("t.csv", b"name,x\n\xb9\n")
    assert "nearly as likely" in decoded.guesses[0].reason
