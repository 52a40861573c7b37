"""Networks of WeSpeaker's form on ONNX Runtime: features ``(batch, frames, bands)`` in, one vector ``(batch, dim)`` out.

So are the published exports of WeSpeaker (ResNet, ECAPA-TDNN, CAM++, ReDimNet …; https://github.com/wenet-e2e/wespeaker,
Wang et al. 2023) and of 3D-Speaker. Features: Kaldi's log mel bands of 16-bit samples under Hamming windows, without dither,
minus their mean over the voice.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.time import Span
from sorikit.dsp.fbank import SAMPLE_RATE, SIXTEEN_BIT, FbankOptions, fbank
from sorikit.engines._on_disk import refused_path
from sorikit.engines._onnx import open_network
from sorikit.engines.speaker import Voice
from sorikit.engines.speaker._paths import network_of
from sorikit.engines.speaker._sound import FEWEST_FRAMES, check_sound, frames_inside, unit
from sorikit.store import ModelFiles

BANDS = 80
"""Where the network takes any number."""
PROBE_FRAMES = 200
"""2 s of features, heard once to learn the length of the vectors where the network does not say it."""


class WespeakerEmbedder:
    """The embedder."""

    sample_rate = SAMPLE_RATE

    def __init__(self, files: ModelFiles, device: Device) -> None:
        """Raises InvalidOption where the network is not of the form."""
        path = network_of(files.card)
        try:
            self._network = open_network(path, device.num_threads)
        except Exception as error:
            raise refused_path(
                path, "is not a network that ONNX Runtime can read", "ONNX Runtime이 읽을 수 없습니다"
            ) from error
        inputs, outputs = self._network.get_inputs(), self._network.get_outputs()
        if len(inputs) != 1 or len(inputs[0].shape) != 3 or inputs[0].type != "tensor(float)":
            shown = ", ".join(f"{one.name} {one.shape}" for one in inputs)
            raise refused_path(
                path,
                f"takes {shown}, not features (batch, frames, bands)",
                f"입력이 {shown}입니다. (batch, frames, bands)인 특징을 받아야 합니다",
            )
        self._input, self._output = inputs[0].name, outputs[0].name
        bands = inputs[0].shape[2]
        self._bank = FbankOptions(
            SAMPLE_RATE, n_mels=bands if isinstance(bands, int) else BANDS, gain=SIXTEEN_BIT, window="hamming"
        )
        self.dim = self._probed(path)

    def embed(self, audio: Audio, voices: Sequence[Voice] | None = None) -> Samples:
        """Return float32 (voices, dim). Raises InvalidAudio where the rate or the channels are not 16 kHz mono."""
        check_sound(audio, "the model")
        bands = fbank(audio.samples[0], self._bank)
        chosen = [[Span(0.0, audio.duration)]] if voices is None else voices
        vectors = np.zeros((len(chosen), self.dim), np.float32)
        for row, voice in zip(vectors, chosen, strict=True):
            inside = bands[frames_inside(voice, len(bands))]
            if len(inside) >= FEWEST_FRAMES:
                row[:] = unit(self._run(inside))
        return vectors

    def _run(self, bands: Samples) -> Samples:
        centred = bands - bands.mean(axis=0, dtype=np.float64).astype(np.float32)
        (vectors,) = self._network.run([self._output], {self._input: centred[None]})
        return np.asarray(vectors, np.float32).reshape(-1)

    def _probed(self, path: Path) -> int:
        noise = np.random.default_rng(0).standard_normal((PROBE_FRAMES, self._bank.n_mels)).astype(np.float32)
        try:
            return int(self._run(noise).size)
        except onnxruntime.capi.onnxruntime_pybind11_state.RuntimeException as error:
            raise refused_path(path, "does not run on features", "특징을 처리하지 못합니다") from error
