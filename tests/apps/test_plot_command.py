"""``sori plot`` as a person meets it: a picture with a name one can guess, one sentence for what cannot be drawn."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.sounds import silent_film, tone, wav

from sorikit.apps.cli.main import main
from sorikit.core.minutes import Minutes
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span, Turn
from sorikit.formats import write
from sorikit.plots import KINDS

ODD_ENOUGH = (
    "CrispASR__jfk.amr", "WhisperKit__8_Channel_ID.m4a", "flac-test-files__02_-_increasing_number_of_channels.flac",
    "kaldi-gstreamer-server__empty.raw", "whisper-timestamped__empty.wav", "mutagen__truncated-64bit.mp4",
    "audiomentations__digital_silence.wav", "pocketsphinx__null.wav", "mutagen__bad-xing.mp3", "tinytag__empty.ogg",
)  # fmt: skip


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SORI_LANG", "en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talk.wav").write_bytes(wav(tone(440, 1.0)))
    return tmp_path


def sori(*arguments: str | Path) -> int:
    return main(["plot", *map(str, arguments)])


def spoken() -> Transcript:
    words = (Word(" 안녕하세요", 0.1, 0.6, speaker="SPEAKER_00"),)
    segment = Segment(0, 0.1, 0.6, "안녕하세요", words, "SPEAKER_00", "ko")
    turns = (Turn(Span(0.1, 0.6), "SPEAKER_00"), Turn(Span(0.6, 0.9), "SPEAKER_01"))
    return Transcript((segment,), "ko", 1.0, 1.0, turns)


def test_a_picture_appears_beside_the_name(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sori("talk.wav") == 0
    assert capsys.readouterr().out == "talk-overview.png\n"
    with Image.open(here / "talk-overview.png") as image:
        assert image.width == 1600
    assert not [path.name for path in here.iterdir() if path.suffix == ".part"]


def test_json_tells_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert sori("talk.wav", "-k", "stft", "-o", "a.svg", "--width", 800, "--height", 300, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document == {
        "file": "talk.wav", "ok": True, "picture": "a.svg", "kind": "stft", "width": 800, "height": 300,
        "start_s": 0.0, "duration_s": 1.0, "sample_rate": 16000, "channels": 1,
    }  # fmt: skip


@pytest.mark.parametrize("ending", ["json", "srt", "vtt", "tsv", "rttm", "meeting"])
def test_every_transcript_that_can_be_read_is_drawn(ending: str) -> None:
    name = f"doc.{'json' if ending == 'meeting' else ending}"
    write(spoken(), name, minutes=Minutes("회의", "ko", 1.0) if ending == "meeting" else None)
    assert sori("talk.wav", "--transcript", name, "-o", "b.svg", "--theme", "dark") == 0
    assert Path("b.svg").stat().st_size > 20_000


@pytest.mark.parametrize("name", ["doc.json", "doc.rttm"])
def test_turns_are_drawn_from_a_document_or_from_a_recording_with_one(name: str) -> None:
    write(spoken(), name)
    assert sori(name, "-k", "turns", "-o", "a.svg", "-q") == 0
    assert sori("talk.wav", "-k", "turns", "--transcript", name, "-o", "b.svg", "-q") == 0
    assert min(Path(one).stat().st_size for one in ("a.svg", "b.svg")) > 10_000


def test_turns_are_heard_in_a_recording(data: Path) -> None:
    assert sori(data / "meetings" / "falcon_test.flac", "-k", "turns", "-o", "a.png", "-q") == 0
    assert Path("a.png").stat().st_size > 10_000


def test_several_files_go_to_a_folder_and_one_that_fails_stops_none(capsys: pytest.CaptureFixture[str]) -> None:
    Path("sub").mkdir()
    Path("sub/talk.wav").write_bytes(wav(tone(440, 0.5)))
    assert sori("talk.wav", "nothing.wav", "sub/talk.wav", "-k", "waveform", "-o", "out/", "--json") == 2
    assert [row["ok"] for row in json.loads(capsys.readouterr().out)] == [True, False, True]
    assert sorted(path.name for path in Path("out").iterdir()) == ["talk-waveform-2.png", "talk-waveform.png"]


def test_the_list_names_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert sori("--list") == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(KINDS)
    assert sori("--list", "--json") == 0
    assert [row["kind"] for row in json.loads(capsys.readouterr().out)] == list(KINDS)


def test_help_in_korean(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SORI_LANG", "ko")
    with pytest.raises(SystemExit) as stop:
        sori("--help")
    assert stop.value.code == 0
    assert "녹취록" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["missing.wav"], 2, "no such file"),
        ([], 2, "no file is given"),
        (["talk.wav", "-k", "sonnet"], 2, "--kind"),
        (["talk.wav", "-o", "x.bmp"], 2, "png, svg, pdf"),
        (["talk.wav", "--width", "3"], 2, "--width"),
        (["talk.wav", "--duration", "0"], 2, "--duration"),
        (["talk.wav", "--start", "99"], 2, "--start"),
        (["talk.wav", "--start", "nan"], 2, "--start"),
        (["talk.wav", "--transcript", "missing.srt"], 2, "missing.srt"),
        (["talk.wav", "--transcript", "talk.wav"], 2, "wav"),
        (["talk.wav", "-k", "mel", "--transcript", "ok.srt"], 2, "--transcript"),
        (["missing.json", "-k", "turns"], 2, "missing.json"),
        (["text.wav", "-k", "turns"], 2, "text.wav"),
        (["talk.wav", "-o", "talk.wav/x.png"], 3, "cannot be written"),
        (["text.wav"], 2, "text.wav"),
        (["film.mp4"], 2, "no sound"),
    ],
)
def test_mistakes_get_one_sentence(
    arguments: list[str], code: int, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("text.wav").write_text("not a recording\n" * 40)
    write(spoken(), "ok.srt")
    silent_film(Path("film.mp4"))
    assert sori(*arguments, *(["-q"] if arguments else [])) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("sori: ")
    assert captured.err.count("\n") == 1
    assert word in captured.err
    assert not list(Path().glob("*.p*g")) + list(Path().glob("*.bmp"))


def test_not_numbers_are_silence_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    samples = tone(440, 1.0)
    samples[100:200] = np.nan
    Path("nan.wav").write_bytes(wav(samples, subtype="FLOAT"))
    assert sori("nan.wav", "-k", "comparison") == 0
    assert "100 samples were not numbers" in capsys.readouterr().err


@pytest.mark.parametrize("name", ODD_ENOUGH)
def test_odd_files_give_a_picture_or_one_sentence(name: str, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = sori(data / "odd" / name, "-k", "waveform", "-o", "odd.png", "-q", "--width", 500, "--dpi", 80)
    captured = capsys.readouterr()
    assert code in (0, 2)
    assert Path("odd.png").exists() == (code == 0)
    assert captured.err.count("\n") == (1 if code else 0)


@pytest.mark.slow
def test_all_odd_files_give_an_overview_or_one_sentence(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = 0
    for path in sorted((data / "odd").iterdir()):
        code = sori(path, "-o", "odd.png", "-q")
        assert code in (0, 2), path.name
        assert capsys.readouterr().err.count("\n") == (1 if code else 0), path.name
        drawn += code == 0
    assert drawn >= 25
