"""What a cosine means, by the seconds of speech that were heard: the less was heard, the less alike one voice is to itself.

The lines were fitted by ``benchmarks/voices.py`` to pairs of chunks of so many seconds, of 28 speakers of English and Korean
(each language has speakers of one studio; across studios and telephones cosines are lower and strangers further apart).
"""

from __future__ import annotations

import numpy as np

from sorikit.core.errors import InvalidOption
from sorikit.dsp.score_norm import Calibration

PRIOR = 0.2
"""How probable it is, before listening, that a voice is the known one that it is most like. Where the probability is then
above a half, the voice is named: a stranger's name is worse than none."""

_SECONDS = {"campplus": (1.0, 2.0, 3.0, 5.0, 10.0)}
_SLOPES = {"campplus": (26.8, 24.2, 21.2, 20.3, 14.6)}
_OFFSETS = {"campplus": (-6.4, -8.5, -8.8, -10.2, -8.3)}


def calibration_of(model: str, seconds: float) -> Calibration:
    """Return the line for two voices of which the shorter was heard for ``seconds``.

    Between the measured lengths it is interpolated over the logarithm of the seconds, beyond them it stays. Raises
    InvalidOption for a model that was not measured.
    """
    if model not in _SECONDS:
        raise InvalidOption(
            option=model,
            detail="is a model whose scores were not calibrated; use campplus",
            detail_ko="점수가 보정되지 않은 모델입니다. campplus를 쓰세요",
        )
    at, points = np.log(max(seconds, 0.1)), np.log(_SECONDS[model])
    return Calibration(float(np.interp(at, points, _SLOPES[model])), float(np.interp(at, points, _OFFSETS[model])))


def believable(probability: float) -> bool:
    """Whether a voice of such a probability (at even odds) may be named, at odds of ``PRIOR``."""
    return probability >= 1.0 - PRIOR
