"""SwiftF0 on ONNX Runtime (https://github.com/lars76/swift-f0, MIT): a small convolutional network over a spectrogram.

Nieradzik, "SwiftF0: Fast and Accurate Monophonic Pitch Detection" (2025). It hears 16 kHz and answers every 256 samples
(16 ms). A frame depends on the 2,815 samples before and after it, so a stream keeps 11 frames behind and waits for 10 ahead;
a frame whose own samples are all below −60 dB of full scale gets confidence 0, as digital silence is nothing the network
has ever heard.
"""

from __future__ import annotations

import numpy as np
import onnxruntime

from sorikit.core.audio import Samples
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.engines._onnx import open_network
from sorikit.engines.pitch import Pitch, PitchRange
from sorikit.store import ModelFiles

GRAPH = "swift_f0.onnx"
SAMPLE_RATE = 16_000
HOP = 256
LOWEST, HIGHEST = 46.875, 2093.75
"""Hz: what the network tells apart, in 95 steps that are equal in pitch."""
STEP = (HIGHEST / LOWEST) ** (1 / 94)
BEHIND, AHEAD = 11, 10
"""Frames that a frame depends on."""
FRAMES_PER_CALL = 1_875
"""30 s: bounds the working memory."""
SILENCE = 1e-3
"""Peak below which a frame is silent."""


class SwiftF0:
    """The tracker."""

    sample_rate = SAMPLE_RATE
    frame_seconds = HOP / SAMPLE_RATE

    def __init__(self, files: ModelFiles, device: Device) -> None:
        self._network = open_network(files.path(GRAPH), device.num_threads)

    def open(self, band: PitchRange | None = None) -> SwiftSession:
        """Begin a stream. Raises InvalidOption for a range without a step inside 46.875 … 2093.75 Hz."""
        wanted = band or PitchRange()
        low = LOWEST if wanted.fmin is None else max(LOWEST, wanted.fmin)
        high = HIGHEST if wanted.fmax is None else min(HIGHEST, wanted.fmax)
        if not high >= low * STEP:
            raise InvalidOption(
                option="fmin, fmax",
                detail=f"{low:g} … {high:g} Hz is too narrow: SwiftF0 hears {LOWEST} … {HIGHEST} Hz in steps of 4 %",
                detail_ko=f"{low:g}~{high:g} Hz는 너무 좁습니다. SwiftF0는 {LOWEST}~{HIGHEST} Hz를 4 % 간격으로 듣습니다",
            )
        return SwiftSession(self._network, low, high)


class SwiftSession:
    """One stream: the samples of the frames that are still uncertain, and of those they depend on."""

    def __init__(self, network: onnxruntime.InferenceSession, low: float, high: float) -> None:
        self._network = network
        self._band = {"fmin": np.asarray(low, np.float32), "fmax": np.asarray(high, np.float32)}
        self._held = np.zeros(0, np.float32)
        self._behind = 0
        """Frames at the beginning of what is held that have been given out."""

    def track(self, samples: Samples) -> Pitch:
        """Take the next 16 kHz mono samples; return the frames (16 ms) that no later sample can change."""
        self._held = np.concatenate([self._held, np.asarray(samples, np.float32)])
        return self._certain(self._held.size // HOP - AHEAD)

    def finish(self) -> Pitch:
        """Return the last frames; a sound shorter than one frame gives one."""
        frames = self._held.size // HOP
        if not frames and self._held.size:
            frames = 1
        last = self._certain(frames)
        self._held, self._behind = self._held[:0], 0
        return last

    def _certain(self, until: int) -> Pitch:
        """Give out the frames before frame ``until`` of what is held, some at a time, and let go of what is done with."""
        pitches, confidences = [np.zeros(0, np.float32)], [np.zeros(0, np.float32)]
        while until > self._behind:
            count = min(until - self._behind, FRAMES_PER_CALL)
            last = self._behind + count
            final = last == until and until >= self._held.size // HOP
            audio = self._held if final else self._held[: (last + AHEAD) * HOP]
            pitch, confidence = self._run(audio)
            pitches.append(pitch[self._behind : last])
            confidences.append(confidence[self._behind : last])
            gone = max(0, last - BEHIND)
            self._held = self._held[gone * HOP :]
            self._behind, until = last - gone, until - gone
        self._held = self._held.copy()  # do not keep a long piece alive for the sake of its end
        return Pitch(np.concatenate(pitches), np.concatenate(confidences))

    def _run(self, audio: Samples) -> tuple[Samples, Samples]:
        pitch, confidence = self._network.run(["pitch", "confidence"], {"audio": audio[np.newaxis, :], **self._band})
        heard = np.array(confidence[0], np.float32)
        frames = audio[: heard.size * HOP].reshape(heard.size, HOP) if audio.size >= HOP else audio[np.newaxis, :]
        heard[np.abs(frames).max(axis=1) < SILENCE] = 0.0
        return np.asarray(pitch[0], np.float32), heard
