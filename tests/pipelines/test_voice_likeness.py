"""Likeness and conversion with real recordings: both come nearer, and neither is called the same person lightly."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

import sorikit
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.errors import InvalidOption
from sorikit.core.time import Span
from sorikit.pipelines.conversion import RATE
from sorikit.pipelines.converting import convert_source
from sorikit.pipelines.reference import hear_reference
from sorikit.pipelines.timbre import Ear
from sorikit.voices.made import made_voices

DATA = Path(os.environ.get("SORIKIT_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
needs_data = pytest.mark.skipif(not (DATA / "asr-ko").is_dir(), reason="no recordings: set SORIKIT_DATA")


def test_the_points_of_the_voices_are_whole() -> None:
    made = made_voices()
    assert len(made.names) == len(set(made.names)) == 54
    assert made.vectors.shape == (54, 192)
    assert np.allclose(np.linalg.norm(made.vectors, axis=1), 1.0, atol=1e-3)
    women = np.array([name[1] == "f" for name in made.names])
    assert np.median(made.pitches[women]) > 1.3 * np.median(made.pitches[~women])
    assert (made.rates > 1.0).all()


@needs_data
def test_a_real_voice_is_moved_towards_another() -> None:
    ear = Ear()
    reference = hear_reference(DATA / "asr-en" / "1688-142285-0000.flac", ear).run()
    whole = decode(DATA / "asr-ko" / "lmy01004.flac", sample_rate=RATE)
    source = Audio(whole.samples[:, : 5 * RATE], RATE)
    parts: list[Audio] = []
    done = convert_source(source, reference, ear, parts.append).run()
    assert done.after.cosine > done.before.cosine
    assert done.after.second_cosine > done.before.second_cosine
    assert abs(done.after.pitch) < 1.0 < abs(done.before.pitch)
    assert sum(part.frames for part in parts) == source.frames


@needs_data
def test_the_library_converts_and_keeps_the_consent() -> None:
    source = decode(DATA / "asr-ko" / "lmy01004.flac").cut(Span(0.0, 4.0))
    reference = DATA / "asr-en" / "1688-142285-0000.flac"
    with pytest.raises(InvalidOption, match="who agreed"):
        sorikit.convert(source, reference, consent="")
    done = sorikit.convert(source, reference, consent="A reader: a test")
    assert done.audio is not None
    assert (done.audio.sample_rate, done.audio.channels) == (RATE, 1)
    assert done.audio.duration == pytest.approx(4.0, abs=0.01)
    assert done.consent is not None
    assert (done.consent.who, done.consent.purpose) == ("A reader", "a test")
    assert done.after.cosine > done.before.cosine
