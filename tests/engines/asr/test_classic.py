"""The classical recognisers with their real models on real speech."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.errors import InvalidOption, ModelNotInstalled, RuntimeMissing
from sorikit.core.time import Span
from sorikit.engines import asr
from sorikit.engines._load import unload

CLIPS = {"vosk-ko": ("ko", "asr-ko/lmy01001.flac"), "pocketsphinx": ("en", "asr-en/jfk.flac")}
SAID = {"vosk-ko": "되어있어", "pocketsphinx": "fellow"}
each = pytest.mark.parametrize("name", CLIPS)


def load(name: str) -> asr.Recognizer:
    pytest.importorskip(name.partition("-")[0])
    try:
        return asr.load(name)
    except (ModelNotInstalled, RuntimeMissing) as error:
        pytest.skip(str(error))


def speech(data: Path, name: str) -> Audio:
    return decode(data / CLIPS[name][1], sample_rate=16_000)


def write(recognizer: asr.Recognizer, *windows: Audio) -> list[asr.Recognition]:
    (language,) = recognizer.languages
    return recognizer.transcribe(recognizer.listen(windows), [language] * len(windows), asr.AsrOptions())


@each
def test_real_speech(data: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    recognizer, audio = load(name), speech(data, name)
    recognition, again = write(recognizer, audio, audio)
    assert recognition == again  # nothing is remembered from one window to the next
    assert SAID[name] in recognition.text.split()
    words = recognition.words
    assert all(word.text == f" {word.text.strip()}" for word in words)
    assert not set("[]()<>") & set(recognition.text)
    assert all(0.0 <= word.start < word.end <= audio.duration for word in words)
    assert all(left.end <= right.start + 1e-6 for left, right in pairwise(words))
    assert all(0.0 < word.probability <= 1.0 for word in words)
    assert len({word.probability for word in words}) > 3
    assert recognition.avg_logprob < 0.0
    assert capfd.readouterr() == ("", "")  # both libraries would talk


@each
def test_threads_do_not_mix(data: Path, name: str) -> None:
    recognizer, audio = load(name), speech(data, name)
    parts = [audio.cut(Span(0, 2.5)), audio.cut(Span(2.5, 5))]
    alone = [write(recognizer, part)[0] for part in parts]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda part: write(recognizer, part)[0], parts * 2))
    assert together == alone * 2


@each
def test_nothing_to_hear(name: str) -> None:
    recognizer = load(name)
    for samples in (0, 1, 300, 16_000):
        (recognition,) = write(recognizer, Audio(np.zeros((1, samples), np.float32), 16_000))
        assert recognition.words == ()
        assert recognition.avg_logprob == 0.0
    assert write(recognizer) == []


@each
def test_its_one_language(data: Path, name: str) -> None:
    recognizer = load(name)
    assert recognizer.languages == (CLIPS[name][0],)
    (heard,) = recognizer.listen([speech(data, name)])
    assert recognizer.tell_language(heard) == {CLIPS[name][0]: 1.0}
    with pytest.raises(InvalidOption, match="'ja'"):
        recognizer.transcribe([heard], ["ja"], asr.AsrOptions())
    with pytest.raises(InvalidOption, match="whisper-base"):
        asr.check_options(asr.AsrOptions(task="translate"), recognizer, model=name)


@each
def test_a_missing_library_says_what_to_type(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load(name)
    unload()
    monkeypatch.setitem(sys.modules, name.partition("-")[0], None)
    with pytest.raises(RuntimeMissing, match=r'pip install "sorikit\[classic\]"'):
        asr.load(name)
    unload()
