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
from sorikit.voices.scale import calibration_of

AGREED = Consent("all", datetime(2026, 1, 1, tzinfo=timezone.utc), "tests")


def known(name: str, *vector: float, model: str = "campplus") -> KnownVoice:
    return KnownVoice(name, model, AGREED, (Sample(np.array(vector), 10.0, "a.wav"),))


def heard(*vector: float, seconds: float = 10.0, model: str = "campplus") -> Voiceprint:
    return Voiceprint(np.array(vector, np.float32), seconds, model)


def test_the_likest_voice_comes_first() -> None:
    matches = ranked(heard(1.0, 0.2), [known("Ann", 0.0, 1.0), known("Ben", 1.0, 0.0)])
    assert [match.name for match in matches] == ["Ben", "Ann"]
    assert matches[0].named
    assert not matches[1].named


def test_a_stranger_stays_nameless() -> None:
    assert name_speakers({"SPEAKER_00": heard(1.0, 1.7)}, [known("Ann", 1.0, 0.0)]) == {}
    assert name_speakers({"SPEAKER_00": heard(1.0, 1.0)}, []) == {}


def test_one_name_goes_to_one_speaker_only() -> None:
    speakers = {"SPEAKER_00": heard(0.3, 1.0), "SPEAKER_01": heard(0.0, 1.0)}
    named = name_speakers(speakers, [known("Ann", 0.0, 1.0)])
    assert {label: match.name for label, match in named.items()} == {"SPEAKER_01": "Ann"}


def test_voices_of_another_model_are_passed_over_or_refused() -> None:
    assert ranked(heard(1.0, 0.0), [known("Ann", 1.0, 0.0, model="resemblyzer")]) == []
    with pytest.raises(InvalidOption, match="resemblyzer"):
        alike(heard(1.0), heard(1.0, model="resemblyzer"))
    with pytest.raises(InvalidOption, match="calibrated"):
        calibration_of("resemblyzer", 3.0)


def test_the_same_cosine_means_less_in_longer_recordings() -> None:
    """Short pieces of one voice are less alike, so that a cosine of 0.45 is much for 1 s and little for 10 s."""
    short, long = calibration_of("campplus", 1.0), calibration_of("campplus", 10.0)
    assert short.probability(0.45) > 0.95
    assert long.probability(0.45) < 0.5


@given(st.floats(0.05, 60.0), st.floats(-1.0, 1.0), st.floats(0.0, 0.5))
def test_probabilities_rise_with_the_cosine_at_every_length(seconds: float, score: float, more: float) -> None:
    line = calibration_of("campplus", seconds)
    assert 0.0 <= line.probability(score) <= line.probability(score + more) <= 1.0


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 5))
def test_names_are_never_shared_and_never_guessed(seed: int, speakers: int, voices: int) -> None:
    rng = np.random.default_rng(seed)
    present = {f"SPEAKER_{index:02d}": heard(*rng.normal(size=3)) for index in range(speakers)}
    library = [known(f"voice {index}", *rng.normal(size=3)) for index in range(voices)]
    named = name_speakers(present, library)
    names = [match.name for match in named.values()]
    assert len(names) == len(set(names))
    assert all(match.probability >= 0.8 for match in named.values())
