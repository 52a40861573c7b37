"""Whole segments finished: text, words, times and what the recogniser wrote."""

from __future__ import annotations

import re
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.text import Segment, Word
from sorikit.engines.spacing import kiwi
from sorikit.pipelines.finishing import UNSPACED, Finisher, FinishingOptions
from sorikit.pipelines.finishing.translation import translated

PLAIN = Finisher(FinishingOptions(spacing=False))


def segment(text: str, language: str) -> Segment:
    parts = re.findall(r"\s*\S+", text) if language not in UNSPACED else re.findall(r"\s*\S", text)
    words = tuple(Word(part, float(i), i + 0.5, 0.9) for i, part in enumerate(parts))
    return Segment(3, 0.0, float(len(parts)), text.strip(), words, language=language)


@pytest.mark.parametrize(
    ("language", "recognised", "finished"),
    [
        ("ko", "그렇습니다 。 네，알겠습니다", "그렇습니다. 네, 알겠습니다."),
        ("ko", "정말요?? 네,, 그래요", "정말요? 네, 그래요."),
        ("ko", "결정할 수 있습니까", "결정할 수 있습니까?"),
        ("ko", "그건 왜 했어요", "그건 왜 했어요"),
        ("ko", "꼭 필요", "꼭 필요"),
        ("ko", "... 그래서 , 그때", "그래서, 그때"),
        ("ko", "ＡＢＣ１２３ 입니다", "ABC123 입니다."),
        ("ko", unicodedata.normalize("NFD", "안녕하세요."), "안녕하세요."),
        ("ko", "음... 뭐?!", "음... 뭐?!"),
        ("ja", "今日 は 2026年 三月五日 です", "今日は2026年3月5日です。"),
        ("ja", "これ は Custom Speech で 使う ?", "これはCustom Speechで使う？"),
        ("ja", "ﾃﾞｰﾀを１２３個, 使う.", "データを123個、使う。"),
        ("ja", "3.5キロです", "3.5キロです。"),
        ("en", "Hello , world .. It is  good", "Hello, world. It is good"),
        ("en", "Wait... what?! It's 3.5, or 1,000.", "Wait... what?! It's 3.5, or 1,000."),
        ("en", ".5 percent. .NET is here , too", ".5 percent. .NET is here, too"),
        ("fr", "Qui  est là ?", "Qui est là ?"),
        ("zh", "今天 三月", "今天 三月"),
        (None, "삼백오십 명", "삼백오십 명"),
    ],
)
def test_texts_are_written_as_people_write_them(language: str, recognised: str, finished: str) -> None:
    done = PLAIN.finish(segment(recognised, language))
    assert done.text == finished
    assert done.raw == ("" if recognised.strip() == finished else recognised.strip())
    assert "".join(word.text for word in done.words).strip() == done.text
    assert PLAIN.finish(done).text == finished


def test_what_needs_no_change_is_the_same_object() -> None:
    fine = segment("네, 알겠습니다.", "ko")
    assert PLAIN.finish(fine) is fine
    off = segment("삼백오십 명,,", "ko")
    assert Finisher(FinishingOptions(enabled=False)).finish(off) is off


def test_each_part_can_be_left_out() -> None:
    said = segment("삼백오십 명이 왔습니다", "ko")
    assert Finisher(FinishingOptions(spacing=False, numbers=False)).finish(said).text == "삼백오십 명이 왔습니다."
    assert Finisher(FinishingOptions(spacing=False, punctuation=False)).finish(said).text == "350명이 왔습니다"


def test_a_segment_without_words_is_finished_as_a_whole() -> None:
    done = PLAIN.finish(Segment(0, 1.0, 2.0, "삼백오십 명", language="ko"))
    assert (done.text, done.raw, done.words) == ("350명", "삼백오십 명", ())


def test_nothing_is_finished_to_nothing() -> None:
    for marks in ("...", ",", " 。 ", "!?"):
        assert PLAIN.finish(segment(marks, "ko")).text.strip()


def test_without_its_library_spacing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    kiwi.kiwi_spacing.cache_clear()
    monkeypatch.setitem(sys.modules, "kiwipiepy", None)
    try:
        assert Finisher().finish(segment("할수 있습니다 삼백오십 명", "ko")).text == "할수 있습니다 350명"
    finally:
        kiwi.kiwi_spacing.cache_clear()


def test_spacing_is_repaired_with_its_library() -> None:
    pytest.importorskip("kiwipiepy")
    done = Finisher().finish(segment("지금 연애중은 아니시죠? 오디오 를 들을수 있습니다", "ko"))
    assert done.text == "지금 연애 중은 아니시죠? 오디오를 들을 수 있습니다."
    assert [(w.text, w.start, w.end) for w in done.words[1:3]] == [(" 연애", 1.0, 1.25), (" 중은", 1.25, 1.5)]


LETTERS = st.text("가나다라을를습니다요 \t,.?!。、１a삼십백명시반 \u200b", max_size=40)


@given(LETTERS, st.sampled_from(["ko", "ja", "en", "fr"]))
def test_any_text_keeps_its_letters_in_order_and_time(text: str, language: str) -> None:
    recognised = segment(text, language)
    finisher = Finisher(FinishingOptions(spacing=False, numbers=False))
    done = finisher.finish(recognised)
    kept = [c for c in unicodedata.normalize("NFKC", recognised.text) if c.isalnum()]
    assert [c for c in unicodedata.normalize("NFKC", done.text) if c.isalnum()] == kept
    assert all(word.start <= word.end for word in done.words)
    assert all(left.end <= right.start + 1e-9 for left, right in pairwise(done.words))
    assert (done.id, done.start, done.end, done.language) == (3, recognised.start, recognised.end, language)


def test_a_translation_spreads_its_words_over_its_time() -> None:
    words = tuple(Word(text, 1.0, 1.0) for text in (" There", " is", " a", " tool."))
    done = translated(Segment(0, 1.0, 3.0, "There is a tool.", words, language="ja"))
    assert done.language == "en"
    assert [round(word.start, 3) for word in done.words] == [1.0, 1.769, 2.077, 2.231]
    assert done.words[-1].end == 3.0
