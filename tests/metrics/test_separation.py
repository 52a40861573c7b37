"""SI-SDR, SDR, STOI and ESTOI: known ratios, mir_eval's own SDR, pystoi called directly, bad input."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import noise

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.errors import InvalidAudio, RuntimeMissing
from sorikit.metrics import ScoreOptions
from sorikit.metrics.score import Pair, Score
from sorikit.metrics.separation import BEST_DB, WORST_DB, best_order, notices, pesq, score, sdr, si_sdr, stoi

pystoi = pytest.importorskip("pystoi", reason="the extra eval")
RATE = 16_000


def scores(reference: Audio, estimate: Audio | None) -> dict[str, Score]:
    return {one.name: one for one in score([Pair("item", reference, estimate)], ScoreOptions(resamples=0))}


def wave(seed: int, frames: int = RATE) -> npt.NDArray[np.float64]:
    return np.random.default_rng(seed).standard_normal(frames) * 0.1


def apart(seed: int, signal: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return noise that is orthogonal to ``signal``, of the same energy and without a mean."""
    other = wave(seed, signal.size)
    other -= other.mean()
    centred = signal - signal.mean()
    other -= (other @ centred) / (centred @ centred) * centred
    return other * np.sqrt((centred @ centred) / (other @ other))


@pytest.mark.parametrize("decibels", [-20.0, 0.0, 7.0, 30.0])
def test_si_sdr_of_orthogonal_noise_is_its_level(decibels: float) -> None:
    true = wave(0)
    said = true + apart(1, true) * 10 ** (-decibels / 20)
    assert si_sdr(true, said) == pytest.approx(decibels, abs=1e-6)


def test_si_sdr_by_hand() -> None:
    true = np.array([1.0, -1.0, 1.0, -1.0])
    said = np.array([1.0, -1.0, 1.0, 1.0])  # less ½: (½, −3/2, ½, ½); α = ½: energy 1; the rest (0, −1, 0, 1): 2
    assert si_sdr(true, said) == pytest.approx(10 * np.log10(1 / 2))


@given(st.floats(1e-3, 1e3), st.floats(-1.0, 1.0))
def test_si_sdr_does_not_hear_loudness_sign_or_offset(gain: float, offset: float) -> None:
    true = wave(0, 2000)
    said = true + 0.3 * wave(1, 2000)
    plain = si_sdr(true, said)
    assert si_sdr(true, gain * said + offset) == pytest.approx(plain, abs=1e-6)
    assert si_sdr(gain * true, -said) == pytest.approx(plain, abs=1e-6)


def test_equal_to_mir_evals_sdr() -> None:
    separation = pytest.importorskip("mir_eval.separation", reason="the reference")
    for seed, delay in ((0, 0), (1, 20), (2, 700)):
        true = wave(seed, 8000)
        said = np.roll(np.convolve(true, [1.0, 0.4, -0.2])[:8000], delay) + 0.2 * wave(seed + 10, 8000)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = separation.bss_eval_sources(true[None], said[None], compute_permutation=False)[0][0]
        assert sdr(true, said) == pytest.approx(expected, abs=1e-4)


def test_sdr_forgives_a_filter_of_512_taps_and_si_sdr_does_not() -> None:
    true = wave(0)
    delayed = np.concatenate([np.zeros(300), true[:-300]])
    assert sdr(true, delayed) > 15.0  # what is cut off at the end is lost
    assert si_sdr(true, delayed) < -20.0
    tone = np.sin(np.arange(4000) * 0.3)  # one frequency: the correlations are singular
    assert sdr(tone, 0.5 * tone) > 60.0


def test_the_limits() -> None:
    true = Audio(wave(0).astype(np.float32), RATE)
    silence = Audio(np.zeros_like(true.samples), RATE)
    same, silent, missing = scores(true, true), scores(true, silence), scores(true, None)
    assert (same["SI-SDR"].value, same["SDR"].value) == (BEST_DB, pytest.approx(BEST_DB, abs=5))
    assert (same["STOI"].value, same["ESTOI"].value) == pytest.approx((1.0, 1.0))
    for found in (silent, missing):
        assert (found["SI-SDR"].value, found["SDR"].value) == (WORST_DB, WORST_DB)
        assert (found["STOI"].value, found["ESTOI"].value) == (0.0, 0.0)
    assert [one.value for one in scores(silence, true).values()] == [None] * len(same)
    assert score([], ScoreOptions())[0].value is None


def test_stoi_is_pystois(data: Path) -> None:
    speech = decode(data / "asr-en" / "jfk.flac", sample_rate=RATE).samples[0, : RATE * 5].astype(np.float64)
    noisy = speech + noise(5.0, level=0.05)[: speech.size]
    assert stoi(speech, noisy, RATE) == pytest.approx(pystoi.stoi(speech, noisy, RATE))
    assert stoi(speech, noisy, RATE, extended=True) == pytest.approx(pystoi.stoi(speech, noisy, RATE, extended=True))


def test_too_little_sound_for_stoi_is_not_judged() -> None:
    short = Audio(noise(0.2), RATE)
    found = scores(short, short)
    assert (found["STOI"].value, found["SI-SDR"].value) == (None, BEST_DB)
    assert found["STOI"].items[0].denominator == 0.0
    single = Audio(np.array([0.5], np.float32), RATE)
    assert scores(single, single)["STOI"].value is None
    nothing = Audio(np.zeros(0, np.float32), RATE)
    assert {one.value for one in scores(nothing, nothing).values()} == {None}


def test_channels_are_judged_apart() -> None:
    true = np.stack([wave(0), wave(1)]).astype(np.float32)
    said = np.stack([true[0] + apart(2, true[0]), true[1] + apart(3, true[1]) * 0.1]).astype(np.float32)
    assert scores(Audio(true, RATE), Audio(said, RATE))["SI-SDR"].value == pytest.approx((0 + 20) / 2, abs=1e-3)


@pytest.mark.parametrize(
    "estimate",
    [
        Audio(np.zeros(RATE - 1, np.float32), RATE),
        Audio(np.zeros(RATE, np.float32), 8000),
        Audio(np.zeros((2, RATE), np.float32), RATE),
        Audio(np.full(RATE, np.nan, np.float32), RATE),
    ],
    ids=["length", "rate", "channels", "NaN"],
)
def test_sounds_that_do_not_match_are_named(estimate: Audio) -> None:
    with pytest.raises(InvalidAudio, match="item"):
        scores(Audio(noise(1.0), RATE), estimate)


def test_the_best_order_of_sources() -> None:
    sources = [Audio(wave(seed).astype(np.float32), RATE) for seed in range(3)]
    estimates = [Audio((0.5 * one.samples + noise(1.0, level=0.02)).astype(np.float32), RATE) for one in sources]
    assert best_order(sources, [estimates[2], estimates[0], estimates[1]]) == (1, 2, 0)
    assert best_order([], []) == ()
    with pytest.raises(InvalidAudio, match="references"):
        best_order(sources, estimates[:2])


def test_pesq_is_told_of_where_it_is_missing() -> None:
    try:
        import pesq as _  # noqa: F401
    except ImportError:
        assert "pip install pesq" in notices()[0].en
        assert "PESQ" not in scores(Audio(noise(1.0), RATE), None)
        with pytest.raises(RuntimeMissing, match="pesq"):
            pesq(wave(0), wave(1), RATE)
    else:
        assert notices() == []
        assert scores(Audio(noise(1.0), RATE), None)["PESQ"].value == 1.0
