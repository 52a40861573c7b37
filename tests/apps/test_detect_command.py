"""``sori detect`` as a person types it: what files say, what their sound says, and files that are none."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from sorikit.apps.cli.main import main
from sorikit.apps.likeness import wish
from sorikit.apps.provenance import converted_tags, marked_writer, read_provenance, search_watermark
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.sound_files import SOUND_FORMATS, sound_writer
from sorikit.dsp.watermark import FOUND, PERIOD, marked

RATE = 24_000
NOW = dt.datetime(2026, 11, 23, tzinfo=dt.timezone.utc)


def rustle(seconds: float, seed: int = 0) -> Audio:
    """Return noise that comes and goes like syllables: what a mark can be put into."""
    count = round(seconds * RATE)
    noise = np.random.default_rng(seed).normal(size=count).astype(np.float32)
    return Audio(0.1 * noise * np.clip(np.sin(np.arange(count) / RATE * 22) + 0.7, 0, 1).astype(np.float32), RATE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a marked file of each format, one without mark, and files that are no sound."""
    folder = tmp_path_factory.mktemp("detect")
    (folder / "anna.wav").write_bytes(b"RIFF of somebody")
    wished = wish(str(folder / "anna.wav"), "김민아: 우리 음성 안내", NOW)
    for ending in SOUND_FORMATS:
        with marked_writer(folder / f"made.{ending}", RATE, converted_tags(wished.tag)) as writer:
            for part in (rustle(2.5, 1), rustle(2.5, 2)):
                writer.write(part)
    with sound_writer(folder / "plain.wav", RATE) as plain:
        plain.write(rustle(5, 1))
    with sound_writer(folder / "silent.wav", RATE) as plain:
        plain.write(Audio(np.zeros(RATE, np.float32), RATE))
    (folder / "empty.wav").write_bytes(b"")
    (folder / "text.mp3").write_text("Not a sound. " * 100, encoding="utf-8")
    (folder / "folder").mkdir()
    return folder


def detected(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["detect", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("ending", list(SOUND_FORMATS))
def test_every_format_says_it_twice(ending: str, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = detected(capsys, str(made / f"made.{ending}"), "--json", "-q")
    (row,) = json.loads(out)
    assert code == 0
    assert row["provenance"]["kind"] == "converted"
    assert (row["provenance"]["like"], row["provenance"]["consent"]) == ("anna.wav", "김민아: 우리 음성 안내")
    assert row["provenance"]["when"] == "2026-11-23"
    assert row["watermark"]["found"]
    assert row["watermark"]["score"] > FOUND + 2
    assert row["watermark"]["heard"] == pytest.approx(5.0, abs=0.1)


def test_without_its_tags_the_sound_still_says_it(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stripped = tmp_path / "stripped.mp3"
    with (
        av.open(str(made / "made.mp3")) as source,
        av.open(str(stripped), "w") as target,
    ):  # the packets, and nothing else
        stream = target.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(source.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    assert read_provenance(stripped) is None
    code, out, _ = detected(capsys, str(stripped))
    assert code == 0
    assert "generated or changed by sorikit" in out
    assert "0:00–0:05" in out
    again = tmp_path / "again.ogg"  # decoded, at another rate, softer, its beginning cut off, encoded anew
    with sound_writer(again, RATE) as writer:
        writer.write(Audio(0.5 * decode(stripped).samples[:, 9_999:], RATE))
    assert search_watermark(again).run().found


def test_sentences_in_two_languages(
    made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, out, _ = detected(capsys, str(made / "made.flac"), str(made / "plain.wav"))
    assert "a changed voice" in out
    assert "consent of 2026-11-23: 김민아: 우리 음성 안내" in out
    assert "carries the mark" in out
    assert "proves nothing" in out
    monkeypatch.setenv("SORI_LANG", "ko")
    _, out, _ = detected(capsys, str(made / "made.flac"), str(made / "plain.wav"))
    assert "바꾼 목소리" in out
    assert "표시가 있습니다" in out
    assert "알 수 없습니다" in out
    with pytest.raises(SystemExit):
        main(["detect", "--help"])
    assert "들리지 않는 표시" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "en", "ko"),
    [
        ("nothing.wav", "no such file", "파일이 없습니다"),
        ("empty.wav", "is empty", "비어 있어"),
        ("text.mp3", "not a recording", "읽을 수 있는 녹음이 아닙니다"),
        ("folder", "it is a folder", "폴더입니다"),
    ],
)
def test_bad_files_are_one_sentence_and_lose_no_other(
    name: str, en: str, ko: str, made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = [str(made / name), str(made / "made.wav"), "--json"]
    code, out, err = detected(capsys, *arguments, "-q")
    bad, good = json.loads(out)
    assert code == 2
    assert en in bad["error"]
    assert good["watermark"]["found"]
    assert en in err
    assert err.count("\n") == 1
    monkeypatch.setenv("SORI_LANG", "ko")
    assert ko in detected(capsys, *arguments, "-q")[2]


def test_silence_says_nothing(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = detected(capsys, str(made / "silent.wav"), "--json", "-q")
    (row,) = json.loads(out)
    assert code == 0
    assert row["provenance"] is None
    assert row["watermark"] == {"found": False, "score": 0.0, "spans": [], "heard": 1.0}


def test_tags_without_mark_are_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "old.wav"
    with sound_writer(
        path, RATE, {"comment": "generated by sorikit 0.1.0, voice af_heart: synthetic speech"}
    ) as writer:
        writer.write(rustle(5, 1))
    _, out, _ = detected(capsys, str(path))
    assert "voice af_heart" in out
    assert "does not carry the mark" in out


@pytest.mark.slow
def test_an_hour_takes_little_memory(tmp_path: Path) -> None:
    """An hour whose last ten seconds are generated, in a process of its own."""
    path = tmp_path / "hour.flac"
    minute = rustle(60, 3)
    with sound_writer(path, RATE) as writer:
        for _ in range(60):
            writer.write(minute)
        writer.write(marked(rustle(10, 4), 3600.0))
    code = (
        "import resource, sys; from sorikit.apps.cli.main import main; code = main(['detect', sys.argv[1], '--json', '-q']);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    (row,) = json.loads(done.stdout)
    assert row["watermark"]["found"]
    assert row["watermark"]["spans"][0][0] > 3600 - 2 * PERIOD / 16_000
    unit = 1 if sys.platform == "darwin" else 1024
    assert int(done.stderr.split()[-1]) * unit < 300e6
