"""Hotwords: found by sound where the recogniser was unsure, particles made to agree, nothing else touched."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.text import Segment, Word
from sorikit.pipelines.finishing import UNSPACED, Finisher, FinishingOptions
from sorikit.pipelines.finishing._hangul import agreeing
from sorikit.pipelines.finishing._phonetics import distance, phones
from sorikit.pipelines.finishing.hotwords import Hotword, parse_hotwords


def finished(text: str, hotwords: tuple[str, ...], *, language: str = "ko", confidence: float = 0.4) -> Segment:
    parts = re.findall(r"\s*\S+", text) if language not in UNSPACED else re.findall(r"\s*\S", text)
    words = tuple(Word(part, float(i), i + 0.5, confidence) for i, part in enumerate(parts))
    options = FinishingOptions(punctuation=False, spacing=False)
    return Finisher(options, hotwords).finish(Segment(0, 0.0, float(len(parts)), text, words, language=language))


@pytest.mark.parametrize(
    ("heard", "hotword", "written"),
    [
        ("신라 데이타로 갑니다", "신라데이터", "신라데이터로 갑니다"),
        ("실라데이터가 왔다", "신라데이터", "신라데이터가 왔다"),
        ("아모래퍼시픽을 샀다", "아모레 퍼시픽", "아모레 퍼시픽을 샀다"),
        ("아리 엔티나의 노래", "아르헨티나", "아르헨티나의 노래"),
        ("김하눌 씨가", "김하늘", "김하늘 씨가"),
        ("필라델피야는 크다", "필라델피아", "필라델피아는 크다"),
        ("쿠버네티스를 쓴다", "Kubernetes: 쿠버네티스", "Kubernetes를 쓴다"),
        ("쿠보네티스은 좋다", "Kubernetes: 쿠버네티스", "Kubernetes는 좋다"),
        ("소리키트를 쓴다", "소리킷", "소리킷을 쓴다"),
    ],
)
def test_a_korean_name_is_repaired_with_its_particle(heard: str, hotword: str, written: str) -> None:
    done = finished(heard, (hotword,))
    assert done.text == written
    assert done.raw == heard
    assert "".join(word.text for word in done.words) == written


@pytest.mark.parametrize(
    ("heard", "hotword", "written"),
    [
        ("we run cube and eddies here", "Kubernetes", "we run cube and eddies here"),
        ("we run Coobernetes here.", "Kubernetes", "we run Kubernetes here."),
        ("ask Shevon, please", "Siobhan: Shevon", "ask Siobhan, please"),
        ("of Minasae and others", "Manasseh", "of Manasseh and others"),
        ("at Helstin now", "Helstone", "at Helstone now"),
        ("use KUBERNETES now", "Kubernetes", "use Kubernetes now"),
    ],
)
def test_an_english_name_is_repaired(heard: str, hotword: str, written: str) -> None:
    assert finished(heard, (hotword,), language="en").text == written


@pytest.mark.parametrize(
    ("heard", "hotword", "written"),
    [
        ("カスタムスピーチには", "Custom Speech: カスタムスピーチ", "Custom Speechには"),
        ("クバネテスを使う", "クバネティス", "クバネティスを使う"),
    ],
)
def test_a_japanese_term_is_repaired(heard: str, hotword: str, written: str) -> None:
    assert finished(heard, (hotword,), language="ja").text == written


def test_what_the_recogniser_is_sure_of_stays() -> None:
    for heard, hotword in (
        ("현재 상황은", "현제"),
        ("유지를 합니다", "유진"),
        ("네 이웃은", "네이버"),
        ("세 가지", "세가"),
    ):
        assert finished(heard, (hotword,), confidence=0.95).text == heard


def test_a_sure_word_gives_way_only_to_other_spaces_and_capitals() -> None:
    assert finished("아모레퍼시픽은", ("아모레 퍼시픽",), confidence=0.99).text == "아모레 퍼시픽은"


def test_times_of_a_repair_are_those_of_what_it_replaces() -> None:
    done = finished("네 신라 데이타로 갑니다", ("신라데이터",))
    assert [(w.text, w.start, w.end) for w in done.words] == [
        ("네", 0.0, 0.5),
        (" 신라데이터로", 1.0, 2.5),
        (" 갑니다", 3.0, 3.5),
    ]


def test_a_hotword_is_left_as_it_is_spelled() -> None:
    assert finished("삼백오십 명 삼성이 왔다", ("삼백오십 명",)).text == "삼백오십 명 삼성이 왔다"


def test_lines_are_read() -> None:
    assert parse_hotwords(("sorikit: 소리킷 / 소리 키트", "a:b")) == (
        Hotword("sorikit", ("소리킷", "소리 키트")),
        Hotword("a:b"),
    )


@pytest.mark.parametrize(
    ("particle", "word", "agreed"),
    [
        ("을", "소리", "를"), ("를", "강남", "을"), ("이", "소리", "가"), ("가", "강남", "이"), ("은", "소리", "는"), ("와", "강남", "과"),
        ("로", "강남", "으로"), ("으로", "서울", "로"), ("으로", "소리", "로"), ("이에요", "소리", "예요"), ("라고", "강남", "이라고"),
        ("에서", "소리", "에서"), ("에게는", "소리", "에게는"), ("이나", "소리", "나"), ("를", "PDF", "를"), ("가", "LG 9", "가"),
        ("로는", "강남", "으로는"), ("와의", "강남", "과의"), ("의", "강남", "의"), ("이 ", "소리", "이 "),
    ],
)  # fmt: skip
def test_particles_agree(particle: str, word: str, agreed: str) -> None:
    assert agreeing(particle, word) == agreed


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("신라", "실라"), ("같이", "가티"), ("국물", "궁물"), ("좋다", "조타"), ("값이", "갑시"), ("독립", "동닙"), ("앞에", "아페"),
        ("Philips", "fillips"), ("knight", "nite"), ("データ", "でえた"),
    ],
)  # fmt: skip
def test_what_sounds_alike_has_the_same_phones(left: str, right: str) -> None:
    assert distance(phones(left), phones(right), 9.0) <= 0.5


@given(st.text("가나다밝값않좋닭aeiouthkカタ", max_size=8), st.text("가나다밝값않좋닭aeiouthkカタ", max_size=8))
def test_distance_is_a_distance(left: str, right: str) -> None:
    one, other = phones(left), phones(right)
    assert distance(one, one, 99.0) == 0.0
    assert distance(one, other, 99.0) == pytest.approx(distance(other, one, 99.0))
    assert distance(one, other, 99.0) <= 1.0 * (len(one) + len(other))
