"""``sori speak --like``, ``sori convert`` and ``sori detect`` as a person types them, with the real engines.

References are Kokoro's own speech, so that no person's voice is needed; real speech is in ``test_voice_likeness``.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest

from sorikit.apps.cli.main import main
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode, write
from sorikit.core.sound_files import sound_writer
from sorikit.core.speech import sound_of
from sorikit.engines import tts
from sorikit.engines.tts import SpeakOptions
from sorikit.store import default_store

pytestmark = pytest.mark.skipif(
    not default_store().state("kokoro").installed, reason="the model kokoro is not installed"
)
RATE = 24_000
CONSENT = ["--consent", "Mina Kim: our audio guide"]
WORDS = (
    "The ship was drawing on towards the island. Nobody knew how long the storm would last, or who had lit the lamp."
)


def spoken(voice: str) -> np.ndarray:
    """Return a voice saying the words."""
    return sound_of(tts.load("kokoro").speak(WORDS, SpeakOptions(voice=voice, language="en"))).samples[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with good and bad references."""
    place = tmp_path_factory.mktemp("references")
    he, she = spoken("am_michael"), spoken("af_bella")
    noise = np.random.default_rng(3).normal(size=he.size).astype(np.float32)
    times = np.arange(RATE * 5) / RATE
    chords = sum(np.sin(2 * np.pi * f * times) for f in (220.0, 277.2, 329.6)) * np.exp(-2.0 * (times % 0.5))
    sounds = {
        "he": he,
        "she": she,
        "silent": np.zeros(RATE * 3),
        "half": he[RATE : RATE * 3 // 2],
        "noisy": he + noise * np.sqrt(np.square(he).mean()),
        "music": 0.2 * chords,
        "two": np.concatenate([he, np.zeros(RATE // 2), she]),
    }
    for name, samples in sounds.items():
        write(Audio(np.asarray(samples, np.float32), RATE), place / f"{name}.wav")
    return place


@pytest.mark.parametrize(
    ("name", "en", "ko"),
    [
        ("silent", "it is silent", "소리가 없습니다"),
        ("half", "speech", "말소리"),
        ("noisy", "too noisy", "잡음이 너무"),
        ("music", "nobody speaks", "말소리가 없습니다"),
        ("two", "several people speak", "여러 사람이"),
    ],
)
def test_bad_references_are_one_sentence_in_two_languages(
    name: str,
    en: str,
    ko: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reference = ["--like", str(folder / f"{name}.wav"), *CONSENT, "-q"]
    assert main(["convert", str(folder / "he.wav"), *reference, "-o", str(folder / "no.wav")]) == 2
    said = capsys.readouterr().err
    assert en in said
    assert said.count("\n") == 1
    monkeypatch.setenv("SORI_LANG", "ko")
    assert main(["speak", "Hello.", *reference, "-o", str(folder / "no.wav")]) == 2
    assert ko in capsys.readouterr().err
    assert not (folder / "no.wav").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["convert", "he.wav", "--like", "she.wav"], "needs the consent"),
        (["convert", "he.wav", "--like", "she.wav", "--consent", "yes"], "who agreed and what for"),
        (["convert", "he.wav", "--like", "nobody.wav", *CONSENT], "no such file"),
        (["convert", "silent.wav", "--like", "she.wav", *CONSENT], "nothing to convert"),
        (["convert", "he.wav", "--like", "she.wav", *CONSENT, "-o", "out.xyz"], "wav, flac, mp3"),
        (["speak", "Hi.", "--like", "she.wav"], "needs the consent"),
        (["speak", "Hi.", "--like", "she.wav", "--voice", "af_bella", *CONSENT], "either --voice or --like"),
        (["speak", "Hi.", *CONSENT], "is for --like"),
        (["detect", "nothing.wav"], "no such file"),
    ],
)
def test_mistakes_are_one_sentence(
    arguments: list[str],
    sentence: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(folder)
    assert main([*arguments, "-q"]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert "Traceback" not in said


def test_a_converted_voice_is_nearer_says_so_and_carries_its_consent(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.flac"
    arguments = ["convert", str(folder / "he.wav"), "--like", str(folder / "she.wav"), *CONSENT]
    assert main([*arguments, "-o", str(target), "--json", "-q"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["after"]["cosine"] > report["before"]["cosine"]
    assert abs(report["after"]["pitch_semitones"]) < 1.5 < abs(report["before"]["pitch_semitones"])
    assert decode(target).duration == pytest.approx(decode(folder / "he.wav").duration, abs=0.01)
    assert main(["detect", str(target), str(folder / "he.wav"), "--json", "-q"]) == 0
    found, none = json.loads(capsys.readouterr().out)
    assert none["provenance"] is None
    assert found["provenance"]["kind"] == "converted"
    assert found["provenance"]["like"] == "she.wav"
    assert found["provenance"]["consent"] == "Mina Kim: our audio guide"


@pytest.mark.parametrize("ending", ["wav", "flac", "mp3", "ogg", "opus", "m4a"])
def test_provenance_is_read_from_every_format(ending: str, folder: Path, tmp_path: Path) -> None:
    from sorikit.apps.likeness import wish
    from sorikit.apps.provenance import converted_tags, read_provenance

    wished = wish(str(folder / "she.wav"), "김민아: 우리 음성 안내", dt.datetime.now().astimezone())
    path = tmp_path / f"sound.{ending}"
    with sound_writer(path, RATE, converted_tags(wished.tag)) as writer:
        writer.write(Audio(np.zeros(RATE, np.float32), RATE))
    found = read_provenance(path)
    assert found is not None
    assert (found.kind, found.like, found.consent) == ("converted", "she.wav", "김민아: 우리 음성 안내")


@pytest.mark.slow
def test_the_nearest_voice_of_a_made_one_is_itself_or_nearly(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.mp3"
    arguments = ["speak", "It is getting late.", "--like", str(folder / "she.wav"), *CONSENT, "--no-check"]
    reports = []
    for _ in range(2):
        assert main([*arguments, "-o", str(target), "--json", "-q"]) == 0
        reports.append(json.loads(capsys.readouterr().out))
    likeness = reports[0]["likeness"]
    assert "af_bella" in likeness["voice"]
    assert likeness["found"]["cosine"] > max(0.45, likeness["default"]["cosine"])
    assert reports[1]["likeness"]["voice"] == likeness["voice"]
    assert main(["detect", str(target), "-q", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["provenance"]["kind"] == "generated"
    assert found["provenance"]["consent"] == "Mina Kim: our audio guide"
