"""No words for what is no speech; all words for what is said, even if recognisers are known to make it up."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests import non_speech

from sorikit.core.audio import Audio, join
from sorikit.core.codecs import decode
from sorikit.core.errors import ModelNotInstalled
from sorikit.core.recording import Recording
from sorikit.core.resample import resample
from sorikit.core.speech import sound_of
from sorikit.core.text import Transcript
from sorikit.engines import tts
from sorikit.pipelines.transcribe import TranscribeEngines, TranscribeOptions, load_engines, transcribe

RATE = 16_000


@pytest.fixture(scope="module")
def engines() -> TranscribeEngines:
    try:
        return load_engines(TranscribeOptions())
    except ModelNotInstalled as error:
        pytest.skip(str(error))


def hear(samples: np.ndarray, engines: TranscribeEngines, *languages: str) -> Transcript:
    return transcribe(Recording.of(Audio(samples, RATE)), TranscribeOptions(languages), engines=engines).run()


def test_nothing_is_said_in_made_sounds(engines: TranscribeEngines) -> None:
    invented = {name: hear(non_speech.sound(name)[: 6 * RATE], engines).text for name in non_speech.NAMES}
    assert not {name: text for name, text in invented.items() if text}


def files(data: Path, folder: str) -> list[Path]:
    lines = (data / folder / "manifest.jsonl").read_text("utf-8").splitlines()
    return [data / folder / json.loads(line)["audio"] for line in lines]


@pytest.mark.slow
def test_nothing_is_said_in_recorded_sounds(data: Path, engines: TranscribeEngines) -> None:
    heard = {path.name: hear(decode(path, sample_rate=RATE).samples, engines).text for path in files(data, "sounds")}
    assert not {name: text for name, text in heard.items() if text}


@pytest.mark.slow
def test_nothing_is_said_in_accompaniments(data: Path, engines: TranscribeEngines) -> None:
    songs = [path for path in files(data, "separation") if path.name.startswith("mir1k")]
    assert songs
    for path in songs:
        left = decode(path, sample_rate=RATE, mono=False).samples[:1]
        assert hear(left, engines).text == ""


@pytest.fixture(scope="module")
def speaker() -> tts.Speaker:
    try:
        return tts.load()
    except ModelNotInstalled as error:
        pytest.skip(str(error))


def spoken(speaker: tts.Speaker, text: str, language: str) -> Audio:
    said = sound_of(speaker.speak(text, tts.SpeakOptions(language=language)))
    still = Audio(np.zeros((1, RATE), np.float32), RATE)
    return join([still, resample(said.mono(), RATE), still])


@pytest.mark.parametrize(
    ("language", "text", "part"),
    [
        ("en", "Thanks for watching!", "thanks for watching"),
        ("ko", "시청해 주셔서 감사합니다.", "감사합니다"),
        ("ja", "ごしちょうありがとうございました。", "ありがとうございました"),
    ],
)
def test_what_is_really_said_is_kept(
    engines: TranscribeEngines, speaker: tts.Speaker, language: str, text: str, part: str
) -> None:
    transcript = hear(spoken(speaker, text, language).samples, engines, language)
    assert part in transcript.text.lower()
    assert transcript.unrecognized == ()
