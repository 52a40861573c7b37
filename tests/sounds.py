"""Sounds made on the spot: tones, noise, and files of them in any container, whole or broken."""

from __future__ import annotations

import io
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import av
import numpy as np
import soundfile

from sorikit.core.audio import Audio, Samples

T = TypeVar("T")
R = TypeVar("R")


def tone(hertz: float, seconds: float, rate: int = 16_000, *, level: float = 0.5) -> Samples:
    """Return a sine as float32 ``(frames,)``."""
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def noise(seconds: float, rate: int = 16_000, *, level: float = 0.1, seed: int = 0) -> Samples:
    """Return white noise as float32 ``(frames,)``."""
    return (np.random.default_rng(seed).standard_normal(round(seconds * rate)) * level).astype(np.float32)


def many(channels: int, seconds: float, rate: int) -> Samples:
    """Return one tone per channel, each of its own pitch, as float32 ``(channels, frames)``."""
    return np.stack([tone(200 + 90 * number, seconds, rate, level=0.4) for number in range(channels)])


def wav(samples: Samples, rate: int = 16_000, *, subtype: str = "PCM_16") -> bytes:
    """Return a WAV of ``(frames,)`` or ``(channels, frames)``."""
    file = io.BytesIO()
    soundfile.write(file, np.atleast_2d(samples).T, rate, format="WAV", subtype=subtype)
    return file.getvalue()


def encoded(samples: Samples, rate: int, path: Path, codec: str, *, picture: bool = False) -> Path:
    """Write mono samples with one of FFmpeg's encoders, with a moving picture beside the sound where asked for."""
    with av.open(str(path), "w") as container:
        video = None
        if picture:
            video = container.add_stream("mpeg4", rate=10)
            video.width = video.height = 32
            video.pix_fmt = "yuv420p"
        audio = container.add_stream(codec, rate=rate, layout="mono")
        size = audio.codec_context.frame_size or 1024
        kind = audio.codec_context.format.name
        for first in range(0, samples.size, size):
            piece = as_kind(samples[first : first + size][np.newaxis, :], kind)
            frame = av.AudioFrame.from_ndarray(piece, format=kind, layout="mono")
            frame.sample_rate, frame.pts = rate, first
            container.mux(audio.encode(frame))
        container.mux(audio.encode(None))
        for number in range(round(samples.size / rate * 10) if video is not None else 0):
            _mux_picture(container, video, number)
        if video is not None:
            container.mux(video.encode(None))
    return path


def as_kind(samples: Samples, kind: str) -> np.ndarray:
    """Return samples in one of FFmpeg's sample formats ("s16", "s32p", "fltp" …)."""
    if kind.startswith("s"):
        bits = int(kind.strip("sp"))
        return np.ascontiguousarray(samples.astype(np.float64) * (2 ** (bits - 1) - 1)).astype(f"i{bits // 8}")
    return np.ascontiguousarray(samples)


def silent_film(path: Path) -> Path:
    """Write a video that has no sound."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=10)
        video.width = video.height = 32
        video.pix_fmt = "yuv420p"
        for number in range(10):
            _mux_picture(container, video, number)
        container.mux(video.encode(None))
    return path


def _mux_picture(container: av.container.OutputContainer, video: av.VideoStream | None, number: int) -> None:
    assert video is not None
    frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), number % 255, np.uint8), format="rgb24")
    frame.pts = number
    container.mux(video.encode(frame))


def exhaust(generator: Generator[T, None, R]) -> tuple[list[T], R]:
    """Return all that a generator yields, and what it returns."""
    results: list[R] = []

    def watched() -> Generator[T, None, None]:
        results.append((yield from generator))

    return list(watched()), results[0]


def loudness(audio: Audio, hertz: float) -> float:
    """Return the amplitude of one pitch in mono audio (a single Fourier coefficient over the whole)."""
    samples = audio.mono().samples[0].astype(np.float64)
    window = np.hanning(samples.size)
    wave = np.exp(-2j * np.pi * hertz * np.arange(samples.size) / audio.sample_rate)
    return float(2 * abs((samples * window * wave).sum()) / window.sum())
