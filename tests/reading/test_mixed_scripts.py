"""Sentences of several scripts: whose they are, who reads which letters, and what nobody reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption
from sorikit.reading import phonemes
from sorikit.reading._hanja import in_hangul, is_read
from sorikit.reading.languages import LANGUAGES, Languages, language_of, unread
from sorikit.reading.sentences import clean, sentences
from sorikit.store import default_store

needs_lexicon = pytest.mark.skipif(
    not default_store().state("kokoro").installed, reason="the English lexicon comes with the model kokoro"
)


@pytest.fixture(scope="module")
def readers() -> Languages:
    store = default_store()
    return Languages(store.find("kokoro").path if store.state("kokoro").installed else Path)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("東京 출장은 12月 5日", "도쿄 출장은 12월 5일"), ("數字와 回數", "숫자와 횟수"), ("女性과 男女", "여성과 남녀"), ("老人의 來日", "노인의 내일"),
        ("成功率과 比率", "성공률과 비율"), ("不動産은 不可能", "부동산은 불가능"), ("六月 料理", "유월 요리"), ("大韓民國 李氏", "대한민국 이씨"),
        ("音樂과 娛樂", "음악과 오락"), ("金曜日", "금요일"), ("歷史, 勞動, 旅行", "역사, 노동, 여행"),
    ],
)  # fmt: skip
def test_chinese_characters_as_koreans_read_them(written: str, read: str) -> None:
    assert in_hangul(written) == read


def test_characters_that_korean_lacks_stay() -> None:
    assert is_read("數字")
    assert not is_read("数字")
    assert in_hangul("数字 東") == "数字 동"


@given(st.text(alphabet="가나 東京不率女数1.a", max_size=12))
def test_as_many_letters_as_were_written(text: str) -> None:
    assert len(in_hangul(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "likely", "language"),
    [
        ("I said 안녕하세요 to Mr. Kim at 3 p.m. and he answered こんにちは!", None, "en"),
        ("The word 北京 means northern capital.", None, "en"),
        ("오늘 meeting은 3시에 Zoom으로 해요.", None, "ko"),
        ("Kubernetes cluster에서 Prometheus monitoring 설정을 the best로", None, "ko"),
        ("Samsung Galaxy 폰 review", None, "ko"),
        ('El CEO de Google dijo "hello world" en la conferencia.', None, "es"),
        ("Leonardo de la Cruz is here.", None, "en"),
        ("https://example.com/page?id=12", None, "en"),
        ("https://example.com/page?id=12", "ko", "ko"),
        ("Привет", "es", "es"),
    ],
)
def test_whose_sentence_it_is(text: str, likely: str | None, language: str) -> None:
    assert language_of(text, likely) == language


@needs_lexicon
@pytest.mark.parametrize(
    ("text", "language", "heard"),
    [
        ("東京 출장은 12月 5日입니다.", "ko", "dokʰjo"),
        ("한글+English+日本語+數字 12개 😀 in one sentence.", "ko", "sutʔʥa"),
        ("数字 12개", "ko", "ʂu"),
        ("α-beta", "en", "ˈælfə"),
        ("El ángulo es π/2.", "es", "pˈI"),
        ("Привет, world!", "en", "wˈɜɹld"),
        ("x² + 50 µm", "en", "skwˈɛɹd"),
    ],
)
def test_every_script_is_read_by_somebody(readers: Languages, text: str, language: str, heard: str) -> None:
    pieces = readers.read(text, language)
    assert heard in phonemes(pieces)
    assert "".join(piece.written for piece in pieces) == text


@needs_lexicon
@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_that_nobody_reads_are_told(readers: Languages, language: str) -> None:
    assert unread("Привет, world! ไทย α") == ("Привет", "ไทย")
    if language != "ja":  # kanji want an extra, kana do not; either way the words beside them are read
        assert phonemes(readers.read("Ленин hola", language))
    with pytest.raises(InvalidOption, match="Cyrillic"):
        readers.read("Привет", language)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ﬁne oﬃce ３㎏ ①②", "fine office 3kg 1 2 "), ("Ｆｕｌｌ １２３", "Full 123"), ("ﾊﾟｿｺﾝ", "パソコン"), ("Ⅳ ㎡ ℃ ㈜소리", "IV m² °C (주)소리"),
        ("\x1b[1;31mred\x1b[0m", "red"), ("a\x00b\u200bc", "abc"), ("½ x² ！？", "½ x² ！？"),
    ],
)  # fmt: skip
def test_letters_that_are_drawn_oddly_are_the_usual_ones(text: str, plain: str) -> None:
    assert clean(text) == plain


def test_right_to_left_marks_do_not_part_sentences() -> None:
    assert [one.text for one in sentences("\u202bשלום\u202c hello. Bye.")] == ["שלום hello.", "Bye."]


@needs_lexicon
@pytest.mark.parametrize(
    ("language", "written", "read"),
    [
        ("ja", "約500kmです。", "約500キロメートルです。"),
        ("ja", "3.5 GBと68kg。", "3.5ギガバイトと68キログラム。"),
        ("zh", "大约5km。", "大约5公里。"),
    ],
)
def test_units_after_numbers_are_those_of_the_sentence(
    language: str, written: str, read: str, readers: Languages
) -> None:
    one, other = ("".join(phonemes(readers.read(text, language)).split()) for text in (written, read))
    assert one == other
