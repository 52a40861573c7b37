"""``sori speakers verify`` and ``train`` with models and scorings, ``sori diarize --engine``, as a person meets them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sorikit import formats
from sorikit.apps.cli.main import main
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode, write

RATE = 16_000


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORI_LANG", "en")


def sori(*arguments: str | Path) -> int:
    return main([*map(str, arguments)])


def verdict(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, object]:
    assert sori("speakers", "verify", *arguments, "--json", "-q") == 0
    document = json.loads(capsys.readouterr().out)
    assert isinstance(document, dict)
    return document


def test_scorings_and_engines_agree_on_clear_voices(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours, more = sorted((data / "asr-en").glob("2033-*.flac"))[:2]
    other = min((data / "asr-en").glob("3080-*.flac"))
    for wish in (("--scoring", "cosine"), ("--engine", "resemblyzer")):
        same, different = verdict(capsys, ours, more, *wish), verdict(capsys, ours, other, *wish)
        assert same["same"] is True
        assert different["same"] is False
        assert 0.0 < float(str(same["false_accept_rate"])) < 0.1
        assert same["scoring"] == ("cosine" if wish[0] == "--scoring" else "snorm")
    assert sori("speakers", "verify", ours, more) == 0
    shown = capsys.readouterr().out
    assert "the same voice" in shown
    assert "take strangers for one person" in shown


def test_a_model_of_ones_own(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clips = sorted((data / "asr-en").glob("1688-*.flac"))[:4] + sorted((data / "asr-en").glob("2033-*.flac"))[:4]
    model = tmp_path / "own.npz"
    assert sori("speakers", "train", *clips, "-o", model, "--components", "8", "--json", "-q") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["recordings"] == 8
    document = verdict(capsys, clips[0], clips[1], "--engine", "ivector", "--model", model)
    assert document["same"] is None
    assert -1.0 <= float(str(document["cosine"])) <= 1.0
    assert document["seconds"] != 0
    assert sori("speakers", "verify", clips[0], clips[1], "--model", model) == 0
    assert "not known" in capsys.readouterr().out
    model.write_bytes(model.read_bytes()[:500])
    assert sori("speakers", "verify", clips[0], clips[1], "--model", model) == 2
    assert "sori speakers train" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("verify", "a.wav", "b.wav", "--engine", "magic"), "choose from"),
        (("verify", "a.wav", "b.wav", "--scoring", "magic"), "snorm, cosine, plda"),
        (("verify", "a.wav", "b.wav", "--engine", "speechbrain"), "--model FOLDER"),
        (("verify", "a.wav", "b.wav", "--engine", "wespeaker", "--model", "gone.onnx"), "no such file"),
        (("enroll", "Ann", "a.wav", "--consent", "Ann: tests", "--model", "gone.onnx"), "not calibrated"),
        (("train", "a.wav", "-o", "model.onnx"), ".npz"),
        (("train", "a.wav", "-o", "model.npz"), "no such file"),
        (("train", __file__, __file__, "-o", "model.npz", "--dimensions", "0"), "1 to 600"),
    ],
)
def test_mistakes_are_one_sentence(arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert sori("speakers", *arguments) == 2
    assert said in capsys.readouterr().err


def test_a_call_in_two_channels(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sides = np.zeros((2, 24 * RATE), np.float32)
    for side, who in enumerate((1688, 2033)):
        clip = decode(min((data / "asr-en").glob(f"{who}-*.flac")), sample_rate=RATE).samples[0][: 6 * RATE]
        for start in (6 * side, 12 + 6 * side):
            sides[side, start * RATE : start * RATE + clip.size] = 0.7 * clip
    write(Audio(sides, RATE), tmp_path / "call.wav")
    write(Audio(sides[:1], RATE), tmp_path / "mono.wav")
    assert sori("diarize", tmp_path / "call.wav", "-o", tmp_path, "--engine", "channels", "--json", "-q") == 0
    report = json.loads(capsys.readouterr().out)
    turns = formats.read(report["files"]["rttm"]).turns
    assert {turn.speaker for turn in turns} == {"SPEAKER_00", "SPEAKER_01"}
    assert all((turn.start % 12 < 6.2) == (turn.speaker == "SPEAKER_00") for turn in turns)
    assert sori("diarize", tmp_path / "call.wav", "-o", tmp_path) == 0
    assert "--engine channels" in capsys.readouterr().err
    assert sori("diarize", tmp_path / "mono.wav", "-o", tmp_path, "--engine", "channels") == 2
    assert "one channel only" in capsys.readouterr().err
    assert sori("diarize", tmp_path / "mono.wav", "-o", tmp_path, "--engine", "magic") == 2
    assert "sorikit, channels, pyannote" in capsys.readouterr().err
