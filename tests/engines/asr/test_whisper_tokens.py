"""Whisper's vocabulary: text is never cut inside a character."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from sorikit.core.errors import ModelNotInstalled
from sorikit.engines.asr._whisper_tokens import WhisperTokens
from sorikit.store import find_model


@pytest.fixture(scope="module")
def vocabulary() -> Path:
    try:
        return find_model("whisper-base").path("tokenizer.json")
    except ModelNotInstalled as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def tokens(vocabulary: Path) -> WhisperTokens:
    return WhisperTokens(vocabulary)


@pytest.fixture(scope="module")
def written(vocabulary: Path) -> Tokenizer:
    return Tokenizer.from_file(str(vocabulary))


def encode(written: Tokenizer, text: str) -> list[int]:
    return list(written.encode(text, add_special_tokens=False).ids)


def test_prompt(tokens: WhisperTokens) -> None:
    assert tokens.prompt("ko", "transcribe") == [50258, 50264, 50359]
    assert tokens.prompt("en", "translate") == [50258, 50259, 50358]
    assert tokens.prompt("en", "transcribe", "Sori")[0] == tokens.previous
    assert len(tokens.prompt("en", "transcribe", "a very long story " * 200)) <= 227


def test_languages(tokens: WhisperTokens) -> None:
    assert len(tokens.languages) == 99
    assert {"en", "ko", "ja", "zh", "de"} <= set(tokens.languages)


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        (" Hello, world!", "en", [" Hello,", " world!"]),
        (' He said "yes." Then left.', "en", [" He", " said", ' "yes."', " Then", " left."]),
        (" 안녕하세요. 뷁을 썼다?", "ko", [" 안녕하세요.", " 뷁을", " 썼다?"]),
        (" 64.5%의 찬성", "ko", [" 64.5%의", " 찬성"]),
        (" ¿Qué pasa?", "es", [" ¿Qué", " pasa?"]),
        (" it's 3:45 p.m.", "en", [" it's", " 3:45", " p.m."]),
    ],
)
def test_words(tokens: WhisperTokens, written: Tokenizer, text: str, language: str, words: list[str]) -> None:
    assert [word.text for word in tokens.words(encode(written, text), language)] == words


def test_unspaced_languages_split_into_short_words(tokens: WhisperTokens, written: Tokenizer) -> None:
    words = tokens.words(encode(written, "今日はいい天気だ。「はい」と𠮷田。"), "ja")
    assert "".join(word.text for word in words) == "今日はいい天気だ。「はい」と𠮷田。"
    assert len(words) > 4
    assert all(not word.text.startswith(("。", "」")) for word in words)


@given(st.text(alphabet=st.sampled_from("안녕뷁꿹한국어 水をАбв éß😀.,!?'\" ab1"), max_size=40))
def test_words_spell_the_text_whole(tokens: WhisperTokens, written: Tokenizer, text: str) -> None:
    ids = encode(written, text)
    words = tokens.words(ids, "ko")
    assert "".join(word.text for word in words) == text
    assert [token for word in words for token in word.tokens] == ids
    assert "�" not in "".join(word.text for word in words)


def test_half_a_character_is_left_out(tokens: WhisperTokens, written: Tokenizer) -> None:
    ids = encode(written, " 뷁")
    assert len(ids) > 2  # one syllable, several tokens
    assert tokens.text(ids) == " 뷁"
    assert "�" not in tokens.text(ids[:-1])
    assert tokens.words(ids[:-1], "ko") == []


def test_text_said_again_after_the_end_is_left_out(tokens: WhisperTokens) -> None:
    at = tokens.first_timestamp
    assert tokens.until([at, 100, 101, at + 100, at + 100, 100, 101, at + 200], seconds=2.0) == [100, 101]
    assert tokens.until([at, 100, 101, at + 100, at + 100, 102, at + 150], seconds=3.0) == [100, 101, 102]
