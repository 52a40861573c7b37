"""How like two voices are, in one of three ways; and the strangers that two of them ask (``background``, made by ``scripts/make_cohort``).

``cosine``: of the two vectors. ``snorm`` (the default): the cosine in standard deviations above what strangers score against both,
which makes voices of one studio or language comparable with those of another. ``plda``: the log likelihood ratio of a
two-covariance model; trained on made voices, it knows real ones less well than the other two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sorikit.core.errors import InvalidOption
from sorikit.dsp.plda import Plda
from sorikit.dsp.score_norm import Numbers, adaptive_s_norm, cosine

SCORINGS = ("snorm", "cosine", "plda")
DEFAULT = "snorm"
STRANGER = {"campplus": 0.5, "resemblyzer": 0.85}
"""Cosine above which one of the cohort may be the very person, and is not asked: people do play Kokoro's voices to the kit."""
LEAST_ASKED = 10
"""However like them a voice is, so many strangers are asked."""
FOLDER = Path(__file__).with_name("background")


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """Strangers, as one speaker model hears them."""

    cohort: Numbers
    """``(voices, dim)``, unit length."""
    centre: Numbers
    """``(dim,)``: what is taken off before PLDA."""
    directions: Numbers
    """``(dim, reduced)``: what is looked at by PLDA."""
    plda: Plda


def score(model: str, left: NDArray[np.float32], right: NDArray[np.float32], scoring: str = DEFAULT) -> float:
    """Return how like two vectors ``(dim,)`` of ``model`` are; what the number means depends on ``scoring``.

    Raises InvalidOption for an unknown scoring, and where strangers are needed that the kit has not for ``model``.
    """
    check_scoring(scoring)
    one, other = (np.atleast_2d(np.asarray(vector, np.float64)) for vector in (left, right))
    raw = cosine(one, other)
    if scoring == "cosine":
        return float(raw[0, 0])
    strangers = background_of(model)
    if strangers is None:
        raise InvalidOption(
            option=f"--scoring {scoring}",
            detail=f"needs strangers to compare with, which the kit has not for {model}; use --scoring cosine",
            detail_ko=f"{model}에는 견줄 다른 목소리가 준비되어 있지 않습니다. --scoring cosine을 쓰세요",
        )
    if scoring == "plda":
        return float(strangers.plda.scores(_reduced(strangers, one), _reduced(strangers, other))[0, 0])
    asked = [_asked(cosine(vector, strangers.cohort), STRANGER[model]) for vector in (one, other)]
    return float(adaptive_s_norm(raw, *asked)[0, 0])


def check_scoring(scoring: str) -> None:
    """Raise InvalidOption for a way of scoring that there is not."""
    if scoring not in SCORINGS:
        raise InvalidOption(
            option=f"--scoring {scoring}",
            detail=f"there is none of that name; choose from: {', '.join(SCORINGS)}",
            detail_ko=f"그런 방법은 없습니다. 다음 가운데 고르세요: {', '.join(SCORINGS)}",
        )


@lru_cache(maxsize=8)
def background_of(model: str) -> Background | None:
    """Return the strangers that come with the kit for ``model``; None where there are none."""
    path = FOLDER / f"{model}.npz"
    if Path(model).name != model or not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name].astype(np.float64) for name in file.files}
    plda = Plda(arrays["plda_mean"], arrays["plda_basis"], arrays["plda_spread"])
    return Background(arrays["cohort"], arrays["centre"], arrays["directions"], plda)


def _asked(scores: Numbers, limit: float) -> Numbers:
    """Return the scores ``(1, cohort)`` of those who can only be strangers: ``(1, asked)``."""
    ordered = np.sort(scores, axis=1)
    count = max(LEAST_ASKED, int(np.searchsorted(ordered[0], limit, side="right")))
    asked: Numbers = ordered[:, :count]
    return asked


def _reduced(strangers: Background, vector: Numbers) -> Numbers:
    reduced: Numbers = (vector - strangers.centre) @ strangers.directions
    reduced /= np.maximum(np.linalg.norm(reduced, axis=1, keepdims=True), 1e-12)
    return reduced
