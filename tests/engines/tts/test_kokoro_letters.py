"""Pieces of a sentence → breaths of phoneme numbers, with every word in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sorikit.engines.tts._kokoro_letters import MAX_TOKENS, TOKENS, breaths
from sorikit.reading import Piece

SOUND = st.text(alphabet="abk ,.ˈ😀", max_size=30)


def letters(tokens: tuple[int, ...]) -> str:
    names = {number: letter for letter, number in TOKENS.items()}
    return "".join(names[token] for token in tokens)


def test_a_sentence_is_one_breath() -> None:
    (breath,) = breaths([Piece("Hello,", "həlˈO,"), Piece(" world", " wˈɜɹld"), Piece(".", ".")])
    assert letters(breath.tokens) == "həlˈO, wˈɜɹld."
    assert [word for word, _, _ in breath.words] == ["Hello,", " world", "."]
    assert letters(breath.tokens[breath.words[1][1] : breath.words[1][2]]) == " wˈɜɹld"
    assert breath.ends_sentence


def test_what_has_no_sound_is_no_breath() -> None:
    assert breaths([]) == []
    assert breaths([Piece("…!", "…!")]) == []


def test_a_long_sentence_is_cut_after_a_mark() -> None:
    pieces = [Piece(f" w{n}", " ba," if n == 5 else " ba") for n in range(10)]
    first, second = breaths(pieces, limit=25)
    assert letters(first.tokens).endswith("ba,")
    assert [first.ends_sentence, second.ends_sentence] == [False, True]


@given(st.lists(SOUND, max_size=60), st.integers(5, 60))
def test_no_word_is_lost_and_no_breath_too_long(sounds: list[str], limit: int) -> None:
    pieces = [Piece(f"{index};", sound) for index, sound in enumerate(sounds)]
    found = breaths(pieces, limit)
    assert all(1 <= len(breath.tokens) <= limit <= MAX_TOKENS for breath in found)
    said = "".join(letters(breath.tokens) for breath in found).replace(" ", "")
    asked = "".join(sound for sound in sounds).replace("😀", "").replace(" ", "")
    assert [letter for letter in said if letter in "abk"] == [letter for letter in asked if letter in "abk"]
    for breath in found:
        assert all(0 <= first <= end <= len(breath.tokens) for _, first, end in breath.words)
