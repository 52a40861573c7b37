"""Beats, tempo and key: hand-worked, mir_eval called directly, bad input."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidDocument, RuntimeMissing
from sorikit.metrics import ScoreOptions, beats, key, tempo
from sorikit.metrics.score import Pair

mir_eval = pytest.importorskip("mir_eval", reason="the extra eval")
OPTIONS = ScoreOptions(resamples=0)
EVERY_HALF = tuple(np.arange(0.0, 20.0, 0.5).tolist())


def beat_scores(true: tuple[float, ...], said: tuple[float, ...] | None) -> dict[str, float | None]:
    return {one.name: one.value for one in beats.score([Pair("item", true, said)], OPTIONS)}


@pytest.mark.parametrize(
    ("said", "f_measure", "cmlt", "amlt"),
    [
        (EVERY_HALF, 1.0, 1.0, 1.0),
        (tuple(beat + 0.06 for beat in EVERY_HALF), 1.0, 1.0, 1.0),
        (tuple(beat + 0.08 for beat in EVERY_HALF), 0.0, 1.0, 1.0),  # beyond 70 ms, within 17.5 % of 0.5 s
        (EVERY_HALF[::2], 2 / 3, 0.0, 1.0),  # half the tempo: all said are right, half of the true are found
        ((), 0.0, 0.0, 0.0),
        (None, 0.0, 0.0, 0.0),
    ],
)
def test_beats_by_hand(said: tuple[float, ...] | None, f_measure: float, cmlt: float, amlt: float) -> None:
    found = beat_scores(EVERY_HALF, said)
    assert found["beat F-measure"] == pytest.approx(f_measure)
    assert (found["CMLt"], found["AMLt"]) == pytest.approx((cmlt, amlt))


def test_the_first_five_seconds_do_not_count_unless_there_is_nothing_else() -> None:
    assert beat_scores(EVERY_HALF, EVERY_HALF[10:])["beat F-measure"] == 1.0
    assert beat_scores((1.0, 2.0, 3.0), (1.0, 2.0))["beat F-measure"] == pytest.approx(0.8)
    assert beat_scores((), ())["beat F-measure"] == 1.0
    assert beat_scores((), (7.0,))["beat F-measure"] == 0.0
    assert beat_scores((7.0,), (7.0,))["CMLc"] == 1.0


@given(st.lists(st.integers(0, 400), min_size=2, max_size=40), st.lists(st.integers(0, 400), max_size=40))
def test_beats_are_mir_evals(true: list[int], said: list[int]) -> None:
    first, second = (np.unique(np.array(side) / 20.0) for side in (true, said))
    found = beat_scores(tuple(first), tuple(second))
    assert all(0.0 <= (value or 0.0) <= 1.0 for value in found.values())
    trimmed = mir_eval.beat.trim_beats(first), mir_eval.beat.trim_beats(second)
    if min(len(trimmed[0]), len(trimmed[1])) < 2:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = [mir_eval.beat.f_measure(*trimmed), *mir_eval.beat.continuity(*trimmed)]
    assert list(found.values()) == pytest.approx(expected)


@pytest.mark.parametrize("times", [(2.0, 1.0), (-1.0, 2.0), (1.0, float("nan")), (1.0, float("inf"))])
def test_beats_that_are_no_times_are_named(times: tuple[float, ...]) -> None:
    with pytest.raises(InvalidDocument, match="item"):
        beat_scores(EVERY_HALF, times)


@pytest.mark.parametrize(
    ("said", "first", "second"),
    [
        (120.0, 1, 1),
        (124.8, 1, 1),  # exactly 4 %
        (124.9, 0, 0),
        (115.2, 1, 1),
        (115.1, 0, 0),
        (60.0, 0, 1),
        (240.0, 0, 1),
        (360.0, 0, 1),
        (40.0, 0, 1),
        (62.4, 0, 1),
        (62.5, 0, 0),
        (80.0, 0, 0),
        (0.0, 0, 0),
        (None, 0, 0),
    ],
)
def test_tempo_by_hand(said: float | None, first: int, second: int) -> None:
    found = {one.name: one.value for one in tempo.score([Pair("item", 120.0, said)], OPTIONS)}
    assert (found["tempo accuracy 1"], found["tempo accuracy 2"]) == (first, second)
    assert found["tempo error"] == (pytest.approx(abs(said - 120.0)) if said else None)


@pytest.mark.parametrize(("true", "said"), [(0.0, 1.0), (-3.0, 1.0), (float("nan"), 1.0), (1.0, -1.0), (1.0, np.inf)])
def test_tempos_that_are_none_are_named(true: float, said: float) -> None:
    with pytest.raises(InvalidDocument, match="item"):
        tempo.score([Pair("item", true, said)], OPTIONS)


@pytest.mark.parametrize(
    ("said", "weighted"),
    [
        ("C major", 1.0),
        ("G major", 0.5),
        ("A minor", 0.3),
        ("C minor", 0.2),
        ("F major", 0.0),
        ("F# minor", 0.0),
        ("X", 0.0),
        (None, 0.0),
    ],
)
def test_key_by_hand(said: str | None, weighted: float) -> None:
    found = [one.value for one in key.score([Pair("item", "C major", said)], OPTIONS)]
    assert found == [weighted, float(weighted == 1.0)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("C major", "C major"),
        ("f#m", "F# minor"),
        ("Gb:maj", "Gb major"),
        ("A", "A major"),
        ("Bb:min", "Bb minor"),
        ("e-moll", "E minor"),
        ("D♭ dur", "Db major"),
        ("Cb major", "B major"),
        ("DM", "D major"),
        ("G MINOR", "G minor"),
        ("다 장조", None),
        ("C장조", "C major"),
        ("N", "X"),
        ("H major", None),
        ("C lydian", None),
        ("", None),
        ("13", None),
    ],
)
def test_how_keys_are_written(text: str, name: str | None) -> None:
    if name is None:
        with pytest.raises(InvalidDocument, match="song"):
            key.parse_key(text, "song")
    else:
        assert key.parse_key(text) == name
        mir_eval.key.validate_key(name)


def test_all_give_means_with_intervals() -> None:
    options = ScoreOptions(resamples=50)
    pairs = [Pair("a", "C", "C"), Pair("b", "C", "G"), Pair("c", "C", None)]
    weighted = key.score(pairs, options)[0]
    assert weighted.value == pytest.approx(0.5)
    assert weighted.interval is not None
    assert [one.value for one in tempo.score([], options)] == [None] * 3
    assert [one.value for one in beats.score([], options)] == [None] * 5


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "mir_eval.key", None)
    with pytest.raises(RuntimeMissing, match=r"mir_eval.*sorikit\[eval\]"):
        key.score([], OPTIONS)
