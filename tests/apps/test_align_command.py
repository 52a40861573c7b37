"""``sori align``: what it writes, and what it refuses, in one sentence each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sorikit.apps.cli.align import read_given
from sorikit.apps.cli.main import main
from sorikit.core.errors import ModelNotInstalled
from sorikit.core.text import Transcript
from sorikit.engines import asr
from sorikit.formats import read

SRT = "1\n00:00:00,000 --> 00:00:09,000\nAnd so my fellow Americans, ask not what your country can do for you\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SORI_LANG", "en")
    return tmp_path


def test_words_of_a_subtitle_get_their_times(here: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        asr.load()
    except ModelNotInstalled as error:
        pytest.skip(str(error))
    (here / "given.srt").write_text(SRT, encoding="utf-8")
    audio = str(data / "asr-en" / "jfk.flac")
    arguments = ["align", audio, "given.srt", "-o", "out", "-f", "json,srt,textgrid,ctm", "--language", "en", "--json"]
    assert main(arguments) == 0
    report = json.loads(capsys.readouterr().out)
    assert [word["text"] for word in report["words"]][:3] == ["And", "so", "my"]
    assert report["uncertain"] == []
    words = list(read(here / "out" / "jfk.json").words)
    assert [round(word.start, 3) for word in words] == [word["start"] for word in report["words"]]
    assert words[6].start == pytest.approx(4.0, abs=0.2)
    assert sorted(path.suffix for path in (here / "out").iterdir()) == [".TextGrid", ".ctm", ".json", ".srt"]
    assert main(arguments) == 3  # nothing is replaced unasked
    assert "--overwrite" in capsys.readouterr().err


def test_the_given_text_is_never_replaced(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "talk.srt").write_text(SRT, encoding="utf-8")
    assert main(["align", "talk.wav", "talk.srt", "-f", "srt", "--overwrite"]) == 3
    assert "the given text" in capsys.readouterr().err
    assert (here / "talk.srt").read_text(encoding="utf-8") == SRT


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["talk.wav", "absent.txt"], "absent.txt"),
        (["talk.wav", ""], '"": no such file'),
        (["", "words.txt"], '"": no such file'),
        (["talk.wav", "empty.txt"], "no words"),
        (["talk.wav", "words.txt"], "talk.wav: no such file"),
        (["talk.wav", "words.txt", "-f", "pptx"], "unknown format"),
        (["talk.wav", "words.txt", "--engine", "wav2vec2"], "--model"),
        (["talk.wav", "broken.json"], "broken.json"),
    ],
)
def test_mistakes_are_one_sentence(
    here: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "empty.txt").write_text(" \n", encoding="utf-8")
    (here / "words.txt").write_text("so be it", encoding="utf-8")
    (here / "broken.json").write_text("{", encoding="utf-8")
    assert main(["align", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


def test_lines_and_transcripts_are_read(here: Path) -> None:
    (here / "a.txt").write_text("one\ntwo", encoding="utf-8")
    (here / "a.srt").write_text(SRT, encoding="utf-8")
    assert read_given("a.txt") == "one\ntwo"
    given = read_given("a.srt")
    assert isinstance(given, Transcript)
    assert given.segments[0].text.startswith("And so")
