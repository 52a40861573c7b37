"""Speech that is heard while it is made: to a player on this machine, or down a pipe as one endless WAV.

The sound waits in a queue of its own thread, so that the next sentence is made while the last one plays.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol

from sorikit.core.audio import Audio
from sorikit.core.errors import OutputNotWritable, RuntimeMissing
from sorikit.core.raw import pcm16

AHEAD = 8
"""Sentences that may wait to be heard; making more than these waits, so that memory stays flat."""
ENDLESS = 0xFFFFFFFF
"""The length of a WAV whose end is not known yet, as FFmpeg and SoX write and read it."""


class Sink(Protocol):
    """Takes 16-bit mono sound, piece after piece."""

    def write(self, data: bytes) -> None:
        """Take the next piece. Raises OSError where nobody takes it any more."""
        ...

    def close(self) -> None:
        """Wait until all was taken."""
        ...


class WavPipe:
    """A WAV of unknown length down an open pipe."""

    def __init__(self, stream: BinaryIO, sample_rate: int) -> None:
        self._stream = stream
        self._stream.write(wav_head(sample_rate))

    def write(self, data: bytes) -> None:
        """Take the next piece, and send it off."""
        self._stream.write(data)
        self._stream.flush()

    def close(self) -> None:
        """Send off what is left; the pipe stays open."""
        self._stream.flush()


def wav_head(sample_rate: int, length: int = ENDLESS) -> bytes:
    """Return the head of a mono 16-bit WAV with ``length`` bytes of sound (RIFF, Microsoft 1991)."""
    whole = ENDLESS if length == ENDLESS else length + 36
    form = struct.pack("<HHIIHH", 1, 1, sample_rate, 2 * sample_rate, 2, 16)
    return (
        b"RIFF"
        + struct.pack("<I", whole)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + struct.pack("<I", length)
    )


class _Player:
    """A program that plays what comes in at its standard input."""

    def __init__(self, command: Sequence[str]) -> None:
        self._name = command[0]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the program
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._errors)  # noqa: S603 - one of PLAYERS

    def write(self, data: bytes) -> None:
        """Take the next piece. Raises OutputNotWritable where the program gave up, with its own words."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(data)
            self._process.stdin.flush()
        except OSError as error:
            self._process.wait()
            raise self._gave_up() from error

    def close(self) -> None:
        """Wait until all was heard. Raises OutputNotWritable."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # its exit code tells more
            self._process.stdin.close()
        if self._process.wait():
            raise self._gave_up()
        self._errors.close()

    def _gave_up(self) -> OutputNotWritable:
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        self._errors.close()
        return OutputNotWritable(path=self._name, detail=lines[-1] if lines else "the player stopped")


class _FilePlayer:
    """A way to play that wants whole files: a sentence each."""

    def __init__(self, sample_rate: int, play: Callable[[Path], None]) -> None:
        self._rate = sample_rate
        self._play = play

    def write(self, data: bytes) -> None:
        """Play a piece to its end."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sentence.wav"
            path.write_bytes(wav_head(self._rate, len(data)) + data)
            self._play(path)

    def close(self) -> None:
        """Do nothing: all was heard."""


PLAYERS: dict[str, tuple[str, ...]] = {
    "paplay": ("--raw", "--format=s16le", "--channels=1", "--rate={rate}"),
    "aplay": ("-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", "{rate}", "-"),
    "ffplay": ("-nodisp", "-autoexit", "-loglevel", "error", "-f", "s16le", "-ar", "{rate}", "-i", "-"),
    "play": ("-q", "-t", "raw", "-e", "signed", "-b", "16", "-c", "1", "-r", "{rate}", "-"),
    "pw-cat": ("-p", "--raw", "--format", "s16", "--channels", "1", "--rate", "{rate}", "-"),
}
"""Program → how it is told to play raw sound from its standard input; the first that is there is taken."""


def find_player() -> Callable[[int], Sink]:
    """Return what opens this machine's player, given Hz. Raises RuntimeMissing where there is none."""
    if sys.platform == "win32":
        return lambda rate: _FilePlayer(rate, _play_on_windows)
    afplay = shutil.which("afplay") if sys.platform == "darwin" else None
    if afplay:
        return lambda rate: _FilePlayer(rate, lambda path: _run([afplay, str(path)]))
    for name, options in PLAYERS.items():
        program = shutil.which(name)
        if program:
            return lambda rate: _Player([program, *(option.format(rate=rate) for option in options)])
    raise RuntimeMissing(feature="--play", library=f"a player ({', '.join(PLAYERS)})", command="apt install alsa-utils")


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)  # noqa: S603 - the system's own player


def _play_on_windows(path: Path) -> None:
    import winsound  # noqa: PLC0415 - Windows only

    winsound.PlaySound(str(path), winsound.SND_FILENAME)  # type: ignore[attr-defined,unused-ignore]


class Playback:
    """Sound on its way to a sink that is opened with the first of it. A context: leaving it waits until all was heard."""

    def __init__(self, open_sink: Callable[[int], Sink]) -> None:
        self._open = open_sink
        self._waiting: queue.Queue[Audio | None] = queue.Queue(AHEAD)
        self._error: BaseException | None = None
        """What went wrong in the thread."""
        self._thread: threading.Thread | None = None

    def feed(self, audio: Audio) -> None:
        """Take the next piece (mono); waits where many are waiting. Raises what the sink raised."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="playback", daemon=True)
            self._thread.start()
        self._put(audio)

    def __enter__(self) -> Playback:  # noqa: PYI034 - typing.Self is of Python 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is None:
            return
        if kind is None:
            self._put(None)
            self._thread.join()
            self._complain()

    def _put(self, audio: Audio | None) -> None:
        while True:
            self._complain()
            try:
                return self._waiting.put(audio, timeout=0.1)
            except queue.Full:
                continue

    def _complain(self) -> None:
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        sink: Sink | None = None
        try:
            while (audio := self._waiting.get()) is not None:
                sink = sink or self._open(audio.sample_rate)
                sink.write(pcm16(audio))
            if sink is not None:
                sink.close()
        except BaseException as error:  # noqa: BLE001 - told in the thread that feeds
            self._error = error


def silence_stdout() -> None:
    """Send what is still to be written to standard output nowhere: its reader is gone, and Python would complain at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
