"""The split transform against an FFT in double precision."""

from __future__ import annotations

import numpy as np
import pytest

from sorikit.dsp.power import FftPower, powers
from sorikit.dsp.products import BLOCK
from sorikit.dsp.split_dft import SplitPower, splits
from sorikit.dsp.stft import StftOptions
from sorikit.dsp.windows import padded_window

SHAPES = [
    ("hann", 400, 400, 160),
    ("hann", 400, 512, 160),
    ("hamming", 400, 512, 160),
    ("hann", 512, 512, 128),
    ("blackman", 256, 256, 100),
    ("hann", 64, 64, 64),
    ("bartlett", 16, 16, 2),
    ("hann", 4, 4, 1),
    ("hann", 396, 396, 100),
    ("hann", 80, 80, 33),
    ("hann", 400, 400, 161),
]


@pytest.mark.parametrize(("name", "length", "n_fft", "hop"), SHAPES)
def test_equals_the_fft(name: str, length: int, n_fft: int, hop: int) -> None:
    weights = padded_window(name, length, n_fft)
    samples = np.random.default_rng(1).standard_normal(n_fft + 2 * BLOCK * hop).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, n_fft)[::hop]
    expected = np.abs(np.fft.rfft(frames.astype(np.float64) * weights)).T ** 2
    assert splits(n_fft, hop)
    for way in (FftPower(weights), SplitPower(weights, hop)):
        for first, last in ((0, BLOCK), (BLOCK, BLOCK + 7), (BLOCK + 7, BLOCK + 8), (BLOCK + 8, 2 * BLOCK)):
            found = way(frames[first:last], first % BLOCK)
            assert np.abs(found - expected[:, first:last]).max() <= 1e-6 * expected.max()


def test_what_cannot_be_split_is_left_to_the_fft() -> None:
    for options in (
        StftOptions(2_048, 512),
        StftOptions(401, 160),
        StftOptions(402, 160),
        StftOptions(400, 1),
        StftOptions(400, 500),
        StftOptions(508, 127),
    ):
        assert isinstance(powers(options), FftPower)
    assert isinstance(powers(StftOptions(400, 160)), SplitPower)
