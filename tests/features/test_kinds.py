"""Every kind of the table: its array fits its layout, each option matters, any cutting of the sound gives the same."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sounds import noise, tone

from sorikit import features
from sorikit.core.audio import Audio
from sorikit.core.errors import InvalidOption
from sorikit.features import KINDS, FeatureOptions
from sorikit.features.table import open_analysis

RATE = 16_000
SLOW = {"tempo", "beats", "f0-pyin"}
"""Compiled on first use, which takes half a minute."""
every_kind = pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.slow if kind in SLOW else ()) for kind in KINDS]
)
streaming = [kind for kind, row in KINDS.items() if row.streams]
OTHER: dict[str, Any] = {
    "sample_rate": 12_000,
    "n_fft": 1024,
    "hop_length": 640,
    "win_length": 300,
    "window": "blackman",
    "n_mels": 64,
    "n_mfcc": 20,
    "fmin": 150.0,
    "fmax": 3_000.0,
    "htk": True,
    "deltas": 1,
    "cmvn": "utterance",
}
"""A wish that differs from every default."""


def music(seconds: float = 4.0) -> Audio:
    """A rising chord with clicks, noise and a pause: something for every kind to find."""
    time = np.arange(round(seconds * RATE)) / RATE
    chord = sum(0.1 * np.sin(2 * np.pi * hertz * (1 + 0.01 * time) * time) for hertz in (220.0, 277.2, 329.6, 1_500.0))
    chord += noise(seconds, level=0.01)[: time.size]
    chord[(time * 2) % 1 < 0.01] += 0.4
    chord[round(1.2 * RATE) : round(1.4 * RATE)] = 0.0
    return Audio(chord.astype(np.float32), RATE)


@every_kind
def test_the_array_is_what_the_layout_says(kind: str) -> None:
    row = KINDS[kind]
    found = features.extract(music(), kind)
    assert found.kind == kind
    assert found.sample_rate == (row.sample_rate or RATE)
    assert found.values.dtype == (np.float64 if kind == "beats" else np.float32)
    assert found.values.ndim == len(found.axes) == row.shape.count(",") + 1 - row.shape.count(",)")
    assert len(found.layout.units) in (1, len(found.rows))
    assert len(set(found.rows)) == len(found.rows)
    if found.hop is not None:
        assert found.axes[-1] == "frame"
        assert found.shape[0] == len(found.rows)
        assert found.times.shape == (found.shape[1],)
        assert 0.0 <= found.times[0] < found.times[-1] <= 4.05
    if found.frequencies is not None:
        assert found.frequencies.shape == found.shape[:1]
    if kind != "f0-pyin":
        assert np.isfinite(found.row("confidence") if kind == "f0" else found.values).all()


def other(kind: str, option: str) -> Any:
    """Return a wish that this kind takes and that is not its default."""
    special = {
        ("whisper", "n_mels"): 128,
        ("contrast", "sample_rate"): 14_000,
        ("f0", "fmin"): 500.0,
        ("f0", "fmax"): 150.0,
        ("f0-pyin", "fmax"): 150.0,
        ("tempo", "hop_length"): 128,
        ("beats", "hop_length"): 128,
    }
    if option == "sample_rate" and kind.startswith("loudness"):
        return 48_000
    return special.get((kind, option), OTHER[option])


@every_kind
def test_each_option_that_a_kind_takes_changes_it(kind: str) -> None:
    sound = Audio(tone(220, 1.0), RATE) if kind in ("f0", "f0-pyin") else music(3.5)
    usual = features.extract(sound, kind)
    for option in KINDS[kind].takes:
        changed = features.extract(sound, kind, **{option: other(kind, option)})
        same = changed.shape == usual.shape and np.array_equal(changed.values, usual.values, equal_nan=True)
        if kind != "tempo":  # a clear beat is heard at any resolution
            assert not same, f"{kind} takes {option} and ignores it"


@every_kind
def test_an_option_that_a_kind_does_not_take_is_an_error(kind: str) -> None:
    for option in set(OTHER) - set(KINDS[kind].takes):
        with pytest.raises(InvalidOption, match=f"{option}: has no meaning for {kind}"):
            features.extract(music(0.5), kind, **{option: OTHER[option]})


@pytest.mark.parametrize("kind", streaming)
def test_any_cutting_of_a_stream_gives_the_same(kind: str) -> None:
    samples = music(4.0).samples

    @settings(max_examples=6)
    @given(st.lists(st.integers(0, samples.shape[1]), max_size=12).map(sorted))
    def check(cuts: list[int]) -> None:
        whole, pieces = (cut_into(kind, samples, where) for where in ([], cuts))
        assert pieces.shape == whole.shape
        scale = 1e-5 if kind != "f0" else 1e-3  # the network's own sums differ a little with the length
        np.testing.assert_allclose(pieces, whole, rtol=scale, atol=scale)

    check()


def cut_into(kind: str, samples: np.ndarray, cuts: list[int]) -> np.ndarray:
    wishes = FeatureOptions(cmvn="sliding") if kind == "mfcc-deltas" else FeatureOptions()
    analysis = open_analysis(kind, RATE, wishes)
    parts = [analysis.feed(piece) for piece in np.split(samples, cuts, axis=1)]
    joined = np.concatenate([*parts, analysis.finish()], axis=-1)
    return np.nan_to_num(analysis.revise(joined))


@pytest.mark.parametrize("kind", ["mfcc", "fbank"])
def test_utterance_cmvn_gives_mean_0_and_deviation_1(kind: str) -> None:
    values = features.extract(music(), kind, cmvn="utterance").values
    np.testing.assert_allclose(values.mean(axis=1), 0.0, atol=1e-4)
    np.testing.assert_allclose(values.std(axis=1), 1.0, atol=1e-3)


def test_shapes_that_the_field_knows() -> None:
    second = Audio(tone(300, 1.0), RATE)
    assert features.mfcc(second).shape == (13, 101)
    assert features.mfcc_deltas(second).shape == (39, 101)
    assert features.mfcc_deltas(second, n_mfcc=40).shape == (120, 101)
    assert features.mfcc_stats(second).shape == (26,)
    assert features.mfcc_stats(second, deltas=2).shape == (78,)
    assert features.whisper(second).shape == (80, 100)
    assert features.whisper(second, n_mels=128).shape == (128, 100)
    assert features.fbank(second).shape == (80, 98)
    assert features.stft(second).shape == (1025, 32)
    assert features.genre(second).shape == (56,)
    assert features.emotion(second).shape == (180,)


def test_every_kind_is_a_function_that_says_what_it_gives() -> None:
    for kind in KINDS:
        function = getattr(features, kind.replace("-", "_"))
        assert inspect.getdoc(function).startswith("Return"), kind
    with pytest.raises(AttributeError):
        features.no_such_kind  # noqa: B018


def test_several_kinds_at_once_are_what_each_is_alone() -> None:
    sound = music(2.0)
    kinds = ("whisper", "mfcc", "centroid", "loudness")
    together = features.extract_all(sound, kinds, n_mels=80)
    assert tuple(together) == kinds
    np.testing.assert_array_equal(together["mfcc"].values, features.mfcc(sound, n_mels=80).values)
    np.testing.assert_array_equal(together["centroid"].values, features.centroid(sound).values)


def test_unknown_names_say_what_there_is() -> None:
    with pytest.raises(InvalidOption, match=r"'mffc'.*sori features --list"):
        features.extract(music(0.1), "mffc")
    with pytest.raises(InvalidOption, match="n_mel: there is no such option"):
        features.extract(music(0.1), "mel", n_mel=3)
    with pytest.raises(InvalidOption, match="mfcc, mfcc-deltas, mfcc-stats"):
        features.find_kind("mfc")
