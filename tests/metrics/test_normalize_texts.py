"""Whisper's two normalisers, and how a whole test is read."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption
from sorikit.metrics import TextRule
from sorikit.metrics.normalize import reader_for
from sorikit.metrics.normalize.basic import basic, keep_marks, leave
from sorikit.metrics.normalize.english import american_spellings, english


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Let's go, it's late!", "let us go it is late"),
        ("He won't; they'd been.", "he will not they had been"),
        ("Mr. Smith and Dr. Jones", "mister smith and doctor jones"),
        ("um, twenty-one dollars and seven cents", "$21.07"),
        ("one hundred and twenty three", "123"),
        ("nineteen eighty four", "1984"),
        ("the nineteen sixties", "the 1960s"),
        ("two and a half million", "2500000"),
        ("one oh one", "101"),
        ("double seven", "77"),
        ("ten per cent", "10%"),
        ("$20 million", "$20000000"),
        ("the twenty first", "the 21st"),
        ("1,000,000", "1000000"),
        ("colour and favourite", "color and favorite"),
        ("[noise] hello (laughs) world", "hello world"),
        ("minus five", "-5"),
        ("three point one four", "3.14"),
        ("café naïve œuvre", "cafe naive oeuvre"),
        ("one", "one"),
    ],
)
def test_english(text: str, form: str) -> None:
    assert english(text).split() == form.split()


def test_the_spelling_table() -> None:
    assert len(american_spellings()) == 1738
    assert american_spellings()["colour"] == "color"


def test_basic() -> None:
    assert basic("Grüße, [Musik] (leise) an  ALLE!") == "grüße an alle "
    assert basic("สวัสดี") != keep_marks("สวัสดี") == "สวัสดี"
    assert leave("\u1112\u1161\u11ab!") == "한!"


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    english(text)
    for normalize in (basic, keep_marks, leave):
        assert normalize(normalize(text)) == normalize(text)


def test_long_digits_do_no_harm() -> None:
    assert english("9" * 6000 + " five million") == "9" * 6000 + " 5000000"


@pytest.mark.slow
def test_equal_to_openai_whisper() -> None:
    """The same as the original on sentences made of what it knows, 5,000 of them."""
    normalizers = pytest.importorskip("whisper.normalizers", reason="openai-whisper is not installed")
    from sorikit.metrics.normalize import english_numbers

    their_english, their_basic = normalizers.EnglishTextNormalizer(), normalizers.BasicTextNormalizer()
    assert american_spellings().items() <= their_english.standardize_spellings.mapping.items()
    words = (
        sorted(english_numbers._WORDS)
        + (
            "the a it's won't Mr. Mrs. he'd been colour 1 10 20.5 $3 $0.07 0 100 1,000 £5 5% % . .5 1960s 21st ¢7 uh (x) [y z] 'll "
            "007 1.2.3 st 5km $ -3 +4 ½ é ß œ ٣ ² ① Ǆ — “ok” and~a~half and~a~half and~a~half"
        )
        .replace("~", "_")
        .split()
    )
    chance = random.Random(0)
    for _ in range(5_000):
        joint = chance.choice([" ", " ", " ", ", ", "", " and ", ".\n"])
        text = joint.join(chance.choices(words, k=chance.randint(1, 9))).replace("_", " ")
        assert english(text) == their_english(text), text
        assert basic(text) == their_basic(text), text


@pytest.mark.parametrize(
    ("language", "text", "normalizer", "spaced"),
    [
        ("en", "", "english", True),
        ("en-US", "", "english", True),
        ("ko", "", "korean", True),
        ("ja", "", "japanese", False),
        ("zh", "", "basic", False),
        ("th", "", "marks", False),
        ("hi", "", "marks", True),
        ("de", "", "basic", True),
        ("", "안녕하세요 여러분", "korean", True),
        ("", "\u110b\u1161\u11ab\u1102\u1167\u11bc", "korean", True),
        ("", "今日はいい天気です", "japanese", False),
        ("", "今天天气很好", "basic", False),
        ("", "สวัสดีครับ", "marks", False),
        ("", "Good morning", "basic", True),
        ("", "", "basic", True),
    ],
)
def test_auto(language: str, text: str, normalizer: str, spaced: bool) -> None:
    reader = reader_for(TextRule(language=language), [text])
    assert (reader.normalizer, reader.spaced) == (normalizer, spaced)


def test_words_and_characters() -> None:
    korean = reader_for(TextRule(language="ko"))
    assert korean.words("스물세 살, 이에요.") == ["23살", "이에요"]
    assert korean.characters(" 네  가 ") == ["네", " ", "가"]
    assert korean.characters(" 네  가 ", spaces=False) == ["네", "가"]
    assert reader_for(TextRule(language="zh")).words("你好, 世界") == ["你", "好", "世", "界"]


def test_an_unknown_normalizer() -> None:
    with pytest.raises(InvalidOption, match="korean"):
        reader_for(TextRule(normalizer="klingon"))
