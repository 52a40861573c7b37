"""DNSMOS on ONNX Runtime: opinion scores of speech (Microsoft, MIT).

Reddy et al., "DNSMOS P.835: A Non-Intrusive Perceptual Objective Speech Quality Metric to Evaluate Noise Suppressors"
(2022), and "DNSMOS" (2021) for P.808. Two networks hear windows of 9.01 s, one the samples, one 120 mel bands in dB;
three polynomials, made by the authors, bring the first one's answers onto the listeners' scale. Shorter audio is
repeated until it fills a window, longer audio is heard in windows a second apart, as in the authors' program
(https://github.com/microsoft/DNS-Challenge). That program skips some windows (the 8th to the 24th, the 120th …) where
rounding makes them one sample short; with its hop of 1 s they are skipped here, too, so that numbers compare.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.errors import InvalidAudio
from sorikit.dsp.decibels import power_to_db
from sorikit.dsp.mel_scale import mel_bank
from sorikit.dsp.stft import StftOptions, stft
from sorikit.engines._onnx import open_network
from sorikit.engines.quality import Rating, RatingOptions
from sorikit.store import ModelFiles

P835_GRAPH, P808_GRAPH = "dnsmos_sig_bak_ovr.onnx", "dnsmos_p808.onnx"
SAMPLE_RATE = 16_000
WINDOW_SECONDS = 9.01
WINDOW = 144_160
"""Samples."""
MEL_TAIL = 160
"""Samples at the end of a window that the second network does not hear."""
N_MELS = 120
STFT = StftOptions(n_fft=321, hop_length=160, center=True, pad_mode="zeros")
WINDOWS_PER_CALL = 4

_SIG = (-0.08397278, 1.22083953, 0.0052439)
_BAK = (-0.13166888, 1.60915514, -0.39604546)
_OVR = (-0.06766283, 1.11546468, 0.04602535)
"""Coefficients of x², x and 1: the network's answer → the listeners' scale."""


class Dnsmos:
    """The rater."""

    sample_rate = SAMPLE_RATE

    def __init__(self, files: ModelFiles, device: Device) -> None:
        self._p835, self._p808 = (
            open_network(files.path(graph), device.num_threads) for graph in (P835_GRAPH, P808_GRAPH)
        )

    def rate(self, audio: Audio, options: RatingOptions | None = None) -> Rating:
        """Return the mean scores over the windows of ``audio``; values beyond ±1 are clipped.

        Raises InvalidAudio where it is not 16 kHz mono, is empty, or holds NaN or infinity.
        """
        samples = _checked(audio)
        starts = window_starts(samples.size, (options or RatingOptions()).hop)
        answers = []
        for first in range(0, len(starts), WINDOWS_PER_CALL):
            windows = np.stack([samples[start : start + WINDOW] for start in starts[first : first + WINDOWS_PER_CALL]])
            answers.append(self._judge(windows))
        sig, bak, ovr, p808 = np.concatenate(answers).mean(axis=0).tolist()
        return Rating(ovr, len(starts), sig=sig, bak=bak, p808=p808)

    def _judge(self, windows: Samples) -> npt.NDArray[np.float64]:
        """Return (windows, 4): sig, bak, ovr, p808."""
        (raw,) = self._p835.run(None, {"input_1": windows})
        bands = np.stack([mel_bands(window[:-MEL_TAIL]) for window in windows])
        (p808,) = self._p808.run(None, {"input_1": bands})
        scaled = [np.polyval(curve, raw[:, at].astype(np.float64)) for at, curve in enumerate((_SIG, _BAK, _OVR))]
        return np.stack([*scaled, p808[:, 0].astype(np.float64)], axis=1)


def mel_bands(samples: Samples) -> Samples:
    """Return what the second network hears of (samples,): (1 + samples // 160, 120), dB from the loudest / 40 + 1."""
    power = np.square(np.abs(stft(samples, STFT)))
    bank = mel_bank(SAMPLE_RATE, STFT.n_fft, N_MELS, (0.0, SAMPLE_RATE / 2), "slaney", "slaney")
    mel = bank @ power
    loudest = max(float(mel.max()), 1e-10)  # silence is 0 dB under its loudest, as librosa says
    decibels = power_to_db(mel, reference=loudest, top_db=80.0)
    bands: Samples = np.ascontiguousarray(((decibels + 40.0) / 40.0).T, np.float32)
    return bands


def window_starts(frames: int, hop: float = 1.0) -> list[int]:
    """Return the first sample of each window in ``frames`` (at least one window's) samples, ``hop`` seconds apart."""
    count = int((frames // SAMPLE_RATE - WINDOW_SECONDS) / hop) + 1
    starts = [int(at * hop * SAMPLE_RATE) for at in range(count)]
    if hop != 1.0:
        return starts
    ends = [int((at + WINDOW_SECONDS) * SAMPLE_RATE) for at in range(count)]  # the authors' own arithmetic
    return [start for start, end in zip(starts, ends, strict=True) if end - start == WINDOW]


def _checked(audio: Audio) -> Samples:
    """Return samples of at least one window."""
    if audio.sample_rate != SAMPLE_RATE or audio.channels != 1:
        raise InvalidAudio(
            detail=f"{audio.channels} channels at {audio.sample_rate} Hz; DNSMOS hears 16 kHz mono",
            detail_ko=f"{audio.channels}채널 {audio.sample_rate} Hz입니다. DNSMOS는 16 kHz 모노를 듣습니다",
        )
    if audio.frames == 0 or not np.all(np.isfinite(audio.samples)):
        raise InvalidAudio(
            detail="there is nothing to rate, or samples are not numbers",
            detail_ko="평가할 소리가 없거나 숫자가 아닌 샘플이 있습니다",
        )
    samples: Samples = np.clip(audio.samples[0], -1.0, 1.0)
    while samples.size < WINDOW:
        samples = np.concatenate([samples, samples])
    return samples
