"""Spanish, Italian, Portuguese, French, Hindi, Chinese: sounds of words, numbers in words, nothing lost of a sentence."""

from __future__ import annotations

import contextlib
import importlib
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption
from sorikit.engines.tts._kokoro_letters import TOKENS
from sorikit.reading import Piece, phonemes
from sorikit.reading._grammar import roman_value

ROOMS = {"es": "spanish", "it": "italian", "pt": "portuguese", "fr": "french", "hi": "hindi", "zh": "chinese"}
READ: dict[str, Callable[[str], tuple[Piece, ...]]] = {
    code: importlib.import_module(f"sorikit.reading.{room}").read for code, room in ROOMS.items()
}

SOUNDS = [
    ("es", "El perro de mi hermano no quiere comer.", "el pˈero ðe mi eɾmˈano nˈo kjˈeɾe komˈeɾ."),
    ("es", "¿Por qué se fueron los niños?", "poɾ kˈe se fwˈeɾon los nˈiɲos?"),
    ("es", "ciudad, pingüino, rey", "θjuðˈad, piŋɡwˈino, rˈA"),
    ("it", "Il cane di mio fratello", "il kˈane di mˈio fratˈɛllo"),
    ("it", "gli spaghetti con le vongole", "ʎɪ spaɡˈetːɪ kon le vˈoŋɡole"),
    ("it", "La città è famosa.", "la ʧitːˈa ɛ famˈoza."),
    ("pt", "A cidade é conhecida pela sua cozinha.", "a sˌidˈaʤy ɛ kˌoɲesˈidæ pˈelæ sˈuæ kˌozˈiɲæ."),
    ("pt", "não, irmão, trabalho", "nˈɐ̃ʊ̃, iɾəmˈɐ̃ʊ̃, trˌabˈaljʊ"),
    ("fr", "Les enfants ont un petit chien.", "lez ɑ̃fˈɑ̃ ɔ̃t œ̃ pətˈi ʃjˈɛ̃."),
    ("fr", "Qu'est-ce que c'est ?", "kɛ sə kə sˈɛ?"),
    ("fr", "Guillaume et Beethoven", "ɡijˈom e betɔvˈɛn"),
    ("fr", "l'hôtel, les haricots", "lotˈɛl, le aʁikˈo"),
    ("hi", "बच्चे स्कूल जाते हैं।", "bˈʌcːeː skˈuːl ɟˈaːteː hˈɛ̃."),
    ("hi", "सरकार करना लड़का", "sˌəɾkˈaːɾ kˈʌɾnˌaː lˈʌɽkˌaː"),
    ("zh", "你好，我是小明。", "ni↓xau↓, wo↓ ʂɨ↘ ɕjau↓ mi↗ŋ."),
    ("zh", "银行", "i↗nxa↗ŋ"),
    ("zh", "行走", "ɕi↗ŋʦou↓"),
]


@pytest.mark.parametrize(("language", "text", "sounds"), SOUNDS)
def test_sounds(language: str, text: str, sounds: str) -> None:
    assert phonemes(READ[language](text)) == sounds


NUMBERS = {
    "es": {
        0: "cero",
        21: "veintiuno",
        100: "cien",
        1999: "mil novecientos noventa y nueve",
        21_000: "veintiún mil",
        10**6: "un millón",
        10**12: "un billón",
    },
    "it": {
        0: "zero",
        28: "ventotto",
        81: "ottantuno",
        1999: "millenovecentonovantanove",
        10**6: "un milione",
        2 * 10**9: "due miliardi",
        10**12: "mille miliardi",
    },
    "pt": {
        0: "zero",
        21: "vinte e um",
        100: "cem",
        1100: "mil e cem",
        1999: "mil novecentos e noventa e nove",
        10**12: "um trilhão",
    },
    "fr": {
        0: "zéro",
        71: "soixante et onze",
        80: "quatre vingts",
        95: "quatre vingt quinze",
        200: "deux cent",
        2000: "deux mille",
        10**12: "un billion",
    },
    "hi": {0: "शून्य", 99: "निन्यानवे", 150_021: "एक लाख पचास हज़ार इक्कीस", 10**7: "एक करोड़", 10**12: "दस खरब"},
    "zh": {0: "零", 10: "十", 101: "一百零一", 10_203: "一万零二百零三", 100_010_000: "一亿零一万", 10**12: "一万亿"},
}


@pytest.mark.parametrize("language", ROOMS)
def test_numbers(language: str) -> None:
    cardinal = importlib.import_module(f"sorikit.reading.{ROOMS[language]}.numbers").cardinal
    for number, words in NUMBERS[language].items():
        assert cardinal(number) == words


@settings(max_examples=60)
@given(st.integers(0, 10**13))
def test_every_number_has_words_of_its_own(number: int) -> None:
    for room in ROOMS.values():
        cardinal = importlib.import_module(f"sorikit.reading.{room}.numbers").cardinal
        assert cardinal(number)
        assert cardinal(number) != cardinal(number + 1)
        assert not re.search(r"\d", cardinal(number))


SPOKEN = [
    ("es", "249,99 euros", "doscientos cuarenta y nueve euros con noventa y nueve céntimos"),
    ("it", "-5°", "meno cinque gradi"),
    ("it", "al 3° piano", "al terzo piano"),
    ("pt", "20°", "vinte graus"),
    ("it", "3,5 euro", "tre virgola cinque euro"),
    ("es", "1.234,50 €", "mil doscientos treinta y cuatro euros con cincuenta céntimos"),
    ("es", "12/05/2024", "doce de mayo de dos mil veinticuatro"),
    ("es", "siglo XXI", "siglo veintiuno"),
    ("es", "200 personas", "doscientas personas"),
    ("es", "la ONU y el FBI", "la onu y el efe be i"),
    ("it", "3,5 %", "tre virgola cinco".replace("cinco", "cinque") + " per cento"),
    ("it", "XXI secolo", "ventunesimo secolo"),
    ("it", "alle 15:30", "alle quindici e trenta"),
    ("pt", "R$ 10,50", "dez reais e cinquenta centavos"),
    ("pt", "2 casas", "duas casas"),
    ("fr", "15h30", "quinze heures trente"),
    ("fr", "le XXe siècle", "le vingtième siècle"),
    ("fr", "Louis XIV", "Louis quatorze"),
    ("fr", "M. Dupont", "monsieur Dupont"),
    ("hi", "₹1,23,456", "एक लाख तेईस हज़ार चार सौ छप्पन रुपये"),
    ("hi", "GDP", "जी डी पी"),
]


@pytest.mark.parametrize(("language", "written", "spoken"), SPOKEN)
def test_spoken_as(language: str, written: str, spoken: str) -> None:
    assert phonemes(READ[language](written)) == phonemes(READ[language](spoken))


def test_chinese_signs() -> None:
    for written, spoken in {
        "3.5%": "百分之三点五",
        "2个": "两个",
        "15:30": "十五点三十分",
        "2026年": "二零二六年",
        "¥200": "二百元",
        "-5℃": "负五摄氏度",
    }.items():
        assert phonemes(READ["zh"](written)).replace(" ", "") == phonemes(READ["zh"](spoken)).replace(" ", "")


LETTERS = {
    "es": "abcdeñáéíóúü", "it": "abcdeghlàèéìòù", "pt": "abcdeãõçáéíóúâêô", "fr": "abcdeéèêëàâçîïôùûœ", "hi": "कखगघचतदनपमरलवसहािीुूेैोौंँ़्", "zh": "你好我是中国人的一不在银行长重",
}  # fmt: skip


@pytest.mark.parametrize("language", ROOMS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_pieces_are_the_sentence_in_known_letters(language: str, data: st.DataObject) -> None:
    sentence = data.draw(st.text(LETTERS[language] + "0123456789 .,;:!?()«»-–'%€$@/\n\u0301", max_size=60))
    made = READ[language](sentence)
    assert "".join(piece.written for piece in made) == sentence
    assert set("".join(piece.phonemes for piece in made)) <= set(TOKENS)


@pytest.mark.parametrize("language", ROOMS)
@settings(max_examples=60, deadline=None)
@given(sentence=st.text(max_size=40))
def test_any_text_is_read_or_refused(language: str, sentence: str) -> None:
    with contextlib.suppress(InvalidOption):
        made = READ[language](sentence)
        assert "".join(piece.written for piece in made) == sentence
        assert set("".join(piece.phonemes for piece in made)) <= set(TOKENS)


@pytest.mark.parametrize("language", ROOMS)
def test_other_scripts_are_refused(language: str) -> None:
    with pytest.raises(InvalidOption, match="cannot be read aloud"):
        READ[language]("привет")


@given(st.integers(1, 3999))
def test_roman_numerals(number: int) -> None:
    text, rest = "", number
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    ):
        text, rest = text + letters * (rest // value), rest % value
    assert roman_value(text) == number
    assert roman_value(text + "MM") is None or text in ("", "M")
