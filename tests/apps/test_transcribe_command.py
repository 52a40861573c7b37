"""``sori transcribe`` as a person meets it: Whisper's flags, names and formats; folders, addresses, pipes; one sentence for mistakes."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from sorikit.apps.batch.journal import Facts
from sorikit.apps.batch.plan import DONE, BatchPlan, Item, Row
from sorikit.apps.cli.console import Console
from sorikit.apps.cli.language_names import parse_languages
from sorikit.apps.cli.main import build_parser, main
from sorikit.apps.cli.transcribe import parse_formats, read_hotwords, wishes
from sorikit.apps.cli.transcribing import _Watcher, live_line
from sorikit.apps.cli.whisper_flags import REFUSED
from sorikit.apps.settings import read_settings
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode, write
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption, UnsupportedFormat
from sorikit.core.text import Segment
from sorikit.core.time import Span
from sorikit.formats import FORMATS, find_format, read
from sorikit.formats.subtitles import SubtitleRule
from sorikit.pipelines.transcribe import TranscribeOptions

EXAMPLE = Path(__file__).parents[2] / "src" / "sorikit" / "data" / "example" / "meeting.ogg"
RATE = 16_000
WHISPERS = ["json", "srt", "tsv", "txt", "vtt"]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORI_LANG", "en")
    monkeypatch.setenv("SORI_THREADS", "1")  # several threads wait for each other where other tests run beside them
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that we are in."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sentences."""
    path = tmp_path_factory.mktemp("speech") / "talk.wav"
    write(decode(EXAMPLE, sample_rate=RATE).cut(Span(20.4, 28.0)), path)
    return path


def silence(path: Path, seconds: float = 1.0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    write(Audio(np.zeros((1, round(seconds * RATE)), np.float32), RATE), path)
    return path


def sori(*arguments: str | Path) -> int:
    return main(["transcribe", *map(str, arguments)])


def results(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".sori" not in path.parts)
    return sorted(path.relative_to(folder).as_posix() for path in files)


# ── one file ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_file_alone_prints_its_text_and_writes_whispers_files(
    speech: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sori(speech) == 0
    told = capsys.readouterr()
    assert results(here) == [f"talk.{ending}" for ending in WHISPERS]
    segments = read(here / "talk.json").segments
    assert told.out.splitlines() == [live_line(segment) for segment in segments]
    assert len(segments) >= 2
    assert "talk.srt" in told.err
    assert sori(speech) == 0  # again: nothing is done, the text is not printed twice as if it were new
    told = capsys.readouterr()
    assert told.out == ""
    assert "skipped" in told.err
    assert sori(speech, "-f", "lrc,ctm") == 0  # the words are kept: only the new files are written
    assert results(here) == sorted([f"talk.{ending}" for ending in (*WHISPERS, "lrc", "ctm")])
    assert not list(here.rglob("audio.f32"))


def test_other_words_are_written_anew_and_edits_are_kept(
    speech: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert sori(speech, "-o", out, "-f", "txt,json") == 0
    (out / "talk.txt").write_text("corrected by hand")
    (out / "talk.json").unlink()
    assert sori(speech, "-o", out, "-f", "txt,json") == 0
    assert (out / "talk.txt").read_text() == "corrected by hand"
    assert read(out / "talk.json").words
    assert sori(speech, "-o", out, "-f", "txt,json", "--word_timestamps", "False") == 0
    assert "skipped" not in capsys.readouterr().err
    assert not list(read(out / "talk.json").words)
    assert (out / "talk.txt").read_text() != "corrected by hand"


def test_live_lines_are_whispers() -> None:
    assert live_line(Segment(0, 1.2, 63.4567, "Hello.")) == "[00:01.200 --> 01:03.457]  Hello."
    assert live_line(Segment(0, 3600.0, 3601.0, "[x]")) == "[01:00:00.000 --> 01:00:01.000]  [x]"


@pytest.mark.parametrize("name", ["missing.wav", "folder", "empty.wav", "text.wav"])
def test_what_is_no_recording_gets_one_sentence(
    name: str, here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "text.wav").write_text("a letter\n" * 99)
    assert sori(tmp_path / name) == 2
    told = capsys.readouterr()
    assert told.out == ""
    errors = [line for line in told.err.splitlines() if "Reading" not in line]
    assert len(errors) == 1
    assert errors[0].startswith("sori: ")
    assert name in errors[0]
    assert results(here) == []
    assert name == "text.wav" or not (here / ".sori").exists()


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_is_not_this_folder(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    silence(here / "talk.wav")
    assert sori(name) == 2
    assert "no such file" in capsys.readouterr().err
    assert results(here) == ["talk.wav"]


@pytest.mark.parametrize(("lost", "words"), [(0.0, "no speech was found"), (1.0, "was not understood")])
def test_speech_without_words_is_not_called_silence(
    lost: float, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = Item("talk.wav", "talk.wav", "talk", "talk.wav")
    plan = BatchPlan((item,), tmp_path, ("txt",), TranscribeOptions(), Device())
    _Watcher(plan, Console(read_settings()), None, live=False).hear(Row(item, DONE, facts=Facts(3.0, lost=lost)))
    assert words in capsys.readouterr().err


# ── wishes ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["-f", "pdf"], "pdf"),
        (["-f", ""], "format"),
        (["-f", "rttm"], "sori meeting"),
        (["--language", "xx"], "xx"),
        (["--model", "campplus"], "campplus"),
        (["--task", "sing"], "sing"),
        (["--beam_size", "0"], "beam size"),
        (["--vad_threshold", "1.5"], "--vad-threshold"),
        (["--vad-offset", "0.9"], "--vad-offset"),
        (["--jobs", "-1"], "--jobs"),
        (["--hotwords", "names/missing.txt"], "missing.txt"),
        (["--device", "tpu"], "cpu or cuda"),
        (["--compute-type", "int3"], "int8"),
        (["--ray", ""], "--ray"),
        (["--ray", "somewhere"], "HOST:PORT"),
        (["--temperature", "0.2"], "by themselves"),
        (["--fp16", "False"], "--compute-type"),
        (["--diarize"], "sori meeting"),
        (["--max_line_width", "2"], "--max-columns"),
        (["--max_words_per_line", "0"], "--max-words-per-line"),
        (["--highlight_words", "True", "--word_timestamps", "False"], "--highlight-words"),
        (["-f", "ctm", "--word_timestamps", "False"], "ctm"),
    ],
)
def test_wishes_that_cannot_be_met_are_said_before_any_work(
    arguments: list[str], word: str, speech: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sori(speech, "-o", tmp_path / "out", *arguments) == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert told.err.startswith("sori: ")
    assert word in told.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [["--nonsense"], ["--beam_size", "many"], ["--verbose", "perhaps"]])
def test_unknown_flags_are_said(arguments: list[str], speech: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        sori(speech, *arguments)
    assert stop.value.code == 2
    told = capsys.readouterr().err
    assert "See: sori transcribe --help" in told
    assert told.count("\n") == 1


def test_whispers_own_command_line_is_understood(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("\ufeff# people\n김민수\n\nSorikit: sorry kit\n김민수\n", encoding="utf-8")
    line = (
        "transcribe a.mp3 --model whisper-base --output_dir out --output_format srt --verbose False --task translate "
        "--language ko --beam_size 3 --initial_prompt names --word_timestamps True --threads 3 --device cpu "
        f"--compute_type float32 --vad_onset 0.6 --vad_min_silence_duration_ms 300 --hotwords {tmp_path}/names.txt --raw "
        "--max_line_width 30 --max_line_count 1 --max_words_per_line 4 --highlight_words True"
    )
    args = build_parser().parse_args(line.split())
    wanted = wishes(args, read_settings({}))
    options = wanted.options
    assert (wanted.folder, wanted.formats, args.verbose) == (Path("out"), ("srt",), False)
    assert (options.recognition.task, options.recognition.beam_size) == ("translate", 3)
    assert (options.recognition.initial_prompt, options.model, options.languages) == ("names", "whisper-base", ("ko",))
    assert (wanted.device.threads, wanted.device.compute_type) == (3, "float32")
    assert (options.speech.threshold, options.speech.min_silence) == (0.6, 0.3)
    assert options.speech.release == pytest.approx(0.45)
    assert options.hotwords == ("김민수", "Sorikit: sorry kit")
    assert not options.finishing.enabled
    assert wanted.rule == SubtitleRule(max_columns=30, max_lines=1, max_words=4, highlight=True)
    hyphens = build_parser().parse_args(line.replace("_", "-").replace("김-민-수", "").split())
    assert {**vars(hyphens), "hotwords": ""} == {**vars(args), "hotwords": ""}


def shown(subtitles: str) -> list[str]:
    return [line for line in subtitles.split("\n") if line and "-->" not in line and not line.isdigit()]


def test_another_layout_writes_the_same_words_anew(speech: Path, tmp_path: Path) -> None:
    assert sori(speech, "-o", tmp_path, "-f", "srt,txt", "-q") == 0
    (file,) = tmp_path.glob("*.srt")
    usual, words = file.read_text("utf-8"), file.with_suffix(".txt").read_text("utf-8")
    assert (
        sori(speech, "-o", tmp_path, "-f", "srt,txt", "-q", "--max_words_per_line", "2", "--max_line_count", "1") == 0
    )
    before, lines = shown(usual), shown(file.read_text("utf-8"))
    assert file.with_suffix(".txt").read_text("utf-8") == words
    assert max(len(line.split()) for line in lines) == 2 < max(len(line.split()) for line in before)
    assert " ".join(lines).split() == " ".join(before).split()


def test_only_formats_that_can_be_had_are_offered() -> None:
    with pytest.raises(UnsupportedFormat) as told:
        parse_formats("pdf")
    assert "textgrid" in str(told.value)
    assert "rttm" not in str(told.value)


def test_formats() -> None:
    every = parse_formats("all")
    assert set(every) >= {"txt", "srt", "vtt", "ass", "ttml", "lrc", "tsv", "json", "csv", "textgrid", "ctm", "docx"}
    assert set(every) <= set(FORMATS) - {"rttm", "md", "html"}
    assert parse_formats("srt, .VTT,srt") == ("srt", "vtt")
    with pytest.raises(UnsupportedFormat):
        parse_formats(",")


def test_languages_may_be_called_by_their_names() -> None:
    assert parse_languages("Korean, english,ja") == ("ko", "en", "ja")
    assert parse_languages("한국어") == ("ko",)
    assert parse_languages("Haitian Creole,mandarin") == ("ht", "zh")
    assert parse_languages("auto") == parse_languages("") == ()
    assert parse_languages("klingon") == ("klingon",)


def test_hotwords_are_a_list_or_a_file() -> None:
    assert read_hotwords("") == ()
    assert read_hotwords("소리, sorikit ,,소리") == ("소리", "sorikit")
    with pytest.raises(InvalidOption, match="no such file"):
        read_hotwords("names.txt")


def test_no_refused_option_is_one_of_ours() -> None:
    parser = build_parser()
    for name in REFUSED:
        args = parser.parse_args(["transcribe", "a.mp3", f"--{name}", "1"])
        assert args.refused == [f"--{name}"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_help_speaks_both_languages(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SORI_LANG", language)
    with pytest.raises(SystemExit):
        main(["transcribe", "--help"])
    told = capsys.readouterr().out
    assert ("받아씁니다" in told) == (language == "ko")
    assert "--output-dir" in told
    assert "--temperature" not in told


# ── many ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_keeps_its_shape_and_one_bad_file_stops_no_other(
    speech: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    talks = tmp_path / "talks"
    silence(talks / "quiet.wav")
    silence(talks / "sub" / "회의.wav")
    (talks / "sub" / "broken.mp3").write_bytes(b"not a recording")
    (talks / "talk.wav").write_bytes(speech.read_bytes())
    (talks / "notes.txt").write_text("no recording")
    out = tmp_path / "out"
    assert sori(talks, "-o", out, "-f", "txt", "--jobs", "2") == 2
    told = capsys.readouterr()
    assert results(out) == ["quiet.txt", "sub/회의.txt", "talk.txt"]
    assert "broken.mp3" in told.err
    assert "no speech was found" in told.err
    table = {line.split()[0].rpartition("/")[2]: line.split() for line in told.out.splitlines() if ".wav" in line}
    assert table["talk.wav"][-1] == table["quiet.wav"][-1] == "done"
    assert int(table["talk.wav"][3]) > 10  # words
    assert "done 3, failed 1; 0:0" in told.out
    assert " of sound in " in told.out
    (talks / "sub" / "broken.mp3").unlink()
    silence(talks / "quiet.wav", 2.0)  # changed: done again
    assert sori(talks, "-o", out, "-f", "txt", "--json") == 0
    states = {Path(row["recording"]).name: row["state"] for row in json.loads(capsys.readouterr().out)}
    assert states == {"quiet.wav": "done", "회의.wav": "skipped", "talk.wav": "skipped"}
    assert sori(talks, "-o", out, "-f", "txt", "--json", "--vad_threshold", "0.6", "-q") == 0  # other options
    assert {row["state"] for row in json.loads(capsys.readouterr().out)} == {"done"}


def test_nothing_of_others_is_overwritten(tmp_path: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = silence(tmp_path / "one" / "talk.wav"), silence(tmp_path / "two" / "talk.wav", 2.0)
    (here / "talk.txt").write_text("my notes")
    assert sori(one, "-f", "txt") == 0
    assert "talk.wav.txt" in capsys.readouterr().out
    assert sori(two, "-f", "txt") == 0
    assert "--overwrite" in capsys.readouterr().err
    assert results(here) == ["talk-2.txt", "talk.txt", "talk.wav.txt"]
    assert (here / "talk.txt").read_text() == "my notes"
    assert sori(one, two, "-f", "txt", "-q", "--overwrite") == 0  # each has its name already
    assert (here / "talk.txt").read_text() == "my notes"


def test_overwrite_takes_the_name(tmp_path: Path, here: Path) -> None:
    (here / "talk.txt").write_text("my notes")
    assert sori(silence(tmp_path / "talk.wav"), "-f", "txt", "--overwrite", "-q") == 0
    assert (here / "talk.txt").read_text() != "my notes"


def test_standard_input(
    speech: Path, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Pipe:
        buffer = io.BytesIO(speech.read_bytes())

    monkeypatch.setattr(sys, "stdin", Pipe)
    assert sori("-", "-f", "json", "-q") == 0
    assert results(here) == ["stdin.json"]
    transcript = read(here / "stdin.json")
    assert transcript.source == "stdin"
    assert transcript.segments
    Pipe.buffer = io.BytesIO(silence(here.parent / "other.wav").read_bytes())
    assert sori("-", "-f", "json", "-q") == 0  # something else came: it does not take the name
    assert results(here) == ["stdin-2.json", "stdin.json"]
    assert read(here / "stdin.json") == transcript
    capsys.readouterr()
    Pipe.buffer = io.BytesIO(b"a letter\n" * 99)
    assert sori("-", "-q") == 2
    assert capsys.readouterr().err.startswith("sori: stdin: not a recording")
    assert not list(here.rglob(".stdin-*"))


SENT: list[int] = []
"""What the site answered."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A folder served on loopback."""
    SENT.clear()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

        def send_response(self, code: int, message: str | None = None) -> None:
            SENT.append(code)
            super().send_response(code, message)

    (tmp_path / "site").mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "site")))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_addresses(site: str, tmp_path: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    silence(tmp_path / "site" / "회의 talk.wav")
    url = f"{site}/%ED%9A%8C%EC%9D%98%20talk.wav?token=secret"
    assert sori(url, "-f", "json", "--json", "-q") == 0
    assert json.loads(capsys.readouterr().out)["files"] == {"json": "회의 talk.json"}
    assert read(here / "회의 talk.json").source == "회의 talk.wav"
    assert not (here / ".sori" / "fetched").exists() or not list((here / ".sori" / "fetched").iterdir())
    assert "secret" not in (here / ".sori" / "transcribe.jsonl").read_text()
    assert sori(url, "-f", "json", "--json", "-q") == 0
    assert json.loads(capsys.readouterr().out)["state"] == "skipped"
    assert SENT == [200, 304]  # not brought again
    os.utime(tmp_path / "site" / "회의 talk.wav", (2e9, 2e9))
    assert sori(url, "-f", "json", "--json", "-q") == 0
    assert json.loads(capsys.readouterr().out)["state"] == "skipped"  # the same bytes
    assert SENT == [200, 304, 200, 200]
    assert sori(f"{site}/missing.mp3") == 5
    told = capsys.readouterr().err
    assert "nothing at this address" in told
    assert "What arrived" not in told
    (tmp_path / "site" / "notes.txt").write_text("a letter\n" * 99)
    assert sori(f"{site}/notes.txt?token=secret", "-q") == 2
    assert capsys.readouterr().err.startswith(f"sori: {site}/notes.txt: not a recording")
    assert sori(url, "--max_download_mb", "0.01", "--overwrite") == 5
    assert "larger than" in capsys.readouterr().err
    assert sori("s3://bucket/talk.mp3") == 2
    assert "https://" in capsys.readouterr().err


@pytest.mark.parametrize("name", parse_formats("all"))
def test_every_format_is_written_also_for_silence(name: str, tmp_path: Path) -> None:
    assert sori(silence(tmp_path / "quiet.wav"), "-o", tmp_path / "out", "-f", name, "-q") == 0
    (file,) = [path for path in (tmp_path / "out").iterdir() if path.is_file()]
    assert file.name == ("quiet.TextGrid" if name == "textgrid" else f"quiet.{find_format(name).name}")
