"""``sori diarize`` as a person meets it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sorikit import formats
from sorikit.apps.cli.main import main
from sorikit.core.audio import Audio
from sorikit.core.codecs import write


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORI_LANG", "en")


def sori(*arguments: str | Path) -> int:
    return main(["diarize", *map(str, arguments)])


def test_every_format_tells_the_same_turns(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = "rttm,json,txt,audacity,textgrid"
    assert sori(data / "meetings" / "falcon_test.flac", "-o", tmp_path, "-f", wanted, "--json", "-q") == 0
    report = json.loads(capsys.readouterr().out)
    assert list(report["files"]) == wanted.split(",")
    turns = formats.read(report["files"]["rttm"]).turns
    assert len(turns) == report["turns"] > 1
    assert len({turn.speaker for turn in turns}) == len(report["speakers"]) == 3
    for name in ("json", "audacity"):
        same = formats.read(report["files"][name], name).turns
        assert [(round(one.start, 3), round(one.end, 3), one.speaker) for one in same] == [
            (round(one.start, 3), round(one.end, 3), one.speaker) for one in turns
        ]
    text = Path(report["files"]["txt"]).read_text(encoding="utf-8")
    assert [line.rsplit(" ", 1)[1] for line in text.splitlines()] == [turn.speaker for turn in turns]
    assert formats.read(report["files"]["textgrid"], "textgrid").duration == pytest.approx(
        formats.read(report["files"]["json"]).duration, abs=1e-6
    )


def test_a_folder_goes_on_past_a_broken_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "broken.wav").write_bytes(b"this is no sound" * 100)
    write(Audio(np.zeros((1, 32_000), np.float32), 16_000), tmp_path / "in" / "silence.wav")
    assert sori(tmp_path / "in", "-o", tmp_path / "out") == 2
    shown = capsys.readouterr()
    assert "broken.wav" in shown.err
    assert "nobody speaks" in shown.out
    assert (tmp_path / "out" / "silence.rttm").read_text() == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-f", "srt"), "sori meeting"),
        (("-f", "docxx"), "docxx"),
        (("--num-speakers", "0"), "1 or more"),
        (("--num-speakers", "2", "--max-speakers", "3"), "excludes"),
    ],
)
def test_mistakes_are_said_before_any_work(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sori("missing.wav", *arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("Silence", "after SPEAKER_00")), ("ko", ("침묵", "SPEAKER_00 다음"))]
)
def test_statistics_are_told_where_asked_for(
    language: str, words: tuple[str, ...], data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("SORI_LANG", language)
    recording = data / "meetings" / "falcon_test.flac"
    assert sori(recording, "-o", tmp_path, "--stats") == 0
    shown = capsys.readouterr().out
    assert all(word in shown for word in words)
    assert sori(recording, "-o", tmp_path, "--stats", "--json", "-q") == 0
    statistics = json.loads(capsys.readouterr().out)["statistics"]
    turns = formats.read(tmp_path / "falcon_test.rttm").turns
    assert [one["speaker"] for one in statistics["speakers"]] == list(dict.fromkeys(turn.speaker for turn in turns))
    assert statistics["speech"] + statistics["silence"] == pytest.approx(statistics["duration"])
