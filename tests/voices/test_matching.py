"""Who it is, or nobody known."""

from __future__ import annotations

from datetime import datetime, timezone

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sorikit.dsp.score_norm import Calibration
from sorikit.voices.entry import Consent, KnownVoice, Sample
from sorikit.voices.matching import name_speakers, ranked

LINE = Calibration(slope=20.0, offset=-8.0)
AGREED = Consent("all", datetime(2026, 1, 1, tzinfo=timezone.utc), "tests")


def known(name: str, *vector: float) -> KnownVoice:
    return KnownVoice(name, "campplus", AGREED, (Sample(np.array(vector), 10.0, "a.wav"),))


def test_the_likest_voice_comes_first() -> None:
    matches = ranked(np.array([1.0, 0.2]), [known("Ann", 0.0, 1.0), known("Ben", 1.0, 0.0)], LINE)
    assert [match.name for match in matches] == ["Ben", "Ann"]
    assert matches[0].probability > 0.99
    assert matches[1].probability < 0.1


def test_a_stranger_stays_nameless() -> None:
    assert name_speakers({"SPEAKER_00": np.array([1.0, 1.0])}, [known("Ann", 0.0, 1.0)], LINE, threshold=0.8) == {}
    assert name_speakers({"SPEAKER_00": np.array([1.0, 1.0])}, [], LINE, threshold=0.0) == {}


def test_one_name_goes_to_one_speaker_only() -> None:
    speakers = {"SPEAKER_00": np.array([0.3, 1.0]), "SPEAKER_01": np.array([0.0, 1.0])}
    named = name_speakers(speakers, [known("Ann", 0.0, 1.0)], LINE, threshold=0.5)
    assert {label: match.name for label, match in named.items()} == {"SPEAKER_01": "Ann"}


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 5))
def test_names_are_never_shared_and_never_below_the_threshold(seed: int, speakers: int, voices: int) -> None:
    rng = np.random.default_rng(seed)
    heard = {f"SPEAKER_{index:02d}": rng.normal(size=3) for index in range(speakers)}
    library = [known(f"voice {index}", *rng.normal(size=3)) for index in range(voices)]
    named = name_speakers(heard, library, LINE, threshold=0.4)
    names = [match.name for match in named.values()]
    assert len(names) == len(set(names))
    assert all(match.score >= 0.4 for match in named.values())
