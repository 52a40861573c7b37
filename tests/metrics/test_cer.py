"""CER, CER without spaces and the jamo error rate: hand-worked cases, equality with jiwer, what must hold for any text."""

from __future__ import annotations

import unicodedata

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.metrics import ScoreOptions, TextRule, score
from sorikit.metrics.cer import jamo
from sorikit.metrics.score import Pair, Score

KOREAN = st.text(st.sampled_from("가나다값을 않 "), max_size=10)


def judged(said: str, heard: str | None, language: str = "ko", normalizer: str = "auto") -> dict[str, Score]:
    options = ScoreOptions(text=TextRule(normalizer, language), resamples=0)
    return {found.name: found for found in score("cer", [Pair("", said, heard)], options)}


@pytest.mark.parametrize(
    ("said", "heard", "cer", "without_spaces", "jamo_errors"),
    [
        ("나는 값을 안다", "나는 값을 안다", 0.0, 0.0, 0.0),
        ("나는 값을 안다", "나는값을 안다", 1 / 8, 0.0, 0.0),
        ("나는 값을 안다", "나는 갑을 안다", 1 / 8, 1 / 6, 1 / 16),
        ("갔다", "같다", 1 / 2, 1 / 2, 1 / 5),
        ("개", "게", 1.0, 1.0, 1 / 2),
        ("가나", "", 1.0, 1.0, 1.0),
        ("가나", None, 1.0, 1.0, 1.0),
        ("가", "가나다", 2.0, 2.0, 2.0),
        ("스물세 살", "23살", 0.0, 0.0, 0.0),
        ("할 수 있다", "할수있다", 2 / 6, 0.0, 0.0),
    ],
)
def test_by_hand(said: str, heard: str | None, cer: float, without_spaces: float, jamo_errors: float) -> None:
    scores = judged(said, heard)
    assert list(scores) == ["CER", "CER without spaces", "jamo error rate"]
    assert [found.value for found in scores.values()] == pytest.approx([cer, without_spaces, jamo_errors])


def test_the_letters_of_a_syllable() -> None:
    assert [unicodedata.name(letter).split()[-1] for letter in jamo("값a")] == ["KIYEOK", "A", "PIEUP-SIOS", "A"]
    assert len(jamo("가각")) == 5


def test_jamo_are_for_hangul_and_spaces_for_those_who_write_them() -> None:
    assert list(judged("good morning", "good morning", "en")) == ["CER", "CER without spaces"]
    assert list(judged("良い天気", "良い天気", "ja")) == ["CER"]
    assert judged("良い 天気。", "悪い天気", "ja")["CER"].value == pytest.approx(1 / 4)
    assert "jamo error rate" in judged("안녕하세요", "안녕하세요", "")


def test_decomposed_letters_are_the_same() -> None:
    text = "안녕하세요 값"
    assert judged(text, unicodedata.normalize("NFD", text), normalizer="none")["CER"].value == 0.0


@given(KOREAN.filter(lambda text: bool(text.strip())), KOREAN)
def test_equal_to_jiwer(said: str, heard: str) -> None:
    said, heard = " ".join(said.split()), " ".join(heard.split())
    scores = judged(said, heard, normalizer="none")
    assert scores["CER"].value == pytest.approx(jiwer.cer(said, heard))
    if heard.strip():
        spaceless = jiwer.cer(said.replace(" ", ""), heard.replace(" ", ""))
        assert scores["CER without spaces"].value == pytest.approx(spaceless)


@given(KOREAN.filter(lambda text: bool(text.strip())), KOREAN)
def test_what_always_holds(said: str, heard: str) -> None:
    assert all(found.value == 0.0 for found in judged(said, said).values())
    assert all(found.value == 1.0 for found in judged(said, "").values())
    scores = judged(said, heard, normalizer="none")
    syllables, letters = scores["CER without spaces"].items[0], scores["jamo error rate"].items[0]
    assert letters.numerator <= 3 * syllables.numerator
    assert (letters.numerator == 0) == (syllables.numerator == 0)
