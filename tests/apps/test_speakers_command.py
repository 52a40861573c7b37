"""``sori speakers`` as a person meets it, on real voices."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sorikit.apps.cli.main import main
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode, write
from sorikit.core.resample import resample

pytest.importorskip("cryptography", reason="the extra voices is not installed")

CONSENT = ("--consent", "the reader: tests")

pytestmark = pytest.mark.usefixtures("voice_library")


def sori(*arguments: str | Path) -> int:
    return main(["speakers", *map(str, arguments)])


def heard_json(capsys: pytest.CaptureFixture[str]) -> object:
    return json.loads(capsys.readouterr().out)


def test_a_reader_is_found_in_a_recording_of_three(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clips = sorted((data / "asr-en").glob("1688-*.flac"))
    assert sori("enroll", "Reader", *clips[:2], *CONSENT, "-q") == 0
    assert sori("identify", data / "meetings" / "sim_libri_3spk.ogg", "--json", "-q") == 0
    report = heard_json(capsys)
    assert isinstance(report, dict)
    names = [speaker["name"] for speaker in report["speakers"].values()]
    assert sorted(names, key=str) == sorted(["Reader", None, None], key=str)


def test_two_recordings_of_one_voice_and_of_two(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours, more = sorted((data / "asr-en").glob("2033-*.flac"))[:2]
    other = min((data / "asr-en").glob("3080-*.flac"))
    assert sori("verify", ours, more, "--json", "-q") == 0
    same = heard_json(capsys)
    assert sori("verify", ours, other, "--json", "-q") == 0
    different = heard_json(capsys)
    assert isinstance(same, dict)
    assert isinstance(different, dict)
    assert same["same"]
    assert same["probability"] > 0.95
    assert not different["same"]
    assert different["probability"] < 0.05


def test_two_people_are_not_enrolled_as_one(
    data: Path, voice_library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (min((data / "asr-en").glob(f"{reader}-*.flac")) for reader in (2033, 3080))
    assert sori("enroll", "Both", first, second, *CONSENT, "-q") == 2
    assert "two people" in capsys.readouterr().err
    assert sori("enroll", "Both", data / "meetings" / "sim_libri_2spk.ogg", *CONSENT, "-q") == 2
    assert "--speaker" in capsys.readouterr().err
    assert sori("list") == 0
    assert "nobody is enrolled" in capsys.readouterr().out


def test_one_of_several_can_be_chosen(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dialogue = data / "meetings" / "sim_libri_2spk.ogg"
    assert sori("enroll", "Second", dialogue, *CONSENT, "-q", "--speaker", "SPEAKER_01") == 0
    assert sori("identify", dialogue, "--json", "-q") == 0
    report = heard_json(capsys)
    assert isinstance(report, dict)
    assert [report["speakers"][label]["name"] for label in ("SPEAKER_00", "SPEAKER_01")] == [None, "Second"]
    assert sori("enroll", "Third", dialogue, *CONSENT, "-q", "--speaker", "SPEAKER_07") == 2
    assert "SPEAKER_01" in capsys.readouterr().err


def test_silence_and_music_are_nobody(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(Audio(np.zeros((1, 48_000), np.float32), 16_000), tmp_path / "silence.wav")
    song = min((data / "music").glob("gtzan_blues*"))
    for path in (tmp_path / "silence.wav", song):
        assert sori("enroll", "Nobody", path, *CONSENT, "-q") == 2
        assert "nobody speaks" in capsys.readouterr().err


def test_keeping_house(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = min((data / "asr-en").glob("367-*.flac"))
    copy, phrase = tmp_path / "copy.db", tmp_path / "phrase.txt"
    phrase.write_text("another one\n", encoding="utf-8")
    assert sori("enroll", "Ann", clip, *CONSENT, "-q") == 0
    assert sori("rename", "ann", "Ann B.", "-q") == 0
    assert sori("export", copy, "--file-passphrase-file", phrase, "-q") == 0
    assert sori("export", copy, "--file-passphrase-file", phrase, "-q") == 2
    assert sori("forget", "Ann B.", "-q") == 0
    assert sori("import", copy, "-q") == 2  # nobody can be asked for its passphrase
    assert sori("import", copy, "--file-passphrase-file", phrase, "-q") == 0
    capsys.readouterr()
    assert sori("list", "--json") == 0
    (entry,) = heard_json(capsys)  # type: ignore[misc]
    assert entry["name"] == "Ann B."
    assert entry["consent"]["who"] == "the reader"
    assert entry["sources"] == [clip.name]


def test_mistakes_get_one_sentence(
    voice_library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sori("list") == 7
    assert "enroll" in capsys.readouterr().err
    assert not voice_library.exists()
    assert sori("enroll", "Ann", "missing.wav", "--consent", "no colon", "-q") == 2
    assert "--consent" in capsys.readouterr().err
    assert sori("enroll", "Ann", "missing.wav", *CONSENT, "-q") == 2
    assert "missing.wav" in capsys.readouterr().err
    monkeypatch.setenv("SORI_VOICES_PASSPHRASE", "wrong battery")
    assert sori("list") == 7
    assert "passphrase" in capsys.readouterr().err
    monkeypatch.delenv("SORI_VOICES_PASSPHRASE")
    assert sori("list") == 2
    assert "--passphrase-file" in capsys.readouterr().err
    voice_library.write_bytes(b"something else")
    monkeypatch.setenv("SORI_VOICES_PASSPHRASE", "correct horse")
    assert sori("list") == 7
    assert "damaged" in capsys.readouterr().err


def test_a_meeting_gets_the_names_of_known_voices(data: Path, tmp_path: Path) -> None:
    clips = sorted((data / "asr-ko").glob("ada*.flac"))
    assert sori("enroll", "아다", *clips, *CONSENT, "-q") == 0
    spoken = min((data / "asr-ko").glob("adc*.flac"))
    both = tmp_path / "both.wav"
    sounds = [resample(decode(path).mono(), 16_000).samples for path in (clips[0], spoken)]
    write(Audio(np.concatenate(sounds, axis=1), 16_000), both)
    arguments = ["meeting", str(both), "-f", "json", "-o", str(tmp_path), "-q", "--voices"]
    assert main(arguments) == 0
    document = json.loads((tmp_path / "both.json").read_text(encoding="utf-8"))
    assert list(document["transcript"]["speaker_names"].values()) == ["아다"]
