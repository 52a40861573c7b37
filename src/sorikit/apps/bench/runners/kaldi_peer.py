"""kaldi-native-fbank (https://github.com/csukuangfj/kaldi-native-fbank): Kaldi's filter bank in C++."""

from __future__ import annotations

from collections.abc import Generator

import kaldi_native_fbank
import numpy as np

from sorikit.apps.bench.records import Clip, Outcome, Setup
from sorikit.apps.bench.runners.common import Sound, probe, read_sound
from sorikit.core.recording import SPEECH_RATE


class Extractor:
    """See ``records.Runner``."""

    def __init__(self, setup: Setup) -> None:  # noqa: ARG002 - every runner is built so
        options = kaldi_native_fbank.FbankOptions()
        options.frame_opts.dither = 0.0
        options.frame_opts.samp_freq = SPEECH_RATE
        options.mel_opts.num_bins = 80
        self._options = options

    def prepare(self, clip: Clip) -> Sound:
        """Decode."""
        return read_sound(clip.audio)

    def run(self, material: Sound) -> Generator[None, None, Outcome]:
        """Compute: (frames, 80), as ours."""
        yield from ()
        bank = kaldi_native_fbank.OnlineFbank(self._options)
        bank.accept_waveform(SPEECH_RATE, material.samples)
        bank.input_finished()
        frames = [bank.get_frame(index) for index in range(bank.num_frames_ready)]
        features = np.stack(frames) if frames else np.zeros((0, 80), np.float32)
        return Outcome(sound_seconds=material.seconds, shape=features.shape, values=probe(features))
