"""``sori bench`` as a person meets it, with the real engines."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from scripted_engine import make_items

from sorikit.apps.bench import tasks
from sorikit.apps.cli import bench
from sorikit.apps.cli.main import main
from sorikit.store import default_store

Captured = pytest.CaptureFixture[str]
FASTER = importlib.util.find_spec("faster_whisper") is not None


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORI_LANG", "en")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.jsonl"
    rows = [
        {"audio": item.audio.name, "segments": [{"start": 0.1, "end": 0.4, "text": ""}]}
        for item in make_items(tmp_path, 3)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_help_in_both_languages(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    for language, word in (("en", "compared with the first"), ("ko", "모두 첫째와 비교합니다")):
        monkeypatch.setenv("SORI_LANG", language)
        with pytest.raises(SystemExit) as caught:
            main(["bench", "--help"])
        assert caught.value.code == 0
        assert word in " ".join(capsys.readouterr().out.split())


def test_help_names_the_tasks_there_are() -> None:
    assert tuple(tasks.TASKS) == bench.TASKS


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["asrr", "--engines", "silero"], "TASK: 'asrr' is not one of asr, diarization, vad"),
        (["vad", "--engines", "sliero"], "--engines: 'sliero' is not one of silero-vad"),
        (
            ["vad", "--engines", "silero", "--option", "silero:treshold=1"],
            "there is no such option; silero takes: thresh",
        ),
        (["vad", "--engines", "silero", "--data", "no.jsonl"], "no.jsonl: no such file"),
        (["vad", "--engines", "silero", "--rounds", "0"], "--rounds: 0 is not between 1 and 1000"),
    ],
)
def test_mistakes_are_one_sentence(arguments: list[str], sentence: str, manifest: Path, capsys: Captured) -> None:
    data = [] if "--data" in arguments else ["--data", str(manifest)]
    assert main(["bench", *arguments, *data]) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1


def test_a_mistake_in_korean(manifest: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORI_LANG", "ko")
    assert main(["bench", "vad", "--engines", "sliero", "--data", str(manifest)]) == 2
    assert "고를 수 있는 것" in capsys.readouterr().err


def test_a_bench_of_our_detector(manifest: Path, tmp_path: Path, capsys: Captured) -> None:
    pytest.importorskip("pyannote.metrics")
    folder = tmp_path / "out"
    arguments = ["bench", "vad", "--data", str(manifest), "--engines", "silero", "-o", str(folder), "--rounds", "2"]
    assert main(arguments) == 0
    shown = capsys.readouterr()
    assert shown.out.strip() == (folder / "table.md").read_text(encoding="utf-8").strip()
    assert "| silero | 100.00 %" in shown.out  # a tone is no speech
    assert "Runs: 6/6" in shown.err
    assert main([*arguments, "--json"]) == 0  # nothing is run again
    document = json.loads(capsys.readouterr().out)
    (engine,) = document["engines"]
    assert document["complete"] is True
    assert document["machine"]["cores"] >= 1
    assert "onnxruntime" in engine["versions"]
    assert 0 < engine["rtf"] < 1
    assert 0 < engine["first_seconds"] < 1
    assert 40 < engine["peak_mb"] < 500
    assert engine["cores"] < 1.5  # the detector works on one
    assert len((folder / "runs.jsonl").read_text(encoding="utf-8").splitlines()) == 1 + 1 + 6
    answers = [json.loads(line) for line in (folder / "answers" / "silero.jsonl").read_text("utf-8").splitlines()]
    assert [len(row["seconds"]) for row in answers] == [2, 2, 2]


@pytest.mark.skipif(importlib.util.find_spec("librosa") is None, reason="librosa is not installed")
def test_features_against_librosa_are_the_same(manifest: Path, tmp_path: Path, capsys: Captured) -> None:
    engines = "sorikit:mfcc39,librosa:mfcc39"
    folder = str(tmp_path / "out")
    assert main(["bench", "features", "--data", str(manifest), "--engines", engines, "-o", folder, "-q", "--json"]) == 0
    ours, theirs = json.loads(capsys.readouterr().out)["engines"]
    assert ours["runs"] == theirs["runs"] == 3
    assert theirs["scores"][0]["value"] < 1e-2  # of values up to some hundreds
    assert theirs["ratio"]["pairs"] == 3


@pytest.mark.skipif(
    not default_store().state("whisper-base").installed, reason="the model whisper-base is not installed"
)
def test_a_bench_of_recognisers(data: Path, tmp_path: Path, capsys: Captured) -> None:
    pytest.importorskip("jiwer")
    folder = tmp_path / "out"
    engines = ["whisper-base", *(["faster-whisper"] if FASTER else [])]
    options = [word for name in engines for word in ("--option", f"{name}:beam_size=1")]
    source = str(data / "asr-ko" / "manifest.jsonl")
    arguments = ["bench", "asr", "--data", source, "--engines", ",".join(engines), "--limit", "2", *options]
    assert main([*arguments, "-o", str(folder), "-q", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["engines"]
    for row in rows:
        assert row["runs"] == 2
        assert row["scores"][0]["name"] == "CER"
        assert row["scores"][0]["value"] < 0.4
        assert row["peak_mb"] > 150
        assert row["items"][0]["text"]
    if FASTER:
        assert rows[1]["comparisons"][0]["items"] == 2
        assert rows[1]["ratio"]["pairs"] == 2


@pytest.mark.slow
@pytest.mark.skipif(
    not all(default_store().state(name).installed for name in ("kokoro", "whisper-base")),
    reason="the models kokoro and whisper-base are not installed",
)
def test_a_bench_of_voices_is_judged_by_what_is_heard(tmp_path: Path, capsys: Captured) -> None:
    pytest.importorskip("jiwer")
    manifest, folder = tmp_path / "lines.jsonl", tmp_path / "out"
    rows = [
        {"audio": "unused-1.wav", "lang": "en", "text": "Music has the power to bring people together."},
        {"audio": "unused-2.wav", "lang": "ko", "text": "비가 많이 와서 길이 아주 미끄러웠어요."},
        {"audio": "unused-3.wav", "lang": "ko", "text": "…"},
    ]
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    arguments = ["bench", "tts", "--data", str(manifest), "--engines", "kokoro", "-o", str(folder), "-q", "--json"]
    assert main(arguments) == 0
    (engine,) = json.loads(capsys.readouterr().out)["engines"]
    assert (engine["runs"], engine["failed"]) == (2, 1)  # what has no words cannot be said
    scores = {score["name"]: score["value"] for score in engine["scores"]}
    assert scores["WER"] < 0.3
    assert scores["CER"] < 0.7
    spoken = [row for row in engine["items"] if row["made"]]
    assert all((folder / row["made"]).is_file() for row in spoken)
    assert all(0 < row["first_seconds"][0] <= row["seconds"][0] for row in spoken)


@pytest.mark.slow
def test_benches_of_voices_and_turns_on_real_recordings(data: Path, tmp_path: Path, capsys: Captured) -> None:
    pytest.importorskip("pyannote.metrics")
    arguments = ["--limit", "4", "-q", "--json"]
    meetings = ["bench", "diarization", "--data", str(data / "meetings"), "--engines", "default", *arguments]
    assert main([*meetings, "-o", str(tmp_path / "turns")]) == 0
    (engine,) = json.loads(capsys.readouterr().out)["engines"]
    der = engine["scores"][0]
    assert der["name"] == "DER"
    assert 0 < der["value"] < 1
    assert sum(der["parts"].values()) == pytest.approx(der["value"])
    voices = [
        "bench",
        "speaker",
        "--data",
        str(data / "speakers" / "trials.txt"),
        "--engines",
        "campplus",
        "-q",
        "--json",
    ]
    assert main([*voices, "-o", str(tmp_path / "voices")]) == 0
    (engine,) = json.loads(capsys.readouterr().out)["engines"]
    assert engine["scores"][0]["name"] == "EER"
    assert engine["scores"][0]["value"] < 0.1
