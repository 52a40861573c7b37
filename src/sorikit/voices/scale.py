"""What a score means, by the seconds of speech that were heard: the less was heard, the less alike one voice is to itself.

The lines were fitted by ``benchmarks/voices.py`` to pairs of chunks of so many seconds, of 28 speakers of English and Korean
(each language has speakers of one studio; across studios and telephones scores are lower and strangers further apart).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sorikit.core.errors import InvalidOption
from sorikit.dsp.score_norm import Calibration
from sorikit.voices.scoring import DEFAULT

PRIOR = 0.2
"""How probable it is, before listening, that a voice is the known one that it is most like. Where the probability is then
above a half, the voice is named: a stranger's name is worse than none."""

Numbers = tuple[float, ...]

SECONDS: Numbers = (1.0, 2.0, 3.0, 5.0, 10.0)
"""What was measured."""
TRIALS = ((247, 3669), (245, 3496), (205, 2798), (130, 1886), (48, 693))
"""Pairs of one voice and of two, at each length."""


@dataclass(frozen=True, slots=True)
class Line:
    """The calibration of a model and scoring at each of ``SECONDS``, and how often it then errs."""

    slopes: Numbers
    offsets: Numbers
    false_accepts: Numbers
    """Share of the pairs of two voices that pass for one, at a probability above a half (even odds)."""
    false_rejects: Numbers
    """Share of the pairs of one voice that do not."""


LINES: dict[tuple[str, str], Line] = {
    ("campplus", "snorm"): Line(
        (2.59, 2.43, 2.11, 1.78, 1.18),
        (-5.2, -7.62, -7.52, -7.72, -6.01),
        (0.0297, 0.0060, 0.0025, 0.0011, 0.0),
        (0.0324, 0.0041, 0.0049, 0.0, 0.0),
    ),
    ("campplus", "cosine"): Line(
        (26.79, 24.18, 21.23, 20.32, 14.55),
        (-6.36, -8.52, -8.83, -10.18, -8.31),
        (0.0428, 0.0180, 0.0132, 0.0101, 0.0),
        (0.0283, 0.0122, 0.0146, 0.0077, 0.0),
    ),
    ("campplus", "plda"): Line(
        (0.015, 0.029, 0.023, 0.024, 0.023),
        (5.65, 8.59, 6.74, 6.01, 4.1),
        (0.1556, 0.0378, 0.0311, 0.0117, 0.0),
        (0.1296, 0.0367, 0.0293, 0.0231, 0.0),
    ),
    ("resemblyzer", "snorm"): Line(
        (2.46, 3.18, 3.14, 2.66, 1.82),
        (-3.54, -5.09, -6.17, -6.27, -5.51),
        (0.0796, 0.0252, 0.0157, 0.0133, 0.0043),
        (0.0769, 0.0163, 0.0098, 0.0, 0.0),
    ),
    ("resemblyzer", "cosine"): Line(
        (31.92, 38.11, 39.8, 39.21, 34.85),
        (-20.49, -25.52, -27.8, -28.99, -28.16),
        (0.0856, 0.0383, 0.0275, 0.0212, 0.0072),
        (0.0729, 0.0245, 0.0098, 0.0, 0.0),
    ),
    ("resemblyzer", "plda"): Line(
        (0.028, 0.028, 0.031, 0.032, 0.032),
        (5.86, 5.97, 6.18, 5.6, 3.99),
        (0.1235, 0.0738, 0.0422, 0.0313, 0.0058),
        (0.0972, 0.0694, 0.0390, 0.0385, 0.0),
    ),
}
"""(model, scoring) → its line."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How often an answer errs at a probability of a half, as it was measured."""

    false_accept: float
    """Share of the pairs of strangers that are taken for one person, 0 … 1."""
    false_reject: float
    """Share of the pairs of one person that are taken for two, 0 … 1."""


def is_calibrated(model: str, scoring: str = DEFAULT) -> bool:
    """Whether it is known what the scores of a model mean."""
    return (model, scoring) in LINES


def calibration_of(model: str, seconds: float, scoring: str = DEFAULT) -> Calibration:
    """Return the line for two voices of which the shorter was heard for ``seconds``.

    Between the measured lengths it is interpolated over the logarithm of the seconds, beyond them it stays. Raises
    InvalidOption for a model that was not measured.
    """
    line = _line(model, scoring)
    return Calibration(_between(line.slopes, seconds), _between(line.offsets, seconds))


def rates_of(model: str, seconds: float, scoring: str = DEFAULT) -> Rates:
    """Return the rates for such voices, between the measured lengths as ``calibration_of``.

    Where not one of the pairs erred, the rate is what three of them would be: then 95 of 100 such measurements err more
    seldom (Hanley and Lippman-Hand 1983, the "rule of three"). Raises InvalidOption for a model that was not measured.
    """
    line = _line(model, scoring)
    accepts = tuple(max(rate, 3.0 / others) for rate, (_, others) in zip(line.false_accepts, TRIALS, strict=True))
    rejects = tuple(max(rate, 3.0 / same) for rate, (same, _) in zip(line.false_rejects, TRIALS, strict=True))
    return Rates(_between(accepts, seconds), _between(rejects, seconds))


def believable(probability: float) -> bool:
    """Whether a voice of such a probability (at even odds) may be named, at odds of ``PRIOR``."""
    return probability >= 1.0 - PRIOR


def _line(model: str, scoring: str) -> Line:
    if (model, scoring) not in LINES:
        models = ", ".join(dict.fromkeys(name for name, _ in LINES))
        raise InvalidOption(
            option=model,
            detail=f"is a model whose scores were not calibrated; use one of {models}",
            detail_ko=f"점수가 보정되지 않은 모델입니다. {models} 가운데 쓰세요",
        )
    return LINES[model, scoring]


def _between(numbers: Numbers, seconds: float) -> float:
    return float(np.interp(np.log(max(seconds, 0.1)), np.log(SECONDS), numbers))
