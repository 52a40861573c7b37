"""English words → phonemes: the lexicon, its inflections, weak forms, homographs, and unknown words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.engines.tts._kokoro_letters import TOKENS
from sorikit.reading.english.homographs import Place
from sorikit.reading.english.letters import sound_out
from sorikit.reading.english.lexicon import EnglishLexicon
from sorikit.store.catalogue import WEIGHTS_FOLDER


@pytest.fixture(scope="module")
def lexicon() -> EnglishLexicon:
    return EnglishLexicon(WEIGHTS_FOLDER / "english_lexicon.tsv.xz")


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("the apple", "ði ˈæpᵊl"),
        ("the draft", "ðə dɹˈæft"),
        ("to end", "tʊ ˈɛnd"),
        ("to send", "tə sˈɛnd"),
        ("a meeting", "ɐ mˈiTɪŋ"),
        ("Are you in?", "ɑɹ ju ˈɪn?"),
        ("boxes", "bˈɑksᵻz"),
        ("objects", "ˈɑbʤəkts"),
        ("it objected", "ɪt əbʤˈɛktᵻd"),
        ("to record", "tə ɹəkˈɔɹd"),
        ("the record", "ðə ɹˈɛkəɹd"),
        ("the use", "ðə jˈus"),
        ("we use", "wi jˈuz"),
        ("API", "ˌApˌiˈI"),
        ("ten AM", "tˈɛn ˌAˈɛm"),
    ],
)
def test_phonemes(lexicon: EnglishLexicon, text: str, sounds: str) -> None:
    assert lexicon.phonemes(text) == sounds


def test_everyday_words_are_known(lexicon: EnglishLexicon) -> None:
    words = "meeting schedule Wednesday budget decision release customer feature design review minutes"
    assert all(lexicon.knows(word) or lexicon._inflected(word, Place()) for word in words.split())


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_any_spelling_can_be_said(word: str) -> None:
    sounds = sound_out(word)
    assert set(sounds) <= set(TOKENS)
    assert sounds.count("ˈ") <= 1


@given(st.text(max_size=40))
def test_any_text_gives_known_letters(lexicon: EnglishLexicon, text: str) -> None:
    assert set(lexicon.phonemes(text)) <= set(TOKENS)


@pytest.mark.parametrize(
    ("word", "sounds"), [("brix", "bɹˈɪks"), ("minsu", "mˈɪnsu"), ("knoph", "nˈɑf"), ("glightion", "ɡlˈIʃən")]
)
def test_unknown_words_follow_the_spelling(word: str, sounds: str) -> None:
    assert sound_out(word) == sounds
