"""``sori features`` as a person meets it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.sounds import tone, wav

from sorikit.apps.cli.main import main
from sorikit.features import KINDS

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORI_LANG", "en")


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "tone.wav"
    path.write_bytes(wav(tone(440, 2.0)))
    return path


def test_the_list_shows_every_kind(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["features", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[: len(KINDS)]] == list(KINDS)
    assert main(["features", "--list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["kind"]: row["sample_rate"] for row in rows}["whisper"] == 16_000
    assert "--n-mfcc" in {row["kind"]: row["options"] for row in rows}["mfcc"]
    monkeypatch.setenv("SORI_LANG", "ko")
    assert main(["features", "--list"]) == 0
    assert "스펙트럼" in capsys.readouterr().out


def test_a_file_of_features_and_its_summary(sound: Path, tmp_path: Path, capsys: Captured) -> None:
    target = tmp_path / "out.npy"
    assert (
        main(["features", str(sound), "--kind", "mfcc", "--n-mfcc", "20", "--cmvn", "utterance", "-o", str(target)])
        == 0
    )
    said = capsys.readouterr()
    assert "mfcc: 20 × 201 (coefficient, frame), every 10.0 ms, 16000 Hz" in said.out
    assert str(target) in said.out
    assert np.load(target).shape == (20, 201)


def test_json_says_shapes_units_and_numbers(sound: Path, capsys: Captured) -> None:
    assert main(["features", str(sound), "-k", "mel,loudness,f0", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is True
    assert report["duration_s"] == 2.0
    mel, loudness, f0 = report["features"]
    assert (mel["kind"], mel["shape"], mel["units"], mel["hop_s"]) == ("mel", [128, 63], ["power"], 0.032)
    assert loudness["values"] == [pytest.approx(-10.0, abs=0.5)]
    assert f0["units"] == ["Hz", "probability"]
    assert report["files"] == []


def test_many_files_to_a_folder_or_to_one_table(sound: Path, tmp_path: Path, capsys: Captured) -> None:
    other = tmp_path / "more" / "tone.wav"
    other.parent.mkdir()
    other.write_bytes(wav(tone(880, 1.0)))
    files = [str(sound), str(other)]
    folder = tmp_path / "out"
    assert main(["features", *files, "-k", "rms", "-o", str(folder), "--format", "csv", "-q"]) == 0
    assert {path.name for path in folder.iterdir()} == {"tone.csv", "tone-2.csv"}
    table = tmp_path / "table.csv"
    assert main(["features", *files, "-k", "mfcc-stats", "-o", str(table), "-q"]) == 0
    assert [line.split(",")[0] for line in table.read_text().splitlines()] == ["file", "tone.wav", "tone.wav"]
    capsys.readouterr()
    assert main(["features", *files, "-k", "rms", "-o", str(tmp_path / "x.npz")]) == 2
    assert "2 files need a folder, not x.npz" in capsys.readouterr().err


def test_a_bad_file_does_not_stop_the_others(sound: Path, tmp_path: Path, capsys: Captured) -> None:
    missing = tmp_path / "missing.wav"
    assert main(["features", str(missing), str(sound), "-k", "rms", "--json", "-o", str(tmp_path / "out")]) == 2
    said = capsys.readouterr()
    first, second = json.loads(said.out)
    assert (first["ok"], second["ok"]) == (False, True)
    assert "no such file" in said.err
    assert (tmp_path / "out" / "tone.npz").exists()


@pytest.mark.parametrize(
    ("arguments", "english", "korean"),
    [
        (["-k", "mel", "--hop-length", "0"], "--hop-length: 0 is not between", "--hop-length: 0은(는)"),
        (["-k", "mel", "--fmax", "9000"], "--fmax: 9000 Hz is above half", "--fmax: 9000 Hz는 샘플레이트의 절반"),
        (["-k", "mel", "--n-mfcc", "13"], "--n-mfcc: has no meaning for mel", "--n-mfcc: mel에는 쓰지 않습니다"),
        (["-k", "chroma"], "--kind: 'chroma' is not a kind", "--kind: 'chroma'라는 특징은 없습니다"),
        ([], "--kind: say what to work out", "--kind: 무엇을 구할지 적어 주세요"),
        (["-k", "mel", "-o", "a.txt"], "unknown format '.txt'", "'.txt'라는 형식은 없습니다"),
        (["-k", "mel", "--start", "9"], "--start: 9 s is after the end", "--start: 9초는"),
    ],
)
def test_mistakes_in_both_languages(
    arguments: list[str], english: str, korean: str, sound: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language, sentence in (("en", english), ("ko", korean)):
        monkeypatch.setenv("SORI_LANG", language)
        assert main(["features", str(sound), *arguments]) == 2
        said = capsys.readouterr()
        assert sentence in said.err
        assert said.out == ""
