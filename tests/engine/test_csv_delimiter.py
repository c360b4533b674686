"""The delimiter by the header."""

from __future__ import annotations

import io

import pytest

from seeder.engine.csv_delimiter import find_delimiter


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("account,followers\n", ","),
        ("account;followers\n", ";"),
        ("\ufeff\n  \r\naccount;followers\r\n", ";"),
        ('"account";"followers"\n', ";"),
        ("account;followers;note, if any\n", ";"),
        ("account,followers,a;b;c;d;e\n", ","),
        ('account,followers,"a;b;c;d"\n', ","),
        ("a;b\n", ";"),
        ("a;b,c\n", ","),
        ("account\n", ","),
        ("", ","),
        ('"account;followers\n', ","),
    ],
)
def test_the_header_shows_the_delimiter(text: str, delimiter: str) -> None:
    file = io.BytesIO(text.encode())
    assert find_delimiter(file) == delimiter
    assert file.tell() == 0
