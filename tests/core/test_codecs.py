"""The door: every width and channel count there and back, broken files, odd sources, one sentence for what is no sound."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sounds import as_kind, encoded, exhaust, loudness, many, noise, silent_film, tone, wav

from sorikit.core import codecs, files
from sorikit.core.audio import Audio
from sorikit.core.codecs import DecodeReport, Source, decode, stream_mono, write
from sorikit.core.errors import (
    AudioNotFound,
    AudioNotReadable,
    DiskFull,
    EmptyAudio,
    NoAudioStream,
    NotAudio,
    OutputNotWritable,
    SorikitError,
)
from sorikit.core.media import recorded_on

WIDTHS = [("PCM_U8", 8), ("PCM_16", 16), ("PCM_24", 24), ("PCM_32", 31), ("FLOAT", 31), ("DOUBLE", 31)]


def collect(source: Source, rate: int = 16_000, block: float = 10.0) -> tuple[np.ndarray, DecodeReport]:
    pieces, report = exhaust(stream_mono(source, rate, block_seconds=block))
    return np.concatenate(pieces), report


@pytest.mark.parametrize("channels", range(1, 9))
@pytest.mark.parametrize(("subtype", "bits"), WIDTHS)
def test_wav_of_every_width_and_channel_count(subtype: str, bits: int, channels: int) -> None:
    samples = many(channels, 0.05, 44_100)
    audio = decode(wav(samples, 44_100, subtype=subtype), mono=False)
    assert (audio.sample_rate, audio.channels, audio.frames) == (44_100, channels, samples.shape[1])
    assert np.abs(audio.samples - samples).max() <= max(1.01 * 2.0 ** (1 - bits), 1e-7)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT"])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_write_and_decode(tmp_path: Path, subtype: str, channels: int) -> None:
    audio = Audio(many(channels, 0.1, 48_000), 48_000)
    write(audio, tmp_path / "a.wav", subtype=subtype)
    again = decode(tmp_path / "a.wav", mono=False)
    step = {"PCM_16": 2**-15, "PCM_24": 2**-23, "FLOAT": 0.0}[subtype]
    assert np.abs(again.samples - audio.samples).max() <= step * 1.01
    assert (again.samples == decode(tmp_path / "a.wav", mono=False).samples).all()


@pytest.mark.parametrize("channels", [1, 2, 5, 8])
@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24"])
def test_flac(tmp_path: Path, subtype: str, channels: int) -> None:
    audio = Audio(many(channels, 0.2, 32_000), 32_000)
    write(audio, tmp_path / "a.flac", subtype=subtype)
    again = decode(tmp_path / "a.flac", mono=False)
    assert again.channels == channels
    assert np.abs(again.samples - audio.samples).max() <= 1.01 * 2.0 ** -(15 if subtype == "PCM_16" else 23)


@pytest.mark.parametrize("channels", [8, 9, 16])
def test_more_planes_than_a_frame_points_at(channels: int) -> None:
    """Vorbis gives planar frames; 8 planes and more once crashed the process."""
    file = io.BytesIO()
    soundfile.write(file, many(channels, 0.5, 48_000).T, 48_000, format="OGG", subtype="VORBIS")
    audio = decode(file.getvalue(), mono=False)
    assert audio.channels == channels
    loudest = [np.abs(np.fft.rfft(one[:24_000] * np.hanning(24_000))).argmax() for one in audio.samples]
    pitches = {round(2 * number / 10) * 10 for number in loudest}
    assert pitches == {200 + 90 * number for number in range(channels)}  # (Vorbis orders them its own way)


def test_loud_samples_are_clipped_never_wrapped(tmp_path: Path) -> None:
    write(Audio(np.array([1.5, -1.5, 1.0, -1.0], np.float32), 8000), tmp_path / "loud.wav")
    assert np.allclose(decode(tmp_path / "loud.wav").samples[0], [1, -1, 1, -1], atol=1e-4)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.wav"
    target.write_bytes(b"old")

    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", no_room)
    with pytest.raises(DiskFull):
        write(Audio(np.zeros(100, np.float32), 8000), target)
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.wav"]


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for target in (tmp_path / "file" / "a.wav", tmp_path, tmp_path / "a.nonsense"):
        with pytest.raises(OutputNotWritable):
            write(Audio(np.zeros(100, np.float32), 8000), target)
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("block", [0.001, 0.03, 0.5, 7.0, 100.0])
def test_block_size_changes_nothing(block: float) -> None:
    content = wav(np.stack([noise(1.3, 44_100), tone(300, 1.3, 44_100)]), 44_100)
    whole, _ = collect(content)
    pieces, report = collect(content, block=block)
    assert (pieces == whole).all()
    assert report.frames == whole.size == pytest.approx(1.3 * 16_000, abs=1)
    blocks = list(stream_mono(content, 16_000, block_seconds=block))
    assert all(one.size == max(1, int(block * 16_000)) for one in blocks[:-1])
    assert all(one.dtype == np.float32 for one in blocks)


def test_channels_are_averaged() -> None:
    samples = many(2, 0.5, 16_000)
    mono, _ = collect(wav(samples, 16_000, subtype="FLOAT"))
    assert np.allclose(mono, samples.mean(0), atol=1e-6)
    assert np.allclose(decode(wav(samples, 16_000, subtype="FLOAT")).samples[0], mono)


def test_opposite_channels_do_not_cancel() -> None:
    """A balanced microphone in a stereo socket: the right channel is the left one upside down."""
    voice = tone(300, 1)
    mono, _ = collect(wav(np.stack([voice, -0.97 * voice])))
    assert loudness(Audio(mono, 16_000), 300) == pytest.approx(0.5, rel=0.03)
    assert loudness(Audio(np.stack([voice, -voice]), 16_000), 300) == pytest.approx(0.5, rel=0.01)
    other = np.stack([noise(1, seed=1), noise(1, seed=2)])
    assert np.allclose(Audio(other, 16_000).mono().samples[0], other.mean(0), atol=1e-6)
    assert Audio(np.zeros((2, 5), np.float32), 16_000).mono().peak == 0.0
    assert Audio(np.zeros((2, 0), np.float32), 16_000).mono().frames == 0


def test_studio_and_telephone_formats() -> None:
    surround = many(6, 0.5, 96_000)
    audio, _ = collect(wav(surround, 96_000, subtype="PCM_24"))
    assert loudness(Audio(audio, 16_000), 200) == pytest.approx(0.4 / 6, rel=0.02)
    for subtype in ("ULAW", "ALAW", "MS_ADPCM", "GSM610"):
        audio, _ = collect(wav(tone(440, 1, 8000), 8000, subtype=subtype))
        assert loudness(Audio(audio, 16_000), 440) == pytest.approx(0.5, rel=0.05)


@pytest.mark.parametrize("frames", [1, 10, 160, 1600])
def test_very_short(frames: int) -> None:
    audio, report = collect(wav(np.full(frames, 0.5, np.float32)))
    assert audio.size == report.frames == frames


def test_samples_that_are_not_numbers() -> None:
    samples = tone(300, 0.1)
    samples[[3, 700]], samples[50] = np.nan, np.inf
    audio, report = collect(wav(samples, subtype="FLOAT"))
    assert report.non_finite == 3
    assert np.isfinite(audio).all()
    assert (audio[[3, 50, 700]] == 0).all()


def test_clipped_samples_are_counted() -> None:
    _, report = collect(wav(np.clip(tone(300, 1, level=3.0), -1, 1)))
    assert report.clipped > 5000
    assert collect(wav(tone(300, 1)))[1].clipped == 0


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.mp3", "libmp3lame", 24_000),
        ("a.m4a", "aac", 44_100),
        ("a.opus", "libopus", 48_000),
        ("a.mkv", "aac", 16_000),
    ],
)
def test_compressed(tmp_path: Path, name: str, codec: str, rate: int) -> None:
    path = encoded(tone(440, 3, rate), rate, tmp_path / name, codec)
    audio, report = collect(path)
    assert loudness(Audio(audio, 16_000), 440) == pytest.approx(0.5, rel=0.05)
    assert audio.size / 16_000 == pytest.approx(3, abs=0.06)
    assert not report.ended_early
    assert report.damaged_packets == 0


def test_video_with_sound_is_its_sound(tmp_path: Path) -> None:
    path = encoded(tone(440, 2, 16_000), 16_000, tmp_path / "talk.mp4", "aac", picture=True)
    audio, _ = collect(path)
    assert loudness(Audio(audio, 16_000), 440) == pytest.approx(0.5, rel=0.05)


@pytest.mark.parametrize(("name", "codec"), [("a.mp3", "libmp3lame"), ("a.mkv", "libopus"), ("a.wav", "pcm_s16le")])
def test_a_truncated_file_gives_what_is_left_and_says_so(tmp_path: Path, name: str, codec: str) -> None:
    rate = 48_000 if codec == "libopus" else 24_000
    path = encoded(tone(440, 10, rate), rate, tmp_path / name, codec)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    audio, report = collect(path)
    assert 5.0 < audio.size / 16_000 < 7.5
    assert loudness(Audio(audio, 16_000), 440) == pytest.approx(0.5, rel=0.05)
    if codec != "pcm_s16le":  # (FFmpeg takes a WAV's length from its bytes, not from its header)
        assert report.ended_early


def test_a_truncated_m4a_whose_index_is_lost(tmp_path: Path) -> None:
    path = encoded(tone(440, 5, 16_000), 16_000, tmp_path / "a.m4a", "aac")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(NotAudio, match=r"a\.m4a"):
        collect(path)


def test_an_m4a_that_lost_its_second_half_but_not_its_index(tmp_path: Path) -> None:
    whole = encoded(noise(10, 16_000), 16_000, tmp_path / "a.m4a", "aac").read_bytes()
    half = whole[whole.index(b"mdat") :].index(b"moov") // 2
    first = whole.index(b"mdat") + half
    damaged = bytearray(whole)
    damaged[first : first + half - 8] = bytes(half - 8)
    audio, report = collect(bytes(damaged))
    assert report.damaged_packets > 50 or report.ended_early
    assert 4 < audio.size / 16_000 <= 10.1


def test_damage_in_the_middle_is_stepped_over(tmp_path: Path) -> None:
    content = bytearray(encoded(tone(440, 10, 24_000), 24_000, tmp_path / "a.mp3", "libmp3lame").read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = os.urandom(3000)
    audio, _ = collect(bytes(content))
    assert audio.size / 16_000 > 8.5


@pytest.mark.parametrize("cut", [1, 10, 44, 45])
def test_only_the_first_bytes_of_a_wav(cut: int) -> None:
    with pytest.raises((NotAudio, EmptyAudio)):
        collect(wav(tone(300, 1))[:cut])


@pytest.mark.parametrize("name", ["notes.wav", "notes.mp3", "notes.m4a", "notes"])
def test_text_under_the_name_of_a_sound(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("회의록\n" * 100, encoding="utf-8")
    with pytest.raises(NotAudio, match="not a recording"):
        collect(path)


@pytest.mark.parametrize("name", ["notes.txt", "notes.nfo"])
def test_text_that_ffmpeg_would_draw(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("plain words\n" * 50)
    with pytest.raises(NotAudio):
        collect(tmp_path / name)


def test_what_has_no_sound_in_it(tmp_path: Path) -> None:
    import zlib

    with pytest.raises(NoAudioStream, match="only video") as caught:
        collect(silent_film(tmp_path / "film.mp4"))
    assert "영상만" in caught.value.sentence("ko")
    subtitles = tmp_path / "a.srt"
    subtitles.write_text("1\n00:00:01,000 --> 00:00:02,000\nHello\n\n")
    with pytest.raises(NoAudioStream, match="only subtitles"):
        collect(subtitles)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = chunk(b"IHDR", (4).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0]))
    picture = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(13 * 4))) + chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(picture)
    for source in (tmp_path / "a.png", picture):
        with pytest.raises(NoAudioStream, match="only a picture"):
            collect(source)


def test_samples_without_a_header(tmp_path: Path) -> None:
    for name in ("a.raw", "a.pcm"):
        (tmp_path / name).write_bytes((tone(300, 1) * 32767).astype("<i2").tobytes())
        with pytest.raises(NotAudio, match="header") as caught:
            collect(tmp_path / name)
        assert "머리말" in caught.value.sentence("ko")


def test_nothing_there(tmp_path: Path) -> None:
    for missing in (tmp_path / "no.wav", tmp_path / "no" / "no.wav", "", "a\0b.wav", "x" * 300 + ".wav"):
        with pytest.raises((AudioNotFound, AudioNotReadable, NotAudio)):
            collect(missing)
    with pytest.raises(AudioNotFound, match="no such file"):
        collect(tmp_path / "no.wav")
    with pytest.raises(NotAudio, match="folder"):
        collect(tmp_path)
    (tmp_path / "empty.wav").touch()
    for empty in (tmp_path / "empty.wav", wav(np.zeros(0, np.float32))):
        with pytest.raises(EmptyAudio):
            collect(empty)
    with pytest.raises((NotAudio, EmptyAudio)):
        collect(b"")
    if Path("/dev/zero").exists():
        with pytest.raises(NotAudio, match="device"):
            collect("/dev/zero")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.wav"
    path.write_bytes(wav(tone(300, 1)))
    if os.geteuid() == 0:  # root may read everything: let the system refuse

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
    else:
        path.chmod(0)
    with pytest.raises(AudioNotReadable, match="chmod"):
        collect(path)


@pytest.mark.parametrize(
    "name",
    ["회의 10:30.wav", "http:x.wav", "concat:a|b.wav", "a%03d.wav", "-.wav", "two\nlines.wav", "[1].wav", "#.wav"],
)
def test_names_are_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / name).write_bytes(wav(tone(300, 0.5)))
    monkeypatch.chdir(tmp_path)
    assert collect(name)[1].frames == 8000


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + "/회의.wav".encode("euc-kr"))
    try:
        Path(path).write_bytes(wav(tone(300, 0.5)))
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert collect(path)[1].frames == 8000
    Path(path).write_bytes(b"nothing " * 100)
    with pytest.raises(NotAudio) as caught:
        collect(path)
    assert str(caught.value).encode("utf-8")


def test_playlists_open_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wav(tone(300, 0.5)))
    for content in ("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n", "ffconcat version 1.0\nfile /etc/passwd\n"):
        playlist = tmp_path / "list.m3u8"
        playlist.write_text(content)
        with pytest.raises(SorikitError):
            collect(playlist)


class NoSeek(io.RawIOBase):
    """A pipe."""

    def __init__(self, content: bytes) -> None:
        self._file = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:
        piece = self._file.read(min(len(buffer), 1000))
        buffer[: len(piece)] = piece
        return len(piece)

    def seekable(self) -> bool:
        return False


def test_sources(tmp_path: Path) -> None:
    content = wav(tone(300, 1))
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    expected, _ = collect(path)
    with path.open("rb") as opened:
        opened.read(100)
        for source in (str(path), content, io.BytesIO(content), opened, io.BufferedReader(NoSeek(content))):
            assert (collect(source)[0] == expected).all()
        assert (collect(opened)[0] == expected).all()  # and once more, from its start


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe(tmp_path: Path) -> None:
    content = wav(tone(300, 2))
    os.mkfifo(tmp_path / "pipe.wav")
    assert recorded_on(tmp_path / "pipe.wav") is None
    with ThreadPoolExecutor(1) as pool:
        pool.submit((tmp_path / "pipe.wav").write_bytes, content)
        assert collect(tmp_path / "pipe.wav")[1].frames == 32_000


def test_the_rate_may_be_chosen() -> None:
    content = wav(tone(300, 1, 44_100), 44_100)
    assert decode(content).sample_rate == 44_100
    assert decode(content, sample_rate=8000).frames == pytest.approx(8000, abs=1)


def test_many_threads_at_once(tmp_path: Path) -> None:
    paths = [
        encoded(noise(2, 48_000, seed=number), 48_000, tmp_path / f"{number}.{kind}", codec)
        for number, (kind, codec) in enumerate(
            [("mp3", "libmp3lame"), ("m4a", "aac"), ("opus", "libopus"), ("flac", "flac")]
        )
    ]
    alone = [collect(path)[0] for path in paths]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda path: collect(path)[0], paths * 4))
    assert all((one == alone[index % 4]).all() for index, one in enumerate(together))


def test_a_stream_that_is_left_closes_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav(noise(5)))
    stream = stream_mono(path, 16_000, block_seconds=0.1)
    next(stream)
    stream.close()
    path.unlink()


def test_public_names() -> None:
    for name in codecs.__all__:
        assert hasattr(codecs, name)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "codec", "longest"), [("long.flac", "flac", 120), ("long.opus", "libopus", 20)])
def test_long_recordings_take_no_more_memory(tmp_path: Path, name: str, codec: str, longest: int) -> None:
    """Peak memory of a fresh process that spools the recording, for 5 minutes and for ``longest``."""
    code = (
        "import resource, sys; from pathlib import Path; from sorikit.core.recording import open_recording\n"
        "events = open_recording(sys.argv[1], Path(sys.argv[2]))\n"
        "for _ in events: pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    peaks = []
    for minutes in (5, longest):
        path = _long(tmp_path / name, codec, minutes)
        command = [sys.executable, "-c", code, str(path), str(tmp_path / "spool")]
        peaks.append(int(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
        assert (tmp_path / "spool" / "audio.f32").stat().st_size == pytest.approx(minutes * 60 * 16_000 * 4, rel=0.001)
    assert peaks[1] - peaks[0] < 12_000  # kB


def _long(path: Path, codec: str, minutes: int) -> Path:
    """Write noise without holding it: one minute, again and again."""
    import av

    rate = 48_000 if codec == "libopus" else 16_000
    minute = noise(60, rate)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        kind = stream.codec_context.format.name
        whole = as_kind(minute, kind)
        size = 48_000 if codec == "libopus" else 4096
        written = 0
        for _ in range(minutes):
            for first in range(0, whole.size, size):
                piece = np.ascontiguousarray(whole[first : first + size][np.newaxis, :])
                frame = av.AudioFrame.from_ndarray(piece, format=kind, layout="mono")
                frame.sample_rate, frame.pts = rate, written
                written += piece.size
                container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
