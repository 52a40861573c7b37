"""``sori meeting`` as a person meets it: bad input gets one sentence, good input all its files, nothing is invented."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sorikit.apps.cli.main import main
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode, write
from sorikit.core.minutes import Minutes
from sorikit.core.text import Transcript
from sorikit.core.time import Span
from sorikit.formats.json import Meeting, load_document

EXAMPLE = Path(__file__).parents[2] / "src" / "sorikit" / "data" / "example" / "meeting.ogg"
RATE = 16_000


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORI_LANG", "en")


def noise(seconds: float, level: float, rate: int = RATE, channels: int = 1) -> Audio:
    generator = np.random.default_rng(7)
    samples = generator.standard_normal((channels, int(seconds * rate))) * level
    return Audio(samples.astype(np.float32), rate)


def results_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".sori") if folder.exists() else []


def sori(*arguments: str | Path) -> int:
    return main(["meeting", *map(str, arguments)])


def read_meeting(path: Path) -> tuple[Transcript, Minutes]:
    document = load_document(path.read_text(encoding="utf-8"))
    assert isinstance(document, Meeting)
    return document.transcript, document.minutes


def bad_files(tmp_path: Path) -> dict[str, Path]:
    files = {
        name: tmp_path / name for name in ("missing.wav", "folder", "empty.wav", "text.wav", "random.mp3", "cut.m4a")
    }
    files["folder"].mkdir()
    files["empty.wav"].write_bytes(b"")
    files["text.wav"].write_text("this is a letter, not a recording\n" * 40)
    files["random.mp3"].write_bytes(np.random.default_rng(1).bytes(5000))
    files["cut.m4a"].write_bytes(b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0\0\0\0\x08free")
    return files


@pytest.mark.parametrize("name", ["missing.wav", "folder", "empty.wav", "text.wav", "random.mp3", "cut.m4a"])
def test_what_is_no_recording_gets_one_sentence(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    code = sori(bad_files(tmp_path)[name], "-o", out)
    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert captured.err.startswith("sori: ")
    assert captured.err.count("\n") == 1
    assert name in captured.err
    assert results_in(out) == []


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--formats", "pdf"], "pdf"),
        (["--formats", ""], "format"),
        (["--language", "xx"], "xx"),
        (["--model", "campplus"], "campplus"),
        (["--date", "yesterday"], "--date"),
        (["--names", "Anna"], "--names"),
        (["--num-speakers", "0"], "speakers"),
        (["--num-speakers", "2", "--max-speakers", "3"], "speakers"),
        (["--min-speakers", "4", "--max-speakers", "2"], "speakers"),
        (["--llm", "not a url"], "not a url"),
    ],
)
def test_wishes_that_cannot_be_met_are_said_before_any_work(
    arguments: list[str], word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert sori(EXAMPLE, "-o", out, *arguments) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("sori: ")
    assert captured.err.count("\n") == 1
    assert word in captured.err
    assert not out.exists()


def test_a_model_that_is_not_here_is_said_with_the_command_that_gets_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sori(EXAMPLE, "-o", tmp_path / "out", "--model", "whisper-large-v3") == 4
    assert "sori pull whisper-large-v3" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_korean_reader_gets_a_korean_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SORI_LANG", "ko")
    assert sori(tmp_path / "없음.wav") == 2
    assert "파일이 없습니다" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_a_place_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    assert sori(EXAMPLE, "-o", tmp_path / "file" / "out") == 3
    assert "-o" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "audio"),
    [
        ("silence", Audio(np.zeros((1, 20 * RATE), np.float32), RATE)),
        ("noise", noise(20, 0.1)),
        ("faint", noise(10, 1e-4)),
        ("short", noise(0.1, 0.1)),
        ("one-sample", noise(1 / RATE, 0.1)),
        ("phone", noise(5, 0.05, rate=8000)),
        ("surround", noise(3, 0.05, rate=96_000, channels=6)),
    ],
)
def test_no_speech_gives_empty_results_that_say_so(
    name: str, audio: Audio, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = tmp_path / f"{name}.wav"
    write(audio, recording, subtype="PCM_24")
    out = tmp_path / "out"
    assert sori(recording, "-o", out, "-f", "md,html,json,txt,srt,vtt,tsv,rttm") == 0
    assert "no speech was found" in capsys.readouterr().err
    document = json.loads((out / f"{name}.json").read_text(encoding="utf-8"))
    assert document["transcript"]["segments"] == []
    assert document["minutes"]["decisions"] == document["minutes"]["actions"] == []
    assert (out / f"{name}.srt").read_text() == ""
    assert (out / f"{name}.rttm").read_text() == ""
    assert len(results_in(out)) == 8


def test_nan_samples_and_clipping_do_no_harm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audio = noise(4, 3.0)
    samples = audio.samples.copy()
    samples[:, 100:200] = np.nan
    samples[:, 300:310] = np.inf
    recording = tmp_path / "broken.wav"
    write(Audio(samples, RATE), recording, subtype="FLOAT")
    assert sori(recording, "-o", tmp_path / "out", "-f", "json") == 0
    assert "110 samples were not numbers" in capsys.readouterr().err


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(noise(1, 0.01), tmp_path / "good.wav")
    code = sori(tmp_path / "missing.wav", tmp_path / "good.wav", "-o", tmp_path / "out", "-f", "json", "--json", "-q")
    captured = capsys.readouterr()
    assert code == 2
    bad, good = json.loads(captured.out)
    assert (bad["ok"], good["ok"]) == (False, True)
    assert "no such file" in bad["error"]
    assert results_in(tmp_path / "out") == ["good.json"]


def test_quiet_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(noise(1, 0.01), tmp_path / "a.wav")
    assert sori(tmp_path / "a.wav", "-o", tmp_path / "out", "-q") == 0
    assert capsys.readouterr() == ("", "")


def odd_files() -> list[str]:
    data = Path(os.environ.get("SORIKIT_DATA", Path(__file__).parents[3] / "shared" / "data")) / "odd"
    return sorted(path.name for path in data.iterdir() if path.suffix != ".jsonl") if data.exists() else []


@pytest.mark.skipif(not odd_files(), reason="SORIKIT_DATA is absent")
def test_every_odd_file_gives_results_or_one_sentence(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in odd_files():
        out = tmp_path / name
        code = sori(data / "odd" / name, "-o", out, "-f", "json,srt", "--json")
        captured = capsys.readouterr()
        report = json.loads(captured.out)
        if code == 0:
            assert len(results_in(out)) == 2, name
            assert report["ok"], name
        else:
            assert code == 2, name
            assert results_in(out) == [], name
            errors = [line for line in captured.err.splitlines() if line.startswith("sori: ")]
            assert len(errors) == 1, (name, captured.err)
            assert name in errors[0], name
        assert "Traceback" not in captured.err, name


@pytest.fixture(scope="module")
def example_results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("example")
    formats = "md,html,json,txt,srt,vtt,tsv,rttm"
    os.environ["SORI_LANG"] = "en"
    assert main(["meeting", str(EXAMPLE), "-o", str(out), "-f", formats, "--date", "2026-12-01", "-q"]) == 0
    return out


def test_the_example_gives_every_format(example_results: Path) -> None:
    assert results_in(example_results) == sorted(
        f"meeting.{name}" for name in ("md", "html", "json", "txt", "srt", "vtt", "tsv", "rttm")
    )
    transcript, minutes = read_meeting(example_results / "meeting.json")
    assert len(transcript.speakers) >= 3
    assert {segment.language for segment in transcript.segments} >= {"ko", "en"}
    assert minutes.decisions
    assert minutes.actions
    assert minutes.next_meeting


def test_every_line_of_the_minutes_points_at_words_of_the_transcript(example_results: Path) -> None:
    transcript, minutes = read_meeting(example_results / "meeting.json")
    segments = {segment.id: segment for segment in transcript.segments}
    points = [point for topic in minutes.topics for point in topic.points]
    items = [*minutes.summary, *minutes.decisions, *minutes.actions, *minutes.questions, *minutes.next_meeting, *points]
    assert items
    for item in items:
        assert item.evidence, item.text
        for evidence in item.evidence:
            segment = segments[evidence.segment_id]
            assert evidence.quote in segment.text
            assert segment.start - 0.01 <= evidence.start <= evidence.end <= segment.end + 0.01


def test_a_second_run_reuses_the_finished_stages(example_results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    started = time.monotonic()
    assert sori(EXAMPLE, "-o", example_results, "-f", "txt", "--names", "SPEAKER_00=민수", "--date", "2026-12-01") == 0
    assert time.monotonic() - started < 5.0
    assert "Reading" not in capsys.readouterr().err
    assert "민수" in (example_results / "meeting.txt").read_text(encoding="utf-8")


def test_a_name_for_nobody_is_an_error(example_results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sori(EXAMPLE, "-o", example_results, "-f", "txt", "--names", "SPEAKER_77=Anna") == 2
    assert "SPEAKER_77" in capsys.readouterr().err


def test_ctrl_c_keeps_what_is_finished_and_a_second_run_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "sorikit", "meeting", str(EXAMPLE), "-o", str(out), "-f", "json"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not list(out.glob(".sori/*/diarization-*.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)  # the transcription has just begun
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "Finished parts are kept" in errors
    assert results_in(out) == []
    assert len(list(out.glob(".sori/*/diarization-*.json"))) == 1
    again = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert again.returncode == 0, again.stderr
    assert "Who speaks when" not in again.stderr
    assert results_in(out) == ["meeting.json"]
    assert not list(out.glob(".sori/*/audio.f32"))


def test_a_damaged_model_cache_mends_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sorikit.engines._load import unload

    monkeypatch.setenv("SORI_CACHE", str(tmp_path / "cache"))
    unload()
    assert main(["models", "verify", "whisper-base", "--json"]) == 0
    (model,) = (tmp_path / "cache").rglob("model.bin")
    model.write_bytes(model.read_bytes()[:1000])
    unload()
    assert main(["models", "verify", "whisper-base", "--json"]) == 0
    assert model.stat().st_size > 100_000_000


@pytest.mark.skipif(shutil.which("unshare") is None or os.name != "posix", reason="needs unshare")
def test_the_whole_job_needs_no_network(tmp_path: Path) -> None:
    probe = subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False)
    if probe.returncode != 0:
        pytest.skip("unshare -n is not permitted here")
    write(decode(EXAMPLE, sample_rate=RATE).cut(Span(0, 15)), tmp_path / "clip.wav")
    command = [
        "unshare",
        "-n",
        sys.executable,
        "-m",
        "sorikit",
        "meeting",
        str(tmp_path / "clip.wav"),
        "-o",
        str(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "clip.json").read_text(encoding="utf-8"))["transcript"]["segments"]
    assert (tmp_path / "clip.html").stat().st_size > 50_000
