"""Kaldi's cepstra, whole or as the samples arrive: what recognisers and speaker models of its school take.

Formula and constants: Kaldi ``feature-mfcc.cc`` with the defaults of ``compute-mfcc-feats`` (13 of 23 bands, lifter 22,
the first coefficient is the log energy of the raw frame), no dither.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.cepstrum import check_cepstra, cosine_transform
from sorikit.dsp.fbank import FLOOR, FbankOptions, KaldiPower
from sorikit.dsp.framing import Framer
from sorikit.dsp.products import BLOCK, BandProduct, in_blocks

LIFTER = 22.0


@dataclass(frozen=True, slots=True)
class KaldiMfccOptions:
    """What the cepstra are made of. Raises InvalidOption for what is out of range."""

    bank: FbankOptions
    """Kaldi's default is ``FbankOptions(sample_rate, n_mels=23)``."""
    n_mfcc: int = 13
    """At most ``bank.n_mels``."""
    lifter: float = LIFTER
    energy: bool = True
    """Whether the log energy of the frame stands in the place of the first coefficient."""

    def __post_init__(self) -> None:
        check_cepstra(self.n_mfcc, self.bank.n_mels, self.lifter)


def kaldi_mfcc(samples: Samples, options: KaldiMfccOptions) -> Samples:
    """Return the cepstra of mono ``samples`` (samples,): float32 ``(n_mfcc, frames)``.

    Less sound than one frame gives none. Raises InvalidAudio for NaN, infinity or a second channel.
    """
    return KaldiMfccStream(options).push(samples)


class KaldiMfccStream:
    """Kaldi's cepstra of a signal that arrives in pieces of any size."""

    def __init__(self, options: KaldiMfccOptions) -> None:
        bank = options.bank
        self._options = options
        self._framer = Framer(bank.frames)
        self._powers = KaldiPower(bank)
        self._bands = BandProduct(bank.filters, BLOCK)
        self._transform = cosine_transform(options.n_mfcc, bank.n_mels, options.lifter)

    def push(self, samples: Samples) -> Samples:
        """Return the frames that these samples complete: float32 ``(n_mfcc, new frames)``."""
        first = self._framer.frames
        blocks = [np.zeros((self._options.n_mfcc, 0), np.float32)]
        for frames, column in in_blocks(self._framer.push(samples), first):
            self._powers(frames, column)
            bands = np.log(np.maximum(self._bands(self._powers.power), np.float32(FLOOR)))
            cepstra = (self._transform @ bands)[:, column : column + len(frames)]
            if self._options.energy:
                cepstra[0] = self._powers.log_energies(frames)
            blocks.append(cepstra)
        return np.concatenate(blocks, axis=1)

    def finish(self) -> Samples:
        """Return no frames: one that is not whole is left out (snip edges)."""
        return np.zeros((self._options.n_mfcc, 0), np.float32)
