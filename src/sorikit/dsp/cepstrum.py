"""From log band energies to cepstra: the cosine transform and the lifter.

Davis & Mermelstein, "Comparison of parametric representations for monosyllabic word recognition in continuously spoken
sentences" (1980); the lifter: HTK book, §5.6.1.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.errors import InvalidOption
from sorikit.dsp.framing import at_least


@lru_cache(maxsize=32)
def cosine_transform(n_mfcc: int, n_mels: int, lifter: float = 0.0) -> Samples:
    """Return the orthonormal DCT-II, liftered: float32 ``(n_mfcc, n_mels)``, read-only.

    Row ``i`` is times ``1 + lifter / 2 × sin(πi / lifter)``; 0 leaves the cepstra as they are (22 is HTK's and
    Kaldi's). Raises InvalidOption for more coefficients than bands, or numbers out of range.
    """
    check_cepstra(n_mfcc, n_mels, lifter)
    order = np.arange(n_mfcc)[:, None]
    matrix = np.sqrt(2.0 / n_mels) * np.cos(np.pi / n_mels * (np.arange(n_mels) + 0.5) * order)
    matrix[0] = np.sqrt(1.0 / n_mels)
    if lifter:
        matrix *= 1 + lifter / 2 * np.sin(np.pi * order / lifter)
    rows: Samples = matrix.astype(np.float32)
    rows.setflags(write=False)  # shared by every caller
    return rows


def check_cepstra(n_mfcc: int, n_mels: int, lifter: float) -> None:
    """Raise InvalidOption unless 1 ≤ n_mfcc ≤ n_mels and lifter ≥ 0."""
    at_least("n_mfcc", n_mfcc, 1)
    at_least("lifter", lifter, 0.0)
    if n_mfcc > n_mels:
        raise InvalidOption(
            option="n_mfcc",
            detail=f"{n_mfcc} coefficients cannot come from {n_mels} mel bands; ask for more n_mels",
            detail_ko=f"멜 밴드 {n_mels}개로 계수 {n_mfcc}개를 만들 수 없습니다. n_mels를 늘리세요",
        )
