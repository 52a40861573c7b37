"""A given text matched to recognised words: places, cuts, and texts that do not belong."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.text import Word
from sorikit.pipelines._matching import Cut, choose, cuts, letters, match


def heard(text: str, *, step: float = 0.5, pauses: dict[int, float] | None = None) -> list[Word]:
    """Return words of ``step`` seconds each; ``pauses``: number of a word → seconds of silence before it."""
    words, at = [], 0.0
    for number, one in enumerate(text.split()):
        at += (pauses or {}).get(number, 0.0)
        words.append(Word(f" {one}", at, at + step))
        at += step
    return words


def test_marks_case_and_width_do_not_matter() -> None:
    assert letters("It’s ＡＢＣ — 5%!") == "itsabc5"
    found = match(["It’s,", "FINE."], heard("its fine"))
    assert found.share == 1.0
    assert found.times == ((0.0, 0.5), (0.5, 1.0))


def test_other_spacing_is_no_difference() -> None:
    found = match(["안녕", "하세요", "여러분"], heard("안녕하세요 여러 분"))
    assert found.times == ((0.0, 0.5), (0.0, 0.5), (0.5, 1.5))
    assert found.share == 1.0


def test_misheard_and_missing_words_have_no_place() -> None:
    given_words = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog", "again", "and", "again"]
    found = match(given_words, heard("the quick brown fox over the hazy dog"))
    assert found.times[3] == (1.5, 2.0)
    assert found.times[4] is None
    assert found.times[5] == (2.0, 2.5)
    assert found.times[-1] is None
    assert 0.5 < found.share < 0.8


def test_refrains_are_matched_each_to_its_own() -> None:
    refrain = ["we", "all", "live", "in", "a", "yellow", "submarine"]
    song = [*refrain, "in", "the", "town", *refrain, "where", "i", "was", "born", *refrain]
    sung = heard(" ".join(song[2:7] + song[7:10] + song[10:14] + song[15:]))
    found = match(song, sung)
    assert found.share > 0.75
    assert found.times[8] == (sung[6].start, sung[6].end)  # "the" of "in the town"
    assert found.times[-1] == (sung[-1].start, sung[-1].end)


def test_hours_of_text_are_matched_in_a_moment() -> None:
    rng = np.random.default_rng(0)
    syllables = ["ka", "lo", "rem", "ip", "sum", "do", "si", "ta", "me", "ne"]
    page = ["".join(rng.choice(syllables, 2)) for _ in range(400)]
    book = page * 8  # eight times the same: nothing may slip from one to the next
    found = match(book, heard(" ".join(word for word in book if rng.random() > 0.1)))
    assert 0.8 < found.share < 0.95
    last = found.times[-1] or found.times[-2]
    assert last is not None
    assert last[0] > 1200


def test_nothing_in_common() -> None:
    found = match(["아이들은", "보통"], heard("ask not what your country can do"))
    assert found.share == 0.0
    assert found.times == (None, None)
    assert cuts(found, 2) == []


def test_cuts_are_at_pauses_between_heard_words() -> None:
    words = heard("one two three four five six", pauses={2: 1.0, 4: 0.4})
    found = match(["one", "two", "three", "four", "five", "six"], words)
    places = {cut.word: cut for cut in cuts(found, 6)}
    assert places[2] == Cut(2, 1.5, 1.0)
    assert [cut.word for cut in choose(list(places.values()), 0.0, words[-1].end, 2.0)] == [2, 4]
    assert choose(list(places.values()), 0.0, words[-1].end, 30.0) == []


def test_a_stretch_without_cuts_is_left_long() -> None:
    assert choose([Cut(5, 50.0, 0.2)], 0.0, 60.0, 20.0) == [Cut(5, 50.0, 0.2)]


@given(
    st.lists(st.text("abc가나 ", min_size=1, max_size=6), min_size=1, max_size=30),
    st.lists(st.text("abc가나", min_size=1, max_size=6), max_size=30),
)
def test_times_are_in_order_and_shares_are_shares(texts: list[str], spoken: list[str]) -> None:
    words = [Word(text, at * 1.0, at + 1.0) for at, text in enumerate(spoken)]
    found = match(texts, words)
    assert 0.0 <= found.share <= 1.0
    starts = [time[0] for time in found.times if time is not None]
    assert starts == sorted(starts)
    chosen = choose(cuts(found, len(texts)), 0.0, float(len(words)), 5.0)
    assert [cut.word for cut in chosen] == sorted({cut.word for cut in chosen})
    assert [cut.at for cut in chosen] == sorted(cut.at for cut in chosen)
