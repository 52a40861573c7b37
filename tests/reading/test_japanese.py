"""Japanese read aloud: kana, numbers with their counters, and (with the extra ``ja``) kanji in their context."""

from __future__ import annotations

import importlib.util

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption, RuntimeMissing
from sorikit.engines.tts._kokoro_letters import TOKENS
from sorikit.reading import phonemes
from sorikit.reading.japanese import JapaneseReader, dictionary
from sorikit.reading.japanese.kana import kana_phonemes
from sorikit.reading.japanese.normalize import rewritten
from sorikit.reading.japanese.numbers import number, with_counter

needs_dictionary = pytest.mark.skipif(
    importlib.util.find_spec("pyopenjtalk") is None, reason="the extra ja is not installed"
)

COUNTED = """
1本=いっぽん 3本=さんぼん 6本=ろっぽん 8本=はっぽん 10本=じゅっぽん 3匹=さんびき 1杯=いっぱい 3杯=さんばい 3分=さんぷん 4分=よんぷん 8分=はっぷん 10分=じゅっぷん
3階=さんがい 1回=いっかい 6回=ろっかい 1個=いっこ 8歳=はっさい 10冊=じゅっさつ 1日=ついたち 8日=ようか 14日=じゅうよっか 20日=はつか 24日=にじゅうよっか 15日=じゅうごにち
4時=よじ 7時=しちじ 9時=くじ 14時=じゅうよじ 4月=しがつ 9月=くがつ 1人=ひとり 2人=ふたり 3人=さんにん 4人=よにん 14人=じゅうよにん 4年=よねん 4円=よえん
1つ=ひとつ 3つ=みっつ 100円=ひゃくえん 300円=さんびゃくえん 1枚=いちまい 6か月=ろっかげつ
"""
NUMBERS = {0: "ぜろ", 11: "じゅういち", 300: "さんびゃく", 600: "ろっぴゃく", 3_000: "さんぜん", 8_800: "はっせんはっぴゃく", 10_000: "いちまん", 10**8: "いちおく", 10**12: "いっちょう",
           12_345: "いちまんにせんさんびゃくよんじゅうご", 10_000_000: "いっせんまん"}  # fmt: skip
REWRITTEN = {
    "15:30に": "15時30分に", "2026/11/22": "2026年11月22日", "2026-01-05": "2026年1月5日", "3:2で勝った": "3対2で勝った", "$300": "300ドル", "$300万": "300万ドル", "10km": "10キロメートル",
    "3.5%": "3.5パーセント", "1~2時間": "1から2時間", "-5度": "マイナス5度", "2/3": "3分の2", "03-1234-5678": "ゼロサン、イチニーサンヨン、ゴーロクナナハチ", "いい😀ね": "いいね",
    "a@b.co": "aアットbドットco", "v1.2": "バージョン1.2", "36.5℃": "36.5度",
}  # fmt: skip
KANA = {
    "キョーワ": "kʲoːβa",
    "がっこう": "ɡaʔkoɯ",
    "ファイル": "ɸaiɾɯ",
    "ウィ": "βi",
    "ティ": "tʲi",
    "しんぶん": "ɕimbɯɴ",
    "さんねん": "sanneɴ",
    "りんご": "ɾʲiŋɡo",
    "こんにち": "koɲɲiʨi",
    "ヴァ": "va",
    "チェ": "ʨe",
}


@pytest.mark.parametrize("case", COUNTED.split())
def test_counters_change_their_sounds(case: str) -> None:
    written, spoken = case.split("=")
    digits = "".join(filter(str.isdecimal, written))
    assert with_counter(int(digits), written.removeprefix(digits)) == spoken


@pytest.mark.parametrize(("value", "spoken"), NUMBERS.items())
def test_numbers(value: int, spoken: str) -> None:
    assert number(value) == spoken


@pytest.mark.parametrize(("written", "wanted"), REWRITTEN.items())
def test_signs_in_words(written: str, wanted: str) -> None:
    text, sources = rewritten(written)
    assert text == wanted
    assert len(sources) == len(text)
    assert sources == sorted(sources)


@pytest.mark.parametrize(("kana", "sounds"), KANA.items())
def test_kana(kana: str, sounds: str) -> None:
    assert kana_phonemes(kana) == sounds


@given(st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x30FC), max_size=20))
def test_any_kana_has_phonemes_that_kokoro_knows(text: str) -> None:
    said = "".join(letter for letter in kana_phonemes(text) if not 0x3040 <= ord(letter) <= 0x30FF)
    assert set(said) <= set(TOKENS)


def test_without_the_dictionary_kana_and_numbers_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sorikit.reading.japanese.has_dictionary", lambda: False)
    pieces = JapaneseReader().read("これは 3本で 100円。")
    assert "".join(piece.written for piece in pieces) == "これは 3本で 100円。"
    assert phonemes(pieces) == "koɾeβa sambonde çakɯeɴ."


def test_without_the_dictionary_kanji_name_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> object:
        raise RuntimeMissing(feature="kanji", library="pyopenjtalk-plus", command='pip install "sorikit[ja]"')

    monkeypatch.setattr("sorikit.reading.japanese.has_dictionary", lambda: False)
    monkeypatch.setattr("sorikit.reading.japanese.open_jtalk", missing)
    with pytest.raises(RuntimeMissing, match=r"sorikit\[ja\]"):
        JapaneseReader().read("学校へ行く。")


@pytest.mark.parametrize("foreign", ["한국어です", "Приветです"])
def test_other_scripts_are_refused(foreign: str) -> None:
    with pytest.raises(InvalidOption, match="read aloud in Japanese"):
        JapaneseReader().read(foreign)


SENTENCES = {
    "今日は学校に行きました。": "kʲoː βa ɡaʔkoː ɲi ikʲi maɕi ta.",
    "9時10分に3本と6匹": "kɯʥi ʥɨʔpɯɴ ɲi saɴboɴ to ɾoʔpʲikʲi",
    "10月9日は晴れ": "ʥɨːɡaʦɨ kokonoka βa haɾe",
    "6月20日に": "ɾokɯɡaʦɨ haʦɨka ɲi",
    "API": "eːpʲiːai",
}


@needs_dictionary
@pytest.mark.parametrize(("sentence", "sounds"), SENTENCES.items())
def test_kanji_in_their_context(sentence: str, sounds: str) -> None:
    assert phonemes(JapaneseReader().read(sentence)) == sounds


@needs_dictionary
def test_a_piece_is_a_phrase() -> None:
    pieces = JapaneseReader().read("私は、「はい」と12.5%の3時30分に言った。")
    assert [piece.written for piece in pieces] == ["私は、", "「はい」", "と", "12.5%の", "3時", "30分に", "言った。"]


@needs_dictionary
@given(
    st.text(
        st.one_of(
            st.sampled_from(
                "今日学校行本人一二三円時分日月年百千万はがをにでと、。！？「」()0123456789.,:/%$~ APIーッん😀"
            ),
            st.characters(min_codepoint=0x3041, max_codepoint=0x30F6),
        ),
        max_size=25,
    )
)
def test_pieces_are_the_sentence(text: str) -> None:
    assert "".join(piece.written for piece in JapaneseReader().read(text)) == text


@needs_dictionary
@given(st.text(st.sampled_from("今日学校行本人一円時日月はがをに、。 0123456789.:%A"), max_size=25))
def test_readings_cover_the_text_in_order(text: str) -> None:
    at = 0
    for reading in dictionary.readings(text) if text.strip() else []:
        assert reading.start == at
        at = reading.end
