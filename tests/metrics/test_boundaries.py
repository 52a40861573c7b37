"""Borders of words and segments: hand-worked, matching, pooling."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transcripts import transcript

from sorikit.core.text import Segment, Transcript, Word
from sorikit.metrics import ScoreOptions
from sorikit.metrics.bootstrap import ItemTable
from sorikit.metrics.boundaries import matched_segments, pool_median, pool_p95, score
from sorikit.metrics.score import ItemScore, Pair, Score

pytest.importorskip("rapidfuzz", reason="the extra eval")
NONE = ScoreOptions(resamples=0)


def words(*rows: tuple[str, float, float]) -> Transcript:
    said = tuple(Word(text, start, end) for text, start, end in rows)
    text = " ".join(word.text for word in said)
    return Transcript((Segment(0, said[0].start, said[-1].end, text, said),), language="en")


def scores(*pairs: tuple[Transcript, Transcript | None]) -> dict[str, Score]:
    named = [Pair(f"item {at}", true, said) for at, (true, said) in enumerate(pairs)]
    return {one.name: one for one in score(named, NONE)}


TRUE = words(("The", 0.0, 0.2), ("cat", 0.2, 0.6), ("sat", 0.7, 1.0), ("down.", 1.0, 1.5))


def test_hand_worked() -> None:
    said = words(("the", 0.01, 0.24), ("hat", 0.3, 0.6), ("sat", 0.7, 1.12), ("quite", 1.12, 1.2), ("down", 1.3, 1.5))
    found = scores((TRUE, said))  # the: 10 and 40 ms; sat: 0 and 120; down: 300 and 0
    assert found["word border, median"].value == pytest.approx((0.010 + 0.040) / 2)
    assert found["word border, mean"].value == pytest.approx((0.01 + 0.04 + 0.0 + 0.12 + 0.3 + 0.0) / 6)
    assert found["word border, 95 %"].value == pytest.approx(np.quantile([0.01, 0.04, 0, 0.12, 0.3, 0], 0.95))
    assert found["word borders within 50 ms"].value == pytest.approx(4 / 6)
    assert found["word borders within 100 ms"].value == pytest.approx(4 / 6)
    assert found["word borders within 200 ms"].value == pytest.approx(5 / 6)
    assert found["word start, median"].value == pytest.approx(0.010)
    assert found["word end, median"].value == pytest.approx(0.040)
    assert found["words matched"].value == pytest.approx(3 / 4)
    assert found["segment border, mean"].value == pytest.approx((0.01 + 0.0) / 2)


def test_a_border_exactly_so_far_off_is_within() -> None:
    said = words(*((word.text, word.start + 0.05, word.end + 0.05) for word in TRUE.words))
    assert scores((TRUE, said))["word borders within 50 ms"].value == 1.0


def test_a_missing_answer_matches_nothing() -> None:
    found = scores((TRUE, None))
    assert (found["words matched"].value, found["word borders within 200 ms"].value) == (0.0, 0.0)
    assert (found["word border, median"].value, found["segment border, mean"].value) == (None, None)
    both = scores((TRUE, TRUE), (TRUE, None))
    assert both["word borders within 50 ms"].value == pytest.approx(0.5)
    assert both["word border, median"].value == 0.0


def test_nothing_to_judge() -> None:
    assert {one.value for one in scores((Transcript(), Transcript())).values()} == {None}
    assert {one.value for one in score([], NONE)} == {None}


def test_without_words_segments_are_judged() -> None:
    true = transcript((0, 2, "A", "one two"), (3, 5, "B", "three"), words=False)
    said = transcript((0.1, 2, "A", "one two"), (3, 5.3, "B", "three"), words=False)
    found = scores((true, said))
    assert found["word border, median"].value is None
    assert found["segment border, mean"].value == pytest.approx((0.1 + 0.3) / 4)


def test_segments_are_matched_by_what_they_share() -> None:
    true = transcript((0, 4, "", "a"), (4, 8, "", "b"), (9, 10, "", "c"))
    said = transcript((0, 3, "", "a"), (3, 8, "", "b"), (20, 21, "", "c"))
    spans = [(one.start, other.start) for one, other in matched_segments(Pair("item", true, said))]
    assert spans == [(0, 0), (4, 3)]
    long = transcript((0, 8, "", "a b"))  # it can be the partner of one only
    assert [(one.start, other.end) for one, other in matched_segments(Pair("item", true, long))] == [(0, 8)]


def test_punctuation_alone_is_no_word() -> None:
    said = words(("The", 0.0, 0.2), (",", 0.2, 0.2), ("cat", 0.2, 0.6), ("sat", 0.7, 1.0), ("DOWN!", 1.0, 1.5))
    found = scores((TRUE, said))
    assert found["words matched"].value == 1.0
    assert found["word border, mean"].value == 0.0


@given(st.lists(st.lists(st.integers(0, 2000), max_size=8), min_size=1, max_size=5))
def test_quantiles_are_those_of_all_borders(items: list[list[int]]) -> None:
    table = ItemTable.of(
        [
            ItemScore(str(at), 0.0, parts={f"{off} ms": float(own.count(off)) for off in own})
            for at, own in enumerate(items)
        ]
    )
    picks = np.arange(len(items))[None]
    everything = [off / 1000 for own in items for off in own]
    median, p95 = pool_median(table, picks)[0], pool_p95(table, picks)[0]
    if everything:
        assert median == pytest.approx(np.median(everything))
        assert p95 == pytest.approx(np.quantile(everything, 0.95))
    else:
        assert np.isnan(median)
        assert np.isnan(p95)


@given(st.floats(0.0, 2.0))
def test_a_shift_is_the_error(shift: float) -> None:
    said = words(*((word.text, word.start + shift, word.end + shift) for word in TRUE.words))
    found = scores((TRUE, said))
    assert found["word border, mean"].value == pytest.approx(shift)
    assert found["word border, median"].value == pytest.approx(shift, abs=5.1e-4)


def test_the_interval_draws_recordings() -> None:
    shifted = [replace(TRUE, segments=words(*((w.text, w.start + s, w.end + s) for w in TRUE.words)).segments)
               for s in (0.0, 0.1, 0.2, 0.3)]  # fmt: skip
    found = score([Pair(f"{at}", TRUE, said) for at, said in enumerate(shifted)], ScoreOptions(resamples=300))[0]
    assert found.value == pytest.approx(0.15)
    assert (found.interval.low, found.interval.high) == (pytest.approx(0.0, abs=0.06), pytest.approx(0.3, abs=0.06))
