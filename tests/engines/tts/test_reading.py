"""Text → sentences → phoneme numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption
from sorikit.engines.tts._reading import MAX_TOKENS, TOKENS, Reader, language_of, split
from sorikit.reading.japanese.kana import kana_phonemes
from sorikit.store.catalogue import WEIGHTS_FOLDER


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(WEIGHTS_FOLDER / "english_lexicon.tsv.xz")


def test_one_reading_a_sentence_with_longer_pauses_between_paragraphs(reader: Reader) -> None:
    readings = list(reader.read("안녕하세요. 3.5점입니다!\n\nGood morning."))
    assert [reading.pause for reading in readings] == [1.0, 2.0, 1.0]


def test_korean_and_english_mix_in_one_sentence(reader: Reader) -> None:
    assert reader.phonemes("저는 John입니다.") == "ʥʌnɯn ʤˈɑnimnida."


def test_numbers_follow_the_language_of_the_sentence(reader: Reader) -> None:
    assert reader.phonemes("3") == "θɹˈi"
    assert reader.phonemes("3", "ko") == "sam"
    assert reader.phonemes("3개") == "se ɡɛ"


@pytest.mark.parametrize("text", ["会議", "Привет", "こんにちは会議"])
def test_letters_that_nobody_can_read_are_an_error(reader: Reader, text: str) -> None:
    with pytest.raises(InvalidOption, match="cannot be read"):
        list(reader.read(text))


def test_an_unknown_language_is_an_error(reader: Reader) -> None:
    with pytest.raises(InvalidOption, match="ko, en, ja"):
        list(reader.read("Bonjour", "fr"))


@pytest.mark.parametrize("text", ["", "   ", "...", "!?", "\n\n", "😀"])
def test_text_without_words_gives_nothing(reader: Reader, text: str) -> None:
    assert list(reader.read(text)) == []


def test_a_very_long_sentence_is_cut(reader: Reader) -> None:
    readings = list(reader.read("가나다라마바사 " * 200))
    assert len(readings) > 5
    assert all(1 <= len(reading.tokens) <= MAX_TOKENS for reading in readings)


@given(st.text(alphabet="ab ,;ˈ", max_size=300), st.integers(10, 60))
def test_splitting_loses_nothing(phonemes: str, limit: int) -> None:
    pieces = split(phonemes, limit)
    assert "".join("".join(pieces).split()) == "".join(phonemes.split())
    assert all(len(piece) <= limit for piece in pieces)


@pytest.mark.parametrize(
    ("kana", "sounds"),
    [
        ("こんにちは", "konɲiʨiha"),
        ("きょうはがっこう", "kʲoɯhaɡaʔkoɯ"),
        ("コーヒー", "koːçiː"),
        ("しんぶん", "ɕimbɯɴ"),
        ("ふぁん", "ɸaɴ"),
    ],
)
def test_kana(kana: str, sounds: str) -> None:
    assert kana_phonemes(kana) == sounds
    assert set(sounds) <= set(TOKENS)


def test_languages_are_told_by_their_letters() -> None:
    assert [language_of(text) for text in ("가 a", "あ", "a", "1")] == ["ko", "ja", "en", "en"]
