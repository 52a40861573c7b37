"""``sori subtitle``: files, muxed and burned videos, and every sentence about what cannot be."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from sorikit import formats
from sorikit.apps.cli.main import main
from sorikit.apps.video.burn import _lettered, _Page, burn
from sorikit.apps.video.containers import SHOWN, disposition_of, picture_of
from sorikit.apps.video.letters import Letters
from sorikit.apps.video.mux import Track, mux
from sorikit.core.text import Segment, Transcript, Word
from sorikit.formats.cues import cues
from sorikit.formats.subtitles import SubtitleRule

RATE = 48_000
SAID = Transcript(
    (
        Segment(
            0, 0.4, 1.2, "안녕하세요 여러분", (Word("안녕하세요", 0.4, 0.8), Word(" 여러분", 0.8, 1.2)), "S0", "ko"
        ),
        Segment(1, 1.6, 2.2, "Hello & {welcome}", speaker="S1", language="en"),
    ),
    "ko",
    duration=2.5,
    speaker_names={"S0": "민수"},
)


def make_video(path: Path, *, codecs: tuple[str, str] = ("libx264", "aac"), size: tuple[int, int] = (192, 108)) -> Path:
    """Write 2.5 s of a grey picture that slowly gets brighter, 20 frames a second, with a tone."""
    with av.open(str(path), "w") as output:
        picture = output.add_stream(codecs[0], rate=20)
        picture.width, picture.height = size
        picture.pix_fmt = "yuv420p"
        if codecs[0] == "libvpx":
            picture.options = {"deadline": "realtime", "cpu-used": "8"}
        sound = output.add_stream(codecs[1], rate=RATE, layout="mono")
        for at in range(50):
            frame = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), 60 + at, np.uint8), "rgb24")
            frame.pts, frame.time_base = at, Fraction(1, 20)
            output.mux(picture.encode(frame))
        resampler = av.AudioResampler(format=sound.codec_context.format.name, layout="mono", rate=RATE)
        wave = (0.1 * np.sin(np.arange(int(2.5 * RATE)) * 0.05)).astype(np.float32)
        tone = av.AudioFrame.from_ndarray(wave[np.newaxis], format="fltp", layout="mono")
        tone.sample_rate, tone.pts = RATE, 0
        for part in [*resampler.resample(tone), *resampler.resample(None)]:
            if sound.codec_context.frame_size:
                part.pts = None
            for packet in sound.encode(part):
                output.mux(packet)
        output.mux(picture.encode(None))
        output.mux(sound.encode(None))
    return path


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("videos")
    make_video(folder / "a.mp4")
    make_video(folder / "a.webm", codecs=("libvpx", "libopus"))
    formats.write(SAID, folder / "words.json")
    return folder


def sori(*words: object) -> int:
    return main(["subtitle", *map(str, words)])


def packets(path: Path, kind: str) -> list[bytes]:
    with av.open(str(path)) as found:
        return [bytes(packet) for packet in found.demux(getattr(found.streams, kind)[0]) if packet.size]


def shown(path: Path) -> list[tuple[float, str]]:
    """Return the start and the text of each subtitle in a video."""
    with av.open(str(path)) as found:
        stream = found.streams.subtitles[0]
        kind = stream.codec_context.name
        tracks = [
            (round(float(packet.pts * packet.time_base), 2), bytes(packet))
            for packet in found.demux(stream)
            if packet.size
        ]
    texts = [(start, (data[2:] if kind == "mov_text" else data).decode()) for start, data in tracks]
    return [(start, text.split(",", 8)[-1] if kind == "ass" else text) for start, text in texts if text]


def frames(path: Path) -> list[tuple[float, Any]]:
    with av.open(str(path)) as found:
        return [(frame.time, frame.to_ndarray(format="gray")) for frame in found.decode(video=0)]


def test_files_beside_the_video(videos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sori(videos / "a.mp4", "--from", videos / "words.json", "-f", "srt,vtt,ass,ttml,lrc") == 0
    for name in ("srt", "vtt", "ass", "ttml", "lrc"):
        text = (videos / f"a.{name}").read_text("utf-8")
        rule = SubtitleRule(fps=20.0)
        assert text == formats.dumps(SAID, name, rule=rule), name
    assert sori(videos / "a.mp4", "--from", videos / "words.json") == 3  # it is there already
    error = capsys.readouterr().err
    assert "--overwrite" in error
    assert sori(videos / "a.mp4", "--from", videos / "words.json", "--overwrite", "--no-speakers") == 0
    assert "민수" not in (videos / "a.srt").read_text("utf-8")


@pytest.mark.parametrize(
    ("source", "target", "codec"),
    [
        ("a.mp4", "m.mp4", "mov_text"),
        ("a.mp4", "m.mov", "mov_text"),
        ("a.mp4", "m.mkv", "subrip"),
        ("a.webm", "m.webm", "webvtt"),
        ("a.webm", "n.mkv", "subrip"),
    ],
)
def test_mux_copies_everything(videos: Path, tmp_path: Path, source: str, target: str, codec: str) -> None:
    video, made = videos / source, tmp_path / target
    rule = SubtitleRule(fps=20.0)
    list(mux(video, made, Track(SAID, rule, "한국어")))
    assert [path.name for path in tmp_path.iterdir()] == [target]
    for kind in ("video", "audio"):
        assert packets(video, kind) == packets(made, kind)
    with av.open(str(made)) as found:
        (stream,) = found.streams.subtitles
        assert stream.codec_context.codec.name in (codec, {"subrip": "srt"}.get(codec))
        assert stream.metadata["language"] == "kor"
        assert disposition_of(stream) & SHOWN
    expected = cues(SAID, rule, prefix=codec != "webvtt")
    with av.open(str(video)) as before, av.open(str(made)) as after:
        moved = [float((s.streams.audio[0].start_time or 0) * s.streams.audio[0].time_base) for s in (before, after)]
    found_cues = shown(made)
    assert [start for start, _ in found_cues] == pytest.approx(
        [cue.start / 1000 + moved[1] for cue in expected], abs=0.03
    )
    for (_, text), cue in zip(found_cues, expected, strict=True):
        assert cue.lines[0].split()[0] in text
    if codec != "webvtt":
        assert found_cues[0][1].startswith("[민수]: ")


def test_karaoke_in_matroska(videos: Path, tmp_path: Path) -> None:
    list(mux(videos / "a.mp4", tmp_path / "k.mkv", Track(SAID, SubtitleRule(highlight=True))))
    assert "{\\k40}안녕하세요" in shown(tmp_path / "k.mkv")[0][1]


def test_burned_letters(videos: Path, tmp_path: Path) -> None:
    made = tmp_path / "b.mp4"
    list(burn(videos / "a.mp4", made, Track(SAID, SubtitleRule(fps=20.0))))
    assert packets(videos / "a.mp4", "audio") == packets(made, "audio")
    before, after = frames(videos / "a.mp4"), frames(made)
    assert [time for time, _ in before] == [time for time, _ in after]
    expected = cues(SAID, SubtitleRule(fps=20.0), prefix=True)
    for (time, plain), (_, lettered) in zip(before, after, strict=True):
        change = np.abs(lettered.astype(int) - plain.astype(int))
        rows = np.flatnonzero((change > 60).any(axis=1))
        if any(cue.start / 1000 + 0.001 <= time < cue.end / 1000 - 0.001 for cue in expected):
            assert lettered.max() > 170, time  # bright letters
            assert lettered.min() < 40, time  # black outlines
            assert rows.min() > 50, time  # only in the lower part
            assert rows.max() < 106, time
            columns = np.flatnonzero((change > 60).any(axis=0))
            assert abs((columns.min() + columns.max()) / 2 - 96) < 4, time  # in the middle
        elif not any(cue.start / 1000 - 0.06 <= time < cue.end / 1000 + 0.06 for cue in expected):
            assert not rows.size, time


def test_burned_words_light_up(videos: Path, tmp_path: Path) -> None:
    made = tmp_path / "h.mkv"
    list(burn(videos / "a.mp4", made, Track(SAID, SubtitleRule(fps=20.0, highlight=True, speakers=False))))
    with av.open(str(made)) as found:
        pictures = {round(f.time, 2): f.to_ndarray(format="rgb24").astype(int) for f in found.decode(video=0)}

    def middle_of_yellow(picture: Any) -> float:
        yellow = np.argwhere((picture[:, :, 0] > 190) & (picture[:, :, 2] < 110))
        assert len(yellow) > 10
        return float(yellow[:, 1].mean())

    assert middle_of_yellow(pictures[0.6]) < 96 < middle_of_yellow(pictures[1.0])


def test_odd_sizes_and_turned_pictures(tmp_path: Path) -> None:
    video = make_video(tmp_path / "odd.mkv", codecs=("ffv1", "pcm_s16le"), size=(97, 61))
    list(burn(video, tmp_path / "even.mkv", Track(SAID, SubtitleRule())))
    picture = picture_of(tmp_path / "even.mkv")
    assert picture is not None
    assert (picture.width, picture.height) == (96, 60)
    frame = av.VideoFrame.from_ndarray(np.arange(96 * 60 * 3, dtype=np.uint8).reshape(60, 96, 3), "rgb24")
    frame.pts, frame.time_base = 0, Fraction(1, 20)
    page = _Page(Track(Transcript(), SubtitleRule()), Letters(60, 96), (0.2, 0.1))
    turned = _lettered(frame, page, 0, 1)
    assert (turned.width, turned.height) == (60, 96)
    plain = frame.reformat(format="yuv420p").to_ndarray()[:60]
    assert np.array_equal(turned.to_ndarray()[:96], np.rot90(plain))
    letters = Letters(640, 360)
    drawn = letters.draw(cues(SAID)[0])
    assert drawn.top + drawn.pixels.shape[0] <= 360 * 0.96
    assert abs(drawn.left + drawn.pixels.shape[1] / 2 - 320) <= 1
    assert not letters.unknown
    letters.draw(cues(Transcript((Segment(0, 0, 1, "龘 ok"),)))[0])
    assert letters.unknown == {"龘"}


def test_what_cannot_be(videos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = videos / "words.json"

    for arguments, code, sentence in (
        (("",), 2, "no such file"),
        ((videos / "a.mp4", "--from", words, "--burn", tmp_path / "b.avi"), 2, "must end in one of"),
        ((videos / "a.mp4", "--from", words, "-f", "txt"), 2, "unknown format"),
        ((videos / "a.mp4", videos / "a.webm", "--mux", tmp_path / "b.mkv"), 2, "is for one file"),
        ((words, "--mux", tmp_path / "b.mkv", "-o", tmp_path), 2, "give the video"),
        (
            (videos / "a.mp4", "--from", words, "--mux", tmp_path / "c.mkv", "--burn", tmp_path / "c.mkv"),
            2,
            "another file",
        ),
        (
            (videos / "a.mp4", "--from", words, "-o", tmp_path, "--mux", videos / "a.mp4", "--overwrite"),
            3,
            "what is read",
        ),
        ((videos / "a.mp4", "--from", words, "-o", tmp_path, "--max-columns", "2"), 2, "--max-columns"),
        ((videos / "a.mp4", "--from", words, "--translate"), 2, "leave --from out"),
        ((videos / "a.mp4", "--from", tmp_path / "x.docx", "-o", tmp_path), 2, "unknown format"),
        ((tmp_path / "none.mp4",), 2, "no such file"),
        ((videos / "a.webm", "--from", words, "-o", tmp_path / "1", "--mux", tmp_path / "d.mp4"), 2, "cannot hold vp8"),
        (
            (videos / "a.mp4", "--from", words, "-o", tmp_path / "2", "--burn", tmp_path / "e.mp4", "--font", words),
            2,
            "not a font",
        ),
    ):
        assert sori(*arguments, "-q") == code, arguments
        assert sentence in capsys.readouterr().err, arguments


def test_sound_alone(tmp_path: Path, videos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with av.open(str(tmp_path / "s.wav"), "w") as output:
        stream = output.add_stream("pcm_s16le", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 32_000), np.int16), format="s16", layout="mono")
        frame.sample_rate = 16_000
        output.mux(stream.encode(frame))
    words = videos / "words.json"
    assert sori(tmp_path / "s.wav", "--from", words, "--burn", tmp_path / "b.mp4") == 2
    assert "no picture to draw on" in capsys.readouterr().err
    assert sori(tmp_path / "s.wav", "--from", words, "--mux", tmp_path / "m.mkv", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["files"] == {"mux": str(tmp_path / "m.mkv")}  # a file of words comes only where it is asked for
    assert report["cues"] == 2
    assert len(shown(tmp_path / "m.mkv")) == 2


def test_a_transcript_becomes_subtitles(videos: Path, tmp_path: Path) -> None:
    assert sori(videos / "words.json", "-f", "vtt,srt", "-o", tmp_path, "--max-columns", "12", "--gap", "0") == 0
    assert "<v 민수>" in (tmp_path / "words.vtt").read_text("utf-8")
    assert sori(tmp_path / "words.srt", "-f", "ass", "-o", tmp_path) == 0
    assert "안녕하세요" in (tmp_path / "words.ass").read_text("utf-8")


def test_nothing_said(videos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    formats.write(Transcript(duration=2.5), tmp_path / "none.json")
    made = tmp_path / "m.mp4"
    assert sori(videos / "a.mp4", "--from", tmp_path / "none.json", "-o", tmp_path, "--mux", made) == 0
    assert "no video is made" in capsys.readouterr().err
    assert not list(tmp_path.glob("a.*"))
    assert sori(videos / "a.mp4", "--from", tmp_path / "none.json", "-o", tmp_path, "--mux", made, "-f", "srt") == 0
    assert not made.exists()
    assert (tmp_path / "a.srt").read_text() == ""


def test_a_failed_video_leaves_nothing(videos: Path, tmp_path: Path) -> None:
    work = burn(videos / "a.mp4", tmp_path / "b.mp4", Track(SAID, SubtitleRule()))
    next(work)
    work.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_recording_is_written_down(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "src" / "sorikit" / "data" / "example" / "meeting.ogg"
    assert sori(example, "-o", tmp_path, "-f", "srt,vtt", "--language", "ko", "--speakers", "-q") == 0
    text = (tmp_path / "meeting.srt").read_text("utf-8")
    assert "김민수" in text


def test_corrected_subtitles_beside_the_video_go_into_it(videos: Path, tmp_path: Path) -> None:
    words, video = videos / "words.json", tmp_path / "내 영상.mp4"
    video.write_bytes((videos / "a.mp4").read_bytes())
    assert sori(video, "--from", words) == 0
    text = (tmp_path / "내 영상.srt").read_text()
    assert sori(video, "--from", tmp_path / "내 영상.srt", "--mux", tmp_path / "m.mkv") == 0
    assert sori(video, "--from", words, "--mux", tmp_path / "n.mkv", "-f", "vtt") == 0
    assert (tmp_path / "내 영상.srt").read_text() == text
    assert (tmp_path / "내 영상.vtt").exists()
    with av.open(str(tmp_path / "m.mkv")) as made:
        assert [stream.type for stream in made.streams] == ["video", "audio", "subtitle"]
