"""Who it is, or nobody known."""

from __future__ import annotations

from datetime import datetime, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption
from sorikit.voices.entry import Consent, KnownVoice, Sample
from sorikit.voices.matching import Voiceprint, alike, name_speakers, ranked
from sorikit.voices.scale import calibration_of, rates_of
from sorikit.voices.scoring import SCORINGS, background_of, score

AGREED = Consent("all", datetime(2026, 1, 1, tzinfo=timezone.utc), "tests")


def known(name: str, *vector: float, model: str = "campplus") -> KnownVoice:
    return KnownVoice(name, model, AGREED, (Sample(long_as(model, vector), 10.0, "a.wav"),))


def heard(*vector: float, seconds: float = 10.0, model: str = "campplus") -> Voiceprint:
    return Voiceprint(long_as(model, vector), seconds, model)


PERSONS = (0, 11, 20, 33, 44)
"""Rows of the cohort: two American women and men, a British woman …"""


def long_as(model: str, vector: tuple[float, ...]) -> np.ndarray:
    """A mixture of some voices of the cohort: made-up vectors are like nobody, which real ones never are."""
    strangers = background_of(model)
    assert strangers is not None
    return (np.array(vector) @ strangers.cohort[list(PERSONS[: len(vector)])]).astype(np.float32)


def test_the_likest_voice_comes_first() -> None:
    matches = ranked(heard(1.0, 0.2), [known("Ann", 0.0, 1.0), known("Ben", 1.0, 0.0)])
    assert [match.name for match in matches] == ["Ben", "Ann"]
    assert matches[0].named
    assert not matches[1].named


def test_a_stranger_stays_nameless() -> None:
    assert name_speakers({"SPEAKER_00": heard(0.0, 1.0)}, [known("Ann", 1.0, 0.0)]) == {}
    assert name_speakers({"SPEAKER_00": heard(1.0, 0.0)}, []) == {}


def test_one_name_goes_to_one_speaker_only() -> None:
    speakers = {"SPEAKER_00": heard(0.3, 1.0), "SPEAKER_01": heard(0.0, 1.0)}
    named = name_speakers(speakers, [known("Ann", 0.0, 1.0)])
    assert {label: match.name for label, match in named.items()} == {"SPEAKER_01": "Ann"}


def test_voices_of_another_model_are_passed_over_or_refused() -> None:
    assert ranked(heard(1.0, 0.0), [known("Ann", 1.0, 0.0, model="resemblyzer")]) == []
    with pytest.raises(InvalidOption, match="resemblyzer"):
        alike(heard(1.0), heard(1.0, model="resemblyzer"))
    with pytest.raises(InvalidOption, match="calibrated"):
        calibration_of("somebody-else", 3.0)


def test_the_same_cosine_means_less_in_longer_recordings() -> None:
    """Short pieces of one voice are less alike, so that a cosine of 0.45 is much for 1 s and little for 10 s."""
    short, long = calibration_of("campplus", 1.0, "cosine"), calibration_of("campplus", 10.0, "cosine")
    assert short.probability(0.45) > 0.95
    assert long.probability(0.45) < 0.5


@given(st.floats(0.05, 60.0), st.floats(-10.0, 30.0), st.floats(0.0, 5.0), st.sampled_from(SCORINGS))
def test_probabilities_rise_with_the_score_at_every_length(seconds: float, low: float, more: float, way: str) -> None:
    line = calibration_of("campplus", seconds, way)
    assert 0.0 <= line.probability(low) <= line.probability(low + more) <= 1.0


@given(st.floats(0.05, 60.0), st.sampled_from(SCORINGS))
def test_rates_are_never_nought(seconds: float, way: str) -> None:
    rates = rates_of("resemblyzer", seconds, way)
    assert 0.0 < rates.false_accept < 0.2
    assert 0.0 < rates.false_reject < 0.2


@pytest.mark.parametrize("model", ["campplus", "resemblyzer"])
@pytest.mark.parametrize("way", SCORINGS)
def test_a_voice_of_the_cohort_is_likest_to_itself(model: str, way: str) -> None:
    strangers = background_of(model)
    assert strangers is not None
    assert strangers.cohort.shape[0] == 54
    assert np.allclose(np.linalg.norm(strangers.cohort, axis=1), 1.0, atol=1e-2)
    voices = strangers.cohort[:8].astype(np.float32)
    table = np.array([[score(model, left, right, way) for right in voices] for left in voices])
    assert (table.argmax(axis=1) == np.arange(8)).all()
    assert np.allclose(table, table.T, rtol=1e-5)


def test_scores_that_cannot_be() -> None:
    with pytest.raises(InvalidOption, match="snorm, cosine, plda"):
        score("campplus", np.ones(192, np.float32), np.ones(192, np.float32), "magic")
    with pytest.raises(InvalidOption, match="--scoring cosine"):
        score("own.onnx", np.ones(3, np.float32), np.ones(3, np.float32))
    assert score("own.onnx", np.ones(3, np.float32), np.ones(3, np.float32), "cosine") == pytest.approx(1.0)


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 5))
def test_names_are_never_shared_and_never_guessed(seed: int, speakers: int, voices: int) -> None:
    rng = np.random.default_rng(seed)
    present = {f"SPEAKER_{index:02d}": heard(*rng.normal(size=3)) for index in range(speakers)}
    library = [known(f"voice {index}", *rng.normal(size=3)) for index in range(voices)]
    named = name_speakers(present, library)
    names = [match.name for match in named.values()]
    assert len(names) == len(set(names))
    assert all(match.probability >= 0.8 for match in named.values())
