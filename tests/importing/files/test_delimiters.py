"""What separates the cells of a text file."""

from __future__ import annotations

import pytest

from seeder.importing.files.delimiters import decide_delimiter

ROWS = (("name", "followers", "bio"), ("ann", "1,200", "food; travel"), ("bo", "3,400", "a, b"), ("cy", "560", ""))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", ":"])
def test_every_delimiter_is_found(delimiter: str) -> None:
    text = "".join(
        delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) + "\n" for row in ROWS * 3
    )
    decision = decide_delimiter(text)
    assert (decision.delimiter, decision.width) == (delimiter, 3)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("name:followers\nann:1200\nbo:~3.4k\n", ":"),
        ("root:x:0:0:root:/root\nbin:x:1:1:bin:/bin\n", ":"),
        ("name^url\nann^https://x.com/ann\nbo^https://x.com/bo\n", "^"),
        ("name~time\nann~12:30\nbo~13:45\n", "~"),
        ("https://x.com/ann\nhttps://x.com/bo\n", ""),
        ("instagram:ann\ninstagram:bo\ntiktok:cy\n", ""),
        ("Instagram: ann: food\nTikTok: bo: travel\n", ""),
        ("12:30:15\n13:45:00\n", ""),
        ("~10k\n~20k\n", ""),
        ("url,time\nhttps://x.com/ann,12:30\nhttps://x.com/bo,13:45\n", ","),
        ("name,time\nann,12:30:15\nbo,13:45:00\n", ","),
        ("name,followers\nann,~10k\nbo,~20k\n", ","),
        ("name;smile\nann;^_^\nbo;^_^\n", ";"),
    ],
)
def test_signs_in_texts_separate_nothing(text: str, delimiter: str) -> None:
    assert decide_delimiter(text).delimiter == delimiter


def test_a_delimiter_that_is_named_counts_though_it_stands_in_texts() -> None:
    decision = decide_delimiter("ann:12:30\nbo:13:45\n", delimiter=":")
    assert (decision.delimiter, decision.width) == (":", 3)


def test_a_rare_delimiter_is_no_doubt_about_a_usual_one() -> None:
    decision = decide_delimiter("Anna,~1k\nBo,~2k\n" * 4)
    assert decision.delimiter == ","
    assert decision.guess is not None
    assert not decision.guess.is_doubtful
