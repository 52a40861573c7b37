"""Of what a recogniser writes after being told names, only the names are taken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.text import Word
from sorikit.engines.asr import Recognition
from sorikit.pipelines._told_words import with_told_words


def written(text: str, doubt: str = "") -> Recognition:
    words = text.split()
    return Recognition(
        "en", tuple(Word(f" {word}", index, index + 1.0) for index, word in enumerate(words)), doubt=doubt
    )


def both(plain: str, told: str, *hotwords: str) -> str:
    return with_told_words(written(plain), written(told), hotwords).text


def test_a_name_is_taken_and_the_rest_stays() -> None:
    plain = "We met Mr. Catcher Purr and he spoke of the whether."
    told = "We met Mr. Ketchapur and we spoke of the weather."
    assert both(plain, told, "Ketchapur") == "We met Mr. Ketchapur and he spoke of the whether."


def test_hangul_with_its_particle() -> None:
    assert both("오늘은 신나은행이 열었어요", "오늘은 신라은행이 열었어요", "신라은행") == "오늘은 신라은행이 열었어요"


def test_a_name_that_nobody_said_is_not_taken() -> None:
    assert (
        both("The weather is fine today.", "The Ketchapur is fine today.", "Ketchapur") == "The weather is fine today."
    )
    assert both("It is fine.", "It is fine Ketchapur.", "Ketchapur") == "It is fine."


def test_a_doubtful_writing_is_not_asked() -> None:
    plain = written("Mr. Catcher Purr")
    assert with_told_words(plain, written("Mr. Ketchapur", doubt="loop"), ["Ketchapur"]) is plain


@given(st.lists(st.sampled_from(["Anna", "Ana", "went", "home", "Hannah", "now"]), max_size=8), st.data())
def test_times_never_step_back_and_only_hotwords_come_in(plain: list[str], data: st.DataObject) -> None:
    told = data.draw(st.lists(st.sampled_from(["Anna", "went", "home", "then", "Hannah"]), max_size=8))
    result = with_told_words(written(" ".join(plain)), written(" ".join(told)), ["Hannah"])
    times = [time for word in result.words for time in (word.start, word.end)]
    assert times == sorted(times)
    if "Hannah" not in told:
        assert result.words == written(" ".join(plain)).words
