"""Recordings and libraries as they should not be: one clear sentence each, in both languages, and nothing lost."""

from __future__ import annotations

import base64
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.sounds import noise

import sorikit
from sorikit import formats
from sorikit.apps.cli.main import main
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode, write
from sorikit.core.resample import resample
from sorikit.voices import library as library_module

RATE = 16_000
CONSENT = ("--consent", "the reader: tests")

pytestmark = pytest.mark.usefixtures("voice_library")


def sori(*arguments: str | Path) -> int:
    return main([str(argument) for argument in arguments])


def clip(data: Path, reader: int, seconds: float, skip: float = 1.0) -> np.ndarray:
    found = resample(decode(min((data / "asr-en").glob(f"{reader}-*.flac"))).mono(), RATE).samples
    return found[:, int(skip * RATE) : int((skip + seconds) * RATE)]


def turns_of(path: Path) -> list[tuple[float, float, str]]:
    return [(turn.start, turn.end, turn.speaker) for turn in formats.read(path).turns]


def test_channels_do_not_change_who_speaks(data: Path, tmp_path: Path) -> None:
    """Mono, mono copied to stereo, and a stereo file with one silent channel."""
    voice = clip(data, 1688, 5.0)
    for name, samples in (("mono", voice), ("both", np.vstack([voice] * 2)), ("half", np.vstack([voice, 0 * voice]))):
        write(Audio(samples, RATE), tmp_path / "in" / f"{name}.wav")
    assert sori("diarize", tmp_path / "in", "-o", tmp_path, "-q") == 0
    mono = turns_of(tmp_path / "mono.rttm")
    assert {speaker for _, _, speaker in mono} == {"SPEAKER_00"}
    for name in ("both", "half"):
        assert turns_of(tmp_path / f"{name}.rttm") == [
            (pytest.approx(start, abs=0.05), pytest.approx(end, abs=0.05), speaker) for start, end, speaker in mono
        ]


def test_all_overlap_one_second_and_too_many_asked_for(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = clip(data, 1688, 5.0) + clip(data, 2033, 5.0)
    write(Audio(both, RATE), tmp_path / "in" / "overlap.wav")
    write(Audio(both[:, :RATE], RATE), tmp_path / "in" / "second.wav")
    write(Audio(np.zeros((1, RATE // 100), np.float32), RATE), tmp_path / "in" / "blink.wav")
    assert sori("diarize", tmp_path / "in", "-o", tmp_path, "--num-speakers", "20", "--json") == 0
    shown = capsys.readouterr()
    reports = {Path(one["recording"]).stem: one for one in json.loads(shown.out)}
    assert [len(reports[name]["speakers"]) > 0 for name in ("overlap", "second", "blink")] == [True, True, False]
    assert "20 speakers were asked for" in shown.err
    statistics = reports["overlap"]["statistics"]
    assert statistics["speech"] > 4.0
    assert reports["blink"]["statistics"]["speakers"] == []


def test_weak_recordings_of_a_voice_are_warned_of(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cryptography", reason="the extra voices is not installed")
    voice = clip(data, 1688, 2.2)
    write(Audio(voice, RATE), tmp_path / "short.wav")
    write(Audio(voice[:, : RATE // 2], RATE), tmp_path / "tiny.wav")
    quiet = np.concatenate([voice, np.zeros((1, 3 * RATE), np.float32)], axis=1)
    loud = 0.5 * float(np.sqrt((voice**2).mean()))
    hiss = noise(quiet.shape[1] / RATE, RATE)
    write(Audio(quiet + loud * hiss / np.sqrt((hiss**2).mean()), RATE), tmp_path / "noisy.wav")
    assert sori("speakers", "enroll", "Ann", tmp_path / "short.wav", *CONSENT) == 0
    assert "less sure" in capsys.readouterr().err
    assert sori("speakers", "enroll", "Ann", tmp_path / "tiny.wav", *CONSENT, "-q") == 2
    assert "tiny.wav" in capsys.readouterr().err
    monkeypatch.setenv("SORI_LANG", "ko")
    assert sori("speakers", "verify", tmp_path / "short.wav", tmp_path / "noisy.wav") == 0
    assert "잡음이 많아" in capsys.readouterr().err
    clean = min((data / "asr-en").glob("1688-*.flac"))
    assert sori("speakers", "verify", clean, clean) == 0
    assert "잡음" not in capsys.readouterr().err


def test_a_library_that_cannot_be_used_stays_as_it_is(
    data: Path, tmp_path: Path, voice_library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cryptography", reason="the extra voices is not installed")
    monkeypatch.setattr(library_module, "PATIENCE", 0.2)
    write(Audio(clip(data, 367, 4.0), RATE), tmp_path / "voice.wav")
    enroll = ("speakers", "enroll", "Ann", tmp_path / "voice.wav", *CONSENT, "-q")
    assert sori(*enroll) == 0
    whole = voice_library.read_bytes()

    with sqlite3.connect(voice_library, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert sori("speakers", "list", "-q") == 7
        assert "another program" in capsys.readouterr().err
        other.execute("ROLLBACK")
    other.close()
    assert sori("speakers", "list", "-q") == 0

    for language, wrong in (("en", "does not open"), ("ko", "암호")):
        monkeypatch.setenv("SORI_LANG", language)
        monkeypatch.setenv("SORI_VOICES_PASSPHRASE", "wrong")
        assert sori(*enroll) == 7
        assert wrong in capsys.readouterr().err
    monkeypatch.setenv("SORI_VOICES_PASSPHRASE", "correct horse")
    assert voice_library.read_bytes() == whole

    for broken in (whole[: len(whole) // 2], b"", whole[:100] + bytes(len(whole) - 100)):
        voice_library.write_bytes(broken)
        for arguments in (
            ("speakers", "list"),
            enroll,
            ("meeting", tmp_path / "voice.wav", "--voices", "-o", tmp_path),
        ):
            assert sori(*arguments) == 7
            shown = capsys.readouterr().err
            assert shown.count("\n") == 1
            assert "보관함" in shown
        assert voice_library.read_bytes() == broken


def longest_row(value: object) -> int:
    """Return how many numbers stand in the longest list anywhere in a document."""
    if isinstance(value, dict):
        return max(map(longest_row, value.values()), default=0)
    if isinstance(value, list):
        return max([sum(isinstance(one, (int, float)) for one in value), *map(longest_row, value)])
    return 0


def test_nothing_of_a_voice_is_kept_unless_asked(
    data: Path, tmp_path: Path, voice_library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Off means off: no library, and neither results nor kept stages hold anything as long as an embedding."""
    monkeypatch.chdir(tmp_path)
    recording = tmp_path / "voice.wav"
    write(Audio(clip(data, 1688, 6.0), RATE), recording)
    assert sori("meeting", recording, "-o", tmp_path, "-f", "json,html,md", "--no-audio", "-q") == 0
    assert sori("diarize", recording, "-o", tmp_path / "d", "-f", "json,rttm", "-q") == 0
    assert sori("speakers", "name", tmp_path / "voice.json", "0=Ann", "-q") == 0
    assert sori("speakers", "verify", recording, recording, "-q") == 0
    vector = sorikit.embed(recording)
    traces = (vector.tobytes(), base64.b64encode(vector.tobytes()), repr(float(vector[0])).encode())
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path != recording]
    assert {path.suffix for path in written} >= {".json", ".html", ".md", ".rttm"}
    for path in written:
        content = path.read_bytes()
        assert not any(trace in content for trace in traces), path
        if path.suffix == ".json":
            document = json.loads(content)
            assert longest_row(document) < 20, path
            if "activity" in document:  # how probably who talks when: a byte a frame and speaker, nothing else
                activity = document["activity"]
                levels = len(base64.b64decode(activity["levels"]))
                frames = levels / len(activity["speakers"])
                assert frames == pytest.approx(document["duration"] / activity["frame_seconds"], abs=3)
    assert not voice_library.exists()


@pytest.mark.slow
def test_two_programs_that_enroll_at_once_both_do(data: Path, tmp_path: Path, voice_library: Path) -> None:
    pytest.importorskip("cryptography", reason="the extra voices is not installed")
    for reader in (367, 1688):
        write(Audio(clip(data, reader, 4.0), RATE), tmp_path / f"{reader}.wav")
    command = [sys.executable, "-c", "import sys; from sorikit.apps.cli.main import main; sys.exit(main(sys.argv[1:]))"]
    running = [
        subprocess.Popen([*command, "speakers", "enroll", str(reader), str(tmp_path / f"{reader}.wav"), *CONSENT, "-q"])
        for reader in (367, 1688)
    ]
    assert [one.wait(timeout=300) for one in running] == [0, 0]
    names = [voice.name for voice in library_module.open_library(voice_library, "correct horse").voices()]
    assert names == ["1688", "367"]
