"""From a spectrum back to samples: least-squares inverse of ``stft``.

Griffin & Lim, "Signal estimation from modified short-time Fourier transform" (1984), eq. 6: windowed frames are added
where they overlap and divided by the sum of the squared windows.
"""

from __future__ import annotations

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.errors import InvalidOption
from sorikit.dsp.framing import at_least
from sorikit.dsp.stft import BLOCK, Spectrum, StftOptions

TINY = float(np.finfo(np.float32).tiny)
"""Where the windows sum to no more than this there is nothing to divide by."""


def istft(spectrum: Spectrum, options: StftOptions, *, length: int | None = None) -> Samples:
    """Return the samples whose spectrum (n_fft // 2 + 1, frames) is nearest: float32 ``(length,)``.

    ``options`` are those of the ``stft``; ``length`` is the number of samples it was given (otherwise what the frames
    cover without the border). ``istft(stft(x)) = x`` within rounding wherever the windows overlap: everywhere with
    ``center`` and a hop of at most half a window. Raises InvalidOption for a spectrum of another shape.
    """
    if spectrum.ndim != 2 or len(spectrum) != options.bins:
        raise InvalidOption(
            option="n_fft",
            detail=f"a spectrum of shape {spectrum.shape} does not have {options.bins} bins",
            detail_ko=f"모양이 {spectrum.shape}인 스펙트럼의 빈 수는 {options.bins}개가 아닙니다",
        )
    rule, weights = options.frames, options.weights
    count = spectrum.shape[1]
    total = (count - 1) * rule.hop + rule.length if count else 0
    end = max(0, total - 2 * rule.pad) if length is None else length
    at_least("length", end, 0)
    sums = np.zeros(max(total, rule.pad + end), np.float32)
    norms = np.zeros_like(sums)
    squares, step = np.square(weights), max(1, BLOCK // rule.length)
    for first in range(0, count, step):
        frames = np.fft.irfft(spectrum[:, first : first + step].T, rule.length) * weights
        for number, frame in enumerate(frames, first):
            start = number * rule.hop
            sums[start : start + rule.length] += frame
            norms[start : start + rule.length] += squares
    covered = norms > TINY
    sums[covered] /= norms[covered]
    return sums[rule.pad : rule.pad + end]
