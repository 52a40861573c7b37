"""Words take the borders of the sound they belong to: never stretched over silence, always in order."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sounds import tone

from sorikit.core.audio import Audio
from sorikit.core.text import Word
from sorikit.core.time import Span
from sorikit.pipelines._word_times import held_to_sound

RATE = 16_000
SPEECH = (Span(1.9, 4.1), Span(5.9, 8.1))
"""What a detector would say of ``AUDIO``, which begins at 1 s."""
AUDIO = Audio(
    np.concatenate(
        [tone(200, seconds, level=level) for seconds, level in ((1, 0), (2, 0.5), (2, 0), (2, 0.5), (1, 0))]
    ),
    RATE,
)
"""Sound at 2 … 4 s and 6 … 8 s of the recording."""


def words(*rows: tuple[str, float, float]) -> list[Word]:
    return [Word(*row) for row in rows]


def times(held: list[Word]) -> list[tuple[float, float]]:
    return [(round(word.start, 3), round(word.end, 3)) for word in held]


def test_borders_beside_a_pause_are_those_of_the_sound() -> None:
    said = words((" one", 1.8, 2.7), (" two.", 2.7, 4.9), (" Three", 4.9, 6.8), (" four.", 6.8, 7.9))
    assert times(held_to_sound(said, AUDIO, 1.0, SPEECH)) == [(2.0, 2.7), (2.7, 4.0), (6.0, 6.8), (6.8, 8.0)]


def test_a_word_stretched_over_a_pause_stays_where_most_of_it_sounds() -> None:
    said = words((" one", 2.0, 3.2), (" two", 3.2, 6.1), (" three", 6.1, 8.0))
    assert times(held_to_sound(said, AUDIO, 1.0, SPEECH)) == [(2.0, 3.2), (3.2, 4.0), (6.0, 8.0)]


def test_words_put_into_a_pause_find_their_way_out() -> None:
    said = words((" one", 2.0, 4.0), (" two", 5.6, 5.8), (" three", 5.8, 8.0))
    assert times(held_to_sound(said, AUDIO, 1.0, SPEECH)) == [(2.0, 4.0), (6.0, 6.75), (6.75, 8.0)]


def test_a_late_first_word_is_not_drawn_over_a_breath() -> None:
    assert times(held_to_sound(words((" one", 2.6, 3.4)), AUDIO, 1.0, SPEECH)) == [(2.6, 3.4)]


def test_symbols_without_time_share_that_of_their_neighbour() -> None:
    said = words((" 5", 2.0, 2.0), (" %", 2.0, 2.0), (" more", 2.0, 3.2), (" now", 3.2, 4.0))
    held = held_to_sound(said, AUDIO, 1.0, SPEECH)
    assert times(held) == [(2.0, 2.2), (2.2, 2.4), (2.4, 3.2), (3.2, 4.0)]


def test_words_stay_where_nothing_sounds() -> None:
    said = words((" one", 0.2, 0.6))
    assert held_to_sound(said, Audio(np.zeros(RATE, np.float32), RATE), 0.0, [Span(0, 1)]) == said
    assert held_to_sound(said, AUDIO, 1.0, []) == said
    assert held_to_sound([], AUDIO, 1.0, SPEECH) == []


@given(st.lists(st.tuples(st.floats(1, 9), st.floats(0, 3), st.text("가나a1 %", min_size=1, max_size=5)), max_size=12))
def test_words_are_in_order_and_each_in_one_island(rows: list[tuple[float, float, str]]) -> None:
    cursor, said = 0.0, []
    for start, length, text in sorted(rows):
        first = max(start, cursor)
        said.append(Word(text, first, first + length))
        cursor = first + length
    held = held_to_sound(said, AUDIO, 1.0, SPEECH)
    assert [word.text for word in held] == [word.text for word in said]
    assert all(left.end <= right.start + 1e-9 for left, right in pairwise(held))
    for word in held:
        assert any(part.start - 1e-9 <= word.start <= word.end <= part.end + 1e-9 for part in (Span(2, 4), Span(6, 8)))


def test_the_time_of_a_recording_is_kept() -> None:
    held = held_to_sound([Word(" late", 101.9, 103.9)], AUDIO, 100.0, [Span(100, 104)])
    assert times(held) == [(101.9, 103.0)]
